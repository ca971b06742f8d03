"""Score a base pipeline on the test files. Every figure of the cards comes from here.

Usage: python evaluate.py RECORDS_DIR MODEL [--out scores.json] [--newswire FILE] [--fast-check]

The parser sees spaCy's tokens of each paragraph, paragraph starts preset, sentence boundaries
predicted; punctuation is left out of UAS and LAS. Names are scored by exact span, in the coarse
classes of each test set and, on the development gold, in the contract's own.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from records import Record, development, read_records
from spacy.language import Language
from spacy.tokens import Doc

from kr_policy_ie.base import load_base

TREES = ("en_ewt-test", "en_gum_open-test", "en_pud-test", "domain-test")
DEV = ("en_ewt-dev", "en_gum_open-dev")  # the third that is kept back from training
NEWSWIRE = {"Person": "PER", "Organization": "ORG", "Location": "LOC", "NORP": "LOC"}
SHOWN = (
    "nsubj", "nsubj:pass", "obj", "obl", "obl:agent", "nmod", "conj", "advcl", "appos",
    "acl", "acl:relcl", "xcomp", "ccomp", "parataxis", "amod", "compound", "nummod",
    "obl:*", "nmod:*", "acl:*", "advcl:*",
)  # fmt: skip
COARSE = {
    "PERSON": "PER", "ORG": "ORG", "GOV": "ORG", "PLACE": "LOC", "COUNTRY": "LOC",
    "LAW": None, "AGREEMENT": None, "PROGRAM": None, "SECTOR": None,
}  # fmt: skip


def prf(right: float, predicted: float, gold: float) -> dict[str, float]:
    """Return precision, recall and F1 in percent."""
    p, r = right / max(predicted, 1), right / max(gold, 1)
    return {
        "p": round(100 * p, 2),
        "r": round(100 * r, 2),
        "f": round(200 * p * r / max(p + r, 1e-9), 2),
    }


def paragraphs(records: list[Record]) -> Iterable[list[Record]]:
    """Yield the sentences of each paragraph."""
    part: list[Record] = []
    for record in records:
        if part and (record["par"] or record["doc"] != part[-1]["doc"]):
            yield part
            part = []
        part.append(record)
    if part:
        yield part


def blank_doc(nlp: Language, part: list[Record]) -> Doc:
    """Return an unannotated Doc of the sentences, joined by one space."""
    words = [word for record in part for word in record["words"]]
    spaces = [space for record in part for space in record["spaces"]]
    doc = Doc(nlp.vocab, words=words, spaces=spaces)
    if len(doc):
        doc[0].sent_start = True
    return doc


def run(nlp: Language, docs: list[Doc]) -> tuple[list[Doc], float]:
    """Return the annotated docs and the CPU seconds they took."""
    begun = time.process_time()
    result = list(nlp.pipe(docs, batch_size=64))
    return result, time.process_time() - begun


def score_trees(nlp: Language, records: list[Record]) -> dict[str, Any]:
    """Return tagging, parsing, sentence and lemma scores."""
    parts = list(paragraphs(records))
    docs, _ = run(nlp, [blank_doc(nlp, part) for part in parts])
    count: Counter[str] = Counter()
    right: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    for part, doc in zip(parts, docs, strict=True):
        offset = 0
        starts = set()
        for record in part:
            starts.add(offset)
            for i in range(len(record["words"])):
                count_token(doc, record, i, offset, count, (right, gold, predicted))
            offset += len(record["words"])
        found = {t.i for t in doc if t.is_sent_start}
        ends, found_ends = boundaries(starts, len(doc)), boundaries(found, len(doc))
        count["sents_right"] += len(ends & found_ends)
        count["sents_gold"] += len(starts)
        count["sents_found"] += len(found)
    n, words = count["tokens"], count["words"]
    return {
        "upos": pct(count["pos"], n), "xpos": pct(count["tag"], n), "morph": pct(count["morph"], n),
        "lemma": pct(count["lemma"], n), "lemma_nocase": pct(count["lemma_nocase"], n),
        "uas": pct(count["uas"], words), "las": pct(count["las"], words),
        "sents": prf(count["sents_right"], count["sents_found"], count["sents_gold"])["f"],
        "labels": {key: prf(right[key], predicted[key], gold[key])["f"] for key in SHOWN},
        "tokens": n,
    }  # fmt: skip


def boundaries(starts: set[int], length: int) -> set[tuple[int, int]]:
    """Return sentence spans from sentence starts."""
    order = [*sorted(starts), length]
    return set(pairwise(order))


def pct(part: int, whole: int) -> float:
    """Return a percentage."""
    return round(100 * part / max(whole, 1), 2)


def count_token(
    doc: Doc,
    record: Record,
    i: int,
    offset: int,
    count: Counter[str],
    by_label: tuple[Counter[str], ...],
) -> None:
    """Compare one token with its gold."""
    right, gold, predicted = by_label
    token = doc[offset + i]
    count["tokens"] += 1
    count["pos"] += token.pos_ == record["pos"][i]
    count["tag"] += token.tag_ == record["tag"][i]
    count["morph"] += str(token.morph) == record["morph"][i]
    count["lemma"] += token.lemma_ == record["lemma"][i]
    count["lemma_nocase"] += token.lemma_.lower() == record["lemma"][i].lower()
    if record["pos"][i] == "PUNCT":
        return
    label = "ROOT" if token.dep_ == "root" else token.dep_
    gold_label = record["dep"][i]
    same_head = token.head.i == offset + record["head"][i]
    count["words"] += 1
    count["uas"] += same_head
    count["las"] += same_head and label == gold_label
    for own, wanted in ((label, gold_label), (family(label), family(gold_label))):
        gold[wanted] += 1
        predicted[own] += 1
        right[own] += same_head and own == wanted


def family(label: str) -> str:
    """Return the name under which a relation is counted together with its subtypes."""
    return label.split(":", maxsplit=1)[0] + ":*"


def score_names(
    nlp: Language, records: list[Record], classes: dict[str, str | None] | None
) -> dict[str, Any]:
    """Return name scores; `classes` maps the contract's labels to those of the test set."""
    records = [r for r in records if r["words"]]
    docs, _ = run(nlp, [blank_doc(nlp, [record]) for record in records])
    right: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    for record, doc in zip(records, docs, strict=True):
        want = {(s, e, mapped(label, classes)) for s, e, label in record["ents"]}
        have = {(ent.start, ent.end, mapped(ent.label_, classes)) for ent in doc.ents}
        want, have = {w for w in want if w[2]}, {h for h in have if h[2]}
        for counter, items in ((gold, want), (predicted, have), (right, want & have)):
            counter.update(str(item[2]) for item in items)
    total = prf(sum(right.values()), sum(predicted.values()), sum(gold.values()))
    return total | {"labels": {k: prf(right[k], predicted[k], gold[k])["f"] for k in sorted(gold)}}


