"""Fine-tune MiniLM for tagging, parsing and names in one pass (CPU, bf16).

Usage: python train_encoder.py RECORDS_DIR GAZETTEER MINILM_DIR OUT_DIR
       [--epochs N] [--seed N] [--threads N] [--start-from DIR] [--rate-scale X]

OUT_DIR gets `model.pt`, the running mean of the weights, after every epoch.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch
from augment_names import load_gazetteer
from encoder_data import (
    IGNORE,
    Example,
    batches,
    epoch_passages,
    examples,
    make_labels,
    tensors,
)  # fmt: skip
from encoder_model import Parser, load_minilm
from fast_data import DEV, TREES
from name_labels import LABELS
from records import development, groups, read_records
from tokenizers import Tokenizer
from torch import Tensor, nn

from kr_policy_ie.base.pieces import WordPieces

ENCODER_RATE, HEAD_RATE = 1.5e-4, 2e-3
LAYER_DECAY = 0.9  # of the rate, from each layer to the one below
PIECES_PER_BATCH, PIECES_PER_EXAMPLE = 1000, 160
WEIGHTS = {"pos": 0.5, "tag": 0.5, "morph": 0.3, "start": 1.0, "name": 1.0}
# The relations that facts hang on and that parsers get wrong count more.
RELATION_WEIGHTS = {
    "appos": 2.0, "conj": 1.3, "advcl": 1.3, "acl": 1.2, "parataxis": 1.2, "obl": 1.15,
    "nmod": 1.15,
}  # fmt: skip
MASKED = 0.04  # share of word pieces hidden from the encoder in training
MEAN_EVERY, MEAN_DECAY = 5, 0.99


def loss_of(
    model: Parser, batch: dict[str, Tensor], relations: Tensor
) -> tuple[Tensor, dict[str, float]]:
    """Return the summed loss of a batch and its parts."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        words = model.encoder(
            batch["ids"], batch["cases"], batch["mask"], batch["first"], batch["last"]
        )
    words = words.float()
    entropy = nn.functional.cross_entropy
    parts: dict[str, Tensor] = {}
    for key, logits in model.heads.tags(words).items():
        target = batch[key]
        if bool((target != IGNORE).any()):
            parts[key] = WEIGHTS[key] * entropy(
                logits.flatten(0, 1), target.flatten(), ignore_index=IGNORE
            )
    if bool((batch["head"] != IGNORE).any()):
        scores, dep, head = model.heads.arcs(words)
        scores = scores.masked_fill(~allowed(batch["sentence"]), -1e4)
        weights = relations[batch["dep"].clamp(min=0)].flatten()
        weights = weights * (batch["head"] != IGNORE).flatten()
        arcs = entropy(
            scores.flatten(0, 1), batch["head"].flatten(), ignore_index=IGNORE, reduction="none"
        )
        parts["arc"] = (arcs * weights).sum() / weights.sum()
        labels = model.heads.labels(dep, head, batch["head"].clamp(min=0))
        parts["dep"] = entropy(
            labels.flatten(0, 1), batch["dep"].flatten(), relations, ignore_index=IGNORE
        )
    total = torch.stack(list(parts.values())).sum()
    return total, {key: float(value.detach()) for key, value in parts.items()}


def allowed(sentence: Tensor) -> Tensor:
    """Return the mask of possible heads: root and the words of the same sentence."""
    same = sentence.unsqueeze(2) == sentence.unsqueeze(1)
    root = torch.ones_like(same[:, :, :1])
    return torch.cat([root, same], dim=2)


def hide_pieces(batch: dict[str, Tensor], pieces: WordPieces, mask: int) -> None:
    """Replace some word pieces by the mask piece, so that context has to do."""
    ids = batch["ids"]
    word = batch["mask"].bool() & (ids != pieces.start) & (ids != pieces.end)
    batch["ids"] = ids.masked_fill(word & (torch.rand(ids.shape) < MASKED), mask)


