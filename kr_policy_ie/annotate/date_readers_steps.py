"""Readers of dates that count from another date: `a year earlier`, `the same period last year`."""

import datetime

from kr_policy_ie.annotate.calendar_intervals import (
    Day,
    Interval,
    add_units,
    between,
    month_length,
    of_day,
    of_month,
    of_week,
    of_year,
    period_of,
    shift_units,
    shift_years,
)
from kr_policy_ie.annotate.date_pieces import (
    Piece,
    Reader,
    Reading,
    bare_duration,
    month_number,
    number,
    reading,
    unit_name,
)
from kr_policy_ie.annotate.date_references import (
    publication_period,
    unknown,
    year_reference,
)
from kr_policy_ie.annotate.date_timeline import Timeline


def step(piece: Piece, line: Timeline) -> Reading | None:
    """`a year earlier`, `two years ago`, `three months later`, `48 hours later`."""
    word, unit = piece.word("step"), unit_name(piece.word("unit"), line)
    value = number(piece.words("num"), line)
    if value is None or value != int(value):
        return None
    if word in ("before", "after", "later", "previously", "afterwards") and not _phrase_ends(
        piece, line
    ):
        return None
    if word == "earlier" and piece.after() == "than":
        return None
    if word == "hence":
        return None
    if word == "ago":
        return _ago(piece, int(value), unit, line)
    sign = 1 if word in ("later", "after", "afterwards") else -1
    return _from_reference(piece, sign * int(value), unit, line)


def _phrase_ends(piece: Piece, line: Timeline) -> bool:
    """Whether `before` or `after` ends the phrase, and is no conjunction of what follows."""
    if piece.last >= len(piece.tokens.words):
        return True
    following = piece.after()
    if following in (
        "the",
        "a",
        "an",
        "it",
        "its",
        "this",
        "that",
        "his",
        "their",
        "they",
        "he",
        "she",
        "than",
    ):
        return piece.word("step") == "later" and following not in ("than",)
    if piece.word("step") == "later":
        return True
    if following[:1].isalpha():
        return following in line.rules.context.may_follow
    return not following[:1].isdigit()


def _ago(piece: Piece, value: int, unit: str, line: Timeline) -> Reading | None:
    if unit == "year" and value == 1 and line.reference is not None:
        return reading(piece, shift_years(line.reference, -1), topical=False)
    today = line.today
    if today is None:
        return reading(
            piece, unknown(unit if unit not in ("hour", "minute") else "day"), topical=False
        )
    if unit in ("hour", "minute"):
        return None
    if unit in ("day", "week", "fortnight"):
        return reading(piece, of_day(add_units(today, -value, unit)), topical=False)
    if unit in ("decade", "century"):
        return reading(piece, of_year(add_units(today, -value, unit).year), topical=False)
    return reading(
        piece, period_of(add_units(today.replace(day=1), -value, unit), unit), topical=False
    )


