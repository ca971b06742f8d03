"""What clean licences cost: a name head trained with and without the newswire set, same body.

Usage: python licence_price.py RECORDS_DIR GAZETTEER MINILM_DIR TRAINED_DIR NEWSWIRE [THREADS]

The body is frozen (it has never seen the newswire set), so the difference is a lower bound of what
full training with that set would bring. Test articles are those of `evaluate.py`. For measuring
only: nothing of it is shipped.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from pathlib import Path
from typing import Any

import torch
from augment_names import load_gazetteer
from encoder_data import IGNORE, Example, epoch_passages, examples, tensors
from encoder_model import Parser
from evaluate import COARSE, NEWSWIRE, prf
from export_encoder import load_model
from name_labels import organisation_label, place_label
from ner_data import empty_record
from records import Record
from torch import Tensor, nn

from kr_policy_ie.base.names import NameDecoder
from kr_policy_ie.base.pieces import WordPieces

OTHER = {"Facility", "Product", "Misc"}  # may be a name of ours or none: not learned from
TRAIN_ARTICLES, STEPS, BATCH = 420, 4000, 512


def article_records(item: Any) -> list[Record]:
    """Return the paragraphs of an article with the contract's labels."""
    records: list[Record] = []
    for sentence in item["sentences"]:
        words = [str(token) for token, _ in sentence]
        record = empty_record(words, [True] * len(words), item["id"])
        for i, (_, tag) in enumerate(sentence):
            kind, ents = NEWSWIRE.get(tag[2:]), record["ents"]
            if tag[0] == "I" and kind and ents and ents[-1][1] == i and ents[-1][2] == kind:
                ents[-1][1] = i + 1
            elif kind:
                ents.append([i, i + 1, kind])
        for ent in record["ents"]:
            name = " ".join(words[ent[0] : ent[1]])
            ent[2] = {"PER": lambda _: "PERSON", "ORG": organisation_label}.get(
                ent[2], place_label
            )(name)
        record["hidden"] = [i for i, (_, tag) in enumerate(sentence) if tag[2:] in OTHER]
        if words:
            records.append(record)
    return records


def newswire(path: Path) -> dict[str, list[Record]]:
    """Return the training, Korean and other test paragraphs."""
    parts: dict[str, list[Record]] = {"train": [], "kr": [], "other": []}
    taken = 0
    with gzip.open(path, "rt", encoding="utf8") as lines:
        for number, line in enumerate(lines):
            item = json.loads(line)
            if item["region"] == "kr" or item["id"].startswith("kr_"):
                parts["kr"] += article_records(item)
            elif number % 7 == 0:
                parts["other"] += article_records(item)
            elif taken < TRAIN_ARTICLES:
                parts["train"] += article_records(item)
                taken += 1
    return parts


@torch.no_grad()
def vectors(model: Parser, items: list[Example]) -> tuple[Tensor, Tensor, list[int]]:
    """Return word vectors and name targets of all words, and the length of every example."""
    rows, targets = [], []
    for item in items:
        batch = tensors([item])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            words = model.encoder(
                batch["ids"], batch["cases"], batch["mask"], batch["first"], batch["last"]
            )
        rows.append(words[0].to(torch.bfloat16))
        targets.append(batch["name"][0])
    return torch.cat(rows), torch.cat(targets), [len(t) for t in targets]


def train_head(rows: Tensor, targets: Tensor, count: int) -> nn.Module:
    """Return a name head trained on word vectors."""
    torch.manual_seed(1)
    known = (targets != IGNORE).nonzero()[:, 0]
    head = nn.Sequential(
        nn.Dropout(0.2), nn.Linear(rows.shape[1], 256), nn.GELU(), nn.Dropout(0.2),
        nn.Linear(256, count),
    )  # fmt: skip
    optimizer = torch.optim.AdamW(head.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for _ in range(STEPS):
        chosen = known[torch.randint(len(known), (BATCH,))]
        loss = nn.functional.cross_entropy(head(rows[chosen].float()), targets[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return head.eval()


@torch.no_grad()
def score(
    head: nn.Module, read: tuple[Tensor, Tensor, list[int]], decoder: NameDecoder
) -> dict[str, float]:
    """Return P, R and F1 over person, organisation, location with nationality."""
    right = predicted = gold = place = 0
    rows, targets, lengths = read
    best = dict(enumerate(decoder.tags))
    for length in lengths:
        part = slice(place, place + length)
        place += length
        found = decoder.decode(head(rows[part].float()).numpy())
        tags = [best.get(int(t), "O") for t in targets[part]]
        want = {(s, e, COARSE[label]) for s, e, label in spans(tags)}
        have = {(s, e, COARSE[label]) for s, e, label in found if COARSE[label]}
        right, predicted, gold = right + len(want & have), predicted + len(have), gold + len(want)
    return prf(right, predicted, gold)


def spans(tags: list[str]) -> list[tuple[int, int, str]]:
    """Return the names of BILU-O tags."""
    result, start = [], 0
    for i, tag in enumerate(tags):
        start = i if tag[0] in "BU" else start
        if tag[0] in "LU":
            result.append((start, i + 1, tag[2:]))
    return result


def main(arguments: list[str]) -> None:
    """Print the scores of both heads."""
    records_dir, gazetteer, minilm, trained, path = (Path(a) for a in arguments[:5])
    torch.set_num_threads(int(arguments[5]) if len(arguments) > 5 else 1)
    model, labels = load_model(minilm, trained)
    pieces = WordPieces((minilm / "tokenizer.json").read_text("utf8"))
    clean = epoch_passages(records_dir, load_gazetteer(gazetteer), 1)
    clean = [passage for passage in clean if passage[0]["ents"] is not None]
    parts = newswire(path)
    read = {
        key: vectors(model, list(examples(passages, pieces, labels, 160)))
        for key, passages in {
            "clean": clean,
            **{k: [[r] for r in rows] for k, rows in parts.items()},
        }.items()
    }
    random.seed(1)
    decoder, count = NameDecoder(labels["name"]), len(labels["name"])
    both = (
        torch.cat([read["clean"][0], read["train"][0]]),
        torch.cat([read["clean"][1], read["train"][1]]),
    )
    for name, (rows, targets) in {"clean": read["clean"][:2], "with newswire": both}.items():
        head = train_head(rows, targets, count)
        print(name, len(rows), {key: score(head, read[key], decoder) for key in ("kr", "other")})


if __name__ == "__main__":
    main(sys.argv[1:])
