"""Train `kr_policy_ie/rules/facts/weights.json`: which drafts of the rules are facts.

usage: fact_weights.py --scorer score.py --out weights.json GOLD.jsonl ...

Reads gold extractions, puts their mentions into parsed documents (base pipeline `fast`), lets the
rules propose drafts with the threshold at 0, labels each by the reference scorer's alignment and
fits a logistic model, cross-validated by document (10 folds).  Needs scikit-learn.  No seed: the
solver is deterministic.  The weights shipped were trained on the development gold's train part and
the source article: C = 0.2.
"""
# ruff: noqa

import argparse
import importlib.util
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from spacy.tokens import Doc, Span

from kr_policy_ie.base import load_base
from kr_policy_ie.facts import component as facts_component
from kr_policy_ie.facts.component import KrFacts
from kr_policy_ie.rules.frames import Weights

for name in ("kr_value", "kr_date", "kr_name", "kr_link"):
    if not Span.has_extension(name):
        Span.set_extension(name, default=None)
for name in ("kr_source", "kr_document", "kr_facts"):
    if not Doc.has_extension(name):
        Doc.set_extension(name, default=None)


def clean(t):
    out = []
    mp = []
    breaks = set()
    i = 0
    paras = []
    # paragraph = split on blank line, or newline followed by indentation/bullet/short previous line
    lines = t.split("\n")
    pos = 0
    newp = True
    L = max((len(l) for l in lines), default=0)
    wrapped = sum(len(l) > 55 for l in lines) and L < 90
    prev = ""
    for l in lines:
        s = l.strip()
        if not s:
            newp = True
        else:
            if l[:1] in " \t" or s[0] in "○•*-":
                newp = True
            if not wrapped:
                newp = True
            if wrapped and prev and len(prev) < 50:
                newp = True
            st = pos + l.index(s[0]) if s else pos
            if newp or not out:
                if out:
                    out.append(" ")
                    mp.append(st - 1)
                breaks.add(len(out))
                newp = False
            else:
                out.append(" ")
                mp.append(st - 1)
            last = False
            for k, c in enumerate(s):
                if c.isspace():
                    if last:
                        continue
                    last = True
                    c = " "
                else:
                    last = False
                out.append(c)
                mp.append(st + k)
        prev = s
        pos += len(l) + 1
    return "".join(out), mp, breaks


def build(nlp, g):
    raw = g["document"]["text"]
    text, mp, breaks = clean(raw)
    inv = {}
    for c, r in enumerate(mp):
        inv.setdefault(r, c)
    tok = nlp.tokenizer(text)
    words = []
    spaces = []
    starts = []
    for t in tok:
        if t.is_space:
            continue
        words.append(t.text)
        spaces.append(bool(t.whitespace_))
        starts.append(t.idx in breaks)
    doc = Doc(nlp.vocab, words=words, spaces=spaces)
    # spaces collapsed; text equality
    if doc.text.rstrip() != text.rstrip():
        print("warn text differs", g["document"]["id"], file=sys.stderr)
    for t, s in zip(doc, starts):
        if s:
            t.is_sent_start = True
    bs = [t.i for t, x in zip(doc, starts) if x] + [len(doc)]
    for a, b in zip(bs, bs[1:]):
        if b - a < 40 and not any(t.text in ".?!" and t.i < b - 1 for t in doc[a:b]):
            for t in doc[a + 1 : b]:
                t.is_sent_start = False
    doc._.kr_document = {"published": g["document"].get("published")}
    for n, p in nlp.pipeline:
        doc = p(doc)
    V = []
    D = []
    N = []
    ent = {e["id"]: e for e in g["entities"]}
    for m in g["mentions"]:
        s = inv.get(m["start"])
        e = inv.get(m["end"] - 1)
        if s is None or e is None:
            continue
        e += 1
        sp = doc.char_span(s, e, label=m["label"], alignment_mode="expand")
        if sp is None:
            continue
        if m["label"] in ("MONEY", "PERCENT", "QUANTITY"):
            sp._.kr_value = {"start": s, "end": e, "value": m["value"]}
            V.append(sp)
        elif m["label"] == "DATE":
            sp._.kr_date = {"start": s, "end": e, "value": m["value"]}
            D.append(sp)
        else:
            sp._.kr_name = {"start": s, "end": e, "by": "gold"}
            en = ent.get(m.get("entity"), {})
            sp._.kr_link = {
                "kb_id": en.get("kb_id"),
                "name": en.get("name"),
                "entity": m.get("entity"),
            }
            N.append(sp)
    doc.spans["kr_values"] = V
    doc.spans["kr_dates"] = D
    doc.spans["kr_names"] = N
    return doc, mp


