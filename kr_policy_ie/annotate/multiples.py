"""Reads words that measure by how many times: `doubled`, `twice the level`, `threefold`."""

from kr_policy_ie.annotate.amounts import HYPHENS, Amount
from kr_policy_ie.annotate.counting import Words
from kr_policy_ie.rules.values_loader import Multiple, ValueRules

_BEFORE_BASE = frozenset(
    {
        "to",
        "will",
        "would",
        "could",
        "may",
        "might",
        "should",
        "must",
        "than",
        "almost",
        "nearly",
        "about",
        "roughly",
        "can",
        "around",
        "not",
        "exports",
        "is",
        "are",
        "was",
        "were",
        "at",
        "some",
    }
)
_AFTER_BASE = frozenset(
    {
        "the",
        "its",
        "their",
        "his",
        "her",
        "our",
        "that",
        "this",
        "these",
        "those",
        "what",
        "to",
        "by",
        "in",
        "from",
        "last",
        "over",
        "a",
        "as",
        "or",
        "and",
        "on",
        "since",
        "within",
        "between",
        "again",
        "digits",
        "every",
        "year",
        "is",
        "was",
        "for",
        "at",
        "when",
    }
)
_AFTER_COMPARE = frozenset(
    {
        "the",
        "as",
        "that",
        "this",
        "its",
        "their",
        "his",
        "what",
        "last",
        "those",
        "these",
        "our",
        "more",
        "s",
    }
)


class MultipleReader:
    """Finds words of multiplication."""

    def __init__(self, rules: ValueRules) -> None:
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
        lexed = words.lexed
        if lexed.low(i + 1) in HYPHENS and lexed.glued(i + 1):
            return False
        if lexed.low(i - 1) in HYPHENS and lexed.glued(i):
            return False
        after = lexed.low(i + 1)
        if rule.context == "always":
            return True
        if rule.context == "compare":
            if (
                lexed.words[i][0].isupper()
                and lexed.low(i - 1) in {"", ".", "”", '"'}
                and after != "as"
            ):
                return False  # `Twice the parties met`
            return (
                after in _AFTER_COMPARE
                or lexed.kind(i + 1) == "n"
                or (lexed.words[i + 1 : i + 2] and lexed.words[i + 1][0].isupper())
            )  # type: ignore[return-value]
        pos = words.pos(i)
        if lexed.lows[i].endswith(("ed", "ing")):
            return after not in {"standards", "taxation", "duty"}
        if after in {"taxation", "standards", "standard", "digit", "digits", "counting"}:
            return False
        clear = after in _AFTER_BASE or lexed.kind(i + 1) != "w"
        return clear or (lexed.low(i - 1) in _BEFORE_BASE and pos in {"VERB", ""})
