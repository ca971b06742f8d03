"""Facts of gold and prediction, aligned one to one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kr_policy_ie.evaluate.alignment import assign, match_all, overlap
from kr_policy_ie.evaluate.equality import CORE_ROLES, FillerIndex, Known, same_filler
from kr_policy_ie.evaluate.judgement import Outcome
from kr_policy_ie.schema import Extraction, Fact, Span

#: Evidence counts as the same sentence from this share of common characters on.
SAME_EVIDENCE = 0.9

# A pair of facts weighs 10 + 10 for each answered filler + 2 for the same action; without
# common evidence 5 for each of at least two answered fillers. Ties are broken below.
_NEAR, _SLOT, _ACTION, _FAR_SLOT, _TIE, _RIGHT = 10, 10, 2, 5, 1 << 30, 1 << 18


@dataclass(frozen=True)
class KnownFact:
    """A fact with its core fillers looked up."""

    fact: Fact
    slots: Mapping[str, Sequence[Known]]
    source: Known | None

    @cached_property
    def order(self) -> tuple[object, ...]:
        """What sorts facts independently of their place in the file and of their ids."""
        fact = self.fact
        trigger = (fact.trigger.start, fact.trigger.end) if fact.trigger else (-1, -1)
        fillers = tuple(
            (role, known.start, known.end, known.kb_id or "")
            for role, group in sorted(self.slots.items())
            for known in sorted(group, key=lambda known: (known.start, known.end))
        )
        source = (self.source.start, self.source.end) if self.source else (-1, -1)
        said = (fact.action or "", fact.status)
        return (fact.evidence.start, fact.evidence.end, fact.type, *said, trigger, fillers, source)

    @cached_property
    def key(self) -> str:
        """What tells facts of one type and sentence apart in every run."""
        spans = sorted((k.start, k.end) for group in self.slots.values() for k in group)
        spans = [(self.fact.evidence.start, self.fact.evidence.end), *spans]
        return " ".join(f"{start}-{end}" for start, end in spans)


@dataclass(frozen=True)
class FactPair:
    """A gold fact and the predicted one that is aligned with it."""

    gold: KnownFact
    predicted: KnownFact
    relaxed: Mapping[str, Sequence[tuple[int, int]]]
    strict: Mapping[str, int]

    @property
    def same_source(self) -> bool:
        """Whether both name the same source, or none."""
        one, two = self.gold.source, self.predicted.source
        if one is None or two is None:
            return one is two
        return same_filler("source", one, two)

    @property
    def all_slots(self) -> bool:
        """Whether every core filler of both is answered."""
        return all(
            len(self.relaxed[role]) == len(self.gold.slots[role]) == len(self.predicted.slots[role])
            for role in CORE_ROLES
        )

    @property
    def same_evidence(self) -> bool:
        """Whether both point at the same sentence."""
        return _shared(self.gold.fact.evidence, self.predicted.fact.evidence) >= SAME_EVIDENCE

    @property
    def outcome(self) -> Outcome:
        """The worst that is wrong with the pair."""
        if self.gold.fact.action != self.predicted.fact.action:
            return "action"
        if self.gold.fact.status != self.predicted.fact.status:
            return "status"
        if not self.all_slots:
            return "slots"
        return "right" if self.same_source else "source"


def known_facts(extraction: Extraction) -> list[KnownFact]:
    """The facts of an extraction with their fillers looked up, in a canonical order."""
    index = FillerIndex(extraction)
    groups = {
        fact.id: {str(role): x for role, x in fact.slots.items()} for fact in extraction.facts
    }
    facts = [
        KnownFact(
            fact,
            {role: [index.known(x) for x in groups[fact.id].get(role, [])] for role in CORE_ROLES},
            index.known(fact.source) if fact.source else None,
        )
        for fact in extraction.facts
    ]
    return sorted(facts, key=lambda known: known.order)


def align_facts(golds: Sequence[KnownFact], others: Sequence[KnownFact]) -> list[FactPair]:
    """The best one-to-one pairs of facts of the same type.

    A pair is worth 1 + the number of answered fillers + 0.2 for the same action where the
    evidence overlaps, and half the number of answered fillers (two at least) elsewhere.
    Ties go to wholly right facts, then to more strictly answered fillers, then to the same
    status, source and evidence.
    """
    pairs: list[FactPair] = []
    for fact_type in sorted({known.fact.type for known in golds}):
        rows = [known for known in golds if known.fact.type == fact_type]
        columns = [known for known in others if known.fact.type == fact_type]
        table = [[_compare(row, column) for column in columns] for row in rows]
        weights = [[_weight(pair) for pair in row] for row in table]
        pairs.extend(table[i][j] for i, j in assign(weights))
    return sorted(pairs, key=lambda pair: pair.gold.order)


def _compare(gold: KnownFact, predicted: KnownFact) -> FactPair:
    relaxed: dict[str, list[tuple[int, int]]] = {}
    strict: dict[str, int] = {}
    for role in CORE_ROLES:
        if not gold.slots[role] or not predicted.slots[role]:
            relaxed[role], strict[role] = [], 0
            continue
        relaxed[role] = _answered(role, gold, predicted, strict=False)
        exact = _answered(role, gold, predicted, strict=True) if relaxed[role] else []
        strict[role] = len(exact)
    return FactPair(gold, predicted, relaxed, strict)


def _answered(
    role: str, gold: KnownFact, predicted: KnownFact, *, strict: bool
) -> list[tuple[int, int]]:
    ours, theirs = gold.slots[role], predicted.slots[role]
    return match_all(ours, theirs, lambda one, two: same_filler(role, one, two, strict=strict))


def _weight(pair: FactPair) -> int:
    """What the pair is worth, with the tie-breakers in the last 30 bits.

    First among them is that the pair is wholly right, so that the number of right facts does
    not depend on which of two equal alignments is found.
    """
    gold, predicted = pair.gold.fact, pair.predicted.fact
    hits = sum(len(found) for found in pair.relaxed.values())
    if overlap(gold.evidence, predicted.evidence):
        worth = _NEAR + _SLOT * hits + _ACTION * (gold.action == predicted.action)
    else:
        worth = _FAR_SLOT * hits if hits >= 2 else 0
    if not worth:
        return 0
    ties = (
        _RIGHT * (pair.outcome == "right")
        + 8 * sum(pair.strict.values())
        + 4 * (gold.status == predicted.status)
    )
    return worth * _TIE + ties + 2 * pair.same_source + pair.same_evidence


def _shared(first: Span, second: Span) -> float:
    common = min(first.end, second.end) - max(first.start, second.start)
    return max(0, common) / (max(first.end, second.end) - min(first.start, second.start))
