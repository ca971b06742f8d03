"""Government bodies and other organisations, by the shape of their names."""

from collections.abc import Iterator

from kr_policy_ie.annotate.name_text import Found, NameText
from kr_policy_ie.rules.name_words import NameWords

_JOINERS = frozenset({"and", "&", "of", "the", "for", "on", "in"})
_LONGEST = 16
_PARTY_OR_PRESS = frozenset(
    {"party", "times", "post", "express", "herald", "tribune", "telegraph", "daily", "journal"}
)
#: Heads of organisations that `of` and a field follow.
_ORGANISED = frozenset(
    {"institute", "association", "federation", "university", "union", "society", "chamber", "bank"}
    | {"confederation", "academy", "organization", "organisation", "league", "club", "house"}
)
#: Departments that are named in lower case too.
_DEPARTMENTS = frozenset({"statistics", "commerce", "treasury", "state", "justice"})


class BodyFinder:
    """Finds bodies and organisations.

    `countries` maps a word to the span that names a country, `ends` are the last words of
    organisations in the gazetteer.
    """

    def __init__(
        self,
        text: NameText,
        words: NameWords,
        countries: dict[int, tuple[int, int]],
        ends: frozenset[int],
    ) -> None:
        self.text, self.words, self.countries, self.ends = text, words, countries, ends
        self.openers = words["not_names"] - (words["plain_in_names"] - {"share", "data", "key"})

    def find(self) -> Iterator[Found]:
        """All bodies and organisations that the text's words suggest."""
        for place in range(len(self.text)):
            if self.text.skipped[place] or not self.text.words[place][0].isalpha():
                continue
            yield from self._ministry_of(place)
            yield from self._topic_ministry(place)
            yield from self._government(place)
            yield from self._body_with_head(place)
            yield from self._organisation(place)
            yield from self._organisation_of(place)

    def _pattern(self, first: int, last: int, label: str, rule: str, bonus: float = 0) -> Found:
        return Found(first, last, label, "pattern", f"name.{rule}", 10 * (last - first) + bonus)

    def _is_topic(self, place: int) -> bool:
        return self.text.norm(place) in self.words["topics"]

    def _ministry_of(self, place: int) -> Iterator[Found]:
        """`Ministry of Trade, Industry and Energy`, `Council for Economic Planning`."""
        text = self.text
        if text.norms[place] not in self.words["gov_of_heads"] or not text.is_capital(place):
            return
        if text.norm(place + 1) not in {"of", "for", "on"} or place + 2 >= len(text):
            return
        if text.norms[place] == "center" or place + 2 in self.countries:
            return
        last = self._topics_end(place + 2)
        if last > place + 2:
            first = place
            if text.norms[place] != "ministry":
                first = self._capitals_before(place)
                span = self.countries.get(first)
                first = span[1] if span and span[1] <= place else first
            yield self._pattern(first, last, "GOV", "gov.of", 5)

    def _topics_end(self, place: int) -> int:
        """Where the list of topics from a word ends; 0 if there is none."""
        text, last, current = self.text, 0, place
        while current < len(text) and text.same_block(place, current + 1):
            capital = text.is_capital(current)
            if self._is_topic(current) and (capital or text.norm(current - 1) == "-"):
                current += 1
                last = current
            elif capital and last < current and text.norm(current - 1) in {"of", "for", "and", "&"}:
                if current in self.countries and current > place:
                    break
                current += 1
                last = current
            elif capital and last == current and not self._ends_list(current):
                current += 1
                last = current
            elif text.norms[current] in {*_JOINERS, ",", "-"}:
                current += 1
                if text.norm(current - 1) == "," and not (
                    self._is_topic(current) or text.norm(current) in {"and", "&"}
                ):
                    break
            else:
                break
        return last

    def _ends_list(self, place: int) -> bool:
        norm = self.text.norms[place]
        return (
            place in self.countries
            or norm in self.words["titles_strong"]
            or norm in self.words["not_names"]
            or norm in self.words["surnames_east_korean"]
            or norm.capitalize() in self.words.given_names
        )

    def _topic_ministry(self, place: int) -> Iterator[Found]:
        """`finance ministry`, `Economy, Trade and Industry Ministry`, `Commerce Department`."""
        text = self.text
        norm = text.norms[place]
        if norm not in {"ministry", "department", "dept", "minister's", "bureau"}:
            return
        plain = norm in {"department", "dept"} and not text.is_capital(place)
        if plain and text.norm(place - 1) not in _DEPARTMENTS:
            return
        first = place
        while first > 0 and text.same_block(first - 1, place + 1) and place - first < _LONGEST:
            before = first - 1
            if self._is_topic(before):
                first = before
            elif text.norms[before] in {"and", "&", ","} and self._is_topic(before - 1):
                if first == place or not self._is_topic(first):
                    break
                first = before
            else:
                break
        if first < place and text.norm(place + 1) != "of":
            if norm in {"bureau"} and not text.is_capital(first):
                return
            yield self._pattern(first, place + 1, "GOV", "gov.topic", 4)

    def _government(self, place: int) -> Iterator[Found]:
        """`South Korean government`, `Seoul government`, `Reagan administration`."""
        text, norm = self.text, self.text.norms[place]
        if norm in {"government", "govt"}:
            yield from self._government_of(place)
            start = place - 2 if text.norm(place - 1) == "'s" else place - 1
            if text.norm(place - 1) == ")":
                start = place - 2
            span = self.countries.get(start)
            if span and text.same_block(span[0], place + 1):
                first = span[0] - (text.norm(span[0] - 1) == "(" and text.norm(place - 1) == ")")
                yield self._pattern(first, place + 1, "GOV", "gov.government", 9)
            elif text.norm(place - 1) in {"metropolitan", "provincial"} and text.is_capital(
                place - 2
            ):
                yield self._pattern(place - 2, place + 1, "GOV", "gov.regional", 4)
        elif norm in {"administration", "administrtation", "presidency", "embassy", "consulate"}:
            span = self.countries.get(place - 1)
            if span:
                whole = norm in {"embassy", "consulate"} or text.norms[span[0]] == "u.s"
                if whole or norm == "administration":
                    yield self._pattern(span[0], place + 1, "GOV", "gov.administration", 9)
            elif self._is_leader(place - 1) and not text.shouted[place]:
                first = place - 1
                if text.norm(place - 2).capitalize() in self.words.given_names:
                    first -= 1
                yield self._pattern(first, place + 1, "GOV", "gov.administration", 5)

    def _government_of(self, place: int) -> Iterator[Found]:
        text = self.text
        if text.norm(place + 1) != "of" or text.norm(place - 1) in {"state", "heads", "local"}:
            return
        start = place + 2 + (text.norm(place + 2) == "the")
        span = self.countries.get(start)
        if span and text.norm(span[1]) not in {"prime", "president", "premier"}:
            yield self._pattern(place, span[1], "GOV", "gov.government", 9)

    def _is_leader(self, place: int) -> bool:
        text = self.text
        if place < 0 or not text.is_capital(place) or not text.words[place].isalpha():
            return False
        norm = text.norms[place]
        return (
            norm not in self.words["not_names"]
            and norm not in self.words["topics"]
            and (norm not in {"new", "congress", "safety", "senior", "trade"})
        )

    def _capitals_before(self, place: int) -> int:
        """Where the run of capitals that ends before a word begins."""
        text, first = self.text, place
        while first > 0 and text.same_block(first - 1, place + 1) and place - first < _LONGEST:
            before = first - 1
            norm = text.norms[before]
            if self._belongs(before):
                first = before
            elif norm in {"and", "&", "of", "-", "for", "the"} and before > 0 and first < place:
                if norm == "-" and not (text.glued(before) and text.glued(first)):
                    break
                if norm == "the" and text.norm(before - 1) not in {"of", "for"}:
                    break
                if not (self._belongs(before - 1) or norm == "the"):
                    break
                if norm == "and" and self._is_whole(before - 1, place):
                    break
                if norm in {"of", "the", "for"} and not self._leads(before - (norm == "the")):
                    break
                first = before
            elif (
                (norm == "." and len(text.word(before - 1)) == 1 and text.glued(before))
                or (norm == "'s" and text.norm(before - 1) in {"people", "workers", "women"})
                or (norm in {"'", "’"} and self._owns_plural(before))
            ):
                first = before - 1
            else:
                break
        while first < place and (
            text.norms[first] in {"and", "&", "of", "for", "the", "-", "'s"}
            or (text.opens[first] and text.norms[first] in self.openers)
            or (text.opens[first] and text.norms[first].endswith("ly"))
        ):
            first += 1
        return first

    def _owns_plural(self, place: int) -> bool:
        """Whether an apostrophe ends a plural of a name: `Shipowners' Forum`."""
        text = self.text
        owned = place > 0 and text.glued(place) and text.norms[place - 1].endswith("s")
        return owned and not text.glued(place + 1) and self._belongs(place - 1)

    def _leads(self, place: int) -> bool:
        """Whether the word before `of` begins a name: `Bank of Tokyo Ltd`."""
        heads = self.words["gov_of_heads"] | _ORGANISED
        return self.text.norm(place - 1) in heads

    def _is_whole(self, place: int, head: int) -> bool:
        """Whether a word ends another organisation's name, so that `and` joins two names."""
        norm = self.text.norms[place]
        heads = (self.words["org_heads"] | self.words["gov_heads"]) - {"iron", "steel", "cable"}
        if self.text.norms[head] in self.words["legal_forms"]:
            heads = self.words["legal_forms"]
        return norm in heads or place in self.ends or place in self.countries

    def _belongs(self, place: int) -> bool:
        text = self.text
        word, norm = text.words[place], text.norms[place]
        if (
            not word[0].isalnum()
            or not (word[0].isupper() or word[0].isdigit())
            or text.skipped[place]
        ):
            return False
        if word[0].isdigit():
            return False
        if norm in self.words["not_names"] - self.words["plain_in_names"]:
            return False
        return norm not in self.words["titles_strong"]

    def _body_with_head(self, place: int) -> Iterator[Found]:
        """`National Bio Committee`, `Defense Science Board`, `House Banking subcommittee`."""
        text, norm = self.text, self.text.norms[place]
        if text.shouted[place]:
            return
        capital = text.is_capital(place)
        if norm not in self.words["gov_heads_capital_only"]:
            return
        if not capital and norm not in {"committee", "subcommittee"}:
            return
        first = self._capitals_before(place)
        span = self.countries.get(first)
        owned = span is not None and span[0] == first and span[1] < place and norm != "assembly"
        if span and owned and text.norms[first] not in {"korea", "korean", "european"}:
            first = span[1]
        if first == place or (first == place - 1 and text.norms[first] in {"special", "joint"}):
            return
        if not capital and text.norms[first] not in {"house", "senate", "assembly", "national"}:
            return
        inside = {text.norms[each] for each in range(first, place)}
        label = "ORG" if inside & self.words["org_council_words"] and norm == "council" else "GOV"
        if norm == "agency" and text.norms[place - 1] in {"news", "press", "advertising", "rating"}:
            label = "ORG"
        if label == "GOV" and "house" in inside and norm == "committee" and not capital:
            first = next(each for each in range(first, place) if text.norms[each] == "house")
        yield self._pattern(first, place + 1, label, "body.head", 3)

    def _organisation(self, place: int) -> Iterator[Found]:
        """`Hyundai Steel Co.`, `Korea Iron & Steel Association`."""
        text, norm = self.text, self.text.norms[place]
        if (
            norm not in self.words["org_heads"] | self.words["company_heads"]
            or not text.is_capital(place)
            or text.shouted[place]
        ):
            return
        if text.norm(place + 1) in {"minister", "ministry", "department", "secretary", "act"}:
            return
        if text.norm(place + 1) == "-" and text.glued(place + 1):
            return
        first = self._capitals_before(place)
        maker = norm in self.words["company_heads"]
        if first == place or (maker and self._is_somebody(first)):
            return
        soft = self.words["org_heads_weak"] | self.words["company_heads"]
        weak = norm in soft and norm not in self.words["legal_forms"]
        weak = weak and not (norm in _PARTY_OR_PRESS and not text.opens[first])
        if weak and (text.titled[place] or not self._is_proper(first, place)):
            return
        span = self.countries.get(first)
        if span and span[1] >= place and weak and norm not in _PARTY_OR_PRESS:
            return
        last = place + 1
        if norm in self.words["legal_forms"]:
            if text.norm(last) == "." and text.glued(last):
                last += 1
            if text.norm(last) == "," and text.norm(last + 1) in {"ltd", "inc"}:
                last += 2
                last += text.norm(last) == "."
            elif text.norm(last) in {"ltd", "inc"}:
                last += 1
                last += text.norm(last) == "." and text.glued(last)
        last = self._of_country(last)
        yield self._pattern(first, last, "ORG", "org.head", 1 if not weak else 0)

    def _is_somebody(self, first: int) -> bool:
        """Whether a title or a given name makes a run of capitals a person's name."""
        titled = self.text.norm(first - 1 - (self.text.norm(first - 1) == "."))
        given = self.text.norms[first].capitalize() in self.words.given_names
        return given or titled in self.words["titles_strong"]

    def _of_country(self, last: int) -> int:
        """Past `of Japan`, `of Commerce and Industry` after a head."""
        text = self.text
        companies = self.words["legal_forms"] | self.words["company_heads"]
        if text.norm(last) == "of" and text.norm(last - 1) not in companies:
            span = self.countries.get(last + 1)
            if span and not text.shouted[last]:
                return span[1]
            if text.norm(last - 1) == "chamber" and text.norm(last + 1) == "commerce":
                both = text.norm(last + 2) == "and" and text.norm(last + 3) == "industry"
                return last + (4 if both else 2)
        return last

    def _is_proper(self, first: int, place: int) -> bool:
        """Whether the run before a head holds a word that is no plain word of trade."""
        text = self.text
        plain = self.words["topics"] | self.words["not_names"] | self.words["titles_weak"]
        own = [each for each in range(first, place) if text.words[each].isalpha()]
        opening = text.opens[first] and len(own) == 1
        return not opening and any(
            text.norms[each] not in plain and each not in self.countries for each in own
        )

    def _organisation_of(self, place: int) -> Iterator[Found]:
        """`Federation of Korean Industries`, `International Union of Electronic Workers`."""
        text = self.text
        if not text.is_capital(place) or text.shouted[place]:
            return
        if text.norms[place] not in _ORGANISED or text.norm(place + 1) not in {"of", "for"}:
            return
        last = self._topics_end(place + 2)
        if text.norm(place + 2) == "the":
            last = self._topics_end(place + 3)
        if last > place + 2:
            yield self._pattern(self._capitals_before(place), last, "ORG", "org.of", 2)
