"""Evaluations as plain text."""

from collections.abc import Iterable, Mapping, Sequence

from kr_policy_ie.evaluate.result import Evaluation
from kr_policy_ie.evaluate.statistics import ALL, Interval
from kr_policy_ie.evaluate.tally import Confusion, Score, Tally

_MENTION_COLUMNS = ("strict", "relaxed", "value", "modifier", "link", "exact", "partial", "type")
_FACT_ROWS = ("detection", "complete", "slots", "slots_strict", "source", "parent")
_SLICE_COLUMNS = (
    *("mentions.strict", "mentions.relaxed", "mentions.value"),
    *("facts.detection", "facts.slots"),
)
_ACCURACY_ROWS = ("action", "status", "evidence", "speaker")

#: A head and rows of cells.
Rows = list[list[str]]


def format_table(
    evaluation: Evaluation,
    *,
    by: Iterable[str] = (),
    intervals: Mapping[tuple[str, str], Interval] | None = None,
) -> str:
    """The evaluation as a text of tables, ready to print.

    Args:
        evaluation: What `evaluate` returned.
        by: Attributes of documents to add a table of slices for, as `source`.
        intervals: What `bootstrap` returned, to add a table of them.
    """
    parts = [_heading(evaluation), _mention_table(evaluation), _fact_table(evaluation)]
    parts += [align_columns(type_rows(evaluation)), align_columns(role_rows(evaluation))]
    for name in ("action", "status"):
        if evaluation.confusions[name].cells:
            parts.append(_confusion_table(name, evaluation.confusions[name]))
    parts += [align_columns(slice_rows(evaluation, name)) for name in by]
    if intervals:
        parts.append(_interval_table(evaluation, intervals))
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(evaluation: Evaluation) -> str:
    lines = [f"documents {len(evaluation.documents)}, answered {evaluation.answered}"]
    if evaluation.coverage is not None:
        lines[0] += f", text read {evaluation.coverage:.1%}"
    if evaluation.unknown:
        named = ", ".join(evaluation.unknown[:5])
        lines.append(f"{len(evaluation.unknown)} predicted documents are not in gold: {named}")
    return "\n".join(lines)


def _mention_table(evaluation: Evaluation) -> str:
    rows = mention_rows(evaluation)
    about = "mentions (F1; modifier and link: accuracy)\n"
    return about + align_columns(rows) if len(rows) > 1 else ""


def mention_rows(evaluation: Evaluation) -> Rows:
    """A head and a row for each label of mentions, micro and macro last."""
    scores = {name: evaluation.measures.get(f"mentions.{name}") for name in _MENTION_COLUMNS}
    rows = [["label", *_MENTION_COLUMNS, "gold", "predicted"]]
    relaxed = scores["relaxed"]
    if relaxed is None:
        return rows
    for label, tally in sorted(relaxed.groups.items()):
        cells = [_of_group(score, label) for score in scores.values()]
        rows.append([label, *cells, f"{tally.gold:g}", f"{tally.predicted:g}"])
    micro = [_figure(score.total.f1 if score else None) for score in scores.values()]
    both = relaxed.total
    rows.append(["micro", *micro, f"{both.gold:g}", f"{both.predicted:g}"])
    macro = [_figure(score.macro_f1 if score else None) for score in scores.values()]
    rows.append(["macro", *macro, "", ""])
    return rows


def _of_group(score: Score | None, group: str) -> str:
    tally = score.groups.get(group) if score else None
    return _figure(tally.f1 if tally else None)


def _fact_table(evaluation: Evaluation) -> str:
    rows = [["facts", "precision", "recall", "F1", "macro", "gold", "predicted"]]
    for name in _FACT_ROWS:
        score = evaluation.measures.get(f"facts.{name}")
        if score:
            rows.append([name, *_tally_cells(score.total, score.macro_f1)])
    accuracies = [
        [name, _figure(score.total.recall), f"{score.total.gold:g}"]
        for name in _ACCURACY_ROWS
        if (score := evaluation.measures.get(f"facts.{name}"))
    ]
    if len(rows) == 1:
        return ""
    out = align_columns(rows)
    if accuracies:
        out += "\n\n" + align_columns([["of aligned facts", "accuracy", "asked"], *accuracies])
    return out


