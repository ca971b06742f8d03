"""Counts of gold and predicted items, and the precision, recall and F1 that follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from typing import Any


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items there were, and how many of them were right.

    `found` counts gold items that were answered rightly, `right` predicted items that
    were right. They are equal except where items of two labels are matched, so that one
    label gains a found gold item and another a right prediction. Half items exist only
    in the partial mode of SemEval'13.

    >>> round(Tally(gold=4, predicted=2, found=2, right=2).f1, 3)
    0.667
    """

    gold: float = 0
    predicted: float = 0
    found: float = 0
    right: float = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.gold + other.gold,
            self.predicted + other.predicted,
            self.found + other.found,
            self.right + other.right,
        )

    def times(self, factor: float) -> "Tally":
        """Each count multiplied."""
        return Tally(
            self.gold * factor, self.predicted * factor, self.found * factor, self.right * factor
        )

    @property
    def precision(self) -> float | None:
        """Share of predictions that are right; None without gold and predictions."""
        if not self.predicted:
            return None if not self.gold else 0.0
        return self.right / self.predicted

    @property
    def recall(self) -> float | None:
        """Share of gold items that are found; None without gold and predictions."""
        if not self.gold:
            return None if not self.predicted else 0.0
        return self.found / self.gold

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None without gold and predictions."""
        if self.precision is None or self.recall is None:
            return None
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def to_dict(self) -> dict[str, float | None]:
        """The counts and what follows from them, rounded to six places."""
        return {
            "precision": rounded(self.precision),
            "recall": rounded(self.recall),
            "f1": rounded(self.f1),
            "gold": self.gold,
            "predicted": self.predicted,
            "found": self.found,
            "right": self.right,
        }


#: measure -> group (label, type, role) -> tally
Tallies = dict[str, dict[str, Tally]]


def rounded(number: float | None, places: int = 6) -> float | None:
    """The number to so many places; None stays None."""
    return None if number is None else round(number, places)


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies.

    >>> total([Tally(1, 1, 1, 1), Tally(1, 0, 0, 0)]).recall
    0.5
    """
    return reduce(add, tallies, Tally())


class Sheet:
    """Counts while they are being made; `tallies` gives the result."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], list[float]] = {}

    def add(self, measure: str, group: str, tally: Tally) -> None:
        """Add one tally to a group of a measure."""
        counts = self._counts.get((measure, group))
        if counts is None:
            counts = self._counts[measure, group] = [0, 0, 0, 0]
        counts[0] += tally.gold
        counts[1] += tally.predicted
        counts[2] += tally.found
        counts[3] += tally.right

    def tallies(self) -> Tallies:
        """The counts, by measure and group."""
        tallies: Tallies = {}
        for (measure, group), counts in self._counts.items():
            tallies.setdefault(measure, {})[group] = Tally(*counts)
        return tallies


@dataclass(frozen=True, slots=True)
class Score:
    """One measure over a set of documents: by group, in all, and averaged."""

    groups: Mapping[str, Tally]
    document_f1: float | None = None

    @property
    def total(self) -> Tally:
        """All groups together: the micro average."""
        return total(self.groups.values())

    @property
    def macro_f1(self) -> float | None:
        """The mean F1 of the groups that have gold or predictions."""
        return mean(tally.f1 for tally in self.groups.values())

    def to_dict(self) -> dict[str, Any]:
        """Total, averages and groups, as plain data."""
        return {
            "total": self.total.to_dict(),
            "macro_f1": rounded(self.macro_f1),
            "document_f1": rounded(self.document_f1),
            "groups": {group: tally.to_dict() for group, tally in sorted(self.groups.items())},
        }


def mean(numbers: Iterable[float | None]) -> float | None:
    """The mean of those numbers that exist; None if none does.

    >>> mean([1.0, None, 0.5])
    0.75
    """
    given = [number for number in numbers if number is not None]
    return sum(given) / len(given) if given else None


@dataclass(slots=True)
class Confusion:
    """How often gold said one thing and the prediction another.

    `cells` maps (gold, predicted) to a count; an item that one side lacks is `NONE`.
    """

    cells: dict[tuple[str, str], int] = field(default_factory=dict)

    NONE = "(none)"

    def count(self, gold: str | None, predicted: str | None) -> None:
        """Count one pair."""
        key = (gold or self.NONE, predicted or self.NONE)
        self.cells[key] = self.cells.get(key, 0) + 1

    @property
    def labels(self) -> list[str]:
        """All names that occur, sorted, `NONE` last."""
        names = {name for key in self.cells for name in key}
        return sorted(names, key=lambda name: (name == self.NONE, name))

    def matrix(self) -> list[list[int]]:
        """Counts, a row for each gold name, a column for each predicted one."""
        names = self.labels
        return [[self.cells.get((gold, other), 0) for other in names] for gold in names]

    def to_dict(self) -> dict[str, Any]:
        """Names and rows, as plain data."""
        return {"labels": self.labels, "rows_gold": self.matrix()}
