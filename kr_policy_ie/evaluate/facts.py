"""Scores of the facts of one document."""

from collections.abc import Mapping, Sequence

from kr_policy_ie.evaluate.alignment import distance, overlap
from kr_policy_ie.evaluate.equality import CORE_ROLES
from kr_policy_ie.evaluate.fact_alignment import FactPair, KnownFact, align_facts, known_facts
from kr_policy_ie.evaluate.judgement import Item, Judgement, Outcome
from kr_policy_ie.evaluate.tally import Confusion, Tallies, Tally, count
from kr_policy_ie.schema import Extraction


def score_facts(
    gold: Extraction, predicted: Extraction, tallies: Tallies, confusions: Mapping[str, Confusion]
) -> list[Judgement]:
    """Count the facts of one document into `tallies` and judge each fact and filler."""
    golds, others = known_facts(gold), known_facts(predicted)
    pairs = align_facts(golds, others)
    paired = {id(side) for pair in pairs for side in (pair.gold, pair.predicted)}
    lost = [known for known in golds if id(known) not in paired]
    extra = [known for known in others if id(known) not in paired]
    _count_sides(golds, others, tallies)
    for pair in pairs:
        _count_pair(pair, tallies)
        confusions["action"].count(pair.gold.fact.action, pair.predicted.fact.action)
        confusions["status"].count(pair.gold.fact.status, pair.predicted.fact.status)
    _count_parents(golds, others, pairs, tallies)
    _count_types(pairs, lost, extra, confusions["type"])
    return _judgements(gold.document.id, pairs, lost, extra)


def _count_sides(golds: Sequence[KnownFact], others: Sequence[KnownFact], tallies: Tallies) -> None:
    """What is there to find, and what was predicted, whether aligned or not."""
    for known, one in [(k, Tally(gold=1)) for k in golds] + [
        (k, Tally(predicted=1)) for k in others
    ]:
        kind = known.fact.type
        count(tallies, "facts.detection", kind, one)
        count(tallies, "facts.complete", kind, one)
        if known.source:
            count(tallies, "facts.source", kind, one)
        for role in CORE_ROLES:
            fillers = one.times(len(known.slots[role]))
            if known.slots[role]:
                count(tallies, "facts.slots", role, fillers)
                count(tallies, "facts.slots_strict", role, fillers)
                count(tallies, "facts.slots_per_type", kind, fillers)


def _count_pair(pair: FactPair, tallies: Tallies) -> None:
    gold, predicted = pair.gold.fact, pair.predicted.fact
    kind = gold.type
    count(tallies, "facts.detection", kind, _hits(1))
    count(tallies, "facts.complete", kind, _hits(pair.outcome == "right"))
    count(tallies, "facts.action", kind, _asked(gold.action == predicted.action))
    count(tallies, "facts.status", kind, _asked(gold.status == predicted.status))
    count(tallies, "facts.evidence", kind, _asked(pair.same_evidence))
    if pair.gold.source and pair.predicted.source:
        count(tallies, "facts.source", kind, _hits(pair.same_source))
    for role in CORE_ROLES:
        found = len(pair.relaxed[role])
        if found:
            count(tallies, "facts.slots", role, _hits(found))
            count(tallies, "facts.slots_strict", role, _hits(pair.strict[role]))
            count(tallies, "facts.slots_per_type", kind, _hits(found))
    quoted = len(pair.relaxed["content"])
    if kind == "statement" and pair.gold.slots["actor"] and quoted:
        right = len(pair.relaxed["actor"]) == len(pair.gold.slots["actor"])
        count(tallies, "facts.speaker", kind, _asked(right))


def _hits(number: float) -> Tally:
    return Tally(found=number, right=number)


def _asked(right: bool) -> Tally:
    return Tally(1, 1, int(right), int(right))


