"""Train the models of `kr_facts`, in one go.

usage: fact_weights.py --scorer score.py GOLD.jsonl ... [--out kr_policy_ie/rules/facts] [--final]

`weights.json` says which drafts of the rules are facts, `slots.json` which candidate fills which
slot, `acts.json` which way a fact goes and how sure it is.  The pipeline runs over the gold articles; drafts are labelled by the reference scorer's
alignment, pairs of draft and candidate by the roles that the aligned gold fact has them in.

Everything is cross-validated by document, nested: drafts and scores on which the slot model is
trained come from draft models that have not seen the document, facts on which the models of action
and status are trained from draft and slot models that have not, and the figures printed first are
those of the whole component with all models trained on other documents.  `--final` leaves the
figures out.  Needs scikit-learn and scipy.  No seed: the solvers are deterministic.
"""
# ruff: noqa

import argparse
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

import kr_policy_ie.pipeline as pipeline
from fact_acts import act_rows, act_weights
from fact_gold import (
    CUE_FOLDS,
    FOLDS,
    NOT_OURS,
    align,
    described,
    folds,
    labels_of,
    load_scorer,
    parse,
    read_triggers,
    triggers_of,
)
from kr_policy_ie.facts import component as facts_component
from kr_policy_ie.facts import slot_model
from kr_policy_ie.facts.candidates import candidates
from kr_policy_ie.facts.component import KrFacts, Models
from kr_policy_ie.facts.settling import settle
from kr_policy_ie.facts.slot_features import Scene
from kr_policy_ie.rules.act_weights import read_act_weights
from kr_policy_ie.rules.cue_weights import load_cue_weights, read_cue_weights
from kr_policy_ie.rules.frames import Weights
from kr_policy_ie.rules.slot_weights import read_slot_weights


@dataclass
class Lesson:
    """What the models are learned from."""

    golds: list
    docs: list
    triggers: list
    cues: list
    scorer: object

    def aligned(self, number, facts):
        """The gold fact of each fact of a document."""
        seen = extraction(self.docs[number], facts)
        return seen, align(self.scorer, self.golds[number], seen, self.triggers[number])

    def match(self, component, number, models):
        """What a component with these models makes of a document."""
        component.models = component.plain = models
        component.cue_weights = self.cues[number]
        return component.match(self.docs[number])


class Recorder(KrFacts):
    """Facts with the slots that the rules give; keeps drafts, features and pairs."""

    def __init__(self, *, pairs):
        super().__init__()
        self.with_pairs, self.drafts = pairs, []

    def _fill(self, chunks, paths, drafts):
        scene = Scene(chunks, paths, drafts, candidates(chunks, drafts)) if drafts else None
        for index, draft in enumerate(drafts):
            pairs = slot_model.pairs_of(scene, index) if self.with_pairs else []
            self.drafts.append((draft.features, pairs))
        return drafts

    def _decide(self, chunks, paths, drafts, published):
        settle(chunks, drafts, published)


def extraction(doc, facts):
    """The extraction of a document with these facts."""
    doc._.kr_facts = [dict(fact) for fact in facts]
    return pipeline.extraction_of(doc).model_dump(mode="json")


def draft_rows(lesson):
    """Features, labels and documents of all drafts, whatever their chance."""
    recorder = Recorder(pairs=False)
    every = Models(Weights(0.0, {}), None, None)
    rivals, facts_component.best_of_rivals = facts_component.best_of_rivals, lambda drafts: drafts
    rows, labels, groups = [], [], []
    for number in range(len(lesson.docs)):
        recorder.drafts = []
        _, found = lesson.aligned(number, lesson.match(recorder, number, every))
        for (features, _), fact in zip(recorder.drafts, found, strict=True):
            rows.append(features)
            labels.append(int(fact is not None))
            groups.append(number)
    facts_component.best_of_rivals = rivals
    return rows, np.array(labels), np.array(groups)


def matrix_of(rows, least):
    """Names by column, and the sparse matrix of rows that are lists of names."""
    seen = Counter(name for row in rows for name in set(row))
    names = {n: at for at, n in enumerate(sorted(n for n, c in seen.items() if c >= least))}
    places, ends = [], [0]
    for row in rows:
        places += sorted({names[n] for n in row if n in names})
        ends.append(len(places))
    shape = (len(rows), len(names))
    return names, csr_matrix((np.ones(len(places)), places, ends), shape=shape)


