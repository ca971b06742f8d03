"""Tells numbers that name (`Section 232`, `S23`, `02-1234-5678`) from numbers that count."""

from kr_policy_ie.annotate.amount import HYPHENS
from kr_policy_ie.annotate.currencies import Currency
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.annotate.number_parts import Number
from kr_policy_ie.annotate.numbers import NumberGrammar
from kr_policy_ie.rules.values_loader import ValueRules

#: Glued before a number, these belong to web addresses, tags and formulas.
_CODE_SIGNS = frozenset("=%/&?_@#^")


class NameNumbers:
    """Recognises numbers that are parts of names and codes."""

    def __init__(self, rules: ValueRules, grammar: NumberGrammar) -> None:
        self.rules = rules
        self.grammar = grammar

    def code_end(self, lexed: Lexed, i: int) -> int:
        """Where a phone number, date in digits or clock time that starts at `i` ends, else 0."""
        if lexed.kinds[i] != "n" or self.grammar.fractions.is_mixed(lexed, i):
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

    def fits_prefix(self, lexed: Lexed, before: Currency, number: Number) -> bool:
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

    def is_part_of_name(self, lexed: Lexed, i: int) -> bool:
        """`S23`, `F-35`, `Section 232`, `#5`: digits that name."""
        if i == 0:
            return False
        before = lexed.low(i - 1)
        if lexed.glued(i) and before in _CODE_SIGNS:
            return True
        if lexed.kinds[i] != "n":
            return before in self.rules.nouns.spelled_labels or self._is_spelled_name(lexed, i)
        if lexed.glued(i) and (lexed.kinds[i - 1] == "w" or before in HYPHENS):
            return lexed.kinds[i - 1] == "w" or self._is_hyphened(lexed, i)
        dotted = before == "." and lexed.low(i - 2) in self.rules.contexts.dotted_labels
        labelled = before in self.rules.nouns.name_labels and self._is_label(lexed, i - 1)
        return lexed.near(i) and (dotted or labelled or self._is_listed(lexed, i))

    def _is_listed(self, lexed: Lexed, i: int) -> bool:
        """`Nos. 3 and 4`, `Sections 232, 301 and 701`: behind a label in the plural."""
        for k in range(i - 2, max(i - 12, 0), -2):
            if lexed.lows[k + 1] not in {",", "and", "or"} or lexed.kinds[k] != "n":
                return False
            at = k - 2 if lexed.lows[k - 1] == "." else k - 1
            label = lexed.low(at)
            known = self.rules.nouns.name_labels | self.rules.contexts.dotted_labels
            if label.endswith("s") and label in known:
                return self._is_label(lexed, at)
        return False

    def _is_hyphened(self, lexed: Lexed, i: int) -> bool:
        """`F-35`; not `pre-1990` and not `10-15`."""
        if i < 2 or not lexed.glued(i - 1) or lexed.kinds[i - 2] != "w":
            return False
        words = self.rules.numbers
        scaled = lexed.low(i - 2) in words.scales or lexed.low(i - 2) in words.glued_scales
        if scaled and lexed.kind(i - 3) == "n":
            return False  # `5m-10m`
        return lexed.low(i - 2) not in self.rules.contexts.hyphen_before

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
        """A label is capitalised, or one that is a label in any case (`under section 5`)."""
        return lexed.words[at][:1].isupper() or lexed.lows[at] in self.rules.contexts.plain_labels

    def glued_to_letters(self, lexed: Lexed, at: int) -> bool:
        """Whether letters follow without a space: `5G`, `3rd`."""
        return lexed.glued(at) and lexed.kind(at) == "w" and lexed.low(at) not in {"odd"}
