"""The gate lets policy news pass, stops other news, and names what is wrong with its rules."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kr_policy_ie.batch.gate import Gate, shared_gate
from kr_policy_ie.errors import RulesError
from kr_policy_ie.rules.gate_rules import load_gate, parse_gate

PASSES = {
    "tariff": "The ministry will raise its tariff on imported steel to 25 percent from July.",
    "export control": "Tokyo tightened export controls on photoresists shipped to South Korea.",
    "subsidy": "Seoul pledged 52.5 billion won in subsidies for semiconductor materials makers.",
    "talks": "Trade ministers of the two countries resumed free trade talks in Geneva.",
    "figures": "Korea's exports of chips rose 12 percent, widening its trade surplus in May.",
    "zone": "The government designated four industrial complexes for the battery industry.",
    "investment": "The carmaker will invest 2 trillion won in an electric vehicle plant in Ulsan, "
    "and the industry ministry will support it.",
}
STOPS = {
    "sport": "The striker scored twice as the home side beat its rivals in the cup final.",
    "earnings": "Shr 34 cts vs 31 cts. Net 1.2 mln vs 1.1 mln. Dividend 12 cts per share.",
    "weather": "Heavy rain is expected along the coast tonight, the weather office said.",
    "takeover": "The company agreed to acquire its rival in a merger; shareholders get two shares "
    "of common stock for each share they hold, it said.",
    "crime": "Police arrested two men on Tuesday after a murder in the old town.",
    "empty": "",
}


@pytest.mark.parametrize("name", PASSES)
def test_policy_news_passes(name):
    assert shared_gate().judge(PASSES[name]).passes


@pytest.mark.parametrize("name", STOPS)
def test_other_news_stops(name):
    assert not shared_gate().judge(STOPS[name]).passes


RULES = """
threshold: 1.5
length: 0
groups:
  - {id: a, weight: 2, terms: [tariff*, free trade, trade deal*]}
"""


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("A TARIFF and two tariffs", 1),
        ("free  trade", 1),
        ("free-trade deals", 2),
        ("freely traded", 0),
        ("tarif free", 0),
        ("trade dealers trade", 1),
        ("free", 0),
    ],
)
def test_words_stems_and_sequences_count_once_each(text, terms):
    import math

    expected = round(2 * math.log1p(terms), 3)
    assert Gate(parse_gate(RULES)).judge(text).score == expected


BAD = {
    "no mapping": ("- a", "expected a mapping"),
    "no YAML": ("{", "is no YAML"),
    "no groups": ("threshold: 1\nlength: 0", "groups: expected at least one"),
    "no threshold": (RULES.replace("threshold: 1.5", ""), "threshold: expected a number"),
    "no id": (RULES.replace("id: a,", ""), "each needs an id"),
    "no weight": (RULES.replace("weight: 2,", "weight: yes,"), "a: weight: expected a number"),
    "capitals": (RULES.replace("free trade", "Free trade"), "a: terms: 'Free trade'"),
    "twice": (RULES.replace("free trade", "tariff*"), "stands in a too"),
    "no terms": (RULES.replace("[tariff*, free trade, trade deal*]", "[]"), "a: terms: expected"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_rules_name_group_and_field(name):
    text, message = BAD[name]
    with pytest.raises(RulesError, match=r"gate/gate\.yaml") as caught:
        parse_gate(text)
    assert message in str(caught.value)


def test_every_group_says_something():
    assert all(group.weight for group in load_gate().groups)


@given(st.text())
def test_any_text_gets_the_same_verdict_twice(text):
    assert shared_gate().judge(text) == Gate(load_gate()).judge(text)


@pytest.mark.parametrize("piece", ["free ", "trade deal ", "a", "tariff ", "\u0301x "])
def test_the_scan_is_linear(piece):
    def seconds(times):
        started = time.process_time()
        shared_gate().judge(piece * times)
        return time.process_time() - started

    seconds(1000)
    assert seconds(160_000) < 20 * max(seconds(20_000), 0.01)
