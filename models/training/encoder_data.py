"""Records -> training batches of the encoder."""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from augment import (
    TREE_CHANGES,
    Change,
    curly,
    headline,
    lower,
    no_space,
    swap_matrix,
    swap_measure,
    swap_money,
    swap_names,
    swap_object,
    swap_subject,
    upper,
)  # fmt: skip
from augment_names import name_for_noun, swap_flat_names
from fast_data import DEV, NAMES, TREES
from headlines import headlines
from records import Record, development, groups, read_records, tokenises_back
from torch import Tensor

from kr_policy_ie.base.pieces import WordPieces

IGNORE = -100
HEADLINES = 1000
DOMAIN = "domain-train"  # the project's own trees, used where the file is there
DOMAIN_TIMES = 3
CHANGES: tuple[tuple[Change, float], ...] = (
    (swap_money, 0.5), (swap_names, 0.3), (swap_subject, 0.08), (swap_object, 0.06),
    (swap_measure, 0.08), (swap_matrix, 0.2), (headline, 0.05), (upper, 0.015), (lower, 0.03),
    (curly, 0.25), (no_space, 0.02),
)  # fmt: skip


def make_labels(records: list[Record], name_labels: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the label lists of all predictions, those seen fewer than three times left out."""
    seen: dict[str, Counter[str]] = {key: Counter() for key in ("pos", "tag", "morph", "dep")}
    for record in records:
        if record["head"] is not None:
            for key, counter in seen.items():
                counter.update(record[key])
    labels = {key: sorted(k for k, n in counter.items() if n >= 3) for key, counter in seen.items()}
    labels["name"] = ["O", *(f"{part}-{label}" for label in name_labels for part in "BILU")]
    labels["start"] = ["no", "yes"]
    return labels


def changed(record: Record, rng: random.Random) -> Record:
    """Return the record with random domain changes applied one after the other."""
    result = record
    for change, probability in CHANGES:
        if rng.random() < probability and (
            record["head"] is not None or change not in TREE_CHANGES
        ):
            candidate = change(copy.deepcopy(result), rng)
            if candidate is not None and tokenises_back(candidate):
                result = candidate
    return result


def epoch_passages(
    records_dir: Path, gazetteer: dict[str, list[str]], seed: int
) -> list[list[Record]]:
    """Return one epoch's passages: every sentence once, changed at random, in random grouping."""
    rng = random.Random(seed)
    passages: list[list[Record]] = [
        [hide_sectors(record, gazetteer["SECTOR"])] for record in headlines(HEADLINES, seed)
    ]
    for trees in tree_files(records_dir):
        records = [with_names(changed(record, rng), rng, gazetteer) for record in trees]
        passages += groups(records, sizes(rng)) if rng.random() < 0.5 else paragraphs(records, rng)
    for name, times in (("ner_gold-train", 5), *NAMES[1:]):
        for _ in range(times if name == "ner_gold-train" else 1):
            records = [r for r in read_records(records_dir / f"{name}.jsonl.gz") if r["words"]]
            records = [swapped(record, rng, gazetteer) for record in records]
            if name != "ner_gold-train":
                records = [hide_sectors(record, gazetteer["SECTOR"]) for record in records]
            passages += groups(records, sizes(rng))
    return passages


def tree_files(records_dir: Path) -> list[list[Record]]:
    """Return the treebanks: training files, two thirds of the development files, own trees."""
    result = [read_records(records_dir / f"{name}.jsonl.gz") for name in TREES]
    names = {
        tuple(record["words"]): record["ents"]
        for record in read_records(records_dir / "ner_uner_ewt-dev.jsonl.gz")
    }
    for name in DEV:
        trained, _ = development(read_records(records_dir / f"{name}.jsonl.gz"))
        for record in trained:
            if record["ents"] is None:
                record["ents"] = names.get(tuple(record["words"]))
        result.append(trained)
    own = records_dir / f"{DOMAIN}.jsonl.gz"
    if own.exists():
        result += [read_records(own) for _ in range(DOMAIN_TIMES)]
    return result


def paragraphs(records: list[Record], rng: random.Random) -> Iterator[list[Record]]:
    """Yield the sentences of each paragraph, one paragraph in four joined to the next."""
    part: list[Record] = []
    for record in records:
        new = record["doc"] != part[-1]["doc"] if part else False
        kind = part and (record["ents"] is None) != (part[-1]["ents"] is None)
        if part and (new or kind or (record["par"] and rng.random() < 0.75)):
            yield part
            part = []
        part.append(record)
    if part:
        yield part


def with_names(record: Record, rng: random.Random, gazetteer: dict[str, list[str]]) -> Record:
    """Return the record with gazetteer names for some nouns, if the tokens stay the tokenizer's."""
    candidate = name_for_noun(record, rng, gazetteer, 0.5)
    return hide_sectors(candidate if tokenises_back(candidate) else record, gazetteer["SECTOR"])


def hide_sectors(record: Record, sectors: list[str]) -> Record:
    """Mark words that may name a sector as unannotated: only our own gold has that class."""
    known = {word.lower() for name in sectors for word in name.split() if len(word) > 3}
    hidden = [i for i, word in enumerate(record["words"]) if word.lower() in known]
    return {**record, "hidden": hidden} if hidden else record


def swapped(record: Record, rng: random.Random, gazetteer: dict[str, list[str]]) -> Record:
    """Return a name-annotated record, its names replaced at random."""
    candidate = swap_flat_names(record, rng, gazetteer, 0.4)
    base = candidate if tokenises_back(candidate) else record
    named = name_for_noun(base, rng, gazetteer, 0.4)
    return changed(named if tokenises_back(named) else base, rng)


def sizes(rng: random.Random) -> Iterator[int]:
    """Yield passage lengths: some single sentences, the rest up to eight."""
    while True:
        yield 1 if rng.random() < 0.3 else rng.randint(2, 8)


@dataclass
class Example:
    """One passage as numbers; heads count from 1, 0 is root; -100 is unknown."""

    ids: list[int]
    cases: list[int]
    first: list[int]
    last: list[int]
    sentence: list[int]
    head: list[int]
    targets: dict[str, list[int]]


def examples(
    passages: list[list[Record]], pieces: WordPieces, labels: dict[str, list[str]], limit: int
) -> Iterator[Example]:
    """Yield examples of at most `limit` pieces; a longer passage is cut between sentences."""
    index = {key: {label: i for i, label in enumerate(names)} for key, names in labels.items()}
    for passage in passages:
        part: list[Record] = []
        length = 2
        for record in passage:
            size = sum(len(pieces.pieces(word)[0]) for word in record["words"])
            if part and length + size > limit:
                yield make_example(part, pieces, index)
                part, length = [], 2
            if size + 2 <= 500:
                part.append(record)
                length += size
        if part:
            yield make_example(part, pieces, index)


def make_example(
    part: list[Record], pieces: WordPieces, index: dict[str, dict[str, int]]
) -> Example:
    """Return the numbers of consecutive sentences."""
    words = [word for record in part for word in record["words"]]
    ids, cases, first, last = pieces.sequence(words)
    example = Example(ids, cases, first, last, [], [], {key: [] for key in index})
    offset = 0
    for number, record in enumerate(part):
        count = len(record["words"])
        example.sentence += [number] * count
        add_tree(example, record, offset, index)
        add_names(example, record, index["name"])
        offset += count
    return example


def add_tree(
    example: Example, record: Record, offset: int, index: dict[str, dict[str, int]]
) -> None:
    """Append a sentence's heads and labels, or unknowns where it has no tree."""
    count = len(record["words"])
    if record["head"] is None:
        example.head += [IGNORE] * count
        for key in ("pos", "tag", "morph", "dep", "start"):
            example.targets[key] += [IGNORE] * count
        return
    heads = record["head"]
    example.head += [0 if head == i else offset + head + 1 for i, head in enumerate(heads)]
    for key in ("pos", "tag", "morph", "dep"):
        example.targets[key] += [index[key].get(value, IGNORE) for value in record[key]]
    example.targets["start"] += [1] + [0] * (count - 1)


def add_names(example: Example, record: Record, index: dict[str, int]) -> None:
    """Append a sentence's names as BILU-O, or unknowns."""
    count = len(record["words"])
    if record["ents"] is None:
        example.targets["name"] += [IGNORE] * count
        return
    tags = ["O"] * count
    for start, end, label in record["ents"]:
        tags[start:end] = [f"I-{label}"] * (end - start)
        tags[start], tags[end - 1] = f"B-{label}", f"L-{label}"
        if end - start == 1:
            tags[start] = f"U-{label}"
    targets = [index[tag] for tag in tags]
    for place in record.get("hidden", ()):
        if targets[place] == index["O"]:
            targets[place] = IGNORE
    example.targets["name"] += targets


def batches(items: list[Example], pieces_per_batch: int, seed: int) -> list[list[Example]]:
    """Return batches of similar length in random order, bounded by padded size."""
    rng = random.Random(seed)
    order = sorted(items, key=lambda e: len(e.ids) + rng.random() * 8)
    result: list[list[Example]] = []
    batch: list[Example] = []
    for example in order:
        if (
            batch
            and (len(batch) + 1) * max(len(e.ids) for e in [*batch, example]) > pieces_per_batch
        ):
            result.append(batch)
            batch = []
        batch.append(example)
    result.append(batch)
    rng.shuffle(result)
    return result


def tensors(batch: list[Example]) -> dict[str, Tensor]:
    """Return the padded tensors of a batch."""

    def padded(rows: list[list[int]], value: int) -> Tensor:
        width = max(len(row) for row in rows)
        return torch.tensor([row + [value] * (width - len(row)) for row in rows])

    result: dict[str, Any] = {
        "ids": padded([e.ids for e in batch], 0),
        "cases": padded([e.cases for e in batch], 0),
        "mask": padded([[1] * len(e.ids) for e in batch], 0),
        "first": padded([e.first for e in batch], 0),
        "last": padded([e.last for e in batch], 0),
        "sentence": padded([e.sentence for e in batch], -1),
        "head": padded([e.head for e in batch], IGNORE),
    }
    for key in batch[0].targets:
        result[key] = padded([e.targets[key] for e in batch], IGNORE)
    return result
