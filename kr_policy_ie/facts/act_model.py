"""Which way a fact goes and how sure it is: two multinomial logistic models over named features.

What the rules say (`acts.py` when the draft is made, `settling.py` when its slots are filled) is
one feature among others, and stands unless another answer is likelier by a margin.  The weights
are data (`rules/facts/acts.json`), trained by `models/training/fact_acts.py`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kr_policy_ie.facts.act_features import ActScene, act_features
from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.paths import Paths
from kr_policy_ie.facts.settling import settle
from kr_policy_ie.rules.act_weights import NO_ACTION, ActWeights, Outcomes

#: The types that may do without an action.
_WITHOUT_ACTION = frozenset({"target"})
#: The total of an answer that is out of the question.
_NEVER = -1e9
_RULE = "act.model"


@dataclass(frozen=True)
class ActChances:
    """How likely each action and each status of a fact is, and what the rules say."""

    action: dict[str, float]
    status: dict[str, float]
    ruled: tuple[str | None, str]


def decide_acts(
    chunks: Chunks, paths: Paths, drafts: list[Draft], published: str | None, weights: ActWeights
) -> list[ActChances]:
    """Settle the action and the status of drafts, in place.

    Args:
        chunks: The sentence.
        paths: The tree of the document.
        drafts: Its facts with their slots filled.
        published: The day of publication, ISO 8601, if known.
        weights: The models.

    Returns:
        The chances for each draft.
    """
    if not drafts:
        return []
    named = settled_features(chunks, paths, drafts, published)
    total = weights.totals([list(dict.fromkeys(names)) for names in named])
    for at, name in enumerate(weights.action.names):
        if name == NO_ACTION:
            total[[draft.type not in _WITHOUT_ACTION for draft in drafts], at] = _NEVER
    actions, statuses = (_chances(one, total) for one in (weights.action, weights.status))
    out = []
    for draft, action, status in zip(drafts, actions, statuses, strict=True):
        ruled = draft.action, draft.status
        best = _best(action, draft.action or NO_ACTION, weights.action.margin)
        draft.action = None if best == NO_ACTION else best
        draft.status = _best(status, draft.status, weights.status.margin)
        if ruled != (draft.action, draft.status):
            draft.rules.append(_RULE)
        out.append(ActChances(action, status, ruled))
    return out


def settled_features(
    chunks: Chunks, paths: Paths, drafts: list[Draft], published: str | None
) -> list[list[str]]:
    """The features of drafts, whose action and status become the rules' last word, in place."""
    if not drafts:
        return []
    first = [(draft.action, draft.status) for draft in drafts]
    settle(chunks, drafts, published)
    scene = ActScene(chunks, paths, published)
    return [act_features(scene, draft, was) for draft, was in zip(drafts, first, strict=True)]


def _chances(outcomes: Outcomes, total: npt.NDArray[np.float64]) -> list[dict[str, float]]:
    """The softmax of the totals of one model, by answer, for each row."""
    own = total[:, outcomes.columns]
    powers = np.exp(own - own.max(axis=1, keepdims=True))
    # sums differ in their last bits between processors
    shares = np.round(powers / powers.sum(axis=1, keepdims=True), 6)
    return [dict(zip(outcomes.names, row, strict=True)) for row in shares.tolist()]


def _best(chances: dict[str, float], ruled: str, margin: float) -> str:
    """The likeliest answer; the rules' one where none is likelier by the margin.

    >>> _best({"introduce": 0.3, "end": 0.7}, "introduce", 0.2)
    'end'
    >>> _best({"introduce": 0.45, "end": 0.55}, "introduce", 0.2)
    'introduce'
    """
    best = max(chances, key=chances.__getitem__, default=ruled)
    return best if chances.get(best, 0.0) > chances.get(ruled, 0.0) + margin else ruled
