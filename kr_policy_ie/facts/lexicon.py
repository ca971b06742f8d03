"""Look words up in the rules: verb forms, measure nouns, words of modality."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kr_policy_ie.rules.fact_words import load_words
from kr_policy_ie.rules.frames import (
    Change,
    Frames,
    Measure,
    Modality,
    VerbFrame,
    load_frames,
    load_irregular,
)

_VOWELS = "aeiou"
_KEEP_S = ("ss", "us", "is", "ics")


class Form(NamedTuple):
    """A verb form: its lemma and whether it may be base, past, participle or -ing form."""

    lemma: str
    kinds: frozenset[str]


def singular(word: str) -> str:
    """The singular of an English noun in lower case, by its ending.

    >>> [singular(word) for word in ("subsidies", "duties", "curbs", "taxes", "gas", "talks")]
    ['subsidy', 'duty', 'curb', 'tax', 'gas', 'talk']
    """
    if len(word) < 4 or not word.endswith("s") or word.endswith(_KEEP_S):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses", "zes")):
        return word[:-2]
    return word[:-1]


def inflect(lemma: str) -> dict[str, set[str]]:
    """The forms of a verb with what they may be: base, s, past, part, ing.

    >>> sorted(inflect("levy"))
    ['levied', 'levies', 'levy', 'levying']
    """
    forms: dict[str, set[str]] = {lemma: {"base"}}
    irregular = load_irregular().get(lemma)
    stem = lemma[:-1] if lemma.endswith("e") and not lemma.endswith("ee") else lemma
    doubled = irregular[0][:-2] if irregular and irregular[0].endswith(lemma[-1] * 2 + "ed") else ""
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        third, past = lemma[:-1] + "ies", lemma[:-1] + "ied"
    elif lemma.endswith(("s", "x", "ch", "sh", "z", "o")):
        third, past = lemma + "es", stem + "ed"
    else:
        third, past = lemma + "s", lemma + ("d" if lemma.endswith("e") else "ed")
    if lemma == "be":
        third = "is"
        forms.update({"are": {"base"}, "were": {"past"}, "am": {"base"}})
    if lemma == "have":
        third = "has"
    ing = (_doubling(lemma) or doubled or stem) + "ing"
    for form, kind in ((third, "s"), (ing, "ing")):
        forms.setdefault(form, set()).add(kind)
    one, two = irregular or (past, past)
    forms.setdefault(one, set()).add("past")
    forms.setdefault(two, set()).add("part")
    return forms


def _doubling(lemma: str) -> str:
    if lemma in {
        "cut",
        "put",
        "set",
        "hit",
        "win",
        "run",
        "get",
        "let",
        "begin",
        "bid",
        "quit",
        "rid",
    }:
        return lemma + lemma[-1]
    return ""


@dataclass(frozen=True)
class NounHit:
    """A measure noun found in a text: tokens `[start, end)` and its rule."""

    start: int
    end: int
    measure: Measure
    #: Where its head noun ends: `memorandum` in `memorandum of understanding`.
    head: int

    def moved(self, by: int) -> "NounHit":
        """The hit with other token numbers."""
        return NounHit(self.start + by, self.end + by, self.measure, self.head + by)


class Lexicon:
    """The rules of `kr_facts`, indexed by word."""

    def __init__(self, frames: Frames) -> None:
        self.frames = frames
        self.words = load_words()
        self.forms: dict[str, Form] = {}
        self.nouns: dict[tuple[str, ...], list[Measure]] = {}
        self.changes: dict[str, Change] = {}
        self.intransitive: dict[str, Change] = {}
        self.change_nouns: dict[str, Change] = {}
        self.modals: dict[str, Modality] = {}
        self.matrix: dict[str, Modality] = {}
        self.adjectives: dict[str, Modality] = {}
        self.modal_nouns: dict[str, Modality] = {}
        self.verb_frames: dict[str, list[VerbFrame]] = {}
        self.speech: frozenset[str] = frozenset()
        self.marks: frozenset[str] = frozenset()
        self._index()
        #: How many words the longest measure noun has that opens with a word.
        self.longest: dict[str, int] = {}
        for key in self.nouns:
            if len(key) > 1:
                self.longest[key[0]] = max(len(key), self.longest.get(key[0], 0))

    def _index(self) -> None:
        for measure in self.frames.measures:
            for noun in measure.nouns:
                self.nouns.setdefault(_key(noun.replace("-", " - ").split()), []).append(measure)
        verbs: set[str] = set()
        for change in self.frames.changes:
            verbs.update(change.verbs, change.intransitive)
            for verb in change.verbs:
                self.changes.setdefault(verb, change)
            for verb in change.intransitive:
                self.intransitive.setdefault(verb, change)
            for noun in change.nouns:
                self.change_nouns.setdefault(noun, change)
        for rule in self.frames.modality:
            verbs.update(rule.verbs, rule.speech)
            for target, words in (
                (self.modals, rule.modals),
                (self.matrix, rule.verbs),
                (self.adjectives, rule.adjectives),
                (self.modal_nouns, rule.nouns),
            ):
                for word in words:
                    target.setdefault(word, rule)
            self.speech |= frozenset(rule.speech)
            self.marks |= frozenset(rule.marks)
        for frame in self.frames.verbs:
            verbs.update(frame.verbs)
            for verb in frame.verbs:
                self.verb_frames.setdefault(verb, []).append(frame)
        for indicator in self.frames.indicators:
            verbs.update(indicator.verbs)
        self.forms = _forms(sorted({verb.split()[0] for verb in verbs}))

    def find_nouns(self, words: Sequence[str]) -> list[NounHit]:
        """The measure nouns in lower-case words, longest first, not overlapping.

        A form that stands in several families gives one hit per family.
        """
        hits: list[NounHit] = []
        at = 0
        while at < len(words):
            length = self._longest_at(words, at)
            if length:
                found = self.nouns[_key(words[at : at + length])]
                head = next((n for n in range(at, at + length) if words[n] == "of"), at + length)
                hits.extend(NounHit(at, at + length, measure, head) for measure in found)
            at += length or 1
        return hits

    def _longest_at(self, words: Sequence[str], at: int) -> int:
        for length in range(min(self.longest.get(words[at], 1), len(words) - at), 0, -1):
            if _key(words[at : at + length]) in self.nouns:
                return length
        return 0


def _key(words: Sequence[str]) -> tuple[str, ...]:
    return (*words[:-1], singular(words[-1]))


def _forms(lemmas: Iterable[str]) -> dict[str, Form]:
    kinds: dict[str, dict[str, set[str]]] = {}
    for lemma in lemmas:
        for form, roles in inflect(lemma).items():
            kinds.setdefault(form, {}).setdefault(lemma, set()).update(roles)
    out = {}
    for form, by_lemma in kinds.items():
        # A form of two verbs (`found`) goes to the verb of which it is the base form.
        lemma = next((name for name in by_lemma if name == form), next(iter(by_lemma)))
        if form == "found":
            lemma = "find" if "find" in by_lemma else lemma
        out[form] = Form(lemma, frozenset(by_lemma[lemma]))
    return out


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The lexicon of the rules that the library ships; built once."""
    return Lexicon(load_frames())
