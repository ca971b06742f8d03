"""From lines to paragraphs: which lines of a page go together, and what each paragraph is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kr_policy_ie.ingest.furniture import is_name
from kr_policy_ie.ingest.trims import marker

#: Lines longer than this are paragraphs of their own, never wrapped ones.
LONGEST_WRAPPED = 140
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\Z")
_LINE = re.compile(r"[^\n]+")
_BODY = 100


@dataclass(frozen=True)
class Line:
    """A line that is not blank.

    Attributes:
        start, end: Where its words stand, in the mended text.
        indent: How many spaces stand before them.
        gap: How many blank lines stand before it.
        text: Its words.
    """

    start: int
    end: int
    indent: int
    gap: int
    text: str

    @property
    def column(self) -> int:
        """The column after its last character."""
        return self.indent + self.end - self.start

    @property
    def ends_sentence(self) -> bool:
        """Whether it ends as a sentence does."""
        return bool(_SENTENCE_END.search(self.text[-4:]))

    @property
    def is_open(self) -> bool:
        """Whether it surely ends within a sentence or name."""
        return self.text[-1].isalnum() or self.text[-1] in ",-)"


@dataclass(frozen=True)
class Paragraph:
    """Lines that are read as one.

    Attributes:
        spans: The stretches of the mended text that it is made of, in order.
        text: Its words, one space between lines.
        gap: How many blank lines stand before it.
        kind: `headline`, `paragraph`, `item` or `caption`; empty until decided.
        is_dated: Whether a date stood behind it.
    """

    spans: tuple[tuple[int, int], ...]
    text: str
    gap: int = 0
    kind: str = ""
    is_dated: bool = False

    @property
    def ends_sentence(self) -> bool:
        """Whether it ends as a sentence does."""
        return bool(_SENTENCE_END.search(self.text[-4:]))

    @property
    def is_body(self) -> bool:
        """Whether it is surely running text."""
        if len(self.spans) > 1 and len(self.text) >= _BODY // 2:
            return True
        return len(self.text) >= _BODY and (self.ends_sentence or len(self.text) >= 2 * _BODY)

    @property
    def looks_like_headline(self) -> bool:
        """Whether its final stop is that of an abbreviation: `TALKS WITH THE U.S.`."""
        shouted = self.text.isupper() and self.text[-1] in ".)" and ". " not in self.text[4:]
        return shouted and len(self.text) <= _BODY

    def trimmed(self, head: int, tail: int) -> "Paragraph":
        """The paragraph without its first `head` and last `tail` characters."""
        text = self.text[head : len(self.text) - tail]
        head += len(text) - len(text.lstrip())
        tail += len(text) - len(text.rstrip())
        keep_from, keep_to = head, len(self.text) - tail
        spans = []
        at = 0
        for start, end in self.spans:
            left, right = max(keep_from - at, 0), min(keep_to - at, end - start)
            if left < right:
                spans.append((start + left, start + right))
            at += end - start + 1
        return replace(self, spans=tuple(spans), text=text.strip())


def lines_of(text: str) -> list[Line]:
    r"""The lines of a mended text that hold more than spaces.

    >>> [(line.text, line.indent, line.gap) for line in lines_of("a\n\n  b c ")]
    [('a', 0, 0), ('b c', 2, 1)]
    """
    lines: list[Line] = []
    row = last_row = 0
    at = 0
    for match in _LINE.finditer(text):
        row += text.count("\n", at, match.start())
        at = match.start()
        line = match[0]
        words = line.strip(" ")
        if not words:
            continue
        indent = len(line) - len(line.lstrip(" "))
        start = match.start() + indent
        gap = max(row - last_row - 1, 0) if lines else row
        lines.append(Line(start, start + len(words), indent, gap, words))
        last_row = row
    return lines


def paragraphs_of(lines: Sequence[Line]) -> list[Paragraph]:
    """The paragraphs that lines make, hard line wraps undone."""
    wrap = wrap_of(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _goes_on(groups[-1], line, wrap, is_first=len(groups) == 1):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_paragraph(group) for group in groups]


def _paragraph(group: list[Line]) -> Paragraph:
    spans = tuple((line.start, line.end) for line in group)
    return Paragraph(spans, " ".join(line.text for line in group), group[0].gap)


@dataclass(frozen=True)
class Wrap:
    """How a text was wrapped by hand.

    Attributes:
        width: The column that no line goes beyond; 0 if the text was not wrapped.
        indented: Whether an indent, rather than a blank line, begins each paragraph.
    """

    width: int = 0
    indented: bool = False


def wrap_of(lines: Sequence[Line]) -> Wrap:
    """How the text was wrapped, seen from the lines that end within a sentence."""
    breaks = [
        first.column for first, second in _neighbours(lines) if _breaks_sentence(first, second)
    ]
    if len(breaks) < 2 or max(breaks) > LONGEST_WRAPPED:
        return Wrap()
    indents = sum(line.indent > 1 for line in lines)
    return Wrap(max(breaks), 1 < indents <= len(lines) / 2)


def _neighbours(lines: Sequence[Line]) -> Iterable[tuple[Line, Line]]:
    return ((a, b) for a, b in pairwise(lines) if b.gap == 0)


def _breaks_sentence(first: Line, second: Line, shortest: int = 30) -> bool:
    """Whether a sentence surely runs over the line's end."""
    return first.is_open and len(first.text) >= shortest and second.text[0].islower()


def _goes_on(group: list[Line], line: Line, wrap: Wrap, *, is_first: bool) -> bool:
    last = group[-1]
    if line.gap or len(last.text) > LONGEST_WRAPPED:
        return False
    full = bool(wrap.width) and last.column + 1 + len(line.text.split(" ", 1)[0]) > wrap.width
    if marker(line.text):
        return full and last.is_open and line.indent <= last.indent
    if _breaks_sentence(last, line, 8 if wrap.width else 40) or _hangs(group, line):
        return True
    if not wrap.width or last.text.isupper() != line.text.isupper():
        return False
    if line.indent > last.indent and not (marker(group[0].text) and last is group[0]):
        return False
    return full or (wrap.indented and line.indent == 0 and (not is_first or _is_start(last)))


def _hangs(group: list[Line], line: Line) -> bool:
    """Whether a line goes on under the bullet of its item."""
    hanging = marker(group[0].text)
    deep = line.indent >= group[0].indent + min(hanging, 2)
    return hanging > 0 and deep and line.text[0].islower()


def _is_start(line: Line) -> bool:
    """Whether a short name on a line of its own is the start of a sentence.

    It is in wire texts, where the lead's first line is what the dateline left of it.
    """
    words = line.text.split()
    return len(words) <= 4 and is_name(line.text) and line.indent == 0
