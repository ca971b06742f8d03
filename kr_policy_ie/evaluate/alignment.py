"""Optimal one-to-one alignment of spans, fillers and facts.

All alignments are optimal and break ties by what they would count next, so that the
order of items in a file changes nothing.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment


class HasSpan(Protocol):
    """Anything with half-open offsets."""

    @property
    def start(self) -> int:
        """First offset."""

    @property
    def end(self) -> int:
        """Offset after the last."""


S = TypeVar("S", bound=HasSpan)
T = TypeVar("T")
Rank = tuple[int, ...]


def overlap(first: HasSpan, second: HasSpan) -> bool:
    """Whether two spans share a character."""
    return min(first.end, second.end) > max(first.start, second.start)


def distance(first: HasSpan, second: HasSpan) -> int:
    """How far apart the two ends of two spans are, together."""
    return abs(first.start - second.start) + abs(first.end - second.end)


def align_spans(
    gold: Sequence[S], predicted: Sequence[S], rank: Callable[[S, S], Rank]
) -> list[tuple[S, S]]:
    """Pairs of overlapping spans: as many as can be, then those of the highest rank.

    Spans of one side must not overlap each other. Then overlapping pairs never cross, and
    a dynamic programme over each cluster of spans finds the best pairs.

    Args:
        gold: Spans of one side, in any order.
        predicted: Spans of the other side, in any order.
        rank: What a pair is worth; ranks are summed and compared place by place.
    """
    pairs: list[tuple[S, S]] = []
    for golds, others in _clusters(gold, predicted):
        if len(golds) == len(others) == 1:
            pairs.append((golds[0], others[0]))
        elif golds and others:
            pairs.extend(_best_pairs(golds, others, rank))
    return pairs


def _clusters(gold: Sequence[S], predicted: Sequence[S]) -> list[tuple[list[S], list[S]]]:
    """The spans in groups that are connected by overlaps."""
    spans = sorted(
        [(span.start, span.end, 0, span) for span in gold]
        + [(span.start, span.end, 1, span) for span in predicted],
        key=lambda item: item[:3],
    )
    clusters: list[tuple[list[S], list[S]]] = []
    reach = -1
    for start, end, side, span in spans:
        if start >= reach:
            clusters.append(([], []))
        clusters[-1][side].append(span)
        reach = max(reach, end)
    return clusters


def _best_pairs(golds: list[S], others: list[S], rank: Callable[[S, S], Rank]) -> list[tuple[S, S]]:
    worth = {
        (i, j): (1, *rank(one, two))
        for i, one in enumerate(golds)
        for j, two in enumerate(others)
        if overlap(one, two)
    }
    width = len(next(iter(worth.values()), (0,)))
    best: dict[tuple[int, int], tuple[Rank, tuple[tuple[int, int], ...]]] = {}
    nothing: tuple[Rank, tuple[tuple[int, int], ...]] = ((0,) * width, ())
    for i in range(len(golds)):
        for j in range(len(others)):
            choices = [best.get((i - 1, j), nothing), best.get((i, j - 1), nothing)]
            if (i, j) in worth:
                sums, pairs = best.get((i - 1, j - 1), nothing)
                added = tuple(a + b for a, b in zip(sums, worth[i, j], strict=True))
                choices.append((added, (*pairs, (i, j))))
            best[i, j] = max(choices, key=lambda choice: choice[0])
    _, chosen = best.get((len(golds) - 1, len(others) - 1), nothing)
    return [(golds[i], others[j]) for i, j in chosen]


def match_all(
    gold: Sequence[T], predicted: Sequence[T], same: Callable[[T, T], bool]
) -> list[tuple[int, int]]:
    """The largest set of index pairs of items that are the same, each item used once.

    >>> match_all(["a", "ab"], ["b", "a"], lambda one, two: two in one)
    [(0, 1), (1, 0)]
    """
    if len(gold) == len(predicted) == 1:
        return [(0, 0)] if same(gold[0], predicted[0]) else []
    return assign([[int(same(one, two)) for two in predicted] for one in gold])


def assign(weights: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Index pairs of the assignment with the highest sum of positive weights.

    Weights are integers below 2**40, so that sums in floating point stay exact.

    >>> assign([[3, 2], [2, 0]])
    [(0, 1), (1, 0)]
    """
    if not weights or not weights[0]:
        return []
    matrix = np.asarray(weights, dtype=np.float64)
    rows, columns = linear_sum_assignment(matrix, maximize=True)
    return [
        (int(i), int(j)) for i, j in zip(rows, columns, strict=True) if weights[int(i)][int(j)] > 0
    ]