def _count_parents(
    golds: Sequence[KnownFact],
    others: Sequence[KnownFact],
    pairs: Sequence[FactPair],
    tallies: Tallies,
) -> None:
    """Parents are right where child and parent are both aligned with their like."""
    like = {pair.gold.fact.id: pair.predicted.fact.id for pair in pairs}
    for known in golds:
        if known.fact.parent:
            count(tallies, "facts.parent", known.fact.type, Tally(gold=1))
    for known in others:
        if known.fact.parent:
            count(tallies, "facts.parent", known.fact.type, Tally(predicted=1))
    for pair in pairs:
        parent = pair.gold.fact.parent
        if parent in like and like[parent] == pair.predicted.fact.parent:
            count(tallies, "facts.parent", pair.gold.fact.type, _hits(1))


def _count_types(
    pairs: Sequence[FactPair],
    lost: Sequence[KnownFact],
    extra: Sequence[KnownFact],
    confusion: Confusion,
) -> None:
    """Count types against each other; a lost fact meets an extra one of its sentence."""
    for pair in pairs:
        confusion.count(pair.gold.fact.type, pair.predicted.fact.type)
    left = list(extra)
    for known in lost:
        near = [other for other in left if overlap(known.fact.evidence, other.fact.evidence)]
        best = min(near, key=lambda other: (_apart(known, other), other.order), default=None)
        confusion.count(known.fact.type, best.fact.type if best else None)
        if best:
            left.remove(best)
    for known in left:
        confusion.count(None, known.fact.type)


def _apart(one: KnownFact, two: KnownFact) -> int:
    return distance(one.fact.evidence, two.fact.evidence)


def _judgements(
    document: str,
    pairs: Sequence[FactPair],
    lost: Sequence[KnownFact],
    extra: Sequence[KnownFact],
) -> list[Judgement]:
    out = [_judge(document, pair.outcome, pair.gold, pair.predicted) for pair in pairs]
    out += [_judge(document, "missed", known, None) for known in lost]
    out += [_judge(document, "spurious", None, known) for known in extra]
    for pair in pairs:
        out += _judge_slots(document, pair)
    return sorted(out, key=lambda judgement: judgement.key)


def _judge(
    document: str, outcome: Outcome, gold: KnownFact | None, predicted: KnownFact | None
) -> Judgement:
    known = gold or predicted
    return Judgement(
        document=document,
        level="fact",
        label=known.fact.type if known else "",
        outcome=outcome,
        found=outcome not in ("missed", "spurious"),
        gold=_fact_item(gold) if gold else None,
        predicted=_fact_item(predicted) if predicted else None,
    )


def _fact_item(known: KnownFact) -> Item:
    fact = known.fact
    details = {
        "action": fact.action or "-",
        "status": fact.status,
        **{role: " | ".join(k.text for k in group) for role, group in known.slots.items() if group},
        **({"source": known.source.text} if known.source else {}),
    }
    evidence = fact.evidence
    key = _fact_key(known)
    return Item(evidence.start, evidence.end, evidence.text, fact.type, details, key)


def _fact_key(known: KnownFact) -> str:
    """What tells facts of one type and sentence apart in every run."""
    spans = sorted((k.start, k.end) for group in known.slots.values() for k in group)
    spans = [(known.fact.evidence.start, known.fact.evidence.end), *spans]
    return " ".join(f"{start}-{end}" for start, end in spans)


def _judge_slots(document: str, pair: FactPair) -> list[Judgement]:
    out = []
    for role in CORE_ROLES:
        label = f"{pair.gold.fact.type}.{role}"
        golds, others = _items(pair.gold, role, label), _items(pair.predicted, role, label)
        answered = dict(pair.relaxed[role])
        wrong = [other for j, other in enumerate(others) if j not in answered.values()]
        for i, item in enumerate(golds):
            if i in answered:
                out.append(_slot(document, label, "right", item, others[answered[i]]))
            elif wrong:
                out.append(_slot(document, label, "value", item, wrong.pop(0)))
            else:
                out.append(_slot(document, label, "missed", item, None))
        out += [_slot(document, label, "spurious", None, other) for other in wrong]
    return out


def _items(known: KnownFact, role: str, label: str) -> list[Item]:
    key = _fact_key(known)
    return [Item(k.start, k.end, k.text, label, key=key) for k in known.slots[role]]


def _slot(
    document: str, label: str, outcome: Outcome, gold: Item | None, other: Item | None
) -> Judgement:
    found = outcome == "right"
    return Judgement(document, "slot", label, outcome, found, gold, other)
