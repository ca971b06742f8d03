"""Reads amounts: a number with its currency, percent sign or unit, and ranges of them."""

from kr_policy_ie.annotate.amount import HYPHENS, TEN, Amount
from kr_policy_ie.annotate.currencies import CountryContext, Currency
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.annotate.name_numbers import NameNumbers
from kr_policy_ie.annotate.number_parts import Number
from kr_policy_ie.annotate.ranges import RangeJoiner
from kr_policy_ie.annotate.suffixes import SuffixReader
from kr_policy_ie.rules.values_loader import ValueRules

#: Units that have no plural; none of them is measured in metres.
_COUNTED_ALIKE = frozenset({"teu", "feu", "dwt", "cgt", "bpd", "boe"})


class AmountReader:
    """Finds the amounts of a lexed text, from left to right."""

    def __init__(self, rules: ValueRules, suffixes: SuffixReader) -> None:
        self.rules = rules
        self.suffixes = suffixes
        self.grammar = suffixes.grammar
        self.currencies = suffixes.currencies
        self.names = NameNumbers(rules, self.grammar)
        self.ranges = RangeJoiner(rules.nouns, rules.contexts)

    def read(self, lexed: Lexed, context: CountryContext) -> list[Amount]:
        """All amounts, ranges joined, elided units of coordinated numbers filled in."""
        amounts: list[Amount] = []
        free, millions = 0, False
        is_anchor = self.grammar.is_anchor
        for i in range(len(lexed)):
            if i < free or not is_anchor(lexed, i):
                continue
            amount, free = self._amount(lexed, i, context, millions=millions)
            if amount is not None and (not amounts or amount.first >= amounts[-1].last):
                amounts.append(amount)
                millions = millions or _wears_m(lexed, amount)
        return self.ranges.join(lexed, amounts)

    def _amount(
        self, lexed: Lexed, i: int, context: CountryContext, *, millions: bool
    ) -> tuple[Amount | None, int]:
        """The amount at the anchor `i`, and where to go on.

        `millions` says that the text has written a million as `m` before.
        """
        skip = self.names.code_end(lexed, i)
        if skip:
            return None, skip
        between = lexed.low(i - 1) == "between"
        number = self.grammar.read(lexed, i, after_between=between)
        if number is None:
            return None, i + 1
        before = self.currencies.before(lexed, number.first) if lexed.kinds[i] == "n" else None
        if before is not None and not self.names.fits_prefix(lexed, before, number):
            before = None
        if before is None and self.names.is_part_of_name(lexed, number.first):
            return None, number.last
        number = self._glued_scale(lexed, number, before, millions=millions)
        amount = Amount(
            number.first,
            number.last,
            number.value,
            number.scale,
            number.first,
            spelled=number.spelled,
            how=[number.how],
        )
        amount.yearlike = _is_yearlike(lexed, number)
        self._tail(lexed, amount)
        self.suffixes.read(lexed, amount, before, context)
        if amount.kind is None and self.names.glued_to_letters(lexed, amount.last):
            return None, amount.last
        return amount, max(amount.last, i + 1)

    def _tail(self, lexed: Lexed, amount: Amount) -> None:
        """`20-odd`, `1,200-plus`, `10,000-strong`: the number goes on to the word."""
        at = amount.last + 1
        if lexed.low(at - 1) not in HYPHENS or not (lexed.glued(at - 1) and lexed.glued(at)):
            return
        if lexed.low(at) in self.rules.numbers.tails and lexed.low(at + 1) not in HYPHENS:
            amount.last = at + 1
            amount.modifier = self.rules.numbers.tails[lexed.low(at)]

    def _glued_scale(
        self, lexed: Lexed, number: Number, before: Currency | None, *, millions: bool
    ) -> Number:
        """`$350B`, `5.3m barrels`, `100k jobs`."""
        at, words = number.last, self.rules.numbers
        letter = lexed.low(at)
        if number.scale or letter not in words.glued_scales or not lexed.glued(at):
            return number
        if lexed.glued(at + 1) and lexed.kind(at + 1) == "n":
            return number
        power = words.glued_scales[letter]
        again = millions and letter == "m" and self._ends_phrase(lexed, at + 1)
        if before is None and not (again or self._scale_without_sign(lexed, at, letter)):
            return number
        scaled = number.value * TEN**power
        return number._replace(last=at + 1, value=scaled, scale=power)

    def _scale_without_sign(self, lexed: Lexed, at: int, letter: str) -> bool:
        if self.currencies.behind(lexed, at + 1) is not None or _same_scale_before(lexed, at):
            return True
        ranged = _same_scale_behind(lexed, at)
        if ranged and self.currencies.behind(lexed, at + 4) is not None:
            return True
        if letter in self.rules.numbers.money_only_glued or not lexed.near(at + 1):
            return False
        word = lexed.words[at + 1]
        noun = lexed.kinds[at + 1] == "w" and word.islower()
        if not noun or lexed.low(at + 1) in self.rules.nouns.stop_words:
            big = letter in {"k", "b"} and lexed.words[at].isupper() and noun
            return big or (letter == "m" and self._is_nations(lexed, at + 1))
        alike = word in _COUNTED_ALIKE or word.endswith("s")
        return letter != "m" or alike or self._plural_ahead(lexed, at + 1)

    def _is_nations(self, lexed: Lexed, at: int) -> bool:
        """`2.6m Canadian cars`."""
        return lexed.words[at].istitle() and self._plural_ahead(lexed, at + 1)

    def _ends_phrase(self, lexed: Lexed, at: int) -> bool:
        """Whether no noun stands at a place: `59.8m tonnes (61.4m in August)`."""
        stopped = lexed.low(at) in self.rules.nouns.stop_words or lexed.kind(at) != "w"
        return stopped and lexed.low(at) not in HYPHENS

    def _plural_ahead(self, lexed: Lexed, at: int) -> bool:
        """`6.2m fuel cell vehicles`: a plural is near; none follows a metre."""
        for k in range(at, min(at + 4, len(lexed))):
            word = lexed.lows[k]
            if lexed.kinds[k] != "w" or word in self.rules.nouns.stop_words:
                return False
            if word in self.rules.nouns.plurals or (word.endswith("s") and not word.endswith("ss")):
                return True
        return False


def _wears_m(lexed: Lexed, amount: Amount) -> bool:
    """Whether an amount writes its million as a letter: `5.3m barrels`."""
    letter = amount.core + 1
    return amount.power == 6 and lexed.low(letter) == "m" and lexed.glued(letter)


def _same_scale_before(lexed: Lexed, at: int) -> bool:
    """`$5m-10m`, `$5m to 10m`: the low end of a range wears the same letter."""
    linked = lexed.low(at - 2) in {*HYPHENS, "to"} and lexed.kind(at - 1) == "n"
    return linked and lexed.words[at - 3] == lexed.words[at] and lexed.glued(at - 3)


def _same_scale_behind(lexed: Lexed, at: int) -> bool:
    """`5m-10m euros`."""
    linked = lexed.low(at + 1) in {*HYPHENS, "to"} and lexed.kind(at + 2) == "n"
    return linked and lexed.low(at + 3) == lexed.lows[at] and lexed.glued(at + 3)


def _is_yearlike(lexed: Lexed, number: Number) -> bool:
    raw = lexed.words[number.first]
    plain = number.last - number.first == 1 and len(raw) == 4 and raw.isdecimal()
    return plain and 1900 <= number.value <= 2100
