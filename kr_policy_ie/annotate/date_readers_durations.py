"""Readers of bare durations: `five years`, `three to five years`, `two-day`, `a decade`."""

from kr_policy_ie.annotate.calendar_intervals import Interval, add_units, duration_timex, of_day
from kr_policy_ie.annotate.date_pieces import (
    Piece,
    Reader,
    Reading,
    bare_duration,
    number,
    reading,
    unit_name,
)
from kr_policy_ie.annotate.date_timeline import Timeline

FREQUENCY = frozenset({"every", "each", "per", "once", "twice", "times"})
#: Before `a year` these words make it a duration and no rate.
LEADS = frozenset({
    "for", "in", "within", "over", "after", "than", "nearly", "almost", "about", "least", "under",
    "lasts", "lasted", "last", "by", "takes", "took", "just", "only", "roughly", "around", "till",
})  # fmt: skip


#: No duration counts more units than this: larger numbers before a unit are amounts.
LONGEST = 5000
#: The pairs of units that one duration may name.
COMPOUNDS = (["year", "month"], ["year", "week"], ["year", "day"], ["month", "week"],
             ["month", "day"], ["week", "day"])  # fmt: skip


def duration(piece: Piece, line: Timeline) -> Reading | None:
    """`five years`, `two-day`, `three to five years`, `two and a half years`."""
    value = number(piece.words("num"), line)
    unit = unit_name(piece.word("unit"), line)
    if value is None or not _agrees(piece, unit, value) or _is_other_measure(piece):
        return None
    if unit == "quarter" and _is_fraction(piece, line):
        return None
    value += 0.5 if piece.has("half") else 0
    upper = number(piece.words("num2"), line) if piece.has("num2") else None
    if piece.has("num2") and (upper is None or upper <= value):
        return None
    return bare_duration(piece, value, upper, unit)


def duration_with_fraction(piece: Piece, line: Timeline) -> Reading | None:
    """`5-1/2 years`, as agencies write halves and quarters."""
    whole, top, bottom = (int(piece.word(name)) for name in ("num", "top", "bottom"))
    if not 0 < top < bottom or bottom not in (2, 3, 4, 8) or _is_age(piece):
        return None
    return bare_duration(piece, whole + top / bottom, None, unit_name(piece.word("unit"), line))


def compound_duration(piece: Piece, line: Timeline) -> Reading | None:
    """`two years and six months`, `1 month 21 days ago`."""
    numbers = [number(piece.words(name), line) for name in ("num", "num2")]
    units = [unit_name(piece.word(name), line) for name in ("unit", "unit2")]
    if None in numbers or units not in COMPOUNDS or not piece.word("unit2").endswith("s"):
        return None
    timexes = [
        duration_timex(value, unit)
        for value, unit in zip(numbers, units, strict=True)
        if value is not None
    ]
    if piece.has("step"):
        if piece.word("step") != "ago" or line.today is None:
            return None
        day = line.today
        for value, unit in zip(numbers, units, strict=True):
            day = add_units(day, -(value or 0), unit)
        return reading(piece, of_day(day), topical=False)
    result = bare_duration(piece, numbers[0] or 0, None, units[0])
    result.interval = Interval(timexes[0] + timexes[1][1:])
    result.length = None
    return result


def _is_other_measure(piece: Piece) -> bool:
    """Ages, frequencies, working time, counts of working days, `13-point-five days`."""
    if piece.before() in FREQUENCY or piece.before() == "any":
        return True
    if piece.before() == "/" or (piece.before() == "-" and piece.before(2) == "point"):
        return True
    return _is_age(piece) or _is_count_of_days(piece) or _is_working_time(piece)


def _is_fraction(piece: Piece, line: Timeline) -> bool:
    """`three-quarters of exports`, `three quarters of its output`; not `two quarters of growth`."""
    top = piece.words("num2") or piece.words("num")
    if piece.word("unit") != "quarters" or top[-1] != "three":
        return False
    first, _ = piece.parts["unit"]
    if piece.tokens.symbols[first - 1] == "-":
        return True
    return piece.after() == "of" and piece.after(2) not in line.rules.context.lasting


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
    hyphen, plural = "-" in symbols[end:first], word.endswith("s")
    if value > LONGEST or unit == "half" or (unit in ("hour", "minute") and piece.has("num2")):
        return False
    if plural or (hyphen and symbols[end - 1] != "Y"):
        return True
    if unit == "quarter" or symbols[end - 1] == "Y":
        return False
    if value == 1:
        return unit != "day" or piece.before() in LEADS
    return piece.after().isalpha() and piece.symbol_after() in ("_", "b")


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
        return bare_duration(piece, 1, upper, unit)
    result = bare_duration(piece, 1, None, unit)
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
    return bare_duration(piece, half[0], None, half[1]) if half else None


def unit_long(piece: Piece, line: Timeline) -> Reading | None:
    """`week-long`, `decade-long`; not `decades-long`, which has no number."""
    if piece.word("unit").endswith("s"):
        return None
    return bare_duration(piece, 1, None, unit_name(piece.word("unit"), line))


def duration_code(piece: Piece, line: Timeline) -> Reading | None:
    """`3Y`, as in tables of terms: only after `for`, `over`, `in`, `next`, `last`."""
    if piece.before() not in ("for", "over", "next", "last", "past", "within"):
        return None
    code = piece.word("code")
    units = {"y": "year", "m": "month", "d": "day", "w": "week"}
    return bare_duration(piece, int(code[:-1]), None, units[code[-1]])


READERS: dict[str, Reader] = {
    "duration": duration,
    "duration_with_fraction": duration_with_fraction,
    "compound_duration": compound_duration,
    "a_unit": a_unit,
    "half_unit": half_unit,
    "unit_long": unit_long,
    "duration_code": duration_code,
}
