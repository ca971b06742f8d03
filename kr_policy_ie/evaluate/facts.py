"""Scores of the facts of one document."""

from collections.abc import Mapping, Sequence

from kr_policy_ie.evaluate.alignment import distance, overlap
from kr_policy_ie.evaluate.equality import CORE_ROLES
from kr_policy_ie.evaluate.fact_alignment import FactPair, KnownFact, align_facts, known_facts
from kr_policy_ie.evaluate.judgement import Item, Judgement, Outcome
from kr_policy_ie.evaluate.tally import Confusion, Sheet, Tally
from kr_policy_ie.schema import Extraction


def score_facts(
    gold: Extraction, predicted: Extraction, sheet: Sheet, confusions: Mapping[str, Confusion]
) -> list[Judgement]:
    """Count the facts of one document into `sheet` and judge each fact and filler."""
    golds, others = known_facts(gold), known_facts(predicted)
    pairs = align_facts(golds, others)
    paired = {id(side) for pair in pairs for side in (pair.gold, pair.predicted)}
    lost = [known for known in golds if id(known) not in paired]
    extra = [known for known in others if id(known) not in paired]
    _count_sides(golds, others, sheet)
    for pair in pairs:
        _count_pair(pair, sheet)
        confusions["action"].count(pair.gold.fact.action, pair.predicted.fact.action)
        confusions["status"].count(pair.gold.fact.status, pair.predicted.fact.status)
    _count_parents(golds, others, pairs, sheet)
    _count_types(pairs, lost, extra, confusions["type"])
    return _judgements(gold.document.id, pairs, lost, extra)


def _count_sides(golds: Sequence[KnownFact], others: Sequence[KnownFact], sheet: Sheet) -> None:
    """What is there to find, and what was predicted, whether aligned or not."""
    for known, one in [(k, Tally(gold=1)) for k in golds] + [
        (k, Tally(predicted=1)) for k in others
    ]:
        kind = known.fact.type
        sheet.add("facts.detection", kind, one)
        sheet.add("facts.complete", kind, one)
        if known.source:
            sheet.add("facts.source", kind, one)
        for role in CORE_ROLES:
            fillers = one.times(len(known.slots[role]))
            if known.slots[role]:
                sheet.add("facts.slots", role, fillers)
                sheet.add("facts.slots_strict", role, fillers)
                sheet.add("facts.slots_per_type", kind, fillers)


def _count_pair(pair: FactPair, sheet: Sheet) -> None:
    gold, predicted = pair.gold.fact, pair.predicted.fact
    kind = gold.type
    sheet.add("facts.detection", kind, _hits(1))
    sheet.add("facts.complete", kind, _hits(pair.outcome == "right"))
    sheet.add("facts.action", kind, _asked(gold.action == predicted.action))
    sheet.add("facts.status", kind, _asked(gold.status == predicted.status))
    sheet.add("facts.evidence", kind, _asked(pair.same_evidence))
    if pair.gold.source and pair.predicted.source:
        sheet.add("facts.source", kind, _hits(pair.same_source))
    for role in CORE_ROLES:
        found = len(pair.relaxed[role])
        if found:
            sheet.add("facts.slots", role, _hits(found))
            sheet.add("facts.slots_strict", role, _hits(pair.strict[role]))
            sheet.add("facts.slots_per_type", kind, _hits(found))
    quoted = len(pair.relaxed["content"])
    if kind == "statement" and pair.gold.slots["actor"] and quoted:
        right = len(pair.relaxed["actor"]) == len(pair.gold.slots["actor"])
        sheet.add("facts.speaker", kind, _asked(right))


def _hits(number: float) -> Tally:
    return Tally(found=number, right=number)


def _asked(right: bool) -> Tally:
    return Tally(1, 1, int(right), int(right))


def _count_parents(
    golds: Sequence[KnownFact],
    others: Sequence[KnownFact],
    pairs: Sequence[FactPair],
    sheet: Sheet,
) -> None:
    """Parents are right where child and parent are both aligned with their like."""
    like = {pair.gold.fact.id: pair.predicted.fact.id for pair in pairs}
    for known in golds:
        if known.fact.parent:
            sheet.add("facts.parent", known.fact.type, Tally(gold=1))
    for known in others:
        if known.fact.parent:
            sheet.add("facts.parent", known.fact.type, Tally(predicted=1))
    for pair in pairs:
        parent = pair.gold.fact.parent
        if parent in like and like[parent] == pair.predicted.fact.parent:
            sheet.add("facts.parent", pair.gold.fact.type, _hits(1))


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
    return Item(evidence.start, evidence.end, evidence.text, fact.type, details, known.key)


def _judge_slots(document: str, pair: FactPair) -> list[Judgement]:
    out = []
    for role in CORE_ROLES:
        if not pair.gold.slots[role] and not pair.predicted.slots[role]:
            continue
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
    return [Item(k.start, k.end, k.text, label, key=known.key) for k in known.slots[role]]


def _slot(
    document: str, label: str, outcome: Outcome, gold: Item | None, other: Item | None
) -> Judgement:
    found = outcome == "right"
    return Judgement(document, "slot", label, outcome, found, gold, other)
