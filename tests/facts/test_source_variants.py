"""The source article with the words changed: the facts must change with them, and no further.

`fails: reason` marks what is not found yet: such a row must fail, so that its mark goes when it is.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

ROWS = yaml.safe_load(
    (Path(__file__).parent / "variants" / "source.yaml").read_text(encoding="utf-8")
)


def _fits(wanted: str, fact: dict[str, Any], text: str) -> bool:
    head, *slots = [part.strip() for part in wanted.split("|")]
    told = [fact["type"], fact["action"], fact["status"]]
    fillers = {
        (role, text[filler["start"] : filler["end"]])
        for role, found in fact["slots"].items()
        for filler in found
    }
    asked = {tuple(slot.split("=", 1)) for slot in slots}
    return head.split() == told[: len(head.split())] and asked <= fillers


def _marks(row: dict[str, Any]) -> list[Any]:
    return [pytest.mark.xfail(strict=True, reason=row["fails"])] if "fails" in row else []


@pytest.mark.parametrize("row", [pytest.param(r, id=r["id"], marks=_marks(r)) for r in ROWS])
def test_variant(row: dict[str, Any], nlp: Any) -> None:
    doc = nlp(row["text"])
    for wanted in row["is"]:
        assert any(_fits(wanted, fact, doc.text) for fact in doc._.kr_facts), doc._.kr_facts


def test_there_are_thirty_variants() -> None:
    assert len(ROWS) >= 30
    assert sum("fails" in row for row in ROWS) <= 2


def test_parts_point_to_their_sum(nlp: Any) -> None:
    doc = nlp(
        "The South Korean government pledged to spend 700 billion won this year, "
        "with 44 billion won to be spent on nearly 80 new research projects."
    )
    facts = [fact for fact in doc._.kr_facts if fact["type"] == "funding"]
    parts = [fact for fact in facts if fact["parent"] is not None]
    assert len(parts) == 1
    whole = doc._.kr_facts[parts[0]["parent"]]
    amount = whole["slots"]["amount"][0]
    assert doc.text[amount["start"] : amount["end"]] == "700 billion won"
