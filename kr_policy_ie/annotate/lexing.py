"""Splits text into digits, words and signs with exact offsets, in one linear pass."""

import re

#: Digits with separators; abbreviations such as `U.S.`; words; any other single sign.
_LEX = re.compile(
    r"(?P<n>\d+(?:[.,]\d+)*(?:[\u00a0\u202f\u2009]\d{3}(?!\d))*|(?<![\w.])\.\d+)"
    r"|(?P<w>(?:[A-Za-z]\.){2,}|[^\W\d_]+)"
    r"|(?P<s>[^\w\s]|_)"
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


class Lexed:
    """A text as parallel lists: `kinds` (`n`, `w`, `s`), `lows`, `starts`, `ends`.

    `breaks` are offsets where a new block of the text starts (a paragraph, a headline).

    >>> lexed = Lexed("W7.8tr (US$6.5bn)")
    >>> lexed.words
    ['W', '7.8', 'tr', '(', 'US', '$', '6.5', 'bn', ')']
    """

    __slots__ = ("_breaks", "ends", "kinds", "lows", "starts", "text", "words")

    def __init__(self, text: str, breaks: frozenset[int] = frozenset()) -> None:
        self.text = text
        self._breaks = breaks
        self.kinds: list[str] = []
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for found in _LEX.finditer(text):
            self.kinds.append(found.lastgroup or "s")
            self.words.append(found.group())
            self.starts.append(found.start())
            self.ends.append(found.end())
        self.lows = [word.lower() for word in self.words]

    def __len__(self) -> int:
        return len(self.words)

    def low(self, i: int) -> str:
        """The lower-case word at `i`, or an empty string past either end."""
        return self.lows[i] if 0 <= i < len(self.lows) else ""

    def kind(self, i: int) -> str:
        """The kind at `i`, or an empty string past either end."""
        return self.kinds[i] if 0 <= i < len(self.kinds) else ""

    def glued(self, i: int) -> bool:
        """Whether nothing stands between `i - 1` and `i`."""
        return 0 < i < len(self.starts) and self.ends[i - 1] == self.starts[i]

    def near(self, i: int) -> bool:
        """Whether only blanks, and no blank line, stand between `i - 1` and `i`."""
        if not 0 < i < len(self.starts):
            return False
        start, end = self.ends[i - 1], self.starts[i]
        if end in self._breaks:
            return False
        return end - start <= 1 or (
            end - start <= 12 and _BLANK_LINE.search(self.text, start, end) is None
        )
