"""Check the project's own trees: python check.py [FILE.conllu ...] (default: all of this folder).

Prints each fault as `file:sent_id:token: what` and exits with 1 if there is one. Checked: ten
columns, the text rebuilt from the forms, spaCy's English tokenisation, exactly one root, no cycle,
the label inventory, the direction of `conj`, `flat`, `fixed` and `appos`, the word classes that
go with function labels, and that nothing but its own kind hangs on a function word.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import spacy
from spacy.language import Language

LABELS = frozenset(
    [
        *("acl", "acl:relcl", "advcl", "advcl:relcl", "advmod", "amod", "appos", "aux"),
        *("aux:pass", "case", "cc", "cc:preconj", "ccomp", "compound", "compound:prt", "conj"),
        *("cop", "csubj", "csubj:pass", "det", "det:predet", "discourse", "expl", "fixed"),
        *("flat", "iobj", "mark", "nmod", "nmod:desc", "nmod:poss", "nmod:unmarked", "nsubj"),
        *("nsubj:outer", "nsubj:pass", "nummod", "obj", "obl", "obl:agent", "obl:unmarked"),
        *("orphan", "parataxis", "punct", "root", "vocative", "xcomp"),
    ]
)
RIGHTWARD = frozenset(("conj", "flat", "fixed", "appos"))
CLASSES = {
    "aux": ("AUX",), "aux:pass": ("AUX",), "cop": ("AUX",), "nummod": ("NUM",), "det": ("DET",),
    "punct": ("PUNCT", "SYM"), "cc": ("CCONJ", "ADV", "PART", "ADP"), "amod": ("ADJ", "VERB"),
    "nmod:poss": ("PRON", "NOUN", "PROPN"), "nmod:desc": ("PROPN", "NOUN"),
}  # fmt: skip
FUNCTION = frozenset(("case", "mark", "punct", "cc", "aux", "aux:pass", "cop", "det", "fixed"))
UNDER_FUNCTION = frozenset(("fixed", "punct", "conj", "cc", "advmod", "cc:preconj"))

Rows = list[list[str]]


def sentences(path: Path) -> Iterator[tuple[dict[str, str], Rows]]:
    """Yield comments and rows of each sentence of a CoNLL-U file."""
    about: dict[str, str] = {}
    rows: Rows = []
    for line in path.read_text(encoding="utf8").splitlines():
        if line.startswith("#"):
            key, _, value = line[1:].partition("=")
            about[key.strip()] = value.strip()
        elif line:
            rows.append(line.split("\t"))
        elif rows:
            yield about, rows
            about, rows = {}, []


def text_of(rows: Rows) -> str:
    """Return the running text of a sentence."""
    return "".join(r[1] + ("" if "SpaceAfter=No" in r[9] else " ") for r in rows).rstrip()


def faults(about: dict[str, str], rows: Rows, nlp: Language) -> Iterator[str]:
    """Yield what is wrong in one sentence."""
    if any(len(row) != 10 for row in rows):
        yield "0: a row has not ten columns"
        return
    if [int(row[0]) for row in rows] != list(range(1, len(rows) + 1)):
        yield "0: tokens are not numbered from 1"
        return
    if text_of(rows) != about.get("text"):
        yield f"0: the forms spell {text_of(rows)!r}, not {about.get('text')!r}"
    if [token.text for token in nlp.make_doc(text_of(rows))] != [row[1] for row in rows]:
        yield "0: spaCy cuts the text otherwise"
    if sum(row[6] == "0" for row in rows) != 1:
        yield "0: not exactly one root"
    for row in rows:
        yield from (f"{row[0]} {row[1]}: {what}" for what in arc_faults(row, rows))


def arc_faults(row: list[str], rows: Rows) -> Iterator[str]:
    """Yield what is wrong with one arc."""
    index, head, label = int(row[0]), int(row[6]), row[7]
    if label not in LABELS:
        yield f"unknown label {label}"
    if (label == "root") != (head == 0):
        yield "root without head 0, or head 0 without root"
    if in_cycle(index, rows):
        yield "head out of range or cycle"
        return
    if head and label in RIGHTWARD and head > index:
        yield f"{label} points left"
    if row[3] not in CLASSES.get(label, (row[3],)):
        yield f"{label} is {row[3]}"
    if head and rows[head - 1][7] in FUNCTION and label not in UNDER_FUNCTION:
        yield f"{label} hangs on {rows[head - 1][7]} {rows[head - 1][1]}"


def in_cycle(index: int, rows: Rows) -> bool:
    """Tell whether the path from a token never reaches the root, or leaves the sentence."""
    for _ in rows:
        if not 0 < index <= len(rows):
            break
        index = int(rows[index - 1][6])
    return index != 0


def main(paths: list[Path]) -> int:
    """Print faults and counts; return the exit code."""
    nlp, count = spacy.blank("en"), 0
    for path in paths:
        read = list(sentences(path))
        found = [f"{path.name}:{a['sent_id']}:{f}" for a, r in read for f in faults(a, r, nlp)]
        print(*found, sep="\n", end="\n" if found else "")
        words = sum(len(rows) for _, rows in read)
        print(f"{path.name}: {len(read)} sentences, {words} tokens, {len(found)} faults")
        count += len(found)
    return int(count > 0)


if __name__ == "__main__":
    sys.exit(
        main([Path(a) for a in sys.argv[1:]] or sorted(Path(__file__).parent.glob("*.conllu")))
    )
