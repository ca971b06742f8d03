"""Readers of parts of longer periods: `the first 20 days of November`, `the second week of May`."""

import datetime

from kr_policy_ie.annotate.calendar_intervals import (
    Day,
    Interval,
    add_units,
    between,
    duration_timex,
    of_day,
    of_month,
    of_week,
    of_weekend,
    period_of,
)
from kr_policy_ie.annotate.date_pieces import (
    Piece,
    Reader,
    Reading,
    bare_duration,
    month_number,
    number,
    ordinal,
    reading,
    unit_name,
)
from kr_policy_ie.annotate.date_references import (
    named_period,
    publication_period,
    relative_offset,
    unknown,
    year_reference,
)
from kr_policy_ie.annotate.date_timeline import Timeline

WEEK = datetime.timedelta(days=7)


def first_units(piece: Piece, line: Timeline) -> Reading | None:
    """`the first 20 days of November`, `the final six weeks of the first quarter`."""
    unit, nth = unit_name(piece.word("unit"), line), piece.word("nth")
    count = number(piece.words("num"), line)
    whole = named_period(piece.words("ref"), line)
    at_end = relative_offset(nth) < 0
    if count is None or count != int(count) or whole is None or (nth != "first" and not at_end):
        return None
    if unit not in ("day", "week", "month", "quarter", "year"):
        return None
    skip = 1 if piece.has("the") and at_end else 0
    if whole.start is None or whole.end is None:
        return reading(piece, _unknown_part(int(count), unit, whole, at_end), skip=skip)
    interval = _part_of(whole, int(count), unit, at_end=at_end)
    return reading(piece, interval, skip=skip) if interval else None


def _unknown_part(count: int, unit: str, whole: Interval, at_end: bool) -> Interval:
    if unit == "month" and whole.grain == "year" and 1 <= count <= 12:
        first, last = (13 - count, 12) if at_end else (1, count)
        return Interval(f"XXXX-{first:02d}/XXXX-{last:02d}")
    if unit == "day" and whole.grain == "month" and not at_end:
        return Interval(f"{whole.timex}-01/{whole.timex}-{count:02d}")
    return Interval(duration_timex(count, unit))


def _part_of(whole: Interval, count: int, unit: str, *, at_end: bool) -> Interval | None:
    start, end = whole.start, whole.end
    if start is None or end is None or count < 1:
        return None
    day = datetime.timedelta(days=1)
    if at_end:
        start = add_units(end + day, -count, unit)
    else:
        end = add_units(start, count, unit) - day
    if start < (whole.start or start) or end > (whole.end or end):
        return None
    if unit in ("month", "quarter") and start.day == 1:
        return between(of_month(start.year, start.month), of_month(end.year, end.month))
    if unit == "week":
        return Interval(duration_timex(count, "week"), start, end)
    return between(of_day(start), of_day(end))


def nth_unit(piece: Piece, line: Timeline) -> Reading | None:
    """`the first week of May`, `the third month of next year`, `the second week of 2021`."""
    unit = unit_name(piece.word("unit"), line)
    whole = named_period(piece.words("ref"), line)
    nth = piece.word("nth")
    value = -1 if relative_offset(nth) < 0 else ordinal(piece.words("nth"), line)
    if whole is None or value is None or unit in ("decade", "century", "fortnight"):
        return None
    if whole.start is None or whole.end is None:
        return reading(piece, unknown(unit))
    if unit in ("week", "weekend"):
        return _nth_week(piece, whole, value, unit)
    if unit == "year" and whole.grain != "decade":
        return None
    base = (
        add_units(whole.end + datetime.timedelta(days=1), -1, unit)
        if value < 0
        else add_units(whole.start, value - 1, unit)
    )
    if not whole.start <= base <= whole.end:
        return None
    return reading(piece, period_of(base, unit))


def _nth_week(piece: Piece, whole: Interval, value: int, unit: str) -> Reading | None:
    """Weeks belong to the month or year that holds their Thursday, as in ISO 8601."""
    if whole.start is None or whole.end is None:
        return None
    monday = whole.start - datetime.timedelta(days=whole.start.weekday())
    if (monday + datetime.timedelta(days=3)) < whole.start:
        monday += datetime.timedelta(days=7)
    if value < 0:
        monday = whole.end - datetime.timedelta(days=whole.end.weekday())
        if monday + datetime.timedelta(days=3) > whole.end:
            monday -= datetime.timedelta(days=7)
    else:
        monday += datetime.timedelta(days=7 * (value - 1))
    if monday > whole.end:
        return None
    return reading(piece, of_week(monday) if unit == "week" else of_weekend(monday))


