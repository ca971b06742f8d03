"""Reads words that measure by how many times: `doubled`, `twice the level`, `threefold`."""

from kr_policy_ie.annotate.amount import HYPHENS, Amount
from kr_policy_ie.annotate.counting import Words
from kr_policy_ie.rules.values_loader import Multiple, ValueRules


class MultipleReader:
    """Finds words of multiplication."""

    def __init__(self, rules: ValueRules) -> None:
        self.contexts = rules.contexts
        self._forms = {form: rule for rule in rules.multiples for form in rule.forms}

    def add(self, words: Words, amounts: list[Amount]) -> list[Amount]:
        """The amounts with the multiples of the text added, in order."""
        lexed = words.lexed
        forms = self._forms
        places = [i for i, low in enumerate(lexed.lows) if low in forms]
        if not places:
            return amounts
        covered = [(a.first, a.last) for a in amounts if a.kind is not None]
        found = [
            Amount(
                i,
                i + 1,
                forms[lexed.lows[i]].number,
                0,
                i,
                "quantity",
                "times",
                bare=False,
                how=[f"multiple {forms[lexed.lows[i]].id}"],
            )
            for i in places
            if self._counts(words, i, forms[lexed.lows[i]])
        ]
        starts = {i for first, last in covered for i in range(first, last)}
        found = [a for a in found if a.first not in starts]
        return sorted([*amounts, *found], key=lambda amount: amount.first)

    def _counts(self, words: Words, i: int, rule: Multiple) -> bool:
        """Whether the word at `i` measures here, by what its rule says of its context."""
        lexed = words.lexed
        before_hyphen = lexed.low(i + 1) in HYPHENS and lexed.glued(i + 1)
        behind_hyphen = lexed.low(i - 1) in HYPHENS and lexed.glued(i)
        if before_hyphen or behind_hyphen:
            return False
        if rule.context == "compare":
            return self._compares(words, i)
        return rule.context == "always" or self._is_verb(words, i)

    def _compares(self, words: Words, i: int) -> bool:
        """`twice the level`; not `Twice the parties met` at the start of a sentence."""
        lexed, after = words.lexed, words.lexed.low(i + 1)
        if lexed.words[i][0].isupper() and lexed.kind(i - 1) != "w" and after != "as":
            return False
        named = i + 1 < len(lexed) and lexed.words[i + 1][0].isupper()
        return after in self.contexts.compare_after or lexed.kind(i + 1) == "n" or named

    def _is_verb(self, words: Words, i: int) -> bool:
        lexed, after = words.lexed, words.lexed.low(i + 1)
        if after in self.contexts.multiple_not_after:
            return False
        if lexed.lows[i].endswith(("ed", "ing")):
            return True
        clear = after in self.contexts.multiple_after or lexed.kind(i + 1) != "w"
        verb = words.pos(i) in {"VERB", ""}
        return clear or (verb and lexed.low(i - 1) in self.contexts.multiple_before)
