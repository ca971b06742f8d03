"""Reads digits in the ways that they are grouped."""

import re
from decimal import Decimal

#: Longer digit strings are codes, not numbers of the news; also keeps hostile input cheap.
MAX_DIGITS = 30
_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_GROUPED = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+(?:\.\d+)?"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?"
)
_CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d+,\d{1,2}")


def read_digits(raw: str) -> Decimal | None:
    """The value of digits with separators, or None where they are no number.

    >>> read_digits("1,234.5"), read_digits("1.234.567"), read_digits("1,2,3")
    (Decimal('1234.5'), Decimal('1234567'), None)
    """
    if len(raw) > MAX_DIGITS:
        return None
    if _PLAIN.fullmatch(raw):
        return Decimal(raw)
    if _GROUPED.fullmatch(raw):
        return Decimal(re.sub(r"[,\u00a0\u202f\u2009]", "", raw))
    if _CONTINENTAL.fullmatch(raw):
        return Decimal(raw.replace(".", "").replace(",", "."))
    return None
