"""What must hold of every evaluation, whatever the documents."""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kr_policy_ie.evaluate import ACCURACIES, MEASURES, Evaluation, Tally, evaluate
from kr_policy_ie.schema import ROLES, Extraction, load_extraction

TEXT = "Seoul and Tokyo agreed on steel. Korea paid 5 billion won in May. Chips rose 3 percent."
WORDS = [(0, 5), (10, 15), (26, 31), (33, 38), (44, 57), (61, 64), (66, 71), (77, 86)]
SENTENCES = [(0, 32), (33, 65), (66, 87)]
IDS = ["KR", "JP", None]


def _value(label: str, number: int) -> dict[str, Any] | None:
    if label == "MONEY":
        return {"kind": "money", "amount": str(number), "currency": "KRW"}
    if label == "DATE":
        return {"kind": "date", "timex": str(2000 + number), "start": f"{2000 + number}-01-01"}
    if label in ("PERCENT", "QUANTITY"):
        return {"kind": "quantity", "number": number, "unit": "percent"}
    return None


@st.composite
def extractions(draw: st.DrawFn, name: str = "d") -> dict[str, Any]:
    """One prediction for TEXT, as plain data that keeps the contract."""
    labels = st.sampled_from(["MONEY", "DATE", "PERCENT", "COUNTRY", "GOV", "SECTOR"])
    mentions: list[dict[str, Any]] = []
    entities: list[dict[str, Any]] = []
    for start, end in draw(st.lists(st.sampled_from(WORDS), unique=True)):
        label, cut = draw(labels), draw(st.integers(0, 2))
        mention = {"id": f"m{len(mentions)}", "label": label, "start": start, "end": end - cut}
        mention["text"] = TEXT[start : end - cut]
        mention["value"] = _value(label, draw(st.integers(1, 3)))
        if mention["value"] is None:
            entity = {"id": f"e{len(entities)}", "label": label, "name": mention["text"]}
            entity |= {"kb_id": draw(st.sampled_from(IDS)), "mentions": [mention["id"]]}
            entities.append(entity)
            mention["entity"] = entity["id"]
        mentions.append(mention)
    facts = [draw(_facts(number, mentions)) for number in range(draw(st.integers(0, 4)))]
    document = {"id": name, "text": TEXT}
    return {"document": document, "mentions": mentions, "entities": entities, "facts": facts}


@st.composite
def _facts(draw: st.DrawFn, number: int, mentions: list[dict[str, Any]]) -> dict[str, Any]:
    start, end = draw(st.sampled_from(SENTENCES))
    slots: dict[str, list[dict[str, Any]]] = {}
    for role in draw(st.lists(st.sampled_from(ROLES), unique=True, max_size=4)):
        chosen = draw(st.lists(st.integers(0, len(WORDS) - 1), min_size=1, max_size=3, unique=True))
        slots[role] = []
        for place in chosen:
            begin, stop = WORDS[place]
            filler = {"start": begin, "end": stop, "text": TEXT[begin:stop]}
            for mention in mentions:
                if (mention["start"], mention["end"]) == (begin, stop):
                    filler["mention"] = mention["id"]
                    filler["entity"] = mention.get("entity")
            slots[role].append(filler)
    return {
        "id": f"f{number}",
        "type": draw(st.sampled_from(["tariff", "funding", "statement"])),
        "action": draw(st.sampled_from(["introduce", "end", None])),
        "status": draw(st.sampled_from(["planned", "realized"])),
        "evidence": {"start": start, "end": end, "text": TEXT[start:end]},
        "slots": slots,
        "parent": f"f{number - 1}" if number and draw(st.booleans()) else None,
    }


def loaded(plain: dict[str, Any]) -> Extraction:
    return load_extraction(json.dumps(plain))


def counts(evaluation: Evaluation) -> dict[str, Any]:
    return {name: dict(score.groups) for name, score in evaluation.measures.items()}


@settings(max_examples=60, deadline=None)
@given(extractions())
def test_gold_against_itself_is_perfect(plain: dict[str, Any]) -> None:
    evaluation = evaluate([loaded(plain)], [loaded(plain)])
    for measure in MEASURES:
        assert evaluation.f1(measure) in (1.0, None), measure
    assert not evaluation.errors()


@settings(max_examples=60, deadline=None)
@given(extractions(), extractions(), st.randoms(use_true_random=False))
def test_order_and_ids_never_matter(
    gold: dict[str, Any], other: dict[str, Any], chance: random.Random
) -> None:
    before = evaluate([loaded(gold)], [loaded(other)])
    after = evaluate([loaded(_renamed(gold, chance))], [loaded(_renamed(other, chance))])
    assert counts(before) == counts(after)
    assert before.confusions == after.confusions


def _renamed(plain: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The same in another order, with other ids."""
    text = json.dumps(plain)
    for letter in "mef":
        for number in range(len(WORDS)):
            text = text.replace(f'"{letter}{number}"', f'"x{letter}{number * 7 + 3}"')
    new: dict[str, Any] = json.loads(text)
    for part in ("mentions", "entities", "facts"):
        chance.shuffle(new[part])
    for fact in new["facts"]:
        for group in fact["slots"].values():
            chance.shuffle(group)
        fact["slots"] = dict(chance.sample(sorted(fact["slots"].items()), len(fact["slots"])))
    return new


@settings(max_examples=100, deadline=None)
@given(extractions(), extractions())
def test_swapping_sides_swaps_precision_and_recall(
    gold: dict[str, Any], other: dict[str, Any]
) -> None:
    forth = evaluate([loaded(gold)], [loaded(other)])
    back = evaluate([loaded(other)], [loaded(gold)])
    # Two alignments of facts may be equally good and pair other parents: not `facts.parent`.
    for measure in set(MEASURES) - ACCURACIES - {"facts.parent"}:
        precision, recall = (forth.figure(measure, None, n) for n in ("precision", "recall"))
        assert back.figure(measure, None, "recall") == pytest.approx(precision), measure
        assert back.figure(measure, None, "precision") == pytest.approx(recall), measure
    for measure in ("mentions.modifier", "facts.action", "facts.status", "facts.evidence"):
        assert forth.f1(measure) == back.f1(measure)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(extractions(), extractions()), min_size=1, max_size=4))
def test_documents_sum_to_the_corpus(pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    golds, others, singles = [], [], []
    for number, (gold, other) in enumerate(pairs):
        for plain, into in ((gold, golds), (other, others)):
            plain["document"]["id"] = f"d{number}"
            into.append(loaded(plain))
        singles.append(evaluate(golds[-1:], others[-1:]))
    whole = evaluate(golds, others[::-1])
    for measure, score in whole.measures.items():
        for group, tally in score.groups.items():
            parts = [single.measures.get(measure) for single in singles]
            known = [part.groups.get(group, Tally()) for part in parts if part]
            assert sum(known, Tally()) == tally


@settings(max_examples=60, deadline=None)
@given(extractions(), extractions())
def test_figures_are_shares(gold: dict[str, Any], other: dict[str, Any]) -> None:
    evaluation = evaluate([loaded(gold)], [loaded(other)])
    for row in evaluation.rows():
        assert all(row[name] is None or 0 <= row[name] <= 1 for name in ("precision", "recall"))
        assert row["found"] <= row["gold"]
        assert row["right"] <= row["predicted"]
    assert evaluation.f1("mentions.strict") is None or (
        (evaluation.f1("mentions.strict") or 0) <= (evaluation.f1("mentions.relaxed") or 0)
    )