def to_pred(g, doc, mp, facts):
    raw = g["document"]["text"]

    def sp(a):
        s, e = a
        rs = mp[s]
        re_ = mp[e - 1] + 1
        return {"start": rs, "end": re_, "text": raw[rs:re_]}

    ms = {(m["start"], m["end"]): m for m in g["mentions"]}
    out = []
    for i, f in enumerate(facts):
        slots = {}
        for r, v in f["slots"].items():
            L = []
            for x in v:
                d = sp((x["start"], x["end"]))
                m = ms.get((d["start"], d["end"]))
                if m:
                    d["mention"] = m["id"]
                if m and m.get("entity"):
                    d["entity"] = m["entity"]
                if x.get("kb_id"):
                    d["kb_id"] = x["kb_id"]
                L.append(d)
            slots[r] = L
        out.append(
            {
                "id": f"f{i}",
                "type": f["type"],
                "action": f["action"],
                "status": f["status"],
                "evidence": sp(f["evidence"]),
                "trigger": sp(f["trigger"]),
                "slots": slots,
                "source": None,
                "parent": None if f.get("parent") is None else f"f{f['parent']}",
                "rules": f["rules"],
                "confidence": f["confidence"],
            }
        )
    return {
        "document": g["document"],
        "mentions": g["mentions"],
        "entities": g["entities"],
        "facts": out,
    }


def candidates(nlp, component, scorer, golds):
    """Features, labels, documents of all drafts, and the number of gold facts."""
    rows, labels, groups, count = [], [], [], 0
    for gold in golds:
        doc, offsets = build(nlp, gold)
        facts = component.match(doc)
        predicted = to_pred(gold, doc, offsets, facts)
        gold = {**gold, "facts": [f for f in gold["facts"] if f["type"] != "statement"]}
        count += len(gold["facts"])
        left = [(f, scorer.fact_slots(f, scorer.filler_values(gold))) for f in gold["facts"]]
        right = [
            (f, scorer.fact_slots(f, scorer.filler_values(predicted))) for f in predicted["facts"]
        ]

        def likeness(one, other):
            if one[0]["type"] != other[0]["type"]:
                return 0
            hits = scorer.slot_hits(one[1], other[1])
            if not scorer.overlap(one[0]["evidence"], other[0]["evidence"]):
                return hits * 0.5 if hits >= 2 else 0
            return 1 + hits + 0.2 * (one[0]["action"] == other[0]["action"])

        hit = {id(pair[1][0]) for pair in scorer.assign(left, right, likeness)}
        for fact, draft in zip(predicted["facts"], facts, strict=True):
            rows.append(dict.fromkeys(draft["features"], 1))
            labels.append(int(id(fact) in hit))
            groups.append(gold["document"]["id"])
    return rows, np.array(labels), np.array(groups), count


def best(chances, labels, count):
    """The highest F1 over thresholds, with threshold, precision and recall."""
    found = []
    for threshold in np.arange(0.1, 0.8, 0.02):
        kept = chances >= threshold
        right = (labels[kept] == 1).sum()
        precision, recall = right / max(kept.sum(), 1), right / count
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        found.append((f1, round(float(threshold), 2), precision, recall))
    return max(found)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--strength", type=float, default=0.2)
    args = parser.parse_args()
    spec = importlib.util.spec_from_file_location("scorer", args.scorer)
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    as_dict = facts_component._as_dict
    facts_component._as_dict = lambda **k: {**as_dict(**k), "features": k["draft"].features}
    component = KrFacts()
    component.weights = Weights(0.0, {})
    golds = [
        json.loads(line) for path in args.gold for line in path.read_text("utf-8").splitlines()
    ]
    rows, labels, groups, count = candidates(load_base("fast"), component, scorer, golds)
    seen = Counter(name for row in rows for name in row)
    rows = [{name: 1 for name in row if seen[name] >= 4} for row in rows]
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(rows)
    chances = np.zeros(len(labels))
    for train, test in GroupKFold(10).split(matrix, labels, groups):
        model = LogisticRegression(C=args.strength, max_iter=500).fit(matrix[train], labels[train])
        chances[test] = model.predict_proba(matrix[test])[:, 1]
    result = best(chances, labels, count)
    print(
        f"drafts {len(labels)}, gold {count}, ceiling {labels.sum() / count:.3f}, cross-validated {result}"
    )
    model = LogisticRegression(C=args.strength, max_iter=500).fit(matrix, labels)
    pairs = zip(vectors.get_feature_names_out(), model.coef_[0], strict=True)
    weights = {name: round(float(value), 3) for name, value in pairs if abs(value) >= 0.02}
    weights["bias"] = round(weights.get("bias", 0) + float(model.intercept_[0]), 3)
    data = {"threshold": result[1], "weights": dict(sorted(weights.items()))}
    args.out.write_text(json.dumps(data, indent=0, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
