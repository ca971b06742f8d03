"""Which candidate fills which slot: a logistic model for each role over named features.

The rules propose fillers; what they propose is one feature among others.  The weights are data
(`rules/facts/slots.json`), trained by `models/training/fact_weights.py`.
"""

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
#: Roles that have several fillers without being a list.
_MANY = frozenset({"sector", "before"})
#: Types whose object is the measure itself.
_OWN_OBJECT = frozenset({"program", "legislation", "cooperation", "trade_statistic", "target"})
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


def options_of(weights: SlotWeights, pairs: list[tuple[Candidate, list[str]]]) -> list[Choice]:
    """The chance of each role for each candidate, where there is any."""
    chances = chance_table(weights, [names for _, names in pairs])
    return [
        Choice(float(chances[at, column]), weights.roles[column], pairs[at][0])
        for at, column in zip(*(found.tolist() for found in _likely(chances)), strict=True)
        if fits(weights.roles[column], pairs[at][0].label)
    ]


def _likely(chances: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.intp], ...]:
    return (chances > _NEXT_TO_NOTHING).nonzero()


def chance_table(weights: SlotWeights, named: list[list[str]]) -> npt.NDArray[np.float64]:
    """The chance of each role (columns) for pairs with these features (rows)."""
    totals = weights.totals(named)
    chance: npt.NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(totals, -30.0, 30.0)))
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

    A span fills one role, and `sector` perhaps; fillers of one role do not overlap.  Where a role
    has a filler, what stands in a list with it needs less of a chance, what does not needs more.

    Args:
        options: All candidates with their chances.
        weights: The model, for its thresholds.
        score: The chance that the fact is one.
    """
    taken: set[Span] = set()
    chosen: list[Choice] = []
    filled: dict[str, list[Candidate]] = {}
    for option in sorted(options, key=lambda o: (-o.chance, o.role, o.candidate.start)):
        candidate = option.candidate
        own = filled.setdefault(option.role, [])
        if (
            option.chance * score < weights.threshold + _margin(option, own, weights)
            or (option.role != "sector" and (candidate.start, candidate.end) in taken)
            or any(candidate.start < o.end and o.start < candidate.end for o in own)
        ):
            continue
        own.append(candidate)
        chosen.append(option)
        if option.role != "sector":
            taken.add((candidate.start, candidate.end))
    return chosen


def _margin(option: Choice, own: list[Candidate], weights: SlotWeights) -> float:
    """How much more of a chance than the threshold a further filler of a role needs."""
    if not own:
        return 0.0
    if any(option.candidate.list_at == other.list_at for other in own):
        return weights.listed
    return 0.0 if option.role in _MANY else weights.further


def says_something(chunks: Chunks, draft: Draft) -> bool:
    """Whether a fact tells more than its own name: who, what exactly, how much or when.

    Where the measure is itself the object (a programme, a law, an indicator), it is enough.
    """
    spans = [span for role, listed in draft.slots.items() if role != "purpose" for span in listed]
    if draft.type in _OWN_OBJECT:
        return bool(spans)
    low, high = chunks.sentence.offsets(draft.trigger[0], draft.trigger[1] - 1)
    return any(end <= low or high <= start for start, end in spans)


def _set_slots(draft: Draft, choices: list[Choice], roles: tuple[str, ...]) -> None:
    for role in roles:
        draft.slots.pop(role, None)
    for choice in sorted(choices, key=lambda c: (c.candidate.start, c.role)):
        draft.slots.setdefault(choice.role, []).append(
            (choice.candidate.start, choice.candidate.end)
        )
    draft.rules.append(_RULE)
