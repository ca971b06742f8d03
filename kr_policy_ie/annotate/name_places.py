"""Places by shape, and capitals as powers or as cities."""

from collections.abc import Iterator

from kr_policy_ie.annotate.name_text import Found, NameText
from kr_policy_ie.rules.name_words import NameWords

_AT = frozenset(
    {
        "in",
        "at",
        "near",
        "around",
        "outside",
        "downtown",
        "into",
        "via",
        "across",
        "throughout",
        "inside",
        "central",
        "greater",
        "here",
        "east",
        "west",
        "north",
        "south",
        "de",
        "city",
    }
)
_GOING = frozenset(
    [
        "visit",
        "visits",
        "visited",
        "visiting",
        "leave",
        "leaves",
        "left",
        "leaving",
        "reach",
        "reached",
        "tour",
        "toured",
        "travel",
        "travels",
        "traveled",
        "travelled",
        "travelling",
        "traveling",
        "fly",
        "flies",
        "flew",
        "flown",
        "flying",
        "arrive",
        "arrives",
        "arrived",
        "arriving",
        "go",
        "goes",
        "went",
        "going",
        "come",
        "comes",
        "came",
        "coming",
        "return",
        "returns",
        "returned",
        "returning",
        "trip",
        "trips",
        "trek",
        "head",
        "heads",
        "headed",
        "heading",
        "host",
        "hosts",
        "hosted",
        "hosting",
        "sent",
        "send",
        "dispatch",
        "dispatched",
        "departs",
        "departed",
        "depart",
        "team",
        "mission",
        "delegation",
        "journey",
    ]
)
_EVENTS = frozenset(
    [
        "branch",
        "dealers",
        "traders",
        "brokers",
        "bullion",
        "interbank",
        "market",
        "markets",
        "summit",
        "meeting",
        "meetings",
        "conference",
        "conferences",
        "accord",
        "accords",
        "talks",
        "round",
        "airport",
        "office",
        "bureau",
        "headquarters",
        "exchange",
        "stock",
        "stocks",
        "market-based",
        "suburb",
        "suburbs",
        "street",
        "streets",
        "hotel",
        "embassy",
        "university",
        "station",
        "port",
        "school",
        "based",
        "area",
        "district",
        "metropolitan",
        "ceremony",
        "event",
        "time",
        "times",
        "trading",
        "interbank",
        "session",
    ]
)
_OFFICE = frozenset({"minister", "ministry", "ministers", "government", "officials", "office"})
_DISTRICT = frozenset({"d.c", "dc"})
_POWERFUL = frozenset({"kremlin"})


class PlaceFinder:
    """Finds places that their shape gives away."""

    def __init__(self, text: NameText, words: NameWords) -> None:
        self.text, self.words = text, words

    def find(self) -> Iterator[Found]:
        """`Gyeonggi Province`, `Daechi-dong`, `Ochang Plant No. 2`."""
        text = self.text
        for place in range(1, len(text)):
            norm = text.norms[place]
            if text.skipped[place] or text.shouted[place]:
                continue
            if norm in self.words["place_heads"] and text.is_capital(place):
                first = self._before(place)
                if first < place and text.norm(place + 1) not in {"act", "bank", "authority"}:
                    yield self._pattern(first, place + 1, 2)
            elif norm in self.words["place_suffixes"] and text.glued(place) and place > 1:
                first = place - 2
                if (
                    (
                        text.norms[place - 1] == "-"
                        and text.glued(place - 1)
                        and text.is_capital(first)
                    )
                    and not text.is_capital(place)
                    and not text.glued(first)
                ):
                    yield self._pattern(first, place + 1, 4)
            elif norm == "area" and text.norm(place - 1) in {"metropolitan", "seoul"}:
                yield from self._area(place)
            elif norm == "plant" and text.norm(place + 1) == "no" and text.is_capital(place - 1):
                last = place + 3 + (text.norm(place + 2) == ".")
                yield self._pattern(place - 1, min(last, len(text)), 4)
            elif norm in {"center", "centre", "complex"} and text.is_capital(place):
                first = self._before(place)
                if first < place and text.norm(place - 1) not in {"research", "data", "medical"}:
                    yield self._pattern(first, place + 1, 1)

    def _pattern(self, first: int, last: int, bonus: float) -> Found:
        return Found(
            first, last, "PLACE", "pattern", "name.place.shape", 10 * (last - first) + bonus
        )

    def _before(self, place: int) -> int:
        text, first = self.text, place
        while first > 0 and place - first < 5 and text.same_block(first - 1, place + 1):
            word = text.words[first - 1]
            if not word[0].isalpha() or not word[0].isupper() or text.skipped[first - 1]:
                break
            if text.norms[first - 1] in self.words["not_names"] - {"economic", "international"}:
                break
            first -= 1
        return first

    def _area(self, place: int) -> Iterator[Found]:
        text = self.text
        first = place - (2 if text.norm(place - 1) == "metropolitan" else 1)
        if first >= 0 and text.is_capital(first):
            first -= text.norm(first - 1) == "greater"
            yield self._pattern(first, place + 1, 4)