def logistic(strength):
    return LogisticRegression(C=strength, solver="liblinear", max_iter=500, random_state=0)


def draft_weights(rows, labels, args):
    """The draft model as data."""
    names, matrix = matrix_of(rows, 4)
    model = logistic(args.draft_strength).fit(matrix, labels)
    pairs = zip(names, model.coef_[0], strict=True)
    weights = {name: round(float(value), 3) for name, value in pairs if abs(value) >= 0.02}
    weights["bias"] = round(weights.get("bias", 0) + float(model.intercept_[0]), 3)
    return {"threshold": args.draft_threshold, "weights": dict(sorted(weights.items()))}


def slot_rows(lesson, drafts_of):
    """For each document its aligned drafts' pairs: features and roles."""
    recorder, scorer = Recorder(pairs=True), lesson.scorer
    roles = [role for role in scorer.CORE if role not in NOT_OURS] + ["place"]
    out = []
    for number, (gold, doc) in enumerate(zip(lesson.golds, lesson.docs, strict=True)):
        recorder.drafts = []
        models = Models(drafts_of(number), None, None)
        seen, found = lesson.aligned(number, lesson.match(recorder, number, models))
        info, rows = scorer.filler_values(gold), []
        for (_, pairs), fact in zip(recorder.drafts, found, strict=True):
            if fact is None:
                continue
            labels = labels_of(scorer, info, fact, described(scorer, doc, seen, pairs), roles)
            rows += [(names, labels.get(at, {})) for at, (_, names) in enumerate(pairs)]
        out.append(rows)
    return out, roles


def slot_weights(rows, roles, args):
    """The slot model as data; what is next to nothing is left out."""
    names, matrix = matrix_of([features for features, _ in rows], 5)
    weights, bias = defaultdict(dict), {}
    for role in roles:
        target = np.array([labels.get(role, 0) for _, labels in rows])
        use = np.flatnonzero(target != 2)
        if (target[use] == 1).sum() < 8:
            continue
        model = logistic(args.slot_strength).fit(matrix[use], target[use])
        bias[role] = round(float(model.intercept_[0]), 3)
        for name, at in names.items():
            value = round(float(model.coef_[0][at]), 2)
            if abs(value) >= 0.03:
                weights[name][role] = value
    numbers = {"threshold": args.slot_threshold, "further": args.further, "listed": args.listed}
    return numbers | {"bias": bias, "weights": dict(sorted(weights.items()))}


def predict(lesson, rest, models_of):
    """The extractions of the component with the models that each document gets."""
    component = KrFacts()
    out = []
    for number, doc in enumerate(lesson.docs):
        doc = component.set_annotations(doc, lesson.match(component, number, models_of(number)))
        for finish in rest:
            doc = finish(doc)
        out.append(pipeline.extraction_of(doc).model_dump(mode="json"))
    return out


def report(scorer, golds, predicted, origin):
    """Detection and slots by file, and how often facts of each confidence are right."""
    ids = [gold["document"]["id"] for gold in golds]
    for name in [*sorted(set(origin)), ""]:
        chosen = [n for n in range(len(golds)) if origin[n].startswith(name)]
        gold = {ids[n]: golds[n] for n in chosen}
        result, _ = scorer.score(gold, {ids[n]: predicted[n] for n in chosen})
        facts = result["facts"]
        figures = "  ".join(
            f"{part} {facts[part]['p']:.3f} {facts[part]['r']:.3f} {facts[part]['f']:.3f}"
            for part in ("detection", "slots")
        )
        print(f"{name or 'all':24} {figures}  {result['accuracy']}")
    print("roles", {role: row["f"] for role, row in facts["by_role"].items()})
    print("types", {kind: row["f"] for kind, row in facts["by_type"].items()})
    bins = defaultdict(lambda: [0, 0])
    for gold, seen in zip(golds, predicted, strict=True):
        for fact, found in zip(seen["facts"], align(scorer, gold, seen), strict=True):
            if fact["type"] != "statement":
                cell = bins[min(9, int(fact["confidence"] * 10))]
                cell[0] += found is not None
                cell[1] += 1
    print("confidence", {f"{k / 10}": f"{a}/{b}" for k, (a, b) in sorted(bins.items())})


