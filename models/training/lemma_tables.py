"""Learn the tables of `kr_lemmas` from the training treebanks.

The lexicon holds every lemma seen; an exception is a form whose commonest lemma under its tag is
not what the rules and the lexicon give.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from fast_data import TREES
from records import read_records

from kr_policy_ie.base.lemmas import Lemmas

CLASSES = {"NN": "NOUN", "VB": "VERB", "JJ": "ADJ", "RB": "ADV"}
NAMES = {"NNP", "NNPS"}
APOSTROPHES = str.maketrans({"’": "'", "‘": "'"})


def learn_lemmas(records_dir: Path, extra: Path) -> Lemmas:
    """Return the component with tables learned from the training treebanks and an extra list."""
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    lexicon: dict[str, set[str]] = defaultdict(set)
    for name in TREES:
        for record in read_records(records_dir / f"{name}.jsonl.gz"):
            for form, tag, lemma in zip(
                record["words"], record["tag"], record["lemma"], strict=True
            ):
                if tag in NAMES or not lemma or lemma == "_":
                    continue
                seen[tag, form.lower().translate(APOSTROPHES)][lemma] += 1
                if tag[:2] in CLASSES and lemma.isalpha():
                    lexicon[CLASSES[tag[:2]]].add(lemma.lower())
    add_extra(lexicon, extra)
    component = Lemmas()
    component.set_tables({}, {key: sorted(words) for key, words in lexicon.items()})
    exceptions: dict[str, dict[str, str]] = defaultdict(dict)
    for (tag, form), counter in sorted(seen.items()):
        best = max(sorted(counter), key=counter.__getitem__)
        if component.lemma(form, tag) != best:
            exceptions[tag][form] = best
    component.set_tables(dict(exceptions), {k: sorted(v) for k, v in lexicon.items()})
    return component


def add_extra(lexicon: dict[str, set[str]], path: Path) -> None:
    """Add the domain's words: lines of a class and its lemmas."""
    for line in path.read_text(encoding="utf8").splitlines():
        if line and not line.startswith("#"):
            kind, *words = line.split()
            lexicon[kind].update(words)
