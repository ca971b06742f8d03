"""Capitals as powers or as cities, by the words around them."""

from collections.abc import Iterable, Iterator

from kr_policy_ie.annotate.name_text import Found, NameText
from kr_policy_ie.rules.name_words import NameWords

_OFFICE = frozenset({"minister", "ministry", "ministers", "government"})
_OFFICIALS = frozenset({"official", "officials", "negotiator", "negotiators"})
#: Behind a form of `be`, what only governments are or do.
_DOING = frozenset(
    {"considering", "negotiating", "mulling", "weighing", "opposed", "seeking", "pressing"}
)
_BEING = frozenset({"is", "was", "has"})
_DISTRICT = frozenset({"d.c", "dc"})
_OUTSKIRTS = frozenset(
    {"city", "outskirts", "center", "streets", "outside", "north", "south", "east", "west"}
)
_LEAVING = frozenset({"leave", "leaves", "left", "leaving", "departed", "bound", "depart"})
_PREPOSITIONS = frozenset({"to", "for", "from", "of", "through", "with", "by", "between", "than"})
_ADVERBS = frozenset({"also", "again", "still", "now", "then", "once", "never", "long", "both"})
_JOINERS = frozenset({"and", "or", "&"})
#: How many words to either side may speak of a journey, or of what two governments do.
_REACH = 5


def settle_capitals(text: NameText, words: NameWords, found: list[Found]) -> Iterator[Found]:
    """Capitals that name the city as `PLACE`, those that stand for the government as they are."""
    judge = _Judge(text, words, found)
    for one in found:
        if one.rule.endswith(".capitals") and not judge.is_power(one.first, one.last):
            yield Found(one.first, one.last, "PLACE", one.by, "name.capital.city", one.weight)
        else:
            yield one