def first_units_alone(piece: Piece, line: Timeline) -> Reading | None:
    """`its first three years`: how long, not when."""
    unit = unit_name(piece.word("unit"), line)
    value = number(piece.words("num"), line)
    if value is None or piece.word("nth") != "first":
        return None
    result = bare_duration(piece, value, None, unit)
    result.first += 1 if piece.has("the") else 0
    if (
        unit == "month"
        and piece.has("the")
        and value <= 12
        and piece.before() in ("in", "for", "during", "over")
    ):
        today = line.today
        if today is not None and today.month >= value:
            interval = between(of_month(today.year, 1), of_month(today.year, int(value)))
            result.interval, result.duration, result.topical = interval, False, True
            result.first = piece.first
    return result


def nth_weekday(piece: Piece, line: Timeline) -> Reading | None:
    """`the first Monday of June`, `the last Friday in this month`."""
    month = named_period(piece.words("ref"), line)
    weekday = line.rules.lexicon.weekdays[piece.word("weekday")]
    nth = ordinal([piece.word("nth")], line)
    if month is None or month.grain != "month" or piece.word("nth") in ("past", "previous"):
        return None
    if month.start is None or month.end is None:
        return reading(piece, Interval(f"XXXX-XX-WXX-{weekday}", grain="day"))
    if nth is None:
        day = month.end - datetime.timedelta(days=(month.end.isoweekday() - weekday) % 7)
    else:
        offset = (weekday - month.start.isoweekday()) % 7
        day = month.start + datetime.timedelta(days=offset) + (nth - 1) * WEEK
    return reading(piece, of_day(day)) if month.start <= day <= month.end else None


def week_of_day(piece: Piece, line: Timeline) -> Reading | None:
    """`week ended April 3`, `the week of May 8`, `the week beginning May 8`."""
    month = month_number(piece.words("month"), line)
    value = ordinal(piece.words("day"), line)
    if piece.word("unit") != "week" or month is None or value is None:
        return None
    if piece.word("from") not in ("", "of", "beginning", "start"):
        return None
    day = _day_of_year(month, value, piece, line)
    if day.start is None:
        return reading(piece, Interval("XXXX-WXX", grain="week"))
    if piece.word("from") == "of":
        return reading(piece, of_week(day.start))
    last = datetime.timedelta(days=6)
    start = day.start - last if piece.has("ended") else day.start
    return reading(piece, between(of_day(start), of_day(start + last)))


def _day_of_year(month: int, value: int, piece: Piece, line: Timeline) -> Interval:
    if not piece.has("year"):
        return line.day_nearest(month, value, line.tense(piece.first, piece.last))
    reference = year_reference(piece.words("year"), line)
    if reference is None or reference.year is None:
        return Interval("XXXX-WXX", grain="week")
    return of_day(Day(reference.year, month, value))


def week_number(piece: Piece, line: Timeline) -> Reading | None:
    """`week 23`, `week 3 of 2027`: ISO 8601 weeks."""
    value = int(piece.word("num"))
    if piece.word("unit") != "week" or piece.after() in ("of", "percent"):
        return None
    words = piece.words("year") or ["this", "year"]
    reference = year_reference(words, line)
    if reference is None or reference.year is None:
        return reading(piece, Interval(f"XXXX-W{value:02d}", grain="week"))
    return reading(piece, of_week(Day.fromisocalendar(reference.year, value, 1)))


def unit_after_next(piece: Piece, line: Timeline) -> Reading | None:
    """`the week after next`, `the year after next`."""
    return reading(piece, publication_period(unit_name(piece.word("unit"), line), 2, line))


READERS: dict[str, Reader] = {
    "first_units": first_units,
    "nth_unit": nth_unit,
    "first_units_alone": first_units_alone,
    "nth_weekday": nth_weekday,
    "week_of_day": week_of_day,
    "week_number": week_number,
    "unit_after_next": unit_after_next,
}
