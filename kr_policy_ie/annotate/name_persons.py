"""People, by their titles, by the shape of Korean names, by given names, by what they do."""

from collections.abc import Iterator

from kr_policy_ie.annotate.name_text import Found, NameText
from kr_policy_ie.rules.name_words import NameWords

_LONGEST_NAME = 5


class PersonFinder:
    """Finds full names; surnames alone are for `name_repeats`."""

    def __init__(self, text: NameText, words: NameWords, known: frozenset[tuple[int, int]]) -> None:
        self.text, self.words = text, words
        self.taken = {place for first, last in known for place in range(first, last)}
        self.east = words["surnames_east_korean"] | words["surnames_east_chinese"]
        self.given = {name.casefold() for name in words.given_names}
        self.titles = words["titles_strong"] | words["titles_weak"]

    def find(self) -> Iterator[Found]:
        """All names of people that the text's words suggest."""
        for place in range(len(self.text)):
            yield from self._after_title(place)
            if self._may_begin(place):
                yield from self._korean(place)
                yield from self._with_given_name(place)
                yield from self._by_context(place)

    def _may_begin(self, place: int) -> bool:
        text = self.text
        return (
            text.is_capital(place)
            and text.words[place][0].isalpha()
            and place not in self.taken
            and not text.skipped[place]
            and not text.glued_dash(place)
        )

    def _is_name_word(self, place: int) -> bool:
        text = self.text
        if not 0 <= place < len(text):
            return False
        word = text.words[place]
        if not word[0].isalpha() or not word[0].isupper() or place in self.taken:
            return False
        norm = text.norms[place]
        if norm in self.words["not_names"] or norm in self.words["topics"]:
            return False
        return norm not in self.titles and (len(word) > 1 or text.norm(place + 1) == ".")

    def _name_end(self, place: int, *, most: int = _LONGEST_NAME) -> int:
        """Where the run of name words from a word ends: initials, hyphens, particles included."""
        text, last = self.text, place
        while last < len(text) and last - place < most * 2 and text.same_block(place, last + 1):
            if self._is_name_word(last):
                last += 1
                if text.norm(last) == "." and len(text.words[last - 1]) == 1:
                    last += 1
            elif text.norms[last] == "-" and text.glued(last) and text.glued(last + 1):
                last += 2
            elif text.norms[last] in self.words["particles"] and (
                self._is_name_word(last + 1) or text.norm(last + 1) in self.words["particles"]
            ):
                last += 1
            else:
                break
        while (
            last > place and not text.words[last - 1][0].isalpha() and text.words[last - 1] != "."
        ):
            last -= 1
        return min(last, len(text))

    def _after_title(self, place: int) -> Iterator[Found]:
        text = self.text
        norm = text.norms[place]
        if norm not in self.titles or text.skipped[place]:
            return
        start = place + 1
        if text.norm(start) == "." and (
            norm == "minister" or norm in self.words["abbreviations_titles"]
        ):
            start += 1
        if text.norm(start) in {"of", "for"}:
            if text.norm(start + 1) not in self.words["topics"] | {"the"}:
                return
            start = self._past_office(start)
        if (
            start >= len(text)
            or not self._is_name_word(start)
            or not text.same_block(place, start + 1)
        ):
            return
        if text.shouted[place] and not self._shouted_title(place):
            return
        last = self._name_end(start, most=4)
        strong = norm in self.words["titles_strong"]
        full = last - start >= 2
        if full or (strong and not text.shouted[start]):
            if self._past_verb_like(start, last):
                return
            yield Found(start, last, "PERSON", "pattern", "name.person.title", 10 * (last - start))

    def _shouted_title(self, place: int) -> bool:
        return self.text.norms[place] in {"president", "minister", "secretary", "premier", "mr"}

    def _past_verb_like(self, start: int, last: int) -> bool:
        """In a title or line of capitals, a name of one word may as well be a verb."""
        return self.text.shouted[start] and last - start == 1

    def _past_office(self, place: int) -> int:
        """Past `of Trade, Industry and Energy`."""
        text = self.text
        place += 1
        while place < len(text) and (
            text.norms[place] in self.words["topics"]
            or (text.norms[place] in {"and", "&", ",", "the", "for"})
        ):
            place += 1
        return place - (text.norm(place - 1) == ",")

    def _korean(self, place: int) -> Iterator[Found]:
        """`Lee Chang-yang`, `Chang-yang Lee`, `LEE Chang-yang`, `Yoon Suk Yeol`."""
        text = self.text
        if text.norms[place] in self.east and text.same_block(place, min(place + 4, len(text))):
            if self._is_hyphenated(place + 1):
                yield self._east(place, place + 4, 8)
            elif self._two_syllables(place + 1):
                yield self._east(place, place + 3, 4)
        turned = self._is_hyphenated(place) and text.norm(place + 3) in self.east
        if turned and self._is_name_word(place + 3) and text.same_block(place, place + 4):
            yield self._east(place, place + 4, 8)

    def _east(self, first: int, last: int, bonus: int) -> Found:
        return Found(
            first, last, "PERSON", "pattern", "name.person.east", 10 * (last - first) + bonus
        )

    def _is_hyphenated(self, place: int) -> bool:
        text = self.text
        if place + 2 >= len(text) or text.norms[place + 1] != "-":
            return False
        one, two = text.words[place], text.words[place + 2]
        joined = text.glued(place + 1) and text.glued(place + 2)
        fits = one[0].isupper() and one.isalpha() and two.isalpha() and len(one) <= 7
        return joined and fits and len(two) <= 7 and text.norms[place] not in self.words["topics"]

    def _two_syllables(self, place: int) -> bool:
        text = self.text
        if place + 1 >= len(text) or text.shouted[place]:
            return False
        pair = text.words[place], text.words[place + 1]
        given = self.words["korean_syllables"]
        return all(word[0].isupper() and word.casefold() in given for word in pair)

    def _with_given_name(self, place: int) -> Iterator[Found]:
        text = self.text
        if text.norms[place] not in self.given or text.norm(place - 1) in {"st", "san"}:
            return
        if text.shouted[place]:
            return
        if place + 1 >= len(text) or not text.same_block(place, place + 2):
            return
        last = self._name_end(place, most=4)
        if last - place >= 2 and not self._is_org_like(place, last):
            yield Found(
                place, last, "PERSON", "pattern", "name.person.given", 10 * (last - place) + 1
            )

    def _is_org_like(self, first: int, last: int) -> bool:
        last_word = self.text.norms[last - 1]
        heads = self.words["org_heads"] | self.words["gov_heads"] | self.words["law_heads"]
        heads |= self.words["company_heads"]
        places = self.words["place_heads"] | self.words["program_heads"]
        return last_word in heads or last_word in places

    def _by_context(self, place: int) -> Iterator[Found]:
        """Two or three capitals before a verb of speech, or before an apposition with a title."""
        text = self.text
        if text.titled[place] or not self._is_name_word(place) or self._is_name_word(place - 1):
            return
        last = self._name_end(place, most=4)
        if not 2 <= last - place <= 7 or self._is_org_like(place, last):
            return
        after = text.norm(last)
        speaks = after in self.words["speech_verbs"] or (
            after == "," and self._is_apposition(last + 1)
        )
        spoken = text.norm(place - 1) in {"said", "says"} and after in {"of", ",", "."}
        if speaks or spoken:
            yield Found(
                place, last, "PERSON", "pattern", "name.person.context", 10 * (last - place) - 5
            )

    def _is_apposition(self, place: int) -> bool:
        text = self.text
        for step in range(7):
            norm = text.norm(place + step)
            if norm in self.words["person_nouns"]:
                return True
            if norm in {",", ".", "", ";", "who", "said"}:
                return norm == "who"
        return False
