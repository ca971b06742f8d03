"""Reads fractions: `half`, `two-thirds`, `1/4`, `2½`, `one and a half`."""

from decimal import Decimal

from kr_policy_ie.annotate.amount import HYPHENS
from kr_policy_ie.annotate.digits import read_digits
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.annotate.number_parts import Number, ScaleReader, past_hyphen
from kr_policy_ie.rules.values_loader import NumberWords

_EXACT = Decimal("0.0001")


class FractionReader:
    """Reads fractions alone, behind a whole number, and joined to one by `and`."""

    def __init__(self, words: NumberWords) -> None:
        self.words = words
        self.scales = ScaleReader(words)

    def vulgar(self, lexed: Lexed, i: int) -> Number:
        """`½`, one sign."""
        top, bottom = self.words.vulgar[lexed.lows[i]].split("/")
        return Number(i, i + 1, _ratio(int(top), int(bottom)), 0, False, "fraction")

    def alone(self, lexed: Lexed, i: int) -> Number | None:
        """`half`, `a third`, `a quarter`; an ordinal (`a third round`) is none."""
        word, before = lexed.lows[i], lexed.low(i - 1)
        if lexed.low(i + 1) in HYPHENS and lexed.glued(i + 1):
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
        number = Number(i - 1, i + 1, value, 0, True, "fraction")
        return self._of_scale(lexed, number)

    def _of_scale(self, lexed: Lexed, number: Number) -> Number:
        """`a quarter of a million`: steps over the words between."""
        at = number.last
        between = lexed.low(at) == "of" and lexed.low(at + 1) in {"a", "an", "one"}
        scaled = between and self.words.scales.get(lexed.low(at + 2), 0) >= 3
        return number._replace(last=at + 2) if scaled else number

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

    def behind(self, lexed: Lexed, number: Number) -> Number:
        """`two-thirds`, `1/4`, `10 1/2`, `2½`."""
        at = number.last
        if lexed.low(at) in self.words.vulgar and number.how == "digits":
            part = self.vulgar(lexed, at)
            return number._replace(last=at + 1, value=number.value + part.value, how="fraction")
        other = self._slash(lexed, number) or self._out_of(lexed, number)
        if other is not None:
            return other
        spaced = lexed.low(at) == "-" and lexed.low(at + 1) in self.words.denominators
        at = at + 1 if spaced and lexed.near(at + 1) else past_hyphen(lexed, at)
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
        value = _ratio(int(number.value), bottom)
        return self._of_scale(lexed, Number(number.first, at + 1, value, 0, True, "fraction"))

    def _out_of(self, lexed: Lexed, number: Number) -> Number | None:
        """`nine in ten firms`, `one in five`; not `one in ten years`."""
        at = number.last + 1
        if number.scale or lexed.low(at - 1) != "in" or not lexed.near(at):
            return None
        at += lexed.low(at) == "every"
        one = number.how == "digits" and number.value == 1 and lexed.words[number.first] == "1"
        if one and lexed.kind(at) == "n" and lexed.words[at].isdecimal():
            whole = int(lexed.words[at][:4])
        elif number.how == "words":
            whole = {**self.words.small, **self.words.tens}.get(lexed.low(at), 0)
        else:
            return None
        if not number.value < whole <= 100 or lexed.low(at + 1) in self.words.not_in_ratio:
            return None
        return Number(number.first, at + 1, _ratio(int(number.value), whole), 0, True, "fraction")

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

    def joined(self, lexed: Lexed, number: Number) -> Number:
        """`one and a half`, `3 million and a half`, `three and two thirds`."""
        at = number.last + 1
        if lexed.low(number.last) != "and" or number.how == "fraction" or at >= len(lexed):
            return number
        part = self._part_after_and(lexed, at)
        if part is None or lexed.low(part.last) == "of":
            return number
        if part.scale:  # `one and a half million`; `3 million and a half million`
            whole = number.value if number.scale else number.value.scaleb(part.scale)
            scale = number.scale or part.scale
            return number._replace(last=part.last, value=whole + part.value, scale=scale)
        value = number.value + part.value * (Decimal(10) ** number.scale)
        return number._replace(last=part.last, value=value, how="fraction")

    def _part_after_and(self, lexed: Lexed, at: int) -> Number | None:
        word, follow = lexed.low(at), past_hyphen(lexed, at + 1)
        bottom = self.words.denominators.get(lexed.low(follow), 0)
        if not bottom or not lexed.near(follow):
            return None
        top = 1 if word in self.words.fraction_numerators else self.words.small.get(word, 0)
        plural = lexed.low(follow).endswith("s") or lexed.low(follow) == "halves"
        if not 0 < top < bottom or plural != (top > 1):
            return None
        part = Number(at, follow + 1, _ratio(top, bottom), 0, True, "fraction")
        power, last = self.scales.run(lexed, part.last)
        return part._replace(last=last, value=part.value.scaleb(power), scale=power)


def _ratio(top: int, bottom: int) -> Decimal:
    """A fraction to four digits where it does not end: 1/3 is 0.3333."""
    value = Decimal(top) / Decimal(bottom)
    return value if len(value.as_tuple().digits) <= 12 else value.quantize(_EXACT)
