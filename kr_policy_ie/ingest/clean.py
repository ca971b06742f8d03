"""From raw text to clean text: page furniture out, lines and words mended, offsets kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kr_policy_ie.ingest.characters import mend_characters
from kr_policy_ie.ingest.offsets import Edit, OffsetMap, Segment

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


_WORDS = re.compile(r"\S+")
_STAMP = re.compile(
    r"\s*(?:views|update time|published|updated|posted|modified)\s*:.*|\(END\)\s*", re.IGNORECASE
)


def clean(text: str) -> CleanText:
    """The clean text of a raw one.

    >>> cleaned = clean("Views : 33\\nExports  rose.\\r\\nImports fell.")
    >>> cleaned.text
    'Exports rose. Imports fell.'
    >>> cleaned.blocks
    ((0, 13, 'paragraph'), (14, 27, 'paragraph'))
    >>> cleaned.offsets.to_raw(14, 21)
    (27, 34)
    """
    mended = mend_characters(text)
    pieces: list[Edit] = []
    blocks: list[Block] = []
    length = 0
    for line in re.finditer(r"[^\n]+", mended.text):
        if _STAMP.fullmatch(line[0]) or not line[0].strip():
            continue
        if blocks:
            pieces.append((line.start(), line.start(), " "))
            length += 1
        start = length
        for index, word in enumerate(_WORDS.finditer(mended.text, line.start(), line.end())):
            if index:
                pieces.append((word.start() - 1, word.start(), ""))
                length += 1
            pieces.append((word.start(), word.end(), ""))
            length += len(word[0])
        blocks.append((start, length, "paragraph"))
    made = mended.part(pieces)
    return CleanText(made.text, tuple(made.segments), tuple(blocks))
