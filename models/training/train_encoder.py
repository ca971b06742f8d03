"""Fine-tune MiniLM for tagging, parsing and names in one pass (CPU, bf16).

Usage: python train_encoder.py RECORDS_DIR GAZETTEER MINILM_DIR OUT_DIR
       [--epochs N] [--seed N] [--threads N] [--start-from DIR] [--rate-scale X]
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import torch
from augment_names import load_gazetteer
from encoder_data import IGNORE, Example, batches, epoch_passages, examples, make_labels, tensors
from encoder_model import Parser, load_minilm
from fast_data import TREES
from name_labels import LABELS
from records import groups, read_records
from torch import Tensor, nn

from kr_policy_ie.base.pieces import WordPieces

ENCODER_RATE, HEAD_RATE = 1.5e-4, 2e-3
PIECES_PER_BATCH, PIECES_PER_EXAMPLE = 1000, 160
WEIGHTS = {"pos": 0.5, "tag": 0.5, "morph": 0.3, "start": 0.6, "name": 1.0}


def loss_of(model: Parser, batch: dict[str, Tensor]) -> tuple[Tensor, dict[str, float]]:
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
        parts["arc"] = entropy(scores.flatten(0, 1), batch["head"].flatten(), ignore_index=IGNORE)
        labels = model.heads.labels(dep, head, batch["head"].clamp(min=0))
        parts["dep"] = entropy(labels.flatten(0, 1), batch["dep"].flatten(), ignore_index=IGNORE)
    total = torch.stack(list(parts.values())).sum()
    return total, {key: float(value) for key, value in parts.items()}


def allowed(sentence: Tensor) -> Tensor:
    """Return the mask of possible heads: root and the words of the same sentence."""
    same = sentence.unsqueeze(2) == sentence.unsqueeze(1)
    root = torch.ones_like(same[:, :, :1])
    return torch.cat([root, same], dim=2)


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


def make_optimizer(
    model: Parser, steps: int, scale: float
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """Return AdamW with two rates and a linear schedule with warm-up."""
    fresh = [*model.heads.parameters(), model.encoder.case.weight]
    optimizer = torch.optim.AdamW(
        [
            {"params": list(model.encoder.bert.parameters()), "lr": ENCODER_RATE * scale},
            {"params": fresh, "lr": HEAD_RATE * scale},
        ],
        weight_decay=0.01,
        betas=(0.9, 0.98),
    )
    warm = max(steps // 12, 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.01, (steps - s) / max(steps - warm, 1)))
    )
    return optimizer, schedule


def main() -> None:
    """Train and save a checkpoint after every epoch."""
    cli = argparse.ArgumentParser()
    for name in ("records", "gazetteer", "minilm", "out"):
        cli.add_argument(name, type=Path)
    cli.add_argument("--epochs", type=int, default=4)
    cli.add_argument("--seed", type=int, default=1)
    cli.add_argument("--threads", type=int, default=2)
    cli.add_argument("--start-from", type=Path, help="a trained folder to go on from")
    cli.add_argument("--rate-scale", type=float, default=1.0, help="factor on both rates")
    cli.add_argument("--max-steps", type=int, default=0, help="stop early (for trials)")
    args = cli.parse_args()
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    torch.set_num_threads(args.threads)
    pieces = WordPieces((args.minilm / "tokenizer.json").read_text("utf8"))
    gazetteer = load_gazetteer(args.gazetteer)
    trees = [r for name in TREES for r in read_records(args.records / f"{name}.jsonl.gz")]
    labels = make_labels(trees, LABELS)
    model = Parser(load_minilm(args.minilm), {key: len(names) for key, names in labels.items()})
    if args.start_from:
        state = torch.load(args.start_from / "model.pt", weights_only=True)
        model.load_state_dict(state)
    dev = dev_examples(args.records, pieces, labels)
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "labels.json").write_text(json.dumps(labels, ensure_ascii=False) + "\n", "utf8")
    plan = [make_epoch(args, gazetteer, pieces, labels, number) for number in range(args.epochs)]
    steps = sum(len(epoch) for epoch in plan)
    optimizer, schedule = make_optimizer(model, steps, args.rate_scale)
    print(f"{steps} steps", flush=True)
    step, begun = 0, time.time()
    model.train()
    for number, epoch in enumerate(plan):
        for batch in epoch:
            loss, parts = loss_of(model, tensors(batch))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            if step % 50 == 0:
                shown = " ".join(f"{key}={value:.3f}" for key, value in parts.items())
                print(
                    f"{step} {time.time() - begun:.0f}s loss={float(loss.detach()):.3f} {shown}",
                    flush=True,
                )
            if args.max_steps and step >= args.max_steps:
                return
        torch.save(model.state_dict(), args.out / "model.pt")
        print(
            "epoch", number + 1, f"{time.time() - begun:.0f}s", quick_scores(model, dev), flush=True
        )


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
    """Return every third development sentence of both treebanks and the development gold."""
    items: list[Example] = []
    for name in ("en_ewt-dev", "en_gum_open-dev", "ner_gold-dev"):
        records = [r for r in read_records(records_dir / f"{name}.jsonl.gz") if r["words"]][::3]
        items += examples(list(groups(records, iter(lambda: 1, 0))), pieces, labels, 500)
    return items


if __name__ == "__main__":
    main()