def mapped(label: str, classes: dict[str, str | None] | None) -> str | None:
    """Return the label in the classes of the test set."""
    return label if classes is None else classes.get(label)


def score_newswire(nlp: Language, path: Path, korean: bool) -> dict[str, Any]:
    """Return scores on the newswire set (measuring only): PER, ORG, LOC with nationality as LOC.

    Its tokens are aligned with the article's text, so that the model reads `U.S.` where the set
    has three tokens; spans are compared without marks at their ends (`U.S` is `U.S.`).
    """
    right: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    texts: list[str] = []
    wanted: list[set[tuple[int, int, str]]] = []
    with gzip.open(path, "rt", encoding="utf8") as lines:
        for number, line in enumerate(lines):
            item = json.loads(line)
            if (item["region"] == "kr" or item["id"].startswith("kr_")) != korean or (
                not korean and number % 7
            ):
                continue
            for text, spans in newswire_paragraphs(item):
                texts.append(text)
                wanted.append({(*trimmed(text, s, e), label) for s, e, label in spans})
    docs = [nlp.make_doc(text) for text in texts]
    for doc in docs:
        doc[0].sent_start = True
    for doc, want in zip(run(nlp, docs)[0], wanted, strict=True):
        have = {
            (*trimmed(doc.text, ent.start_char, ent.end_char), str(COARSE[ent.label_]))
            for ent in doc.ents
            if COARSE[ent.label_]
        }
        for counter, items in ((gold, want), (predicted, have), (right, want & have)):
            counter.update(found[2] for found in items)
    total = prf(sum(right.values()), sum(predicted.values()), sum(gold.values()))
    return total | {"labels": {k: prf(right[k], predicted[k], gold[k])["f"] for k in sorted(gold)}}


