"""Reads amounts: a number with its currency, percent sign or unit, and ranges of them."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from kr_policy_ie.annotate.currencies import CountryContext, Currency, CurrencyReader
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.annotate.numbers import Number, NumberGrammar
from kr_policy_ie.annotate.units import UnitInventory
from kr_policy_ie.rules.values_loader import ValueRules

HYPHENS = frozenset("-‐‑–")
_DASHES = frozenset("-‐‑–~∼〜～")
_YEAR_WORDS = frozenset(
    {"in", "by", "of", "since", "until", "from", "year", "fiscal", ",", "calendar"}
)
_TEN = Decimal(10)
_FOUR_DIGITS = Decimal("0.0001")


@dataclass
class Amount:
    """A number at `lexed[first:last]` and what it is a number of.

    `kind` is `money`, `percent`, `quantity`, or None while it is not known; `core` is the place
    of the number itself, `power` the power of ten of its scale words.
    """

    first: int
    last: int
    number: Decimal
    power: int
    core: int
    kind: str | None = None
    unit: str = ""
    high: Decimal | None = None
    per: str | None = None
    modifier: str | None = None
    bare: bool = True
    spelled: bool = False
    counted: bool = False
    yearlike: bool = False
    equivalent: tuple[int, int] | None = None
    how: list[str] = field(default_factory=list)

    def same_kind(self, other: "Amount") -> bool:
        """Whether both measure in the same unit or currency."""
        return self.kind == other.kind and self.unit == other.unit


class AmountReader:
    """Finds the amounts of a lexed text, from left to right."""

    def __init__(
        self,
        rules: ValueRules,
        grammar: NumberGrammar,
        currencies: CurrencyReader,
        units: UnitInventory,
    ) -> None:
        self.rules = rules
        self.grammar = grammar
        self.currencies = currencies
        self.units = units
        self._percent = _PercentReader(rules)

    def read(self, lexed: Lexed, context: CountryContext) -> list[Amount]:
        """All amounts, ranges joined, elided units of coordinated numbers filled in."""
        amounts: list[Amount] = []
        free = 0
        is_anchor = self.grammar.is_anchor
        for i in range(len(lexed)):
            if i < free or not is_anchor(lexed, i):
                continue
            amount, free = self._amount(lexed, i, context)
            if amount is not None and (not amounts or amount.first >= amounts[-1].last):
                amounts.append(amount)
        return self._join(lexed, amounts)

    def _amount(self, lexed: Lexed, i: int, context: CountryContext) -> tuple[Amount | None, int]:
        """The amount at the anchor `i`, and where to go on."""
        skip = self._code_end(lexed, i)
        if skip:
            return None, skip
        between = lexed.low(i - 1) == "between"
        number = self.grammar.read(lexed, i, after_between=between)
        if number is None:
            return None, i + 1
        before = self.currencies.before(lexed, number.first) if lexed.kinds[i] == "n" else None
        if before is not None and not self._fits_prefix(lexed, before, number):
            before = None
        if before is None and self._is_part_of_name(lexed, number.first):
            return None, number.last
        number = self._glued_scale(lexed, number, before)
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
        self._find_unit(lexed, amount, before, context)
        if amount.kind is None and self._glued_to_letters(lexed, amount.last):
            return None, amount.last
        return amount, max(amount.last, i + 1)

    def _code_end(self, lexed: Lexed, i: int) -> int:
        """Where a phone number, a date in digits or a clock time ends that starts at `i`, else 0."""
        if lexed.kinds[i] != "n" or self.grammar.is_mixed(lexed, i):
            return 0
        end, parts = i + 1, 1
        clock = False
        while (
            lexed.kind(end + 1) == "n" and lexed.glued(end) and lexed.glued(end + 1) and parts < 12
        ):
            sign = lexed.words[end]
            if sign == ":":
                clock = True
            elif sign not in {"-", "/", ".", "‑"}:
                break
            end, parts = end + 2, parts + 1
        return end if parts >= 3 or clock else 0

    def _fits_prefix(self, lexed: Lexed, before: Currency, number: Number) -> bool:
        """A single letter (`W`, `P`, `R`) is a currency only before a sum of some size."""
        if before.last - before.first > 1 or lexed.kinds[before.first] != "w":
            return True
        if before.first > 0 and lexed.glued(before.first) and lexed.kinds[before.first - 1] != "s":
            return False
        if len(lexed.words[before.first]) > 1:
            return True
        after = lexed.low(number.last)
        small_scale = lexed.glued(number.last) and after in self.rules.numbers.glued_scales
        return (
            number.scale > 0
            or small_scale
            or (number.value >= 1000 and "," in lexed.words[number.first])
        )

    def _is_part_of_name(self, lexed: Lexed, i: int) -> bool:
        """`S23`, `F-35`, `Section 232`, `#5`: digits that name."""
        if i == 0:
            return False
        before = lexed.low(i - 1)
        if lexed.glued(i) and before in {"=", "%", "/", "&", "?", "_", "@", "#"}:
            return True
        if lexed.kinds[i] != "n":
            return before in self.rules.nouns.spelled_labels or self._is_spelled_name(lexed, i)
        if lexed.glued(i):
            if lexed.kinds[i - 1] == "w" or before in {"#", "@", "_", "/", "^", "="}:
                return True
            if before in HYPHENS and i > 1 and lexed.glued(i - 1) and lexed.kinds[i - 2] == "w":
                return lexed.low(i - 2) not in {"to", "pre", "post", "between", "from"}
        label = before
        if before == "." and lexed.low(i - 2) in {
            "no",
            "nos",
            "art",
            "sec",
            "para",
            "fig",
            "vol",
            "ch",
            "nr",
        }:
            return True
        return (
            label in self.rules.nouns.name_labels and lexed.near(i) and self._is_label(lexed, i - 1)
        )

    def _is_spelled_name(self, lexed: Lexed, i: int) -> bool:
        """`Boston Five`, `the Big Three`: capitals amid lower-case prose."""
        if not lexed.words[i].istitle() or lexed.kind(i - 1) != "w" or not lexed.near(i):
            return False
        around = range(max(i - 5, 0), min(i + 6, len(lexed)))
        return any(
            len(lexed.words[k]) > 3
            and lexed.words[k].islower()
            and lexed.lows[k] not in self.rules.nouns.stop_words
            for k in around
        )

    def _is_label(self, lexed: Lexed, at: int) -> bool:
        """A label is capitalised, or stands after an article or at the start (`under section 5`)."""
        return lexed.words[at][:1].isupper() or lexed.lows[at] in {
            "section",
            "article",
            "chapter",
            "paragraph",
            "annex",
            "page",
            "no",
            "number",
            "line",
            "top",
            "group of",
        }

    def _glued_scale(self, lexed: Lexed, number: Number, before: Currency | None) -> Number:
        """`$350B`, `5.3m barrels`, `100k jobs`."""
        at, words = number.last, self.rules.numbers
        letter = lexed.low(at)
        if number.scale or letter not in words.glued_scales or not lexed.glued(at):
            return number
        if lexed.glued(at + 1) and lexed.kind(at + 1) == "n":
            return number
        power = words.glued_scales[letter]
        if before is None and not self._scale_without_sign(lexed, at, letter):
            return number
        scaled = number.value * _TEN**power
        return number._replace(last=at + 1, value=scaled, scale=power)

    def _scale_without_sign(self, lexed: Lexed, at: int, letter: str) -> bool:
        if self.currencies.behind(lexed, at + 1) is not None:
            return True
        if letter in self.rules.numbers.money_only_glued or not lexed.near(at + 1):
            return False
        word = lexed.words[at + 1]
        noun = lexed.kinds[at + 1] == "w" and word.islower()
        if not noun or lexed.low(at + 1) in self.rules.nouns.stop_words:
            return letter in {"k", "b"} and lexed.words[at].isupper() and noun
        return letter != "m" or word.endswith("s") or self._plural_ahead(lexed, at + 1)

    def _plural_ahead(self, lexed: Lexed, at: int) -> bool:
        """`6.2m fuel cell vehicles`: a plural within the next words; no metre is followed by one."""
        for k in range(at, min(at + 4, len(lexed))):
            word = lexed.lows[k]
            if lexed.kinds[k] != "w" or word in self.rules.nouns.stop_words:
                return False
            if word in self.rules.nouns.plurals or (word.endswith("s") and not word.endswith("ss")):
                return True
        return False

    def _glued_to_letters(self, lexed: Lexed, at: int) -> bool:
        return lexed.glued(at) and lexed.kind(at) == "w" and lexed.low(at) not in {"odd"}

    def _find_unit(
        self, lexed: Lexed, amount: Amount, before: Currency | None, context: CountryContext
    ) -> None:
        behind = self.currencies.behind(lexed, amount.last)
        if (
            behind is not None
            and before is None
            and not self._is_money(lexed, amount, behind, context)
        ):
            behind = None
        if before is not None or behind is not None:
            self._set_money(lexed, amount, before, behind, context)
        elif self._percent.read(lexed, amount):
            amount.bare = False
        else:
            self._set_unit(lexed, amount)

    def _is_money(
        self, lexed: Lexed, amount: Amount, behind: Currency, context: CountryContext
    ) -> bool:
        """Whether an everyday word (`won`, `pounds`, `marks`) is the currency here."""
        word, after = lexed.low(behind.last - 1), lexed.low(behind.last)
        if behind.last - behind.first > 1:
            return True
        if word in {"won", "mark", "crown", "pen"} and not amount.power and amount.number < 100:
            return (
                word == "won"
                and after not in {"a", "an", "the", "contracts", "orders", "seats", "medals"}
                and amount.number != 1
            )
        if word in {"pound", "pounds"}:
            big = amount.power >= 6
            return not (after == "of" and amount.power < 9) and (
                big or any(code == "GB" for _, code in context.places)
            )
        if word in {"rs", "sdr"}:
            return lexed.words[behind.first][0].isupper()
        return True

    def _set_money(
        self,
        lexed: Lexed,
        amount: Amount,
        before: Currency | None,
        behind: Currency | None,
        context: CountryContext,
    ) -> None:
        if before is not None:
            amount.first = before.first
        if before is not None and behind is not None:
            same = behind.code in (before.code, "USD")
            behind = (
                behind
                if same and behind.shared
                else (behind if behind.code == before.code else None)
            )
        chosen = before or behind
        if behind is not None:
            amount.last = behind.last
            self._scale_behind_code(lexed, amount)
        if chosen is None:
            return
        amount.kind, amount.bare = "money", False
        amount.unit = self.currencies.resolve(chosen, lexed, context)
        amount.how.append(chosen.by)
        if chosen.power:
            amount.number = amount.number / _TEN**chosen.power
            amount.power = max(amount.power, -chosen.power)
        elif behind is not None:
            self._add_cents(lexed, amount)

    def _scale_behind_code(self, lexed: Lexed, amount: Amount) -> None:
        """`75 USD million`."""
        power = self.rules.numbers.scales.get(lexed.low(amount.last), 0)
        if power >= 6 and not amount.power and lexed.near(amount.last):
            amount.number *= _TEN**power
            amount.power, amount.last = power, amount.last + 1

    def _add_cents(self, lexed: Lexed, amount: Amount) -> None:
        """`thirteen dollars and forty-five cents`, `15 dollars 50`."""
        joined = lexed.low(amount.last) == "and"
        at = amount.last + 1 if joined else amount.last
        if amount.power or at >= len(lexed) or not self.grammar.is_anchor(lexed, at):
            return
        small = self.grammar.read(lexed, at)
        if small is None or not lexed.near(at) or small.value != int(small.value):
            return
        minor = self.currencies.behind(lexed, small.last)
        plain = not joined and lexed.kind(small.last) != "w" and lexed.low(small.last) != "%"
        last = minor.last if minor is not None and minor.power > 0 else small.last
        if last == small.last and not (plain and 10 <= small.value):
            return
        if lexed.glued(small.last) and last == small.last and lexed.low(small.last) in HYPHENS | {"/"}:
            return
        part = _TEN ** (minor.power if minor is not None and minor.power > 0 else 2)
        if small.value < part and amount.number == int(amount.number):
            amount.number += small.value / part
            amount.last = last

    def _set_unit(self, lexed: Lexed, amount: Amount) -> None:
        """A multiple (`7 times`, `10-fold`) or a unit of measure."""
        at = amount.last
        hyphen = lexed.low(at) in HYPHENS and lexed.glued(at) and lexed.kind(at + 1) == "w"
        step = at + 1 if hyphen else at
        if lexed.low(step) in self.rules.units.time_units:
            return
        if lexed.low(step) in self.rules.units.multiples_units and lexed.near(step):
            word = lexed.low(step)
            fits = (word in {"x", "×", "fold"}) == (lexed.glued(step) or hyphen) or word == "times"
            if fits and not (word == "time" or (word == "times" and hyphen)):
                amount.kind, amount.unit, amount.last, amount.bare = (
                    "quantity",
                    "times",
                    step + 1,
                    False,
                )
                amount.how.append("multiple")
            return
        found = self.units.find(lexed, step) if step < len(lexed) else None
        if found is None or (hyphen and not lexed.near(step)):
            return
        if lexed.glued(step) and not hyphen and lexed.words[step] == "nm":
            return  # `2nm` names a process
        if (
            len(lexed.words[step]) == 1
            and lexed.kinds[step] == "w"
            and not self._letter_is_unit(lexed, amount, step)
        ):
            return
        amount.kind, amount.unit, amount.last, amount.bare = (
            "quantity",
            found.name,
            found.last,
            False,
        )
        amount.per = found.unit.per
        amount.how.append(f"unit of {found.unit.dimension}")
        self._symbol_in_brackets(lexed, amount, found.unit.name)
        self._add_inches(lexed, amount)

    def _letter_is_unit(self, lexed: Lexed, amount: Amount, at: int) -> bool:
        """`7.8m`, `500 t`, but not `Plan 5 m…`: a single letter in exact case, ending the phrase."""
        return not (lexed.glued(at + 1) and lexed.kind(at + 1) != "s")

    def _symbol_in_brackets(self, lexed: Lexed, amount: Amount, name: str) -> None:
        """`45 nanometres (nm)`."""
        at = amount.last
        if lexed.low(at) == "(" and lexed.low(at + 2) == ")":
            found = self.units.find(lexed, at + 1)
            if found is not None and found.unit.name == name:
                amount.last = at + 3
                amount.how.append("closing bracket")

    def _add_inches(self, lexed: Lexed, amount: Amount) -> None:
        """`5 feet and 2 inches`: one length, in the larger unit."""
        smaller = self.rules.units.compounds.get(amount.unit)
        at = amount.last + (lexed.low(amount.last) == "and")
        if smaller is None or lexed.kind(at) != "n" or not lexed.near(at):
            return
        part = self.grammar.read(lexed, at)
        word = lexed.low(part.last) if part is not None else ""
        if part is not None and word in smaller and part.value < smaller[word]:
            amount.number = (amount.number + part.value / smaller[word]).quantize(_FOUR_DIGITS)
            amount.last = part.last + 1

    def _join(self, lexed: Lexed, amounts: list[Amount]) -> list[Amount]:
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
        link = gap[0]
        before = lexed.low(low.first - 1)
        nouns = self.rules.nouns
        if link == "and":
            linked = before == "between"
        elif link in _DASHES:
            linked = (lexed.glued(low.last) and lexed.glued(high.first)) or (
                low.kind is None and low.power == 0
            )
        else:
            linked = link in {"to", "through"}
        if not linked or (high.yearlike and high.kind is None):
            return False
        if low.yearlike and (high.kind is None or high.power or before in _YEAR_WORDS):
            return False
        if self._is_change(lexed, low.first):
            return False
        if low.kind is not None and link == "to" and before in nouns.change_words:
            return False
        if low.kind is not None and high.kind is None and low.core == low.first:
            return False  # `nine pct to 26.9 billion`; but `$3 to 5 billion`
        return _ascends(low, high)

    def _is_change(self, lexed: Lexed, first: int) -> bool:
        """`from 5 to 10`, `from the usual 5 percent to 10 percent`: two values, no range."""
        for k in range(first - 1, max(first - 5, -1), -1):
            if lexed.kinds[k] != "w":
                return False
            if lexed.lows[k] == "from":
                return lexed.low(k - 1) not in self.rules.nouns.range_words
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
            and left.number * _TEN**right.power <= right.number * 1000
        ):
            left.number *= _TEN**right.power
            left.power = right.power
        left.kind, left.unit, left.bare, left.counted = right.kind, right.unit, False, right.counted
        left.how.append("shared unit")


class _PercentReader:
    """Recognises percent signs and words behind a number."""

    def __init__(self, rules: ValueRules) -> None:
        words = rules.units.percent
        self._unit: dict[tuple[str, ...], str] = {}
        for surface in words.signs | words.words:
            self._unit[_lex_words(surface)] = "percent"
        for surface in words.point_words:
            self._unit[_lex_words(surface)] = "percentage_point"
        for surface in words.basis_words:
            self._unit[_lex_words(surface)] = "basis_point"
        self._firsts = {phrase[0] for phrase in self._unit}

    def read(self, lexed: Lexed, amount: Amount) -> bool:
        at = amount.last
        if lexed.low(at) in HYPHENS and lexed.glued(at):
            at += 1
        elif lexed.low(at) in {"a", "of"} and amount.number < 1:
            at += 2 if lexed.low(at) == "of" and lexed.low(at + 1) in {"a", "one"} else 1
        if lexed.low(at) not in self._firsts or not lexed.near(at):
            return False
        if lexed.glued(at + 1) and lexed.kind(at + 1) == "n":
            return False  # `%25` in a web address
        for length in (3, 2, 1):
            unit = self._unit.get(tuple(lexed.lows[at : at + length]))
            if unit and all(lexed.near(at + k) for k in range(1, length)):
                return self._set(lexed, amount, unit, at + length)
        return False

    def _set(self, lexed: Lexed, amount: Amount, unit: str, last: int) -> bool:
        words = lexed.lows[amount.last : last]
        if words in (["pp"], ["pc"]) and not lexed.glued(amount.last) and words == ["pc"]:
            return False
        amount.kind, amount.last = "percent", last
        amount.unit = "percent" if unit == "percent" else "percentage_point"
        amount.how.append(unit.replace("_", " "))
        if unit == "basis_point":
            amount.number = amount.number / 100
        return True


def _lex_words(surface: str) -> tuple[str, ...]:
    return tuple(Lexed(surface).lows)


def _is_yearlike(lexed: Lexed, number: Number) -> bool:
    raw = lexed.words[number.first]
    plain = number.last - number.first == 1 and len(raw) == 4 and raw.isdecimal()
    return plain and 1900 <= number.value <= 2100


def _ascends(low: Amount, high: Amount) -> bool:
    """Whether the pair is a range in one unit, the scale of the high end shared where it is missing."""
    if low.kind is not None and high.kind is not None and not low.same_kind(high):
        return False
    if low.kind == "quantity" and high.kind is None and low.unit == "times":
        return False
    return _low_end(low, high) < high.number


def _low_end(low: Amount, high: Amount) -> Decimal:
    """The low end with the scale that the high end lends it (`10 to 15 billion`)."""
    if low.power == 0 and high.power and low.number * _TEN**high.power < high.number:
        return low.number * _TEN**high.power
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
