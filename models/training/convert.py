"""Treebanks in CoNLL-U -> records on spaCy's own English tokenisation.

Usage: python convert.py DATA_DIR OUT_DIR

Words and tokens are aligned by character offsets in minimal blocks. One word cut into several
tokens (`e-mail`) becomes its last word-like token with `compound` and `punct` dependents; several
words in one token become one node if they hang together; any other block drops the sentence.
What was merged, cut and dropped is printed and written to OUT_DIR/conversion.json.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gum_names import gum_entities
from records import BLANK, Record, write_records

TREEBANKS = (
    "en_ewt-train", "en_ewt-dev", "en_ewt-test",
    "en_gum_open-train", "en_gum_open-dev", "en_gum_open-test", "en_pud-test",
)  # fmt: skip
DOMAIN = Path(__file__).parent / "domain"


@dataclass
class Word:
    """One syntactic word of CoNLL-U with its character offsets."""

    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    deprel: str
    misc: str
    start: int = -1
    end: int = -1


@dataclass
class Sentence:
    """One CoNLL-U sentence."""

    doc: str
    par: bool
    space_after: bool = True
    text: str = ""
    words: list[Word] = field(default_factory=list)


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a CoNLL-U file (or .gz) with offsets into their rebuilt text."""
    doc, par = path.stem, True
    comments: list[str] = []
    rows: list[list[str]] = []
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf8") as lines:
        for row in lines:
            line = row.rstrip("\n")
            if line.startswith("# newdoc"):
                doc, par = line.split("=")[-1].strip(), True
            elif re.match(r"# newpar(?!_)", line):
                par = True
            elif line.startswith("#"):
                comments.append(line)
            elif line:
                rows.append(line.split("\t"))
            elif rows:
                yield build_sentence(rows, doc, par)
                par, rows, comments = False, [], []


def build_sentence(rows: list[list[str]], doc: str, par: bool) -> Sentence:
    """Return the sentence of CoNLL-U rows; offsets come from forms and SpaceAfter."""
    sentence = Sentence(doc=doc, par=par)
    index = 0
    while index < len(rows):
        row = rows[index]
        if "." in row[0]:
            index += 1
            continue
        inside = [row]
        if "-" in row[0]:
            first, last = (int(part) for part in row[0].split("-"))
            inside = rows[index + 1 : index + 1 + last - first + 1]
        place_words(sentence, row[1], inside)
        index += len(inside) + (1 if "-" in row[0] else 0)
        sentence.space_after = "SpaceAfter=No" not in row[9]
        if sentence.space_after:
            sentence.text += " "
    sentence.text = sentence.text.rstrip(" ")
    return sentence


def place_words(sentence: Sentence, surface: str, rows: list[list[str]]) -> None:
    """Append the words of one surface token; words that do not spell it share its span."""
    surface = surface.replace("\u00a0", " ")
    start = len(sentence.text)
    sentence.text += surface
    spelled = "".join(row[1] for row in rows) == surface
    at = start
    for row in rows:
        word = Word(row[1], row[2], row[3], row[4], row[5], int(row[6]) - 1, row[7], row[9])
        end = at + len(row[1])
        word.start, word.end = (at, end) if spelled else (start, start + len(surface))
        at = end
        sentence.words.append(word)


def to_record(sentence: Sentence, counts: Counter[str]) -> Record | None:
    """Return the sentence on spaCy's tokens, or None where the trees cannot be matched."""
    doc = BLANK.make_doc(sentence.text)
    blocks = align(
        [(w.start, w.end) for w in sentence.words], [(t.idx, t.idx + len(t)) for t in doc]
    )
    if blocks is None:
        counts["dropped: overlapping"] += 1
        return None
    node_of: dict[int, int] = {}
    nodes: list[tuple[Word, int | None]] = [(sentence.words[0], None)] * len(doc)
    synthetic: dict[int, tuple[int, str]] = {}
    for words, tokens in blocks:
        if len(words) > 1 and len(tokens) > 1:
            counts["dropped: many to many"] += 1
            return None
        top = head_of_block(words, sentence.words)
        if top is None:
            counts["dropped: merged words do not hang together"] += 1
            return None
        place = head_token([doc[i].text for i in tokens])
        if len(words) > 1:
            counts["tokens of merged words"] += 1
        if len(tokens) > 1:
            counts["words cut into tokens"] += 1
        for index in tokens:
            nodes[index] = (sentence.words[top], top)
            if index != tokens[place]:
                text = doc[index].text
                label = "compound" if any(c.isalnum() for c in text) else "punct"
                synthetic[index] = (tokens[place], label)
        for word in words:
            node_of[word] = tokens[place]
    record = fill_record(sentence, [t.text for t in doc], [bool(t.whitespace_) for t in doc])
    add_nodes(record, nodes, node_of, synthetic)
    record["blocks"] = node_of
    return record


