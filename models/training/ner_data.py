"""Name-annotated corpora -> records without trees: re3d, UNER-EWT, the project's own gold.

Usage: python ner_data.py DATA_DIR GOLD_DIR OUT_DIR

Only material that may be shipped is read. Each corpus's classes are mapped to the contract's
labels (`name_labels`). Nothing of the development gold goes into the training files.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from name_labels import LABELS, add_demonyms, organisation_label, place_label, thing_label, trim
from records import BLANK, Record, write_records

# The training split of the project's own corpus; `gold/train/modern` is part of it.
OWN_GOLD = Path(__file__).parents[2] / "corpus" / "gold" / "train.jsonl"
SENTENCE_END = re.compile(r"(?<=[a-z0-9)\]\"”’%][.!?])(?=\s+[A-Z\"“‘(])|(?<![^\n]{50})\n|\n\s*\n")


def empty_record(words: list[str], spaces: list[bool], doc: str) -> Record:
    """Return a record without tree and without names."""
    return {
        "words": words, "spaces": spaces, "tag": [], "pos": [], "morph": [], "lemma": [],
        "dep": [], "head": None, "ents": [], "par": True, "doc": doc,
    }  # fmt: skip


def passages(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, passage) for rough sentences and lines of a text."""
    start = 0
    for match in SENTENCE_END.finditer(text):
        yield start, text[start : match.start()]
        start = match.end()
    yield start, text[start:]


def from_offsets(text: str, spans: list[tuple[int, int, str]], doc: str) -> Iterator[Record]:
    """Yield records of a text with character spans; spans off the token grid are left out."""
    for offset, passage in passages(text):
        collapsed, origin = collapse(passage)
        if not collapsed:
            continue
        parsed = BLANK.make_doc(collapsed)
        starts = {offset + origin[t.idx]: t.i for t in parsed}
        ends = {offset + origin[t.idx + len(t) - 1] + 1: t.i + 1 for t in parsed}
        record = empty_record([t.text for t in parsed], [bool(t.whitespace_) for t in parsed], doc)
        for start, end, label in spans:
            if start in starts and end in ends:
                record["ents"].append([starts[start], ends[end], label])
        yield record


def collapse(text: str) -> tuple[str, list[int]]:
    """Return the text with runs of white space as one space, and where each character was."""
    chars: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        if not char.isspace():
            chars.append(char)
            origin.append(index)
        elif chars and chars[-1] != " ":
            chars.append(" ")
            origin.append(index)
    if chars and chars[-1] == " ":
        chars.pop()
        origin.pop()
    return "".join(chars), origin


def read_gold(path: Path) -> list[Record]:
    """Return records of the project's own gold with all name labels of the contract."""
    records: list[Record] = []
    for line in path.read_text(encoding="utf8").splitlines():
        item = json.loads(line)
        spans = [
            (m["start"], m["end"], m["label"]) for m in item["mentions"] if m["label"] in LABELS
        ]
        records += from_offsets(item["document"]["text"], spans, item["document"]["id"])
    return records


def read_re3d(path: Path) -> list[Record]:
    """Return records of re3d; nominal mentions (`the country`) are no names and are left out."""
    records: list[Record] = []
    with gzip.open(path, "rt", encoding="utf8") as lines:
        for line in lines:
            item = json.loads(line)
            spans = [(e["start"], e["end"], e["label"]) for e in item["entities"]]
            for record in from_offsets(item["text"], spans, item["id"]):
                record["ents"] = re3d_names(record["words"], record["ents"])
                records.append(record)
    return records


