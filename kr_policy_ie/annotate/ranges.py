"""Joins two amounts to a range, and shares the unit of coordinated numbers."""

from decimal import Decimal
from itertools import pairwise

from kr_policy_ie.annotate.amount import TEN, Amount
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.rules.values_loader import ContextWords, NounWords

#: Two sums with their units stated are no range if they lie further apart than this factor.
_WIDEST = 50
_DASHES = frozenset("-‐‑–~∼〜～")


class RangeJoiner:
    """Reads `10 to 15 billion won` as one amount, `15 and 25 percent` as two percentages."""

    def __init__(self, nouns: NounWords, contexts: ContextWords) -> None:
        self.nouns = nouns
        self.contexts = contexts

    def join(self, lexed: Lexed, amounts: list[Amount]) -> list[Amount]:
        """Joins ranges and gives coordinated numbers the unit of the last, from right to left."""
        joined: list[Amount] = []
        for amount in reversed(amounts):
            right = joined[-1] if joined else None
            if right is not None:
                gap = (
                    lexed.lows[amount.last : right.first]
                    if right.first - amount.last <= 2
                    else ["?"]
                )
                if self._is_range(lexed, amount, right, gap):
                    joined[-1] = _merge(amount, right)
                    continue
                self._share_unit(lexed, amount, right, gap)
            joined.append(amount)
        joined.reverse()
        return joined

    def _is_range(self, lexed: Lexed, low: Amount, high: Amount, gap: list[str]) -> bool:
        if len(gap) != 1 or high.high is not None or not lexed.near(low.last):
            return False
        if not self._is_link(lexed, low, high, gap[0]) or self._has_year(lexed, low, high):
            return False
        if self._is_change(lexed, low.first):
            return False
        changed = gap[0] == "to" and lexed.low(low.first - 1) in self.nouns.change_words
        # `nine pct to 26.9 billion` is none; but `$3 to 5 billion` is
        half_open = high.kind is None and low.core == low.first
        if low.kind is not None and (changed or half_open):
            return False
        if gap[0] == "to" and low.kind is not None and high.number > low.number * _WIDEST:
            return False  # `weakened 12.3 won to 1,389.5 won`: a change and a level
        return _ascends(low, high)

    def _is_link(self, lexed: Lexed, low: Amount, high: Amount, link: str) -> bool:
        if link == "and":
            return lexed.low(low.first - 1) == "between"
        if link in _DASHES:
            glued = lexed.glued(low.last) and lexed.glued(high.first)
            return glued or (low.kind is None and low.power == 0)
        return link in {"to", "through"}

    def _has_year(self, lexed: Lexed, low: Amount, high: Amount) -> bool:
        """`in 2021 to 2.06 million tons`, `1.60 to 1987 earnings`: years begin and end no range."""
        if high.yearlike and high.kind is None:
            return True
        before = lexed.low(low.first - 1)
        bare = high.kind is None or high.power > 0
        return low.yearlike and (bare or before in self.contexts.year_words)

    def _is_change(self, lexed: Lexed, first: int) -> bool:
        """`from 5 to 10`, `from the usual 5 percent to 10 percent`: two values, no range."""
        for k in range(first - 1, max(first - 5, -1), -1):
            if lexed.kinds[k] != "w":
                return False
            if lexed.lows[k] == "from":
                return lexed.low(k - 1) not in self.nouns.range_words
        return False

    def share_counted(self, lexed: Lexed, amounts: list[Amount]) -> None:
        """`seven or eight manufacturers`: once the noun is known, it goes to both numbers."""
        for left, right in reversed(list(pairwise(amounts))):
            if right.counted and left.kind is None:
                self._share_unit(lexed, left, right, lexed.lows[left.last : right.first])

    def _share_unit(self, lexed: Lexed, left: Amount, right: Amount, gap: list[str]) -> None:
        """`15 and 25 percent`, `from 10 to 15 percent`, `two or three billion dlrs`."""
        if left.kind is not None or right.kind is None or left.yearlike or not gap:
            return
        if right.kind == "quantity" and right.unit == "times":
            return
        list_comma = gap == [","] and right.how[-1:] == ["shared unit"]
        if (
            not (gap[0] in {"and", "or", "to", "/"} and len(gap) == 1)
            and not list_comma
            and gap != [",", "and"]
        ):
            return
        if gap == ["to"] and not self._is_change(lexed, left.first):
            return
        if gap != ["to"] and not lexed.near(left.last):
            return
        if (
            left.power == 0
            and right.power
            and left.number * TEN**right.power <= right.number * 1000
        ):
            left.number *= TEN**right.power
            left.power = right.power
        left.kind, left.unit, left.bare, left.counted = right.kind, right.unit, False, right.counted
        left.how.append("shared unit")


def _ascends(low: Amount, high: Amount) -> bool:
    """Whether the pair is a range in one unit, with the scale that the high end lends."""
    if low.kind is not None and high.kind is not None and not low.same_kind(high):
        return False
    if low.kind == "quantity" and high.kind is None and low.unit == "times":
        return False
    return _low_end(low, high) < high.number


def _low_end(low: Amount, high: Amount) -> Decimal:
    """The low end with the scale that the high end lends it (`10 to 15 billion`)."""
    if low.power == 0 and high.power and low.number * TEN**high.power < high.number:
        return low.number * TEN**high.power
    return low.number


def _merge(low: Amount, high: Amount) -> Amount:
    known = high if high.kind is not None else low
    number = _low_end(low, high)
    top = high.number
    if low.kind == "money" and high.power == 0 and low.power:
        number = low.number
    if "basis point" in high.how and low.kind is None:
        number = number / 100
    merged = Amount(
        low.first, high.last, number, max(low.power, high.power), low.core, known.kind, known.unit
    )
    merged.high, merged.per, merged.bare = top, known.per, known.bare
    merged.spelled = low.spelled
    merged.how = [*high.how, "range"] if known is high else [*low.how, "range"]
    return merged
