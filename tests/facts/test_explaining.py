"""What `explain` tells of facts and of what became none."""

from typing import Any

import pytest
import spacy

from kr_policy_ie.export.explanation import explanation_lines
from kr_policy_ie.facts.explaining import explain_document
from kr_policy_ie.pipeline import extraction_of

TEXT = "Japan lifted export restrictions on South Korea last month. Nobody has a plan."


@pytest.fixture(scope="module")
def told(nlp: Any) -> tuple[Any, list[dict[str, Any]]]:
    doc = nlp(TEXT)
    return doc, explain_document(doc)


def test_each_filler_has_a_chance_and_a_way_in_the_tree(told: Any) -> None:
    doc, _ = told
    (fact,) = [f for f in doc._.kr_facts if f["type"] == "trade_restriction"]
    lines = {line["role"]: line for line in fact["explain"]["filled"]}
    assert lines["actor"]["text"] == "Japan"
    assert "nsubj" in lines["actor"]["path"]
    assert lines["actor"]["proposed"]
    assert 0.5 < lines["actor"]["chance"] <= 1


def test_rejected_drafts_say_why(told: Any) -> None:
    _, rejected = told
    plans = [draft for draft in rejected if draft["trigger"] == "plan"]
    for draft in plans:
        assert draft["why"]
        assert draft["rules"]
        assert draft["sentence"] == "Nobody has a plan."


def test_an_echo_is_told_as_one(nlp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    doc = nlp(TEXT)
    monkeypatch.setattr("kr_policy_ie.facts.component.without_echoes", lambda chunks, drafts: [])
    rejected = explain_document(doc)
    (lost,) = [draft for draft in rejected if draft["type"] == "trade_restriction"]
    assert lost["why"] == "a likelier fact of its type says the same"


def test_explaining_changes_no_fact(nlp: Any) -> None:
    plain, explained = nlp(TEXT), nlp(TEXT)
    explain_document(explained)
    for one, other in zip(plain._.kr_facts, explained._.kr_facts, strict=True):
        assert {**one, "explain": None} == {**other, "explain": None}


def test_the_lines_name_rules_fillers_and_chances(told: Any) -> None:
    doc, rejected = told
    extraction = extraction_of(doc)
    lines = list(explanation_lines(extraction.facts[:1], rejected, of_all=False))
    assert lines[0].startswith("f1 trade_restriction action=end")
    assert any(line.startswith("  rules:") for line in lines)
    assert any("actor: Japan  [chance" in line for line in lines)
    assert not any("Nobody" in line for line in lines)


def test_a_document_without_facts_has_no_grounds() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("kr_facts")
    assert explain_document(nlp("")) == []
    assert list(explanation_lines([], [], of_all=True)) == ["no facts"]
