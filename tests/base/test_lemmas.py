"""Lemmas by rules, lexicon and exceptions."""

import pytest
import spacy

from kr_policy_ie.base import load_base
from kr_policy_ie.base.lemmas import Lemmas

BY_RULE = [
    ("lifted", "VBD", "lift"),
    ("curbs", "NNS", "curb"),
    ("batteries", "NNS", "battery"),
    ("tariffs", "NNS", "tariff"),
    ("taxes", "NNS", "tax"),
    ("produced", "VBN", "produce"),
    ("planned", "VBD", "plan"),
    ("imposing", "VBG", "impose"),
    ("Seoul", "NNP", "Seoul"),
    ("MOTIE", "NNP", "MOTIE"),
    ("won", "NN", "won"),
    ("Chips", "NNS", "chip"),
    ("press", "VB", "press"),
    ("%", "NN", "%"),
    ("", "", ""),
]

LEARNED = [
    ("won", "VBD", "win"),
    ("found", "VBD", "find"),
    ("found", "VB", "found"),
    ("has", "VBZ", "have"),
    ("n’t", "RB", "not"),
    ("said", "VBD", "say"),
    ("levies", "NNS", "levy"),
    ("levied", "VBN", "levy"),
    ("eased", "VBD", "ease"),
    ("scrapped", "VBD", "scrap"),
    ("imposed", "VBD", "impose"),
    ("subsidizing", "VBG", "subsidize"),
    ("higher", "JJR", "high"),
    ("vehicles", "NNS", "vehicle"),
    ("measures", "NNS", "measure"),
]


@pytest.fixture(scope="module")
def learned():
    return load_base("fast").get_pipe("kr_lemmas")


@pytest.mark.parametrize(("form", "tag", "lemma"), BY_RULE)
def test_shipped_tables_agree_with_clear_rules(learned, form, tag, lemma):
    assert learned.lemma(form, tag) == lemma


@pytest.mark.parametrize(("form", "tag", "lemma"), LEARNED)
def test_learned(learned, form, tag, lemma):
    assert learned.lemma(form, tag) == lemma


def test_round_trip(tmp_path):
    component = Lemmas()
    component.set_tables({"VBD": {"won": "win"}}, {"VERB": ["win"]})
    component.to_disk(tmp_path)
    again = Lemmas().from_disk(tmp_path)
    assert again.to_bytes() == component.to_bytes()
    assert again.lemma("Won", "VBD") == "win"


def test_empty_doc():
    assert len(Lemmas()(spacy.blank("en").make_doc(""))) == 0