@torch.no_grad()
def quick_scores(model: Parser, items: list[Example]) -> dict[str, float]:
    """Return UPOS, UAS and LAS (greedy, gold sentences, punctuation too) and name recall."""
    model.eval()
    right = {"pos": 0, "uas": 0, "las": 0, "name": 0, "name_all": 0}
    total = 0
    for start in range(0, len(items), 16):
        batch = tensors(items[start : start + 16])
        words = model.encoder(
            batch["ids"], batch["cases"], batch["mask"], batch["first"], batch["last"]
        )
        known = batch["head"] != IGNORE
        scores, dep, head = model.heads.arcs(words)
        heads = scores.masked_fill(~allowed(batch["sentence"]), -1e4).argmax(-1)
        labels = model.heads.labels(dep, head, heads).argmax(-1)
        tags = model.heads.tags(words)
        good = (heads == batch["head"]) & known
        right["uas"] += int(good.sum())
        right["las"] += int((good & (labels == batch["dep"])).sum())
        right["pos"] += int(((tags["pos"].argmax(-1) == batch["pos"]) & known).sum())
        named = batch["name"] > 0
        right["name"] += int(((tags["name"].argmax(-1) == batch["name"]) & named).sum())
        right["name_all"] += int(named.sum())
        total += int(known.sum())
    model.train()
    scores_out = {key: round(100 * right[key] / max(total, 1), 2) for key in ("pos", "uas", "las")}
    return scores_out | {"name_recall": round(100 * right["name"] / max(right["name_all"], 1), 2)}


def parameter_groups(model: Parser, scale: float) -> Iterator[dict[str, object]]:
    """Yield the parameters with their rates: heads, layers from the top down, embeddings."""
    bert = model.encoder.bert
    yield {
        "params": [*model.heads.parameters(), model.encoder.case.weight],
        "lr": HEAD_RATE * scale,
    }
    rate = ENCODER_RATE * scale
    for layer in reversed(bert.encoder.layer):
        yield {"params": list(layer.parameters()), "lr": rate}
        rate *= LAYER_DECAY
    yield {"params": list(bert.embeddings.parameters()), "lr": rate}


def make_optimizer(
    model: Parser, steps: int, scale: float
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """Return AdamW and a schedule with warm-up and half a cosine."""
    optimizer = torch.optim.AdamW(
        list(parameter_groups(model, scale)), weight_decay=0.01, betas=(0.9, 0.98), fused=True
    )
    warm = max(steps // 20, 1)

    def factor(step: int) -> float:
        if step < warm:
            return (step + 1) / warm
        done = min(1.0, (step - warm) / max(steps - warm, 1))
        return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done))

    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


class RunningMean:
    """The exponential mean of the weights, shorter at the beginning."""

    def __init__(self, model: Parser) -> None:
        self.model = model
        self.state = {key: value.clone() for key, value in model.state_dict().items()}
        self.updates = 0

    @torch.no_grad()
    def update(self) -> None:
        """Take in the present weights."""
        self.updates += 1
        decay = min(MEAN_DECAY, (1 + self.updates) / (10 + self.updates))
        for key, value in self.model.state_dict().items():
            if value.is_floating_point():
                self.state[key].lerp_(value, 1 - decay)

    def scores(self, items: list[Example]) -> dict[str, float]:
        """Return the quick scores of the mean."""
        own = {key: value.clone() for key, value in self.model.state_dict().items()}
        self.model.load_state_dict(self.state)
        found = quick_scores(self.model, items)
        self.model.load_state_dict(own)
        return found


def arguments() -> argparse.Namespace:
    """Return the command line."""
    cli = argparse.ArgumentParser()
    for name in ("records", "gazetteer", "minilm", "out"):
        cli.add_argument(name, type=Path)
    cli.add_argument("--epochs", type=int, default=4)
    cli.add_argument("--seed", type=int, default=1)
    cli.add_argument("--threads", type=int, default=2)
    cli.add_argument("--start-from", type=Path, help="a trained folder to go on from")
    cli.add_argument("--rate-scale", type=float, default=1.0, help="factor on all rates")
    cli.add_argument("--max-steps", type=int, default=0, help="stop early (for trials)")
    return cli.parse_args()


