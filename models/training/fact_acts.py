"""The models of action and status: rows from aligned drafts, and their fit.

Two multinomial logistic models over the same named features; the label of a draft is what the
aligned gold fact says.  Features that are the rules' own answer are given a larger value while
fitting, so that they are penalised less than single words: the models start from the rules.
Called by `fact_weights.py`.  No seed: the solver is deterministic.
"""
# ruff: noqa

from collections import Counter, defaultdict

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from kr_policy_ie.facts.act_model import settled_features
from kr_policy_ie.facts.component import KrFacts
from kr_policy_ie.rules.act_weights import NO_ACTION

LEAST = 4
STRENGTH = 0.1
RULED = 3.0
MARGINS = {"action": 0.3, "status": 0.1}


class ActRecorder(KrFacts):
    """Facts with the rules' action and status; keeps the features of each."""

    def __init__(self):
        super().__init__()
        self.rows = []

    def _decide(self, chunks, paths, drafts, published):
        self.rows += settled_features(chunks, paths, drafts, published)


def act_rows(lesson, models_of):
    """For each document its aligned facts: features and the gold fact.

    Drafts and slots come from models that have not seen the document.
    """
    recorder, out = ActRecorder(), []
    for number in range(len(lesson.docs)):
        recorder.rows = []
        _, found = lesson.aligned(number, lesson.match(recorder, number, models_of(number)))
        pairs = zip(recorder.rows, found, strict=True)
        out.append([(names, fact) for names, fact in pairs if fact is not None])
    return out


def act_weights(rows):
    """Both models as data; what is next to nothing is left out."""
    seen = Counter(name for names, _ in rows for name in set(names))
    columns = {n: at for at, n in enumerate(sorted(n for n, c in seen.items() if c >= LEAST))}
    places, ends = [], [0]
    for names, _ in rows:
        places += sorted({columns[name] for name in names if name in columns})
        ends.append(len(places))
    matrix = csr_matrix((np.ones(len(places)), places, ends), shape=(len(rows), len(columns)))
    out, weights = {}, defaultdict(dict)
    for what in ("action", "status"):
        scale = np.array([RULED if _is_ruled(name, what) else 1.0 for name in columns])
        target = [fact[what] or NO_ACTION for _, fact in rows]
        model = LogisticRegression(C=STRENGTH, max_iter=500).fit(matrix @ diags(scale), target)
        answers = model.classes_.tolist()
        bias = {name: round(float(x), 3) for name, x in zip(answers, model.intercept_)}
        out[what] = {"margin": MARGINS[what], "bias": bias}
        for name, values in zip(columns, (model.coef_ * scale).T, strict=True):
            for answer, value in zip(answers, values, strict=True):
                if abs(value) >= 0.03:
                    weights[name][answer] = round(float(value), 2)
    return out | {"weights": dict(sorted(weights.items()))}


def _is_ruled(name, what):
    """Whether a feature is the rules' answer, alone or with another feature."""
    return name.startswith(f"{what}=") or f"&{what}=" in name
