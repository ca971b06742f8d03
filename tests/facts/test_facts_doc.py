"""The page of the facts is as new as the rules, and its examples hold."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from kr_policy_ie.errors import RulesError
from kr_policy_ie.rules import fact_types
from kr_policy_ie.rules.fact_types import load_fact_types
from kr_policy_ie.rules.frames import Row

ROOT = Path(__file__).resolve().parents[2]


def _generator() -> Any:
    spec = importlib.util.spec_from_file_location("generate_facts", ROOT / "docs/generate_facts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date() -> None:
    wanted = _generator().page()
    found = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
    assert found == wanted, "run python docs/generate_facts.py"


EXAMPLES = [
    pytest.param(example.text, example.gives, id=f"{rule.id}.{at}")
    for rule in load_fact_types()
    for at, example in enumerate(rule.examples)
]


@pytest.mark.parametrize(("text", "gives"), EXAMPLES)
def test_an_example_gives_its_fact(text: str, gives: str, nlp: Any) -> None:
    doc = nlp(text)
    assert any(_fits(gives, fact, doc.text) for fact in doc._.kr_facts), doc._.kr_facts


def _fits(gives: str, fact: dict[str, Any], text: str) -> bool:
    head, *slots = [part.strip() for part in gives.split("|")]
    told = [fact["type"], str(fact["action"]), fact["status"]]
    if head.split() != told[: len(head.split())]:
        return False
    pairs = [slot.split("=", 1) for slot in slots]
    return all(
        value in [text[f["start"] : f["end"]] for f in fact["slots"].get(role, [])]
        for role, value in pairs
    )


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"id": "funding", "slots": [], "examples": [{"text": "a", "gives": "b"}]}, "definition"),
        ({"id": "funding", "definition": "a", "slots": ["whom"], "examples": [{}]}, "examples"),
        ({"id": "investment", "definition": "a", "examples": [{"text": "a", "gives": "b"}]}, "id"),
        ({"id": "funding", "definition": "a", "slots": [], "examples": []}, "examples"),
    ],
)
def test_a_wrong_type_is_named(
    data: dict[str, Any], field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fact_types, "read_rows", lambda name: [Row(name, data)])
    with pytest.raises(RulesError, match=f"types.yaml.*field {field}"):
        load_fact_types.__wrapped__()
