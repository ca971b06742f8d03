"""What the text around a name says: the day, the country that it is about."""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from kr_policy_ie.rules.gazetteer import Gazetteer
from kr_policy_ie.rules.name_words import NameWords
from kr_policy_ie.rules.wording import norm_of, words_of

_KOREAN_OUTLETS = re.compile(
    r"yonhap|korea herald|korea times|joongang|chosun|asiae|hankyung|maeil|arirang|kbs|korea\.net"
    r"|businesskorea|bizwire|newsis|aju press",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?:['’]s|-)?\s*\(?(?:own |then |new )?$")
_AFTER = re.compile(r"\s*(?:\([^)]{1,20}\)\s*)?(?:of|in)\s+(?:the\s+)?$")


@dataclass(frozen=True)
class Name:
    """A name as `kr_names` found it: its place, its label, and the ids that it may be."""

    index: int
    start: int
    end: int
    text: str
    label: str
    rule: str
    candidates: tuple[str, ...]

    @property
    def words(self) -> frozenset[str]:
        """Its words in lower case."""
        return frozenset(re.findall(r"[^\W_]+", self.text.lower()))


class Context:
    """Countries of a text and where they stand."""

    def __init__(
        self,
        text: str,
        names: list[Name],
        gazetteer: Gazetteer,
        words: NameWords,
        *,
        day: str | None,
        outlet: str,
    ) -> None:
        self.text, self.names, self.gazetteer, self.day = text, names, gazetteer, day
        self.words = words
        self.lands = [
            (name, code) for name in names if (code := country_of(name, gazetteer)) is not None
        ]
        self.land_starts = [name.start for name, _ in self.lands]
        self.counts = self._weighed(outlet)
        self.people = gazetteer.people
        self._focus: dict[frozenset[str], str | None] = {}

    def _weighed(self, outlet: str) -> Counter[str]:
        """How much the text is about each country: early mentions count more."""
        counts: Counter[str] = Counter()
        for place, (name, code) in enumerate(self.lands):
            counts[code] += 4 + len(self.lands) // 2 if place == 0 else 2 if name.start < 200 else 1
        for name in self.names:
            if name.label == "COUNTRY" or self._is_everywhere(name):
                continue
            homes = {self._home(key) for key in name.candidates}
            if len(homes) == 1 and (home := homes.pop()) is not None:
                counts[home] += 1
        if _KOREAN_OUTLETS.search(outlet) or re.search(r"\(Yonhap\)|\[YONHAP\]", self.text):
            counts["KR"] += 3
        return counts

    def _is_everywhere(self, name: Name) -> bool:
        """Whether a body's name is no witness for the country that the gazetteer gives it."""
        everywhere = self.words["ministries_everywhere"]
        full = (self.gazetteer.entries.get(key) for key in name.candidates)
        return name.label == "GOV" and any(
            entry and everywhere & set(entry.name.lower().split()) for entry in full
        )

    def _home(self, key: str) -> str | None:
        entry = self.gazetteer.entries.get(key)
        return entry.country if entry else None

    def focus(self, *, without: frozenset[str] = frozenset()) -> str | None:
        """The country that the text is most about."""
        if without not in self._focus:
            ranked = [(count, code) for code, count in self.counts.items() if code not in without]
            self._focus[without] = max(ranked)[1] if ranked else None
        return self._focus[without]

    def likeliest(self, codes: list[str]) -> str | None:
        """Which of the countries that share a name the text also names unmistakably."""
        sure = Counter(
            code for name, code in self.lands if code in codes and len(name.candidates) < 2
        )
        return max(sure, key=lambda code: (sure[code], code)) if sure else None

    def local(self, name: Name) -> str | None:
        """The country that a name's own words, or those right beside it, give it."""
        if inside := self._inside(name):
            return inside
        index = bisect_left(self.land_starts, name.start)
        for other, code in self.lands[max(0, index - 2) : index]:
            gap = self.text[other.end : name.start]
            if len(gap) < 12 and _BEFORE.fullmatch(gap):
                return code
        for other, code in self.lands[index : index + 3]:
            gap = self.text[name.end : other.start]
            if name.end <= other.start < name.end + 30 and _AFTER.fullmatch(gap):
                return code
        return None

    def _inside(self, name: Name) -> str | None:
        words = words_of(name.text)
        for first in range(len(words)):
            for last in range(min(len(words), first + 4), first, -1):
                aliases = self.gazetteer.aliases.get(
                    tuple(norm_of(word) for word in words[first:last])
                )
                part = words[first][0].isupper() and last - first < len(words)
                if aliases and part and aliases[0].entry.label == "COUNTRY":
                    return aliases[0].entry.id
        return None


def country_of(name: Name, gazetteer: Gazetteer) -> str | None:
    """The code of a country's name or of a capital, also where the city is meant."""
    if name.label == "COUNTRY" and name.candidates:
        return name.candidates[0]
    if name.label == "PLACE":
        for alias in gazetteer.named(name.text):
            if alias.kind == "capitals":
                return alias.entry.id
    return None
