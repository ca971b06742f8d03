"""Confusion matrices as inline SVG."""

from html import escape

from kr_policy_ie.evaluate.tally import Confusion

_CELL, _GAP, _LETTER = 34, 8, 7.6
_RIGHT, _WRONG = "#1d6b52", "#b4442c"


def matrix_svg(name: str, confusion: Confusion) -> str:
    """An SVG picture of a matrix: rows are gold, columns predictions.

    A cell is the darker, the larger its share of its row; right answers are green, wrong
    ones red. Every cell says in a tooltip what it counts. The text is safe to put in HTML.
    """
    labels, rows = confusion.labels, confusion.matrix()
    margin = int(max((len(label) for label in labels), default=0) * _LETTER) + 2 * _GAP
    top = margin + 16
    width, height = margin + _CELL * len(labels) + 16, top + _CELL * len(labels) + _GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(name, quote=True)}: gold in rows, predictions in columns">',
        f'<text x="{margin}" y="12" class="axis">predicted →</text>',
        f'<text x="{_GAP}" y="{top - _GAP}" class="axis">gold ↓</text>',
    ]
    for place, label in enumerate(labels):
        middle = _CELL * place + _CELL // 2
        parts.append(_label(label, margin - _GAP, top + middle + 4))
        parts.append(_column_label(label, margin + middle + 4, top - _GAP))
    for row, counts in enumerate(rows):
        for column, count in enumerate(counts):
            x, y = margin + _CELL * column, top + _CELL * row
            share = count / sum(counts) if count else 0.0
            said = f"gold {labels[row]}, predicted {labels[column]}: {count}"
            parts.append(_cell((x, y), count, share, _RIGHT if row == column else _WRONG, said))
    return "".join([*parts, "</svg>"])


def _label(label: str, x: int, y: int) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="end">{escape(label)}</text>'


def _column_label(label: str, x: int, y: int) -> str:
    return f'<text x="{x}" y="{y}" transform="rotate(-90 {x} {y})">{escape(label)}</text>'


def _cell(place: tuple[int, int], count: int, share: float, colour: str, said: str) -> str:
    x, y = place
    inside = _CELL - 2
    fill = (
        f'fill="{colour}" fill-opacity="{0.12 + 0.88 * share:.2f}"' if count else 'fill="#f1f1ee"'
    )
    box = f'<rect x="{x}" y="{y}" width="{inside}" height="{inside}" rx="3" {fill}/>'
    number = ""
    if count:
        ink = "#fff" if share > 0.45 else "#222"
        middle = inside / 2
        number = (
            f'<text x="{x + middle:g}" y="{y + middle + 4:g}" text-anchor="middle" '
            f'fill="{ink}">{count}</text>'
        )
    return f"<g><title>{escape(said)}</title>{box}{number}</g>"
