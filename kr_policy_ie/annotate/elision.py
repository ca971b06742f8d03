"""Gives numbers without a noun the unit of the number that they stand beside.

`fell to 4.3 billion from $5.1 billion`, `of the 15 items, 13 gained`, `nine of the 10 items`.
"""

from kr_policy_ie.annotate.amount import Amount
from kr_policy_ie.annotate.antecedents import Antecedents
from kr_policy_ie.annotate.counting import NounFinder, Words
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.rules.values_loader import ValueRules

_UNIT_LETTERS = 4
#: Capitals in headlines that are no units.
_NO_UNITS = frozenset({"to", "of", "at", "by", "in", "on", "from", "and", "or", "up", "over"})
#: What ties counts in a list to what they are counts of.
_LISTING = frozenset({"from", "in", "for", "to", "by", "on", "at"})
_CLITICS = frozenset({"'", "’"})


class ElisionResolver:
    """Resolves bare numbers within one document."""

    def __init__(self, rules: ValueRules, finder: NounFinder) -> None:
        self.rules = rules
        self.nouns = rules.nouns
        self.contexts = rules.contexts
        self.finder = finder
        self.antecedents = Antecedents(rules, finder)

    def resolve(self, words: Words, amounts: list[Amount]) -> None:
        """Sets kind and unit of bare amounts where the text around them tells; leaves the rest."""
        starts = {amount.first: amount for amount in amounts}
        for n, amount in enumerate(amounts):
            if amount.kind is None and not amount.yearlike:
                self._one(words, amounts, n, starts)

    def _one(self, words: Words, amounts: list[Amount], n: int, starts: dict[int, Amount]) -> None:
        amount = amounts[n]
        if self._exchange_rate(words, amounts, n) or _unknown_unit(words.lexed, amount):
            return
        if amount.power >= 6 and words.lexed.low(amount.last) == "of":
            self._scaled_of(words, amounts, n)
        if amount.kind is not None or self._partitive(words, amounts, n, starts):
            return
        if amount.number < 1 and amount.how[0] in {"half", "fraction"}:
            self._lone_part(words, amount, amounts, n)
            return
        if amount.power >= 6:
            self._scaled(words, amounts, n)
        elif self._votes(words, amounts, n):
            return
        else:
            self._counted_before(words, amounts, n)

    def _partitive(
        self, words: Words, amounts: list[Amount], n: int, starts: dict[int, Amount]
    ) -> bool:
        """`nine of the 10 main items`, `half of exports`, `half the cost`, `two of them`."""
        amount = amounts[n]
        lexed, at = words.lexed, amount.last
        part = amount.number < 1
        if lexed.low(at) == "of" and lexed.near(at):
            at += 1
        elif not (
            part
            and amount.how[0] == "half"
            and lexed.low(at) in {"the", "its", "their", "a", "an", "that"}
        ):
            return False
        if lexed.low(amount.first - 1) in self.contexts.half_ranks:
            return False
        if amount.number == 1 and not amount.power:
            return False
        unit = self._unit_after(words, amount, at, starts)
        if unit in self.rules.units.time_units:
            return False
        if unit is None and lexed.low(at) in {"them", "these", "those"}:
            source = self.antecedents.counted_source(words, amounts, n, wide=True)
            unit = source.unit if source else None
        if unit is None and lexed.low(at) not in self.nouns.pronouns:
            return False
        self._set(amount, "quantity", unit or "", "part of a whole")
        return True

    def _unit_after(
        self, words: Words, amount: Amount, at: int, starts: dict[int, Amount]
    ) -> str | None:
        lexed = words.lexed
        article = lexed.low(at) in {"a", "an"}
        if (
            article
            and lexed.low(at + 1) in self.nouns.working
            and lexed.low(at + 2) in self.rules.units.time_units
        ):
            amount.last = at + 3
            return f"{lexed.low(at + 1)} {self.finder.name(lexed.low(at + 2))}"
        at = self._noun_start(lexed, at, starts)
        if at in starts:
            return starts[at].unit
        if at - 1 > amount.last and lexed.low(at - 1) == "that" and lexed.low(at - 2) != "of":
            return None  # `a third of the 5 billion won that Jakarta owes`
        head = self.finder.head(words, None, at)
        if head is not None and lexed.low(head.last) in _CLITICS:
            after = head.last + (2 if lexed.low(head.last + 1) == "s" else 1)
            after = self._noun_start(lexed, after, starts)
            if after in starts:
                return starts[after].unit
            head = self.finder.head(words, None, after) or head
        if head is None:
            return None
        if (
            article
            and lexed.low(amount.last) != "of"
            and head.unit not in self.rules.units.time_units
        ):
            amount.last = head.last
        return head.unit

    def _noun_start(self, lexed: Lexed, at: int, starts: dict[int, Amount]) -> int:
        """Past determiners and sums of money; an amount that counts stops it."""
        for _ in range(8):
            if at in starts and starts[at].counted:
                return at
            if at in starts:
                at = starts[at].last
            elif lexed.low(at) in self.contexts.determiners:
                at += 1
            else:
                break
        return at

    def _lone_part(self, words: Words, amount: Amount, amounts: list[Amount], n: int) -> None:
        """`by half`, `cut in half`, `the other half`."""
        lexed = words.lexed
        before = lexed.low(amount.first - 1)
        if "in" in lexed.lows[amount.first : amount.last]:  # `of which one in five is small`
            source = self.antecedents.counted_source(words, amounts, n, wide=False)
            if source is not None:
                self._set(amount, "quantity", source.unit, "elided noun")
        elif before == "other" and amount.how[0] == "half":
            halves = [a for a in amounts[:n] if a.how[0] == "half" and a.kind == "quantity"]
            if halves:
                self._set(amount, "quantity", halves[-1].unit, "other half")
        elif before in self.contexts.part_before and (
            lexed.kind(amount.last) != "w" or lexed.low(amount.last) in self.nouns.stop_words
        ):
            self._set(amount, "quantity", "times", "part")

    def _exchange_rate(self, words: Words, amounts: list[Amount], n: int) -> bool:
        """`fixed the won at 846.90`, `rose to 0.6900 U.S. dlrs but is around 0.6800`."""
        lexed, amount = words.lexed, amounts[n]
        _, dot, decimals = lexed.words[amount.core].partition(".")
        before = lexed.low(amount.first - 1)
        if (
            ((not dot or len(decimals) < 2) and not _per_dollar(lexed, amount))
            or amount.spelled
            or amount.power
            or amount.high is not None
        ):
            return False
        left = amounts[n - 1] if n else None
        if left is not None and left.kind == "money" and not left.power and left.number:
            ratio = amount.number / left.number
            if 0.5 <= ratio <= 2 and self.antecedents.same_sentence(words, left.last, amount.first):
                self._set(amount, "money", left.unit, "rate like the one before")
                amount.per = left.per
                return True
        if before not in self.contexts.rate_before:
            return False
        for k in range(amount.first - 2, max(amount.first - 14, -1), -1):
            code = self._rated(lexed.lows[k])
            if code is not None and lexed.kind(k - 1) == "w":
                if not self.antecedents.same_sentence(words, k, amount.first):
                    return False
                self._set(amount, "money", code, "rate of a currency")
                amount.per = "dollar"
                return True
        return False

    def _rated(self, word: str) -> str | None:
        """The currency of a word that names one alone and is quoted per dollar."""
        code = self.rules.currencies.words.get(word)
        several = any(
            word in group.forms and not group.adjective_only
            for group in self.rules.currencies.shared.values()
        )
        return None if several or code in self.contexts.rate_bases else code

    def _scaled_of(self, words: Words, amounts: list[Amount], n: int) -> None:
        """`1.1 billion dlrs of plant and 50 mln of aluminium`; not `five mln of its shares`."""
        lexed, amount = words.lexed, amounts[n]
        if lexed.low(amount.last + 1) not in self.contexts.determiners:
            self._scaled(words, amounts, n)
            return
        unit = self._unit_after(words, amount, amount.last + 1, {})
        if unit in self.nouns.money_nouns:
            self._scaled(words, amounts, n)

    def _scaled(self, words: Words, amounts: list[Amount], n: int) -> None:
        """`4.3 billion` beside `$5.1 billion`: the same money; beside barrels: barrels."""
        amount = amounts[n]
        source = self.antecedents.neighbour(words, amounts, n)
        if source is None or source.kind is None:
            return
        self._set(amount, source.kind, source.unit, "elided unit")
        amount.counted = source.counted

    def _votes(self, words: Words, amounts: list[Amount], n: int) -> bool:
        """`voted 93 to 0`, `by six votes to three`."""
        lexed, amount = words.lexed, amounts[n]
        left = amounts[n - 1] if n else None
        linked = left is not None and lexed.lows[left.last : amount.first] in (["to"], ["-"])
        voted = lexed.low(amount.first - 1) in self.nouns.vote_words and lexed.low(amount.last) in {
            "to",
            "-",
        }
        if voted or (linked and left is not None and left.unit == "vote"):
            self._set(amount, "quantity", "vote", "votes")
            return True
        return False

    def _counted_before(self, words: Words, amounts: list[Amount], n: int) -> None:
        """`13 gained`, `the 157 are`, `from 5,908 in 1985`, `1.5 fewer than`."""
        lexed, amount = words.lexed, amounts[n]
        before, after = lexed.low(amount.first - 1), lexed.low(amount.last)
        ends = self._ends_phrase(words, amount)
        if lexed.glued(amount.last) and lexed.kind(amount.last) == "w":
            return
        pointing = before in self.nouns.pointing and ends
        subject = self._is_subject(words, amount)
        compared = after in {"more", "fewer", "less"} and lexed.low(amount.last + 1) == "than"
        moved = before in self.nouns.elision_before and ends and after not in {"per", "%"}
        moved = moved or self._goes_on(words, amounts, n)
        if not (pointing or subject or compared or moved):
            return
        unit = self.antecedents.number_of(words, amount) if moved else None
        if subject:
            unit = self.antecedents.opening_of(words, amount)
        if unit is not None:
            self._set(amount, "quantity", unit, "noun named before")
            return
        source = self.antecedents.counted_source(words, amounts, n, wide=pointing or compared)
        if source is None and pointing and lexed.low(amount.first - 2) in {"between", "of"}:
            self._set(amount, "quantity", "", "parties")
            return
        if source is None or (
            moved and not pointing and not self.antecedents.alike(words, source, amount)
        ):
            return
        self._set(amount, source.kind or "quantity", source.unit, "elided noun")
        amount.counted = source.counted

    def _goes_on(self, words: Words, amounts: list[Amount], n: int) -> bool:
        """`60 from cars, 50 from ships and 40 from steel`: the middle of a list of counts."""
        lexed, amount = words.lexed, amounts[n]
        left, after = (amounts[n - 1] if n else None), lexed.low(amount.last)
        if left is None or left.kind != "quantity" or lexed.low(amount.first - 1) != ",":
            return False
        if words.pos(amount.last) not in {"ADP", ""} or amount.last - left.last > 15:
            return False
        return after in _LISTING and after in lexed.lows[left.last : amount.first]

    def _ends_phrase(self, words: Words, amount: Amount) -> bool:
        lexed, at = words.lexed, amount.last
        if at >= len(lexed):
            return True
        if lexed.kinds[at] == "s":
            return lexed.lows[at] in {".", ",", ";", ")", "'", "’", '"', "”", "-", "–"} and not (
                lexed.glued(at) and lexed.glued(at + 1) and lexed.kind(at + 1) != "s"
            )
        pos = words.pos(at)
        if pos:
            return (
                pos in {"ADP", "SCONJ", "CCONJ", "AUX", "PRON", "DET"}
                or (pos == "VERB" and not lexed.lows[at].endswith("ing"))
                or lexed.lows[at] in {"last", "this"}
            )
        return lexed.lows[at] in self.nouns.stop_words | {"last"}

    def _is_subject(self, words: Words, amount: Amount) -> bool:
        lexed, at = words.lexed, amount.last
        if not lexed.near(at) or lexed.kind(at) != "w":
            return False
        before = lexed.low(amount.first - 1)
        opens = before == "" or before in self.contexts.subject_openers
        if not opens:
            return False
        pos = words.pos(at)
        if pos:
            return pos == "AUX" or (pos == "VERB" and not lexed.lows[at].endswith("ing"))
        return lexed.lows[at] in self.nouns.subject_verbs

    @staticmethod
    def _set(amount: Amount, kind: str, unit: str, how: str) -> None:
        amount.kind, amount.unit = kind, unit
        amount.how.append(how)


def _unknown_unit(lexed: Lexed, amount: Amount) -> bool:
    """`XY 4bn`: capitals right before a scaled sum name a unit that nobody here knows."""
    before = lexed.words[amount.first - 1] if amount.first else ""
    letters = before.isalpha() and before.isupper() and 1 < len(before) <= _UNIT_LETTERS
    return letters and amount.power >= 6 and before.lower() not in _NO_UNITS


def _per_dollar(lexed: Lexed, amount: Amount) -> bool:
    """`1,320 to the dollar`, `1,332.3 against the U.S. dollar`."""
    if lexed.low(amount.last) not in {"to", "per", "against", "a"}:
        return False
    step = amount.last + 1 + (lexed.low(amount.last + 1) == "the")
    step += lexed.low(step) in {"u.s.", "us", "greenback"}
    return lexed.low(step) in {"dollar", "greenback"}
