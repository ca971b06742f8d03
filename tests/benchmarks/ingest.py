"""What cleaning keeps and drops, measured against gold.

usage: python tests/benchmarks/ingest.py GOLD.jsonl… [--lines]

Prints gold mentions and fact evidence that cleaning lost or cut (both should be 0), how the
day of publication and the title found on pages agree with gold, and the speed. With
`--lines`, also every line that was dropped, and every block that was kept though gold has
no mention in it, to be judged by reading.
"""

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from kr_policy_ie.ingest.clean import CleanText, clean


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--lines", action="store_true")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    clean("Load the rules.")
    seconds = 0.0
    for path in options.gold:
        for line in path.read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            started = time.process_time()
            cleaned = clean(gold["document"]["text"])
            seconds += time.process_time() - started
            compare(gold, cleaned, counts)
            if options.lines:
                show_lines(gold, cleaned)
    for name, count in sorted(counts.items()):
        print(f"{name:32} {count}")
    print(f"{'MB per CPU second':32} {counts['characters'] / 1e6 / max(seconds, 1e-9):.2f}")


def compare(gold: dict[str, Any], cleaned: CleanText, counts: Counter[str]) -> None:
    document = gold["document"]
    counts["characters"] += len(document["text"])
    for mention in gold["mentions"]:
        counts["mentions"] += 1
        if not survives(cleaned, mention):
            counts["mentions lost"] += 1
            print("LOST", document["id"], mention["label"], repr(mention["text"]))
    for fact in gold["facts"]:
        counts["facts"] += 1
        if cleaned.offsets.to_clean(fact["evidence"]["start"], fact["evidence"]["end"]) is None:
            counts["facts lost"] += 1
            print("LOST", document["id"], fact["type"], repr(fact["evidence"]["text"]))
    for key in ("published", "title"):
        found, given = cleaned.metadata.get(key), document.get(key)
        verdict = "none" if not found else "right" if found == given else "other"
        counts[f"{key}: found {verdict}, gold {'given' if given else 'none'}"] += 1
        if verdict == "other":
            print("OTHER", document["id"], key, repr(found), repr(given))


def survives(cleaned: CleanText, span: dict[str, Any]) -> bool:
    offsets = cleaned.offsets
    there = offsets.to_clean(span["start"], span["end"])
    return there is not None and offsets.to_raw(*there) == (span["start"], span["end"])


def show_lines(gold: dict[str, Any], cleaned: CleanText) -> None:
    text = gold["document"]["text"]
    at = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        start = at + line.find(words)
        if words and cleaned.offsets.to_clean(start, start + len(words)) is None:
            print("  dropped", gold["document"]["id"], repr(words[:120]))
        at += len(line)
    for start, end, kind in cleaned.blocks:
        raw_start, raw_end = cleaned.offsets.to_raw(start, end)
        if not any(raw_start <= m["start"] < raw_end for m in gold["mentions"]):
            shown = repr(cleaned.text[start:end][:120])
            print("  kept without mention", gold["document"]["id"], kind, shown)


if __name__ == "__main__":
    main()