def _tally_cells(tally: Tally, macro: float | None) -> list[str]:
    figures = (tally.precision, tally.recall, tally.f1, macro)
    return [*[_figure(figure) for figure in figures], f"{tally.gold:g}", f"{tally.predicted:g}"]


def type_rows(evaluation: Evaluation) -> Rows:
    """A head and a row for each type of facts."""
    found = evaluation.measures.get("facts.detection", Score({}))
    names = ("facts.slots_per_type", "facts.action", "facts.status")
    scores = [evaluation.measures.get(name) for name in names]
    rows = [["type", "detection", "slots", "action", "status", "gold", "predicted"]]
    for kind, tally in sorted(found.groups.items()):
        cells = [_figure(tally.f1), *[_of_group(score, kind) for score in scores]]
        rows.append([kind, *cells, f"{tally.gold:g}", f"{tally.predicted:g}"])
    return rows


def role_rows(evaluation: Evaluation) -> Rows:
    """A head and a row for each role."""
    relaxed = evaluation.measures.get("facts.slots", Score({}))
    strict = evaluation.measures.get("facts.slots_strict")
    rows = [["role", "precision", "recall", "F1", "strict F1", "gold", "predicted"]]
    for role, tally in sorted(relaxed.groups.items()):
        cells = [_figure(figure) for figure in (tally.precision, tally.recall, tally.f1)]
        exact = _of_group(strict, role)
        rows.append([role, *cells, exact, f"{tally.gold:g}", f"{tally.predicted:g}"])
    return rows


def _confusion_table(name: str, confusion: Confusion) -> str:
    labels = confusion.labels
    rows = [[f"{name}: gold \\ predicted", *labels]]
    for label, cells in zip(labels, confusion.matrix(), strict=True):
        rows.append([label, *[str(cell) if cell else "." for cell in cells]])
    return align_columns(rows)


def slice_rows(evaluation: Evaluation, by: str) -> Rows:
    """A head and a row for each slice of the documents."""
    rows = [[by, *[name.split(".")[1] for name in _SLICE_COLUMNS], "facts"]]
    for value, scores in evaluation.slices(by).items():
        cells = [_figure(scores[n].total.f1 if n in scores else None) for n in _SLICE_COLUMNS]
        gold = scores["facts.detection"].total.gold if "facts.detection" in scores else 0
        rows.append([value, *cells, f"{gold:g}"])
    return rows


def _interval_table(evaluation: Evaluation, intervals: Mapping[tuple[str, str], Interval]) -> str:
    rows = [["interval of F1", "F1", "from", "to"]]
    for measure, score in evaluation.measures.items():
        found = intervals.get((measure, ALL))
        if found:
            figures = (score.total.f1, found.low, found.high)
            rows.append([measure, *[_figure(figure) for figure in figures]])
    return align_columns(rows)


def _figure(number: float | None) -> str:
    return "-" if number is None else f"{number:.3f}"


def align_columns(rows: Sequence[Sequence[str]], *, left: bool = False) -> str:
    """Rows of cells as lines: the first column to the left, the others to the right.

    Args:
        rows: The cells.
        left: All columns to the left.

    >>> print(align_columns([["a", "b"], ["long", "1"]]))
    a     b
    long  1
    """
    width = max(len(row) for row in rows)
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    sizes = [max(len(row[column]) for row in full) for column in range(width)]
    lines = []
    for row in full:
        cells = [row[0].ljust(sizes[0])]
        side = str.ljust if left else str.rjust
        cells += [side(cell, size) for cell, size in zip(row[1:], sizes[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
