"""Paragraphs, sentences and words of a text, by offsets alone.

Quotations break the sentences of most parsers, so that speech is read on units of its own.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kr_policy_ie.rules.speech import mark_rules

_BLANK_LINE = re.compile(r"\n[ \t\r\f\v\u00a0]*\n\s*")
_ENDS_SENTENCE = re.compile(r"(?:[.!?:;)\]>\"”’»]|¡±|&quot;|'')\s*$")
# A stop, the marks that close with it, and the room before the next sentence.
_STOP = re.compile(r"(?:[.!?…]+|[。])(?:&quot;|¡±|''|[\"”’»')\]])*(?=\s|[A-Z]|$|¡°|[\"“])")
_NEXT = re.compile(r"\s{0,20}(?:&quot;|¡°|``|[\"“‘«'(\[]){0,4}\s{0,3}(\w)")
_LAST_WORD = re.compile(r"([^\W_][\w.&'-]*)$")
_WORD = re.compile(
    r"(?:[A-Za-z]\.){2,}|<[\w.]+>|[^\W_]+(?:[-'’.&/][^\W_]+)*|&quot;|¡[°±]|``|''|\.\.\.|\S"
)
#: A headline in capitals: no lower-case letter, at least two words of letters.
_CAPITALS = re.compile(r"[^a-z]*[A-Z]{2}[^a-z]*")


@dataclass(frozen=True)
class Paragraph:
    """A block of text `[start, end)` that is read as one."""

    start: int
    end: int
    headline: bool = False


@dataclass(frozen=True)
class Word:
    """A word or mark `[start, end)` with its lower-case form.

    `quoted` says whether it stands in a quotation, `name` the label of the name it is in.
    """

    start: int
    end: int
    text: str
    lower: str
    quoted: bool = False
    name: str = ""

    @property
    def is_word(self) -> bool:
        """Whether it holds a letter or digit, rather than punctuation alone."""
        return any(character.isalnum() for character in self.text)


def paragraphs(text: str, blocks: Iterable[Sequence[object]] | None = None) -> list[Paragraph]:
    r"""The paragraphs of a text, in order; hard line wraps do not part them.

    Args:
        text: The text.
        blocks: `[start, end, kind]` where the blocks are known already.

    >>> [(p.start, p.end, p.headline) for p in paragraphs("SEOUL WARNS TOKYO\nIt is late.")]
    [(0, 17, True), (18, 29, False)]
    """
    if blocks is None:
        found = [piece for part in _parts(text) for piece in _lines(text, *part)]
        return [
            Paragraph(start, end, _is_headline(text, start, end, first=index == 0))
            for index, (start, end) in enumerate(found)
        ]
    given = [(int(str(b[0])), int(str(b[1])), str(b[2])) for b in blocks]
    return [
        Paragraph(start, end, kind == "headline" or _is_headline(text, start, end))
        for start, end, kind in sorted(given)
        if 0 <= start < end <= len(text)
    ]


def _parts(text: str) -> list[tuple[int, int]]:
    cuts = [(0, 0), *((m.start(), m.end()) for m in _BLANK_LINE.finditer(text))]
    ends = [start for start, _ in cuts[1:]] + [len(text)]
    return [
        (begin, end) for (_, begin), end in zip(cuts, ends, strict=True) if text[begin:end].strip()
    ]


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The lines of a block, joined where a line was only wrapped."""
    found: list[tuple[int, int]] = []
    begin = start
    for newline in re.finditer(r"\n", text[start:end]):
        at = start + newline.start()
        if not _is_wrap(text, begin, at, end):
            found.append((begin, at))
            begin = at + 1
    found.append((begin, end))
    return [(a, b) for a, b in found if text[a:b].strip()]


def _is_wrap(text: str, begin: int, at: int, end: int) -> bool:
    line_start = max(text.rfind("\n", begin, at) + 1, begin)
    line, following = text[line_start:at], text[at + 1 : min(end, at + 80)].lstrip()
    if not following or _ENDS_SENTENCE.search(line[-8:]):
        return False
    return following[0].islower() or (len(line) > 55 and not _CAPITALS.fullmatch(line))


def _is_headline(text: str, start: int, end: int, *, first: bool = False) -> bool:
    stretch = text[start:end].strip()
    if len(stretch) > 200 or " " not in stretch:
        return False
    return bool(_CAPITALS.fullmatch(stretch)) or (first and stretch[-1] not in '.!?"”,;:')


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of one paragraph, closing quotation marks included.

    Abbreviations, initials and dots of omission end no sentence.

    >>> text = 'Mr. Kim left. "We talked ... for hours," he said.'
    >>> [text[a:b] for a, b in sentences(text, 0, len(text))]
    ['Mr. Kim left.', '"We talked ... for hours," he said.']
    """
    found: list[tuple[int, int]] = []
    begin = start
    for stop in _STOP.finditer(text, start, end):
        if stop.start() >= begin and _ends_here(text, begin, stop, end):
            found.append((begin, stop.end()))
            begin = stop.end()
    found.append((begin, end))
    trimmed = [trim(text, a, b) for a, b in found]
    return [(a, b) for a, b in trimmed if a < b]


def _ends_here(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    after = _NEXT.match(text, stop.end(), end)
    if after is None:
        return True
    first = after.group(1)
    if first.islower() or (not first.isalnum()):
        return False
    mark = stop.group()
    if mark.startswith(("..", "…")):
        return False
    if mark[0] != ".":
        return stop.end() < after.start(1) or len(mark) > 1
    return _ends_after_dot(text, begin, stop, after)


def _ends_after_dot(text: str, begin: int, stop: re.Match[str], after: re.Match[str]) -> bool:
    word = _LAST_WORD.search(text, max(begin, stop.start() - 30), stop.start())
    last = word.group(1) if word else ""
    glued = stop.end() == after.start(1)
    if glued:
        return len(last) > 3 and last.isalpha() and last.islower() and len(stop.group()) == 1
    if len(stop.group()) > 1:
        return True
    if len(last) == 1 and last.isupper():
        return False
    return last.lower().rpartition("-")[2] not in mark_rules().abbreviations


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def words(
    text: str,
    start: int,
    end: int,
    quoted: Sequence[tuple[int, int]] = (),
    names: Sequence[tuple[int, int, str]] = (),
) -> list[Word]:
    """The words and marks of a stretch.

    Args:
        text: The text.
        start: Where the stretch begins.
        end: Where it ends.
        quoted: The stretches in quotation, ascending.
        names: The named mentions, `(start, end, label)`, ascending.
    """
    found: list[Word] = []
    at = name = 0
    for match in _WORD.finditer(text, start, end):
        begin, surface = match.start(), match.group()
        while at < len(quoted) and quoted[at][1] <= begin:
            at += 1
        while name < len(names) and names[name][1] <= begin:
            name += 1
        inside = at < len(quoted) and quoted[at][0] <= begin
        label = names[name][2] if name < len(names) and names[name][0] <= begin else ""
        found.append(Word(begin, match.end(), surface, surface.lower(), inside, label))
    return found
