"""Random sentences of an archive that yield facts, to be judged by reading.

usage: python tests/benchmarks/archive_sheet.py ARCHIVE.jsonl[.gz] OUT.jsonl [--count 300]
       [--seed 23] [--without IDS.txt] [--no-gate]

Documents are shuffled with the seed; of each that passes the gate of the batch runner and
yields facts, one sentence with facts is drawn. A line of OUT is that sentence with its facts.
The sheets in docs/evaluation hold the verdicts.
"""

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kr_policy_ie
from kr_policy_ie.batch.gate import shared_gate
from kr_policy_ie.schema import Extraction, Fact

FIELDS = ("id", "text", "title", "published", "source", "url")
SHORTEST = 200


def main() -> None:
    """Write the sentences, say how many documents it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("archive", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=23)
    parser.add_argument("--without", type=Path, help="ids to leave out, one a line")
    parser.add_argument("--no-gate", action="store_true")
    options = parser.parse_args()
    left_out = set(options.without.read_text("utf-8").split()) if options.without else set()
    rng = random.Random(options.seed)
    records = [row for row in read(options.archive) if row["id"] not in left_out]
    rng.shuffle(records)
    gate = None if options.no_gate else shared_gate()
    documents = passed = written = 0
    with options.out.open("w", encoding="utf-8") as stream:
        for record in records:
            if written == options.count:
                break
            documents += 1
            if len(record["text"]) < SHORTEST or (
                gate is not None and not gate.judge(record["text"]).passes
            ):
                continue
            passed += 1
            (extraction,) = kr_policy_ie.extract_all([record])
            line = drawn(extraction, rng)
            if line is not None:
                stream.write(json.dumps(line, ensure_ascii=False) + "\n")
                written += 1
    print(f"{written} sentences; {documents} documents drawn, {passed} passed and were read")


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The records of an archive."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            if row.get("text"):
                yield {name: row[name] for name in FIELDS if row.get(name)}


def drawn(extraction: Extraction, rng: random.Random) -> dict[str, Any] | None:
    """One sentence of a document with its facts; None if there are no facts."""
    by_sentence: dict[tuple[int, int], list[Fact]] = {}
    for fact in extraction.facts:
        by_sentence.setdefault((fact.evidence.start, fact.evidence.end), []).append(fact)
    if not by_sentence:
        return None
    start, end = rng.choice(sorted(by_sentence))
    return {
        "doc": extraction.document.id,
        "text": " ".join(extraction.document.text[start:end].split()),
        "facts": [
            {
                "type": fact.type,
                "action": fact.action,
                "status": fact.status,
                "conf": fact.confidence,
                "rules": fact.rules,
                "trigger": fact.trigger.text if fact.trigger else None,
                "slots": {str(k): [x.text for x in v] for k, v in fact.slots.items()},
                "source": fact.source.text if fact.source else None,
            }
            for fact in by_sentence[start, end]
        ],
    }


if __name__ == "__main__":
    main()
