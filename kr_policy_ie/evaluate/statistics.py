"""How sure the figures are: bootstrap intervals and the paired permutation test.

Both work on the counts of whole documents, because the items of one document are not
independent of each other. Both are seeded: same input, same output.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kr_policy_ie.errors import EvaluationError
from kr_policy_ie.evaluate.result import MEASURES, DocumentScore, Evaluation
from kr_policy_ie.evaluate.tally import Tally, rounded, total

#: The group that stands for all groups of a measure together.
ALL = "(all)"
Figure = tuple[str, str]
Array = npt.NDArray[np.float64]
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Interval:
    """Where an F1 lies with the given confidence."""

    low: float
    high: float

    def to_dict(self) -> dict[str, float | None]:
        """Both ends, rounded."""
        return {"low": rounded(self.low), "high": rounded(self.high)}


def figures_of(documents: Sequence[DocumentScore]) -> list[Figure]:
    """Every measure with each of its groups, `ALL` first, in the order of reports."""
    groups: dict[str, set[str]] = {}
    for document in documents:
        for measure, tallies in document.tallies.items():
            groups.setdefault(measure, set()).update(tallies)
    return [
        (measure, group)
        for measure in MEASURES
        if measure in groups
        for group in [ALL, *sorted(groups[measure])]
    ]


def count_table(documents: Sequence[DocumentScore], figures: Sequence[Figure]) -> Array:
    """Counts of each figure in each document: documents x figures x 4."""
    table = np.zeros((len(documents), len(figures), 4))
    for row, document in enumerate(documents):
        for column, (measure, group) in enumerate(figures):
            tallies = document.tallies.get(measure)
            if tallies:
                found = total(tallies.values()) if group == ALL else tallies.get(group, Tally())
                table[row, column] = (found.gold, found.predicted, found.found, found.right)
    return table


def f1_of(counts: Array) -> Array:
    """F1 of counts whose last axis is gold, predicted, found, right; NaN for nothing."""
    gold, predicted, found, right = np.moveaxis(counts, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        recall = np.where(gold > 0, found / gold, 0.0)
        precision = np.where(predicted > 0, right / predicted, 0.0)
        both = precision + recall
        f1 = np.where(both > 0, 2 * precision * recall / both, 0.0)
    f1[(gold == 0) & (predicted == 0)] = np.nan
    return np.asarray(f1)


def bootstrap(
    evaluation: Evaluation, *, samples: int = 1000, seed: int = 0, level: float = 0.95
) -> dict[Figure, Interval]:
    """Percentile intervals of every F1, from resampling documents with replacement.

    Args:
        evaluation: What `evaluate` returned.
        samples: How many times to resample.
        seed: What the resampling is drawn from.
        level: The confidence.

    Returns:
        An interval for each measure and group; none where no sample has anything to count.

    Raises:
        EvaluationError: If samples or level make no sense.
    """
    if samples < 1 or not 0 < level < 1:
        raise EvaluationError(
            f"bootstrap needs samples >= 1 and 0 < level < 1, got {samples}, {level}"
        )
    figures = figures_of(evaluation.documents)
    table = count_table(evaluation.documents, figures)
    number = len(evaluation.documents)
    flat = table.reshape(number, -1)
    generator = np.random.Generator(np.random.PCG64(seed))
    drawn = []
    for start in range(0, samples, _CHUNK):
        size = min(_CHUNK, samples - start)
        weights = generator.multinomial(number, np.full(number, 1 / number), size=size)
        sums = (weights.astype(np.float64) @ flat).reshape(size, len(figures), 4)
        drawn.append(f1_of(sums))
    values = np.concatenate(drawn)
    return {
        figure: _interval(column[~np.isnan(column)], level)
        for figure, column in zip(figures, values.T, strict=True)
        if not np.isnan(column).all()
    }


def _interval(values: Array, level: float) -> Interval:
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of two runs, and how likely so large a difference is by chance."""

    measure: str
    group: str
    first: float | None
    second: float | None
    p_value: float | None

    @property
    def delta(self) -> float | None:
        """How much the second run is better."""
        if self.first is None or self.second is None:
            return None
        return self.second - self.first

    def to_dict(self) -> dict[str, Any]:
        """The difference as plain data."""
        return {
            "measure": self.measure,
            "group": self.group,
            "first": rounded(self.first),
            "second": rounded(self.second),
            "delta": rounded(self.delta),
            "p_value": rounded(self.p_value),
        }


def permutation_test(
    first: Evaluation, second: Evaluation, *, samples: int = 10_000, seed: int = 0
) -> list[Difference]:
    """The F1 of two runs over the same gold, with two-sided p-values.

    Under the null hypothesis it does not matter which run answered which document, so the
    runs are swapped at random for each document. A p-value is the share of swaps with at
    least the difference that was found, the found one counted in; never 0.

    Raises:
        EvaluationError: If the runs were not scored on the same gold.
    """
    if first.gold_digest != second.gold_digest:
        raise EvaluationError("the runs were scored on different gold; score both on the same")
    figures = sorted({*figures_of(first.documents), *figures_of(second.documents)}, key=_in_order)
    one, two = count_table(first.documents, figures), count_table(second.documents, figures)
    number = len(first.documents)
    moved = (two - one).reshape(number, -1)
    base_one, base_two = one.sum(axis=0), two.sum(axis=0)
    found_one, found_two = f1_of(base_one), f1_of(base_two)
    found = np.abs(np.nan_to_num(found_two) - np.nan_to_num(found_one))
    generator = np.random.Generator(np.random.PCG64(seed))
    extreme = np.zeros(len(figures))
    for start in range(0, samples, _CHUNK):
        size = min(_CHUNK, samples - start)
        swaps = generator.integers(0, 2, size=(size, number)).astype(np.float64)
        change = (swaps @ moved).reshape(size, len(figures), 4)
        gap = np.nan_to_num(f1_of(base_two - change)) - np.nan_to_num(f1_of(base_one + change))
        extreme += (np.abs(gap) >= found - 1e-12).sum(axis=0)
    return [
        Difference(
            measure,
            group,
            _number(found_one[column]),
            _number(found_two[column]),
            float((1 + extreme[column]) / (1 + samples)),
        )
        for column, (measure, group) in enumerate(figures)
    ]


def _in_order(figure: Figure) -> tuple[int, bool, str]:
    measure, group = figure
    return (list(MEASURES).index(measure), group != ALL, group)


def _number(figure: Any) -> float | None:
    return None if np.isnan(figure) else float(figure)