def newswire_paragraphs(item: Any) -> Iterable[tuple[str, list[tuple[int, int, str]]]]:
    """Yield the paragraphs of an article and their names by character."""
    text, at = item["text"], 0
    for sentence in item["sentences"]:
        places: list[tuple[int, int]] = []
        for token, _ in sentence:
            start = text.find(token, at)
            if start < 0 or start > at + 10:
                places = []
                break
            at = start + len(token)
            places.append((start, at))
        if places:
            offset = places[0][0]
            places = [(s - offset, e - offset) for s, e in places]
            paragraph = text[offset:at]
        else:  # the set's tokens differ from the text's: read them as they are
            paragraph = " ".join(token for token, _ in sentence)
            places, end = [], 0
            for token, _ in sentence:
                places.append((end, end + len(token)))
                end += len(token) + 1
        if paragraph.strip():
            yield paragraph, newswire_names(sentence, places)


def newswire_names(sentence: Any, places: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Return the names of a paragraph from its BIO tags."""
    names: list[tuple[int, int, str]] = []
    before = "O"
    for (_, tag), (start, end) in zip(sentence, places, strict=True):
        label = NEWSWIRE.get(tag[2:])
        if label and tag[0] == "I" and before[2:] == tag[2:]:
            names[-1] = (names[-1][0], end, label)
        elif label:
            names.append((start, end, label))
        before = tag
    return names


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the marks and spaces at its ends."""
    while start < end - 1 and not text[start].isalnum():
        start += 1
    while end > start + 1 and not text[end - 1].isalnum():
        end -= 1
    return start, end


def speed(nlp: Language, records: list[Record]) -> dict[str, float]:
    """Return tokens per CPU second in batches, sentences grouped by paragraph."""
    docs = [blank_doc(nlp, part) for part in paragraphs(records)]
    tokens = sum(len(doc) for doc in docs)
    _, seconds = run(nlp, docs)
    return {"tokens_per_cpu_second": round(tokens / seconds), "tokens": tokens}


def main() -> None:
    """Print and write all scores."""
    cli = argparse.ArgumentParser()
    cli.add_argument("records", type=Path)
    cli.add_argument("model")
    cli.add_argument("--out", type=Path)
    cli.add_argument("--newswire", type=Path)
    args = cli.parse_args()
    begun = time.perf_counter()
    nlp = load_base(args.model)
    scores: dict[str, Any] = {"load_seconds": round(time.perf_counter() - begun, 2)}
    for name in TREES:
        scores[name] = score_trees(nlp, read_records(args.records / f"{name}.jsonl.gz"))
        print(name, json.dumps(scores[name]), flush=True)
    for name in DEV:
        _, kept = development(read_records(args.records / f"{name}.jsonl.gz"))
        scores[name] = score_trees(nlp, kept)
        print(name, json.dumps(scores[name]), flush=True)
    news = [
        r for r in read_records(args.records / "en_gum_open-test.jsonl.gz") if "news" in r["doc"]
    ]
    scores["gum_news-test"] = score_trees(nlp, news)
    for name in ("ner_uner_pud-test", "ner_uner_ewt-test"):
        scores[name] = score_names(nlp, read_records(args.records / f"{name}.jsonl.gz"), COARSE)
    scores["ner_gold-dev"] = score_names(
        nlp, read_records(args.records / "ner_gold-dev.jsonl.gz"), None
    )
    if args.newswire:
        scores["newswire_kr"] = score_newswire(nlp, args.newswire, True)
        scores["newswire_other"] = score_newswire(nlp, args.newswire, False)
    scores["speed"] = speed(nlp, read_records(args.records / "en_pud-test.jsonl.gz"))
    for name in (
        "gum_news-test",
        *(k for k in scores if k.startswith(("ner", "news", "speed", "load"))),
    ):
        print(name, json.dumps(scores[name]))
    if args.out:
        args.out.write_text(json.dumps(scores, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
