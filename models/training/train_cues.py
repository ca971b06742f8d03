"""Teach the trained encoder, beside its parse, which sentences state facts and in which roles.

Usage: python train_cues.py RECORDS_DIR GAZETTEER MINILM_DIR TRAINED_DIR CUES.jsonl.gz OUT_DIR
       [--dev CUES.jsonl.gz] [--epochs N] [--seed N] [--threads N]

Two heads over the word vectors: one score for each fact type, one for each role. A sentence's
score for a type is the soft maximum of its words' scores, so the words that signal a type are
found without being annotated. Batches of the treebanks in between keep the parse.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from augment_names import load_gazetteer
from encoder_data import tensors as tree_tensors
from encoder_model import Parser, load_minilm
from torch import Tensor, nn
from train_encoder import dev_examples, loss_of, make_epoch, quick_scores

from kr_policy_ie.base.pieces import WordPieces
from kr_policy_ie.schema import FACT_TYPES, ROLES

BODY_RATE, OLD_HEAD_RATE, NEW_HEAD_RATE = 7e-5, 4e-4, 2e-3
PIECES_PER_BATCH, PIECES_PER_EXAMPLE = 1000, 160
ROLE_WEIGHT, TREE_EVERY = 6.0, 1


@dataclass
class Passage:
    """Consecutive sentences of one document as numbers."""

    sequence: tuple[list[int], list[int], list[int], list[int]]
    sentence: list[int]
    types: list[list[int]]
    roles: list[list[int]]


def read_documents(path: Path) -> list[list[dict[str, Any]]]:
    """The documents of a file that `cue_data.py` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def passages(
    documents: list[list[dict[str, Any]]], pieces: WordPieces, rng: random.Random | None
) -> Iterator[Passage]:
    """Cut documents into passages; at random places if there is a random source."""
    for document in documents:
        part: list[dict[str, Any]] = []
        length, most = 2, rng.randint(1, 8) if rng else 99
        for record in document:
            size = sum(len(pieces.pieces(word)[0]) for word in record["words"])
            if part and (length + size > PIECES_PER_EXAMPLE or len(part) >= most):
                yield make_passage(part, pieces)
                part, length, most = [], 2, rng.randint(1, 8) if rng else 99
            if size <= 480:
                part.append(record)
                length += size
        if part:
            yield make_passage(part, pieces)


def make_passage(part: list[dict[str, Any]], pieces: WordPieces) -> Passage:
    """The numbers of consecutive sentences."""
    words = [word for record in part for word in record["words"]]
    numbers = [number for number, record in enumerate(part) for _ in record["words"]]
    return Passage(
        pieces.sequence(words),
        numbers,
        [record["types"] for record in part],
        [roles for record in part for roles in record["roles"]],
    )


def cue_tensors(batch: list[Passage]) -> dict[str, Tensor]:
    """The padded tensors of a batch; sentences are numbered over the whole batch."""
    pieces = max(len(item.sequence[0]) for item in batch)
    words = max(len(item.sentence) for item in batch)
    out = {
        name: torch.zeros(len(batch), pieces, dtype=torch.long) for name in ("ids", "cases", "mask")
    }
    out |= {name: torch.zeros(len(batch), words, dtype=torch.long) for name in ("first", "last")}
    sentence = torch.full((len(batch), words), -1, dtype=torch.long)
    roles = torch.zeros(len(batch), words, len(ROLES))
    targets: list[Tensor] = []
    for row, item in enumerate(batch):
        for name, values in zip(("ids", "cases", "first", "last"), item.sequence, strict=True):
            out[name][row, : len(values)] = torch.tensor(values)
        out["mask"][row, : len(item.sequence[0])] = 1
        sentence[row, : len(item.sentence)] = torch.tensor(item.sentence) + len(targets)
        for place, numbers in enumerate(item.roles):
            roles[row, place, numbers] = 1.0
        for numbers in item.types:
            target = torch.zeros(len(FACT_TYPES))
            target[numbers] = 1.0
            targets.append(target)
    return out | {"sentence": sentence, "roles": roles, "types": torch.stack(targets)}


class Cues(nn.Module):
    """The two heads."""

    def __init__(self, width: int = 768) -> None:
        super().__init__()
        self.dropout = nn.Dropout(0.33)
        self.fact = nn.Linear(width, len(FACT_TYPES))
        self.role = nn.Linear(width, len(ROLES))
        for layer, bias in ((self.fact, -4.5), (self.role, -3.0)):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.constant_(layer.bias, bias)

    def forward(self, words: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of each word for each type and each role."""
        dropped = self.dropout(words)
        return self.fact(dropped), self.role(dropped)


def sentence_scores(fact: Tensor, sentence: Tensor, count: int) -> Tensor:
    """The soft maximum over the words of each sentence, one row a sentence."""
    rows = []
    flat, owner = fact.flatten(0, 1), sentence.flatten()
    for number in range(count):
        rows.append(torch.logsumexp(flat[owner == number] * 2, dim=0) / 2)
    return torch.stack(rows)


def cue_loss(model: Parser, cues: Cues, batch: dict[str, Tensor]) -> Tensor:
    """Binary cross entropy of types (sentences) and roles (words)."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        words = model.encoder(
            batch["ids"], batch["cases"], batch["mask"], batch["first"], batch["last"]
        )
    fact, role = cues(words.float())
    entropy = nn.functional.binary_cross_entropy_with_logits
    scores = sentence_scores(fact, batch["sentence"], len(batch["types"]))
    types = entropy(scores, batch["types"], pos_weight=torch.full((len(FACT_TYPES),), 1.5))
    known = batch["sentence"] >= 0
    roles = entropy(role[known], batch["roles"][known])
    return 8.0 * types + ROLE_WEIGHT * roles


