"""Statements end to end in a blank pipeline: who says what, by surface alone."""

import json
import pickle
import time

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import kr_policy_ie.facts.statements  # noqa: F401 - registers the factory
from kr_policy_ie.facts.utterances import read_utterances


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


#: Reported words and whether they are a statement where no other fact is known.
DECISIONS = {
    "opinion": ("Kim Jung-kwan said the rules were unfair to small firms.", True),
    "need": ("Minister Kim said Korea must not give in to such pressure.", True),
    "forecast of a view": ("Analysts warned the curbs could seriously hurt both sides.", True),
    "it would be difficult": ("He said it would be very difficult to agree this year.", True),
    "denial": ("Japan denied that the curbs were unfair retaliation.", True),
    "figures": ("Exports rose 5.2 percent to 40 billion won, the agency said.", False),
    "a date set": ("The ministry said officials would meet in Busan on May 5.", False),
    "quoted name": ('It added 50 items to the "key strategic technology list".', False),
    "no speech": ("Japan lifted export curbs on Korea last month.", False),
}


@pytest.mark.parametrize(("text", "expected"), DECISIONS.values(), ids=DECISIONS.keys())
def test_views_are_statements_and_events_are_not(nlp: Language, text: str, expected: bool) -> None:
    assert bool(statements(nlp(text))) is expected


def test_a_reported_measure_is_no_second_statement(nlp: Language) -> None:
    text = "The ministry said it would raise the duty to 20 percent in May."
    doc = nlp.make_doc(text)
    at = text.index("raise")
    doc._.kr_facts = [
        {
            "type": "tariff",
            "trigger": [at, at + 5],
            "evidence": [0, len(text)],
            "slots": {"object": [{"start": 0, "end": 3}], "rate": [{"start": 0, "end": 3}]},
        }
    ]
    facts = nlp.get_pipe("kr_statements")(doc)._.kr_facts
    assert [fact["type"] for fact in facts] == ["tariff"]
    source = facts[0]["source"]
    assert text[source["start"] : source["end"]] == "ministry"


def test_the_clause_that_is_a_view_is_kept_beside_a_measure(nlp: Language) -> None:
    text = "Japan has cut the duties but it must think of its farmers, an official said."
    doc = nlp.make_doc(text)
    at = text.index("duties")
    doc._.kr_facts = [
        {"type": "tariff", "trigger": [at, at + 6], "evidence": [0, len(text)], "slots": {}}
    ]
    nlp.get_pipe("kr_statements")(doc)
    assert statements(doc) == [("official", ["it must think of its farmers"])]


def test_denials_have_their_status(nlp: Language) -> None:
    (fact,) = nlp("Japan denied that the curbs were unfair retaliation.")._.kr_facts
    assert (fact["status"], fact["action"]) == ("denied", None)


def test_what_a_pronoun_stands_for_is_taken_from_the_links(nlp: Language) -> None:
    Doc.set_extension("kr_anaphors", default=None, force=True)
    doc = nlp.make_doc('It matters. "We agree," it said.')
    at = doc.text.index("it said")
    doc._.kr_anaphors = [
        {"start": at, "end": at + 2, "kb_id": "KR-MOTIE", "name": "x", "antecedent": [0, 2]}
    ]
    (fact,) = nlp.get_pipe("kr_statements")(doc)._.kr_facts
    actor = {"start": at, "end": at + 2, "kb_id": "KR-MOTIE", "antecedent": [0, 2]}
    assert fact["slots"]["actor"] == [actor]


def test_facts_are_plain_data_with_offsets_in_the_text(nlp: Language) -> None:
    doc = nlp('“Wir gehen,” said Kim. \u201cé…\u201d 🇰🇷 "We agree," she said. "')
    json.dumps(doc._.kr_facts)
    for fact in doc._.kr_facts:
        spans = [fact["evidence"], fact["trigger"]]
        spans += [[f["start"], f["end"]] for fillers in fact["slots"].values() for f in fillers]
        assert all(0 <= start < end <= len(doc.text) for start, end in spans)


@pytest.mark.parametrize(
    "unit",
    ['Kim said the duty would hurt and he warned that "it is bad" because ', '" ', ". ", "said "],
)
def test_time_grows_with_the_length_alone(nlp: Language, unit: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        read_utterances(unit * times)
        return time.process_time() - start

    seconds(50)
    assert seconds(2400) < 12 * max(seconds(600), 0.01)


def test_a_source_beside_a_speaker_is_no_second_statement(nlp: Language) -> None:
    text = "“We must all give more,” Kim said after the talks, according to the ministry."
    assert statements(nlp(text)) == [("Kim", ["We must all give more"])]


def test_data_vouch_for_facts_but_state_nothing(nlp: Language) -> None:
    text = "Data released by the customs agency showed that exports fell."
    doc = nlp.make_doc(text)
    at = text.index("fell")
    doc._.kr_facts = [
        {"type": "trade_statistic", "trigger": [at, at + 4], "evidence": [0, 60], "slots": {}}
    ]
    (fact,) = nlp.get_pipe("kr_statements")(doc)._.kr_facts
    assert text[fact["source"]["start"] : fact["source"]["end"]] == "customs agency"


def test_who_denies_a_measure_does_not_vouch_for_it(nlp: Language) -> None:
    text = "Japan denied that it would raise the tariff."
    doc = nlp.make_doc(text)
    at = text.index("raise")
    doc._.kr_facts = [
        {"type": "tariff", "trigger": [at, at + 5], "evidence": [0, len(text)], "slots": {}}
    ]
    facts = nlp.get_pipe("kr_statements")(doc)._.kr_facts
    assert facts[0].get("source") is None
