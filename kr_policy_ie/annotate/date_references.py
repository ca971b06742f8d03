"""Years, months and other periods that one date expression names inside another."""

from dataclasses import dataclass

from kr_policy_ie.annotate.calendar_intervals import (
    Day,
    Interval,
    add_months,
    add_units,
    of_month,
    of_year,
    period_of,
)
from kr_policy_ie.annotate.date_pieces import two_digit_year, unit_name
from kr_policy_ie.annotate.date_timeline import Timeline


@dataclass(frozen=True)
class YearReference:
    """A year that an expression names; None where it hangs on a publication date not given."""

    year: int | None


def year_reference(words: list[str], line: Timeline) -> YearReference | None:
    """The year of `2023`, `'82`, `last year`, `the year`, `that year`; None if no year is named."""
    words = [
        word for word in words if word not in (",", "of", "in", "for", "on", "the", "’", "'", "‘")
    ]
    if not words:
        return None
    if words[0].isdigit():
        value = int(words[0])
        return YearReference(two_digit_year(words[0]) if len(words[0]) <= 2 else value)
    if words[-1] != "year":
        return None
    if words in (["that", "year"], ["same", "year"]):
        last = line.last.get("year")
        return YearReference(last.start.year if last and last.start else None)
    offset = relative_offset(words[0]) if len(words) > 1 else 0
    if line.today is None:
        return YearReference(None)
    return YearReference(line.today.year + offset)


def relative_offset(word: str) -> int:
    """-1 for `last` and its like, 1 for `next`, 0 for `this`."""
    if word in ("last", "past", "previous", "prior", "preceding", "final", "closing"):
        return -1
    return 1 if word in ("next", "coming", "following", "upcoming", "forthcoming") else 0


def year_or_unknown(reference: YearReference) -> Interval:
    """The interval of a year reference."""
    return of_year(reference.year) if reference.year is not None else Interval("XXXX", grain="year")


UNKNOWN_TIMEX = {
    "day": "XXXX-XX-XX",
    "week": "XXXX-WXX",
    "weekend": "XXXX-WXX-WE",
    "month": "XXXX-XX",
    "quarter": "XXXX-QX",
    "half": "XXXX-HX",
    "year": "XXXX",
    "decade": "XXX",
    "century": "XX",
    "fortnight": "P2W",
}


def unknown(unit: str) -> Interval:
    """A period of a unit whose place in the calendar is not known."""
    return Interval(UNKNOWN_TIMEX.get(unit, "XXXX"), grain=unit)


def publication_period(unit: str, offset: int, line: Timeline) -> Interval:
    """The calendar period some units away from the one that holds the publication day."""
    day = line.today
    if day is None:
        return unknown(unit)
    if unit == "half":
        return period_of(add_units(day, 6 * offset, "month"), "half")
    return (
        period_of(add_units(day.replace(day=1), offset, unit), unit)
        if unit
        in (
            "month",
            "quarter",
            "year",
            "decade",
        )
        else period_of(add_units(day, offset, unit), unit)
    )


def named_period(words: list[str], line: Timeline) -> Interval | None:
    """The period of a reference: `May`, `last year`, `the first quarter`, `the month`, `1986`."""
    words = [word for word in words if word not in ("the", ".", "-", ",")]
    if not words:
        return None
    lexicon = line.rules.lexicon
    if words[0] in lexicon.months:
        return _named_month(words, line)
    units = [word for word in words if word in ("quarter", "half", "qtr")]
    if units:
        return _named_part(words, unit_name(units[0], line), line)
    if words[-1] in lexicon.units and words[-1] != "year":
        unit = unit_name(words[-1], line)
        if len(words) == 1 and unit == "month":
            return line.last.get("month") or publication_period("month", 0, line)
        return publication_period(unit, relative_offset(words[0]), line)
    reference = year_reference(words, line)
    return year_or_unknown(reference) if reference else None


def _named_month(words: list[str], line: Timeline) -> Interval | None:
    value = line.rules.lexicon.months[words[0]]
    if len(words) == 1:
        return line.month_nearest(value, None)
    reference = year_reference(words[1:], line)
    if reference is None or reference.year is None:
        return Interval(f"XXXX-{value:02d}", grain="month")
    return of_month(reference.year, value)


def _named_part(words: list[str], unit: str, line: Timeline) -> Interval | None:
    if words[0] in ("this", "last", "next", "current", "previous"):
        return publication_period(unit, relative_offset(words[0]), line)
    nth = line.rules.lexicon.ordinals.get(words[0])
    if nth is None or nth > (4 if unit == "quarter" else 2):
        return None
    index = words.index("half" if unit == "half" else "quarter") if unit in words else 1
    rest = words[index + 1 :]
    reference = year_reference(rest, line) if rest else None
    if reference is None:
        return line.part_nearest(unit, nth)
    if reference.year is None:
        return Interval(f"XXXX-{unit[0].upper()}{nth}", grain=unit)
    months = 3 if unit == "quarter" else 6
    return period_of(add_months(Day(reference.year, 1, 1), months * (nth - 1)), unit)
