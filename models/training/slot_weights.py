"""Train `kr_policy_ie/rules/facts/slots.json`: which candidate fills which slot of a fact.

usage: slot_weights.py --scorer score.py --out slots.json GOLD.jsonl ... [--folds 8]

Runs the pipeline over gold articles, aligns its facts with the gold facts as the reference scorer
does, and labels each pair of an aligned fact and a candidate by the roles in which the gold fact
has it.  One logistic model for each role; cross-validated by document first, then fitted on all.
Needs scikit-learn and scipy.  No seed: the solver is deterministic.
"""
# ruff: noqa

import argparse
import importlib.util
import json
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

import kr_policy_ie.pipeline as pipeline
from kr_policy_ie.facts import slot_model
from kr_policy_ie.facts.candidates import candidates
from kr_policy_ie.facts.component import KrFacts
from kr_policy_ie.facts.slot_features import Scene
from kr_policy_ie.ingest.offsets import OffsetMap
from kr_policy_ie.rules.slot_weights import SlotWeights, read_slot_weights

NOT_OURS = {"affiliation", "content"}


class Recorder(KrFacts):
    """Facts with the slots that the rules give, and all pairs with their features."""

    def __init__(self):
        super().__init__()
        self.pairs = []

    def _fill(self, chunks, paths, drafts):
        scene = Scene(chunks, paths, drafts, candidates(chunks, drafts))
        for index, draft in enumerate(drafts):
            self.pairs.append((draft.score, slot_model.pairs_of(scene, index)))


def load_scorer(path):
    spec = importlib.util.spec_from_file_location("scorer", path)
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def align(scorer, gold, predicted):
    """Gold facts by the place of the predicted fact that the reference scorer aligns."""
    left = [(f, scorer.fact_slots(f, scorer.filler_values(gold))) for f in gold["facts"]]
    right = [(f, scorer.fact_slots(f, scorer.filler_values(predicted))) for f in predicted["facts"]]

    def likeness(one, other):
        if one[0]["type"] != other[0]["type"]:
            return 0
        hits = scorer.slot_hits(one[1], other[1])
        if not scorer.overlap(one[0]["evidence"], other[0]["evidence"]):
            return hits * 0.5 if hits >= 2 else 0
        return 1 + hits + 0.2 * (one[0].get("action") == other[0].get("action"))

    pairs = scorer.assign(left, right, likeness)
    by_id = {id(b[0]): a[0] for a, b in pairs}
    return [by_id.get(id(fact)) for fact in predicted["facts"]]


def described(scorer, doc, extraction, listed):
    """What the scorer sees of each candidate."""
    offsets = OffsetMap([tuple(segment) for segment in doc._.kr_source["segments"]])
    raw = extraction["document"]["text"]
    mentions = {(m["start"], m["end"]): m for m in extraction["mentions"]}
    anaphors = {(a["start"], a["end"]): a for a in doc._.kr_anaphors or []}
    info = scorer.filler_values(extraction)
    out = []
    for candidate, _ in listed:
        start, end = offsets.to_raw(candidate.start, candidate.end)
        mention = mentions.get((start, end), {})
        filler = {"text": raw[start:end], "start": start, "end": end}
        filler |= {"mention": mention.get("id"), "entity": mention.get("entity")}
        anaphor = anaphors.get((candidate.start, candidate.end)) or anaphors.get(
            (candidate.start - 4, candidate.end)
        )
        if anaphor and anaphor.get("kb_id"):
            filler["kb_id"] = anaphor["kb_id"]
        elif anaphor and anaphor.get("antecedent"):
            named = mentions.get(tuple(offsets.to_raw(*anaphor["antecedent"])), {})
            filler["entity"] = named.get("entity")
        out.append(info(filler))
    return out


