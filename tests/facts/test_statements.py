"""Statements end to end in a blank pipeline: who says what, by surface alone."""

import pickle

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import kr_policy_ie.facts.statements  # noqa: F401 - registers the factory


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("kr_statements")
    return nlp


def statements(doc: Doc) -> list[tuple[str, list[str]]]:
    def text(filler: dict[str, int]) -> str:
        return doc.text[filler["start"] : filler["end"]]

    return [
        (
            next((text(f) for f in fact["slots"].get("actor", [])), ""),
            [text(f) for f in fact["slots"]["content"]],
        )
        for fact in doc._.kr_facts
        if fact["type"] == "statement"
    ]


def test_each_sentence_of_a_quotation_is_a_statement_of_its_speaker(nlp: Language) -> None:
    doc = nlp(
        "The market is open to us,\" said Kang Min-seo, Korea's minister of trade, at a forum in "
        'Busan. The government will not stand by."\nSpeaking later, Finance Minister Ha Do-yun '
        'said, "We need partners." Ha Do-yun added, "They need us."'
    )
    assert statements(doc) == [
        ("Kang Min-seo", ["The market is open to us"]),
        ("Kang Min-seo", ["The government will not stand by."]),
        ("Ha Do-yun", ["We need partners."]),
        ("Ha Do-yun", ["They need us."]),
    ]


def test_the_office_is_the_affiliation(nlp: Language) -> None:
    doc = nlp('"Land is scarce," said Bae Jin-ok, an analyst at Hanyul Securities.')
    office = doc._.kr_facts[0]["slots"]["affiliation"][0]
    assert doc.text[office["start"] : office["end"]] == "analyst at Hanyul Securities"


def test_facts_get_the_speaker_of_their_clause_as_source(nlp: Language) -> None:
    text = "Exports rose, and the ministry said tariffs would fall."
    doc = nlp.make_doc(text)
    at = [text.index("rose"), text.index("fall")]
    doc._.kr_facts = [
        {"type": "tariff", "trigger": [a, a + 4], "evidence": [0, len(text)], "slots": {}}
        for a in at
    ]
    facts = nlp.get_pipe("kr_statements")(doc)._.kr_facts
    sources = [fact.get("source") for fact in facts if fact["type"] == "tariff"]
    assert sources[0] is None
    assert text[sources[1]["start"] : sources[1]["end"]] == "ministry"


def test_pipeline_round_trips(nlp: Language, tmp_path: object) -> None:
    text = '"We agree," he said.'
    expected = nlp(text)._.kr_facts
    nlp.to_disk(tmp_path)
    assert spacy.load(tmp_path)(text)._.kr_facts == expected
    assert pickle.loads(pickle.dumps(nlp))(text)._.kr_facts == expected
