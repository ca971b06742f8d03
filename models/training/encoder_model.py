"""MiniLM with heads for tags, morphology, sentence starts, names and a biaffine parser."""

from __future__ import annotations

import hashlib
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
CASES = 8


def load_minilm(folder: Path) -> BertModel:
    """Return the pretrained encoder after checking the digest of its weights."""
    weights = folder / "model.safetensors"
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    if digest != MINILM_SHA256:
        raise SystemExit(f"{weights}: SHA-256 {digest}, expected {MINILM_SHA256}")
    config = BertConfig.from_pretrained(folder, attn_implementation="sdpa")
    return BertModel.from_pretrained(folder, config=config, add_pooling_layer=False)


class Encoder(nn.Module):
    """Word vectors: first and last piece of the mean of the last four layers, 768 wide."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert
        self.case = nn.Embedding(CASES, bert.config.hidden_size)
        nn.init.zeros_(self.case.weight)

    def forward(
        self, ids: Tensor, cases: Tensor, mask: Tensor | None, first: Tensor, last: Tensor
    ) -> Tensor:
        """Return word vectors (batch, words, 768)."""
        embedded = self.bert.embeddings.word_embeddings(ids) + self.case(cases)
        output = self.bert(inputs_embeds=embedded, attention_mask=mask, output_hidden_states=True)
        mixed = torch.stack(output.hidden_states[-4:]).mean(0)
        width = mixed.shape[-1]
        begin = mixed.gather(1, first.unsqueeze(-1).expand(-1, -1, width))
        end = mixed.gather(1, last.unsqueeze(-1).expand(-1, -1, width))
        return torch.cat([begin, end], dim=-1)


class Heads(nn.Module):
    """All predictions from word vectors; the parser is biaffine (Dozat and Manning 2017)."""

    def __init__(
        self, sizes: dict[str, int], width: int = 768, arc: int = 384, label: int = 128
    ) -> None:
        super().__init__()
        self.sizes = sizes
        self.dropout = nn.Dropout(0.33)
        self.linear = nn.ModuleDict(
            {key: nn.Linear(width, sizes[key]) for key in ("pos", "tag", "morph", "name", "start")}
        )
        self.arc_dep = nn.Linear(width, arc)
        self.arc_head = nn.Linear(width, arc)
        self.label_dep = nn.Linear(width, label)
        self.label_head = nn.Linear(width, label)
        self.root = nn.Parameter(torch.randn(width) * 0.02)
        self.arc_bilinear = nn.Parameter(torch.zeros(arc + 1, arc))
        self.label_bilinear = nn.Parameter(torch.zeros(sizes["dep"], label + 1, label + 1))
        nn.init.xavier_uniform_(self.arc_bilinear, gain=0.5)
        nn.init.normal_(self.label_bilinear, std=0.02)

    def tags(self, words: Tensor) -> dict[str, Tensor]:
        """Return logits of the per-word predictions."""
        dropped = self.dropout(words)
        return {key: layer(dropped) for key, layer in self.linear.items()}

    def arcs(self, words: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return arc scores (batch, dependent, 1 + head) and both label vectors; head 0 is root."""
        dropped = self.dropout(words)
        root = self.root.expand(words.shape[0], 1, -1)
        heads = torch.cat([root, dropped], dim=1)
        act = nn.functional.leaky_relu
        dep = self.dropout(act(self.arc_dep(dropped), 0.1))
        head = self.dropout(act(self.arc_head(heads), 0.1))
        dep_one = torch.cat([dep, torch.ones_like(dep[..., :1])], dim=-1)
        scores = dep_one @ self.arc_bilinear @ head.transpose(1, 2)
        label_dep = self.dropout(act(self.label_dep(dropped), 0.1))
        label_head = self.dropout(act(self.label_head(heads), 0.1))
        one = torch.ones_like(label_dep[..., :1])
        one_head = torch.ones_like(label_head[..., :1])
        return scores, torch.cat([label_dep, one], -1), torch.cat([label_head, one_head], -1)

    def labels(self, label_dep: Tensor, label_head: Tensor, heads: Tensor) -> Tensor:
        """Return label logits (batch, words, labels) for given heads (0 is root)."""
        index = heads.unsqueeze(-1).expand(-1, -1, label_head.shape[-1])
        chosen = label_head.gather(1, index)
        left = torch.einsum("bnd,lde->bnle", label_dep, self.label_bilinear)
        return (left * chosen.unsqueeze(2)).sum(-1)


class Parser(nn.Module):
    """Encoder and heads together."""

    def __init__(self, bert: BertModel, sizes: dict[str, int]) -> None:
        super().__init__()
        self.encoder = Encoder(bert)
        self.heads = Heads(sizes)
