"""Whether a document may be policy news: a scan of its words, long before any parser.

The scan is linear: words are cut once, each different word is looked up once, and a sequence
of words is looked for only where its first word stands.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from kr_policy_ie.rules.gate_rules import GateRules, load_gate

_WORD = re.compile(r"[a-z0-9]+")
#: The beginning of a word by which its possible endings are looked up.
_STEM = 3
#: A shorter text counts as this long: a headline is not punished for its brevity.
_SHORTEST = 20
#: The length, in words, at which length itself scores nothing.
_USUAL = 150
#: What a document that the gate has turned away says of itself.
GATED = "not_parsed"


@dataclass(frozen=True)
class Verdict:
    """What the gate says of a document.

    Attributes:
        score: What its words score.
        needed: What they must score for it to be parsed.
    """

    score: float
    needed: float

    @property
    def passes(self) -> bool:
        """Whether the document is to be parsed."""
        return self.score >= self.needed


class Gate:
    """Scores documents by the words of `rules/gate/gate.yaml`."""

    def __init__(self, rules: GateRules) -> None:
        """Arrange the terms by their first words."""
        self._rules = rules
        self._words: dict[str, int] = {}
        self._stems: dict[str, list[tuple[int, str]]] = {}
        self._sequences: dict[str, list[tuple[int, list[str]]]] = {}
        for number, group in enumerate(rules.groups):
            for term in group.terms:
                self._add(number, term)

    def _add(self, number: int, term: str) -> None:
        first, *rest = term.split(" ")
        if rest:
            self._sequences.setdefault(first, []).append((number, [first, *rest]))
        elif term.endswith("*"):
            self._stems.setdefault(term[:_STEM], []).append((number, term[:-1]))
        else:
            self._words[term] = number

    def judge(self, text: str) -> Verdict:
        """The verdict on a text.

        >>> gate = Gate(load_gate())
        >>> gate.judge("Seoul will lift its tariff on steel imports from Japan.").passes
        True
        >>> gate.judge("The team won the final by two goals to one.").passes
        False
        """
        words = _WORD.findall(text.lower())
        places: dict[str, list[int]] = {}
        for place, word in enumerate(words):
            places.setdefault(word, []).append(place)
        found: list[set[str]] = [set() for _ in self._rules.groups]
        for word, where in places.items():
            self._look_up(word, where, words, found)
        score = self._rules.length * math.log(max(len(words), _SHORTEST) / _USUAL)
        for group, terms in zip(self._rules.groups, found, strict=True):
            score += group.weight * math.log1p(len(terms))
        return Verdict(round(score, 3), self._rules.threshold)

    def _look_up(
        self, word: str, where: list[int], words: list[str], found: list[set[str]]
    ) -> None:
        """Add the terms that begin with a word to those found, by group."""
        if word in self._words:
            found[self._words[word]].add(word)
        for number, stem in self._stems.get(word[:_STEM], ()):
            if word.startswith(stem):
                found[number].add(stem)
        for number, sequence in self._sequences.get(word, ()):
            if any(_stands(sequence, words, place) for place in where):
                found[number].add(" ".join(sequence))


def _stands(sequence: list[str], words: list[str], place: int) -> bool:
    there = words[place : place + len(sequence)]
    if len(there) < len(sequence) or there[:-1] != sequence[:-1]:
        return False
    last = sequence[-1]
    return there[-1].startswith(last[:-1]) if last.endswith("*") else there[-1] == last


@lru_cache(maxsize=1)
def shared_gate() -> Gate:
    """The gate, made once."""
    return Gate(load_gate())