class _Judge:
    """Says of each capital what it stands for; knows what else the text names."""

    def __init__(self, text: NameText, words: NameWords, found: list[Found]) -> None:
        self.text, self.words = text, words
        self.cities = _covered(one for one in found if one.label == "PLACE")
        self.capitals = {one.first: one for one in found if one.rule.endswith(".capitals")}
        others = (one for one in found if one.label in {"PLACE", "COUNTRY"})
        self.places = _covered(one for one in others if one.first not in self.capitals)
        #: Capitals that act somewhere in this text are taken for powers wherever nothing
        #: says otherwise.
        self.powers = self.words["capitals_powers"] | {
            self._name(one.first, one.last)
            for one in self.capitals.values()
            if self._as_subject(one.first, one.last)
        }

    def _name(self, first: int, last: int) -> str:
        return " ".join(self.text.norms[first:last])

    def is_power(self, first: int, last: int) -> bool:
        """Whether the capital `[first, last)` stands for its government."""
        name = self._name(first, last)
        if name in self.words["capitals_never_cities"]:
            return True
        strong = name in self.powers
        for settled in (
            self._as_subject(first, last),
            self._by_what_follows(first, last, strong=strong),
            self._by_what_stands_before(first, last),
            self._by_journeys(first, last),
            self._by_name_around(first, last),
        ):
            if settled is not None:
                return settled
        return strong or self._acts(first, last)

    def _as_subject(self, first: int, last: int) -> bool | None:
        """True for the subject of a verb of governments: `Tokyo rejected the offer`."""
        before = self.text.norm(first - 1)
        governed = before in _PREPOSITIONS | self.words["capitals_at"]
        listed = before in _JOINERS and self._follows_a_city(first - 2)
        if governed or listed or before in self.words["capitals_going"]:
            return None
        return True if self._is_act(last) else None

    def _is_act(self, place: int) -> bool:
        """Whether a verb of governments stands at a word, or behind its adverb."""
        norm = self.text.norm(place)
        if norm.endswith("ly") or norm in _ADVERBS:
            norm = self.text.norm(place + 1)
        if norm in _BEING and self.text.norm(place + 1) in _DOING:
            return True
        return norm in self.words["capitals_verbs"] or norm in self.words["verbs_of_saying"]

    def _by_what_follows(self, first: int, last: int, *, strong: bool) -> bool | None:
        text, after = self.text, self.text.norm(last)
        if after == "-" and text.glued(last):
            return self._in_compound(last + 1)
        if after == "'s":
            return self._as_owner(first, last, strong=strong)
        if self._has_officials(last):
            return True
        district = after in _DISTRICT or (after == "," and text.norm(last + 1) in _DISTRICT)
        inside = after == "," and last + 1 in self.places
        return False if district or inside or after in self.words["capitals_events"] else None

    def _has_officials(self, place: int) -> bool:
        """`a Canberra trade official`, `Bangkok officials`: somebody's of the government."""
        offices = self.words["topics"] | {"ministry", "government"}
        end = min(place + 3, len(self.text))
        while place < end and self.text.norms[place] in offices:
            place += 1
        return self.text.norm(place) in _OFFICIALS

    def _as_owner(self, first: int, last: int, *, strong: bool) -> bool | None:
        """`Tokyo's decision`, but not `Tokyo's streets` or `in Seoul's old town`."""
        text = self.text
        if text.norm(last + 1) in self.words["capitals_events"]:
            return False
        if any(self._heads_a_place(last + step) for step in (2, 3)):
            return False
        if {text.norm(last + step) for step in (1, 2)} & self.words["capitals_deeds"]:
            return True
        settled = self._by_what_stands_before(first, last)
        return True if strong and settled is None else settled

    def _in_compound(self, place: int) -> bool:
        """`Seoul-based` is the city, `Seoul-led` and `Ankara-Baghdad ties` are not."""
        text = self.text
        if text.norm(place) in {"based", "area", "born", "style", "bound"}:
            return False
        if not text.is_capital(min(place, len(text) - 1)):
            return True
        return text.norm(place + 1) in self.words["capitals_ties"]

    def _heads_a_place(self, place: int) -> bool:
        """`Taipei's Neihu District` speaks of the city."""
        inside = place < len(self.text)
        return (
            inside
            and self.text.norms[place] in self.words["place_heads"]
            and (self.text.is_capital(place))
        )

    def _by_what_stands_before(self, first: int, last: int) -> bool | None:
        text, before = self.text, self.text.norm(first - 1)
        if before in self.words["capitals_at"]:
            return before == "in" and text.norm(first - 2) in _OFFICE
        if before in {"to", "for", "from", "of", "through"} and self._is_journey(first - 2, before):
            return False
        if "capital" in {before, text.norm(first - 2)} and before in {"capital", ",", "of"}:
            return False
        beside = before == "," and first - 2 in self.places
        listed = before in _JOINERS and self._follows_a_city(first - 2)
        article = before in {"the", "a", "an"} and text.norm(last) != "administration"
        going = before in self.words["capitals_going"]
        return False if beside or listed or article or going else None

    def _follows_a_city(self, place: int) -> bool:
        place -= self.text.norm(place) == ","
        if place in self.capitals:  # `in Jakarta and Riyadh`
            return self.text.norm(place - 1) in self.words["capitals_at"]
        return place in self.cities

    def _is_journey(self, place: int, preposition: str) -> bool:
        text = self.text
        nearby = {text.norm(place - step) for step in range(4)} - {""}
        if preposition == "for":
            return bool(nearby & _LEAVING)
        if preposition == "of":
            return text.norm(place) in _OUTSKIRTS
        if preposition == "from" and place >= 0 and text.words[place][0].isupper():
            return not text.opens[place]
        away = {text.norm(place)} & {"exports", "pressure", "shipments"}
        return bool(nearby & self.words["capitals_going"]) and not away

    def _by_journeys(self, first: int, last: int) -> bool | None:
        """`a flight from London to Bangkok`, `31 km from Dhaka`, `the capital, Manila`."""
        near = {self.text.norm(place) for place in self._window(first, last)}
        return False if near & self.words["capitals_travel"] else None

    def _window(self, first: int, last: int) -> Iterator[int]:
        """The words around, as far as the sentence goes."""
        text = self.text
        for place in range(first - 1, max(-1, first - 1 - _REACH), -1):
            if text.words[place] in {".", ";", "!", "?"} or not text.same_block(place, first + 1):
                break
            yield place
        for place in range(last, min(len(text), last + _REACH)):
            if text.words[place] in {".", ";", "!", "?"} or not text.same_block(first, place + 1):
                break
            yield place

    def _by_name_around(self, first: int, last: int) -> bool | None:
        """`Delhi Lieutenant Governor`, `Santiago Peña`: the city, or no capital at all."""
        text = self.text
        if text.titled[first] or text.shouted[first]:
            return None
        if first and not text.opens[first] and self._is_name(first - 1):
            return False
        if last < len(text) and not text.opens[last] and self._is_name(last):
            return False
        return None

    def _is_name(self, place: int) -> bool:
        """Whether a word is a part of a name, and neither a body's nor a country's."""
        word, norm = self.text.words[place], self.text.norms[place]
        official = self.words["gov_heads"] | self.words["topics"] | self.words["not_names"]
        named = word[0].isupper() and not word.isupper() and len(word) > 1
        return named and norm not in official and place not in self.places

    def _acts(self, first: int, last: int) -> bool:
        """Whether the words around say of a capital what only governments do."""
        text = self.text
        if self._is_act(last) or (text.norm(last) == "," and self._acts_behind_comma(last + 1)):
            return True
        before = [text.norm(first - step) for step in range(1, _REACH + 1)]
        if before[0] in _JOINERS | {"-"} and first - 2 in self.capitals:
            before = [text.norm(first - step) for step in range(3, _REACH + 3)]
        return bool(set(before[:4]) & self.words["capitals_ties"])

    def _acts_behind_comma(self, place: int) -> bool:
        """`Taipei, however, said`; `Quito, which opposed it`."""
        if self.text.norm(place) not in {"however", "which"}:
            return False
        return self._is_act(place + 1 + (self.text.norm(place + 1) == ","))


def _covered(found: Iterable[Found]) -> set[int]:
    return {place for one in found for place in range(one.first, one.last)}
