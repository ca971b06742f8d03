"""Which way and how sure: the models' answers, through the component and by themselves."""

import json
from typing import Any

import pytest
import spacy

from kr_policy_ie.errors import RulesError
from kr_policy_ie.facts.act_model import decide_acts
from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.component import sentences
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.explaining import explain_document
from kr_policy_ie.facts.lexicon import load_lexicon
from kr_policy_ie.facts.mentions import Sentence
from kr_policy_ie.facts.paths import Paths
from kr_policy_ie.rules.act_weights import ActWeights, load_act_weights, read_act_weights
from kr_policy_ie.schema import FACT_TYPES

WEIGHTS: dict[str, Any] = {
    "action": {"margin": 0.2, "bias": {"introduce": 0, "end": 0, "none": -2}},
    "status": {"margin": 0, "bias": {"realized": 0, "planned": 0}},
    "weights": {
        "action=introduce": {"introduce": 1},
        "trigger=ban": {"end": 0.9},
        "trigger=quota": {"end": 4, "none": 9},
        "status=realized": {"realized": 1},
        "headline": {"planned": 3},
    },
}


def _weights(**changed: Any) -> ActWeights:
    return read_act_weights(json.dumps({**WEIGHTS, **changed}))


def _decided(text: str, type_: str, word: int, weights: ActWeights) -> Draft:
    """A draft at one word of a text without a parse, after the models."""
    doc = spacy.blank("en")(text)
    (span,) = sentences(doc)
    chunks = Chunks(Sentence(span, []), load_lexicon())
    draft = Draft(type_, "introduce", "realized", (word, word + 1), ["some.rule"])
    decide_acts(chunks, Paths(doc), [draft], None, weights)
    return draft


#: name, text, type, place of the trigger, action, status, whether the model replaced the rules
DECISIONS = [
    ("the rules stand", "Japan has a tariff.", "tariff", 3, "introduce", "realized", False),
    (
        "within the margin they stand",
        "Japan has a ban.",
        "tariff",
        3,
        "introduce",
        "realized",
        False,
    ),
    ("a far likelier answer", "Japan has a quota.", "tariff", 3, "end", "realized", True),
    ("a goal may have no action", "Japan has a quota.", "target", 3, None, "planned", False),
    ("a headline", "Japan has a tariff", "tariff", 3, "introduce", "planned", True),
]


@pytest.mark.parametrize(
    ("text", "type_", "word", "action", "status", "changed"),
    [row[1:] for row in DECISIONS],
    ids=[row[0] for row in DECISIONS],
)
def test_decisions(
    text: str, type_: str, word: int, action: str | None, status: str, changed: bool
) -> None:
    draft = _decided(text, type_, word, _weights())
    assert (draft.action, draft.status) == (action, status)
    assert ("act.model" in draft.rules) == changed
    assert draft.score == Draft(type_, None, "", (0, 1), []).score


def test_chances_are_of_all_answers_and_come_to_one() -> None:
    doc = spacy.blank("en")("Japan has a quota.")
    (span,) = sentences(doc)
    chunks = Chunks(Sentence(span, []), load_lexicon())
    draft = Draft("target", "introduce", "realized", (3, 4), ["some.rule"])
    (chances,) = decide_acts(chunks, Paths(doc), [draft], "2024-05-01", _weights())
    assert set(chances.action) == {"introduce", "end", "none"}
    assert sum(chances.action.values()) == pytest.approx(1, abs=1e-5)
    assert sum(chances.status.values()) == pytest.approx(1, abs=1e-5)
    assert chances.ruled == (None, "planned")  # what the rules say of a goal


def test_no_drafts_are_no_work() -> None:
    doc = spacy.blank("en")("Nothing.")
    (span,) = sentences(doc)
    chunks = Chunks(Sentence(span, []), load_lexicon())
    assert decide_acts(chunks, Paths(doc), [], None, _weights()) == []


BAD = [
    ("no JSON", "{", "no valid JSON"),
    ("a list", "[]", "expected an object"),
    ("no action", json.dumps({**WEIGHTS, "action": None}), "field action"),
    ("margin of 1", json.dumps({**WEIGHTS, "status": {"margin": 1}}), "field status.margin"),
    ("no answers", json.dumps({**WEIGHTS, "status": {"margin": 0, "bias": {}}}), "status.bias"),
    (
        "a status that is an action",
        json.dumps({**WEIGHTS, "status": {"margin": 0, "bias": {"end": 0}}}),
        "names an action",
    ),
    ("no weights", json.dumps({**WEIGHTS, "weights": []}), "field weights"),
    ("unknown answer", json.dumps({**WEIGHTS, "weights": {"a": {"b": 1}}}), "unknown answer"),
    ("a text for a weight", json.dumps({**WEIGHTS, "weights": {"a": {"end": "x"}}}), "weights.a"),
]


@pytest.mark.parametrize(("text", "said"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_weights_are_named(text: str, said: str) -> None:
    with pytest.raises(RulesError, match="acts.json") as error:
        read_act_weights(text)
    assert said in str(error.value)


def test_the_shipped_weights_know_the_answers_of_the_contract() -> None:
    weights = load_act_weights()
    assert set(weights.status.names) == {"considered", "planned", "realized", "denied"}
    assert {"introduce", "increase", "decrease", "end", "continue"} < set(weights.action.names)


#: name, text, type, action, status
READINGS = [
    ("past", "Japan lifted its export curbs on Korea.", "trade_restriction", "end", "realized"),
    ("will", "Japan will raise tariffs on steel to 5 percent.", "tariff", "increase", "planned"),
    (
        "demand",
        "Seoul urged Washington to scrap its tariff on steel.",
        "tariff",
        "end",
        "considered",
    ),
    ("refusal", "Canada ruled out new tariffs on Korean cars.", "tariff", "introduce", "denied"),
    (
        "in force",
        "China maintains a tariff of 25 percent on U.S. pork.",
        "tariff",
        "continue",
        "realized",
    ),
    ("headline", "Seoul to cut tariffs on beef", "tariff", "decrease", "planned"),
]


@pytest.mark.parametrize(
    ("text", "type_", "action", "status"),
    [row[1:] for row in READINGS],
    ids=[row[0] for row in READINGS],
)
def test_readings(text: str, type_: str, action: str, status: str, nlp: Any) -> None:
    found = [(f["type"], f["action"], f["status"]) for f in nlp(text)._.kr_facts]
    assert (type_, action, status) in found


def test_only_goals_may_be_without_an_action(nlp: Any) -> None:
    text = "Korea wants a share of 20 percent. The tariff is 5 percent. Japan has a programme."
    for fact in nlp(text)._.kr_facts:
        assert fact["type"] in FACT_TYPES
        assert fact["action"] is not None or fact["type"] == "target"


def test_deciding_twice_gives_the_same(nlp: Any) -> None:
    doc = nlp("Japan will lift export restrictions on South Korea next month, Tokyo said.")
    component = nlp.get_pipe("kr_facts")
    assert component.match(doc) == component.match(doc)


def test_explain_tells_the_chances(nlp: Any) -> None:
    doc = nlp("Japan will lift export restrictions on South Korea next month.")
    explain_document(doc)
    (fact,) = [f for f in doc._.kr_facts if f["type"] == "trade_restriction"]
    assert fact["explain"]["action"]["rules"] == "end"
    assert fact["explain"]["status"]["chances"]["planned"] > 0.5