def labels_of(scorer, gold_info, fact, seen, roles):
    """For each candidate the roles: 1 the filler, 2 as good but not it."""
    out = defaultdict(dict)
    for role in roles:
        for filler in (gold_info(x) for x in fact["slots"].get(role, [])):
            fit = [at for at, one in enumerate(seen) if scorer.filler_ok(role, filler, one)]
            if not fit:
                continue
            here = [at for at in fit if scorer.overlap(filler, seen[at])]
            best = max(
                here or fit,
                key=lambda at: (
                    (seen[at]["start"], seen[at]["end"]) == (filler["start"], filler["end"]),
                    scorer.tok_f(filler["text"], seen[at]["text"]),
                    -at,
                ),
            )
            for at in fit:
                out[at].setdefault(role, 2)
            out[best][role] = 1
    return out


def collect(scorer, golds):
    """All drafts of the gold articles: pairs, labels, what the scorer sees."""
    nlp = pipeline.load()
    recorder = Recorder()
    statements, resolver = nlp.get_pipe("kr_statements"), nlp.get_pipe("kr_resolve")
    for name in ("kr_facts", "kr_statements", "kr_resolve"):
        nlp.disable_pipe(name)
    roles = [r for r in scorer.CORE if r not in NOT_OURS] + ["place"]
    documents = []
    for gold in golds:
        doc = nlp(pipeline.make_doc(nlp, gold["document"]))
        recorder.pairs = []
        doc = recorder(doc)
        extraction = pipeline.extraction_of(doc).model_dump(mode="json")
        facts = align(scorer, gold, extraction)
        spoken = pipeline.extraction_of(resolver(statements(doc))).model_dump(mode="json")
        gold_info = scorer.filler_values(gold)
        drafts = []
        for (score, listed), fact, own in zip(
            recorder.pairs, facts, extraction["facts"], strict=True
        ):
            seen = described(scorer, doc, extraction, listed)
            labels = labels_of(scorer, gold_info, fact, seen, roles) if fact else {}
            drafts.append((score, listed, fact is not None, labels, seen, own))
        said = [f for f in spoken["facts"] if f["type"] == "statement"]
        info = scorer.filler_values(spoken)
        said = [(f, scorer.fact_slots(f, info)) for f in said]
        documents.append((gold, drafts, said))
    return documents, roles


def design(documents, roles, least):
    """The sparse matrix of features, labels by role, documents, whether aligned."""
    seen, pairs = Counter(), []
    for number, (_, drafts, _) in enumerate(documents):
        for _, listed, aligned, labels, _, _ in drafts:
            for at, (_, names) in enumerate(listed):
                pairs.append((number, aligned, labels.get(at, {}), names))
                seen.update(set(names))
    vocabulary = {n: at for at, n in enumerate(sorted(n for n, c in seen.items() if c >= least))}
    places, ends = [], [0]
    for *_, names in pairs:
        places += sorted({vocabulary[n] for n in names if n in vocabulary})
        ends.append(len(places))
    matrix = csr_matrix((np.ones(len(places)), places, ends), shape=(len(pairs), len(vocabulary)))
    targets = {r: np.array([labels.get(r, 0) for _, _, labels, _ in pairs]) for r in roles}
    groups = np.array([number for number, *_ in pairs])
    aligned = np.array([one for _, one, _, _ in pairs])
    return vocabulary, matrix, targets, groups, aligned


def fit(matrix, targets, rows, strength):
    """One model for each role that occurs often enough."""
    models = {}
    for role, target in targets.items():
        use = rows[target[rows] != 2]
        if (target[use] == 1).sum() >= 8:
            model = LogisticRegression(C=strength, solver="liblinear", max_iter=300, random_state=0)
            models[role] = model.fit(matrix[use], target[use])
    return models


