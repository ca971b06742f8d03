"""Finds what a number without a noun may stand for: an earlier amount, or a noun named before."""

from kr_policy_ie.annotate.amount import Amount
from kr_policy_ie.annotate.counting import Head, NounFinder, Words
from kr_policy_ie.rules.values_loader import ValueRules

_SENTENCE_ENDS = frozenset({".", "!", "?", ";", "\u3002"})
_REACH = 250
_OPENERS = frozenset({"(", "[", "about", "around", "approximately", "some", "or"})


class Antecedents:
    """Looks around a bare number for what it measures; changes nothing."""

    def __init__(self, rules: ValueRules, finder: NounFinder) -> None:
        self.nouns = rules.nouns
        self.contexts = rules.contexts
        self.finder = finder

    def same_sentence(self, words: Words, first: int, last: int) -> bool:
        """Whether no sentence ends between the two places."""
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

    def neighbour(self, words: Words, amounts: list[Amount], n: int) -> Amount | None:
        """The scaled amount before in the sentence, else behind it in the sentence, else before."""
        amount = amounts[n]
        earlier = [a for a in amounts[max(0, n - 12) : n] if _gives(a)]
        plain = [a for a in earlier if not _restates(words, a)]
        before = next(reversed(plain or earlier), None)
        if before is not None and self.same_sentence(words, before.last, amount.first):
            return before
        behind = next((a for a in amounts[n + 1 : n + 4] if _gives(a)), None)
        if behind is not None and self.same_sentence(words, amount.last, behind.first):
            return behind
        if before is not None and amount.first - before.last < _REACH:
            return before
        return None

    def counted_source(
        self, words: Words, amounts: list[Amount], n: int, *, wide: bool
    ) -> Amount | None:
        """The counted amount before that a bare number may repeat; `wide`: in any sentence."""
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
        same = [a for a in earlier if self.same_sentence(words, a.last, amount.first)]
        if same:
            return same[-1]
        close = earlier[-1:] if wide else [a for a in earlier[-1:] if self._of_which(words, amount)]
        near = [a for a in close if amount.first - a.last < 80]
        return near[-1] if near else None

    def number_of(self, words: Words, amount: Amount) -> str | None:
        """The noun of `the number of goods` in the same sentence, before or right behind."""
        lexed = words.lexed
        places = [
            *range(amount.last, amount.last + 3),
            *range(amount.first - 2, max(amount.first - 30, -1), -1),
        ]
        for k in places:
            if lexed.low(k) == "number" and lexed.low(k + 1) == "of":
                if k < amount.first and not self.same_sentence(words, k, amount.first):
                    return None
                head = self.finder.head(words, None, k + 2)
                return self._before_a_verb(words, head) if head else None
        return None

    def _before_a_verb(self, words: Words, head: Head) -> str:
        """The noun; the one before where `from` shows a verb: `number of items changes from`."""
        lexed, noun = words.lexed, _plural_at(words, head.last - 2)
        verbal = lexed.low(head.last) in {"from", "to", "by"} and lexed.kind(head.last + 1) == "n"
        return self.finder.name(noun) if verbal and noun else head.unit

    def opening_of(self, words: Words, amount: Amount) -> str | None:
        """The noun of `Of the tanks, 117 will …`."""
        lexed = words.lexed
        for k in range(amount.first - 2, max(amount.first - 10, -1), -1):
            if lexed.lows[k] == "of" and lexed.words[k] == "Of":
                at = k + 1
                while lexed.low(at) in self.contexts.determiners or lexed.kind(at) == "n":
                    at += 1
                head = self.finder.head(words, None, at)
                return head.unit if head else None
        return None

    def _of_which(self, words: Words, amount: Amount) -> bool:
        """Whether `Of the tanks,` or `of which` opens the way to the number."""
        lexed = words.lexed
        for k in range(amount.first - 1, max(amount.first - 8, -1), -1):
            if lexed.lows[k] == "of":
                return True
            if lexed.lows[k] in _SENTENCE_ENDS:
                return False
        return False

    def alike(self, words: Words, source: Amount, amount: Amount) -> bool:
        """Whether a bare `from 5,908` may continue `8,285 tonnes`: of like size, like style."""
        if (
            not source.number
            or not amount.number
            or not self.same_sentence(words, source.last, amount.first)
        ):
            return False
        ratio = source.number / amount.number
        return source.spelled == amount.spelled or 1 <= max(ratio, 1 / ratio) <= 100


def _restates(words: Words, amount: Amount) -> bool:
    """A sum in brackets restates the one before them: what follows goes on in that one's unit."""
    lexed = words.lexed
    return lexed.low(amount.last) == ")" and lexed.low(amount.first - 1) in _OPENERS


def _gives(amount: Amount) -> bool:
    return (
        amount.kind in {"money", "quantity"}
        and amount.unit not in {"times", ""}
        and (amount.kind == "money" or amount.power >= 6 or amount.number >= 100_000)
    )


def _plural_at(words: Words, place: int) -> str:
    """The word at a place if it looks like a plural noun, else nothing."""
    low = words.lexed.low(place)
    return low if low.endswith("s") and not low.endswith(("ss", "us", "is")) else ""
