"""Reads what qualifies an amount: `nearly`, `up to`, `or more`; `a year`, `per ton`."""

from kr_policy_ie.annotate.amount import HYPHENS
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.rules.values_loader import ValueRules

_OR_EQUAL = {"less_than": "at_most", "more_than": "at_least"}


class QualifierReader:
    """Finds modifiers and `per` units around an amount."""

    def __init__(self, rules: ValueRules) -> None:
        self.rules = rules
        self.contexts = rules.contexts
        self._before: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
        self._after: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for rule in rules.modifiers:
            for form in rule.before:
                words = tuple(Lexed(form).lows)
                self._before.setdefault(words[-1], []).append((words, rule.modifier, rule.verb))
            for form in rule.after:
                words = tuple(Lexed(form).lows)
                self._after.setdefault(words[0], []).append((words, rule.modifier))
        for forms in self._before.values():
            forms.sort(key=lambda form: (-len(form[0]), form[0]))
        for tails in self._after.values():
            tails.sort(key=lambda form: (-len(form[0]), form[0]))

    def modifier(self, lexed: Lexed, first: int, last: int) -> str | None:
        """The modifier of the amount at `lexed[first:last]`."""
        behind = self._behind(lexed, last)
        if behind is not None:
            return behind
        at = first - 1
        direct = self._match(lexed, at, verbs=True)
        if direct is not None:
            equal = lexed.low(last) == "or" and lexed.low(last + 1) == "equal"
            return _OR_EQUAL.get(direct, direct) if equal else direct
        steps = 0
        while lexed.low(at) in self.contexts.qualifier_gap and lexed.near(at + 1) and steps < 2:
            at, steps = at - 1, steps + 1
            found = self._match(lexed, at, verbs=False)
            if found is not None and (
                found == "approx" or lexed.low(at + 1) not in {"the", "a", "an"}
            ):
                return found
        return None

    def _match(self, lexed: Lexed, at: int, *, verbs: bool) -> str | None:
        if at < 0 or not lexed.near(at + 1):
            return None
        for words, modifier, verb in self._before.get(lexed.lows[at], ()):
            start = at - len(words) + 1
            if start < 0 or tuple(lexed.lows[start : at + 1]) != words or (verb and not verbs):
                continue
            if verb and lexed.low(start - 1) in {"not", "n't"}:
                return "at_most"
            if words == ("up", "to") and lexed.low(start - 1) in self.contexts.moves_up:
                return None
            if (
                len(words) == 1
                and words[0] in self.contexts.one_word_spatial
                and self._spatial(lexed, start)
            ):
                return None
            return modifier
        return None

    def _spatial(self, lexed: Lexed, start: int) -> bool:
        """`the top 10 firms` and `rose over 3 years` pass no number."""
        return lexed.lows[start] == "top" and lexed.low(start - 1) in self.contexts.top_before

    def _behind(self, lexed: Lexed, last: int) -> str | None:
        if last >= len(lexed) or not lexed.near(last):
            return None
        for words, modifier in self._after.get(lexed.lows[last], ()):
            if tuple(lexed.lows[last : last + len(words)]) != words:
                continue
            after = last + len(words)
            if lexed.low(after) == "than" or (len(words) > 1 and lexed.kind(after) == "n"):
                continue
            if words == ("+",) and not lexed.glued(last):
                continue
            if words == ("plus",) and lexed.kind(last + 1) != "s":
                continue
            if words in (("odd",), ("-", "odd")):
                return modifier if lexed.glued(last) else None
            return modifier
        return None

    def per(self, lexed: Lexed, first: int, last: int) -> str | None:
        """What the amount at `lexed[first:last]` is for: `a year`, `per ton`, `annually`."""
        units, at = self.rules.units, last
        if self._hyphenated_per(lexed, at):
            at += 1
        word = lexed.low(at)
        if not lexed.near(at):
            return None
        if word in {"annually", "yearly", "daily", "monthly", "weekly"}:
            return units.per_units[word]
        if (
            word == "/"
            or word in units.per_words
            or (word == "for" and lexed.low(at + 1) == "each")
        ):
            step = at + 2 if word == "for" else at + 1
            while lexed.low(step) in self.contexts.per_gap and step < at + 5:
                step += 1
            step += lexed.low(step) in HYPHENS and lexed.glued(step)
            noun = self._energy(lexed, step) or lexed.low(step)
            per = units.per_units.get(noun) or units.per_units.get(noun.rstrip("s"))
            if per and lexed.near(step) and lexed.low(step + 1) not in self.contexts.per_not_before:
                return per
        if word == "to" and lexed.low(at + 1) == "the" and lexed.low(at + 2) == "dollar":
            return "dollar"
        return self._annual(lexed, first, last)

    def _energy(self, lexed: Lexed, at: int) -> str | None:
        """`kilowatt-hour` and `kilowatt hour`, which are no kilowatt."""
        step = at + 1 + (lexed.low(at + 1) in HYPHENS)
        unit = lexed.low(at).endswith("watt") and lexed.low(step) in {"hour", "hours"}
        return f"{lexed.low(at)}-hour" if unit else None

    def _hyphenated_per(self, lexed: Lexed, at: int) -> bool:
        """`$20-a-barrel oil`, `300-million-a-year`."""
        joined = lexed.low(at) in HYPHENS and lexed.glued(at) and lexed.low(at + 2) in HYPHENS
        return joined and lexed.glued(at + 2) and lexed.low(at + 1) in self.rules.units.per_words

    def _annual(self, lexed: Lexed, first: int, last: int) -> str | None:
        """`annual sales of over 1 trillion won`, `a 150 billion dlr annual deficit`."""
        annual = self.rules.nouns.annual
        if lexed.low(last) in annual and lexed.kind(last + 1) == "w":
            return annual[lexed.low(last)]
        for k in range(first - 1, max(first - 7, -1), -1):
            if lexed.kinds[k] != "w":
                return None
            if lexed.lows[k] in annual and "of" in lexed.lows[k:first]:
                return annual[lexed.lows[k]]
        return None
