"""The encoder labels free texts for the CNN to learn from (teacher and student).

Usage: python silver.py RECORDS_DIR DATA_DIR TEACHER

Texts: MEANTIME (Wikinews, CC BY), re3d and the project's own training articles. Names are the
gold ones where a text has gold, else the teacher's. Writes RECORDS_DIR/silver.jsonl.gz.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

from ner_data import collapse
from records import BLANK, Record, read_records, text_of, write_records
from spacy.language import Language
from spacy.tokens import Doc, Span

from kr_policy_ie.base import load_base


def from_doc(sentence: Span, doc_id: str) -> Record:
    """Return the record of a parsed sentence."""
    first = sentence.start
    return {
        "words": [t.text for t in sentence], "spaces": [bool(t.whitespace_) for t in sentence],
        "tag": [t.tag_ for t in sentence], "pos": [t.pos_ for t in sentence],
        "morph": [str(t.morph) for t in sentence], "lemma": [t.lemma_ for t in sentence],
        "dep": [t.dep_ for t in sentence], "head": [t.head.i - first for t in sentence],
        "ents": [[e.start - first, e.end - first, e.label_] for e in sentence.ents],
        "par": bool(sentence.start == 0), "doc": doc_id,
    }  # fmt: skip


def meantime(path: Path) -> list[tuple[str, str]]:
    """Return (id, paragraph) of the Wikinews articles."""
    result: list[tuple[str, str]] = []
    with gzip.open(path, "rt", encoding="utf8") as lines:
        for line in lines:
            item = json.loads(line)
            for paragraph in item["text"].split("\n"):
                text = collapse(paragraph)[0]
                if len(text.split()) > 3:
                    result.append((str(item["doc"]), text))
    return result


def with_gold_names(nlp: Language, records: list[Record]) -> list[Record]:
    """Return parsed sentences of records with names, the gold names kept where they fit."""
    docs = [BLANK.make_doc(text_of(record).strip()) for record in records]
    result: list[Record] = []
    moved = (
        Doc(nlp.vocab, words=[t.text for t in d], spaces=[bool(t.whitespace_) for t in d])
        for d in docs
    )
    for record, doc in zip(records, nlp.pipe(moved), strict=True):
        same = [t.text for t in doc] == record["words"]
        if same:
            doc.set_ents([Span(doc, s, e, label=label) for s, e, label in record["ents"]])
            result += [from_doc(sentence, record["doc"]) for sentence in doc.sents]
    return result


def main(records_dir: Path, data: Path, teacher: str) -> None:
    """Write the silver records."""
    nlp: Any = load_base(teacher)
    silver: list[Record] = []
    texts = meantime(data / "dates" / "meantime.jsonl.gz")
    for (doc_id, _), doc in zip(texts, nlp.pipe(text for _, text in texts), strict=True):
        silver += [from_doc(sentence, doc_id) for sentence in doc.sents]
    for name in ("ner_gold-train", "ner_re3d"):
        records = [r for r in read_records(records_dir / f"{name}.jsonl.gz") if r["words"]]
        silver += with_gold_names(nlp, records)
    write_records(records_dir / "silver.jsonl.gz", silver)
    print(len(silver), "sentences", sum(len(record["words"]) for record in silver), "tokens")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
