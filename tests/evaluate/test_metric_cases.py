"""Worked metric cases: the table in metric_cases.yaml."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from kr_policy_ie.evaluate import Evaluation, evaluate

TABLE = yaml.load(
    (Path(__file__).parent / "metric_cases.yaml").read_text(encoding="utf-8"), yaml.BaseLoader
)
# BaseLoader keeps dates and numbers as they are written; these few mean something else.
PLAIN = {"null": None, "": None}


def plain(node: Any) -> Any:
    """The node with numbers as numbers where gold has numbers."""
    if isinstance(node, dict):
        return {key: _number(key, plain(value)) for key, value in node.items()}
    if isinstance(node, list):
        row = [plain(item) for item in node]
        is_mention = len(row) >= 3 and isinstance(row[1], str) and row[1].isdigit()
        return [row[0], int(row[1]), *row[2:]] if is_mention else row
    return PLAIN.get(node, node)


def _number(key: str, value: Any) -> Any:
    whole = key in ("parent", "at", "evidence_end") and value is not None
    return int(value) if whole else value


def figures(evaluation: Evaluation, asked: str) -> tuple[float | None, ...]:
    measure, _, group = asked.partition(" ")
    if group == "macro":
        return (evaluation.figure(measure, None, "macro_f1"),)
    names = ("precision", "recall", "f1")
    return tuple(evaluation.figure(measure, group or None, name) for name in names)


def test_there_are_enough_cases() -> None:
    assert len(TABLE["cases"]) >= 60
    assert len({case["name"] for case in TABLE["cases"]}) == len(TABLE["cases"])


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["name"])
def test_case(case: dict[str, Any], make: Any) -> None:
    text = TABLE["texts"][case["text"]]
    evaluation = evaluate([make(text, plain(case["gold"]))], [make(text, plain(case["pred"]))])
    for asked, expected in case["expect"].items():
        found = figures(evaluation, asked)
        if expected == "null":
            assert found[-1] is None, asked
        elif isinstance(expected, str):
            assert found[-1] == pytest.approx(float(expected), abs=5e-5), asked
        else:
            assert found == pytest.approx([float(x) for x in expected], abs=5e-5), asked
