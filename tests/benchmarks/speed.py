"""Words per CPU second and the share of each component, in one run.

usage: python tests/benchmarks/speed.py TEXTS.jsonl [--base fast] [--limit 200]

TEXTS.jsonl holds documents (`text`, optional `published`), as gold texts or an archive do.
Ratios between components of one run are what to quote; machines are noisy.
"""

import argparse
import gzip
import json
import time
from collections import defaultdict
from pathlib import Path

import kr_policy_ie
from kr_policy_ie.pipeline import COMPONENTS, make_doc


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("texts", type=Path)
    parser.add_argument("--base", default="fast")
    parser.add_argument("--limit", type=int, default=200)
    options = parser.parse_args()
    opened = gzip.open if options.texts.suffix == ".gz" else open
    with opened(options.texts, "rt", encoding="utf-8") as stream:
        records = [json.loads(line) for line, _ in zip(stream, range(options.limit), strict=False)]
    started = time.process_time()
    nlp = kr_policy_ie.load(options.base)
    print(f"load {time.process_time() - started:.2f} CPU s")

    spent: dict[str, float] = defaultdict(float)
    words = 0
    for record in records:
        started = time.process_time()
        doc = make_doc(nlp, {"published": record.get("published"), "text": record["text"]})
        spent["tokenizer"] += time.process_time() - started
        words += len(doc)
        for name, component in nlp.pipeline:
            started = time.process_time()
            doc = component(doc)
            spent[name] += time.process_time() - started
        started = time.process_time()
        _ = doc._.kr_extraction
        spent["export"] += time.process_time() - started

    total = sum(spent.values())
    base = sum(seconds for name, seconds in spent.items() if name not in COMPONENTS)
    for name, seconds in spent.items():
        print(f"{name:15} {seconds:8.2f} s {seconds / total:7.1%} {words / seconds:12,.0f} words/s")
    print(f"{'all':15} {total:8.2f} s         {words / total:12,.0f} words/s of {words:,}")
    facts = spent["kr_facts"] + spent["kr_statements"]
    print(f"facts and statements : base pipeline = {facts / base:.2f}")


if __name__ == "__main__":
    main()
