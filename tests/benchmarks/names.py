"""What finding and linking names costs beside the NER model, and what loading costs.

usage: python tests/benchmarks/names.py TEXTS.jsonl [--base fast] [--limit 100] [--rows N]

TEXTS.jsonl holds documents (`text`, or `document.text` as gold does). The model's part is the
time of everything that its NER needs: the shared encoder and the NER head; where the base
pipeline is one component for all, that one. Ratios of one run are what to quote.
"""

import argparse
import json
import resource
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import kr_policy_ie
from kr_policy_ie.pipeline import make_doc
from kr_policy_ie.rules.gazetteer import load_gazetteer
from kr_policy_ie.rules.name_words import load_name_words, load_taxonomy

OURS = ("kr_names", "kr_links")
#: What the NER of a base pipeline runs on.
MODEL = frozenset({"tok2vec", "ner", "transformer", "kr_encoder"})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("texts", type=Path)
    parser.add_argument("--base", default="fast")
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--rows", type=int, default=0, help="load an own gazetteer of N rows too")
    options = parser.parse_args()
    started = time.process_time()
    load_gazetteer()
    load_name_words()
    load_taxonomy()
    print(f"loading gazetteer, words and taxonomy: {time.process_time() - started:.3f} CPU s")
    _measure(options.texts, options.base, options.limit)
    if options.rows:
        _load_own(options.rows)


def _measure(texts: Path, base: str, limit: int) -> None:
    nlp = kr_policy_ie.load(base)
    records = [json.loads(line) for line in texts.read_text(encoding="utf-8").splitlines()]
    records = [record.get("document", record) for record in records[:limit]]
    spent: dict[str, float] = defaultdict(float)
    for repeat in range(2):  # the first round warms caches
        spent.clear()
        for record in records:
            doc = make_doc(nlp, {"published": record.get("published"), "text": record["text"]})
            for name, component in nlp.pipeline:
                started = time.process_time()
                doc = component(doc)
                spent[name] += time.process_time() - started
        print(f"round {repeat + 1}: " + ", ".join(f"{n} {s:.2f} s" for n, s in spent.items()))
    ours = sum(spent[name] for name in OURS)
    model = sum(seconds for name, seconds in spent.items() if name in MODEL)
    print(f"kr_names + kr_links {ours:.2f} s : model of {base} {model:.2f} s = {ours / model:.2f}")


def _load_own(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.jsonl"
        with path.open("w", encoding="utf-8") as stream:
            for n in range(rows):
                row = {"id": f"own.{n}", "label": "ORG", "name": f"Company Number{n} Ltd"}
                stream.write(json.dumps(row) + "\n")
        started = time.process_time()
        load_gazetteer((str(path),))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print(f"{rows:,} own rows: {time.process_time() - started:.1f} CPU s, {peak:.1f} GiB peak")


if __name__ == "__main__":
    main()
