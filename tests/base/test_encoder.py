"""The encoder component through a loaded pipeline."""

import pickle

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from kr_policy_ie.base import load_base
from kr_policy_ie.base.pieces import case_class
from kr_policy_ie.errors import ModelError

TEXTS = [
    "Japan lifted export restrictions on three materials to South Korea, the ministry said.",
    "The curbs, imposed in 2019, were eased by Tokyo. Seoul will spend 937.6 billion won.",
    "SEOUL PLANS TO BAN EXPORTS",
    "",
    "Tariffs rose.",
]


@pytest.fixture(scope="module")
def nlp():
    return load_base("accurate")


def annotation(doc):
    tokens = [
        (t.text, t.tag_, t.pos_, str(t.morph), t.dep_, t.head.i, t.is_sent_start) for t in doc
    ]
    return tokens, [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]


def test_sets_everything(nlp):
    doc = nlp(TEXTS[0])
    for name in ("TAG", "POS", "MORPH", "DEP", "HEAD", "LEMMA", "SENT_START", "ENT_IOB"):
        assert doc.has_annotation(name), name
    assert len(list(doc.sents)) == 1


@pytest.mark.parametrize("text", ["", " ", "\n\n", "?", "  Seoul  ", "a\n\nb", "\u200b", "😀" * 40])
def test_odd_texts(nlp, text):
    doc = nlp(text)
    assert doc.text == text
    assert all(token.head.sent == token.sent for token in doc)


def test_batches_and_order_change_nothing(nlp):
    alone = [annotation(nlp(text)) for text in TEXTS]
    assert [annotation(doc) for doc in nlp.pipe(TEXTS, batch_size=5)] == alone
    assert [annotation(doc) for doc in nlp.pipe(TEXTS[::-1], batch_size=2)] == alone[::-1]


def test_worker_processes_change_nothing(nlp):
    alone = [annotation(nlp(text)) for text in TEXTS]
    assert [annotation(doc) for doc in nlp.pipe(TEXTS, n_process=2)] == alone


def test_preset_starts_are_kept(nlp):
    words = "Exports rose in May imports fell".split()
    doc = Doc(nlp.vocab, words=words, sent_starts=[True, False, False, False, True, False])
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    assert [sent.text for sent in doc.sents] == ["Exports rose in May", "imports fell"]


def test_long_text_is_read_to_the_end(nlp):
    text = " ".join(f"The ministry raised tariff {n} to 25 percent." for n in range(120))
    doc = nlp(text)
    sentences = list(doc.sents)
    assert len(sentences) == 120
    assert {sent.root.text for sent in sentences} == {"raised"}


def test_sentence_longer_than_any_window(nlp):
    doc = nlp("steel , " * 900 + "and iron")
    assert all(token.dep_ for token in doc)
    assert all(token.pos_ for token in doc)


def test_vectors_are_one_row_a_token(nlp):
    for text in TEXTS:
        doc = nlp(text)
        if text:
            assert doc.tensor.shape == (len(doc), 768)
            assert doc.tensor.dtype == np.float16
            assert doc.tensor.any(axis=1).all()
            assert doc._.kr_vectors
    assert len({nlp(text)._.kr_vectors for text in TEXTS if text}) == 1


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_no_words_have_no_vectors(nlp, text):
    doc = nlp(text)
    assert not doc.tensor.any()
    assert doc._.kr_vectors is None


def test_vectors_of_white_space_are_nought(nlp):
    doc = nlp("  Seoul  plans \n\n tariffs .  ")
    spaces = [token.is_space for token in doc]
    assert spaces.count(True) >= 4
    assert (~doc.tensor.any(axis=1)).tolist() == spaces


def test_batches_and_order_change_no_vector(nlp):
    alone = [nlp(text).tensor.tobytes() for text in TEXTS]
    assert [doc.tensor.tobytes() for doc in nlp.pipe(TEXTS, batch_size=5)] == alone
    assert [doc.tensor.tobytes() for doc in nlp.pipe(TEXTS[::-1], batch_size=2)] == alone[::-1]
    assert [doc.tensor.tobytes() for doc in nlp.pipe(TEXTS, n_process=2)] == alone


@pytest.mark.parametrize("text", ["The ministry raised tariffs. " * 120, "steel , " * 900 + "iron"])
def test_all_windows_of_a_long_text_have_vectors(nlp, text):
    doc = nlp(text.strip())
    assert doc.tensor.shape == (len(doc), 768)
    assert doc.tensor.any(axis=1).all()


def test_windows_are_in_the_order_of_the_text(nlp):
    one = nlp("The ministry raised tariffs.")
    doc = nlp("The ministry raised tariffs. " * 60)
    for word in (1, 2, 3):  # the same words all along, in whatever window
        own = one.tensor[word].astype(float)
        for place in range(0, len(doc), len(one)):
            seen = doc.tensor[place : place + len(one)].astype(float)
            near = (seen @ own) / np.linalg.norm(seen, axis=1)
            assert int(near.argmax()) == word, place


def test_vectors_survive_bytes_and_slices(nlp):
    doc = nlp(TEXTS[1])
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again.tensor.dtype == np.float16
    assert again.tensor.tobytes() == doc.tensor.tobytes()
    assert again._.kr_vectors == doc._.kr_vectors
    second = list(doc.sents)[1]
    assert (second.as_doc().tensor == doc.tensor[second.start : second.end]).all()


def test_the_fast_pipeline_names_no_vectors():
    assert load_base("fast")(TEXTS[0])._.kr_vectors is None


def test_round_trips(nlp, tmp_path):
    expected = annotation(nlp(TEXTS[1]))
    nlp.to_disk(tmp_path / "model")
    assert annotation(spacy.load(tmp_path / "model")(TEXTS[1])) == expected
    component = pickle.loads(pickle.dumps(nlp.get_pipe("kr_encoder")))
    blank = spacy.blank("en")
    blank.add_pipe("kr_encoder").from_bytes(component.to_bytes())
    without_lemmas = annotation(blank(TEXTS[1]))
    assert without_lemmas == expected


def test_without_a_model_it_says_so():
    nlp = spacy.blank("en")
    nlp.add_pipe("kr_encoder")
    with pytest.raises(ModelError, match=r"no model \(encoder\.onnx"):
        nlp("Exports rose.")


CASES = [("won", 1), ("Seoul", 2), ("MOTIE", 3), ("A", 4), ("McDonald", 5), ("3nm", 6), ("...", 7)]


@pytest.mark.parametrize(("word", "expected"), CASES)
def test_case_class(word, expected):
    assert case_class(word) == expected
