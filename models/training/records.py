"""The plain record that every training step reads and writes: one sentence, spaCy tokens.

A record is a dict so that it can travel as one line of JSON. Keys: `words`, `spaces`, `tag`,
`pos`, `morph`, `lemma`, `dep` (lists of one item a token), `head` (index inside the sentence,
a root points at itself), `ents` (`[start, end, label]` over tokens, or None where a sentence
was never annotated with names), `par` (True where a paragraph starts), `doc` (document id).
Records without a tree have `head` = None.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

Record = dict[str, Any]
COLUMNS = ("words", "spaces", "tag", "pos", "morph", "lemma", "dep")
CHECKED = 3  # every third development document is kept back from training
TREE_COLUMNS = ("tag", "pos", "morph", "lemma", "dep")

BLANK: Language = spacy.blank("en")


def read_records(path: Path) -> list[Record]:
    """Return the records of a `.jsonl.gz` file in file order."""
    with gzip.open(path, "rt", encoding="utf8") as lines:
        return [json.loads(line) for line in lines]


def write_records(path: Path, records: Iterable[Record]) -> None:
    """Write records as gzipped JSONL with a fixed time stamp, so that bytes are reproducible."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as out:
        for record in records:
            out.write((json.dumps(record, ensure_ascii=False) + "\n").encode("utf8"))


def text_of(record: Record) -> str:
    """Return the sentence as running text, its trailing space included."""
    pairs = zip(record["words"], record["spaces"], strict=True)
    return "".join(word + (" " if space else "") for word, space in pairs)


def development(records: list[Record]) -> tuple[list[Record], list[Record]]:
    """Return the development sentences to train on and those kept back, by document."""
    docs = sorted({record["doc"] for record in records})
    kept = set(docs[::CHECKED])
    return (
        [record for record in records if record["doc"] not in kept],
        [record for record in records if record["doc"] in kept],
    )


def tokenises_back(record: Record) -> bool:
    """Tell whether spaCy's English tokenizer gives exactly the record's tokens."""
    doc = BLANK.make_doc(text_of(record).rstrip())
    return [token.text for token in doc] == record["words"]


def groups(records: list[Record], sizes: Iterator[int]) -> Iterator[list[Record]]:
    """Cut a sequence of sentences into passages of one document and one kind of annotation."""
    passage: list[Record] = []
    size = next(sizes)
    for record in records:
        if passage and (len(passage) >= size or not _belongs(passage[-1], record)):
            yield passage
            passage, size = [], next(sizes)
        passage.append(record)
    if passage:
        yield passage


def _belongs(last: Record, record: Record) -> bool:
    same_kind = (last["head"] is None) == (record["head"] is None) and (last["ents"] is None) == (
        record["ents"] is None
    )
    return bool(same_kind and last["doc"] == record["doc"])


def to_doc(passage: list[Record], language: Language = BLANK) -> Doc:
    """Return one gold Doc for consecutive sentences, joined by one space."""
    words: list[str] = []
    spaces: list[bool] = []
    columns: dict[str, list[str]] = {key: [] for key in TREE_COLUMNS}
    heads: list[int] = []
    starts: list[bool] = []
    with_tree = passage[0]["head"] is not None
    for record in passage:
        offset = len(words)
        words += record["words"]
        spaces += [*record["spaces"][:-1], record["spaces"][-1] or bool(not with_tree)]
        starts += [True] + [False] * (len(record["words"]) - 1)
        if with_tree:
            heads += [offset + head for head in record["head"]]
            for key in TREE_COLUMNS:
                columns[key] += record[key]
    if not with_tree:
        doc = Doc(language.vocab, words=words, spaces=spaces)
    else:
        doc = Doc(
            language.vocab, words=words, spaces=spaces, tags=columns["tag"], pos=columns["pos"],
            morphs=columns["morph"], lemmas=columns["lemma"], heads=heads, deps=columns["dep"],
        )  # fmt: skip
    set_gold_entities(doc, passage)
    return doc


def set_gold_entities(doc: Doc, passage: list[Record]) -> None:
    """Set the names of a passage on its Doc, or mark every token as unannotated."""
    if passage[0]["ents"] is None:
        doc.set_ents([], default="missing")
        return
    spans: list[Span] = []
    offset = 0
    for record in passage:
        for start, end, label in record["ents"]:
            spans.append(Span(doc, offset + start, offset + end, label=label))
        offset += len(record["words"])
    doc.set_ents(spans, default="outside")
