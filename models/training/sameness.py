"""Does another processor read the same? Windows through the ONNX graph, their readings compared.

Usage: python sameness.py windows RECORDS_DIR MODEL_DIR WINDOWS.json
       python sameness.py read MODEL_DIR WINDOWS.json READING.json [THREADS]
       python sameness.py compare READING.json READING.json

`read` needs numpy and onnxruntime only, so that it also runs on an emulated processor, for example
`qemu-x86_64 -cpu Haswell $(which python) sameness.py read ...` (AVX2, neither AVX-512 nor VNNI).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

WINDOWS = 60
SKIPPED = 20  # windows between two taken ones


def windows(records_dir: Path, model: Path) -> list[dict[str, list[int]]]:
    """Return the inputs of some windows of PUD and EWT."""
    # Here, because spaCy takes minutes to import on an emulated processor.
    from records import read_records  # noqa: PLC0415

    from kr_policy_ie.base.pieces import WordPieces  # noqa: PLC0415

    pieces = WordPieces((model / "kr_encoder" / "tokenizer.json").read_text("utf8"))
    result: list[dict[str, list[int]]] = []
    for name in ("en_pud-test", "en_ewt-test"):
        records = read_records(records_dir / f"{name}.jsonl.gz")
        for start in range(0, len(records) - 3, SKIPPED):
            words = [word for record in records[start : start + 3] for word in record["words"]]
            keys = ("ids", "cases", "first", "last")
            result.append(dict(zip(keys, pieces.sequence(words), strict=True)))
    return result[:: max(1, len(result) // WINDOWS)]


def read(model: Path, inputs: list[dict[str, list[int]]], threads: int) -> list[dict[str, Any]]:
    """Return tags, best heads and their labels, name tags and sentence starts of every window."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        (model / "kr_encoder" / "encoder.onnx").read_bytes(),
        options,
        providers=["CPUExecutionProvider"],
    )
    names = [output.name for output in session.get_outputs()]
    result: list[dict[str, Any]] = []
    for item in inputs:
        feeds = {key: np.array(row, dtype=np.int64) for key, row in item.items()}
        out = dict(zip(names, session.run(None, feeds), strict=True))
        heads = out["arcs"].argmax(axis=1)
        labels = np.einsum("nle,ne->nl", out["label_dep"], out["label_head"][heads]).argmax(axis=1)
        found = {"tag": out["tag"], "pos": out["pos"], "morph": out["morph"], "head": heads}
        found |= {"dep": labels, "name": out["name"].argmax(axis=1)}
        found["start"] = out["start"].argmax(axis=1)
        result.append({key: value.tolist() for key, value in found.items()})
    return result


def compare(left: list[dict[str, Any]], right: list[dict[str, Any]]) -> dict[str, Any]:
    """Return how many words differ, for each prediction."""
    differing = dict.fromkeys(left[0], 0)
    words = either = 0
    for one, other in zip(left, right, strict=True):
        words += len(one["tag"])
        rows = {
            key: [a != b for a, b in zip(one[key], other[key], strict=True)] for key in differing
        }
        for key, row in rows.items():
            differing[key] += sum(row)
        either += sum(head or dep for head, dep in zip(rows["head"], rows["dep"], strict=True))
    share = round(100 * either / max(words, 1), 3)
    return {"words": words, "differing": differing, "head or label differs, percent": share}


def main(command: str, *arguments: str) -> None:
    """Run one of the three commands."""
    if command == "windows":
        found: Any = windows(Path(arguments[0]), Path(arguments[1]))
        Path(arguments[2]).write_text(json.dumps(found), "utf8")
    elif command == "read":
        inputs = json.loads(Path(arguments[1]).read_text("utf8"))
        threads = int(arguments[3]) if len(arguments) > 3 else 1
        reading = read(Path(arguments[0]), inputs, threads)
        Path(arguments[2]).write_text(json.dumps(reading), "utf8")
    else:
        left, right = (json.loads(Path(name).read_text("utf8")) for name in arguments)
        print(json.dumps(compare(left, right)))


if __name__ == "__main__":
    main(*sys.argv[1:])
