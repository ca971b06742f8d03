"""What `load_base` takes and what it refuses, and how it says so."""

import shutil

import pytest
import spacy

from kr_policy_ie.base import load_base, loading
from kr_policy_ie.errors import ModelError


@pytest.mark.parametrize("name", loading.NAMES)
def test_own_pipelines_load_and_annotate(name):
    doc = load_base(name)("The ministry lifted the tariffs on Monday.")
    relations = {(token.dep_, token.lemma_, token.head.lemma_) for token in doc}
    assert {("nsubj", "ministry", "lift"), ("obj", "tariff", "lift")} <= relations
    assert ("ROOT", "lift", "lift") in relations


def test_accurate_pipeline_reads_a_headline_verb():
    doc = load_base("accurate")("Japan lifted export restrictions on South Korea.")
    relations = {(token.dep_, token.text, token.head.text) for token in doc}
    expected = {
        ("nsubj", "Japan", "lifted"),
        ("obj", "restrictions", "lifted"),
        ("compound", "export", "restrictions"),
    }
    assert expected <= relations
    assert ("Japan", "COUNTRY") in {(ent.text, ent.label_) for ent in doc.ents}


def test_path_of_a_pipeline(tmp_path):
    load_base("fast").to_disk(tmp_path / "mine")
    assert load_base(str(tmp_path / "mine")).pipe_names == load_base("fast").pipe_names


def test_pipeline_without_ud_labels_is_refused(tmp_path):
    nlp = spacy.blank("en")
    parser = nlp.add_pipe("parser")
    for label in ("nsubj", "dobj", "pobj", "prep"):
        parser.add_label(label)
    nlp.initialize()
    nlp.to_disk(tmp_path / "other")
    with pytest.raises(ModelError, match=r"obl.*missing; its labels are: .*dobj"):
        load_base(str(tmp_path / "other"))


def test_pipeline_without_parser_is_refused(tmp_path):
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(ModelError, match="no parser"):
        load_base(str(tmp_path / "blank"))


@pytest.mark.parametrize("given", ["no_such_package", "/no/such/folder", ""])
def test_unknown_pipeline_is_refused(given):
    with pytest.raises(ModelError, match="expected one of fast, accurate"):
        load_base(given)


def test_folder_that_is_no_pipeline_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"no meta\.json"):
        load_base(str(tmp_path))


def test_changed_file_is_found(tmp_path):
    folder = tmp_path / "fast"
    load_base("fast").to_disk(folder)
    shutil.rmtree(folder / "kr_lemmas")
    (folder / "SHA256SUMS").write_text("0" * 64 + "  meta.json\n", encoding="utf8")
    with pytest.raises(ModelError, match=r"meta\.json: SHA-256 is .* expected 0000"):
        loading.check_digests(folder)
    (folder / "SHA256SUMS").write_text("0" * 64 + "  kr_lemmas/lemmas.json\n", encoding="utf8")
    with pytest.raises(ModelError, match="is missing"):
        loading.check_digests(folder)
