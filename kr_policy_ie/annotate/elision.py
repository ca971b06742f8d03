"""Gives numbers without a noun the unit of the number that they stand beside.

`fell to 4.3 billion from $5.1 billion`, `of the 15 items, 13 gained`, `nine of the 10 items`.
"""

from kr_policy_ie.annotate.amounts import Amount
from kr_policy_ie.annotate.counting import NounFinder, Words
from kr_policy_ie.rules.values_loader import ValueRules

_DETERMINERS = frozenset(
    {
        "the",
        "its",
        "their",
        "his",
        "her",
        "our",
        "all",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "some",
        "about",
        "nearly",
        "over",
        "more",
        "than",
        "almost",
        "only",
        "just",
        "current",
        "whole",
        "entire",
        "estimated",
        "around",
        "up",
        "to",
    }
)
_CLITICS = frozenset({"'", "’"})
_SENTENCE_ENDS = frozenset({".", "!", "?", ";", "\u3002"})
_REACH = 250


class ElisionResolver:
    """Resolves bare numbers within one document."""

    def __init__(self, rules: ValueRules, finder: NounFinder) -> None:
        self.rules = rules
        self.nouns = rules.nouns
        self.finder = finder

    def resolve(self, words: Words, amounts: list[Amount]) -> None:
        """Sets kind and unit of bare amounts where the text around them tells; leaves the rest."""
        starts = {amount.first: amount for amount in amounts}
        for n, amount in enumerate(amounts):
            if amount.kind is None and not amount.yearlike:
                self._one(words, amounts, n, starts)

    def _one(self, words: Words, amounts: list[Amount], n: int, starts: dict[int, Amount]) -> None:
        amount = amounts[n]
        if self._exchange_rate(words, amounts, n):
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
        if lexed.low(amount.first - 1) in {"first", "second", "latter", "last", "h"}:
            return False
        if amount.number == 1 and not amount.power:
            return False
        unit = self._unit_after(words, amount, at, starts)
        if unit in self.rules.units.time_units:
            return False
        if unit is None and lexed.low(at) in {"them", "these", "those"}:
            source = self._counted_source(words, amounts, n, wide=True)
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
        for _ in range(8):
            if at in starts and starts[at].counted:
                return starts[at].unit
            if at in starts:
                at = starts[at].last
            elif lexed.low(at) in _DETERMINERS:
                at += 1
            else:
                break
        if at in starts and starts[at].kind == "quantity" and starts[at].counted:
            return starts[at].unit
        head = self.finder.head(words, None, at)
        if head is not None and lexed.low(head.last) in _CLITICS:
            after = head.last + (2 if lexed.low(head.last + 1) == "s" else 1)
            head = self.finder.head(words, None, after) or head
        if head is None:
            return None
        if article and lexed.low(amount.last) != "of" and head.unit not in self.rules.units.time_units:
            amount.last = head.last
        return head.unit

    def _lone_part(self, words: Words, amount: Amount, amounts: list[Amount], n: int) -> None:
        """`by half`, `cut in half`, `the other half`."""
        lexed = words.lexed
        before = lexed.low(amount.first - 1)
        if before == "other" and amount.how[0] == "half":
            halves = [a for a in amounts[:n] if a.how[0] == "half" and a.kind == "quantity"]
            if halves:
                self._set(amount, "quantity", halves[-1].unit, "other half")
        elif before in {"by", "in", "about", "nearly", "almost", "over", "than"} and (
            lexed.kind(amount.last) != "w" or lexed.low(amount.last) in self.nouns.stop_words
        ):
            self._set(amount, "quantity", "times", "part")

    def _exchange_rate(self, words: Words, amounts: list[Amount], n: int) -> bool:
        """`fixed the won at 846.90`, `rose to 0.6900 U.S. dlrs but is around 0.6800`."""
        lexed, amount = words.lexed, amounts[n]
        _, dot, decimals = lexed.words[amount.core].partition(".")
        before = lexed.low(amount.first - 1)
        if (
            not dot
            or len(decimals) < 2
            or amount.spelled
            or amount.power
            or amount.high is not None
        ):
            return False
        left = amounts[n - 1] if n else None
        if left is not None and left.kind == "money" and not left.power and left.number:
            ratio = amount.number / left.number
            if 0.5 <= ratio <= 2 and self._same_sentence(words, left.last, amount.first):
                self._set(amount, "money", left.unit, "rate like the one before")
                amount.per = left.per
                return True
        if before not in {"at", "to", "of", "from", "around", "near"}:
            return False
        for k in range(amount.first - 2, max(amount.first - 14, -1), -1):
            code = self._rated(lexed.lows[k])
            if code is not None and lexed.kind(k - 1) == "w":
                if not self._same_sentence(words, k, amount.first):
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
        return None if several or code in {"USD", "GBP", "EUR", "XEU"} else code

    def _scaled_of(self, words: Words, amounts: list[Amount], n: int) -> None:
        """`1.1 billion dlrs of plant and 50 mln of aluminium`; not `five mln of its shares`."""
        lexed, amount = words.lexed, amounts[n]
        if lexed.low(amount.last + 1) not in _DETERMINERS:
            self._scaled(words, amounts, n)
            return
        unit = self._unit_after(words, amount, amount.last + 1, {})
        if unit in self.nouns.money_nouns:
            self._scaled(words, amounts, n)

    def _scaled(self, words: Words, amounts: list[Amount], n: int) -> None:
        """`4.3 billion` beside `$5.1 billion`: the same money; beside barrels: barrels."""
        amount = amounts[n]
        source = self._neighbour(words, amounts, n)
        if source is None or source.kind is None:
            return
        self._set(amount, source.kind, source.unit, "elided unit")
        amount.counted = source.counted

    def _neighbour(self, words: Words, amounts: list[Amount], n: int) -> Amount | None:
        """The scaled amount before in the sentence, else behind it in the sentence, else before."""
        amount = amounts[n]
        before = next((a for a in reversed(amounts[max(0, n - 12) : n]) if _gives(a)), None)
        if before is not None and self._same_sentence(words, before.last, amount.first):
            return before
        behind = next((a for a in amounts[n + 1 : n + 4] if _gives(a)), None)
        if behind is not None and self._same_sentence(words, amount.last, behind.first):
            return behind
        if before is not None and amount.first - before.last < _REACH:
            return before
        return None

    def _same_sentence(self, words: Words, first: int, last: int) -> bool:
        lexed = words.lexed
        if last - first > 80:
            return False
        for k in range(first, last):
            if lexed.lows[k] in _SENTENCE_ENDS and (
                k + 1 >= len(lexed) or (not lexed.glued(k + 1) and lexed.words[k + 1][:1].isupper())
            ):
                return (
                    lexed.lows[k] == "."
                    and lexed.kind(k - 1) == "w"
                    and len(lexed.words[k - 1]) <= 3
                    and lexed.words[k - 1][:1].isupper()
                )
        return True

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
        if not (pointing or subject or compared or moved):
            return
        unit = self._number_of(words, amount) if moved else None
        if subject:
            unit = self._opening_of(words, amount)
        if unit is not None:
            self._set(amount, "quantity", unit, "noun named before")
            return
        source = self._counted_source(words, amounts, n, wide=pointing or compared)
        if source is None and pointing and lexed.low(amount.first - 2) in {"between", "of"}:
            self._set(amount, "quantity", "", "parties")
            return
        if source is None or (moved and not pointing and not self._alike(words, source, amount)):
            return
        self._set(amount, source.kind or "quantity", source.unit, "elided noun")
        amount.counted = source.counted

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
        opens = before in {
            "",
            ".",
            ",",
            ";",
            "and",
            "which",
            "whom",
            "or",
            "but",
            "while",
            "only",
            "the",
        }
        if not opens:
            return False
        pos = words.pos(at)
        if pos:
            return pos == "AUX" or (pos == "VERB" and not lexed.lows[at].endswith("ing"))
        return lexed.lows[at] in self.nouns.subject_verbs

    def _number_of(self, words: Words, amount: Amount) -> str | None:
        """The noun of `the number of goods` in the same sentence, before or right behind."""
        lexed = words.lexed
        places = [
            *range(amount.last, amount.last + 3),
            *range(amount.first - 2, max(amount.first - 30, -1), -1),
        ]
        for k in places:
            if lexed.low(k) == "number" and lexed.low(k + 1) == "of":
                if k < amount.first and not self._same_sentence(words, k, amount.first):
                    return None
                head = self.finder.head(words, None, k + 2)
                return head.unit if head else None
        return None

    def _opening_of(self, words: Words, amount: Amount) -> str | None:
        """The noun of `Of the tanks, 117 will …`."""
        lexed = words.lexed
        for k in range(amount.first - 2, max(amount.first - 10, -1), -1):
            if lexed.lows[k] == "of" and lexed.words[k] == "Of":
                at = k + 1
                while lexed.low(at) in _DETERMINERS or lexed.kind(at) == "n":
                    at += 1
                head = self.finder.head(words, None, at)
                return head.unit if head else None
        return None

    def _counted_source(
        self, words: Words, amounts: list[Amount], n: int, *, wide: bool
    ) -> Amount | None:
        amount = amounts[n]
        earlier = [
            a
            for a in amounts[max(0, n - 12) : n]
            if a.kind == "quantity" and a.unit not in {"times", ""}
        ]
        if wide:
            equal = [a for a in earlier if a.number == amount.number]
            if equal:
                return equal[-1]
        same = [a for a in earlier if self._same_sentence(words, a.last, amount.first)]
        if same:
            return same[-1]
        close = earlier[-1:] if wide else [a for a in earlier[-1:] if self._of_which(words, amount)]
        near = [a for a in close if amount.first - a.last < 80]
        return near[-1] if near else None

    def _of_which(self, words: Words, amount: Amount) -> bool:
        """Whether `Of the tanks,` or `of which` opens the way to the number."""
        lexed = words.lexed
        for k in range(amount.first - 1, max(amount.first - 8, -1), -1):
            if lexed.lows[k] == "of":
                return True
            if lexed.lows[k] in _SENTENCE_ENDS:
                return False
        return False

    def _alike(self, words: Words, source: Amount, amount: Amount) -> bool:
        """Whether a bare `from 5,908` may continue `8,285 tonnes`: of like size, like style."""
        if (
            not source.number
            or not amount.number
            or not self._same_sentence(words, source.last, amount.first)
        ):
            return False
        ratio = source.number / amount.number
        return source.spelled == amount.spelled or 1 <= max(ratio, 1 / ratio) <= 100

    @staticmethod
    def _set(amount: Amount, kind: str, unit: str, how: str) -> None:
        amount.kind, amount.unit = kind, unit
        amount.how.append(how)


def _gives(amount: Amount) -> bool:
    return (
        amount.kind in {"money", "quantity"}
        and amount.unit not in {"times", ""}
        and (amount.kind == "money" or amount.power >= 6 or amount.number >= 100_000)
    )
