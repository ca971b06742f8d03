"""Calendar intervals: years, halves, quarters, months, weeks, days, and steps between them.

An interval is inclusive at both ends. Where the year is not known (no publication date), the
interval has no ends and its TIMEX value carries `XXXX`.
"""

import calendar
import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

Day = datetime.date

#: Months that one unit is long; days and weeks are counted in days instead.
UNIT_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
UNIT_DAYS = {"day": 1, "weekend": 2, "week": 7, "fortnight": 14}
#: The letter of a unit in a TIMEX duration, and how many of them the unit is.
UNIT_LETTER = {
    "day": ("D", 1),
    "week": ("W", 1),
    "fortnight": ("W", 2),
    "month": ("M", 1),
    "quarter": ("Q", 1),
    "year": ("Y", 1),
    "decade": ("Y", 10),
    "century": ("Y", 100),
    "weekend": ("WE", 1),
}


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of days with its TIMEX value; `grain` says what kind of period it is."""

    timex: str
    start: Day | None = None
    end: Day | None = None
    grain: str = "range"
    modifier: str | None = None

    @property
    def known(self) -> bool:
        """Whether both ends are known."""
        return self.start is not None and self.end is not None


def month_length(year: int, month: int) -> int:
    """Number of days in a month.

    >>> month_length(2024, 2)
    29
    """
    return calendar.monthrange(year, month)[1]


def of_day(day: Day) -> Interval:
    """One day."""
    return Interval(day.isoformat(), day, day, "day")


def of_week(day: Day) -> Interval:
    """The ISO week (Monday to Sunday) that holds a day.

    >>> of_week(datetime.date(2023, 7, 3)).timex
    '2023-W27'
    """
    monday = day - datetime.timedelta(days=day.weekday())
    iso = day.isocalendar()
    return Interval(
        f"{iso[0]:04d}-W{iso[1]:02d}", monday, monday + datetime.timedelta(days=6), "week"
    )


def of_weekend(day: Day) -> Interval:
    """Saturday and Sunday of the ISO week that holds a day."""
    week = of_week(day)
    if week.start is None or week.end is None:
        return week
    return Interval(
        f"{week.timex}-WE", week.start + datetime.timedelta(days=5), week.end, "weekend"
    )


@lru_cache(maxsize=4096)
def of_month(year: int, month: int) -> Interval:
    """One calendar month."""
    last = Day(year, month, month_length(year, month))
    return Interval(f"{year:04d}-{month:02d}", Day(year, month, 1), last, "month")


def of_quarter(year: int, quarter: int) -> Interval:
    """One calendar quarter, 1 to 4."""
    last = 3 * quarter
    return Interval(
        f"{year:04d}-Q{quarter}",
        Day(year, last - 2, 1),
        Day(year, last, month_length(year, last)),
        "quarter",
    )


def of_half(year: int, half: int) -> Interval:
    """One half of a calendar year, 1 or 2."""
    last = 6 * half
    return Interval(
        f"{year:04d}-H{half}",
        Day(year, last - 5, 1),
        Day(year, last, month_length(year, last)),
        "half",
    )


@lru_cache(maxsize=512)
def of_year(year: int) -> Interval:
    """One calendar year."""
    return Interval(f"{year:04d}", Day(year, 1, 1), Day(year, 12, 31), "year")


def of_decade(first_year: int) -> Interval:
    """Ten years from a year that ends in 0; the TIMEX value drops its last digit.

    >>> of_decade(1990).timex
    '199'
    """
    return Interval(
        f"{first_year // 10:03d}", Day(first_year, 1, 1), Day(first_year + 9, 12, 31), "decade"
    )


def of_fiscal_year(year: int, first_month: int) -> Interval:
    """The fiscal year that begins in a month of a calendar year.

    >>> of_fiscal_year(1987, 4).end
    datetime.date(1988, 3, 31)
    """
    start = Day(year, first_month, 1)
    return Interval(f"FY{year:04d}", start, add_months(start, 12) - ONE_DAY, "year")


def between(first: Interval, last: Interval) -> Interval:
    """The interval from the start of one to the end of another.

    Whole quarters and halves get their own TIMEX value.

    >>> between(of_month(2023, 1), of_month(2023, 6)).timex
    '2023-H1'
    """
    if first.start is None or last.end is None:
        return Interval(f"{first.timex}/{last.timex}", None, None, "range")
    if last.end < first.start:
        return Interval(f"{first.timex}/{last.timex}", None, None, "range")
    if (
        first.grain == last.grain == "month"
        and last.start is not None
        and first.start.year == last.start.year
    ):
        for whole in _whole_periods(first.start.year):
            if (whole.start, whole.end) == (first.start, last.end):
                return whole
    return Interval(f"{first.timex}/{last.timex}", first.start, last.end, "range")


def _whole_periods(year: int) -> list[Interval]:
    halves = [of_half(year, half) for half in (1, 2)]
    return [*(of_quarter(year, quarter) for quarter in (1, 2, 3, 4)), *halves]


def add_months(day: Day, months: int) -> Day:
    """The day some months away, at most the last day of its month.

    >>> add_months(datetime.date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return Day(year, month, min(day.day, month_length(year, month)))


def add_units(day: Day, number: float, unit: str) -> Day:
    """The day some units away; fractions of years are counted in months, of weeks in days.

    >>> add_units(datetime.date(2023, 4, 25), 5, "year")
    datetime.date(2028, 4, 25)
    """
    if unit in UNIT_MONTHS:
        return add_months(day, round(number * UNIT_MONTHS[unit]))
    return day + datetime.timedelta(days=round(number * UNIT_DAYS[unit]))


def period_of(day: Day, unit: str) -> Interval:
    """The calendar period of one unit that holds a day."""
    return PERIOD_OF.get(unit, PERIOD_OF["year"])(day)


def shift_years(interval: Interval, years: int) -> Interval:
    """The same period some years away.

    >>> shift_years(of_quarter(2023, 2), -1).timex
    '2022-Q2'
    """
    if interval.start is None or interval.end is None:
        return replace(interval, timex="XXXX" + interval.timex[4:])
    start = add_months(interval.start, 12 * years)
    if interval.grain == "day":
        return of_day(start)
    if interval.grain in ("month", "quarter", "half", "year", "decade"):
        return period_of(start, interval.grain)
    if interval.grain == "week":
        return of_week(interval.start + datetime.timedelta(weeks=52 * years))
    end = _same_month_end(interval.end, 12 * years)
    return Interval(_range_timex(start, end), start, end, interval.grain)


def shift_units(interval: Interval, number: int, unit: str) -> Interval:
    """The same period some units away, as far as the calendar allows."""
    if unit == "year":
        return shift_years(interval, number)
    if interval.start is None or interval.end is None:
        return interval
    if unit == "decade":
        return shift_years(interval, 10 * number)
    start = add_units(interval.start, number, unit)
    if interval.grain in ("day", "week", "month", "quarter", "half"):
        return period_of(start, interval.grain)
    end = add_units(interval.end, number, unit)
    return Interval(_range_timex(start, end), start, end, "range")


def _same_month_end(day: Day, months: int) -> Day:
    """The day some months away; a last day of a month stays a last day."""
    moved = add_months(day, months)
    if day.day == month_length(day.year, day.month):
        return moved.replace(day=month_length(moved.year, moved.month))
    return moved


def _range_timex(start: Day, end: Day) -> str:
    whole_months = start.day == 1 and end.day == month_length(end.year, end.month)
    if whole_months:
        return f"{start.isoformat()[:7]}/{end.isoformat()[:7]}"
    return f"{start.isoformat()}/{end.isoformat()}"


def duration_timex(number: float, unit: str) -> str:
    """The TIMEX value of a duration.

    >>> duration_timex(1.5, "year"), duration_timex(2, "decade"), duration_timex(9, "hour")
    ('P18M', 'P20Y', 'PT9H')
    """
    if unit in ("hour", "minute"):
        return f"PT{_plain(number)}{unit[0].upper()}"
    if unit == "year" and number != int(number):
        months = number * 12
        return f"P{_plain(months)}M" if months == int(months) else f"P{_plain(number)}Y"
    letter, times = UNIT_LETTER[unit]
    return f"P{_plain(number * times)}{letter}"


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(round(number, 4))


ONE_DAY = datetime.timedelta(days=1)

PERIOD_OF: dict[str, Callable[[Day], Interval]] = {
    "day": of_day,
    "week": of_week,
    "fortnight": of_week,
    "weekend": of_weekend,
    "month": lambda day: of_month(day.year, day.month),
    "quarter": lambda day: of_quarter(day.year, (day.month + 2) // 3),
    "half": lambda day: of_half(day.year, 1 if day.month <= 6 else 2),
    "year": lambda day: of_year(day.year),
    "decade": lambda day: of_decade(day.year // 10 * 10),
}
