"""Which candidate fills which slot: a logistic model for each role over named features.

The rules propose fillers; what they propose is one feature among others.  The weights are data
(`rules/facts/slots.json`), trained by `models/training/fact_weights.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kr_policy_ie.facts.candidates import Candidate, candidates
from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.drafts import Draft, Span
from kr_policy_ie.facts.paths import Paths
from kr_policy_ie.facts.slot_features import Scene, pair_features, side_of
from kr_policy_ie.rules.slot_weights import SlotWeights

#: Roles that hold values, and the labels that only they hold.
_VALUED_ROLES = frozenset({"amount", "rate", "before", "after", "time", "quantity"})
_VALUES = frozenset({"MONEY", "PERCENT", "QUANTITY", "DATE"})
_ONLY_VALUES = _VALUES - {"QUANTITY"}
#: How many phrases a filler may stand from its trigger, and how many are looked at.
_REACH = 60
_NEXT_TO_NOTHING = 0.05
_RULE = "slot.model"


@dataclass(frozen=True)
class Choice:
    """A candidate for a role with its chance, as the model sees it."""

    chance: float
    role: str
    candidate: Candidate


def fill_slots(chunks: Chunks, paths: Paths, drafts: list[Draft], weights: SlotWeights) -> None:
    """Fill the slots of drafts anew, in place, from all candidates of their sentence.

    Args:
        chunks: The sentence.
        paths: The tree of the document.
        drafts: Its facts; their fillers are what the rules propose, their score is the chance
            that they are facts.
        weights: The model.
    """
    if not drafts:
        return
    scene = Scene(chunks, paths, drafts, candidates(chunks, drafts))
    filled = [
        choose(options_of(weights, pairs_of(scene, index)), weights, draft.score)
        for index, draft in enumerate(drafts)
    ]
    for draft, choices in zip(drafts, filled, strict=True):
        _set_slots(draft, choices, weights.roles)


def pairs_of(scene: Scene, index: int) -> list[tuple[Candidate, list[str]]]:
    """The candidates in reach of a draft, with the features of the pair."""
    side = side_of(scene, scene.drafts[index])
    return [
        (candidate, pair_features(scene, side, index, which))
        for which, candidate in enumerate(scene.candidates)
        if abs(candidate.chunk - side.trigger) <= _REACH
    ]


def options_of(
    weights: SlotWeights, pairs: Iterable[tuple[Candidate, list[str]]]
) -> list[Choice]:
    """The chance of each role for each candidate, where there is any."""
    return [
        Choice(float(value), role, candidate)
        for candidate, names in pairs
        for role, value in zip(weights.roles, chance_row(weights, names), strict=True)
        if value > _NEXT_TO_NOTHING and fits(role, candidate.label)
    ]


def chance_row(weights: SlotWeights, names: list[str]) -> npt.NDArray[np.float64]:
    """The chance of each role for a pair with these features."""
    rows = [weights.rows[name] for name in names if name in weights.rows]
    total = weights.bias + weights.table[rows].sum(axis=0)
    chance: npt.NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(total, -30.0, 30.0)))
    # sums differ in their last bits between processors
    return np.round(chance, 6)


def fits(role: str, label: str) -> bool:
    """Whether a mention of this label may fill a role at all.

    >>> fits("time", "DATE"), fits("actor", "DATE"), fits("time", "GOV"), fits("actor", "QUANTITY")
    (True, False, False, True)
    """
    if role in _VALUED_ROLES:
        return label in _VALUES and (role == "time") == (label == "DATE")
    return label not in _ONLY_VALUES


def choose(options: list[Choice], weights: SlotWeights, score: float) -> list[Choice]:
    """The choices that fill the slots of one fact, the likeliest first.

    A value fills one role; fillers of one role do not overlap.

    Args:
        options: All candidates with their chances.
        weights: The model, for its threshold.
        score: The chance that the fact is one.
    """
    taken: set[Span] = set()
    chosen: list[Choice] = []
    spans: dict[str, list[Span]] = {}
    for option in sorted(options, key=lambda o: (-o.chance, o.role, o.candidate.start)):
        start, end = option.candidate.start, option.candidate.end
        if option.chance * score < weights.threshold or (start, end) in taken:
            continue
        own = spans.setdefault(option.role, [])
        if any(start < other_end and other_start < end for other_start, other_end in own):
            continue
        own.append((start, end))
        chosen.append(option)
        if option.candidate.label in _VALUES:
            taken.add((start, end))
    return chosen


def _set_slots(draft: Draft, choices: list[Choice], roles: tuple[str, ...]) -> None:
    for role in roles:
        draft.slots.pop(role, None)
    for choice in sorted(choices, key=lambda c: (c.candidate.start, c.role)):
        draft.slots.setdefault(choice.role, []).append(
            (choice.candidate.start, choice.candidate.end)
        )
    draft.rules.append(_RULE)
