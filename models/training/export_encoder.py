"""Checkpoint -> ONNX graph with int8 weights.

Usage: python export_encoder.py MINILM_DIR TRAINED_DIR OUT_DIR [--fp32] [--skip NAME,...]
       [--vectors NAME]

The graph is written by hand from the weights: one window at a time (batch of one, no padding), so
that activations are quantised per window and a document's annotation never depends on its
neighbours. Word vectors are stored as int8 with one scale a row; the encoder's matrices are
quantised dynamically, one scale a column; heads stay in float.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from encoder_model import Parser
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertConfig, BertModel

MS = "com.microsoft"
LAYERS = 6


class Graph:
    """Collects nodes and weights."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, np.ndarray] = {}

    def weight(self, name: str, value: torch.Tensor | np.ndarray) -> str:
        """Add a weight and return its name."""
        self.weights[name] = value.detach().numpy() if isinstance(value, torch.Tensor) else value
        return name

    def op(
        self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: object
    ) -> str:
        """Add a node with one output and return the output's name."""
        node = helper.make_node(
            kind, inputs, [output], name=f"node_{output}", domain=domain, **attributes
        )
        self.nodes.append(node)
        return output

    def linear(self, x: str, layer: torch.nn.Linear, name: str) -> str:
        """Add a matrix product with bias."""
        weight = self.weight(f"{name}.w", layer.weight.T.contiguous())
        product = self.op("MatMul", [x, weight], f"{name}.mm")
        return self.op("Add", [product, self.weight(f"{name}.b", layer.bias)], f"{name}.out")

    def norm(self, x: str, layer: torch.nn.LayerNorm, name: str) -> str:
        """Add a layer normalisation."""
        scale, bias = (
            self.weight(f"{name}.scale", layer.weight),
            self.weight(f"{name}.bias", layer.bias),
        )
        return self.op(
            "LayerNormalization", [x, scale, bias], f"{name}.out", epsilon=1e-12, axis=-1
        )


def embeddings(graph: Graph, model: Parser, *, quantise: bool) -> str:
    """Add word, case, position and type embeddings; return (1, pieces, width)."""
    parts = model.encoder.bert.embeddings
    table = parts.word_embeddings.weight.detach().numpy()
    if quantise:
        scale = np.abs(table).max(axis=1, keepdims=True) / 127
        scale[scale == 0] = 1
        graph.weight("emb.q", np.round(table / scale).astype(np.int8))
        graph.weight("emb.scale", scale.astype(np.float32))
        rows = graph.op("Gather", ["emb.q", "ids"], "emb.rows")
        rows = graph.op("Cast", [rows], "emb.float", to=TensorProto.FLOAT)
        words = graph.op(
            "Mul", [rows, graph.op("Gather", ["emb.scale", "ids"], "emb.rowscale")], "emb.words"
        )
    else:
        words = graph.op("Gather", [graph.weight("emb.f", table), "ids"], "emb.words")
    cases = graph.op(
        "Gather", [graph.weight("emb.case", model.encoder.case.weight), "cases"], "emb.cases"
    )
    summed = graph.op("Add", [words, cases], "emb.sum1")
    positions = parts.position_embeddings.weight + parts.token_type_embeddings.weight[0]
    graph.weight("emb.pos", positions)
    graph.weight("zero", np.array([0], dtype=np.int64))
    length = graph.op("Shape", ["ids"], "emb.length")
    taken = graph.op("Slice", ["emb.pos", "zero", length, "zero"], "emb.taken")
    summed = graph.op("Add", [summed, taken], "emb.sum2")
    batch = graph.op("Unsqueeze", [summed, "zero"], "emb.batch")
    return graph.norm(batch, parts.LayerNorm, "emb.norm")


