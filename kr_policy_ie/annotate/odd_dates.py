"""Absolute dates in odd formats, on spans that the grammar has located.

Numbers in any of the usual orders are read here; day, month name and year in any order by
dateparser, which is asked about a date only, never about a text. Nothing is guessed: no clock, no
locale; where nothing shows the order of day and month, the reading is marked.
"""

import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from kr_policy_ie.annotate.calendar_intervals import Interval, of_day, of_month

NUMERIC = re.compile(r"(\d{1,4})([-/.])(\d{1,2}|\d{4})(?:\2(\d{1,4}))?")
WEEKDAY = re.compile(r"\([^)]*\)")
#: Only a form: a date without year is not read where the publication date is unknown.
EPOCH = datetime.date(2000, 1, 1)
#: A year of two digits lies at most so far ahead of publication, else a century earlier.
YEARS_AHEAD = 20
#: Without a publication date the POSIX rule holds: 69 is 1969, 68 is 2068.
POSIX_PIVOT = 69


class OddDate(NamedTuple):
    """A day or month; `ambiguous` where day and month might be the other way round."""

    interval: Interval
    ambiguous: bool = False


def read_odd_date(text: str, published: datetime.date | None) -> OddDate | None:
    """The date that a short text names, or None.

    Numeric dates without evidence of their order are read month first and marked.

    >>> read_odd_date("25.4.2023", None).interval.timex
    '2023-04-25'
    >>> read_odd_date("24(Tue), Sep, 2019", None).interval.timex
    '2019-09-24'
    >>> read_odd_date("04/05/2023", None).ambiguous
    True
    """
    numeric = NUMERIC.fullmatch(text)
    try:
        return _numeric(numeric, published) if numeric else _named(text, published)
    except ValueError:  # no such day, as February 30
        return None


def _numeric(numeric: re.Match[str], published: datetime.date | None) -> OddDate | None:
    first, second, third = numeric[1], numeric[3], numeric[4]
    if len(second) == 4 and (third is not None or len(first) > 2):
        return None
    decided = _two_digit_years(numeric, published) or _order(numeric)
    if decided is None:
        return None
    order, ambiguous = decided
    if third is None:
        return _month_only(numeric)
    parts = dict(zip(order, (first, second, third), strict=True))
    year = _full_year(parts["Y"], published)
    day = datetime.date(year, int(parts["M"]), int(parts["D"]))
    return OddDate(of_day(day), ambiguous)


def _named(text: str, published: datetime.date | None) -> OddDate | None:
    """`24(Tue), Sep, 2019`, `23/Sep/2020`, `2020-Sep-23`, `Sep/23`: dateparser's work."""
    parsed = _parsed(WEEKDAY.sub(" ", text).replace(",", " "), published)
    if parsed is None:
        return None
    numbers = re.findall(r"\d+", text)
    if len(numbers) > 1 and all(len(number) <= 2 for number in numbers):
        parsed = parsed.replace(year=_full_year(f"{parsed.year % 100:02}", published))
    return OddDate(of_day(parsed))


@lru_cache(maxsize=4096)
def _parsed(text: str, published: datetime.date | None) -> datetime.date | None:
    """What dateparser reads: with every setting given, so no clock, no locale, no guessed part."""
    import dateparser  # noqa: PLC0415 - slow to import, and few texts need it

    found = dateparser.parse(
        text,
        languages=["en"],
        settings={
            "DATE_ORDER": "DMY",
            "RELATIVE_BASE": datetime.datetime.combine(published or EPOCH, datetime.time()),
            "REQUIRE_PARTS": ["day", "month"] if published else ["day", "month", "year"],
            "PREFER_DATES_FROM": "past",
            "TIMEZONE": "UTC",
            "RETURN_AS_TIMEZONE_AWARE": False,
            "PARSERS": ["custom-formats", "absolute-time"],
        },
    )
    return found.date() if found else None


def _full_year(written: str, published: datetime.date | None) -> int:
    """`23` is 2023; never further ahead of publication than plans reach."""
    year = int(written)
    if len(written) > 2:
        return year
    if published is None:
        return year + (1900 if year >= POSIX_PIVOT else 2000)
    latest = published.year + YEARS_AHEAD
    return latest - (latest - year) % 100


def _order(numeric: re.Match[str]) -> tuple[str, bool] | None:
    """The order of the parts, and whether it is a guess; None where no order makes a date."""
    first, second, third = numeric[1], int(numeric[3]), numeric[4]
    if third is None:
        return _month_code_order(numeric)
    if len(first) == 4:
        return ("YMD", False) if 1 <= second <= 12 and 1 <= int(third) <= 31 else None
    if len(first) == 3 or len(third) not in (2, 4):
        return None
    one = int(first)
    day_first, month_first = _fits(one, second), _fits(second, one)
    if day_first and (numeric[2] == "." or not month_first):
        return ("DMY", False)
    return ("MDY", day_first and one != second) if month_first else None


def _fits(day: int, month: int) -> bool:
    return 1 <= day <= 31 and 1 <= month <= 12


def _month_code_order(numeric: re.Match[str]) -> tuple[str, bool] | None:
    """`2025-04` is a month, `2003-04` (with a later second part) a season or range of years."""
    first, second = numeric[1], int(numeric[3])
    if len(numeric[3]) == 4:
        return ("MDY", False) if 1 <= int(first) <= 12 else None
    year_and_month = len(first) == 4 and 1 <= second <= 12 and len(numeric[3]) == 2
    return ("YMD", False) if year_and_month and second <= int(first[2:]) else None


def _two_digit_years(
    numeric: re.Match[str], published: datetime.date | None
) -> tuple[str, bool] | None:
    """The order of `20.05.12`, whose year may be first (Korea) or last: nearest to publication."""
    if numeric[4] is None or len(numeric[1]) != 2 or len(numeric[4]) != 2 or numeric[2] == "/":
        return None
    days: dict[str, datetime.date] = {}
    first, second, third = int(numeric[1]), int(numeric[3]), int(numeric[4])
    for order, parts in (("YMD", (first, second, third)), ("DMY", (third, second, first))):
        try:
            days[order] = datetime.date(2000 + parts[0], parts[1], parts[2])
        except ValueError:
            continue
    if len(days) == 1 or (days and published is None):
        return next(iter(days)), len(days) > 1
    if not days or published is None:
        return None
    return min(days, key=lambda order: abs((days[order] - published).days)), False


def _month_only(numeric: re.Match[str]) -> OddDate | None:
    year, month = sorted((int(numeric[1]), int(numeric[3])), reverse=True)
    return OddDate(of_month(year, month)) if 1900 <= year <= 2100 else None
