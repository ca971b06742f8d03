"""Reads the numbers of a text: digits, spelled numbers, scales, fractions.

A small grammar runs around each numeric anchor; the text is never scanned twice.
"""

from decimal import Decimal

from kr_policy_ie.annotate.amount import HYPHENS
from kr_policy_ie.annotate.digits import read_digits
from kr_policy_ie.annotate.fractions import FractionReader
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.annotate.number_parts import Number, ScaleReader, past_hyphen
from kr_policy_ie.rules.values_loader import NumberWords

_MAX_PARTS = 40
_MAX_GROUPS = 6


class NumberGrammar:
    """Reads one number at a place of a lexed text."""

    def __init__(self, words: NumberWords) -> None:
        self.words = words
        self.scales = ScaleReader(words)
        self.fractions = FractionReader(words)
        self._values = {**words.small, **words.tens}
        self._starts = frozenset(
            {*self._values, *words.scales, *words.vulgar, *words.dozens, *words.denominators}
            - words.plural_scales
        )

    def is_anchor(self, lexed: Lexed, i: int) -> bool:
        """Whether a number may start at `i`."""
        return lexed.kinds[i] == "n" or lexed.lows[i] in self._starts

    def read(self, lexed: Lexed, i: int, *, after_between: bool = False) -> Number | None:
        """The longest number that starts at `i`, or None."""
        if lexed.kinds[i] == "n":
            number = self._digits(lexed, i)
        elif lexed.lows[i] in self.words.vulgar:
            number = self.fractions.vulgar(lexed, i)
        elif lexed.lows[i] in self._values or lexed.lows[i] in self.words.scales:
            number = self._spelled(lexed, i, not after_between)
        else:
            number = self.fractions.alone(lexed, i)
        if number is None:
            return None
        number = self.fractions.behind(lexed, number)
        if number.how != "words":
            number = self._rest(lexed, number, not after_between)
        if not after_between:
            number = self.fractions.joined(lexed, number)
        if number.spelled and number.scale == 2:
            number = self._point(lexed, number) or number
        return self._dozens(lexed, number)

    def _digits(self, lexed: Lexed, i: int) -> Number | None:
        value = read_digits(lexed.words[i])
        last = i + 1
        if value is None:
            return None
        if len(lexed.words[i]) <= 3 and lexed.kind(last) == "n":
            last = self._spaced_thousands(lexed, i)
            for part in lexed.words[i + 1 : last]:
                value = value * 1000 + int(part)
        if lexed.low(last) == "hundred" and lexed.near(last) and value < 100:
            return self._digit_hundreds(lexed, Number(i, last, value, 2, False, "digits"))
        number = Number(i, last, value, 0, False, "digits")
        return self._point(lexed, number) or number

    def _spaced_thousands(self, lexed: Lexed, i: int) -> int:
        """Where `40 000` or `1 234 567` ends; one group alone must be plain thousands."""
        last = i + 1
        while (
            lexed.kind(last) == "n"
            and len(lexed.words[last]) == 3
            and lexed.words[last].isdecimal()
            and lexed.starts[last] - lexed.ends[last - 1] == 1
            and last - i < _MAX_GROUPS
        ):
            last += 1
        plain = all(part == "000" for part in lexed.words[i + 1 : last])
        whole = lexed.words[i].isdecimal() and lexed.words[i][0] != "0"
        goes_on = lexed.kind(last) == "n" and lexed.starts[last] - lexed.ends[last - 1] <= 1
        fits = whole and (plain or (last - i > 2 and not goes_on))
        return last if fits else i + 1

    def _digit_hundreds(self, lexed: Lexed, number: Number) -> Number:
        """`3 hundred and 21`, `2.12 hundred`."""
        at = number.last + 1
        if number.value != number.value.to_integral_value():
            return number._replace(last=at, value=number.value * 100)
        value, last = self._behind_hundred(lexed, int(number.value), at, True)
        return number._replace(last=last, value=value)

    def _point(self, lexed: Lexed, number: Number) -> Number | None:
        """`4-point-2`, `five point five`: the decimals behind a spelled point."""
        at = past_hyphen(lexed, number.last)
        if lexed.low(at) not in self.words.point or not lexed.near(at):
            return None
        at = past_hyphen(lexed, at + 1)
        digits, last = "", at
        if lexed.kind(at) == "n" and lexed.words[at].isdecimal() and len(lexed.words[at]) <= 12:
            digits, last = lexed.words[at], at + 1
        else:
            digits, last = self._spoken_decimals(lexed, at)
        if not digits:
            return None
        whole = number.value.to_integral_value()
        value = whole + Decimal(digits) / (Decimal(10) ** len(digits))
        return Number(number.first, last, value, 0, number.spelled, "spoken decimal")

    def _spoken_decimals(self, lexed: Lexed, at: int) -> tuple[str, int]:
        """`nought four` is 04, `seventy-one` is 71."""
        digits = ""
        while lexed.low(at) in self._values and len(digits) < 12:
            value = self._values[lexed.low(at)]
            follow = past_hyphen(lexed, at + 1)
            if value >= 20 and 0 < self.words.small.get(lexed.low(follow), 99) < 10:
                value, at = value + self.words.small[lexed.low(follow)], follow
            digits += str(value)
            at += 1
            if value > 9 or (lexed.low(at) in HYPHENS and not lexed.glued(at)):
                break
            following = past_hyphen(lexed, at)
            if lexed.low(following) not in self._values:
                break
            at = following
        return digits, at

    def _spelled(self, lexed: Lexed, i: int, joins: bool) -> Number | None:
        """`forty-two`, `a hundred and five thousand`, `four million one hundred and one`."""
        if self.words.scales.get(lexed.lows[i], 0) and not self._may_start(lexed, i):
            return None
        one = lexed.lows[i] == "one" and lexed.low(i - 1) in self.words.pronoun_before
        group = None if one else self._group(lexed, i, joins)
        if group is None:
            return None
        article = lexed.lows[i] in self.words.scales and lexed.low(i - 1) in {"a", "an"}
        first = i - 1 if article else i
        number = Number(first, group[1], group[0], 0, True, "words")
        number = self._point(lexed, number) or number
        return number if number.how != "words" else self._rest(lexed, number, joins)

    def _may_start(self, lexed: Lexed, i: int) -> bool:
        """`a billion`, `hundred thousand`; not `several hundred`, not `billion` alone."""
        word, before = lexed.lows[i], lexed.low(i - 1)
        article = before in {"a", "an"}
        if len(word) < 5 or word.endswith("s") or before in self.words.vague_before:
            return False
        if before in HYPHENS or (lexed.low(i + 1) in HYPHENS and not lexed.glued(i + 1)):
            return False
        if article:
            return lexed.low(i - 2) not in {"half", "quarter"}
        return word == "hundred" and self.words.scales.get(lexed.low(i + 1), 0) >= 3

    def _group(self, lexed: Lexed, i: int, joins: bool) -> tuple[Decimal, int] | None:
        """A part below a thousand: `two`, `forty-two`, `one hundred and five`, `3 hundred`."""
        if lexed.low(i) in self.words.scales:
            at_hundred = lexed.lows[i] == "hundred"
            return self._behind_hundred(lexed, 1, i + 1, joins) if at_hundred else (Decimal(1), i)
        tens = self._tens(lexed, i)
        if tens is None:
            digit = lexed.words[i] if lexed.kind(i) == "n" else ""
            tens = (int(digit), i + 1) if len(digit) <= 2 and digit.isdecimal() else None
        if tens is None:
            return None
        value, last = tens
        step = past_hyphen(lexed, last)
        if lexed.low(step) == "hundred" and lexed.near(step) and value < 100:
            return self._behind_hundred(lexed, value, step + 1, joins)
        return Decimal(value), last

    def _behind_hundred(
        self, lexed: Lexed, hundreds: int, at: int, joins: bool
    ) -> tuple[Decimal, int]:
        plain = Decimal(hundreds) * 100, at
        joined = lexed.low(at) == "and"
        if not lexed.near(at) or (joined and not joins):
            return plain
        start = at + 1 if joined else at
        if lexed.kind(start) == "n":
            raw = lexed.words[start]
            tens = (int(raw), start + 1) if joined and len(raw) == 2 and raw.isdecimal() else None
        else:
            tens = self._tens(lexed, start)
        if tens is None or not 0 < tens[0] < 100 or not lexed.near(start):
            return plain
        follow = lexed.low(past_hyphen(lexed, tens[1]))
        if follow == "hundred" or follow in self.words.denominators:
            return plain
        return plain[0] + tens[0], tens[1]

    def _rest(self, lexed: Lexed, number: Number, joins: bool) -> Number:
        """The scale of the first part and the smaller parts behind it."""
        power, at = self.scales.run(lexed, number.last)
        value = number.value.scaleb(power)
        hundred = number.spelled and lexed.low(number.last - 1) == "hundred"
        plain = 2 if hundred else number.scale
        number = number._replace(last=at, value=value, scale=power or plain)
        while power >= 3 and (number.spelled or power == 3) and at - number.first < _MAX_PARTS:
            joined = lexed.low(at) == "and"
            start = at + 1 if joined else at
            group = self._group(lexed, start, joins) if lexed.near(start) else None
            spelled = lexed.kind(start) == "w" or lexed.low(start + 1) == "hundred"
            if group is None or not spelled or (joined and not joins) or not group[0]:
                break
            smaller, last = self.scales.run(lexed, group[1])
            if smaller >= power or lexed.low(last) in self.words.denominators:
                break
            number = number._replace(last=last, value=number.value + group[0].scaleb(smaller))
            power, at = smaller, last
        return number if number.spelled else self._digit_parts(lexed, number)

    def _digit_parts(self, lexed: Lexed, number: Number) -> Number:
        """`3 trillion 500 billion won`, as Korean sums are put into English."""
        while number.scale >= 6 and lexed.kind(number.last) == "n" and lexed.near(number.last):
            part = read_digits(lexed.words[number.last])
            power, last = self.scales.run(lexed, number.last + 1)
            if part is None or not 3 <= power < number.scale:
                break
            part = part.scaleb(power)
            if part >= Decimal(10) ** number.scale:
                break
            # The scale stays that of the first part: a range lends it to its low end.
            number = number._replace(last=last, value=number.value + part)
            if last - number.first >= _MAX_PARTS:
                break
        return number

    def _tens(self, lexed: Lexed, i: int) -> tuple[int, int] | None:
        value = self._values.get(lexed.low(i))
        if value is None:
            return None
        follow = past_hyphen(lexed, i + 1)
        unit = self.words.small.get(lexed.low(follow), 0)
        if lexed.low(i) in self.words.tens and 0 < unit < 10 and lexed.near(follow):
            return value + unit, follow + 1
        return value, i + 1

    def _dozens(self, lexed: Lexed, number: Number) -> Number:
        if lexed.low(number.last) in self.words.dozens and lexed.near(number.last):
            return number._replace(last=number.last + 1, value=number.value * 12, how="dozens")
        return number
