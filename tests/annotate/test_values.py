"""Values through the door that users have: `nlp.add_pipe("kr_values")` and the spans on the doc."""

from pathlib import Path

import pytest
import spacy
import yaml
from spacy.language import Language
from spacy.tokens import Doc

import kr_policy_ie.annotate.values  # noqa: F401 - registers the factory

CASES = yaml.safe_load((Path(__file__).parent / "data" / "values.yaml").read_text("utf-8"))


def named(kind: str) -> list[object]:
    """The cases of one kind, with their names for the report."""
    return [pytest.param(case, id=case["name"]) for case in CASES[kind]]


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("kr_values")
    return nlp


def read(nlp: Language, text: str, **document: str) -> list[tuple[str, str, dict[str, object]]]:
    """Label, exact text and value of each mention, after checking the contract of offsets."""
    doc = nlp.make_doc(text)
    doc._.kr_document = dict(document)
    return mentions(nlp(doc))


def mentions(doc: Doc) -> list[tuple[str, str, dict[str, object]]]:
    found = []
    for span in doc.spans["kr_values"]:
        start, end = span._.kr_value["start"], span._.kr_value["end"]
        if not span.start_char <= start < end <= span.end_char:
            raise ValueError("exact offsets lie outside the span")
        found.append((span.label_, doc.text[start:end], span._.kr_value["value"]))
    return found


@pytest.mark.parametrize("case", named("money"))
def test_money(nlp: Language, case: dict[str, str]) -> None:
    found = [item for item in read(nlp, case["text"]) if item[0] == "MONEY"]
    assert [item[1] for item in found] == [case["span"]]
    value = found[0][2]
    assert value == {
        "kind": "money",
        "amount": case["amount"],
        "amount_max": case.get("amount_max"),
        "currency": case["currency"],
        "modifier": case.get("modifier"),
        "per": case.get("per"),
        "equivalent": None,
        "explain": value["explain"],
    }


@pytest.mark.parametrize("case", named("numbers"))
def test_percentages_and_quantities(nlp: Language, case: dict[str, object]) -> None:
    found = read(nlp, str(case["text"]))
    assert [item[:2] for item in found] == [(case["label"], case["span"])]
    keys = ("number", "number_max", "unit", "modifier")
    assert [found[0][2][key] for key in keys] == [case.get(key) for key in keys]


@pytest.mark.parametrize("case", named("nothing"))
def test_no_mention(nlp: Language, case: dict[str, str]) -> None:
    assert read(nlp, case["text"]) == []


def test_restated_sum_is_linked(nlp: Language) -> None:
    text = "It pledged 937.6 billion won ($710 million) this year."
    (_, _, won), (_, _, dollars) = read(nlp, text)
    start, end = won["equivalent"]
    assert text[start:end] == "$710 million"
    assert dollars["equivalent"] is None


def test_implausible_rate_is_reported_not_mended(nlp: Language) -> None:
    doc = nlp("It costs 937.6 billion won ($710 billion).")
    assert [warning["code"] for warning in doc._.kr_warnings] == ["implausible_rate"]
    assert [value["amount"] for _, _, value in mentions(doc)] == ["937600000000", "710000000000"]


def test_elided_currency_before_and_behind(nlp: Language) -> None:
    found = read(nlp, "The surplus fell to 4.3 billion from $5.1 billion and 6 billion in 1985.")
    assert [(text, value["amount"], value["currency"]) for _, text, value in found] == [
        ("4.3 billion", "4300000000", "USD"),
        ("$5.1 billion", "5100000000", "USD"),
        ("6 billion", "6000000000", "USD"),
    ]


def test_change_is_two_values(nlp: Language) -> None:
    found = read(nlp, "raised the rate from 10 to 15 percent")
    assert [(text, value["number"]) for _, text, value in found] == [("10", 10), ("15 percent", 15)]


def test_ratio_takes_the_noun_before_it(nlp: Language) -> None:
    found = read(nlp, "About 1,350 firms are covered, of which nine in ten are small.")
    assert [(text, value["number"], value["unit"]) for _, text, value in found] == [
        ("1,350 firms", 1350, "firm"),
        ("nine in ten", 0.9, "firm"),
    ]
    assert read(nlp, "Of these, one in five will have it.") == []


def test_change_and_level_are_no_range(nlp: Language) -> None:
    found = read(nlp, "The won moved 12.3 won to 1,389.5 won per dollar.")
    assert [(text, value["amount_max"]) for _, text, value in found] == [
        ("12.3 won", None),
        ("1,389.5 won", None),
    ]


@pytest.mark.parametrize(
    ("text", "published", "currency"),
    [
        ("France had a deficit of 400 mln francs.", "1987-03-16", "FRF"),
        ("Norway bought goods for 160 mln crowns.", "1987-03-17", "NOK"),
        ("Denmark sold pork for 106 mln crowns.", "1987-06-29", "DKK"),
        ("Yugoslav exports were 875 billion dinars.", "1987-03-30", "YUD"),
        ("Swiss firms paid 5 million francs.", "2023-01-01", "CHF"),
        ("It cost 5 million francs.", "2023-01-01", "CHF"),
    ],
)
def test_shared_currency_word_by_country(
    nlp: Language, text: str, published: str, currency: str
) -> None:
    assert [value["currency"] for _, _, value in read(nlp, text, published=published)] == [currency]


def test_partial_counts_take_the_unit_of_the_whole(nlp: Language) -> None:
    found = read(nlp, "Of the 15 main items, 13 gained. Nine of the 10 areas lost ground.")
    assert [(text, value["unit"]) for _, text, value in found] == [
        ("15 main items", "item"),
        ("13", "item"),
        ("Nine", "area"),
        ("10 areas", "area"),
    ]