def re3d_names(words: list[str], ents: list[list[Any]]) -> list[list[Any]]:
    """Return the named, trimmed, non-overlapping mentions of a sentence, shortest first."""
    found: list[tuple[int, int, str]] = []
    for first, last, kind in ents:
        start, end = trim(words, first, last, person=kind == "Person")
        name = words[start:end]
        content = [w for w in name if len(w) > 3 or w[0].isupper()]
        if not content or not all(w[0].isupper() for w in content) or "," in name:
            continue
        if name[0] in {"We", "They", "He", "She", "I", "It", "Our", "Their", "His"}:
            continue
        label = re3d_label(kind, " ".join(name))
        if label:
            found.append((start, end, label))
    taken: set[int] = set()
    kept: list[list[Any]] = []
    for start, end, label in sorted(found, key=lambda f: (f[1] - f[0], f)):
        if not taken.intersection(range(start, end)):
            kept.append([start, end, label])
            taken.update(range(start, end))
    add_demonyms(words, kept)
    return kept


def re3d_label(kind: str, name: str) -> str | None:
    """Return the contract's label for a re3d class."""
    if kind == "Person":
        return "PERSON"
    if kind == "Location":
        return place_label(name)
    if kind == "Nationality":
        return "COUNTRY"
    if kind == "Organisation":
        return organisation_label(name)
    return thing_label(name) if kind == "DocumentReference" else None


def read_uner(path: Path, doc: str) -> list[Record]:
    """Return records of a UNER file, retokenised; sentences that do not align are left out."""
    records: list[Record] = []
    with gzip.open(path, "rt", encoding="utf8") as lines:
        text, rows = "", []
        for raw in lines:
            line = raw.rstrip("\n")
            if line.startswith("# text = "):
                text = line[9:]
            elif line and not line.startswith("#"):
                rows.append(line.split("\t"))
            elif not line and rows:
                spans = uner_spans(text, rows)
                if spans is not None:
                    records.append(uner_record(text, spans, doc))
                rows = []
    return records


def uner_spans(text: str, rows: list[list[str]]) -> list[tuple[int, int, str]] | None:
    """Return character spans of IOB2 rows, None where the words cannot be found in the text."""
    spans: list[tuple[int, int, str]] = []
    at = 0
    for row in rows:
        start = text.find(row[1], at)
        if start < 0 or start > at + 2:
            return None
        at = start + len(row[1])
        if row[2].startswith("B-"):
            spans.append((start, at, row[2][2:]))
        elif row[2].startswith("I-") and spans:
            spans[-1] = (spans[-1][0], at, spans[-1][2])
    return spans


def uner_record(text: str, spans: list[tuple[int, int, str]], doc: str) -> Record:
    """Return the record of one UNER sentence; demonyms, which UNER leaves out, are added."""
    parsed = BLANK.make_doc(text)
    record = empty_record([t.text for t in parsed], [bool(t.whitespace_) for t in parsed], doc)
    for start, end, kind in spans:
        span = parsed.char_span(start, end, alignment_mode="expand")
        if span is None:
            continue
        first, last = trim(record["words"], span.start, span.end, person=kind == "PER")
        name = parsed[first:last].text
        label = {"PER": "PERSON", "LOC": place_label(name), "ORG": organisation_label(name)}[kind]
        if first < last:
            record["ents"].append([first, last, label])
    add_demonyms(record["words"], record["ents"])
    return record


def main(data: Path, gold: Path, out: Path) -> None:
    """Write one record file per corpus and print the label counts."""
    files = {
        "ner_gold-train": read_gold(OWN_GOLD),
        "ner_gold-dev": read_gold(gold / "dev" / "modern.gold.jsonl"),
        "ner_re3d": read_re3d(data / "ner" / "re3d.jsonl.gz"),
        "ner_uner_ewt-dev": read_uner(data / "ner" / "uner_ewt-dev.iob2.gz", "uner-dev"),
        "ner_uner_ewt-test": read_uner(data / "ner" / "uner_ewt-test.iob2.gz", "uner-test"),
        "ner_uner_pud-test": read_uner(data / "ner" / "uner_pud-test.iob2.gz", "uner-pud"),
    }
    for name, records in files.items():
        write_records(out / f"{name}.jsonl.gz", records)
        counts = Counter(label for record in records for _, _, label in record["ents"])
        print(name, len(records), dict(counts))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
