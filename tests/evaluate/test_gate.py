"""The gate: floors, the pinned gold, lowering."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kr_policy_ie.errors import EvaluationError, InputError
from kr_policy_ie.evaluate import (
    BaselineFile,
    Evaluation,
    check_gate,
    dump_baselines,
    evaluate,
    load_baselines,
    make_baseline,
)
from kr_policy_ie.schema import Extraction

Edit = Callable[..., Extraction]


@pytest.fixture
def perfect(corpus_gold: list[Extraction]) -> Evaluation:
    return evaluate(corpus_gold, corpus_gold)


@pytest.fixture
def worse(corpus_gold: list[Extraction], edited: Edit) -> Evaluation:
    """The same with the facts of one document lost."""
    return evaluate(corpus_gold, [edited(corpus_gold[0], facts=[]), *corpus_gold[1:]])


def test_the_run_that_made_the_floors_passes(worse: Evaluation) -> None:
    result = check_gate(worse, make_baseline(worse))
    assert result.passed
    assert result.checked > 20
    assert "gate passed" in str(result)


def test_a_worse_run_fails_and_says_where(perfect: Evaluation, worse: Evaluation) -> None:
    result = check_gate(worse, make_baseline(perfect))
    assert not result.passed
    assert any(line.startswith("facts.detection (all): 0.9") for line in result.failures)
    assert not any("mentions" in line for line in result.failures)


def test_a_better_run_passes_and_raises_floors(perfect: Evaluation, worse: Evaluation) -> None:
    low = make_baseline(worse)
    assert check_gate(perfect, low).passed
    assert make_baseline(perfect, low).floors["facts.detection"]["(all)"] == 1


@pytest.mark.parametrize("options", [{}, {"lower": True}, {"decision": "docs/decisions/9.md"}])
def test_floors_do_not_fall_by_accident(
    perfect: Evaluation, worse: Evaluation, options: dict[str, Any]
) -> None:
    with pytest.raises(EvaluationError, match=r"facts\.detection \(all\) 1\.0 -> 0\.9"):
        make_baseline(worse, make_baseline(perfect), **options)


def test_floors_fall_with_flag_and_note(perfect: Evaluation, worse: Evaluation) -> None:
    note = "docs/decisions/0009-lower.md"
    lowered = make_baseline(worse, make_baseline(perfect), lower=True, decision=note)
    assert lowered.decision == note
    assert check_gate(worse, lowered).passed


def test_changed_gold_fails(corpus_gold: list[Extraction], perfect: Evaluation) -> None:
    fewer = evaluate(corpus_gold[1:], corpus_gold[1:])
    result = check_gate(fewer, make_baseline(perfect))
    assert not result.passed
    assert "gold is not one of the baseline" in result.failures[0]


def test_small_groups_get_no_floor(perfect: Evaluation) -> None:
    floors = make_baseline(perfect).floors["mentions.strict"]
    assert "COUNTRY" in floors
    assert "AGREEMENT" not in floors


def test_a_baseline_goes_through_its_file(perfect: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    baseline = make_baseline(perfect)
    file = BaselineFile().with_baseline(baseline)
    path.write_text(dump_baselines(file), encoding="utf-8")
    assert load_baselines(path) == file
    assert check_gate(perfect, path).passed


def test_a_file_holds_a_baseline_for_each_gold(
    perfect: Evaluation, worse: Evaluation, corpus_gold: list[Extraction]
) -> None:
    part = evaluate(corpus_gold[:3], corpus_gold[:3])
    file = BaselineFile().with_baseline(make_baseline(worse, gold="whole"))
    file = file.with_baseline(make_baseline(part, gold="part"))
    assert check_gate(part, file).passed
    assert check_gate(perfect, file).passed
    raised = file.with_baseline(make_baseline(perfect, file.of_gold("whole"), gold="whole"))
    assert [known.gold for known in raised.baselines] == ["part", "whole"]
    assert not check_gate(worse, raised).passed
    other = evaluate(corpus_gold[:2], corpus_gold)
    assert "baselines: part, whole" in str(check_gate(other, raised))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"baselines": [{}]}', r"baselines\.0\.gold: Field required"),
        ("[]", "file: Input should be an object"),
        (
            '{"baselines": [{"gold": "g", "gold_digest": "", "documents": 1, '
            '"floors": {"a": {"b": 2}}}]}',
            r"baselines\.0\.floors\.a",
        ),
        ('{"baselines": [], "x": 1}', "x: Extra"),
    ],
)
def test_a_bad_baseline_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=message):
        load_baselines(path)


def test_no_baseline_and_no_floors(tmp_path: Path, perfect: Evaluation) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_baselines(tmp_path / "none.json")
    empty = make_baseline(perfect).model_copy(update={"floors": {}})
    with pytest.raises(EvaluationError, match="no floors"):
        check_gate(perfect, empty)
    odd = make_baseline(perfect).model_copy(update={"floors": {"facts.charm": {"(all)": 0.5}}})
    with pytest.raises(EvaluationError, match=r"facts\.charm"):
        check_gate(perfect, odd)