def is_power(text: NameText, words: NameWords, first: int, last: int, places: set[int]) -> bool:
    """Whether a capital stands for its government, by the words around it.

    Args:
        text: The text.
        words: The word lists.
        first: Its first word.
        last: The word after it.
        places: Words that belong to other places.
    """
    if text.norm(first) in _POWERFUL:
        return True
    if (follows := _by_what_follows(text, words, last, places)) is not None:
        return follows
    before = text.norm(first - 1)
    if before in _AT:
        return before == "in" and _names_an_office(text, first - 2)
    if before in {"to", "for", "from", "of", "through"}:
        return not _is_journey(text, first - 2, before)
    beside_place = before == "," and (first - 2 in places or text.norm(first - 2) == "capital")
    article = before in {"the", "a", "an"} and text.norm(last) != "administration"
    return not (beside_place or article or before in _GOING)


def _by_what_follows(text: NameText, words: NameWords, last: int, places: set[int]) -> bool | None:
    """Whether the words behind a capital settle what it is; None if they do not."""
    after = text.norm(last)
    if after == "-" and text.glued(last):
        return text.norm(last + 1) not in {"based", "area", "born", "style"}
    if after in _DISTRICT or (after == "," and text.norm(last + 1) in _DISTRICT):
        return False
    if after == "," and last + 1 in places:
        return False
    if after in _EVENTS or (after == "'s" and text.norm(last + 1) in _EVENTS | {"mayor"}):
        return False
    if after == "'s":
        return not any(_heads_a_place(text, words, last + step) for step in (2, 3))
    return None


def _heads_a_place(text: NameText, words: NameWords, place: int) -> bool:
    """`Taipei's Neihu District` speaks of the city."""
    return text.norm(place) in words["place_heads"] and text.is_capital(place)


def _names_an_office(text: NameText, place: int) -> bool:
    """`the trade minister in Seoul said`: the office, not the city."""
    return text.norm(place) in _OFFICE - {"officials", "office", "government"}


def _is_journey(text: NameText, place: int, preposition: str) -> bool:
    nearby = {text.norm(place - step) for step in range(4)} - {""}
    if preposition == "for":
        return bool(nearby & {"leave", "leaves", "left", "leaving", "departed", "bound", "depart"})
    if preposition == "of":
        return text.norm(place) in {
            "city",
            "outskirts",
            "center",
            "streets",
            "outside",
            "north",
            "south",
            "east",
            "west",
        }
    if preposition == "from" and place >= 0 and text.words[place][0].isupper():
        return not text.opens[place]
    return bool(nearby & _GOING) and not {text.norm(place)} & {"exports", "pressure", "shipments"}
