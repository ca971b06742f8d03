"""Records -> DocBin files for spaCy's trainer (the `fast` pipeline).

Usage: python fast_data.py RECORDS_DIR GAZETTEER OUT_DIR [SEED]
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from augment import augmented
from augment_names import load_gazetteer, name_for_noun, swap_flat_names
from headlines import headlines
from records import Record, groups, read_records, to_doc, tokenises_back
from spacy.tokens import DocBin

TREES = ("en_ewt-train", "en_gum_open-train")
NAMES = (("ner_gold-train", 8), ("ner_re3d", 2), ("ner_uner_ewt-dev", 2))
DEV = ("en_ewt-dev", "en_gum_open-dev")


def passage_sizes(rng: random.Random) -> Iterator[int]:
    """Yield passage lengths in sentences: half of them single, the rest up to eight."""
    while True:
        yield 1 if rng.random() < 0.4 else rng.randint(2, 8)


def name_records(records_dir: Path, gazetteer: dict[str, list[str]], seed: int) -> list[Record]:
    """Return the records annotated with names alone, upsampled with swapped names."""
    rng = random.Random(seed)
    result: list[Record] = []
    for file, times in NAMES:
        records = [r for r in read_records(records_dir / f"{file}.jsonl.gz") if r["words"]]
        for copy_number in range(times):
            for record in records:
                probability = 0.0 if copy_number == 0 else 0.5
                changed = swap_flat_names(record, rng, gazetteer, probability)
                changed = name_for_noun(changed, rng, gazetteer, probability)
                result.append(changed if tokenises_back(changed) else record)
        if file == "ner_gold-train":
            result += augmented(records, seed, share=3.0)
    return result


def train_passages(
    records_dir: Path, gazetteer: dict[str, list[str]], seed: int
) -> list[list[Record]]:
    """Return all training passages in a seeded order."""
    rng = random.Random(seed)
    passages: list[list[Record]] = []
    for name in (*TREES, "domain-train", "domain-train"):
        records = read_records(records_dir / f"{name}.jsonl.gz")
        passages += groups(records, passage_sizes(rng))
        passages += groups(augmented(records, seed), passage_sizes(rng))
    passages += [[record] for record in headlines(3000, seed)]
    silver = records_dir / "silver.jsonl.gz"
    if silver.exists():
        records = read_records(silver)
        passages += groups(records, passage_sizes(rng))
        for copy_number in range(3):
            more = [r for r in augmented(records, seed + copy_number, share=2.0) if r["words"]]
            passages += groups(more, passage_sizes(rng))
    named = name_records(records_dir, gazetteer, seed)
    passages += groups(named, passage_sizes(rng))
    rng.shuffle(passages)
    return passages


def main(records_dir: Path, gazetteer: Path, out: Path, seed: int) -> None:
    """Write train.spacy and dev.spacy."""
    out.mkdir(parents=True, exist_ok=True)
    passages = train_passages(records_dir, load_gazetteer(gazetteer), seed)
    words = sum(len(record["words"]) for passage in passages for record in passage)
    print(f"{len(passages)} passages, {words} tokens")
    DocBin(docs=[to_doc(p) for p in passages], store_user_data=False).to_disk(out / "train.spacy")
    rng = random.Random(seed)
    dev: list[list[Record]] = []
    for name in DEV:
        dev += groups(read_records(records_dir / f"{name}.jsonl.gz"), passage_sizes(rng))
    dev = dev[::3]
    dev += [[r] for r in read_records(records_dir / "ner_gold-dev.jsonl.gz") if r["words"]]
    DocBin(docs=[to_doc(p) for p in dev]).to_disk(out / "dev.spacy")


if __name__ == "__main__":
    seed_argument = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), seed_argument)