def _from_reference(piece: Piece, value: int, unit: str, line: Timeline) -> Reading | None:
    if unit in ("hour", "minute"):
        day = line.last.get("day")
        if day is None or day.start is None or unit == "minute" or value % 24:
            return None
        return reading(
            piece, of_day(day.start + datetime.timedelta(days=value // 24)), topical=False
        )
    reference = (
        line.reference
        if unit == "year"
        else line.last.get(unit) or line.last.get("day") or line.reference
    )
    if unit == "month":
        reference = line.sentence_topic or line.last.get("month") or line.topic
    if reference is None:
        if unit == "year" and value == -1:
            return reading(piece, publication_period("year", -1, line), topical=False)
        result = bare_duration(piece, abs(value), None, unit)
        result.length = None
        return result
    if not reference.known:
        return reading(piece, _shift_unknown(reference, value, unit), topical=False)
    return reading(piece, shift_units(reference, value, unit), topical=False)


def _shift_unknown(reference: Interval, value: int, unit: str) -> Interval:
    """`three months earlier` than an October of unknown year is a July."""
    timex = reference.timex
    if unit == "month" and reference.grain == "month" and timex[5:7].isdigit():
        month = (int(timex[5:7]) - 1 + value) % 12 + 1
        return Interval(f"XXXX-{month:02d}", grain="month")
    return Interval(timex, grain=reference.grain)


def unit_step(piece: Piece, line: Timeline) -> Reading | None:
    """`the year-ago figure`, `the year-earlier period`."""
    unit = unit_name(piece.word("unit"), line)
    if piece.word("step") not in ("ago", "earlier") or unit != "year":
        return None
    result = _from_reference(piece, -1, unit, line)
    if result is not None and piece.has("tail"):
        result.first = piece.first - (1 if piece.before() == "the" else 0)
    return result


def the_unit_step(piece: Piece, line: Timeline) -> Reading | None:
    """`the day before`, `the year previous`, `the month after`."""
    unit, word = unit_name(piece.word("unit"), line), piece.word("step")
    sign = {"before": -1, "previous": -1, "earlier": -1, "prior": -1, "after": 1, "later": 1}.get(
        word
    )
    if sign is None or not _phrase_ends(piece, line):
        return None
    if unit in ("day", "week"):
        day = line.last.get("day")
        if day is None or day.start is None:
            if line.today is None:
                return reading(piece, unknown(unit), topical=False)
            day = of_day(line.today)
        start = add_units(day.start, sign, unit)  # type: ignore[arg-type]
        return reading(piece, of_day(start) if unit == "day" else of_week(start), topical=False)
    return _from_reference(piece, sign, unit, line)


def same_period(piece: Piece, line: Timeline) -> Reading | None:
    """`the same period last year`, `the same month a year earlier`, `the same 1986 period`."""
    unit = unit_name(piece.word("unit"), line)
    if piece.word("same") != "same" and unit not in ("period", "month", "quarter"):
        return None
    if unit in ("period", "term", "session"):
        reference = line.nearest_period or line.reference
    else:
        reference = line.last.get(unit)
        if unit == "month" and line.reference is not None and line.reference.grain == "month":
            reference = line.reference
        if unit == "quarter" and line.reference is not None and line.reference.grain == "quarter":
            reference = line.reference
    if unit == "session" or (unit == "term" and not piece.has("tail")):
        return None
    if reference is None:
        return reading(piece, unknown(unit if unit != "period" else "year"), topical=False)
    interval = _same(piece, reference, line)
    return reading(piece, interval, topical=False) if interval else None


def _same(piece: Piece, reference: Interval, line: Timeline) -> Interval | None:
    if piece.has("month"):
        return _same_days_in_month(piece, reference, line)
    words = piece.words("tail") or piece.words("year")
    if not words:
        return reference
    if words[0] in ("a", "an") or words[-1] in ("before", "earlier", "previous"):
        return shift_years(reference, -1)
    year = year_reference(words, line)
    if year is None or year.year is None or not reference.known:
        return Interval(
            reference.timex if not reference.known else "XXXX" + reference.timex[4:],
            grain=reference.grain,
        )
    end_year = reference.end.year if reference.end else year.year
    return shift_years(reference, year.year - end_year)


def _same_days_in_month(piece: Piece, reference: Interval, line: Timeline) -> Interval | None:
    value = month_number(piece.words("month"), line)
    if value is None or reference.start is None or reference.end is None:
        return None
    year = reference.start.year - (1 if value > reference.start.month else 0)
    if piece.has("myear"):
        named = year_reference(piece.words("myear"), line)
        if named is None or named.year is None:
            return None
        year = named.year
    if reference.grain == "month":
        return of_month(year, value)
    first = Day(year, value, min(reference.start.day, month_length(year, value)))
    last = Day(year, value, min(reference.end.day, month_length(year, value)))
    return between(of_day(first), of_day(last))


def year_ago_period(piece: Piece, line: Timeline) -> Reading | None:
    """`the year-ago period`, `the year-earlier quarter`."""
    if piece.word("unit") != "year" or piece.word("step") not in ("ago", "earlier"):
        return None
    return _from_reference(piece, -1, "year", line)


def that_unit(piece: Piece, line: Timeline) -> Reading | None:
    """`that year`, `that day`: the one named last."""
    unit = unit_name(piece.word("unit"), line)
    last = line.last.get(unit)
    if last is None or piece.symbol_after() == "-":
        return None
    return reading(piece, last, topical=False)


READERS: dict[str, Reader] = {
    "step": step,
    "unit_step": unit_step,
    "the_unit_step": the_unit_step,
    "same_period": same_period,
    "year_ago_period": year_ago_period,
    "that_unit": that_unit,
}
