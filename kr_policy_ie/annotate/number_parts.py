"""What numbers are made of: the value handed on, and the scale words behind it."""

from decimal import Decimal
from typing import NamedTuple

from kr_policy_ie.annotate.amount import HYPHENS
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.rules.values_loader import NumberWords


class Number(NamedTuple):
    """A number at `lexed[first:last]`; `scale` is the power of ten of its scale words."""

    first: int
    last: int
    value: Decimal
    scale: int
    spelled: bool
    how: str


def past_hyphen(lexed: Lexed, i: int) -> int:
    """The place behind a hyphen at `i` that joins two words, else `i`."""
    joined = lexed.low(i) in HYPHENS and lexed.glued(i) and lexed.glued(i + 1)
    return i + 1 if joined else i


class ScaleReader:
    """Reads scale words: `million`, `lakh crore`, `bn`."""

    def __init__(self, words: NumberWords) -> None:
        self.words = words

    def run(self, lexed: Lexed, at: int) -> tuple[int, int]:
        """The power of ten of the scale words at `at` (`lakh crore` is 12), and where they end."""
        power = 0
        for _ in range(3):
            hyphen = lexed.low(at) in HYPHENS and (lexed.glued(at) or lexed.glued(at + 1))
            step = at + 1 if hyphen else at
            exponent = self.words.scales.get(lexed.low(step), 0)
            if exponent < 3 or not (lexed.near(at) and lexed.near(step)):
                break
            if not self._is_scale(lexed, step):
                break
            power, at = power + exponent, step + 1
        return power, at

    def _is_scale(self, lexed: Lexed, i: int) -> bool:
        """Short forms need care: `2 Mil Road`, `5 tr`."""
        word = lexed.lows[i]
        if lexed.glued(i):
            return True
        shouted = lexed.words[i].isupper() and word in {"tr", "cr", "mil"}
        return not shouted
