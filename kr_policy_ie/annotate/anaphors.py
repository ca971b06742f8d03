"""What pronouns and bare nouns stand for: `it`, `he`, `the ministry`, `the two countries`."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import Any

from kr_policy_ie.annotate.link_context import Context, Name
from kr_policy_ie.annotate.name_text import NameText
from kr_policy_ie.rules.name_words import NameWords

Item = dict[str, Any]

_MINISTRY = re.compile(r"ministry|minister|MOTIE|MITI|METI|department", re.IGNORECASE)
_NOUNS = {
    **dict.fromkeys(("government", "govt", "administration"), "government"),
    **dict.fromkeys(("country", "nation", "kingdom"), "country"),
    **dict.fromkeys(
        ("company", "firm", "carmaker", "chipmaker", "automaker", "steelmaker"), "company"
    ),
    **dict.fromkeys(("minister", "president", "chairman", "secretary", "premier"), "person"),
    **dict.fromkeys(
        (
            "commission",
            "committee",
            "council",
            "agency",
            "bureau",
            "board",
            "service",
            "bank",
            "association",
            "institute",
            "federation",
            "union",
        ),
        "namesake",
    ),
    "ministry": "ministry",
    "department": "namesake",
    "newspaper": "media",
    "bloc": "bloc",
    "fund": "program",
    "act": "law",
    "law": "law",
}
_PRONOUNS = {
    **dict.fromkeys(("it", "its"), "thing"),
    **dict.fromkeys(("he", "his", "him"), "he"),
    **dict.fromkeys(("she", "her"), "she"),
}
_EXPLETIVE = re.compile(
    r"\s+(?:is|was|will be|would be|may be|might be|becomes|became|remains|remained|seems?|appears?"
    r"|has been|looks)\s+(?:not\s+|too\s+|very\s+|still\s+|also\s+|now\s+|only\s+|highly\s+)*"
    r"(?:likely|unlikely|possible|impossible|necessary|vital|important|clear|unclear|expected|hoped"
    r"|feared|believed|thought|reported|said|known|true|difficult|hard|easy|better|time|because|up|"
    r"essential|crucial|natural|inconsistent|a matter|that|generally believed)\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:two|both)\s+(?:countries|sides|nations|governments|partners|parties)")
_DETERMINERS = frozenset({"the", "that", "this", "his", "her", "its"})
_PREPOSITIONS = frozenset(
    [
        "in",
        "of",
        "to",
        "with",
        "from",
        "by",
        "for",
        "against",
        "at",
        "on",
        "between",
        "under",
        "over",
        "about",
        "as",
        "than",
    ]
)
_BLOCS = frozenset({"EU", "G7", "G6", "G5", "ASEAN", "GCC"})
_PARLIAMENTS = {"KR": "KR-NA", "JP": "JP-DIET", "US": "US-CONGRESS"}
#: How many sentences back `it` looks, and how many names back anything looks.
_REACH = 3
_NAMES_BACK = 150


class AnaphorFinder:
    """Finds anaphors and, by salience, the last name that they may stand for."""

    def __init__(
        self, text: NameText, context: Context, links: list[Item], words: NameWords
    ) -> None:
        self.text, self.context, self.links, self.words = text, context, links, words
        self.names = context.names
        self.inside = {place for name in self.names for place in range(name.start, name.end)}
        self.sentences = self._sentence_starts()
        self.ends = [name.end for name in self.names]
        self.speakers = {index for index, name in enumerate(self.names) if self._speaks(name)}
        self.found: list[Item] = []

    def find(self) -> list[Item]:
        """All anaphors of the text, in reading order, each with what it stands for."""
        for place in range(len(self.text)):
            if self.text.starts[place] not in self.inside and not self.text.skipped[place]:
                self.found.extend(self._at(place))
        return sorted(self.found, key=lambda item: (item["start"], item["end"]))

    def _at(self, place: int) -> Iterator[Item]:
        text, norm = self.text, self.text.norms[place]
        if norm in _PRONOUNS:
            yield from self._of_pronoun(place, _PRONOUNS[norm])
        elif norm in _NOUNS and text.norm(place - 1) in _DETERMINERS:
            yield from self._of_noun(place, norm, _NOUNS[norm])
        elif norm == "parliament":
            yield from self._of_parliament(place)
        elif norm in {"two", "both"} and (match := _PLURAL.match(text.text, text.starts[place])):
            yield from self._of_pair(match)

    def _item(self, place: int, answer: int) -> Item:
        name, link = self.names[answer], self.links[answer]
        full = link["name"] or name.text
        return {
            "start": self.text.starts[place],
            "end": self.text.ends[place],
            "kb_id": link["kb_id"] or (full if name.label == "PERSON" else None),
            "name": full,
            "entity": link["entity"],
            "antecedent": [name.start, name.end],
        }

    def _known(self, place: int, kb_id: str, answer: int | None) -> Item:
        """An item for an entry of the gazetteer that may be named nowhere in the text."""
        entry = self.context.gazetteer.entries.get(kb_id)
        name = self.names[answer] if answer is not None else None
        return {
            "start": self.text.starts[place],
            "end": self.text.ends[place],
            "kb_id": kb_id,
            "name": entry.name if entry else kb_id,
            "entity": self.links[answer]["entity"] if answer is not None else None,
            "antecedent": [name.start, name.end] if name else None,
        }

    def _of_noun(self, place: int, norm: str, kind: str) -> Iterator[Item]:
        text = self.text
        start = text.starts[place]
        if text.norm(place + 1) in {"of", "-"}:
            return
        if kind == "government":
            yield from self._of_government(place)
        elif kind == "country":
            yield from self._of_country(place)
        elif (answer := self._last(start, self._test(kind, norm))) is not None:
            yield self._item(place, answer)

    def _test(self, kind: str, noun: str) -> Callable[[Name], bool]:
        tests: dict[str, Callable[[Name], bool]] = {
            "ministry": lambda n: n.label == "GOV" and bool(_MINISTRY.search(self._full(n))),
            "person": lambda n: n.label == "PERSON",
            "company": lambda n: n.label == "ORG" and not self._is_media(n),
            "media": lambda n: n.label == "ORG" and self._is_press(n),
            "bloc": lambda n: n.label == "COUNTRY" and self._id(n) in _BLOCS,
            "program": lambda n: n.label == "PROGRAM" and "fund" in n.text.lower(),
            "law": lambda n: n.label == "LAW",
            "namesake": lambda n: n.label in {"GOV", "ORG"} and noun in self._full(n).lower(),
        }
        return tests[kind]

    def _of_government(self, place: int) -> Iterator[Item]:
        """The government of the country that the text is about."""
        start = self.text.starts[place]
        code = self.context.focus(without=_BLOCS)
        if code is None:
            return
        key = f"{code}-GOV"
        answer = self._last(start, lambda n: self._id(n) == key)
        if answer is None:
            answer = self._last(start, lambda n: self._id(n) == code)
        yield self._known(place, key if code == "KR" else code, answer)

    def _of_parliament(self, place: int) -> Iterator[Item]:
        key = _PARLIAMENTS.get(self.context.focus(without=_BLOCS) or "")
        if key and self.text.norm(place - 1) != "european":
            yield self._known(
                place, key, self._last(self.text.starts[place], lambda n: self._id(n) == key)
            )

    def _of_country(self, place: int) -> Iterator[Item]:
        """A country named in this sentence or the one before, else the one in focus."""
        start = self.text.starts[place]
        focus = self.context.focus(without=_BLOCS)
        in_focus = self._last(start, lambda n: n.label == "COUNTRY" and self._id(n) == focus)
        near = self._last(start, lambda n: n.label == "COUNTRY" and self._id(n) not in _BLOCS)
        if near is None:
            if focus is not None:
                yield self._known(place, focus, None)
            return
        before = self._sentences_back(start, 1)
        close = in_focus is not None and self.names[in_focus].start >= before
        yield self._item(place, in_focus if in_focus is not None and close else near)

    def _of_pair(self, match: re.Match[str]) -> Iterator[Item]:
        """The two countries named last; `members` are their ids."""
        pair: dict[str, int] = {}
        for index in self._earlier(match.start())[::-1]:
            name = self.names[index]
            key = self._id(name)
            if name.label == "COUNTRY" and key and len(pair) < 2:
                pair.setdefault(key, index)
        if len(pair) == 2:
            members = sorted(pair)
            first = min(pair.values())
            yield {
                "start": match.start(),
                "end": match.end(),
                "kb_id": None,
                "name": " and ".join(members),
                "entity": None,
                "antecedent": [self.names[first].start, self.names[first].end],
                "members": members,
            }

    def _of_pronoun(self, place: int, kind: str) -> Iterator[Item]:
        start = self.text.starts[place]
        speaks = self._is_speech(place + 1)
        if kind != "thing":
            answer = self._person_before(start, kind, speaks=speaks)
            if answer is not None:
                yield self._item(place, answer)
            return
        if _EXPLETIVE.match(self.text.text, self.text.ends[place]):
            return
        if speaks and (item := self._last_speaking_body(start)) is not None:
            moved = {"start": start, "end": self.text.ends[place]}
            yield {**item, **moved}
            return
        answer = self._subject_before(start)
        if answer is not None:
            yield self._item(place, answer)

    def _is_speech(self, place: int) -> bool:
        skip = place + (self.text.norm(place) in {"also", "further", "has", "had"})
        return self.text.norm(skip) in self.words["verbs_of_saying"]

    def _speaks(self, name: Name) -> bool:
        """Whether a verb of saying stands right behind or right before a name."""
        text = self.context.text
        after = re.match(r"\W{0,3}(\w+)(?:\W+(\w+))?", text[name.end : name.end + 40])
        near = {word.lower() for word in (after.groups() if after else ()) if word}
        before = text[max(0, name.start - 40) : name.start]
        quoted = re.search(
            r"\b(?:said|says|according to)\s+(?:the\s+)?(?:[A-Z][\w.-]+\s+){0,4}$", before
        )
        return bool(near & self.words["verbs_of_saying"]) or quoted is not None

    def _last_speaking_body(self, start: int) -> Item | None:
        """The body that spoke last, by its name or by `the ministry`."""
        named: Item | None = None
        for index in self._earlier(start)[::-1]:
            name = self.names[index]
            if index in self.speakers and name.label in {"GOV", "ORG"} and not self._is_media(name):
                named = self._item(self._place_of(name.start), index)
                break
        for item in reversed(self.found[-_NAMES_BACK:]):
            if named is not None and item["start"] < named["start"]:
                break
            noun = self.text.text[item["start"] : item["end"]].lower()
            speaks = self._is_speech(self._place_of(item["end"]))
            if noun in _NOUNS and item["end"] <= start and speaks:
                return item
        return named

    def _place_of(self, offset: int) -> int:
        """The first word that begins at an offset or behind it."""
        return bisect_left(self.text.starts, offset)

    def _earlier(self, offset: int) -> range:
        """The names that end before an offset, no more than a page of them."""
        last = bisect_right(self.ends, offset)
        return range(max(0, last - _NAMES_BACK), last)

    def _person_before(self, start: int, kind: str, *, speaks: bool) -> int | None:
        """Who speaks on, or the subject of this or the last sentence, or the last one named."""
        people = [
            index
            for index in self._earlier(start)
            if self.names[index].label == "PERSON" and self._gender_fits(index, kind)
        ]
        if not people:
            return None
        sentence = self._sentences_back(start, 0)
        same = [index for index in people if self.names[index].start >= sentence]
        if same and not speaks:
            return same[0]
        spoke = [index for index in people if index in self.speakers]
        if speaks and spoke:
            return spoke[-1]
        before = self._sentences_back(start, 1)
        subjects = [
            index
            for index in people
            if self.names[index].start >= before and not self._is_oblique(self.names[index])
        ]
        return subjects[0] if subjects else people[-1]

    def _gender_fits(self, index: int, kind: str) -> bool:
        given = re.findall(r"[\w-]+", (self.links[index]["name"] or self.names[index].text).lower())
        female = bool(set(given) & self.words["female_names"])
        male = any(word.capitalize() in self.words.given_names for word in given) and not female
        return not (female and kind == "he") and not (male and kind == "she")

    def _is_oblique(self, name: Name) -> bool:
        """Whether a preposition governs a name, past the title before it."""
        words = re.findall(r"\w+|[^\w\s]", self.context.text[max(0, name.start - 60) : name.start])
        for word in reversed(words[-6:]):
            if word.lower() in _PREPOSITIONS | {"told", "urged", "asked", "called"}:
                return True
            if not word[0].isupper() and word.lower() not in self.words["titles_strong"]:
                return False
        return False

    def _subject_before(self, start: int) -> int | None:
        """The first body, company or country of this sentence, else of those before."""
        for back in range(_REACH):
            sentence = self._sentences_back(start, back)
            for index in self._earlier(start):
                if sentence <= self.names[index].start and self._can_be_it(self.names[index]):
                    return index
            if sentence == 0:
                return None
        return None

    def _can_be_it(self, name: Name) -> bool:
        if name.label not in {"GOV", "ORG", "COUNTRY", "LAW", "AGREEMENT", "PROGRAM"}:
            return False
        after = self.context.text[name.end : name.end + 14]
        if name.rule.endswith("demonyms") or re.match(r"['’]s\b|-|\s+[A-Z]", after):
            return False
        if name.text in {"U.S.", "US"} and not re.match(
            r" (?:is|has|will|and|said|was|had|would|may|agreed)\b", after
        ):
            return False
        before = re.findall(r"\w+", self.context.text[max(0, name.start - 14) : name.start].lower())
        while before and before[-1] in {"the", "a", "its"}:
            before.pop()
        return not before or before[-1] not in _PREPOSITIONS

    def _sentence_starts(self) -> list[int]:
        text = self.text
        starts = [0]
        for place in range(1, len(text)):
            new_block = text.blocks[place] != text.blocks[place - 1]
            if new_block or (text.opens[place] and self._ends_before(place)):
                starts.append(text.starts[place])
        return starts

    def _ends_before(self, place: int) -> bool:
        before = place - 1
        while before > 0 and self.text.words[before] in {'"', "”", "’", "'", ")"}:
            before -= 1
        return self.text.words[before] in {".", "!", "?"}

    def _sentences_back(self, offset: int, back: int) -> int:
        """Where the sentence around an offset begins, or one that stands so many before."""
        index = max(0, bisect_right(self.sentences, offset) - 1)
        return self.sentences[max(0, index - back)]

    def _last(self, start: int, test: Callable[[Name], bool]) -> int | None:
        for index in self._earlier(start)[::-1]:
            if test(self.names[index]):
                return index
        return None

    def _id(self, name: Name) -> str | None:
        kb_id: str | None = self.links[name.index]["kb_id"]
        return kb_id

    def _full(self, name: Name) -> str:
        return f"{name.text} {self.links[name.index]['name'] or ''}"

    def _is_media(self, name: Name) -> bool:
        return (self._id(name) or "").startswith("media.")

    def _is_press(self, name: Name) -> bool:
        return self._is_media(name) or bool(
            re.search(r"Times|Post|Herald|Journal|Daily", name.text)
        )
