"""The tokenizer hands the pipeline clean text and remembers the raw one."""

import json
import pickle

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from kr_policy_ie.ingest.offsets import OffsetMap
from kr_policy_ie.ingest.tokenizer import SourceTokenizer, make_source_tokenizer, wrap_tokenizer

RAW = (
    "Seoul to widen its list\nViews : 33\nUpdate time : 2023-04-25 10:27:40\n"
    "The ministry said it can't  wait for hy drogen. It&rsquo;s late.\n\n○ Ships: 3 trillion won"
)


@pytest.fixture(scope="module")
def wrapped():
    return wrap_tokenizer(spacy.blank("en"))


def described(doc):
    return [(token.text, token.norm_, token.is_sent_start, token.idx) for token in doc]


def test_the_doc_holds_the_clean_text(wrapped):
    doc = wrapped(RAW)
    assert doc.text == (
        "Seoul to widen its list The ministry said it can't wait for hydrogen. It's late. "
        "Ships: 3 trillion won"
    )
    assert not any(token.is_space for token in doc)
    assert "hydrogen" in [token.text for token in doc]


def test_only_blocks_start_sentences(wrapped):
    doc = wrapped(RAW)
    starts = [token.text for token in doc if token.is_sent_start]
    assert starts == ["Seoul", "The", "Ships"]
    assert all(token.is_sent_start is None or token.is_sent_start for token in doc[1:])


def test_the_source_is_plain_data(wrapped):
    source = wrapped(RAW)._.kr_source
    assert json.loads(json.dumps(source)) == source
    assert source["text"] == RAW
    assert source["metadata"] == {"title": "Seoul to widen its list", "published": "2023-04-25"}
    assert [kind for _, _, kind in source["blocks"]] == ["headline", "paragraph", "item"]
    assert source["warnings"] == []


def test_every_token_maps_back(wrapped):
    doc = wrapped(RAW)
    offsets = OffsetMap([tuple(segment) for segment in doc._.kr_source["segments"]])
    raw = {t.text: RAW[slice(*offsets.to_raw(t.idx, t.idx + len(t)))] for t in doc}
    assert raw["hydrogen"] == "hy drogen"
    assert raw["'s"] == "&rsquo;s"
    assert raw["Ships"] == "Ships"


def test_exceptions_of_the_tokenizer_inside_are_kept(wrapped):
    assert [t.norm_ for t in wrapped("They can't.")] == [
        t.norm_ for t in spacy.blank("en")("They can't.")
    ]


@pytest.mark.parametrize("raw", ["", " ", "\n\n", "Views : 33\n(END)"])
def test_nothing_to_read_is_an_empty_doc(wrapped, raw):
    doc = wrapped(raw)
    assert len(doc) == 0
    assert doc._.kr_source["text"] == raw


def test_it_survives_bytes_and_pickling(wrapped):
    again = spacy.blank("en")
    again.tokenizer = make_source_tokenizer()(again)
    again.tokenizer.from_bytes(wrapped.tokenizer.to_bytes())
    assert described(again(RAW)) == described(wrapped(RAW))
    assert described(pickle.loads(pickle.dumps(wrapped))(RAW)) == described(wrapped(RAW))


def test_a_saved_pipeline_still_reads_raw_text(wrapped, tmp_path):
    wrapped.to_disk(tmp_path / "model")
    loaded = spacy.load(tmp_path / "model")
    assert isinstance(loaded.tokenizer, SourceTokenizer)
    assert described(loaded(RAW)) == described(wrapped(RAW))
    assert loaded(RAW)._.kr_source == wrapped(RAW)._.kr_source


def test_special_cases_of_the_tokenizer_inside_are_saved(tmp_path):
    nlp = spacy.blank("en")
    nlp.tokenizer.add_special_case("W7.8tr", [{"ORTH": "W"}, {"ORTH": "7.8"}, {"ORTH": "tr"}])
    wrap_tokenizer(nlp).to_disk(tmp_path / "model")
    assert [t.text for t in spacy.load(tmp_path / "model")("W7.8tr")] == ["W", "7.8", "tr"]


def test_wrapping_twice_is_wrapping_once(wrapped):
    assert wrap_tokenizer(wrapped).tokenizer is wrapped.tokenizer


def test_several_processes_give_the_same_docs(wrapped):
    texts = [RAW, "Exports rose.", RAW]
    one = [described(doc) for doc in wrapped.pipe(texts)]
    two = [described(doc) for doc in wrapped.pipe(texts, n_process=2)]
    assert one == two


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_tokenised(raw):
    nlp = wrap_tokenizer(spacy.blank("en"))
    doc = nlp(raw)
    assert not any(token.is_space for token in doc)
    offsets = OffsetMap([tuple(segment) for segment in doc._.kr_source["segments"]])
    for token in doc:
        start, end = offsets.to_raw(token.idx, token.idx + len(token))
        assert 0 <= start < end <= len(raw)
