"""No input raises, whatever is missing or odd; long sentences take linear time."""

import time
from typing import Any

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from kr_policy_ie.facts.explaining import explain_document
from kr_policy_ie.schema import FACT_TYPES, ROLES

PIECES = [
    *("tariffs", "imposed", "by", "Japan", "of", "15 percent", "to", "from", "and", ",", ";", ":"),
    *('"', "“", "”", "'", "``", "(", ")", "|", "--", "\n", "\n\n", "\u00a0", "said", "it", "will"),
    *("not", "exports", "rose", "to $3 billion", "of which", "up", "respectively"),
    *("after falling", "doubled", "aims to", "those", "한국", "😀", "e\u0301", "\u200b", "$", "%"),
    *("...", "-", "'s"),
]
TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
)
SLOW = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def check(doc: Doc) -> None:
    """The promises that hold for every fact."""
    text = doc.text
    for fact in doc._.kr_facts:
        assert fact["type"] in FACT_TYPES
        assert 0 < fact["confidence"] <= 1
        assert fact["rules"]
        for start, end in (fact["trigger"], fact["evidence"]):
            assert 0 <= start < end <= len(text)
        for role, fillers in fact["slots"].items():
            assert role in ROLES
            for filler in fillers:
                assert 0 <= filler["start"] < filler["end"] <= len(text)


@SLOW
@given(TEXTS)
def test_no_text_raises_in_the_whole_pipeline(nlp: Any, text: str) -> None:
    doc = nlp(text)
    check(doc)
    assert [dict(fact) for fact in nlp(text)._.kr_facts] == doc._.kr_facts


@SLOW
@given(TEXTS)
def test_no_text_raises_in_a_blank_pipeline(text: str) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("kr_facts")
    nlp.add_pipe("kr_statements")
    doc = nlp(text)
    check(doc)
    explain_document(doc)


@SLOW
@given(st.data())
def test_no_annotation_raises(data: st.DataObject) -> None:
    nlp = spacy.blank("en")
    words = data.draw(st.lists(st.sampled_from([p for p in PIECES if p.strip()]), min_size=1))
    size = len(words)
    tags = st.sampled_from(["NOUN", "VERB", "ADP", "PUNCT", "NUM", "AUX", "PROPN", "X"])
    doc = (
        Doc(
            nlp.vocab,
            words=words,
            pos=data.draw(st.lists(tags, min_size=size, max_size=size)),
            heads=data.draw(st.lists(st.integers(0, size - 1), min_size=size, max_size=size)),
            deps=["dep"] * size,
        )
        if data.draw(st.booleans())
        else Doc(nlp.vocab, words=words)
    )
    nlp.add_pipe("kr_facts")
    check(nlp.get_pipe("kr_facts")(doc))


LONG = {
    "coordination": "Japan imposed tariffs on " + "steel, cars and chips of 5 percent, " * 1000,
    "statistics": "Exports " + "rose 5 percent to $3 billion from $2 billion in May and " * 600,
    "brackets": "Seoul said (" + "the ban on (" * 2000,
    "no verb": "of the ban on " * 2500,
    "quotes": '"We will lift tariffs, ' * 1500,
}


@pytest.mark.parametrize("name", sorted(LONG))
def test_a_long_sentence_takes_linear_time(name: str) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("kr_facts")
    nlp.add_pipe("kr_statements")
    text = LONG[name]
    short, long = (_seconds(nlp, text[: len(text) // parts]) for parts in (4, 1))
    assert long < 12 * short + 0.5


def _seconds(nlp: Any, text: str) -> float:
    doc = nlp.make_doc(text)
    started = time.process_time()
    for _, component in nlp.pipeline:
        component(doc)
    return time.process_time() - started
