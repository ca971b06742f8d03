"""Finds what a bare number counts: the head noun of its noun phrase, or an earlier noun.

Works on three kinds of evidence, the best that there is: the parse (`nummod`), the parts of
speech, or the spelling of words alone.
"""

from typing import NamedTuple

from spacy.tokens import Doc, Token

from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.annotate.units import singular
from kr_policy_ie.rules.values_loader import NounWords

_HYPHENS = frozenset("-‐‑–")
_NOUNS = frozenset({"NOUN", "PROPN"})
_STOPS = frozenset({"ADP", "DET", "PRON", "AUX", "SCONJ", "CCONJ", "PART", "INTJ"})
_LONGEST = 14
_QUOTES = frozenset('"“”')
#: How many words a quoted part of a counted noun phrase may have.
_QUOTED = 4


class Head(NamedTuple):
    """The noun that a number counts, ending before `last`, and what told so."""

    last: int
    unit: str
    by: str


class Words:
    """A lexed text together with what the pipeline knows of its words."""

    def __init__(self, lexed: Lexed, doc: Doc) -> None:
        self.lexed = lexed
        self.doc = doc
        self.parsed = doc.has_annotation("DEP")
        self.tagged = doc.has_annotation("POS")
        self._at = {token.idx: token.i for token in doc} if self.parsed or self.tagged else {}

    def token(self, i: int) -> Token | None:
        """The token that starts where the word at `i` starts."""
        if not 0 <= i < len(self.lexed):
            return None
        place = self._at.get(self.lexed.starts[i])
        return None if place is None else self.doc[place]

    def pos(self, i: int) -> str:
        """The part of speech, or an empty string where none is known."""
        token = self.token(i) if self.tagged else None
        return token.pos_ if token is not None else ""


