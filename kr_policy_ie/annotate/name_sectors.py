"""Industries, technologies and goods, by the taxonomy and the phrase around its words."""

from collections.abc import Iterator

from kr_policy_ie.annotate.name_text import Found, NameText
from kr_policy_ie.rules.name_words import NameWords, Taxonomy, Term, plural_of

_GENERIC_HEADS = frozenset({"products", "goods", "equipment", "parts", "components", "materials"})
_LONGEST_MODIFIER = 5
_OFFICES = frozenset({"minister", "ministers", "secretary", "undersecretary", "minister-designate"})
#: Parts of speech that no name of goods has.
_NO_GOODS = frozenset({"VERB", "AUX", "ADV", "PRON"})
#: How many words a phrase that is no sector may have.
_LONGEST_PHRASE = 4


def find_sectors(
    text: NameText, taxonomy: Taxonomy, words: NameWords, countries: frozenset[int]
) -> list[Found]:
    """The sectors named in a text.

    A strong term is one wherever it stands. A weak one needs a word of trade or industry
    after it, a phrase as `exports of` before it, a modifier, or another sector beside it.
    """
    finder = _Finder(text, taxonomy, words, countries)
    found: list[Found] = []
    place = 0
    while place < len(text):
        span = finder.span_at(place, found[-1].last if found else 0)
        if span:
            found.append(span)
            place = span.last
        else:
            place += 1
    return list(_with_shared_heads(text, found))


