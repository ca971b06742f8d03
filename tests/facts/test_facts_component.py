"""The component `kr_facts`: plain data, exact offsets, any pipeline, any input."""

import json
import pickle
import time
from functools import lru_cache
from typing import Any

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kr_policy_ie.errors import RulesError
from kr_policy_ie.rules import frames
from kr_policy_ie.schema.facts import FACT_TYPES, ROLES

TEXT = "Japan will cut tariffs on Korean steel to 5 percent from 8 percent. Exports rose 3 percent."
ODD = [
    "",
    " ",
    "\n\n",
    '"',
    "((((",
    "|",
    "to to to",
    "will",
    "🚢 tariffs 🚢",
    "Ｔａｒｉｆｆｓ of 5％",
    "A" * 500,
    "\u200b",
]


@lru_cache(maxsize=1)
def _blank() -> Any:
    nlp = spacy.blank("en")
    nlp.add_pipe("kr_facts")
    return nlp


@pytest.mark.parametrize("text", ODD)
def test_odd_input_raises_nothing(text: str) -> None:
    assert isinstance(_blank()(text)._.kr_facts, list)


@pytest.mark.parametrize("text", ODD)
def test_odd_input_raises_nothing_in_the_pipeline(text: str, nlp: Any) -> None:
    assert isinstance(nlp(text)._.kr_facts or [], list)


def test_works_without_tags_and_mentions() -> None:
    doc = _blank()("Japan lifted the export curbs in March.")
    assert isinstance(doc._.kr_facts, list)


def test_facts_are_plain_data_in_the_contract(nlp: Any) -> None:
    doc = nlp(TEXT)
    facts = doc._.kr_facts
    assert facts
    assert json.loads(json.dumps(facts)) == facts
    for fact in facts:
        assert fact["type"] in FACT_TYPES
        assert set(fact["slots"]) <= set(ROLES)
        assert 0 < fact["confidence"] < 1
        assert fact["rules"]
        for fillers in fact["slots"].values():
            for filler in fillers:
                assert 0 <= filler["start"] < filler["end"] <= len(doc.text)


def test_evidence_is_the_sentence(nlp: Any) -> None:
    doc = nlp(TEXT)
    for fact in doc._.kr_facts:
        start, end = fact["evidence"]
        assert start <= fact["trigger"][0] < fact["trigger"][1] <= end


def test_the_same_text_gives_the_same_facts(nlp: Any) -> None:
    assert nlp(TEXT)._.kr_facts == nlp(TEXT)._.kr_facts


def test_round_trip_on_disk(tmp_path: Any) -> None:
    nlp = _blank()
    nlp.to_disk(tmp_path / "nlp")
    again = spacy.load(tmp_path / "nlp")
    assert again(TEXT)._.kr_facts == nlp(TEXT)._.kr_facts


def test_the_component_pickles() -> None:
    component = _blank().get_pipe("kr_facts")
    doc = spacy.blank("en")(TEXT)
    assert pickle.loads(pickle.dumps(component)).match(doc) == component.match(doc)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(
            [
                "Japan",
                "will",
                "cut",
                "tariffs",
                "of",
                "5",
                "percent",
                ",",
                "and",
                "to",
                "which",
                '"',
                "(",
                ")",
                ";",
                "'s",
                "exports",
                "rose",
                "by",
                "the",
                "imposed",
                "with",
                "that",
                "if",
                "not",
                "be",
                "-",
                "|",
                ":",
                "it",
                "from",
                "é",
            ]
        ),
        max_size=40,
    )
)
def test_any_order_of_words_is_read(words: list[str]) -> None:
    nlp = _blank()
    doc = nlp(" ".join(words))
    for fact in doc._.kr_facts:
        assert fact["evidence"][1] <= len(doc.text)


def test_a_long_sentence_takes_linear_time(nlp: Any) -> None:
    unit = "Japan imposed tariffs of 5 percent on steel and exports rose to $ 3 billion , "

    def seconds(count: int) -> float:
        doc = nlp(unit * count)
        start = time.process_time()
        found = nlp.get_pipe("kr_facts").match(doc)
        spent = time.process_time() - start
        assert found
        return spent

    seconds(50)
    assert seconds(200) < 12 * max(seconds(50), 0.02)


@pytest.mark.parametrize(
    ("file", "row", "field"),
    [
        (
            "measures.yaml",
            {"id": "x", "type": "nothing", "bare": ["introduce", "realized"]},
            "type",
        ),
        ("measures.yaml", {"id": "x", "type": "tariff", "bare": ["sideways", "realized"]}, "bare"),
        (
            "measures.yaml",
            {"id": "x", "type": "tariff", "bare": ["end", "realized"], "nouns": [1]},
            "nouns",
        ),
        ("changes.yaml", {"id": "x", "action": "wobble"}, "action"),
        ("modality.yaml", {"id": "x", "status": "perhaps"}, "status"),
        ("verbs.yaml", {"id": "x", "type": "tariff", "action": "end", "actors": ["DOG"]}, "actors"),
        ("roles.yaml", {"id": "x", "types": ["*"], "party": {"on": "nowhere"}}, "party"),
        ("indicators.yaml", {"id": "x", "colour": "red"}, "colour"),
    ],
)
def test_a_wrong_rule_is_named(
    file: str, row: dict[str, Any], field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = frames.read_rows

    def fake(name: str) -> list[Any]:
        return [*real(name), frames.Row(name, row)] if name == file else real(name)

    monkeypatch.setattr(frames, "read_rows", fake)
    frames.load_frames.cache_clear()
    with pytest.raises(RulesError, match=rf"{file}: rule x: field {field}"):
        frames.load_frames()
    frames.load_frames.cache_clear()
