"""Two runs on the same gold: what became better, what worse, and whether it is chance."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kr_policy_ie.evaluate.judgement import Judgement, Level
from kr_policy_ie.evaluate.result import Evaluation
from kr_policy_ie.evaluate.statistics import ALL, Difference, permutation_test
from kr_policy_ie.evaluate.tables import align_columns

#: document, start, level, label, end, spurious, what tells facts apart, which of the same
Key = tuple[str, int, str, str, int, bool, str, int]
_HEADLINES = (
    *("mentions.strict", "mentions.relaxed", "mentions.value", "mentions.modifier"),
    *("mentions.link", "facts.detection", "facts.slots", "facts.slots_strict"),
    *("facts.action", "facts.status", "facts.source", "facts.complete"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One item in both runs; a side that has nothing to say of it is None."""

    first: Judgement | None
    second: Judgement | None

    @property
    def judgement(self) -> Judgement:
        """The side that there is, the second one first."""
        known = self.second or self.first
        if known is None:
            raise ValueError("a change has at least one side")
        return known

    def to_dict(self) -> dict[str, Any]:
        """Both sides as plain data."""
        return {
            "first": self.first.to_dict() if self.first else None,
            "second": self.second.to_dict() if self.second else None,
        }


@dataclass(frozen=True)
class Comparison:
    """How a second run differs from a first one.

    Attributes:
        differences: Every figure of both, with p-values.
        fixed: Gold items that only the second run got right, and spurious ones that it lost.
        broken: Gold items that only the first run got right, and spurious ones that are new.
        both_wrong: Gold items that neither got right, and spurious ones of both.
    """

    differences: tuple[Difference, ...]
    fixed: tuple[Change, ...]
    broken: tuple[Change, ...]
    both_wrong: tuple[Change, ...]

    def figure(self, measure: str, group: str = ALL) -> Difference | None:
        """The difference in one figure."""
        for known in self.differences:
            if (known.measure, known.group) == (measure, group):
                return known
        return None

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "differences": [difference.to_dict() for difference in self.differences],
            "fixed": [change.to_dict() for change in self.fixed],
            "broken": [change.to_dict() for change in self.broken],
            "both_wrong": [change.to_dict() for change in self.both_wrong],
        }


def compare(
    first: Evaluation, second: Evaluation, *, samples: int = 10_000, seed: int = 0
) -> Comparison:
    """What changed from a first run to a second one on the same gold.

    Args:
        first: The run to compare with.
        second: The run to judge.
        samples: How many swaps the permutation test draws.
        seed: What they are drawn from.

    Raises:
        EvaluationError: If the runs were not scored on the same gold.
    """
    differences = permutation_test(first, second, samples=samples, seed=seed)
    one, two = _by_key(first.judgements), _by_key(second.judgements)
    fixed, broken, both_wrong = [], [], []
    for key in sorted({*one, *two}):
        change = Change(one.get(key), two.get(key))
        was, now = _good(change.first, change), _good(change.second, change)
        if was and not now:
            broken.append(change)
        elif now and not was:
            fixed.append(change)
        elif not now:
            both_wrong.append(change)
    return Comparison(tuple(differences), tuple(fixed), tuple(broken), tuple(both_wrong))


def _by_key(judgements: Iterable[Judgement]) -> Mapping[Key, Judgement]:
    """Judgements by what identifies their item; the like of each other are numbered."""
    seen: Counter[tuple[object, ...]] = Counter()
    found: dict[Key, Judgement] = {}
    for judgement in judgements:
        document, level, label, start, end, extra = judgement.key
        like = (document, start, level, label, end, judgement.outcome == "spurious", extra)
        seen[like] += 1
        key: Key = (*like, seen[like])
        found[key] = judgement
    return found


def _good(side: Judgement | None, change: Change) -> bool:
    """Whether a run does well on an item: got it right, or did not make it up."""
    if side is not None:
        return side.good
    return change.judgement.outcome == "spurious"


def format_comparison(comparison: Comparison, *, items: int = 10) -> str:
    """The comparison as a text: figures, then the items that changed.

    Args:
        comparison: What `compare` returned.
        items: How many items of each list to show.
    """
    parts = [align_columns(comparison_rows(comparison)), _counts(comparison)]
    for name, changes in _lists(comparison).items():
        lines = [f"{name} ({len(changes)})"] + [f"  {_line(change)}" for change in changes[:items]]
        if len(changes) > items:
            lines.append(f"  … {len(changes) - items} more")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def comparison_rows(comparison: Comparison) -> list[list[str]]:
    """A head and a row for each headline figure."""
    rows = [["figure", "first", "second", "change", "p"]]
    for measure in _HEADLINES:
        found = comparison.figure(measure)
        if found:
            rows.append([measure, *_cells(found)])
    return rows


def _lists(comparison: Comparison) -> dict[str, tuple[Change, ...]]:
    return {
        "fixed": comparison.fixed,
        "broken": comparison.broken,
        "both wrong": comparison.both_wrong,
    }


def _cells(found: Difference) -> list[str]:
    delta = "-" if found.delta is None else f"{found.delta:+.3f}"
    p_value = "-" if found.p_value is None else f"{found.p_value:.4f}"
    return [_figure(found.first), _figure(found.second), delta, p_value]


def _figure(number: float | None) -> str:
    return "-" if number is None else f"{number:.3f}"


def _counts(comparison: Comparison) -> str:
    levels: tuple[Level, ...] = ("mention", "fact", "slot")
    rows = [["items"] + [f"{level}s" for level in levels]]
    for name, changes in _lists(comparison).items():
        counts = Counter(change.judgement.level for change in changes)
        rows.append([name, *[str(counts[level]) for level in levels]])
    return align_columns(rows)


def _line(change: Change) -> str:
    known = change.judgement
    item = known.gold or known.predicted
    outcomes = [side.outcome if side else "-" for side in (change.first, change.second)]
    words = " ".join((item.text if item else "").split())
    return f"{known.document}: {known.level} {known.label} {words!r:.80} ({' -> '.join(outcomes)})"
