"""Laws, agreements and programmes, by the shape of their names or by quotation marks."""

import re
from collections.abc import Iterator

from kr_policy_ie.annotate.name_text import Found, NameText
from kr_policy_ie.rules.name_words import NameWords

_OPENING = {"“", '"', "‘", "'", "”", "’"}
_CLOSING = {"”", '"', "’", "'"}
_CALLED = frozenset({"called", "dubbed", "named", "titled", "entitled", "codenamed"})
#: What a date behind a name begins with.
_DATED = frozenset({"in", "on"})
_TIMES = frozenset({
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday",
})  # fmt: skip
_CONNECTORS = frozenset({"of", "and", "&", "for", "on", "the", "to", "in", "against", "-", "with"})
_LONGEST = 18
_LONGEST_QUOTE = 24
_NUMBER = re.compile(r"\d[\w.]*")


class TitleFinder:
    """Finds names of laws, agreements and programmes."""

    def __init__(
        self, text: NameText, words: NameWords, countries: dict[int, tuple[int, int]]
    ) -> None:
        self.text, self.words, self.countries = text, words, countries

    def find(self) -> Iterator[Found]:
        """All names of laws, agreements and programmes that the text's words suggest."""
        for place in range(len(self.text)):
            if self.text.skipped[place]:
                continue
            yield from self._section(place)
            yield from self._law(place)
            yield from self._agreement(place)
            yield from self._program(place)
            yield from self._quoted(place)

    def _pattern(self, first: int, last: int, label: str, rule: str, bonus: float = 2) -> Found:
        return Found(first, last, label, "pattern", f"name.{rule}", 10 * (last - first) + bonus)

    def _section(self, place: int) -> Iterator[Found]:
        """`Section 232 of the Trade Expansion Act of 1962`, `Executive Order 14257`."""
        text, norm = self.text, self.text.norms[place]
        if not text.is_capital(place) or place + 1 >= len(text):
            return
        numbered = norm == "section" or (
            norm in {"order", "bill"}
            and place > 0
            and (text.norms[place - 1] in {"executive", "representatives", "senate", "house"})
        )
        if not numbered or not _NUMBER.fullmatch(text.words[place + 1]):
            return
        first = place if norm == "section" else self._capitals_before(place)
        last = place + 2
        if norm == "section" and text.norm(last) == "of":
            start = last + 1 + (text.norm(last + 1) == "the")
            act = next(
                (p for p in range(start, min(start + 8, len(text))) if text.norms[p] == "act"), 0
            )
            if act and all(
                text.is_capital(p) or text.norms[p] in _CONNECTORS for p in range(start, act)
            ):
                last = self._with_year(act + 1)
        yield self._pattern(first, last, "LAW", "law.section", 8)

    def _with_year(self, last: int) -> int:
        year = self.text.norm(last) == "of" and self.text.norm(last + 1).isdigit()
        return last + 2 if year else last

    def _law(self, place: int) -> Iterator[Found]:
        text, norm = self.text, self.text.norms[place]
        if norm not in self.words["law_heads"] or not text.is_capital(place) or text.shouted[place]:
            return
        first = self._capitals_before(place)
        last = place + 1
        if text.norm(last) in {"on", "for", "to", "concerning"}:
            end = self._capitals_after(last + 1)
            if end > last + 1 and (norm in {"act", "law"}):
                last = end
        if first == place and last == place + 1:
            return
        if (
            norm
            in {
                "bill",
                "law",
                "code",
                "order",
                "constitution",
                "amendment",
                "regulations",
                "regulation",
                "directive",
            }
            and place - first < 2
            and last == place + 1
        ):
            return
        if norm == "act" and text.norm(place + 1) == "as":
            return
        yield self._pattern(first, self._with_year(last), "LAW", "law.head", 6)

    def _agreement(self, place: int) -> Iterator[Found]:
        text, norm = self.text, self.text.norms[place]
        if norm not in self.words["agreement_heads"] or not text.is_capital(place):
            return
        acronym = norm in {"fta", "ftas", "cepa", "epa", "seca"}
        if text.shouted[place] and not acronym:
            return
        first = self._capitals_before(place, dashes=True)
        last = place + 1
        if text.norm(last) in {"on", "for"} and norm in {"agreement", "convention", "protocol"}:
            last = max(last, self._capitals_after(last + 1))
        own = last > place + 1 or any(
            text.norms[each] not in {"free", "trade", "new", "bilateral", "economic", "the"}
            for each in range(first, place)
        )
        if (first == place and last == place + 1) or not own:
            return
        if (
            norm in {"partnership", "round", "framework", "epa"}
            and place - first < 2
            and not (norm == "round" and place - first == 1)
        ):
            return
        yield self._pattern(first, last, "AGREEMENT", "agreement.head", 6)

    def _program(self, place: int) -> Iterator[Found]:
        text, norm = self.text, self.text.norms[place]
        if norm not in self.words["program_heads"] or not text.is_capital(place):
            return
        if text.shouted[place] or text.norm(place + 1) in {"minister", "ministry"}:
            return
        first = self._capitals_before(place, dashes=True)
        short = place - first < 2 and not (text.glued(place) or "-" in text.norms[first:place])
        if short and (norm not in {"list", "initiative"} or first == place):
            return
        last = place + 1
        if text.norm(last) in {"on", "for", "of"} and norm in {
            "forum",
            "conference",
            "program",
            "project",
            "strategy",
            "initiative",
        }:
            last = max(last, self._capitals_after(last + 1))
        if (
            last < len(text)
            and _NUMBER.fullmatch(text.words[last])
            and text.same_block(place, last + 1)
        ) and text.norm(last + 1) not in {"percent", "pct", "billion", "million", "trillion"}:
            last += 1
            if text.norm(last) == "." and text.glued(last) and text.glued(last + 1):
                last += 2 if text.norm(last + 1).isdigit() else 0
        yield self._pattern(first, last, "PROGRAM", "program.head", 3)

    def _capitals_before(self, place: int, *, dashes: bool = False) -> int:
        """Where the run of capitals that leads to a head begins."""
        text, first = self.text, place
        while first > 0 and place - first < _LONGEST and text.same_block(first - 1, place + 1):
            before = first - 1
            if self._belongs(before):
                first = before
            elif text.norms[before] in _CONNECTORS and before > 0 and self._belongs(before - 1):
                if text.norms[before] in {"to", "in", "with", "on", "the"} or (
                    text.norms[before] == "-" and not text.glued(before)
                ):
                    break
                first = before - 1
            elif (
                text.norms[before] == ","
                and dashes is False
                and before > 0
                and (
                    text.norm(first) in self.words["topics"]
                    and self._belongs(before - 1)
                    and text.norm(before - 1) in self.words["topics"]
                )
            ):
                first = before - 1
            else:
                break
        while first < place and (
            text.norms[first] in _CONNECTORS
            or self._is_owner(first, place)
            or (text.opens[first] and text.norms[first] in self.words["not_names"])
        ):
            first += 1
            if text.norm(first) == "'s":
                first += 1
        return first

    def _is_owner(self, first: int, place: int) -> bool:
        """A country or person before the name proper: `U.S.` in `U.S. Inflation Reduction Act`."""
        text = self.text
        if text.norm(first + 1) == "'s" or text.norms[first] == "'s":
            return True
        span = self.countries.get(first)
        if not span or span[0] != first or span[1] >= place:
            return False
        if text.norm(span[1]) == "-" or text.norms[place] in {
            "fta",
            "cepa",
            "agreement",
            "epa",
            "round",
            "accord",
        }:
            return False
        return text.norms[first] in {"u.s", "us", "korean", "japanese", "chinese", "american"}

    def _belongs(self, place: int) -> bool:
        text = self.text
        word, norm = text.words[place], text.norms[place]
        if text.skipped[place] or not (word[0].isupper() or word == "'s"):
            return False
        return norm not in self.words["not_names"] - self.words["plain_in_names"]

    def _capitals_after(self, place: int) -> int:
        """Where the run of capitals that begins at a word ends."""
        text, last, current = self.text, place, place
        while current < len(text) and current - place < 2 * _LONGEST:
            if not text.same_block(place, current + 1):
                break
            if text.norms[current] in {*_DATED, ","} and text.norm(current + 1) in _TIMES:
                break  # `the Agreement on Fisheries Subsidies in October`
            if text.is_capital(current):
                current += 1
                last = current
            elif text.norms[current] in _CONNECTORS or text.norms[current] == ",":
                current += 1
            else:
                break
        return last

    def _quoted(self, place: int) -> Iterator[Found]:
        """`"alchemy" program`, `a fund called "Growth Ladder"`."""
        text = self.text
        if text.words[place] not in _OPENING or place + 2 >= len(text):
            return
        if text.glued(place) and text.word(place - 1).isalnum():
            return
        closing = self._closing(place)
        if closing is None or closing - place < 2:
            return
        first, last = place + 1, closing
        bracket = next((each for each in range(first + 2, last) if text.norms[each] == "("), last)
        last = bracket
        while text.norms[last - 1] in {",", "."} and last - 1 > first:
            last -= 1
        label = self._label_of_quoted(place, first, last, closing)
        if label:
            first += text.norms[first] in {"the", "a"}
            yield self._pattern(first, last, label, "quoted", 4)

    def _closing(self, place: int) -> int | None:
        text = self.text
        for each in range(place + 1, min(place + _LONGEST_QUOTE, len(text))):
            if not text.same_block(place, each + 1):
                return None
            if text.words[each] in _CLOSING and text.words[each] != "'s":
                return each
        return None

    def _label_of_quoted(self, opening: int, first: int, last: int, closing: int) -> str | None:
        text = self.text
        after = closing + 1
        if text.norm(after) == "(":
            while after < len(text) and text.norms[after] != ")" and after - closing < 8:
                after += 1
            after += 1
        words = [word for word in text.words[first:last] if word[0].isalpha()]
        if not words or len(words) > 16:
            return None
        titled = sum(word[0].isupper() for word in words) * 2 > len(words)
        head = text.norms[last - 1]
        if titled and len(words) > 1 and ("act" in text.norms[first:last] or head in {"law"}):
            return "LAW"
        cued = {text.norm(after), text.norm(after + 1)} & self.words["program_cues"] and (
            text.norm(after) in self.words["program_cues"] or text.norm(after).isalpha()
        )
        called = {text.norm(opening - 1), text.norm(opening - 2)} & _CALLED
        before = text.norm(opening - 1) in self.words["program_cues"]
        short = titled or len(words) < 6
        own_head = short and len(words) > 1 and head in self.words["program_heads"]
        if head in {"alliance", "pact", "agreement", "accord"} and 1 < len(words) < 6:
            return "AGREEMENT"
        if (cued and len(words) <= 8) or (titled and (called or before)) or own_head:
            return "PROGRAM"
        return None
