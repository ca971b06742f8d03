"""The evaluator against the project's reference scorer, where that one is at hand."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kr_policy_ie.evaluate import evaluate

SHARED = Path(__file__).resolve().parents[3] / "shared" / "gold"
GOLD = ["dev/modern", "train/modern", "dev/reuters", "train/reuters"]


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    """The reference scorer as a module."""
    path = SHARED / "score.py"
    if not path.is_file():
        pytest.skip("the reference scorer is not at hand")
    spec = importlib.util.spec_from_file_location("reference_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("gold", GOLD)
def test_same_figures(reference: ModuleType, gold: str, tmp_path: Path) -> None:
    """Every figure of the reference scorer on predictions with facts and mentions left out."""
    ours = SHARED / f"{gold}.gold.jsonl"
    theirs = tmp_path / "predicted.jsonl"
    theirs.write_text(_thinned(ours), encoding="utf-8")
    # The reference's own reader leaves its files open.
    expected, _ = reference.score(_by_id(ours), _by_id(theirs))
    found = evaluate(ours, theirs)
    for measure in ("strict", "relaxed", "value"):
        for label, row in expected["mentions"][measure].items():
            figure = found.f1(f"mentions.{measure}", label)
            assert (figure or 0) == pytest.approx(row["f"], abs=5e-5), (measure, label)
    for measure in ("detection", "slots", "slots_strict"):
        row = expected["facts"][measure]
        for name, key in (("precision", "p"), ("recall", "r"), ("f1", "f")):
            figure = found.figure(f"facts.{measure}", None, name)
            assert figure == pytest.approx(row[key], abs=5e-5), (measure, name)
    for name, measure in (("mod", "mentions.modifier"), ("status", "facts.status")):
        assert found.f1(measure) == pytest.approx(expected["accuracy"][name], abs=5e-5)


def _thinned(path: Path) -> str:
    """Gold as predictions: the value of each seventh number and each fifth fact changed."""
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        plain = json.loads(line)
        for number, mention in enumerate(plain["mentions"]):
            value = mention.get("value")
            if number % 7 == 0 and value and value["kind"] == "quantity":
                value["number"] = 12345
            if number % 6 == 0 and value:
                value["modifier"] = "approx"
        for number, fact in enumerate(plain["facts"]):
            if number % 5 == 0:
                fact["status"] = "denied"
            if number % 4 == 1 and fact["slots"]:
                fact["slots"].pop(sorted(fact["slots"])[0])
        lines.append(json.dumps(plain, ensure_ascii=False))
    return "\n".join(lines)


def _by_id(path: Path) -> dict[str, Any]:
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {plain["document"]["id"]: plain for plain in lines}
