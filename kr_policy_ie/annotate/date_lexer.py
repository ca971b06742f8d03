"""Cut text into tokens and give each the symbol of its word class."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from kr_policy_ie.rules.date_rules import DateRules

#: Words with digits inside, numbers with their separators, paragraph breaks, single signs.
TOKEN = re.compile(r"[^\W\d_][^\W_]*|\d+(?:[.,]\d+)*(?:[^\W\d_][^\W_]*)?|\n\s*?\n|[^\w\s]")
SIGNS = {"-": "-", "–": "-", "—": "-", "~": "-", "‑": "-", "−": "-", ",": ",", ".": "d", "/": "/"}
SIGNS |= {"'": "'", "’": "'", "‘": "'", "(": "(", ")": ")", "&": "_"}
#: Longer digit strings are no part of a date; it also keeps `int` fast.
LONGEST = 12

#: Shapes of tokens that start with a digit; the group's name is the symbol, the first one wins.
SHAPES = re.compile(
    r"(?P<N>\d{1,2})"
    r"|(?P<Y>1[0-9]\d\d|2[01]\d\d)"
    r"|(?P<o>(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th))"
    r"|(?P<I>\d{4}\.\d{1,2}\.\d{1,2}|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d))"
    r"|(?P<V>(?:1[5-9]|20)\d0s|[1-9]0s)"
    r"|(?P<K>[1-4]q(?:\d\d|\d{4})?|[12]h(?:\d\d|\d{4})?|\d{4}(?:q[1-4]|h[12]))"
    r"|(?P<R>\d{1,3}[ymdw])"
    r"|(?P<n>\d{1,3}(?:,\d{3})*(?:\.\d+)?|\d+)"
)
CODES = (
    (re.compile(r"q[1-4](?:\d{4})?|h[12](?:\d{4})?"), "K"),
    (re.compile(r"[fc]y(?:\d{4}|\d\d)?"), "Z"),
)


@dataclass(frozen=True)
class Tokens:
    """Tokens of a text: offsets, lower-case words, and one symbol each in `symbols`."""

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    symbols: str

    def raw(self, index: int) -> str:
        """The token as written."""
        return self.text[self.starts[index] : self.ends[index]]

    def glued(self, first: int, last: int) -> bool:
        """Whether no space stands between the tokens `first` and `last`."""
        return self.starts[first + 1 : last + 1] == self.ends[first:last]

    def word(self, index: int) -> str:
        """The lower-case word at an index, or an empty string outside the text."""
        return self.words[index] if 0 <= index < len(self.words) else ""


def lex(text: str, rules: DateRules, *, breaks: Collection[int] = ()) -> Tokens:
    """Tokens of a text; a break goes before each token that starts at an offset in `breaks`.

    >>> from kr_policy_ie.rules.date_rules import load_date_rules
    >>> lex("In mid-2024, by Q3", load_date_rules()).symbols
    'FE-Y,_K'
    """
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    symbols: list[str] = []
    known = rules.symbols
    for found in TOKEN.finditer(text):
        start, end = found.span()
        raw = found[0]
        if breaks and start in breaks:
            starts.append(start)
            ends.append(start)
            words.append("")
            symbols.append("¶")
        word = raw.lower()
        symbol = known.get(word)
        if symbol is None:
            if not word.isascii():
                word = unicodedata.normalize("NFKC", word)
            symbol = _symbol(raw, word)
        elif symbol in "MmWw" and raw == word and word in rules.lexicon.ambiguous_lower:
            symbol = "_" if symbol in "MW" else symbol
        starts.append(start)
        ends.append(end)
        words.append(word)
        symbols.append(symbol)
    return Tokens(text, starts, ends, words, "".join(symbols))


def _symbol(raw: str, word: str) -> str:
    if len(raw) == 1 and not raw.isdigit():
        return SIGNS.get(raw, "_")
    if raw[0].isspace():
        return "¶"
    if raw[0].isdigit():
        return _shape(word)
    if raw[-1].isdigit():
        return _code(word)
    return "Z" if word in ("fy", "cy") and raw.isupper() else "_"


def _shape(word: str) -> str:
    if len(word) > LONGEST:
        return "_"
    shape = SHAPES.fullmatch(word)
    return (shape.lastgroup or "_") if shape else "_"


def _code(word: str) -> str:
    if len(word) > LONGEST:
        return "_"
    return next((symbol for shape, symbol in CODES if shape.fullmatch(word)), "_")