class _Finder:
    def __init__(
        self, text: NameText, taxonomy: Taxonomy, words: NameWords, countries: frozenset[int]
    ) -> None:
        self.text, self.taxonomy, self.countries = text, taxonomy, countries
        self.plain = words.keys["plain_modifiers"]
        self.modifiers = words.keys["sector_modifiers"]
        heads = words["sector_heads"] | words["chemicals_heads"]
        self.heads = heads | {plural_of(head) for head in heads}
        self.chemicals = words["chemicals_heads"] | {
            plural_of(head) for head in words["chemicals_heads"]
        }
        self.endings = tuple(words["chemicals_endings"])
        self.topics = words["topics"]
        self.followers = words["sector_followers"]
        self.leaders = words.keys["sector_leaders"]
        self.phrases = words.keys["sector_blockers"]
        self.blocked = {word for phrase in self.phrases for word in phrase}
        self.words = words

    def span_at(self, place: int, floor: int) -> Found | None:
        """The sector whose first term begins at a word; `floor` is where the last one ended."""
        term, last = self._longest_at(place)
        if term is None or self._is_verb(place, last) or self._is_in_phrase(place, last):
            return None
        end = self._extended(last)
        first = self._start(place, floor)
        if self._is_in_office(first, end) or self._is_in_name(first, end):
            return None
        plain = end == last and self._is_plain(first, place, term)
        known = self._is_foreign(place, term) or self._believed(place, last, floor)
        if term.weak and plain and not known:
            return None
        if term.weak and self.text.norm(end) == "of":
            return None
        rule = f"name.{term.sector}"
        weight = 10 * (end - first) - 3
        return Found(first, end, "SECTOR", "taxonomy", rule, weight, (term.sector,))

    def _longest_at(self, place: int) -> tuple[Term | None, int]:
        """The term at a word, or a longer one that begins inside it and runs on behind it."""
        term, last = self._term_at(place)
        for inside in range(place + 1, last):
            other, end = self._term_at(inside)
            if other is not None and end > last + 1:
                return other, end
        return self._chemical_at(place) if term is None else (term, last)

    def _chemical_at(self, place: int) -> tuple[Term | None, int]:
        """`maleic anhydride`, `sodium sulphate`: chemists' endings before chemists' heads."""
        text, last = self.text, place + 2
        if last > len(text) or not text.same_block(place, last):
            return None, place
        fits = text.norms[place].endswith(self.endings) and len(text.norms[place]) > 4
        if not fits or text.norms[place + 1] not in self.chemicals:
            return None, place
        return Term(tuple(text.norms[place:last]), "sec.petrochem", weak=False, plural=False), last

    def _term_at(self, place: int) -> tuple[Term | None, int]:
        text = self.text
        for size in self.taxonomy.lengths.get(text.norms[place], ()):
            last = place + size
            term = self.taxonomy.terms.get(tuple(text.norms[place:last]))
            if term is None or last > len(text) or not text.same_block(place, last):
                continue
            if self._case_fits(term, place):
                return term, last
        return None, place

    def _case_fits(self, term: Term, place: int) -> bool:
        word, known = self.text.words[place], term.words[0]
        if len(known) < 2 or not known[:2].isupper():
            return True
        if self.text.shouted[place]:
            return known not in {"IT", "ITs", "ICT"} and word == known.upper()
        return word == known or word.removesuffix("s") == known

    def _is_verb(self, place: int, last: int) -> bool:
        """Whether the tagger, or the word before or behind, says that a word is no noun."""
        if last != place + 1:
            return False
        text = self.text
        before, after = text.norm(place - 1), text.norm(last)
        if last < len(text) and not text.same_block(place, last + 1):
            after = ""
        if before in self.words["sector_verbs_modals"]:
            return True
        if text.norms[place].endswith("ing"):
            return after in self.words["sector_verbs_objects"]
        plain = not (text.titled[place] or text.shouted[place])
        heads = after in self.followers or after in self.heads
        heads = heads or (last < len(text) and self._term_at(last)[0] is not None)
        if plain and not heads and text.tag(place) in _NO_GOODS:
            return True
        if text.norms[place] not in self.words["sector_verbs_forms"]:
            return False
        return before in self.words["sector_verbs_cues"] or after in {"of", "up"}

    def _is_in_phrase(self, place: int, last: int) -> bool:
        """Whether a word belongs to a set phrase that names no goods: `gold medal`."""
        norms = self.text.norms
        if not self.blocked.intersection(norms[place:last]):
            return False
        for first in range(max(0, last - _LONGEST_PHRASE), place + 1):
            for end in range(last, first + _LONGEST_PHRASE + 1):
                if tuple(norms[first:end]) in self.phrases:
                    return True
        return False

    def _is_in_name(self, first: int, last: int) -> bool:
        """Whether it is a part of somebody's name: `Railway Maintenance Corp`, `Mr. Steel`."""
        text = self.text
        if text.shouted[first] or text.titled[first]:
            return False
        if last - first > 1:
            return self._is_amid_a_name(first, last)
        word = text.words[first]
        plain = not word[0].isupper() or word.isupper() or len(word) < 3
        return not plain and (self._follows_a_title(first) or self._is_word_of_a_name(first))

    def _is_amid_a_name(self, first: int, last: int) -> bool:
        text = self.text
        high = all(text.is_capital(place) for place in range(first, last))
        inside = not text.opens[first] and not text.opens[first - 1]
        return high and inside and all(self._is_name(each, first) for each in (first - 1, last))

    def _follows_a_title(self, first: int) -> bool:
        title = first - 1 - (self.text.norm(first - 1) == ".")
        if title < 0 or not self.text.is_capital(title):
            return False
        return self.text.norms[title] in self.words["titles_strong"]

    def _is_word_of_a_name(self, first: int) -> bool:
        text = self.text
        if text.opens[first]:
            return self._opens_a_name(first + 1)
        if text.norm(first - 1) in {"of", "for", "on"} and self._is_name(first - 2, first):
            return not text.opens[first - 2]
        return any(self._is_name(place, first) for place in (first - 1, first + 1))

    def _is_name(self, place: int, first: int) -> bool:
        """Whether a word beside a sector makes a name of the two."""
        text = self.text
        if not 0 <= place < len(text):
            return False
        word = text.words[place]
        named = word[0].isupper() and len(text.norms[place]) > 3 and "." not in word
        return named and text.same_block(min(place, first), max(place, first) + 1)

    def _opens_a_name(self, last: int) -> bool:
        """Whether a sentence opens with a name: `Diamond Shamrock said`."""
        text, end = self.text, last
        if text.norm(last) in self.words["verbs_of_saying"]:
            return True
        while self._is_name(end, last - 1) and end < last + 4:
            end += 1
        if end == last or text.norms[last] in self.followers | self.heads | self.topics:
            return False
        return end < len(text) and text.same_block(last, end + 1) and text.words[end].islower()

    def _is_in_office(self, first: int, last: int) -> bool:
        """Whether it only says what an office is for: `Agriculture Secretary`."""
        text, after = self.text, last
        while text.norm(after) in self.topics | {"and", ","} and after < last + 6:
            after += 1
        if text.norm(after) in _OFFICES and text.same_block(first, after + 1):
            return True
        before = first - 1
        while text.norm(before) in self.topics | {"and", ",", "&"} and before > first - 8:
            before -= 1
        return text.norm(before) in {"of", "for"} and text.norm(before - 1) in _OFFICES

    def _extended(self, last: int) -> int:
        """Where the phrase ends, with the class nouns and terms that follow: `steel products`."""
        text = self.text
        while last < len(text) and text.same_block(last - 1, last + 1):
            if text.norms[last] in self.heads:
                last += 1
                continue
            term, end = self._term_at(last)
            if term is None or term.weak:
                return last
            last = end
        return last

    def _start(self, place: int, floor: int) -> int:
        """Where the phrase begins, with its modifiers: `next-generation secondary battery`."""
        text = self.text
        moved = True
        while moved:
            moved = False
            for size in range(min(_LONGEST_MODIFIER, place - floor), 0, -1):
                start = place - size
                if tuple(text.norms[start:place]) in self.modifiers and text.same_block(
                    start, place + 1
                ):
                    place, moved = start, True
                    break
        return place

    def _is_plain(self, first: int, place: int, term: Term) -> bool:
        """Whether nothing before a weak term makes it a class of goods."""
        if first == place:
            return True
        made = term.sector == "sec.mpe"
        return not made and tuple(self.text.norms[first:place]) in self.plain

    def _believed(self, place: int, last: int, floor: int) -> bool:
        text = self.text
        if text.norm(last) in self.followers and text.norm(last - 1) != "parts":
            return True
        if any(tuple(text.norms[max(0, place - n) : place]) in self.leaders for n in (1, 2)):
            return True
        joined = text.norm(place - 1) in {",", "and", "or"}
        commas = 2 + (text.norm(place - 2) == "," and text.norm(place - 1) != ",")
        beside_last = floor and floor >= place - commas and joined
        return bool(beside_last) or self._beside_next(last)

    def _is_foreign(self, place: int, term: Term) -> bool:
        """Goods in the plural behind their country: `Spanish olives`, `Italian valves`."""
        # `Japanese parts` may be anything, `U.S. plants` and `Italian hotels` are no goods.
        vague = term.sector in {"sec.mpe", "sec.service"} or self.text.norm(place) in self.followers
        return term.plural and not vague and place - 1 in self.countries

    def _beside_next(self, last: int) -> bool:
        if self.text.norm(last) not in {",", "and", "or"} or last + 1 >= len(self.text):
            return False
        start = last + (2 if self.text.norm(last + 1) in {"and", "or"} else 1)
        if start >= len(self.text):
            return False
        term, _ = self._term_at(start)
        return term is not None and not term.weak


def _with_shared_heads(text: NameText, found: list[Found]) -> Iterator[Found]:
    """Coordinated modifiers of one head as one span: `steel and aluminum products`."""
    index = 0
    while index < len(found):
        span = found[index]
        after = found[index + 1] if index + 1 < len(found) else None
        if after and _shares_head(text, span, after):
            yield Found(
                span.first, after.last, "SECTOR", "taxonomy", span.rule, span.weight + 10, span.ids
            )
            index += 2
        else:
            yield span
            index += 1


def _shares_head(text: NameText, span: Found, after: Found) -> bool:
    if after.first != span.last + 1 or text.norm(span.last) != "and":
        return False
    return (
        text.norms[after.last - 1] in _GENERIC_HEADS
        and after.size > 1
        and not text.norms[span.last - 1].endswith("s")
    )
