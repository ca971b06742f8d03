"""Links sums that restate each other in another currency, and checks the rate that they imply."""

import itertools
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kr_policy_ie.annotate.amount import Amount
from kr_policy_ie.annotate.lexing import Lexed

_OPENERS = frozenset({"(", "[", "（"})
_LONGEST_GAP = 6
#: Restated sums further apart than this factor cannot be the same money.
_FACTOR = 8
_STABLE_SINCE = 2005


def link_restated(lexed: Lexed, amounts: list[Amount]) -> None:
    """Names in each sum the one in brackets, or behind `, or`, that restates it."""
    for first, second in itertools.pairwise(amounts):
        if first.kind != "money" or second.kind != "money" or first.unit == second.unit:
            continue
        gap = lexed.lows[first.last : second.first]
        if not _restates(gap):
            continue
        first.equivalent = (lexed.starts[second.first], lexed.ends[second.last - 1])
        first.how.append("restated")
        if second.per is None:
            second.per = first.per
        elif first.per is None:
            first.per = second.per
        if second.modifier is None and gap[0] in _OPENERS:
            second.modifier = first.modifier


def _restates(gap: list[str]) -> bool:
    if not 0 < len(gap) <= _LONGEST_GAP:
        return False
    if gap[0] in _OPENERS:
        return ")" not in gap
    return gap[:2] == [",", "or"] or gap[0] == "or" or gap == ["/"]


def check_rate(
    lexed: Lexed, amounts: list[Amount], per_dollar: Mapping[str, Decimal], year: int | None
) -> list[dict[str, Any]]:
    """Warnings for restated sums whose implied rate is off by an order of magnitude."""
    if year is not None and year < _STABLE_SINCE:
        return []
    by_start = {lexed.starts[amount.first]: amount for amount in amounts}
    warnings = []
    for amount in amounts:
        other = by_start.get(amount.equivalent[0]) if amount.equivalent else None
        if other is None or not {amount.unit, other.unit} <= per_dollar.keys():
            continue
        if not amount.number or not other.number:
            continue
        ratio = (amount.number / per_dollar[amount.unit]) / (other.number / per_dollar[other.unit])
        if not Decimal(1) / _FACTOR <= ratio <= _FACTOR:
            warnings.append(_implausible(lexed, amount, other))
    return warnings


def _implausible(lexed: Lexed, amount: Amount, other: Amount) -> dict[str, Any]:
    start, end = lexed.starts[amount.first], lexed.ends[other.last - 1]
    return {
        "code": "implausible_rate",
        "message": f"the two sums do not fit any usual rate of {amount.unit} and {other.unit}",
        "start": start,
        "end": end,
    }
