"""Places by shape."""

from collections.abc import Iterator

from kr_policy_ie.annotate.name_text import Found, NameText
from kr_policy_ie.rules.name_words import NameWords


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
