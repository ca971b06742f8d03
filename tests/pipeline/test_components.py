"""Each component is a spaCy component like any other."""

import pickle
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import kr_policy_ie

FACTORIES = (
    "kr_dates",
    "kr_values",
    "kr_names",
    "kr_links",
    "kr_facts",
    "kr_statements",
    "kr_resolve",
    "kr_document",
)
TEXTS = (
    "Seoul pledged 937.6 billion won ($710 million) in 2023.",
    '"We will cut tariffs by 5 percent," said Trade Minister Ahn Duk-geun on April 25.',
    "",
    "Japan lifted export restrictions on South Korea.",
)


def carried(doc: Doc) -> dict[str, Any]:
    """All that the components wrote into a Doc, as plain data."""
    found: dict[str, Any] = {"text": doc.text, "facts": doc._.kr_facts}
    for group, extension in (
        ("kr_values", "kr_value"),
        ("kr_dates", "kr_date"),
        ("kr_names", "kr_name"),
    ):
        found[group] = [
            (span.label_, span.start_char, span.end_char, getattr(span._, extension))
            for span in doc.spans.get(group, [])
        ]
    return found


def everything(nlp: Language) -> Language:
    for factory in FACTORIES:
        nlp.add_pipe(factory)
    return nlp


@pytest.mark.parametrize("factory", FACTORIES)
def test_each_works_alone_in_a_blank_pipeline(factory: str, blank: Language) -> None:
    blank.add_pipe(factory)
    for text in TEXTS:
        assert blank(text).text == text


@pytest.mark.parametrize("factory", FACTORIES)
def test_each_is_saved_and_loaded(factory: str, blank: Language, tmp_path: Path) -> None:
    blank.add_pipe(factory)
    blank.to_disk(tmp_path)
    assert spacy.load(tmp_path).pipe_names == [factory]


def test_values_are_found_without_a_model(blank: Language) -> None:
    blank.add_pipe("kr_values")
    doc = blank(TEXTS[0])
    assert [span.text for span in doc.spans["kr_values"]] == ["937.6 billion won", "$710 million"]


def test_saved_pickled_and_parallel_pipelines_find_the_same(
    blank: Language, tmp_path: Path
) -> None:
    nlp = everything(blank)
    expected = [carried(nlp(text)) for text in TEXTS]
    assert any(item["kr_values"] and item["kr_dates"] for item in expected)
    nlp.to_disk(tmp_path)
    assert [carried(spacy.load(tmp_path)(text)) for text in TEXTS] == expected
    assert [carried(pickle.loads(pickle.dumps(nlp))(text)) for text in TEXTS] == expected
    parallel = nlp.pipe(TEXTS, n_process=2, batch_size=2)
    assert [carried(doc) for doc in parallel] == expected


def test_docs_survive_bytes(blank: Language) -> None:
    nlp = everything(blank)
    doc = nlp(TEXTS[0])
    assert carried(Doc(nlp.vocab).from_bytes(doc.to_bytes())) == carried(doc)


def test_the_whole_pipeline_is_saved_and_loaded(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    for text in TEXTS:
        assert again(text)._.kr_extraction == nlp(text)._.kr_extraction


def test_the_whole_pipeline_runs_in_two_processes(nlp: Language) -> None:
    expected = [(carried(doc), doc._.kr_extraction) for doc in map(nlp, TEXTS)]
    vectors = [(doc.tensor.tobytes(), doc._.kr_vectors) for doc in map(nlp, TEXTS)]
    assert any(name for _, name in vectors)
    docs = list(nlp.pipe(TEXTS, n_process=2))
    assert [(carried(doc), doc._.kr_extraction) for doc in docs] == expected
    assert [(doc.tensor.tobytes(), doc._.kr_vectors) for doc in docs] == vectors


def test_memory_zones_change_nothing(nlp: Language) -> None:
    fresh = kr_policy_ie.load()
    for text in TEXTS * 2:
        with fresh.memory_zone():
            found = fresh(text)._.kr_extraction
        assert found == nlp(text)._.kr_extraction
