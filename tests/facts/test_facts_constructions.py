"""Constructions as tables: what a sentence must give, and what it must not.

A row has `text` and `is` (facts: type action status, then `slot=text`), `not` (types that must not
come) or `none` (the same; `all` for every type).  `fails: reason` marks what the rules cannot do
yet: such a row must fail, so that its mark goes when it is mended.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from kr_policy_ie.schema import FACT_TYPES

CASES = Path(__file__).parent / "cases"


def _rows() -> list[Any]:
    rows = []
    for file in sorted(CASES.glob("*.yaml")):
        for row in yaml.safe_load(file.read_text(encoding="utf-8")):
            marks = [pytest.mark.xfail(strict=True, reason=row["fails"])] if "fails" in row else []
            rows.append(pytest.param(row, id=f"{file.stem}.{row['id']}", marks=marks))
    return rows


def _fits(wanted: str, fact: dict[str, Any], text: str) -> bool:
    head, *slots = [part.strip() for part in wanted.split("|")]
    told = [fact["type"], str(fact["action"]), fact["status"]]
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
    unwanted = row.get("none", row.get("not", []))
    for type_ in FACT_TYPES if unwanted == "all" else unwanted:
        assert type_ not in {fact["type"] for fact in facts}, facts


def test_enough_cases_were_found_a_third_of_them_near_misses() -> None:
    rows = [param.values[0] for param in _rows()]
    assert len(rows) >= 420
    assert sum("is" not in row for row in rows) * 3 >= len(rows)
