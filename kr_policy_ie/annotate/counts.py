"""Decides for each bare number whether it counts something, and what."""

from kr_policy_ie.annotate.amount import HYPHENS, Amount
from kr_policy_ie.annotate.counting import NounFinder, Words
from kr_policy_ie.annotate.date_numbers import is_part_of_days
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.rules.values_loader import ValueRules


class CountReader:
    """Gives bare numbers their counted noun."""

    def __init__(self, rules: ValueRules, finder: NounFinder) -> None:
        self.rules = rules
        self.finder = finder

    def read(self, words: Words, amount: Amount) -> bool:
        """Sets the counted noun of a bare number; False where it is no mention at all."""
        if amount.kind is not None:
            return True
        lexed = words.lexed
        if amount.number < 1 and amount.how[0] == "half":
            rank = lexed.low(amount.first - 1) in self.rules.contexts.half_ranks
            return not rank and lexed.low(amount.last) not in HYPHENS
        coded = self._is_code(lexed, amount) or _is_section(lexed, amount)
        if self._names(lexed, amount) or coded:
            return False
        if amount.first and lexed.low(amount.last) in {"last", "next", "previous", "of"}:
            return True
        plus = lexed.low(amount.last) == "+" and lexed.glued(amount.last)
        head = self.finder.head(words, amount.first, amount.last + plus)
        if head is None:
            return not self._is_broken_hyphen(lexed, amount)
        return self._set_counted(lexed, amount, head.last, head.unit, head.by)

    def _names(self, lexed: Lexed, amount: Amount) -> bool:
        """`one` as a pronoun or article, `zero`, `the 400 series`."""
        after = lexed.low(amount.last)
        if after in self.rules.nouns.not_counted or after in self.rules.nouns.model_words:
            return True
        if not amount.spelled or amount.power:
            return False
        only = lexed.low(amount.first - 1) in self.rules.nouns.only_words
        return amount.number == 0 or (amount.number == 1 and not only)

    def _is_code(self, lexed: Lexed, amount: Amount) -> bool:
        """Six or more digits without a comma are a licence or telephone number."""
        raw = lexed.words[amount.core]
        before = amount.first - 1
        if lexed.low(before) in HYPHENS and lexed.kind(before - 1) == "n" and lexed.glued(before):
            return True  # the second half of `747-400`
        return (
            not amount.power
            and raw.isdecimal()
            and (len(raw) >= 6 or (len(raw) > 1 and raw[0] == "0"))
        )

    def _is_broken_hyphen(self, lexed: Lexed, amount: Amount) -> bool:
        at = amount.last
        return lexed.low(at) in HYPHENS and lexed.glued(at) and lexed.glued(at + 1)

    def _set_counted(self, lexed: Lexed, amount: Amount, last: int, unit: str, by: str) -> bool:
        if unit in self.rules.units.time_units:
            working = lexed.low(last - 2)
            if working not in self.rules.nouns.working and not is_part_of_days(
                lexed, amount, last - 1
            ):
                return amount.power >= 6
            unit = f"{working} {unit}" if working in self.rules.nouns.working else unit
        if amount.yearlike or unit in self.rules.nouns.model_words:
            return False
        singular_noun = lexed.low(last - 1) == unit and unit not in self.rules.nouns.plurals
        if amount.power >= 6 and singular_noun and by != "hyphen":
            return True  # `the 15.8 mln ceiling`: elided barrels
        if unit in self.rules.contexts.rate_nouns and "." in lexed.words[amount.core]:
            return True  # `the 0.6800 level`: the number of a rate
        amount.kind, amount.unit, amount.last = "quantity", unit, last
        amount.counted = True
        amount.how.append(f"counted noun by {by}")
        return True


def _is_section(lexed: Lexed, amount: Amount) -> bool:
    """`3.1 Public support`: a decimal at the start of a line, a capital behind it."""
    first, after = amount.first, amount.last
    parts = lexed.words[amount.core].split(".")
    plain = after == first + 1 and not amount.power and not amount.spelled
    if not plain or len(parts) < 2 or not all(part.isdigit() and len(part) < 3 for part in parts):
        return False
    opens = first == 0 or not lexed.near(first) or _after_stop(lexed, first)
    return opens and lexed.kind(after) == "w" and lexed.words[after][0].isupper()


def _after_stop(lexed: Lexed, first: int) -> bool:
    line = lexed.text[lexed.ends[first - 1] : lexed.starts[first]]
    return "\n" in line or lexed.low(first - 1) in {".", "!", "?"}
