"""Constructions as tables: what a sentence must give, and what it must not."""

from pathlib import Path
from typing import Any

import pytest
import yaml

CASES = Path(__file__).parent / "cases"


def _rows() -> list[Any]:
    rows = []
    for file in sorted(CASES.glob("*.yaml")):
        for row in yaml.safe_load(file.read_text(encoding="utf-8")):
            rows.append(pytest.param(row, id=f"{file.stem}.{row['id']}"))
    return rows


def _fits(wanted: str, fact: dict[str, Any], text: str) -> bool:
    head, *slots = [part.strip() for part in wanted.split("|")]
    told = [fact["type"], fact["action"], fact["status"]]
    if head.split() != told[: len(head.split())]:
        return False
    for slot in slots:
        role, value = slot.split("=", 1)
        fillers = [text[f["start"] : f["end"]] for f in fact["slots"].get(role, [])]
        if value not in fillers:
            return False
    return True


@pytest.mark.parametrize("row", _rows())
def test_construction(row: dict[str, Any], nlp: Any) -> None:
    doc = nlp(row["text"])
    facts = doc._.kr_facts
    for wanted in row.get("is", []):
        assert any(_fits(wanted, fact, doc.text) for fact in facts), (wanted, facts)
    for type_ in row.get("not", []):
        assert type_ not in {fact["type"] for fact in facts}, facts


def test_cases_were_found() -> None:
    assert len(_rows()) > 100
