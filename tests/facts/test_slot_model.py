"""Who fills which slot: the model's choices, through the component and by themselves."""

import json
import time
from typing import Any

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from kr_policy_ie.errors import RulesError
from kr_policy_ie.facts.candidates import Candidate
from kr_policy_ie.facts.slot_model import Choice, chance_table, choose, fits, options_of
from kr_policy_ie.rules.slot_weights import SlotWeights, load_slot_weights, read_slot_weights

WEIGHTS = {
    "threshold": 0.3,
    "further": 0.2,
    "listed": -0.1,
    "bias": {"actor": -2, "time": -2},
    "weights": {"lab=GOV": {"actor": 3}, "lab=DATE": {"time": 4, "actor": 1}},
}


def _weights() -> SlotWeights:
    return read_slot_weights(json.dumps(WEIGHTS))


def _choice(chance: float, role: str, start: int, end: int, at: int = 0) -> Choice:
    label = "DATE" if role == "time" else "MONEY" if role in {"amount", "before"} else "GOV"
    return Choice(chance, role, Candidate(start, end, label, at, at, list_at=at))


#: name, options (chance, role, start, end, list), the chance of the fact, what is chosen
CHOICES = [
    ("one filler", [(0.9, "actor", 0, 5, 0)], 1.0, [("actor", 0)]),
    ("too little of a chance", [(0.29, "actor", 0, 5, 0)], 1.0, []),
    ("an unlikely fact", [(0.5, "actor", 0, 5, 0)], 0.5, []),
    (
        "a second one needs more",
        [(0.9, "actor", 0, 5, 0), (0.4, "actor", 9, 12, 3)],
        1.0,
        [("actor", 0)],
    ),
    (
        "a second one in the same list needs less",
        [(0.9, "actor", 0, 5, 0), (0.25, "actor", 9, 12, 0)],
        1.0,
        [("actor", 0), ("actor", 9)],
    ),
    (
        "sectors are many",
        [(0.9, "sector", 0, 5, 0), (0.4, "sector", 9, 12, 3)],
        1.0,
        [("sector", 0), ("sector", 9)],
    ),
    (
        "a value fills one role",
        [(0.6, "before", 0, 5, 0), (0.8, "amount", 0, 5, 0)],
        1.0,
        [("amount", 0)],
    ),
    (
        "fillers of one role do not overlap",
        [(0.9, "object", 3, 9, 0), (0.8, "object", 0, 9, 0)],
        1.0,
        [("object", 3)],
    ),
    (
        "fillers of two roles may",
        [(0.9, "object", 3, 9, 0), (0.8, "sector", 3, 9, 0)],
        1.0,
        [("object", 3), ("sector", 3)],
    ),
]


@pytest.mark.parametrize(
    ("options", "score", "wanted"), [row[1:] for row in CHOICES], ids=[row[0] for row in CHOICES]
)
def test_choose(options: list[Any], score: float, wanted: list[tuple[str, int]]) -> None:
    chosen = choose([_choice(*one) for one in options], _weights(), score)
    assert [(one.role, one.candidate.start) for one in chosen] == wanted


@given(
    st.lists(
        st.tuples(
            st.floats(0, 1),
            st.sampled_from(["actor", "object", "time", "amount", "before"]),
            st.integers(0, 30),
            st.integers(1, 8),
        ),
        max_size=12,
    ),
    st.floats(0, 1),
)
def test_chosen_fillers_never_overlap_within_a_role(options: list[Any], score: float) -> None:
    chosen = choose([_choice(c, r, s, s + n, s) for c, r, s, n in options], _weights(), score)
    for at, one in enumerate(chosen):
        for other in chosen[:at]:
            if one.role == other.role:
                first, second = sorted([one.candidate, other.candidate], key=lambda c: c.start)
                assert first.end <= second.start


def test_chances_are_of_the_features_that_are_known() -> None:
    table = chance_table(_weights(), [["lab=GOV", "lab=unknown"], []])
    assert [round(float(value), 3) for value in table[0]] == [0.731, 0.119]
    assert [round(float(value), 3) for value in table[1]] == [0.119, 0.119]


def test_a_date_is_no_actor_whatever_its_chance() -> None:
    date = Candidate(0, 4, "DATE", 0, 0)
    options = options_of(_weights(), [(date, ["lab=DATE"])])
    assert {option.role for option in options} == {"time"}
    assert not fits("amount", "SECTOR")


