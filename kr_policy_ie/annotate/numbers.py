"""Reads the numbers of a text: digits, spelled numbers, scales, fractions.

A small grammar runs around each numeric anchor; the text is never scanned twice.
"""

from decimal import Decimal
from typing import NamedTuple

from kr_policy_ie.annotate.digits import read_digits
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.rules.values_loader import NumberWords

_MAX_PARTS = 40
_HYPHENS = frozenset("-‐‑–")
_EXACT = Decimal("0.0001")


class Number(NamedTuple):
    """A number at `lexed[first:last]`; `scale` is the power of ten of its scale words."""

    first: int
    last: int
    value: Decimal
    scale: int
    spelled: bool
    how: str


class NumberGrammar:
    """Reads one number at a place of a lexed text."""

    def __init__(self, words: NumberWords) -> None:
        self.words = words
        self._values = {**words.small, **words.tens}
        self._starts = frozenset(
            {*self._values, *words.scales, *words.vulgar, *words.dozens, *words.denominators}
            - words.plural_scales
        )
        self.unscaled = self._starts - frozenset(words.scales) - frozenset(words.denominators)

    def is_anchor(self, lexed: Lexed, i: int) -> bool:
        """Whether a number may start at `i`."""
        return lexed.kinds[i] == "n" or lexed.lows[i] in self._starts

    def read(self, lexed: Lexed, i: int, *, after_between: bool = False) -> Number | None:
        """The longest number that starts at `i`, or None."""
        if lexed.kinds[i] == "n":
            number = self._digits(lexed, i)
        elif lexed.lows[i] in self.words.vulgar:
            number = self._vulgar(lexed, i)
        elif lexed.lows[i] in self._values or lexed.lows[i] in self.words.scales:
            number = self._spelled(lexed, i, not after_between)
        else:
            number = self._lone_fraction(lexed, i)
        if number is None:
            return None
        number = self._fraction(lexed, number)
        if number.how != "words":
            number = self._rest(lexed, number, not after_between)
        if not after_between:
            number = self._and_fraction(lexed, number)
        if number.spelled and number.scale == 2:
            number = self._point(lexed, number) or number
        return self._dozens(lexed, number)

    def _digits(self, lexed: Lexed, i: int) -> Number | None:
        value = read_digits(lexed.words[i])
        last = i + 1
        if value is None:
            return None
        while (  # `40 000`: a blank as thousands separator, only before plain thousands
            lexed.kind(last) == "n"
            and lexed.words[last] == "000"
            and lexed.starts[last] - lexed.ends[last - 1] == 1
            and value == value.to_integral_value()
            and last - i < 6
            and 0 < len(lexed.words[i]) <= 3
        ):
            value, last = value * 1000, last + 1
        if lexed.low(last) == "hundred" and lexed.near(last) and value < 100:
            return self._digit_hundreds(lexed, Number(i, last, value, 2, False, "digits"))
        number = Number(i, last, value, 0, False, "digits")
        return self._point(lexed, number) or number

    def _digit_hundreds(self, lexed: Lexed, number: Number) -> Number:
        """`3 hundred and 21`, `2.12 hundred`."""
        at = number.last + 1
        if number.value != number.value.to_integral_value():
            return number._replace(last=at, value=number.value * 100)
        value, last = self._behind_hundred(lexed, int(number.value), at, True)
        return number._replace(last=last, value=value)

    def _point(self, lexed: Lexed, number: Number) -> Number | None:
        """`4-point-2`, `five point five`: the decimals behind a spelled point."""
        at = self._past_hyphen(lexed, number.last)
        if lexed.low(at) not in self.words.point or not lexed.near(at):
            return None
        at = self._past_hyphen(lexed, at + 1)
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
            follow = self._past_hyphen(lexed, at + 1)
            if value >= 20 and 0 < self.words.small.get(lexed.low(follow), 99) < 10:
                value, at = value + self.words.small[lexed.low(follow)], follow
            digits += str(value)
            at += 1
            if value > 9 or (lexed.low(at) in _HYPHENS and not lexed.glued(at)):
                break
            following = self._past_hyphen(lexed, at)
            if lexed.low(following) not in self._values:
                break
            at = following
        return digits, at

    def _past_hyphen(self, lexed: Lexed, i: int) -> int:
        joined = lexed.low(i) in _HYPHENS and lexed.glued(i) and lexed.glued(i + 1)
        return i + 1 if joined else i

    def _vulgar(self, lexed: Lexed, i: int) -> Number:
        top, bottom = self.words.vulgar[lexed.lows[i]].split("/")
        return Number(i, i + 1, _ratio(int(top), int(bottom)), 0, False, "fraction")

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
        if before in _HYPHENS or (lexed.low(i + 1) in _HYPHENS and not lexed.glued(i + 1)):
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
        step = self._past_hyphen(lexed, last)
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
        follow = lexed.low(self._past_hyphen(lexed, tens[1]))
        if follow == "hundred" or follow in self.words.denominators:
            return plain
        return plain[0] + tens[0], tens[1]

    def _rest(self, lexed: Lexed, number: Number, joins: bool) -> Number:
        """The scale of the first part and the smaller parts behind it."""
        power, at = self._scale_run(lexed, number.last)
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
            smaller, last = self._scale_run(lexed, group[1])
            if smaller >= power or lexed.low(last) in self.words.denominators:
                break
            number = number._replace(last=last, value=number.value + group[0].scaleb(smaller))
            power, at = smaller, last
        return number

    def _scale_run(self, lexed: Lexed, at: int) -> tuple[int, int]:
        """The power of ten of the scale words at `at` (`lakh crore` is 12), and where they end."""
        power = 0
        for _ in range(3):
            hyphen = lexed.low(at) in _HYPHENS and (lexed.glued(at) or lexed.glued(at + 1))
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

    def _tens(self, lexed: Lexed, i: int) -> tuple[int, int] | None:
        value = self._values.get(lexed.low(i))
        if value is None:
            return None
        follow = self._past_hyphen(lexed, i + 1)
        unit = self.words.small.get(lexed.low(follow), 0)
        if lexed.low(i) in self.words.tens and 0 < unit < 10 and lexed.near(follow):
            return value + unit, follow + 1
        return value, i + 1

    def _lone_fraction(self, lexed: Lexed, i: int) -> Number | None:
        """`half`, `a third`, `a quarter`; an ordinal (`a third round`) is none."""
        word, before = lexed.lows[i], lexed.low(i - 1)
        if lexed.low(i + 1) in _HYPHENS and lexed.glued(i + 1):
            return None  # `a third-rate firm`, `half-year`
        if word == "half":
            first = i - 1 if before in {"a", "one"} and lexed.near(i) else i
            return self._half_of_scale(lexed, Number(first, i + 1, Decimal("0.5"), 0, True, "half"))
        if word == "quarter" and self.words.scales.get(lexed.low(i + 1), 0) >= 6:
            return Number(i, i + 1, Decimal("0.25"), 0, True, "fraction")
        if before not in {"a", "an"}:
            return None
        if word in self.words.dozens:
            return Number(i - 1, i, Decimal(1), 0, True, "article")
        return self._article_fraction(lexed, i)

    def _article_fraction(self, lexed: Lexed, i: int) -> Number | None:
        """`a third of it`, `a hundredth`."""
        bottom = self.words.denominators.get(lexed.lows[i], 0)
        tiny = bottom >= 100 and lexed.kind(i + 1) != "w"
        if not bottom or not (tiny or self._is_part(lexed, i)):
            return None
        value = Decimal(1) / bottom if tiny else _ratio(1, bottom)
        return Number(i - 1, i + 1, value, 0, True, "fraction")

    def _is_part(self, lexed: Lexed, i: int) -> bool:
        """Whether the singular denominator at `i` is a part, no rank and no quarter of a year."""
        after = lexed.low(i + 1)
        if lexed.lows[i] == "quarter":
            return (
                (after == "of" and lexed.low(i + 2) not in {"the", "a"})
                or (lexed.low(i - 2) in self.words.fraction_before - {"to"})
                or (after == "of" and lexed.kind(i + 3) == "w" and lexed.low(i + 3) != "year")
            )
        if after == "of":
            return True
        ends = lexed.kind(i + 1) != "w" or after in {"in", "from", "this", "last", "since"}
        return (
            lexed.low(i - 2) in self.words.fraction_before
            and (ends or after in self.words.fraction_after)
        ) or after in {"more", "less", "higher", "lower"}

    def _half_of_scale(self, lexed: Lexed, number: Number) -> Number:
        """`half a million`: steps over the article."""
        at = number.last
        if lexed.low(at) in {"a", "an"} and self.words.scales.get(lexed.low(at + 1), 0) >= 3:
            return number._replace(last=at + 1)
        if lexed.low(at) == "a" and lexed.low(at + 1) in self.words.dozens:
            return number._replace(last=at + 2, value=Decimal(6), how="half a dozen")
        return number

    def _fraction(self, lexed: Lexed, number: Number) -> Number:
        """`two-thirds`, `1/4`, `10 1/2`, `2½`."""
        at = number.last
        if lexed.low(at) in self.words.vulgar and number.how == "digits":
            part = self._vulgar(lexed, at)
            return number._replace(last=at + 1, value=number.value + part.value, how="fraction")
        slash = self._slash(lexed, number)
        if slash is not None:
            return slash
        spaced = lexed.low(at) == "-" and lexed.low(at + 1) in self.words.denominators
        at = at + 1 if spaced and lexed.near(at + 1) else self._past_hyphen(lexed, at)
        bottom = self.words.denominators.get(lexed.low(at), 0)
        if (
            not bottom
            or not lexed.near(at)
            or number.scale
            or number.how not in {"words", "digits"}
        ):
            return number
        plural = lexed.low(at).endswith("s")
        hyphenated = at != number.last
        one = number.value == 1
        scaled = self.words.scales.get(lexed.low(at + 1), 0) >= 6
        part_of = hyphenated or scaled or lexed.low(at + 1) == "of" or self._is_part(lexed, at)
        part_of = part_of or (one and bottom > 4 and lexed.kind(at + 1) != "w")
        if number.how == "digits" or plural == one or (one and not part_of):
            return number
        if plural and lexed.low(at) == "quarters" and not (hyphenated or part_of):
            return number  # `three quarters` of a year are a date
        return Number(number.first, at + 1, _ratio(int(number.value), bottom), 0, True, "fraction")

    def is_mixed(self, lexed: Lexed, i: int) -> bool:
        """Whether `3-1/2`, a whole number and a fraction, starts at `i`."""
        return (
            lexed.low(i + 1) == "-"
            and lexed.low(i + 3) == "/"
            and lexed.kind(i + 2) == lexed.kind(i + 4) == "n"
            and lexed.low(i + 5) not in {"/", "-"}
            and all(lexed.glued(k) for k in range(i + 1, i + 5))
            and lexed.words[i + 2].isdecimal()
            and lexed.words[i + 4] in {"2", "3", "4", "8", "16", "32", "64"}
        )

    def _slash(self, lexed: Lexed, number: Number) -> Number | None:
        at, top, first = number.last, number.value, Decimal(0)
        if number.how != "digits" or number.value != number.value.to_integral_value():
            return None
        if (
            lexed.kind(at) == "n"
            and lexed.low(at + 1) == "/"
            and lexed.near(at)
            and not lexed.glued(at)
        ):
            whole = read_digits(lexed.words[at])
            if whole is None:
                return None
            at, top, first = at + 1, whole, number.value
        elif self.is_mixed(lexed, number.first):
            at, top, first = at + 2, Decimal(lexed.words[at + 1][:6]), number.value
        if not (lexed.low(at) == "/" and lexed.glued(at) and lexed.glued(at + 1)):
            return None
        bottom = read_digits(lexed.words[at + 1]) if lexed.kind(at + 1) == "n" else None
        if (
            bottom is None
            or not 0 < top < bottom <= 64
            or top != top.to_integral_value()
            or lexed.low(at + 2) == "/"
        ):
            return None
        value = first + _ratio(int(top), int(bottom))
        return Number(number.first, at + 2, value, 0, False, "fraction")

    def _and_fraction(self, lexed: Lexed, number: Number) -> Number:
        """`one and a half`, `3 million and a half`, `three and two thirds`."""
        at = number.last + 1
        if lexed.low(number.last) != "and" or number.how == "fraction" or at >= len(lexed):
            return number
        part = self._part_after_and(lexed, at)
        if part is None or lexed.low(part.last) == "of":
            return number
        if part.scale:
            return number._replace(last=part.last, value=number.value + part.value)
        value = number.value + part.value * (Decimal(10) ** number.scale)
        return number._replace(last=part.last, value=value, how="fraction")

    def _part_after_and(self, lexed: Lexed, at: int) -> Number | None:
        word, follow = lexed.low(at), self._past_hyphen(lexed, at + 1)
        bottom = self.words.denominators.get(lexed.low(follow), 0)
        if not bottom or not lexed.near(follow):
            return None
        top = 1 if word in self.words.fraction_numerators else self.words.small.get(word, 0)
        plural = lexed.low(follow).endswith("s") or lexed.low(follow) == "halves"
        if not 0 < top < bottom or plural != (top > 1):
            return None
        part = Number(at, follow + 1, _ratio(top, bottom), 0, True, "fraction")
        power, last = self._scale_run(lexed, part.last)
        return part._replace(last=last, value=part.value.scaleb(power), scale=power)

    def _dozens(self, lexed: Lexed, number: Number) -> Number:
        if lexed.low(number.last) in self.words.dozens and lexed.near(number.last):
            return number._replace(last=number.last + 1, value=number.value * 12, how="dozens")
        return number


def _ratio(top: int, bottom: int) -> Decimal:
    """A fraction to four digits where it does not end: 1/3 is 0.3333."""
    value = Decimal(top) / Decimal(bottom)
    return value if len(value.as_tuple().digits) <= 12 else value.quantize(_EXACT)