def as_json(models, vocabulary, threshold):
    """The weights as data; what is next to nothing is left out."""
    weights = defaultdict(dict)
    for role, model in models.items():
        for name, at in vocabulary.items():
            value = round(float(model.coef_[0][at]), 2)
            if abs(value) >= 0.03:
                weights[name][role] = value
    bias = {role: round(float(model.intercept_[0]), 3) for role, model in models.items()}
    return {"threshold": threshold, "bias": bias, "weights": dict(sorted(weights.items()))}


def measure(scorer, documents, weights_of, thresholds):
    """Slot precision, recall and F1 by the reference scorer, statements included."""
    totals = {t: [0, 0, 0] for t in thresholds}
    for number, (gold, drafts, said) in enumerate(documents):
        info = scorer.filler_values(gold)
        left = [(f, scorer.fact_slots(f, info)) for f in gold["facts"]]
        weights = weights_of(number)
        options = [slot_model.options_of(weights, listed) for _, listed, *_ in drafts]
        for threshold, total in totals.items():
            at = SlotWeights(weights.roles, threshold, weights.bias, weights.rows, weights.table)
            right = list(said)
            for (score, listed, _, _, seen, own), found in zip(drafts, options, strict=True):
                places = {id(candidate): one for (candidate, _), one in zip(listed, seen)}
                slots = {r: [] for r in scorer.CORE}
                for choice in slot_model.choose(found, at, score):
                    slots.setdefault(choice.role, []).append(places[id(choice.candidate)])
                right.append((own, slots))

            def likeness(one, other):
                if one[0]["type"] != other[0]["type"]:
                    return 0
                hits = scorer.slot_hits(one[1], other[1])
                if not scorer.overlap(one[0]["evidence"], other[0]["evidence"]):
                    return hits * 0.5 if hits >= 2 else 0
                return 1 + hits + 0.2 * (one[0].get("action") == other[0].get("action"))

            total[0] += sum(
                scorer.slot_hits(a[1], b[1]) for a, b in scorer.assign(left, right, likeness)
            )
            for which, side in ((1, right), (2, left)):
                total[which] += sum(len(s[r]) for _, s in side for r in scorer.CORE)
    return {
        t: (round(h / max(p, 1), 3), round(h / max(g, 1), 3), round(2 * h / max(p + g, 1), 3))
        for t, (h, p, g) in totals.items()
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--strength", type=float, default=0.25)
    parser.add_argument("--least", type=int, default=5)
    parser.add_argument("--threshold", type=float, default=0.25)
    parser.add_argument("--folds", type=int, default=8)
    args = parser.parse_args()
    scorer = load_scorer(args.scorer)
    read = [(p, [json.loads(x) for x in p.read_text("utf-8").splitlines()]) for p in args.gold]
    golds = [gold for _, listed in read for gold in listed]
    origin = [f"{path.parent.name}/{path.stem}" for path, listed in read for _ in listed]
    documents, roles = collect(scorer, golds)
    vocabulary, matrix, targets, groups, aligned = design(documents, roles, args.least)
    print(f"pairs {len(groups)}, of aligned facts {aligned.sum()}, features {len(vocabulary)}")
    if args.folds:
        by_document = {}
        for train, test in GroupKFold(args.folds).split(matrix, groups=groups):
            models = fit(matrix, targets, train[aligned[train]], args.strength)
            fold = read_slot_weights(json.dumps(as_json(models, vocabulary, args.threshold)))
            by_document |= dict.fromkeys(groups[test].tolist(), fold)
        last = fold
        names = sorted(set(origin))
        for name in [*names, "all"]:
            chosen = [n for n in range(len(documents)) if name in {origin[n], "all"}]
            subset = [documents[n] for n in chosen]
            result = measure(
                scorer,
                subset,
                lambda at: by_document.get(chosen[at], last),
                (0.15, 0.2, 0.25, 0.3, 0.35, 0.4),
            )
            print(name, result)
    models = fit(matrix, targets, np.flatnonzero(aligned), args.strength)
    data = as_json(models, vocabulary, args.threshold)
    args.out.write_text(
        json.dumps(data, indent=0, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
