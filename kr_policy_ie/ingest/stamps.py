"""Dates of publication, as pages print them.

Only full days are read: a day without its year, or `04/05/2023`, which may be April or May,
is left alone.
"""

import datetime
import re

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"

_YEAR = r"(?:19|20)[0-9]{2}"

#: The forms of a day. A group's first letter says what it holds, its number which form.
DATE = (
    rf"(?:(?P<Y0>{_YEAR})\s?[-./년年]\s?(?P<m0>[0-9]{{1,2}})\s?[-./월月]\s?"
    r"(?P<d0>[0-9]{1,2})[.일日]?(?![0-9])"
    rf"|(?P<d1>{_DAY})\s?(?:\({_WEEKDAY}\))?,?\s+(?:of\s+)?(?P<M1>{_MONTH}),?\s+(?P<Y1>{_YEAR})"
    rf"|(?P<M2>{_MONTH})\s?(?P<d2>{_DAY})(?:\s?\({_WEEKDAY}\))?,?\s+(?P<Y2>{_YEAR})"
    rf"|(?P<a3>[0-9]{{1,2}})[/.](?P<b3>[0-9]{{1,2}})[/.](?P<Y3>{_YEAR}))"
)
_TIME = (
    r"(?:[01]?[0-9]|2[0-4])[:.h][0-5][0-9](?:[:.][0-5][0-9])?"
    r"(?:\s?[ap]\.?m\b\.?)?(?:\s?\(?(?:[A-Z]{2,4}|[+-][0-9]{2}:?[0-9]{2}|Z|local time)\b\)?)?"
)
_BETWEEN = r"[\s,T|·@–—-]*(?:at\s+)?"
STAMP = (
    rf"(?:{_WEEKDAY},?\s+)?(?:{_TIME}{_BETWEEN})?(?:{_WEEKDAY},?\s+)?{DATE}"
    rf"(?:\s?\({_WEEKDAY}\))?(?:{_BETWEEN}{_TIME})?"
)
#: A day or a month without its day or year: tells nothing, but is furniture beside a label.
PARTIAL = rf"(?:(?:19|20)[0-9]{{2}}-[0-9]{{2}}|{_MONTH}\s+(?:19|20)[0-9]{{2}}|{_MONTH}\s+{_DAY})"

_DATE = re.compile(DATE, re.IGNORECASE)


def read_day(text: str) -> str | None:
    """The ISO day of the first full date in a text; None if it has none.

    >>> read_day("Published : Nov. 1, 2015 - 18:08")
    '2015-11-01'
    >>> read_day("24(Tue), Sep, 2019"), read_day("04/05/2023"), read_day("2023-02-30")
    ('2019-09-24', None, None)
    """
    match = _DATE.search(text)
    if not match:
        return None
    parts = {name[0]: value for name, value in match.groupdict().items() if value}
    if "a" in parts:
        return _numeric_day(int(parts["a"]), int(parts["b"]), int(parts["Y"]))
    month = int(parts["m"]) if "m" in parts else _month(parts["M"])
    return _iso(int(parts["Y"]), month, int(re.sub(r"\D", "", parts["d"])))


def _month(name: str) -> int:
    start = name.lower()[:3]
    return next(n for n, month in enumerate(_MONTHS, start=1) if month.startswith(start))


def _numeric_day(first: int, second: int, year: int) -> str | None:
    if first == second or second > 12:
        return _iso(year, first, second)
    return _iso(year, second, first) if first > 12 else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