BAD = [
    ("no JSON", "{", "no valid JSON"),
    ("a list", "[]", "expected an object"),
    ("no threshold", json.dumps({**WEIGHTS, "threshold": None}), "field threshold"),
    ("threshold of 2", json.dumps({**WEIGHTS, "threshold": 2}), "field threshold"),
    ("no roles", json.dumps({**WEIGHTS, "bias": {}}), "field weights"),
    ("a text for a bias", json.dumps({**WEIGHTS, "bias": {"actor": "x"}}), "field bias"),
    ("a text for a margin", json.dumps({**WEIGHTS, "further": "x"}), "further"),
    ("unknown role", json.dumps({**WEIGHTS, "weights": {"a": {"boss": 1}}}), "unknown role"),
    ("a number for a row", json.dumps({**WEIGHTS, "weights": {"a": 1}}), "field weights.a"),
]


@pytest.mark.parametrize(("text", "said"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_weights_are_named(text: str, said: str) -> None:
    with pytest.raises(RulesError, match="slots.json") as error:
        read_slot_weights(text)
    assert said in str(error.value)


def test_the_shipped_weights_know_the_roles_of_the_contract() -> None:
    weights = load_slot_weights()
    assert {"actor", "counterparty", "object", "amount", "time"} <= set(weights.roles)
    assert not {"content", "affiliation"} & set(weights.roles)


def _slots(doc: Any, type_: str) -> list[dict[str, list[str]]]:
    return [
        {
            role: [doc.text[one["start"] : one["end"]] for one in found]
            for role, found in fact["slots"].items()
        }
        for fact in doc._.kr_facts
        if fact["type"] == type_
    ]


#: name, text, type, role, fillers of the fact with that role
BINDINGS = [
    (
        "who and whom",
        "Japan imposed a tariff of 15 percent on Korean steel in March.",
        "tariff",
        {"actor": ["Japan"], "rate": ["15 percent"], "time": ["March"]},
    ),
    (
        "passive",
        "Export curbs on South Korea were lifted by Japan last month.",
        "trade_restriction",
        {"actor": ["Japan"], "counterparty": ["South Korea"], "time": ["last month"]},
    ),
    (
        "earlier level",
        "Exports fell to $4.3 billion in May from $5.1 billion in April.",
        "trade_statistic",
        {"amount": ["$4.3 billion"], "before": ["$5.1 billion"], "object": ["Exports"]},
    ),
    (
        "what a speaker's body is not",
        "Canada will impose a quota on steel imports, the Trade Ministry said.",
        "trade_restriction",
        {"actor": ["Canada"]},
    ),
]


@pytest.mark.parametrize(
    ("text", "type_", "wanted"), [row[1:] for row in BINDINGS], ids=[row[0] for row in BINDINGS]
)
def test_binding(text: str, type_: str, wanted: dict[str, list[str]], nlp: Any) -> None:
    found = _slots(nlp(text), type_)
    assert any(all(slots.get(role) == f for role, f in wanted.items()) for slots in found), found


def test_every_fact_says_something_beside_its_name(nlp: Any) -> None:
    for text in ("Tariffs are taxes.", "What is a tariff?", "There are subsidies."):
        assert not nlp(text)._.kr_facts, text


@pytest.mark.parametrize("with_cues", [False, True])
def test_long_sentences_take_linear_time(nlp: Any, *, with_cues: bool) -> None:
    facts = nlp.get_pipe("kr_facts")
    if not spacy.tokens.Doc.has_extension("kr_vectors"):
        spacy.tokens.Doc.set_extension("kr_vectors", default=None)

    def seconds(times: int) -> float:
        words = ("Japan raised tariffs on steel from Korea to 5 percent and " * times).split()
        doc = spacy.tokens.Doc(nlp.vocab, words=words)
        if with_cues:
            width = len(facts.cue_weights.tables["scale"])
            one = np.random.default_rng(1).normal(size=(11, width))
            doc.tensor = np.tile(one, (times, 1)).astype(np.float16)
            doc._.kr_vectors = facts.cue_weights.vectors
        start = time.process_time()
        facts.match(doc)
        return time.process_time() - start

    seconds(10)
    assert seconds(800) < 25 * max(seconds(80), 0.02)