def as_weights(data):
    return Weights(data["threshold"], data["weights"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("kr_policy_ie/rules/facts"))
    parser.add_argument("--final", action="store_true")
    parser.add_argument("--draft-strength", type=float, default=0.1)
    parser.add_argument("--draft-threshold", type=float, default=0.28)
    parser.add_argument("--slot-strength", type=float, default=0.25)
    parser.add_argument("--slot-threshold", type=float, default=0.24)
    parser.add_argument("--further", type=float, default=0.2)
    parser.add_argument("--listed", type=float, default=-0.05)
    parser.add_argument("--triggers", nargs="*", type=Path, default=[])
    parser.add_argument("--predictions", type=Path, help="the cross-validated extractions, JSONL")
    parser.add_argument("--cues", type=Path, help="what `fact_cues.py --folds` wrote; none: plain")
    args = parser.parse_args()
    scorer = load_scorer(args.scorer)
    read = [(p, [json.loads(x) for x in p.read_text("utf-8").splitlines()]) for p in args.gold]
    golds = [gold for _, listed in read for gold in listed]
    origin = [f"{path.parent.name}/{path.stem}" for path, listed in read for _ in listed]
    docs, rest = parse(golds)
    beside = read_triggers(args.triggers)
    fold_of = {n: f for f, (_, test) in enumerate(folds(len(docs))) for n in test.tolist()}
    lesson = Lesson(golds, docs, [triggers_of(gold, beside) for gold in golds], [], scorer)
    lesson.cues = cues_of_documents(args.cues, fold_of, len(docs))
    rows, labels, groups = draft_rows(lesson)
    drafts = draft_weights(rows, labels, args)
    print(f"documents {len(docs)}, drafts {len(rows)}, right {labels.sum()}")
    of_fold = lambda fold: np.array([fold_of[number] != fold for number in groups])
    fold_drafts = []
    for fold in range(FOLDS):
        use = np.flatnonzero(of_fold(fold))
        fold_drafts.append(as_weights(draft_weights([rows[at] for at in use], labels[use], args)))
    unseen = lambda number: fold_drafts[fold_of[number]]
    pairs, roles = slot_rows(lesson, unseen)
    slots = slot_weights([row for listed in pairs for row in listed], roles, args)
    fold_slots = []
    for fold in range(FOLDS):
        use = [row for n, listed in enumerate(pairs) if fold_of[n] != fold for row in listed]
        fold_slots.append(read_slot_weights(json.dumps(slot_weights(use, roles, args))))
    unfilled = lambda number: fold_slots[fold_of[number]]
    told = act_rows(lesson, lambda n: Models(unseen(n), unfilled(n), None))
    acts = act_weights([row for listed in told for row in listed])
    if not args.final:
        fold_acts = []
        for fold in range(FOLDS):
            use = [row for n, listed in enumerate(told) if fold_of[n] != fold for row in listed]
            fold_acts.append(read_act_weights(json.dumps(act_weights(use))))
        print("cross-validated by document")
        models = lambda n: Models(unseen(n), unfilled(n), fold_acts[fold_of[n]])
        predicted = predict(lesson, rest, models)
        report(scorer, golds, predicted, origin)
        if args.predictions:
            lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in predicted]
            args.predictions.write_text("".join(lines), encoding="utf-8")
    for file, data in (("weights.json", drafts), ("slots.json", slots), ("acts.json", acts)):
        text = json.dumps(data, indent=0, ensure_ascii=False, separators=(",", ":"))
        (args.out / file).write_text(text + "\n", encoding="utf-8")


def cues_of_documents(folder, fold_of, count):
    """The cue weights for each document, trained without it; without a folder none that fit."""
    if folder is None:
        return [replace(load_cue_weights(), vectors="")] * count
    files = [folder / f"cues-{fold}.npz" for fold in range(CUE_FOLDS)]
    networks = [read_cue_weights(file.read_bytes()) for file in files]
    return [networks[fold_of[number] % CUE_FOLDS] for number in range(count)]


if __name__ == "__main__":
    main()
