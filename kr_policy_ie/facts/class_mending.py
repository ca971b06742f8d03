"""Correct the classes of words by what stands beside them: headlines, participles, plurals."""

from kr_policy_ie.facts.lexicon import Form, Lexicon
from kr_policy_ie.facts.mentions import Sentence

_POSSESSORS = frozenset({"'s", "’s", "'", "its", "their", "his"})


class ClassMending:
    """Changes a list of word classes in place, one rule after the other at each word."""

    def __init__(self, sentence: Sentence, lexicon: Lexicon, kinds: list[str]) -> None:
        self.sentence, self.lexicon, self.kinds = sentence, lexicon, kinds

    def mend(self, *, shouts: bool) -> None:
        """Correct all words; a headline in capitals gets a finite verb."""
        for index in range(len(self.kinds)):
            form = self.lexicon.forms.get(self._word(index))
            if form is not None:
                self._mend_form(index, form)
            self._mend_small(index)
        if shouts:
            self._mend_headline()

    def _word(self, index: int) -> str:
        return self.sentence.word(self.sentence.start + index)

    def _named(self, index: int) -> bool:
        return bool(self.sentence.by_token.get(self.sentence.start + index))

    def _around(self, index: int) -> tuple[str, str]:
        """The classes before and after a word, empty at the ends."""
        before = self.kinds[index - 1] if index else ""
        return before, self.kinds[index + 1] if index + 1 < len(self.kinds) else ""

    def _mend_form(self, index: int, form: Form) -> None:
        """Correct a word that is a verb form of the lexicon."""
        kind, (before, after), word = self.kinds[index], self._around(index), self._word(index)
        if kind == "N":
            if self._is_plan(index, form) or self._ends_clause(index, form):
                self.kinds[index] = "V"
        elif kind == "A" and word.endswith("ed"):
            passive = "part" in form.kinds and self._after_be(index)
            if passive or (after in {"TO", "D"} and before in {"N", "R"}):
                self.kinds[index] = "V"
        elif (
            kind == "V"
            and after in {"N", "A"}
            and "base" in form.kinds
            and before == "V"
            and not word.endswith("ing")
        ):
            self.kinds[index] = "N"

    def _is_plan(self, index: int, form: Form) -> bool:
        """Whether `plans`, `vows` after a name and before `to` is a verb."""
        before, after = self._around(index)
        return (
            after == "TO"
            and bool(form.kinds & {"s", "past"})
            and form.lemma in self.lexicon.matrix
            and before == "N"
            and not self._named(index)
            and not self._determined(self.sentence.start + index)
        )

    def _ends_clause(self, index: int, form: Form) -> bool:
        """Whether a verb of state ends a clause (`tariffs remain,`)."""
        before, after = self._around(index)
        return (
            after == "PUNCT"
            and form.lemma in self.lexicon.words.states
            and "s" in form.kinds
            and before == "N"
            and not self._named(index)
        )

    def _mend_small(self, index: int) -> None:
        """Correct adverbs in noun phrases, particles and `and` between adjectives."""
        kind, (before, after), word = self.kinds[index], self._around(index), self._word(index)
        if kind == "R" and after in {"N", "A"}:
            if before in {"D", "A"} or word in self.lexicon.words.name_adverbs:
                self.kinds[index] = "A"
        elif (
            kind == "ADP"
            and word in self.lexicon.words.particles
            and before == "V"
            and after in {"N", "A", "D"}
        ):
            value = self.sentence.value_at(self.sentence.start + index + 1)
            if value is None or (value.label == "MONEY" and word in {"aside", "out"}):
                self.kinds[index] = "OTHER"
        elif kind == "CC" and self._joins_adjectives(index):
            self.kinds[index] = "A"

    def _mend_headline(self) -> None:
        """In capitals tags fail: without a finite verb, the first verb form after a noun is it."""
        kinds, sentence = self.kinds, self.sentence
        if any(
            kind in {"V", "AUX"} and index and kinds[index - 1] != "TO"
            for index, kind in enumerate(kinds)
        ):
            return
        for index in range(1, len(kinds) - 1):
            at = sentence.start + index
            form = self.lexicon.forms.get(sentence.word(at))
            if kinds[index] not in {"N", "A"} or sentence.by_token.get(at) or form is None:
                continue
            if (
                form.kinds & {"s", "past", "part"}
                and kinds[index - 1] == "N"
                and kinds[index + 1] != "V"
            ):
                kinds[index] = "V"
                return

    def _joins_adjectives(self, index: int) -> bool:
        """Whether `and` stands between two adjectives (`economic and industrial ties`)."""
        kinds, sentence = self.kinds, self.sentence
        if not 0 < index < len(kinds) - 2 or kinds[index - 1] != "A":
            return False
        return (
            kinds[index + 1] == "A"
            and kinds[index + 2] == "N"
            and not sentence.by_token.get(sentence.start + index - 1)
        )

    def _after_be(self, index: int) -> bool:
        back = index - 1
        while back >= 0 and self.kinds[back] == "R":
            back -= 1
        return back >= 0 and self.sentence.word(self.sentence.start + back) in self.lexicon.words.be

    def _determined(self, at: int) -> bool:
        """Whether the noun phrase up to a token is opened by an article or possessor nearby."""
        for back in range(at - 1, max(self.sentence.start, at - 4) - 1, -1):
            if self.sentence.word(back) in _POSSESSORS:
                return True
        return False
