"""Readers of bare durations: `five years`, `three to five years`, `two-day`, `a decade`."""

from kr_policy_ie.annotate.calendar_intervals import Interval, duration_timex
from kr_policy_ie.annotate.date_pieces import Piece, Reader, Reading, number, reading, unit_name
from kr_policy_ie.annotate.date_timeline import Timeline

FREQUENCY = frozenset({"every", "each", "per", "once", "twice", "times"})
#: Before `a year` these words make it a duration and no rate.
LEADS = frozenset({
    "for", "in", "within", "over", "after", "than", "nearly", "almost", "about", "least", "under",
    "lasts", "lasted", "last", "by", "takes", "took", "just", "only", "roughly", "around", "till",
})  # fmt: skip


def duration(piece: Piece, line: Timeline) -> Reading | None:
    """`five years`, `two-day`, `three to five years`, `two and a half years`."""
    value = number(piece.words("num"), line)
    unit = unit_name(piece.word("unit"), line)
    if value is None or unit == "half" or _is_age(piece) or piece.before() in FREQUENCY:
        return None
    if not _agrees(piece, unit, value):
        return None
    if _is_count_of_days(piece) or _is_working_time(piece) or piece.before() == "any":
        return None
    if piece.before() == "-" and piece.before(2) == "point":
        return None
    if piece.has("half"):
        value += 0.5
    if not piece.has("num2"):
        return _result(piece, value, unit)
    upper = number(piece.words("num2"), line)
    if upper is None or upper <= value:
        return None
    return _result(piece, value, unit, upper)


def _result(piece: Piece, value: float, unit: str, upper: float | None = None) -> Reading:
    timex = duration_timex(value, unit)
    if upper is not None:
        timex = f"{timex}/{duration_timex(upper, unit)}"
    result = reading(piece, Interval(timex), topical=False)
    result.duration = True
    result.length = (value if upper is None else upper, unit)
    return result


def _is_age(piece: Piece) -> bool:
    """`27-year-old`, `51 years of age`."""
    if piece.symbol_after() == "-":
        return piece.after(2) in ("old", "olds")
    return piece.after() == "old" or (piece.after() == "of" and piece.after(2) == "age")


def _agrees(piece: Piece, unit: str, value: float) -> bool:
    """A singular unit needs a hyphen, the number one, or a noun that it modifies."""
    _, end = piece.parts["num"]
    first, _ = piece.parts["unit"]
    word, symbols = piece.word("unit"), piece.tokens.symbols
    if symbols[end - 1] == "Y" and "-" not in symbols[end:first]:
        return word.endswith("s")
    if unit in ("hour", "minute") and piece.has("num2"):
        return False
    if word.endswith("s") or "-" in symbols[end:first]:
        return True
    if unit in ("quarter", "half"):
        return False
    if value == 1:
        return unit != "day" or piece.before() in LEADS
    following = piece.after()
    return following.isalpha() and piece.symbol_after() in ("_", "b")


def _is_count_of_days(piece: Piece) -> bool:
    """`the month had 23 working days` counts days; `within 45 working days` is a time."""
    kinds = piece.tokens.words[piece.first : piece.last]
    return "working" in kinds and piece.before() not in (
        "for",
        "within",
        "in",
        "over",
        "by",
        "after",
    )


def _is_working_time(piece: Piece) -> bool:
    """`the 52-hour workweek`."""
    if unit_word(piece) not in ("hour", "hours"):
        return False
    return piece.after().startswith(("work", "week", "limit", "day"))


def unit_word(piece: Piece) -> str:
    """The unit as written."""
    return piece.word("unit")


def a_unit(piece: Piece, line: Timeline) -> Reading | None:
    """`in a year`, `a day or so`, `a week or two`; not the rate `15 a year`."""
    unit = unit_name(piece.word("unit"), line)
    if unit == "quarter" or _is_age(piece) or piece.symbol_after() == "-":
        return None
    marked = piece.has("or")
    if not marked and piece.before() not in LEADS:
        return None
    if piece.before() in ("than", "about", "least") and piece.before(2) in FREQUENCY:
        return None
    if piece.has("or") and piece.words("or")[-1] != "so":
        upper = number([piece.words("or")[-1]], line)
        if upper is None or upper <= 1:
            return None
        return _result(piece, 1, unit, upper)
    result = _result(piece, 1, unit)
    if marked:
        result.modifier = "approx"
    return result


def half_unit(piece: Piece, line: Timeline) -> Reading | None:
    """`half a year`, `half-year`, `half a century`."""
    unit = unit_name(piece.word("unit"), line)
    if unit in ("day", "hour", "minute", "fortnight") or piece.word("unit").endswith("s"):
        return None
    if (
        piece.before() in ("a", "and", "first", "second")
        or "-" in piece.tokens.symbols[piece.first : piece.last]
    ):
        return None
    halves = {
        "year": (6, "month"),
        "month": (15, "day"),
        "decade": (5, "year"),
        "century": (50, "year"),
    }
    half = halves.get(unit)
    return _result(piece, *half) if half else None


def unit_long(piece: Piece, line: Timeline) -> Reading | None:
    """`week-long`, `decade-long`; not `decades-long`, which has no number."""
    if piece.word("unit").endswith("s"):
        return None
    return _result(piece, 1, unit_name(piece.word("unit"), line))


def duration_code(piece: Piece, line: Timeline) -> Reading | None:
    """`3Y`, as in tables of terms: only after `for`, `over`, `in`, `next`, `last`."""
    if piece.before() not in ("for", "over", "next", "last", "past", "within"):
        return None
    code = piece.word("code")
    units = {"y": "year", "m": "month", "d": "day", "w": "week"}
    return _result(piece, int(code[:-1]), units[code[-1]])


READERS: dict[str, Reader] = {
    "duration": duration,
    "a_unit": a_unit,
    "half_unit": half_unit,
    "unit_long": unit_long,
    "duration_code": duration_code,
}