def align(
    words: list[tuple[int, int]], tokens: list[tuple[int, int]]
) -> list[tuple[list[int], list[int]]] | None:
    """Return minimal blocks of word and token indices that cover the same characters."""
    blocks: list[tuple[list[int], list[int]]] = []
    i = j = 0
    while i < len(words) and j < len(tokens):
        left, right = [i], [j]
        end_w, end_t = words[i][1], tokens[j][1]
        if words[i][0] != tokens[j][0]:
            return None
        i, j = i + 1, j + 1
        while end_w != end_t or (i < len(words) and words[i][0] < end_w):
            if end_w < end_t or (i < len(words) and words[i][0] < end_w):
                if i >= len(words):
                    return None
                left.append(i)
                end_w = max(end_w, words[i][1])
                i += 1
            else:
                if j >= len(tokens):
                    return None
                right.append(j)
                end_t = tokens[j][1]
                j += 1
        blocks.append((left, right))
    return blocks if i == len(words) and j == len(tokens) else None


def head_of_block(block: list[int], words: list[Word]) -> int | None:
    """Return the one word of the block whose head lies outside, None if there are several."""
    tops = [index for index in block if words[index].head not in block]
    return tops[0] if len(tops) == 1 else None


def head_token(texts: list[str]) -> int:
    """Return the index of the token that stands for a word cut in pieces: the last word-like."""
    wordlike = [i for i, text in enumerate(texts) if any(c.isalnum() for c in text)]
    return wordlike[-1] if wordlike else len(texts) - 1


def fill_record(sentence: Sentence, words: list[str], spaces: list[bool]) -> Record:
    """Return a record without annotation."""
    spaces[-1] = sentence.space_after
    return {
        "words": words, "spaces": spaces, "tag": [], "pos": [], "morph": [], "lemma": [],
        "dep": [], "head": [], "ents": None, "par": sentence.par, "doc": sentence.doc,
    }  # fmt: skip


def add_nodes(
    record: Record,
    nodes: list[tuple[Word, int | None]],
    node_of: dict[int, int],
    synthetic: dict[int, tuple[int, str]],
) -> None:
    """Fill tags, morphology, lemmas and the tree of a record."""
    for index, (word, _) in enumerate(nodes):
        text = record["words"][index]
        if index in synthetic:
            head, label = synthetic[index]
            is_punct = label == "punct"
            record["tag"].append("HYPH" if text == "-" else ("," if is_punct else word.xpos))
            record["pos"].append("PUNCT" if is_punct else word.upos)
            record["morph"].append("" if is_punct else feats(word))
            record["lemma"].append(text if word.upos == "PROPN" else text.lower())
            record["dep"].append(label)
            record["head"].append(head)
            continue
        cut = any(head == index for head, _ in synthetic.values())
        record["tag"].append(word.xpos)
        record["pos"].append(word.upos)
        record["morph"].append(feats(word))
        record["lemma"].append(text.lower() if cut else word.lemma)
        record["dep"].append("ROOT" if word.deprel == "root" else word.deprel)
        record["head"].append(index if word.head < 0 else node_of[word.head])


def feats(word: Word) -> str:
    """Return the morphological features as spaCy writes them, `Typo` and `Abbr` left out."""
    kept = [
        f
        for f in word.feats.split("|")
        if f != "_" and not f.startswith(("Typo=", "Abbr=", "Style="))
    ]
    return "|".join(kept)


def convert(path: Path, counts: Counter[str]) -> list[Record]:
    """Return the records of one treebank file; names are added where MISC carries entities."""
    records: list[Record] = []
    par = False  # a dropped sentence hands its start of a paragraph to the next
    for sentence in read_conllu(path):
        counts["sentences"] += 1
        counts["words"] += len(sentence.words)
        sentence.par = par = par or sentence.par
        record = to_record(sentence, counts)
        if record is None:
            counts["sentences dropped"] += 1
            continue
        par = False
        blocks = record.pop("blocks")
        if "gum" in path.name:
            miscs = [word.misc for word in sentence.words]
            record["ents"] = gum_entities(record, miscs, blocks)
        records.append(record)
    return records


def main(data: Path, out: Path) -> None:
    """Convert every treebank under DATA_DIR/treebanks and the project's own one."""
    report: dict[str, Any] = {}
    files = {name: data / "treebanks" / f"{name}.conllu.gz" for name in TREEBANKS}
    files |= {f"domain-{path.stem}": path for path in sorted(DOMAIN.glob("*.conllu"))}
    for name, path in files.items():
        counts: Counter[str] = Counter()
        records = convert(path, counts)
        write_records(out / f"{name}.jsonl.gz", records)
        report[name] = dict(sorted(counts.items()))
        print(name, report[name])
    (out / "conversion.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
