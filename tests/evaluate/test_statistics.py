"""Intervals, the permutation test, and what changed between two runs."""

from collections.abc import Callable

import pytest

from kr_policy_ie.errors import EvaluationError
from kr_policy_ie.evaluate import (
    Evaluation,
    bootstrap,
    compare,
    evaluate,
    format_comparison,
    permutation_test,
)
from kr_policy_ie.schema import Extraction

Edit = Callable[..., Extraction]
ALL = "(all)"


@pytest.fixture
def perfect(corpus_gold: list[Extraction]) -> Evaluation:
    return evaluate(corpus_gold, corpus_gold)


@pytest.fixture
def half(corpus_gold: list[Extraction], edited: Edit) -> Evaluation:
    """A run without facts in every second document."""
    return evaluate(
        corpus_gold,
        [edited(e, facts=[]) if i % 2 else e for i, e in enumerate(corpus_gold)],
    )


def test_intervals_hold_the_figure(half: Evaluation) -> None:
    intervals = bootstrap(half, samples=500)
    for measure, score in half.measures.items():
        for group, figure in [(ALL, score.total.f1), *((g, t.f1) for g, t in score.groups.items())]:
            interval = intervals[measure, group]
            assert interval.low <= interval.high
            assert group != ALL or interval.low <= figure <= interval.high
    wide = intervals["facts.detection", ALL]
    assert wide.high - wide.low > 0.1


def test_intervals_are_seeded(half: Evaluation) -> None:
    assert bootstrap(half, samples=100, seed=7) == bootstrap(half, samples=100, seed=7)
    assert bootstrap(half, samples=100, seed=7) != bootstrap(half, samples=100, seed=8)


def test_a_perfect_run_has_a_point_for_an_interval(perfect: Evaluation) -> None:
    intervals = bootstrap(perfect, samples=100)
    assert {(i.low, i.high) for i in intervals.values()} == {(1.0, 1.0)}


def test_a_wider_level_gives_a_wider_interval(half: Evaluation) -> None:
    narrow = bootstrap(half, level=0.5)["facts.detection", ALL]
    wide = bootstrap(half, level=0.99)["facts.detection", ALL]
    assert wide.low < narrow.low < narrow.high < wide.high


@pytest.mark.parametrize("options", [{"samples": 0}, {"level": 0.0}, {"level": 1.0}])
def test_senseless_options(perfect: Evaluation, options: dict[str, float]) -> None:
    with pytest.raises(EvaluationError, match="bootstrap needs"):
        bootstrap(perfect, **options)


def test_a_run_does_not_differ_from_itself(half: Evaluation) -> None:
    assert all(d.delta == 0 and d.p_value == 1 for d in permutation_test(half, half, samples=200))
    comparison = compare(half, half, samples=10)
    assert not comparison.fixed
    assert not comparison.broken
    assert comparison.both_wrong


def test_a_large_difference_is_no_chance(half: Evaluation, perfect: Evaluation) -> None:
    comparison = compare(half, perfect, samples=2000)
    found = comparison.figure("facts.detection")
    assert found is not None
    assert found.delta == pytest.approx(1 - half.f1("facts.detection"))
    assert found.p_value < 0.01
    same = comparison.figure("mentions.strict")
    assert same is not None
    assert same.p_value == 1


def test_the_test_is_symmetric(half: Evaluation, perfect: Evaluation) -> None:
    forth = permutation_test(half, perfect, samples=300)
    back = permutation_test(perfect, half, samples=300)
    assert [d.delta for d in forth] == pytest.approx([-d.delta for d in back])


def test_fixed_and_broken(corpus_gold: list[Extraction], edited: Edit) -> None:
    lost = corpus_gold[0].facts[0]
    others = [fact.model_dump(mode="json") for fact in corpus_gold[0].facts[1:]]
    without = evaluate(corpus_gold, [edited(corpus_gold[0], facts=others), *corpus_gold[1:]])
    perfect = evaluate(corpus_gold, corpus_gold)
    comparison = compare(without, perfect, samples=10)
    facts = [c.judgement for c in comparison.fixed if c.judgement.level == "fact"]
    assert [(f.label, f.gold.text) for f in facts if f.gold] == [(lost.type, lost.evidence.text)]
    assert not comparison.broken
    back = compare(perfect, without, samples=10)
    assert len(back.broken) == len(comparison.fixed)
    assert not back.fixed
    text = format_comparison(back)
    assert "broken (" in text
    assert "facts.detection" in text


def test_spurious_items_are_broken_when_new(corpus_gold: list[Extraction], edited: Edit) -> None:
    first = corpus_gold[0]
    fact = first.facts[0].model_dump(mode="json") | {"id": "new", "type": "legislation"}
    facts = [known.model_dump(mode="json") for known in first.facts]
    noisy = evaluate(corpus_gold, [edited(first, facts=[*facts, fact]), *corpus_gold[1:]])
    perfect = evaluate(corpus_gold, corpus_gold)
    assert [c.judgement.outcome for c in compare(perfect, noisy, samples=5).broken] == ["spurious"]
    assert [c.judgement.outcome for c in compare(noisy, perfect, samples=5).fixed] == ["spurious"]
    assert [c.judgement.outcome for c in compare(noisy, noisy, samples=5).both_wrong] == [
        "spurious"
    ]


def test_runs_on_other_gold_are_refused(corpus_gold: list[Extraction]) -> None:
    first = evaluate(corpus_gold, corpus_gold)
    second = evaluate(corpus_gold[1:], corpus_gold)
    with pytest.raises(EvaluationError, match="different gold"):
        compare(first, second)
