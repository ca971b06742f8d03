"""What one part of a text says of another: short forms, acronyms, names in headlines."""

import re
from collections.abc import Iterable, Iterator

from kr_policy_ie.annotate.name_text import Found, NameText
from kr_policy_ie.rules.name_words import NameWords

_SMALL = frozenset({"of", "and", "the", "for", "on", "in", "&", "to", "-", ",", "'s", "."})
_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z]?[A-Za-z]*s?|[A-Z]\d+")
_SHORTENED = frozenset({"ORG", "GOV"})


def find_acronyms(text: NameText, kept: Iterable[Found]) -> Iterator[Found]:
    """Acronyms in brackets behind a name that they stand for, with the name's label and ids."""
    for name in kept:
        place = name.last
        if text.norm(place) == "'s":
            place += 1
        if text.norm(place) in {"“", "”", '"', "'", "’"}:
            place += 1
        if text.norm(place) != "(" or place + 2 >= len(text):
            continue
        last = place + 1
        while last < len(text) and text.norms[last] not in {")", "(", ";"} and last < place + 5:
            last += 1
        first = place + 1
        while first < last and text.words[first] in {'"', "“", "”", "'", "‘", "’"}:
            first += 1
        end = last
        while end > first and text.words[end - 1] in {'"', "“", "”", "'", "‘", "’"} | {"'s", "’s"}:
            end -= 1
        if first < end and _abbreviates(text, name, first, end):
            yield Found(
                first, end, name.label, "pattern", "name.acronym", 10 * (end - first) + 8, name.ids
            )


def _abbreviates(text: NameText, name: Found, first: int, last: int) -> bool:
    """Whether the bracket holds the name's initials, or a word made of them."""
    short = "".join(text.words[first:last])
    if not _ACRONYM.fullmatch(text.words[first]) or len(short) > 12:
        return False
    long = [text.words[each] for each in range(name.first, name.last)]
    letters = "".join(letter for letter in short if letter.isalpha()).lower().removesuffix("s")
    initials = "".join(word[0] for word in long if word.lower() not in _SMALL).lower()
    everything = "".join(long).lower()
    if not letters or (letters[0] != everything[0] and letters[0] not in initials):
        return False
    if letters == initials or short.rstrip("s").lower() == initials.removesuffix("s"):
        return True
    return _is_subsequence(letters, everything) and len(long) > 1


def _is_subsequence(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


class RepeatFinder:
    """Finds again, elsewhere in the text, what has been found with certainty once.

    `common` are the words that name a country, a place or a sector by themselves.
    """

    def __init__(
        self, text: NameText, words: NameWords, kept: list[Found], common: frozenset[int]
    ) -> None:
        self.text, self.words, self.common = text, words, common
        self.short: dict[tuple[str, ...], tuple[str, tuple[str, ...], str]] = {}
        for found in kept:
            self._learn(found)

    def _learn(self, found: Found) -> None:
        norms = self.text.norms[found.first : found.last]
        if found.label == "PERSON":
            for surname in self._surnames(found):
                if len(surname) < 2:
                    continue
                self.short.setdefault((surname,), ("PERSON", found.ids, "name.surname"))
            self.short.setdefault(tuple(norms), ("PERSON", found.ids, "name.again"))
        elif found.rule == "name.acronym" or found.by in {"pattern", "ner"}:
            if found.label in {"COUNTRY", "SECTOR"} and found.rule != "name.acronym":
                return
            self.short.setdefault(tuple(norms), (found.label, found.ids, "name.again"))
            if found.label == "ORG" and len(norms) > 1:
                self._learn_short_org(found)

    def _learn_short_org(self, found: Found) -> None:
        """`Toshiba` of `Toshiba Corp`."""
        norms = list(self.text.norms[found.first : found.last])
        while len(norms) > 1 and (
            norms[-1] in self.words["legal_forms"] or norms[-1] in {".", ","}
        ):
            norms.pop()
        if len(norms) < found.size and norms[0] not in self.words["topics"]:
            self.short.setdefault(tuple(norms), ("ORG", found.ids, "name.again"))
            if len(norms) > 1 and self._is_own_word(found.first):
                self.short.setdefault((norms[0],), ("ORG", found.ids, "name.again"))

    def _is_own_word(self, place: int) -> bool:
        """Whether a word is so much a company's own that it names it alone: `Caesars`."""
        norm = self.text.norms[place]
        plain = self.words["not_names"] | self.words["topics"] | self.words["org_heads"]
        place_or_person = place in self.common or norm.capitalize() in self.words.given_names
        modifier = (norm,) in self.words.keys["sector_modifiers"]
        return len(norm) > 2 and norm not in plain and not place_or_person and not modifier

    def _surnames(self, found: Found) -> list[str]:
        text = self.text
        names = [n for n in text.norms[found.first : found.last] if n not in {".", "-"}]
        if len(names) < 2:
            return names
        particles = self.words["particles"]
        east = self.words["surnames_east_korean"] | self.words["surnames_east_chinese"]
        dashed = "-" in text.norms[found.first : found.last]
        first_is_given = names[0].capitalize() in self.words.given_names
        if names[0] in east and (dashed or len(names) == 3) and not first_is_given:
            return [names[0]]
        if names[0] in self.words["surnames_east_vietnamese"]:
            return [names[0], names[-1]]
        if names[0] in east and len(names) == 2 and names[1] not in east and not first_is_given:
            return [names[0], names[-1]]
        if len(names) > 2 and names[-2] in particles:
            return [names[-1]]
        return [names[-1]]

    def find(self) -> Iterator[Found]:
        """The repetitions, in capitals or not."""
        text = self.text
        yield from self._assemblies()
        sizes: dict[str, set[int]] = {}
        for key in filter(None, self.short):  # a name of marks alone leaves no words
            sizes.setdefault(key[0], set()).add(len(key))
        for first, norm in enumerate(text.norms):
            for size in sorted(sizes.get(norm, ()), reverse=True):
                key = tuple(text.norms[first : first + size])
                if key in self.short and text.same_block(first, min(first + size, len(text))):
                    yield from self._repeat(first, first + size, key)

    def _repeat(self, first: int, last: int, key: tuple[str, ...]) -> Iterator[Found]:
        text = self.text
        label, ids, rule = self.short[key]
        if text.skipped[first] or not text.is_capital(first):
            return
        if rule == "name.surname":
            if text.glued_dash(first) and not text.is_capital(max(first - 2, 0)):
                return
            if text.shouted[first] and len(key[0]) < 4 and key[0] in self.words["not_names"]:
                return
            if key[0] in self.words["not_names"] or key[0] in self.words["topics"]:
                return
        weight = 10 * (last - first) + (3 if rule != "name.surname" else 4)
        yield Found(first, last, label, "pattern", rule, weight, ids)

    def _assemblies(self) -> Iterator[Found]:
        """`the Assembly` in capitals, whether or not its full name has been given."""
        for place, norm in enumerate(self.text.norms):
            if norm == "assembly" and self._stands_alone(place):
                yield Found(place, place + 1, "GOV", "pattern", "name.assembly", 10, ("KR-NA",))

    def _stands_alone(self, place: int) -> bool:
        """`the Assembly passed it`; not `the Assembly Hall` or `the Assembly of Bishops`."""
        text = self.text
        if not text.is_capital(place) or text.norm(place + 1) == "of":
            return False
        before, after = text.norm(place - 1), place + 1
        named = after < len(text) and text.is_capital(after) and text.same_block(place, after + 1)
        plain = not (text.shouted[place] or text.titled[place])
        return plain and before == "the" and not named