def encoder_layer(graph: Graph, x: str, layer: torch.nn.Module, heads: int, name: str) -> str:
    """Add one transformer layer."""
    attention = layer.attention
    own = attention.self
    weight = torch.cat([own.query.weight, own.key.weight, own.value.weight]).T.contiguous()
    bias = torch.cat([own.query.bias, own.key.bias, own.value.bias])
    width = own.query.weight.shape[0]
    product = graph.op("MatMul", [x, graph.weight(f"{name}.qkv.w", weight)], f"{name}.qkv.mm")
    packed = graph.op("Add", [product, graph.weight(f"{name}.qkv.b", bias)], f"{name}.qkv")
    sizes = graph.weight("thirds", np.array([width] * 3, dtype=np.int64))
    outputs = [f"{name}.{part}" for part in "qkv"]
    graph.nodes.append(
        helper.make_node("Split", [packed, sizes], outputs, name=f"node_{name}.split", axis=-1)
    )
    mixed = graph.op("MultiHeadAttention", outputs, f"{name}.mha", domain=MS, num_heads=heads)
    mixed = graph.linear(mixed, attention.output.dense, f"{name}.attout")
    x = graph.norm(
        graph.op("Add", [mixed, x], f"{name}.res1"), attention.output.LayerNorm, f"{name}.norm1"
    )
    inner = graph.weight(f"{name}.up.w", layer.intermediate.dense.weight.T.contiguous())
    up = graph.op("MatMul", [x, inner], f"{name}.up.mm")
    up_bias = graph.weight(f"{name}.up.b", layer.intermediate.dense.bias)
    gelu = graph.op("BiasGelu", [up, up_bias], f"{name}.gelu", domain=MS)
    down = graph.linear(gelu, layer.output.dense, f"{name}.down")
    return graph.norm(
        graph.op("Add", [down, x], f"{name}.res2"), layer.output.LayerNorm, f"{name}.norm2"
    )


def word_ends(graph: Graph, states: list[str], name: str = "") -> tuple[str, str]:
    """Add the mean of some states at the first and at the last piece of every word."""
    total = graph.op("Sum", states, f"{name}mix.sum")
    share = graph.weight(f"{name}share", np.array(1 / len(states), dtype=np.float32))
    mixed = graph.op("Mul", [total, share], f"{name}mix.mean")
    flat = graph.op("Squeeze", [mixed, "zero"], f"{name}mix.flat")
    begin = graph.op("Gather", [flat, "first"], f"{name}words.first")
    return begin, graph.op("Gather", [flat, "last"], f"{name}words.last")


def learning_vectors(graph: Graph, top: tuple[str, str], low: tuple[str, str]) -> None:
    """Add what other components may learn from, 768 wide, the mean of a word's end pieces.

    The parser's own vectors, and those of the first layers, which know more of what words mean
    and less of how they hang together.
    """
    half = graph.weight("half", np.array(0.5, dtype=np.float32))
    means = []
    for name, (begin, end) in (("top", top), ("low", low)):
        total = graph.op("Add", [begin, end], f"{name}.ends")
        means.append(graph.op("Mul", [total, half], f"{name}.mean"))
    graph.op("Concat", means, "vectors", axis=-1)


def add_heads(graph: Graph, model: Parser, words: str) -> None:
    """Add all predictions: label numbers, name and start scores, arcs and label vectors."""
    heads = model.heads
    for key in ("pos", "tag", "morph"):
        logits = graph.linear(words, heads.linear[key], f"head.{key}")
        graph.op("ArgMax", [logits], key, axis=-1, keepdims=0)
    for key in ("name", "start"):
        graph.op("Identity", [graph.linear(words, heads.linear[key], f"head.{key}")], key)
    root = graph.weight("root", heads.root.reshape(1, -1))
    with_root = graph.op("Concat", [root, words], "words.root", axis=0)

    def mlp(x: str, layer: torch.nn.Linear, name: str) -> str:
        return graph.op("LeakyRelu", [graph.linear(x, layer, name)], f"{name}.act", alpha=0.1)

    dep = mlp(words, heads.arc_dep, "head.arc_dep")
    head = mlp(with_root, heads.arc_head, "head.arc_head")
    matrix, bias = heads.arc_bilinear[:-1], heads.arc_bilinear[-1:]
    left = graph.op("MatMul", [dep, graph.weight("arc.w", matrix.contiguous())], "arc.left.mm")
    left = graph.op("Add", [left, graph.weight("arc.b", bias)], "arc.left")
    graph.op("MatMul", [left, graph.op("Transpose", [head], "arc.right", perm=[1, 0])], "arcs")
    label_dep = mlp(words, heads.label_dep, "head.label_dep")
    label_head = mlp(with_root, heads.label_head, "head.label_head")
    tensor = heads.label_bilinear.detach()  # labels, dependent + 1, head + 1
    labels, size = tensor.shape[0], tensor.shape[1] - 1
    weight = tensor[:, :-1, :].permute(1, 0, 2).reshape(size, -1).contiguous()
    bias_row = tensor[:, -1, :].reshape(1, -1).contiguous()
    product = graph.op("MatMul", [label_dep, graph.weight("label.w", weight)], "label.mm")
    product = graph.op("Add", [product, graph.weight("label.b", bias_row)], "label.sum")
    shape = graph.weight("label.shape", np.array([-1, labels, size + 1], dtype=np.int64))
    graph.op("Reshape", [product, shape], "label_dep")
    pads = graph.weight("label.pads", np.array([0, 0, 0, 1], dtype=np.int64))
    one = graph.weight("one", np.array(1.0, dtype=np.float32))
    graph.op("Pad", [label_head, pads, one], "label_head")


