"""What pronouns and bare nouns stand for: `it`, `he`, `the ministry`, `the two countries`."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from kr_policy_ie.annotate.link_context import Context, Name
from kr_policy_ie.annotate.name_text import NameText

_MINISTRY = re.compile(r"ministry|minister|MOTIE|MITI|METI|department", re.IGNORECASE)
_NOUNS: dict[str, str] = {
    "ministry": "ministry", "department": "department", "government": "government",
    "govt": "government", "gov't": "government", "country": "country", "nation": "country",
    "kingdom": "country", "minister": "person", "president": "person", "chairman": "person",
    "secretary": "person", "premier": "person", "spokesman": "person", "company": "company",
    "firm": "company", "firms": "", "carmaker": "company", "chipmaker": "company",
    "automaker": "company", "steelmaker": "company", "bank": "bank", "commission": "body",
    "committee": "body", "council": "body", "agency": "body", "bureau": "body", "board": "body",
    "service": "body", "association": "organisation", "institute": "organisation",
    "federation": "organisation", "union": "organisation", "newspaper": "media",
    "paper": "media", "bloc": "bloc", "fund": "program", "act": "law", "law": "law",
}
_PRONOUNS = {"it": "thing", "he": "person", "she": "person", "they": "group", "its": "thing",
             "his": "person", "her": "person", "him": "person"}
_EXPLETIVE = re.compile(
    r"\s+(?:is|was|will be|would be|may be|might be|becomes|became|remains|remained|seems?|appears?"
    r"|has been|looks)\s+(?:not\s+|too\s+|very\s+|still\s+|also\s+|now\s+|only\s+|highly\s+|more\s+)*"
    r"(?:likely|unlikely|possible|impossible|necessary|vital|important|clear|unclear|expected|hoped"
    r"|feared|believed|thought|reported|said|known|true|difficult|hard|easy|better|time|because|up|"
    r"essential|crucial|natural|inconsistent|a matter|that|generally believed)\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:two|both|three)\s+(?:countries|sides|nations|governments|partners|parties)")
_DETERMINERS = frozenset({"the", "that", "this", "his", "her", "its"})


class AnaphorFinder:
    """Finds anaphors and, by salience, the last name that they may stand for."""

    def __init__(self, text: NameText, context: Context, links: list[dict[str, Any]]) -> None:
        self.text, self.context, self.links = text, context, links
        self.names = context.names
        self.inside = {
            place for name in self.names for place in range(name.start, name.end)
        }
        self.tests: dict[str, Callable[[Name], bool]] = {
            "ministry": lambda n: n.label == "GOV" and self._is_ministry(n),
            "department": lambda n: n.label == "GOV" and "department" in self._full(n).lower(),
            "person": lambda n: n.label == "PERSON",
            "company": lambda n: n.label == "ORG" and not self._is_media(n),
            "media": lambda n: n.label == "ORG",
            "bank": lambda n: n.label in {"ORG", "GOV"} and "bank" in self._full(n).lower(),
            "country": lambda n: n.label == "COUNTRY",
            "bloc": lambda n: n.label == "COUNTRY" and len(self._id(n) or "") != 2 or self._id(n) == "EU",
            "program": lambda n: n.label == "PROGRAM",
            "law": lambda n: n.label == "LAW",
        }

    def find(self) -> list[dict[str, Any]]:
        """All anaphors of the text, in reading order, each with what it stands for."""
        found = [item for place in range(len(self.text)) for item in self._at(place)]
        return sorted(found, key=lambda item: (item["start"], item["end"]))

    def _at(self, place: int) -> Iterator[dict[str, Any]]:
        text = self.text
        norm = text.norms[place]
        if text.starts[place] in self.inside:
            return
        if norm in _PRONOUNS:
            answer = self._of_pronoun(place, _PRONOUNS[norm])
            if answer is not None:
                yield self._item(place, place + 1, answer)
        elif norm in _NOUNS and text.norm(place - 1) in _DETERMINERS:
            yield from self._of_noun(place, norm)
        elif norm in {"two", "both"} and (match := _PLURAL.match(text.text, text.starts[place])):
            yield from self._of_pair(match)

    def _item(self, first: int, last: int, answer: int) -> dict[str, Any]:
        return self._plain(self.text.starts[first], self.text.ends[last - 1], answer)

    def _plain(self, start: int, end: int, answer: int) -> dict[str, Any]:
        name, link = self.names[answer], self.links[answer]
        return {
            "start": start,
            "end": end,
            "kb_id": link["kb_id"] or (link["name"] if name.label == "PERSON" else None),
            "name": link["name"] or name.text,
            "entity": link["entity"],
            "antecedent": [name.start, name.end],
        }

    def _of_noun(self, place: int, norm: str) -> Iterator[dict[str, Any]]:
        text, kind = self.text, _NOUNS[norm]
        if text.norm(place + 1) in {"of", "-"} or not kind:
            return
        start = text.starts[place]
        if kind == "government":
            yield from self._of_government(place)
            return
        test = self.tests.get(kind) or (lambda n: self._named_by(n, norm))
        answer = self._last(start, test)
        if kind == "country":
            answer = self._country_before(start)
        if answer is not None:
            yield self._item(place, place + 1, answer)

    def _of_government(self, place: int) -> Iterator[dict[str, Any]]:
        """The government of the country that the text is about."""
        start = self.text.starts[place]
        code = self.context.focus(without=frozenset({"EU", "G7", "ASEAN"}))
        key = f"{code}-GOV"
        government = self._last(start, lambda n: self._id(n) == key)
        country = self._last(start, lambda n: self._id(n) == code)
        answer = government if government is not None else country
        if code is None or answer is None:
            return
        entry = self.context.gazetteer.entries.get(key if code == "KR" else code)
        yield {
            **self._item(place, place + 1, answer),
            "kb_id": key if code == "KR" else code,
            "name": entry.name if entry else code,
        }

    def _of_pair(self, match: re.Match[str]) -> Iterator[dict[str, Any]]:
        """The two countries named last; `members` are their ids."""
        pair: list[int] = []
        for index in range(len(self.names) - 1, -1, -1):
            name = self.names[index]
            if name.end <= match.start() and name.label == "COUNTRY":
                if self._id(name) not in [self._id(self.names[other]) for other in pair]:
                    pair.append(index)
                if len(pair) == 2:
                    break
        if len(pair) == 2:
            members = sorted(str(self._id(self.names[index])) for index in pair)
            item = self._plain(match.start(), match.end(), pair[1])
            yield {**item, "kb_id": None, "name": " and ".join(members), "members": members}

    def _of_pronoun(self, place: int, kind: str) -> int | None:
        start, end = self.text.starts[place], self.text.ends[place]
        if kind == "person":
            return self._person_before(start)
        if kind == "group":
            return None
        if _EXPLETIVE.match(self.text.text, end):
            return None
        return self._subject_before(start)

    def _person_before(self, start: int) -> int | None:
        """The person who speaks: the first of the same sentence, else the last one named."""
        sentence = self._sentence_start(start)
        same = [i for i, n in enumerate(self.names) if n.label == "PERSON" and sentence <= n.start < start]
        if same:
            return same[0]
        return self._last(start, self.tests["person"])

    def _subject_before(self, start: int) -> int | None:
        """The first body, company or country of this sentence, else of the one before."""
        sentence = self._sentence_start(start)
        for _ in range(3):
            for index, name in enumerate(self.names):
                if sentence <= name.start and name.end < start and self._can_be_it(name, sentence):
                    return index
            if sentence == 0:
                return None
            sentence = self._sentence_start(sentence - 1)
        return None

    def _can_be_it(self, name: Name, sentence: int) -> bool:
        if name.label not in {"GOV", "ORG", "COUNTRY", "LAW", "AGREEMENT", "PROGRAM"}:
            return False
        after = self.context.text[name.end : name.end + 14]
        if name.rule.endswith("demonyms") or re.match(r"['’]s\b|-|\s+[A-Z]", after):
            return False
        before = self.context.text[max(0, name.start - 12) : name.start].split()
        adjective = name.label == "COUNTRY" and name.text in {"U.S.", "US"} and re.match(r" [a-z]", after)
        if adjective and not re.match(r" (?:is|has|will|and|said|was|had|would|may|agreed)\b", after):
            return False
        prepositions = {"in", "of", "to", "with", "from", "by", "for", "against", "at", "on", "between"}
        return not before or before[-1].lower() not in prepositions

    def _country_before(self, start: int) -> int | None:
        """A country named in this sentence or the one before, else the one in focus."""
        focus = self.context.focus()
        in_focus = self._last(start, lambda n: n.label == "COUNTRY" and self._id(n) == focus)
        near = self._last(start, self.tests["country"])
        if near is None:
            return in_focus
        sentence = self._sentence_start(max(0, self._sentence_start(start) - 1))
        if in_focus is not None and self.names[in_focus].start >= sentence:
            return in_focus
        return near

    def _sentence_start(self, offset: int) -> int:
        text = self.text
        start = 0
        for place, begin in enumerate(text.starts):
            if begin > offset:
                break
            if text.opens[place] and (text.word(place - 1) in {".", "!", "?", ""} or (
                place and text.blocks[place] != text.blocks[place - 1])):
                start = begin
        return start

    def _last(self, start: int, test: Callable[[Name], bool]) -> int | None:
        for index in range(len(self.names) - 1, -1, -1):
            if self.names[index].end <= start and test(self.names[index]):
                return index
        return None

    def _id(self, name: Name) -> str | None:
        kb_id: str | None = self.links[name.index]["kb_id"]
        return kb_id

    def _full(self, name: Name) -> str:
        return f"{name.text} {self.links[name.index]['name'] or ''}"

    def _is_ministry(self, name: Name) -> bool:
        return bool(_MINISTRY.search(self._full(name)))

    def _is_media(self, name: Name) -> bool:
        return (self._id(name) or "").startswith("media.")

    def _named_by(self, name: Name, noun: str) -> bool:
        return name.label in {"GOV", "ORG"} and noun in self._full(name).lower()
