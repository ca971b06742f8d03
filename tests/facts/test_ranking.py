"""Facts weighed and completed by the encoder's cues, with cues written by hand."""

from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

TEXT = "Seoul will earmark 5 billion won for chipmakers next year ."


@pytest.fixture(scope="module")
def ranking() -> Language:
    nlp = spacy.blank("en")
    for name in ("kr_dates", "kr_values", "kr_names", "kr_ranking"):
        nlp.add_pipe(name)
    return nlp


def read(
    nlp: Language,
    facts: list[dict[str, Any]],
    types: list[list[Any]],
    roles: list[list[Any]] | None = None,
) -> list[dict[str, Any]]:
    """The facts that stand after ranking, given facts and cues."""
    doc = Doc(nlp.vocab, words=TEXT.split())
    doc._.kr_facts = facts
    doc._.kr_cues = {"types": types, "roles": roles or []}
    found: list[dict[str, Any]] = nlp(doc)._.kr_facts
    return found


def fact(fact_type: str, *, confidence: float = 0.8, parent: int | None = None) -> dict[str, Any]:
    return {
        "type": fact_type,
        "action": "introduce",
        "status": "planned",
        "confidence": confidence,
        "trigger": [11, 18],
        "evidence": [0, len(TEXT)],
        "slots": {"actor": [{"start": 0, "end": 5}]},
        "source": None,
        "parent": parent,
        "same_as": None,
        "rules": ["r"],
        "explain": None,
    }


def cue(fact_type: str, probability: float) -> list[Any]:
    return [0, 11, fact_type, probability, 2]


def test_without_cues_nothing_changes(ranking: Language) -> None:
    facts = [fact("funding"), fact("tariff", confidence=0.1)]
    assert read(ranking, facts, []) == facts


@pytest.mark.parametrize(("probability", "stays"), [(0.95, True), (0.5, True), (0.02, False)])
def test_a_fact_that_the_sentence_does_not_support_goes(
    ranking: Language, probability: float, stays: bool
) -> None:
    found = read(ranking, [fact("funding")], [cue("funding", probability)])
    assert bool(found) is stays


def test_confidence_rises_with_the_cue(ranking: Language) -> None:
    scores = [
        read(ranking, [fact("funding")], [cue("funding", probability)])[0]["confidence"]
        for probability in (0.5, 0.7, 0.9, 0.99)
    ]
    assert scores == sorted(scores)
    assert scores[0] < scores[-1]


def test_parents_are_counted_anew(ranking: Language) -> None:
    facts = [fact("tariff"), fact("funding"), fact("funding", parent=1), fact("funding", parent=0)]
    found = read(ranking, facts, [cue("funding", 0.95), cue("tariff", 0.02)])
    assert [item["parent"] for item in found] == [None, 0, None]


ROLES = [
    [0, "actor", 0.9],
    [3, "amount", 0.8],
    [4, "amount", 0.9],
    [5, "amount", 0.7],
    [7, "beneficiary", 0.9],
    [8, "time", 0.6],
    [9, "time", 0.6],
    [6, "actor", 0.1],
    [7, "counterparty", 0.9],
]


def test_a_type_that_is_clearly_stated_becomes_a_fact(ranking: Language) -> None:
    (found,) = read(ranking, [], [cue("funding", 0.9)], ROLES)
    slots = {
        role: [TEXT[item["start"] : item["end"]] for item in fillers]
        for role, fillers in found["slots"].items()
    }
    assert slots == {
        "actor": ["Seoul"],
        "amount": ["5 billion won"],
        "beneficiary": ["chipmakers"],
        "time": ["next year"],
    }
    assert found["rules"] == ["cue.completion"]
    assert found["trigger"] == [11, 18]


@pytest.mark.parametrize(
    ("facts", "types"),
    [
        ([], [cue("funding", 0.2)]),
        ([], [cue("statement", 0.99)]),
        ([fact("funding")], [cue("funding", 0.9)]),
    ],
    ids=["not likely", "a statement needs words", "a rule found it"],
)
def test_nothing_is_completed_without_need(
    ranking: Language, facts: list[dict[str, Any]], types: list[list[Any]]
) -> None:
    assert not any("cue.completion" in item["rules"] for item in read(ranking, facts, types, ROLES))


def test_a_type_without_any_role_is_no_fact(ranking: Language) -> None:
    assert read(ranking, [], [cue("funding", 0.9)], []) == []
