"""An evaluation as one self-contained HTML page."""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from kr_policy_ie.evaluate.comparison import Change, Comparison, comparison_rows
from kr_policy_ie.evaluate.judgement import Item, Judgement
from kr_policy_ie.evaluate.matrix_picture import matrix_svg
from kr_policy_ie.evaluate.result import ACCURACIES, Evaluation
from kr_policy_ie.evaluate.statistics import ALL, Figure, Interval
from kr_policy_ie.evaluate.tables import mention_rows, role_rows, slice_rows, type_rows

_CONTEXT, _LONGEST = 60, 600
_SOFT = ("boundary", "modifier", "source")
# What HTML cannot hold, or what would turn the page's own text around.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def html_report(
    evaluation: Evaluation,
    *,
    title: str = "Evaluation",
    intervals: Mapping[Figure, Interval] | None = None,
    comparison: Comparison | None = None,
    by: Iterable[str] = (),
) -> str:
    """A page with all figures, matrices and errors, which opens from disk without network.

    Text of documents is escaped, and the page's content security policy allows its own
    style and script only.

    Args:
        evaluation: What `evaluate` returned.
        title: The heading.
        intervals: What `bootstrap` returned, to show beside the figures.
        comparison: What `compare` returned, to show what changed.
        by: Attributes of documents to show slices for, as `source`.
    """
    errors = [_error(judged, evaluation.texts) for judged in evaluation.errors()]
    style, script = _asset("report.css"), _asset("report.js")
    page = _template().render(
        title=title,
        about=_about(evaluation),
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
        summary=_summary(evaluation, intervals),
        summary_note=_summary_note(intervals),
        mentions=mention_rows(evaluation),
        types=type_rows(evaluation),
        roles=role_rows(evaluation),
        pictures=[
            (name, Markup(matrix_svg(name, matrix)))
            for name, matrix in evaluation.confusions.items()
            if matrix.cells
        ],
        slices=[{"by": name, "rows": slice_rows(evaluation, name)} for name in by],
        changes=_changes(comparison) if comparison else None,
        errors=errors,
        filters=[
            (name, sorted({str(error[name]) for error in errors}))
            for name in ("document", "level", "label", "outcome")
        ],
    )
    return _UNPRINTABLE.sub("\ufffd", page)


def _asset(name: str) -> str:
    return (files(__package__) / "templates" / name).read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def _template() -> Any:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.from_string(_asset("report.html.j2"))


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")


def _about(evaluation: Evaluation) -> str:
    parts = [f"{len(evaluation.documents)} documents", f"{evaluation.answered} answered"]
    if evaluation.coverage is not None:
        parts.append(f"{evaluation.coverage:.1%} of the text read")
    parts.append(f"gold {evaluation.gold_digest[:12]}")
    return ", ".join(parts)


def _summary(
    evaluation: Evaluation, intervals: Mapping[Figure, Interval] | None
) -> list[list[str]]:
    head = ["measure", "precision", "recall", "F1"]
    rows = [head + (["from", "to"] if intervals else []) + ["macro", "per document", "gold"]]
    for name, score in evaluation.measures.items():
        tally = score.total
        shares = [_figure(tally.precision), _figure(tally.recall)]
        row = [name, *(["", ""] if name in ACCURACIES else shares), _figure(tally.f1)]
        if intervals:
            interval = intervals.get((name, ALL))
            row += [_figure(interval.low), _figure(interval.high)] if interval else ["", ""]
        row += [_figure(score.macro_f1), _figure(score.document_f1), f"{tally.gold:g}"]
        rows.append(row)
    return rows


def _summary_note(intervals: Mapping[Figure, Interval] | None) -> str:
    said = "Modifier, link, action, status, evidence and speaker are accuracies over matched pairs."
    if intervals:
        said += " From and to: the interval of F1 by resampling documents."
    return said


def _figure(number: float | None) -> str:
    return "–" if number is None else f"{number:.3f}"


def _error(judged: Judgement, texts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "document": judged.document,
        "level": judged.level,
        "label": judged.label,
        "outcome": judged.outcome,
        "soft": judged.outcome in _SOFT,
        "context": _context(judged, texts.get(judged.document, "")),
        "rows": _sides(judged),
    }


def _context(judged: Judgement, text: str) -> list[tuple[str, str]]:
    """The text around an item in pieces, each with what marks it."""
    gold, other = judged.gold, judged.predicted
    spans = [(item.start, item.end) for item in (gold, other) if item]
    start, end = min(s for s, _ in spans), max(e for _, e in spans)
    if judged.level == "fact" or end - start > _LONGEST:
        return [(_cut(text[start:end]), "")]
    left, right = max(0, start - _CONTEXT), min(len(text), end + _CONTEXT)
    edges = sorted({left, right, *(edge for span in spans for edge in span)})
    pieces = []
    for begin, stop in pairwise(edges):
        marks = [
            name
            for name, item in (("gold", gold), ("guess", other))
            if item and item.start <= begin and stop <= item.end
        ]
        pieces.append((text[begin:stop], "both" if len(marks) == 2 else "".join(marks)))
    return pieces


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _sides(judged: Judgement) -> list[dict[str, Any]]:
    """What gold and prediction say, row by row."""
    gold, other = _details(judged.gold, judged.level), _details(judged.predicted, judged.level)
    return [
        {
            "name": name,
            "gold": _cut(gold.get(name, "")),
            "predicted": _cut(other.get(name, "")),
            "same": gold.get(name) == other.get(name),
        }
        for name in dict.fromkeys([*gold, *other])
    ]


def _details(item: Item | None, level: str) -> dict[str, str]:
    if item is None:
        return {}
    own = {} if level == "fact" else {"text": item.text, "label": item.label}
    return {**own, **item.details}


def _changes(comparison: Comparison) -> dict[str, Any]:
    lists: Sequence[tuple[str, Sequence[Change]]] = (
        ("fixed", comparison.fixed),
        ("broken", comparison.broken),
        ("both wrong", comparison.both_wrong),
    )
    return {
        "figures": comparison_rows(comparison),
        "lists": [(name, [_change_row(change) for change in changes]) for name, changes in lists],
    }


def _change_row(change: Change) -> list[str]:
    known = change.judgement
    item = known.gold or known.predicted
    sides = [side.outcome if side else "–" for side in (change.first, change.second)]
    return [known.document, known.level, known.label, _cut(item.text if item else "")[:160], *sides]
