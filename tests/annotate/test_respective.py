"""What `respectively` ties, through `doc._.kr_respective`."""

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import kr_policy_ie.annotate.dates
import kr_policy_ie.annotate.values  # noqa: F401 - registers the factories


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("kr_dates")
    nlp.add_pipe("kr_values")
    return nlp


def pairs(doc: Doc) -> list[tuple[str, str]]:
    found = [pair for item in doc._.kr_respective for pair in item["pairs"]]
    return [(doc.text[a:b], doc.text[c:d]) for (a, b), (c, d) in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Exports to Japan and China rose 5 percent and 7 percent, respectively.",
            [("Japan", "5 percent"), ("China", "7 percent")],
        ),
        (
            "Sales in Japan, China and Viet Nam fell by 3, 4 and 5 percent respectively, it said.",
            [("Japan", "3"), ("China", "4"), ("Viet Nam", "5 percent")],
        ),
        (
            "It spent 500 billion won and 300 billion won in 2024 and 2025, respectively.",
            [("500 billion won", "2024"), ("300 billion won", "2025")],
        ),
        (
            "The US and the EU levy respectively 10% and 15%.",
            [("US", "10%"), ("EU", "15%")],
        ),
        ("Exports to Japan rose 5 percent and 7 percent, respectively.", []),
        ("Japan, China and India rose 5 percent and 7 percent, respectively.", []),
        ("Exports to Japan and China rose 5 percent and 7 percent.", []),
        ("They disagreed, respectively.", []),
        ("respectively", []),
    ],
)
def test_pairs(nlp: Language, text: str, wanted: list[tuple[str, str]]) -> None:
    assert pairs(nlp(text)) == wanted


def test_common_nouns_need_parts_of_speech(nlp: Language) -> None:
    text = "Exports of chips and cars rose 5 percent and 7 percent , respectively ."
    assert pairs(nlp(text)) == []
    words = text.split()
    kinds = {"chips": "NOUN", "cars": "NOUN", "rose": "VERB", "Exports": "NOUN", "of": "ADP"}
    doc = Doc(nlp.vocab, words=words, pos=[kinds.get(word, "X") for word in words])
    for _, component in nlp.pipeline:
        doc = component(doc)
    assert pairs(doc) == [("chips", "5 percent"), ("cars", "7 percent")]


def test_many_words_stay_cheap(nlp: Language) -> None:
    assert pairs(nlp("A and B 1 percent and respectively " * 300)) == []