def starting_model(args: argparse.Namespace) -> tuple[Parser, dict[str, list[str]]]:
    """Return the model to train and its labels."""
    if args.start_from:
        labels = json.loads((args.start_from / "labels.json").read_text("utf8"))
    else:
        trees = [r for name in TREES for r in read_records(args.records / f"{name}.jsonl.gz")]
        labels = make_labels(trees, LABELS)
    model = Parser(load_minilm(args.minilm), {key: len(names) for key, names in labels.items()})
    if args.start_from:
        model.load_state_dict(torch.load(args.start_from / "model.pt", weights_only=True))
    return model, labels


@dataclass
class Run:
    """A training run in progress."""

    model: Parser
    optimizer: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LRScheduler
    mean: RunningMean
    relations: Tensor
    pieces: WordPieces
    mask: int
    step: int = 0
    begun: float = field(default_factory=time.time)

    def seconds(self) -> str:
        """Return the time since the beginning."""
        return f"{time.time() - self.begun:.0f}s"

    def learn(self, items: list[Example]) -> None:
        """Take one step."""
        batch = tensors(items)
        hide_pieces(batch, self.pieces, self.mask)
        loss, parts = loss_of(self.model, batch, self.relations)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        self.step += 1
        if self.step % MEAN_EVERY == 0:
            self.mean.update()
        if self.step % 50 == 0:
            shown = " ".join(f"{key}={value:.3f}" for key, value in parts.items())
            print(
                f"{self.step} {self.seconds()} loss={float(loss.detach()):.3f} {shown}", flush=True
            )

    def save(self, out: Path, number: int, dev: list[Example]) -> None:
        """Write both checkpoints and print their scores."""
        torch.save(self.mean.state, out / "model.pt")
        torch.save(self.model.state_dict(), out / "last.pt")
        last, mean = quick_scores(self.model, dev), self.mean.scores(dev)
        print("epoch", number, self.seconds(), "last", last, "mean", mean, flush=True)


def main() -> None:
    """Train and save a checkpoint after every epoch."""
    args = arguments()
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    torch.set_num_threads(args.threads)
    definition = (args.minilm / "tokenizer.json").read_text("utf8")
    pieces, mask = WordPieces(definition), Tokenizer.from_str(definition).token_to_id("[MASK]")
    gazetteer = load_gazetteer(args.gazetteer)
    model, labels = starting_model(args)
    dev = dev_examples(args.records, pieces, labels)
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "labels.json").write_text(json.dumps(labels, ensure_ascii=False) + "\n", "utf8")
    relations = torch.tensor([RELATION_WEIGHTS.get(label, 1.0) for label in labels["dep"]])
    epoch = make_epoch(args, gazetteer, pieces, labels, 0)
    steps = len(epoch) * args.epochs
    optimizer, schedule = make_optimizer(model, steps, args.rate_scale)
    run = Run(model, optimizer, schedule, RunningMean(model), relations, pieces, mask)
    print(f"{steps} steps", flush=True)
    model.train()
    for number in range(args.epochs):
        # An epoch at a time: the batches of all would fill the memory.
        epoch = epoch if number == 0 else make_epoch(args, gazetteer, pieces, labels, number)
        for items in epoch:
            run.learn(items)
            if args.max_steps and run.step >= args.max_steps:
                return
        run.save(args.out, number + 1, dev)


def make_epoch(
    args: argparse.Namespace,
    gazetteer: dict[str, list[str]],
    pieces: WordPieces,
    labels: dict[str, list[str]],
    number: int,
) -> list[list[Example]]:
    """Return the batches of one epoch, from its own seed."""
    seed = args.seed + number
    passages = epoch_passages(args.records, gazetteer, seed)
    items = list(examples(passages, pieces, labels, PIECES_PER_EXAMPLE))
    return batches(items, PIECES_PER_BATCH, seed)


def dev_examples(
    records_dir: Path, pieces: WordPieces, labels: dict[str, list[str]]
) -> list[Example]:
    """Return the development sentences kept back and every third of the development gold."""
    items: list[Example] = []
    for name in DEV:
        _, kept = development(read_records(records_dir / f"{name}.jsonl.gz"))
        items += examples(list(groups(kept, iter(lambda: 1, 0))), pieces, labels, 500)
    gold = [r for r in read_records(records_dir / "ner_gold-dev.jsonl.gz") if r["words"]]
    items += examples(list(groups(gold, iter(lambda: 1, 0))), pieces, labels, 500)
    return items


if __name__ == "__main__":
    main()
