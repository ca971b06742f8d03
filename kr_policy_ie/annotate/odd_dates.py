"""Absolute dates in odd formats, read by dateparser on spans that the grammar has located.

dateparser is asked about a date only, never about a text, with every setting given: no clock,
no locale, no guess of missing parts.
"""

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache

import dateparser

from kr_policy_ie.annotate.calendar_intervals import Interval, of_day, of_month

NUMERIC = re.compile(r"(\d{1,4})([-/.])(\d{1,2}|\d{4})(?:\2(\d{1,4}))?")
BASE = datetime.datetime(2000, 1, 1)


@dataclass(frozen=True)
class OddDate:
    """A day or month; `ambiguous` where day and month might be the other way round."""

    interval: Interval
    ambiguous: bool = False


@lru_cache(maxsize=4096)
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
    order, ambiguous = "MDY", False
    numeric = NUMERIC.fullmatch(text)
    if numeric:
        if len(numeric[3]) == 4 and (numeric[4] is not None or len(numeric[1]) > 2):
            return None
        decided = _two_digit_years(numeric, published) or _order(numeric)
        if decided is None:
            return None
        order, ambiguous = decided
        if numeric[4] is None:
            return _month_only(numeric)
    cleaned = re.sub(r"\([^)]*\)", " ", text).replace(",", " ")
    parsed = dateparser.parse(
        cleaned,
        languages=["en"],
        settings={
            "DATE_ORDER": order,
            "RELATIVE_BASE": datetime.datetime.combine(published, datetime.time())
            if published
            else BASE,
            "REQUIRE_PARTS": ["day", "month", "year"] if published is None else ["day", "month"],
            "STRICT_PARSING": False,
            "PREFER_DATES_FROM": "past",
            "TIMEZONE": "UTC",
            "RETURN_AS_TIMEZONE_AWARE": False,
            "NORMALIZE": True,
            "PARSERS": ["custom-formats", "absolute-time"],
        },
    )
    return OddDate(of_day(parsed.date()), ambiguous) if parsed else None


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