class NounFinder:
    """Finds counted nouns."""

    def __init__(self, nouns: NounWords) -> None:
        self.nouns = nouns

    def head(self, words: Words, first: int | None, at: int) -> Head | None:
        """The head noun of the phrase that goes on at `at`.

        `first` is where the number before it starts; None if no number stands right before.
        """
        lexed = words.lexed
        if at >= len(lexed) or not lexed.near(at):
            return None
        if lexed.low(at) in _HYPHENS and lexed.glued(at):
            return self._hyphenated(words, at)
        new_line = "\n" in lexed.text[lexed.ends[at - 1] : lexed.starts[at]]
        if new_line and lexed.words[at][0].isupper():
            return None  # a label or number at the end of a line, a heading on the next
        chunk = self._chunk(words, at)
        if not chunk:
            return None
        place, by = self._head_of(words, first, chunk)
        if place is None:
            return None
        last, place, joined = self._joined(words, place)
        quoted = any(lexed.lows[k] in _QUOTES for k in range(at, place))
        last += quoted and lexed.low(last) in _QUOTES
        unit = self.name(lexed.lows[place])
        return Head(last, unit, f"{by}, joined" if joined else by)

    def name(self, noun: str) -> str:
        """The unit that a counted noun gives: its singular."""
        return singular(noun, self.nouns.irregular)

    def _hyphenated(self, words: Words, at: int) -> Head | None:
        """`three-man team`, `24-nation OECD`: the noun behind the hyphen is what is counted."""
        lexed = words.lexed
        noun = lexed.low(at + 1)
        if lexed.kind(at + 1) != "w" or not lexed.glued(at + 1) or len(noun) < 3:
            return None
        if noun in self.nouns.hyphen_not or noun.endswith(("ed", "ing", "ly", "est", "er")):
            return None
        if (lexed.glued(at + 2) and lexed.kind(at + 2) != "s") or lexed.low(at + 2) in _HYPHENS:
            return None
        return Head(at + 2, self.name(noun), "hyphen")

    def _chunk(self, words: Words, at: int) -> list[int]:
        """Places of the words that may belong to the noun phrase, from `at` on."""
        lexed = words.lexed
        places: list[int] = []
        k = at
        while k < len(lexed) and len(places) < _LONGEST and (k == at or lexed.near(k)):
            step = self._step(words, k, places)
            if not step:
                break
            places.extend(range(k, k + step))
            k += step
        while places and not self._is_noun(words, places[-1]):
            places.pop()
        return places

    def _step(self, words: Words, k: int, places: list[int]) -> int:
        """How many words from `k` on belong to the phrase; 0 ends it."""
        lexed = words.lexed
        low, kind = lexed.lows[k], lexed.kinds[k]
        if kind == "n":
            return self._nested(lexed, k)
        if low in {",", "and"}:
            return self._list(words, k, places)
        if low in _QUOTES:
            return self._quoted(words, k)
        if kind == "s":
            return self._sign(lexed, k) if places else 0
        if low in self.nouns.stop_words or self._starts_date(lexed, k):
            return 0
        return 1 if self._fits(words, k) else 0

    def _quoted(self, words: Words, k: int) -> int:
        """`30 "moonshot" projects`, `15 "lead companies"`: the quoted words with their marks."""
        lexed, end = words.lexed, k + 1
        while end < len(lexed) and lexed.kinds[end] == "w" and end - k <= _QUOTED:
            if lexed.lows[end] in self.nouns.stop_words or not self._fits(words, end):
                return 0
            end += 1
        closed = end > k + 1 and lexed.low(end) in _QUOTES and lexed.glued(end)
        return end + 1 - k if closed and lexed.glued(k + 1) else 0

    def _sign(self, lexed: Lexed, k: int) -> int:
        """`high-tech`, `R&D`."""
        if lexed.lows[k] not in _HYPHENS | {"&", "/"} or lexed.kind(k + 1) not in {"w", "n"}:
            return 0
        compact = lexed.glued(k) and lexed.glued(k + 1)
        return 2 if compact or lexed.lows[k] == "&" else 0

    def _starts_date(self, lexed: Lexed, k: int) -> bool:
        """`5 firms | last week`, `2 ships | Monday`."""
        if lexed.lows[k] in {"last", "next", "previous"}:
            return lexed.low(k + 1) in self.nouns.date_words or lexed.lows[k] == "last"
        if lexed.lows[k] in {"today", "yesterday", "tomorrow", "tonight"}:
            return True
        return lexed.lows[k] in self.nouns.date_words and lexed.words[k][0].isupper()

    def _nested(self, lexed: Lexed, k: int) -> int:
        """`two | 1,000-megawatt | units`, `180 | K2 | tanks`."""
        if lexed.glued(k) and k and lexed.kinds[k - 1] == "w":
            return 1
        if lexed.low(k + 1) in _HYPHENS and lexed.glued(k + 1) and lexed.kind(k + 2) == "w":
            return 3
        return 0

    def _list(self, words: Words, k: int, places: list[int]) -> int:
        """`200 | material, parts and equipment | companies`: a list that modifies the head."""
        lexed = words.lexed
        if not places or lexed.kind(k + 1) != "w":
            return 0
        fixed = (lexed.lows[places[-1]], lexed.low(k + 1)) in self.nouns.fixed_lists
        if not fixed and any(self._is_plural(lexed.lows[place]) for place in places):
            return 0
        end = k
        while lexed.low(end) == "," and lexed.kind(end + 1) == "w" and end - k < 8:
            end += 2
        if lexed.low(end) != "and" or lexed.kind(end + 1) != "w":
            return 0
        ahead = [i for i in range(end + 1, min(end + 5, len(lexed))) if lexed.kinds[i] == "w"]
        for i in ahead:
            if lexed.lows[i] in self.nouns.stop_words:
                return 0
            if self._is_plural(lexed.lows[i]):
                return end + 1 - k
        return 0

    def _fits(self, words: Words, k: int) -> bool:
        """Whether the word at `k` may stand inside a noun phrase behind a number."""
        low = words.lexed.lows[k]
        token = words.token(k) if words.tagged else None
        if token is None:
            return True
        pos = token.pos_
        if pos in _NOUNS or pos in {"ADJ", "NUM", "X", "SYM"}:
            return True
        if pos in _STOPS or pos == "PUNCT":
            return False
        if pos == "VERB":
            return (
                token.tag_ in {"VBG", "VBN"} and token.dep_ in {"amod", "compound", ""}
            ) or self._is_plural(low)
        return pos == "ADV" and low.endswith("ly")

    def _is_noun(self, words: Words, k: int) -> bool:
        if words.lexed.kinds[k] != "w":
            return False
        pos = words.pos(k)
        return (
            pos in _NOUNS or (pos == "VERB" and self._is_plural(words.lexed.lows[k]))
            if pos
            else True
        )

    def _is_plural(self, low: str) -> bool:
        if low in self.nouns.plurals or low in self.nouns.irregular:
            return True
        if low.endswith("men") and len(low) > 4:
            return True
        return len(low) > 2 and low.endswith("s") and not low.endswith(("ss", "us", "is", "ous"))

    def _head_of(self, words: Words, first: int | None, chunk: list[int]) -> tuple[int | None, str]:
        lexed = words.lexed
        if any(lexed.lows[k] == "and" for k in chunk):
            plurals = [k for k in chunk if self._is_plural(lexed.lows[k])]
            return (plurals[-1] if plurals else None), "list"
        if words.parsed and first is not None:
            by_parse = self._by_parse(words, first, chunk)
            if by_parse is not None:
                return by_parse, "parse"
        if words.tagged:
            return self._last_noun(words, chunk), "part of speech"
        plural = None
        for k in chunk:
            if lexed.kinds[k] == "w" and self._is_plural(lexed.lows[k]):
                plural = k
            elif plural is not None:
                break
        if plural is None and (first is None or lexed.lows[first] in {"one", "1"}):
            plural = chunk[-1]
        return plural, "spelling"

    def _last_noun(self, words: Words, chunk: list[int]) -> int | None:
        """The last noun, but the first plural if a name follows (`two countries Korea …`)."""
        nouns = [k for k in chunk if self._is_noun(words, k)]
        return nouns[-1] if nouns else None

    def _by_parse(self, words: Words, first: int, chunk: list[int]) -> int | None:
        for i in range(chunk[0] - 1, first - 1, -1):
            token = words.token(i)
            hops = 0
            while token is not None and hops < 4:
                if token.dep_ not in {"nummod", "compound", "flat", "det", "conj", "amod"}:
                    break
                token, hops = token.head, hops + 1
                place = next((k for k in chunk if words.lexed.starts[k] == token.idx), None)
                if place is not None and self._is_noun(words, place):
                    final = not any(self._is_noun(words, k) for k in chunk if k > place)
                    common = token.pos_ == "NOUN" and self._is_plural(words.lexed.lows[place])
                    return place if final or common else None
        return None

    def _joined(self, words: Words, place: int) -> tuple[int, int, bool]:
        """`1,115 parts and materials`: a bare plural joined to a plural head shares its number."""
        lexed = words.lexed
        last = place + 1
        if lexed.low(last) != "and" or lexed.kind(last + 1) != "w" or not lexed.near(last + 1):
            return last, place, False
        other = last + 1
        low = lexed.lows[other]
        if (
            low in self.nouns.stop_words
            or not self._is_plural(low)
            or not self._is_plural(lexed.lows[place])
        ):
            return last, place, False
        if words.parsed:
            token, head = words.token(other), words.token(place)
            if (
                token is None
                or head is None
                or (token.pos_ not in _NOUNS and low not in self.nouns.irregular)
            ):
                return last, place, False
            if token.dep_.startswith("nsubj") and not head.dep_.startswith("nsubj"):
                return last, place, False
        following = lexed.low(other + 1)
        if (
            lexed.kind(other + 1) == "w"
            and following not in self.nouns.stop_words
            and not words.parsed
        ):
            return last, place, False
        return other + 1, other, True
