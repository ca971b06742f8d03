"""Reads what stands around a number: a currency, a percent sign, a unit of measure, `times`."""

from decimal import Decimal

from kr_policy_ie.annotate.amount import HYPHENS, TEN, Amount
from kr_policy_ie.annotate.currencies import CountryContext, Currency, CurrencyReader
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.annotate.numbers import NumberGrammar
from kr_policy_ie.annotate.units import UnitInventory
from kr_policy_ie.rules.values_loader import ValueRules

_FOUR_DIGITS = Decimal("0.0001")


class SuffixReader:
    """Gives an amount its kind and unit from the words that touch it."""

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

    def read(
        self, lexed: Lexed, amount: Amount, before: Currency | None, context: CountryContext
    ) -> None:
        """Sets kind, unit and end of the amount; `before` is the currency in front of it."""
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
        if word in self.rules.contexts.everyday_money and not amount.power and amount.number < 100:
            return (
                word == "won"
                and after not in self.rules.contexts.after_verb_won
                and (amount.number != 1 or "." in lexed.words[amount.core])
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
            amount.number = amount.number / TEN**chosen.power
            amount.power = max(amount.power, -chosen.power)
        elif behind is not None:
            self._add_cents(lexed, amount)

    def _scale_behind_code(self, lexed: Lexed, amount: Amount) -> None:
        """`75 USD million`."""
        power = self.rules.numbers.scales.get(lexed.low(amount.last), 0)
        if power >= 6 and not amount.power and lexed.near(amount.last):
            amount.number *= TEN**power
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
        if last == small.last and not (plain and small.value >= 10):
            return
        if (
            lexed.glued(small.last)
            and last == small.last
            and lexed.low(small.last) in HYPHENS | {"/"}
        ):
            return
        part = TEN ** (minor.power if minor is not None and minor.power > 0 else 2)
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
        """`7.8m`, `500 t`: a single letter in exact case that no letters follow."""
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
        if words == ["pc"] and not lexed.glued(amount.last):
            return False
        amount.kind, amount.last = "percent", last
        amount.unit = "percent" if unit == "percent" else "percentage_point"
        amount.how.append(unit.replace("_", " "))
        if unit == "basis_point":
            amount.number = amount.number / 100
        return True


def _lex_words(surface: str) -> tuple[str, ...]:
    return tuple(Lexed(surface).lows)
