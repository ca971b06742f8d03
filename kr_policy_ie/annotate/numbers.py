"""Reads the numbers of a text: digits, spelled numbers, scales, fractions.

A small grammar runs around each numeric anchor; the text is never scanned twice.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.rules.values_loader import NumberWords

#: Longer digit strings are codes, not numbers of the news; also keeps hostile input cheap.
MAX_DIGITS = 30
_MAX_PARTS = 24
_HYPHENS = frozenset("-‐‑–")
_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_GROUPED = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+(?:\.\d+)?"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?"
)
_CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d+,\d{1,2}")
_EXACT = Decimal("0.0001")


class Number(NamedTuple):
    """A number at `lexed[first:last]`; `scale` is the power of ten that its scale words stand for."""

    first: int
    last: int
    value: Decimal
    scale: int
    spelled: bool
    how: str


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
            number = self._spelled(lexed, i)
        else:
            number = self._lone_fraction(lexed, i)
        if number is None:
            return None
        number = self._scales(lexed, self._fraction(lexed, number))
        if not after_between:
            number = self._and_fraction(lexed, self._and_more(lexed, number))
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
        number = Number(i, last, value, 0, False, "digits")
        return self._point(lexed, number) or number

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

    def _spelled(self, lexed: Lexed, i: int) -> Number | None:
        """`forty-two`, `a hundred and five thousand`, `one lakh crore`, `4 thousand 3 hundred`."""
        if lexed.lows[i] in self.words.scales:
            return self._bare_scale(lexed, i)
        total = self._tens(lexed, i)
        if total is None or (total[0] == 1 and lexed.low(i - 1) in self.words.pronoun_before):
            return None
        value, last = total
        number = Number(i, last, Decimal(value), 0, True, "words")
        return self._point(lexed, number) or number

    def _bare_scale(self, lexed: Lexed, i: int) -> Number | None:
        """`a billion`, `hundred thousand`: the article counts as one."""
        word = lexed.lows[i]
        before = lexed.low(i - 1)
        if len(word) < 3 or word not in {"hundred", "thousand", "million", "billion", "trillion"}:
            return None
        power = self.words.scales[word]
        article = before in {"a", "an"}
        if not article and power != 2 and before != "":
            return None
        if before in self.words.vague_before or before in _HYPHENS:
            return None
        first = i - 1 if article else i
        if lexed.low(i + 1) in _HYPHENS and not lexed.glued(i + 1):
            return None
        if article and lexed.low(i - 2) in {"half", "quarter"}:
            return None
        return Number(first, i + 1, Decimal(10) ** power, power, True, "article and scale")

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
        if word in self.words.dozens:
            return Number(i - 1, i, Decimal(1), 0, True, "article") if before == "a" else None
        if word == "half":
            first = i - 1 if before in {"a", "one"} and lexed.near(i) else i
            return self._half_of_scale(lexed, Number(first, i + 1, Decimal("0.5"), 0, True, "half"))
        if word == "quarter" and lexed.low(i + 1) in {"million", "billion", "trillion"}:
            return Number(i, i + 1, Decimal("0.25"), 0, True, "fraction")
        bottom = self.words.denominators.get(word, 0)
        if before in {"a", "an"} and bottom >= 100 and lexed.kind(i + 1) != "w":
            return Number(i - 1, i + 1, Decimal(1) / bottom, 0, True, "fraction")
        if before in {"a", "an"} and bottom and self._is_part(lexed, i):
            bottom = self.words.denominators[word]
            return Number(i - 1, i + 1, _ratio(1, bottom), 0, True, "fraction")
        return None

    def _is_part(self, lexed: Lexed, i: int) -> bool:
        """Whether the singular denominator at `i` is a part, no rank and no quarter of a year."""
        after = lexed.low(i + 1)
        if lexed.lows[i] == "quarter":
            return (
                (after == "of"
                and lexed.low(i + 2) not in {"the", "a"})
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

    def _scales(self, lexed: Lexed, number: Number) -> Number:
        """Multiplies by the scale words behind the number: `2.3 lakh crore`, `6.7 trillion-won`."""
        total, current = Decimal(0), number.value
        at, power, parts = number.last, number.scale, 0
        while parts < _MAX_PARTS:
            parts += 1
            step = (
                at + 1
                if lexed.low(at) in _HYPHENS
                and lexed.near(at)
                and lexed.near(at + 1)
                and (lexed.glued(at) or lexed.glued(at + 1))
                else at
            )
            word = lexed.low(step)
            if word not in self.words.scales or not lexed.near(step):
                more = (
                    self._smaller(lexed, at, power)
                    if power > 2
                    and (number.spelled or power == 3)
                    and number.how in {"words", "digits", "article and scale"}
                    else None
                )
                if more is None:
                    break
                total, current, at = total + current, more[0], more[1]
                continue
            if (
                word in {"tr", "cr", "mil"}
                and not lexed.glued(step)
                and lexed.words[step].isupper()
            ):
                break
            exponent = self.words.scales[word]
            if (
                lexed.glued(step) is False
                and len(word) == 2
                and word not in {"bn", "mn", "tn", "tr", "cr"}
            ):
                break
            if total and Decimal(10) ** exponent > total:
                current, total = total + current, Decimal(0)
            current *= Decimal(10) ** exponent
            power = exponent if power < 3 or exponent < power else power + exponent
            at = step + 1
        if at == number.last:
            return number
        return number._replace(last=at, value=total + current, scale=power)

    def _smaller(self, lexed: Lexed, at: int, power: int) -> tuple[Decimal, int] | None:
        """`three thousand | nine hundred`, `two hundred | two`: the next, smaller part."""
        if not lexed.near(at):
            return None
        digits = lexed.words[at] if lexed.kinds[at] == "n" else ""
        if digits and power == 3 and len(digits) == 1 and lexed.low(at + 1) == "hundred":
            return Decimal(digits) * 100, at + 2
        if lexed.lows[at] not in self._values:
            return None
        part = self._tens(lexed, at)
        if part is None or part[0] == 0:
            return None
        value, last = Decimal(part[0]), part[1]
        if lexed.low(last) == "hundred":
            value, last = value * 100, last + 1
        follows = self.words.scales.get(lexed.low(last), 0)
        return (value, last) if follows < power else None

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
        return self._scales(lexed, part)

    def _and_more(self, lexed: Lexed, number: Number) -> Number:
        """`a hundred and five`, `two hundred two`, `21 trillion and three hundred`."""
        at = number.last
        if number.scale == 0 or not (number.spelled or number.scale <= 3):
            return number
        joined = lexed.low(at) == "and"
        start = at + 1 if joined else at
        hundreds = number.scale == 2 or lexed.low(at - 1) == "hundred"
        if lexed.kind(start) != "w" and not (joined and hundreds):
            return number
        if number.scale != 2 and not joined:
            return number
        more = (
            self._tens(lexed, start) if lexed.kind(start) == "w" else self._two_digits(lexed, start)
        )
        if more is None or not 0 < more[0] < 100:
            return number
        value, last = Decimal(more[0]), more[1]
        if lexed.low(last) == "hundred" and number.scale > 2:
            value, last = value * 100, last + 1
        follow = lexed.low(last)
        if follow in self.words.denominators or self.words.scales.get(follow, 0) in {
            2,
            number.scale,
        }:
            return number
        grown = number._replace(last=last, value=number.value + value, scale=0)
        return self._scales(lexed, grown)

    def _two_digits(self, lexed: Lexed, i: int) -> tuple[int, int] | None:
        word = lexed.words[i] if lexed.kind(i) == "n" else ""
        return (int(word), i + 1) if len(word) == 2 and word.isdecimal() else None

    def _dozens(self, lexed: Lexed, number: Number) -> Number:
        if lexed.low(number.last) in self.words.dozens and lexed.near(number.last):
            return number._replace(last=number.last + 1, value=number.value * 12, how="dozens")
        return number


def _ratio(top: int, bottom: int) -> Decimal:
    """A fraction to four digits where it does not end: 1/3 is 0.3333."""
    value = Decimal(top) / Decimal(bottom)
    return value if len(value.as_tuple().digits) <= 12 else value.quantize(_EXACT)