@torch.no_grad()
def cue_scores(model: Parser, cues: Cues, items: list[Passage]) -> dict[str, float]:
    """F1 of types at probability 0.4 and of roles at 0.4, over sentences and words."""
    model.eval(), cues.eval()
    counts = {"type": [0, 0, 0], "role": [0, 0, 0]}
    for item in items:
        batch = cue_tensors([item])
        words = model.encoder(
            batch["ids"], batch["cases"], batch["mask"], batch["first"], batch["last"]
        )
        fact, role = cues(words)
        found = sentence_scores(fact, batch["sentence"], len(batch["types"])).sigmoid() > 0.4
        pairs = {
            "type": (found, batch["types"] > 0),
            "role": (role.sigmoid() > 0.4, batch["roles"] > 0),
        }
        for key, (predicted, gold) in pairs.items():
            counts[key][0] += int((predicted & gold).sum())
            counts[key][1] += int(predicted.sum())
            counts[key][2] += int(gold.sum())
    model.train(), cues.train()
    return {key: round(2 * a / max(b + c, 1), 3) for key, (a, b, c) in counts.items()}


def cue_batches(items: list[Passage], rng: random.Random) -> list[list[Passage]]:
    """Batches of similar length in random order."""
    order = sorted(items, key=lambda item: len(item.sequence[0]) + rng.random() * 8)
    result: list[list[Passage]] = [[]]
    for item in order:
        if result[-1] and (len(result[-1]) + 1) * len(item.sequence[0]) > PIECES_PER_BATCH:
            result.append([])
        result[-1].append(item)
    rng.shuffle(result)
    return result


def main() -> None:
    """Train both kinds of batches in turn; save the encoder and the heads."""
    cli = argparse.ArgumentParser()
    for name in ("records", "gazetteer", "minilm", "trained", "cues", "out"):
        cli.add_argument(name, type=Path)
    cli.add_argument("--dev", type=Path)
    cli.add_argument("--epochs", type=int, default=12)
    cli.add_argument("--seed", type=int, default=1)
    cli.add_argument("--threads", type=int, default=2)
    args = cli.parse_args()
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    torch.set_num_threads(args.threads)
    pieces = WordPieces((args.minilm / "tokenizer.json").read_text("utf8"))
    labels = json.loads((args.trained / "labels.json").read_text("utf8"))
    model = Parser(load_minilm(args.minilm), {key: len(names) for key, names in labels.items()})
    model.load_state_dict(torch.load(args.trained / "model.pt", weights_only=True))
    cues = Cues()
    documents = read_documents(args.cues)
    held = list(passages(read_documents(args.dev), pieces, None)) if args.dev else []
    trees = make_epoch(args, load_gazetteer(args.gazetteer), pieces, labels, 0)
    plan = [
        cue_batches(list(passages(documents, pieces, rng)), rng)
        for rng in (random.Random(args.seed * 1000 + number) for number in range(args.epochs))
    ]
    steps = sum(len(epoch) for epoch in plan)
    optimizer = torch.optim.AdamW(
        [
            {"params": list(model.encoder.bert.parameters()), "lr": BODY_RATE},
            {"params": [*model.heads.parameters(), model.encoder.case.weight], "lr": OLD_HEAD_RATE},
            {"params": cues.parameters(), "lr": NEW_HEAD_RATE},
        ],
        weight_decay=0.01,
        betas=(0.9, 0.98),
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / 40, max(0.01, (steps - s) / steps))
    )
    dev_trees = dev_examples(args.records, pieces, labels)
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "labels.json").write_text(
        json.dumps(labels | {"fact": list(FACT_TYPES), "role": list(ROLES)}, ensure_ascii=False)
        + "\n",
        "utf8",
    )
    step, begun, model_mode = 0, time.time(), (model.train(), cues.train())
    del model_mode
    for number, epoch in enumerate(plan):
        total = 0.0
        for batch in epoch:
            loss = cue_loss(model, cues, cue_tensors(batch))
            total += float(loss.detach())
            if step % TREE_EVERY == 0:
                tree_loss, _ = loss_of(
                    model, tree_tensors(trees[(step // TREE_EVERY) % len(trees)])
                )
                loss = loss + tree_loss
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_([*model.parameters(), *cues.parameters()], 2.0)
            optimizer.step()
            schedule.step()
            step += 1
        found = cue_scores(model, cues, held) if held else {}
        print(
            number + 1,
            f"{time.time() - begun:.0f}s loss={total / len(epoch):.3f}",
            found,
            flush=True,
        )
        torch.save(model.state_dict(), args.out / "model.pt")
        torch.save(cues.state_dict(), args.out / "cues.pt")
    print(quick_scores(model, dev_trees))


if __name__ == "__main__":
    main()
