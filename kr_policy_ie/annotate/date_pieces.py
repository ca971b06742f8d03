"""What readers of date expressions take and give back, and the words they share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from kr_policy_ie.annotate.calendar_intervals import Interval, duration_timex
from kr_policy_ie.annotate.date_lexer import Tokens
from kr_policy_ie.annotate.date_timeline import Timeline


@dataclass(slots=True)
class Piece:
    """A match of one grammar rule: token indices of the whole and of its named parts."""

    rule: str
    tokens: Tokens
    first: int
    last: int
    parts: dict[str, tuple[int, int]]

    def has(self, name: str) -> bool:
        """Whether the part was matched."""
        return name in self.parts

    def words(self, name: str) -> list[str]:
        """The lower-case words of a part; none where it was not matched."""
        first, last = self.parts.get(name, (0, 0))
        return self.tokens.words[first:last]

    def word(self, name: str) -> str:
        """The first lower-case word of a part, or an empty string."""
        return (self.words(name) or [""])[0]

    def before(self, steps: int = 1) -> str:
        """The word some steps left of the piece."""
        return self.tokens.word(self.first - steps)

    def after(self, steps: int = 1) -> str:
        """The word some steps right of the piece."""
        return self.tokens.word(self.last + steps - 1)

    def symbol_after(self) -> str:
        """The symbol of the token right of the piece."""
        return self.tokens.symbols[self.last : self.last + 1]

    def symbol_before(self) -> str:
        """The symbol of the token left of the piece."""
        return self.tokens.symbols[self.first - 1 : self.first] if self.first else ""


@dataclass(slots=True)
class Reading:
    """A date expression with its value; `first` and `last` are token indices, half-open."""

    first: int
    last: int
    interval: Interval
    rule: str
    #: Whether `a year earlier` may count from it.
    topical: bool = True
    duration: bool = False
    #: The number and unit of a duration; the higher number of a range.
    length: tuple[float, str] | None = None
    #: The number of the sentence, as the timeline counts them.
    sentence: int = 0
    relation: str | None = None
    modifier: str | None = None
    notes: tuple[str, ...] = ()


Reader: TypeAlias = Callable[[Piece, Timeline], "Reading | None"]


def reading(
    piece: Piece,
    interval: Interval,
    *,
    topical: bool = True,
    skip: int = 0,
    modifier: str | None = None,
) -> Reading:
    """A reading of the whole piece, less `skip` tokens at its start."""
    return Reading(
        piece.first + skip,
        piece.last,
        interval,
        piece.rule,
        topical=topical,
        modifier=modifier or interval.modifier,
    )


# -- numbers and names -------------------------------------------------------------------------


def number(words: list[str], line: Timeline) -> float | None:
    """The number that words spell, in digits or letters; `a` is one.

    Hyphens between are allowed: `forty-five`.
    """
    values: list[float] = []
    known = line.rules.lexicon.numbers
    for word in words:
        if word in ("-", "and"):
            continue
        if word in ("a", "an"):
            values.append(1)
        elif word in known:
            values.append(known[word])
        elif word[:1].isdigit():
            values.append(_digits(word))
        else:
            return None
    if not values:
        return None
    if len(values) == 2 and values[0] >= 20 and values[0] % 10 == 0 and values[1] < 10:
        return values[0] + values[1]
    if len(values) == 2 and values[1] == 100 and values[0] < 100:
        return values[0] * 100
    return values[0] if len(values) == 1 else None


def _digits(word: str) -> float:
    text = word.replace(",", "")
    return float(text) if "." in text else int(text)


def ordinal(words: list[str], line: Timeline) -> int | None:
    """The number of an ordinal: `first`, `24th`, `twenty-first`."""
    total = 0
    for word in words:
        if word == "-":
            continue
        if word[:1].isdigit():
            return int("".join(sign for sign in word if sign.isdigit()))
        if word in line.rules.lexicon.ordinals:
            return total + line.rules.lexicon.ordinals[word]
        if word in line.rules.lexicon.numbers:
            total += line.rules.lexicon.numbers[word]
    return None


def month_number(words: list[str], line: Timeline) -> int | None:
    """The number of a month name."""
    return line.rules.lexicon.months.get(words[0]) if words else None


def unit_name(word: str, line: Timeline) -> str:
    """The singular name of a unit of time."""
    if word in ("q", "qtr"):
        return "quarter"
    return line.rules.lexicon.units.get(word, word)


def two_digit_year(word: str) -> int:
    """The year of two digits: 00 to 49 lie in this century.

    >>> two_digit_year("82"), two_digit_year("24")
    (1982, 2024)
    """
    value = int(word)
    return value + (2000 if value < 50 else 1900)


def bare_duration(piece: Piece, value: float, upper: float | None, unit: str) -> Reading:
    """A reading of a duration that nothing ties to the calendar yet."""
    timex = duration_timex(value, unit)
    if upper is not None:
        timex = f"{timex}/{duration_timex(upper, unit)}"
    result = reading(piece, Interval(timex), topical=False)
    result.duration = True
    result.length = (value if upper is None else upper, unit)
    return result


def noun_phrase_ends(piece: Piece, line: Timeline) -> bool:
    """Whether the next word is no noun that the expression would modify."""
    if piece.last >= len(piece.tokens.words):
        return True
    following = piece.after()
    if following in line.rules.context.may_follow or not following[:1].isalpha():
        return following != "-"
    if piece.tokens.raw(piece.last)[:1].isupper():
        return True
    return following.endswith(("ed", "ly"))
