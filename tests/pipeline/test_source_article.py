"""The article that the project began with must be read right."""

from pathlib import Path

import pytest
from spacy.language import Language

import kr_policy_ie
from kr_policy_ie.evaluate import Evaluation, Tally, evaluate
from kr_policy_ie.evaluate.loading import read_extractions
from kr_policy_ie.schema import NAMED_LABELS, VALUED_LABELS, Extraction

GOLD = Path(__file__).resolve().parents[2] / "corpus" / "gold" / "source-article.jsonl"


@pytest.fixture(scope="module")
def read(nlp: Language, source_article: str) -> Extraction:
    """What the library reads in the raw page, given nothing but its text and its id."""
    record = {"id": "source-article", "text": source_article}
    (extraction,) = kr_policy_ie.extract_all([record], nlp=nlp)
    return extraction


@pytest.fixture(scope="module")
def scored(read: Extraction) -> Evaluation:
    return evaluate(read_extractions(GOLD).values(), [read])


@pytest.mark.parametrize("label", VALUED_LABELS)
def test_every_value_is_right(scored: Evaluation, label: str) -> None:
    if label != "PERCENT":  # the article has none
        assert scored.f1("mentions.value", label) == 1.0


def test_names_are_found(scored: Evaluation) -> None:
    tallies = [scored.measures["mentions.relaxed"].groups.get(label) for label in NAMED_LABELS]
    found = [tally for tally in tallies if tally is not None]
    total = sum(found, Tally())
    assert (total.f1 or 0) >= 0.95


def test_countries_and_ministries_are_linked(scored: Evaluation) -> None:
    for label in ("COUNTRY", "GOV"):
        assert scored.figure("mentions.link", label, "recall") == 1.0


def test_facts_are_found_with_their_slots(scored: Evaluation) -> None:
    assert (scored.f1("facts.detection") or 0) >= 0.90
    assert (scored.f1("facts.slots") or 0) >= 0.85


def test_equivalent_sums_and_parts_are_tied(read: Extraction) -> None:
    sums = {item.text: item for item in read.mentions if item.label == "MONEY"}
    value = sums["937.6 billion won"].value
    assert value is not None
    assert value.model_dump()["equivalent"] == sums["$710 million"].id
    by_amount = {
        filler.text: fact for fact in read.facts for filler in fact.slots.get("amount", [])
    }
    assert by_amount["52.5 billion won"].parent == by_amount["937.6 billion won"].id


QUOTATIONS = [
    ("In the rapidly changing global supply chain", "with their advanced technologies", "Lee"),
    ("The government will spare no effort", "in such initiatives", "Lee"),
    ("Recently, major countries", "in terms of economy and security", "Chew"),
    ("They are pursuing", "of industrial supply chains", "Chew"),
]


@pytest.mark.parametrize(("first", "last", "speaker"), QUOTATIONS)
def test_quotations_are_whole_and_attributed(
    read: Extraction, first: str, last: str, speaker: str
) -> None:
    (said,) = [
        fact
        for fact in read.facts
        if fact.type == "statement" and fact.slots["content"][0].text.startswith(first)
    ]
    assert said.slots["content"][0].text.rstrip(".").endswith(last)
    assert said.slots["actor"][0].text.startswith(speaker)
