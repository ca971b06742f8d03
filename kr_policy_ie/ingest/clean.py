"""From raw text to clean text: page furniture out, lines and words mended, offsets kept."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from kr_policy_ie.ingest.characters import mend_characters
from kr_policy_ie.ingest.layout import Paragraph
from kr_policy_ie.ingest.offsets import Edit, Mapped, OffsetMap, Segment
from kr_policy_ie.ingest.page import Page, read_page
from kr_policy_ie.ingest.words import broken_words, hyphenated, missing_spaces

Block = tuple[int, int, str]


@dataclass(frozen=True)
class CleanText:
    """What of a text is to be read, and where it came from.

    Attributes:
        text: The clean text: blocks joined by one space, no other breaks.
        segments: `(clean_start, raw_start, length)`, see `offsets`.
        blocks: `(start, end, kind)` with kind `headline`, `paragraph`, `item`, `caption`.
        metadata: What furniture said: `title`, `published` (ISO day), `source`, `byline`.
        warnings: What could not be read safely: dicts with `code`, `message`, `start`,
            `end` (raw offsets).
    """

    text: str
    segments: tuple[Segment, ...]
    blocks: tuple[Block, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Mapping[str, Any], ...] = ()

    @property
    def offsets(self) -> OffsetMap:
        """The map between clean and raw offsets."""
        return OffsetMap(self.segments)


_KEPT = frozenset({"source", "byline"})
_SPACES = re.compile(r"  +")


def clean(text: str) -> CleanText:
    r"""The clean text of a raw one.

    >>> cleaned = clean("Views : 33\nExports  rose.\r\nImports fell.")
    >>> cleaned.text
    'Exports rose. Imports fell.'
    >>> cleaned.blocks
    ((0, 13, 'paragraph'), (14, 27, 'paragraph'))
    >>> cleaned.offsets.to_raw(14, 21)
    (27, 34)
    """
    mended = mend_characters(text)
    page = read_page(mended.text)
    pieces: list[Edit] = []
    blocks: list[Block] = []
    length = 0
    for paragraph in page.paragraphs:
        if blocks:
            at = paragraph.spans[0][0]
            pieces.append((at, at, " "))
            length += 1
        start = length
        for piece in _pieces(mended.text, paragraph):
            pieces.append(piece)
            length += len(piece[2]) or piece[1] - piece[0]
        blocks.append((start, length, paragraph.kind))
    made = mended.part(pieces)
    return CleanText(
        made.text,
        tuple(made.segments),
        tuple(blocks),
        _metadata(page, text, mended),
        _warnings(page, mended),
    )


def _pieces(text: str, paragraph: Paragraph) -> Iterable[Edit]:
    """The stretches of the text that a paragraph keeps, and what is put between them."""
    start, end = paragraph.spans[0][0], paragraph.spans[-1][1]
    at = start
    for left, right, put in sorted(_edits(text, paragraph)):
        if left < at:
            continue
        if left > at:
            yield at, left, ""
        if put:
            yield left, right, put
        at = right
    if at < end:
        yield at, end, ""


def _edits(text: str, paragraph: Paragraph) -> Iterable[Edit]:
    spans = paragraph.spans
    for (_, end), (start, _) in pairwise(spans):
        yield hyphenated(text, end, start) or (end, start, " ")
    for start, end in spans:
        for match in _SPACES.finditer(text, start, end):
            yield match.start() + 1, match.end(), ""
        yield from broken_words(text, start, end)
        yield from missing_spaces(text, start, end)


def _metadata(page: Page, raw: str, mended: Mapped) -> dict[str, str]:
    metadata = {key: said for key, said in page.metadata.items() if key in _KEPT}
    if published := _published(page):
        metadata["published"] = published
    if page.title:
        offsets = OffsetMap(mended.segments)
        parts = (offsets.to_raw(start, end) for start, end in page.title.spans)
        metadata["title"] = " ".join(" ".join(raw[a:b] for a, b in parts).split())
    return metadata


def _published(page: Page) -> str | None:
    return page.metadata.get("published") or page.metadata.get("updated")


def _warnings(page: Page, mended: Mapped) -> tuple[dict[str, Any], ...]:
    if page.partial_date is None or _published(page):
        return ()
    date, at = page.partial_date
    start, end = OffsetMap(mended.segments).to_raw(at, at + len(date))
    message = f"the dateline says {date!r} without a year: give the date of publication"
    return ({"code": "dateline_without_year", "message": message, "start": start, "end": end},)