def build(model: Parser, *, quantise: bool) -> onnx.ModelProto:
    """Return the whole model as an ONNX graph."""
    graph = Graph()
    bert = model.encoder.bert
    x = embeddings(graph, model, quantise=quantise)
    states = [x]
    for number, layer in enumerate(bert.encoder.layer):
        x = encoder_layer(graph, x, layer, bert.config.num_attention_heads, f"layer{number}")
        states.append(x)
    top = word_ends(graph, states[-4:])
    add_heads(graph, model, graph.op("Concat", list(top), "words", axis=-1))
    learning_vectors(graph, top, word_ends(graph, states[1:3], "low."))
    pairs = {"ids": "pieces", "cases": "pieces", "first": "words", "last": "words"}
    integer, real = TensorProto.INT64, TensorProto.FLOAT
    inputs = [helper.make_tensor_value_info(name, integer, [dim]) for name, dim in pairs.items()]
    outputs = [helper.make_tensor_value_info(n, integer, None) for n in ("pos", "tag", "morph")]
    floats = ("name", "start", "arcs", "label_dep", "label_head", "vectors")
    outputs += [helper.make_tensor_value_info(name, real, None) for name in floats]
    weights = [numpy_helper.from_array(value, name) for name, value in graph.weights.items()]
    built = helper.make_graph(graph.nodes, "kr_encoder", inputs, outputs, weights)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MS, 1)]
    return helper.make_model(
        built, opset_imports=opsets, ir_version=8, producer_name="kr_policy_ie"
    )


def quantised(
    model: onnx.ModelProto, skip: tuple[str, ...], *, kind: str, reduce_range: bool
) -> bytes:
    """Return the serialised model with int8 matrices, those named in `skip` left out."""
    excluded = [
        node.name for node in model.graph.node
        if node.op_type == "MatMul" and any(part in node.name for part in skip)
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.onnx", Path(folder) / "out.onnx"
        onnx.save(model, source)
        quantize_dynamic(
            source, target, op_types_to_quantize=["MatMul"], nodes_to_exclude=excluded,
            per_channel=True, reduce_range=reduce_range,
            weight_type=QuantType.QInt8 if kind == "s8" else QuantType.QUInt8,
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
        )  # fmt: skip
        return target.read_bytes()


def load_model(minilm: Path, trained: Path) -> tuple[Parser, dict[str, list[str]]]:
    """Return the fine-tuned model and its labels."""
    labels = json.loads((trained / "labels.json").read_text("utf8"))
    config = BertConfig.from_pretrained(minilm)
    model = Parser(
        BertModel(config, add_pooling_layer=False), {k: len(v) for k, v in labels.items()}
    )
    model.load_state_dict(torch.load(trained / "model.pt", weights_only=True))
    return model.eval(), labels


def main() -> None:
    """Write encoder.onnx, tokenizer.json and labels.json."""
    cli = argparse.ArgumentParser()
    for name in ("minilm", "trained", "out"):
        cli.add_argument(name, type=Path)
    cli.add_argument("--fp32", action="store_true")
    cli.add_argument("--kind", choices=("s8", "u8"), default="s8")
    cli.add_argument("--reduce-range", action="store_true")
    cli.add_argument("--skip", default="head.,arc.,label.")
    cli.add_argument(
        "--vectors", default="own", help="what to call the word vectors: new with new weights"
    )
    args = cli.parse_args()
    model, labels = load_model(args.minilm, args.trained)
    built = build(model, quantise=not args.fp32)
    skip = tuple(part for part in args.skip.split(",") if part)
    data = built.SerializeToString() if args.fp32 else quantised(
        built, skip, kind=args.kind, reduce_range=args.reduce_range
    )  # fmt: skip
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "encoder.onnx").write_bytes(data)
    (args.out / "tokenizer.json").write_bytes((args.minilm / "tokenizer.json").read_bytes())
    labels["vectors"] = [args.vectors]
    (args.out / "labels.json").write_text(json.dumps(labels, ensure_ascii=False) + "\n", "utf8")
    print(f"{len(data) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
