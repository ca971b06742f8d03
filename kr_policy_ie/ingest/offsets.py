"""Where a stretch of clean text lies in the raw text, and the way back.

A map is a list of segments `(clean_start, raw_start, length)`: `length` characters that are
the same stretch in both texts, in ascending order. Two special forms say what plain copies
cannot:

- A segment of length 0 closes the one before it: the raw stretch of the character before
  `clean_start` reaches to `raw_start`. So one clean character can stand for several raw ones.
- Neighbours may share raw characters: one raw character can stand for several clean ones.

Clean characters that no segment covers (the space between two paragraphs) have no raw
counterpart.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

Segment = tuple[int, int, int]
#: A stretch `[start, end)` of a text, and what to put in its place.
Edit = tuple[int, int, str]


@dataclass(frozen=True)
class OffsetMap:
    """The segments of a clean text, searchable in both directions.

    >>> offsets = OffsetMap([(0, 4, 2), (2, 7, 4)])  # "hy", a stray space, "drog"
    >>> offsets.to_raw(0, 6)
    (4, 11)
    >>> offsets.to_clean(4, 11)
    (0, 6)
    """

    segments: Sequence[Segment] = field(default_factory=tuple)

    @cached_property
    def _copies(self) -> list[Segment]:
        return [segment for segment in self.segments if segment[2] > 0]

    @cached_property
    def _clean_starts(self) -> list[int]:
        return [segment[0] for segment in self._copies]

    @cached_property
    def _raw_starts(self) -> list[int]:
        return [segment[1] for segment in self._copies]

    @cached_property
    def _raw_ends(self) -> list[int]:
        return [self._copy_raw_end(index) for index in range(len(self._copies))]

    @cached_property
    def _closers(self) -> dict[int, int]:
        return {clean: raw for clean, raw, length in self.segments if length == 0}

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """The raw stretch from the first to the last character of a clean one.

        Characters without a raw counterpart at the edges are left out. A stretch that
        holds nothing else becomes the empty one where the next raw character begins.

        Raises:
            ValueError: If the stretch is none: `start` below 0 or beyond `end`.
        """
        _check(start, end)
        if not self._copies:
            return 0, 0
        raw_start = self._raw_start(start)
        return raw_start, max(raw_start, self._raw_end(end)) if end > start else raw_start

    def to_clean(self, start: int, end: int) -> tuple[int, int] | None:
        """The clean stretch that holds what is left of a raw one; None if nothing is left.

        Raises:
            ValueError: If the stretch is none: `start` below 0 or beyond `end`.
        """
        _check(start, end)
        first = bisect_right(self._raw_ends, start)
        last = bisect_left(self._raw_starts, end) - 1
        if first > last:
            return None
        clean, raw, length = self._copies[first]
        clean_start = clean + min(max(start - raw, 0), length - 1)
        clean, raw, length = self._copies[last]
        clean_end = clean + min(end - raw, length)
        return (clean_start, clean_end) if clean_start < clean_end else None

    def _copy_raw_end(self, index: int) -> int:
        clean, raw, length = self._copies[index]
        return max(raw + length, self._closers.get(clean + length, 0))

    def _raw_start(self, clean_at: int) -> int:
        index = max(bisect_right(self._clean_starts, clean_at) - 1, 0)
        clean, raw, length = self._copies[index]
        if clean_at < clean:
            return raw
        if clean_at < clean + length:
            return raw + clean_at - clean
        if index + 1 < len(self._copies):
            return self._copies[index + 1][1]
        return self._copy_raw_end(index)

    def _raw_end(self, clean_end: int) -> int:
        index = bisect_left(self._clean_starts, clean_end) - 1
        if index < 0:
            return self._copies[0][1]
        clean, raw, length = self._copies[index]
        if clean_end < clean + length:
            return raw + clean_end - clean
        return self._copy_raw_end(index)


@dataclass(frozen=True)
class Mapped:
    """A text made from another, with the map back to it."""

    text: str
    segments: list[Segment]

    def part(self, pieces: Iterable[Edit]) -> "Mapped":
        """The text that the pieces make, mapped to where this one is mapped to.

        A piece `(start, end, put)` is this text's stretch `[start, end)`, or `put` in its
        place where `put` is not empty. A `put` over an empty stretch comes from nowhere.
        Pieces ascend. What lies between them is left out.
        """
        out: list[str] = []
        segments: list[Segment] = []
        length = 0
        walk = _Walk(self.segments)
        for start, end, put in pieces:
            text = put or self.text[start:end]
            if not put:
                segments.extend(walk.copy(start, end, length))
            elif end > start:
                segments.extend(walk.stand_in(start, end, length, len(put)))
            out.append(text)
            length += len(text)
        return Mapped("".join(out), _merged(segments))


class _Walk:
    """Reads segments from left to right, cutting them where pieces begin and end."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._offsets = OffsetMap(segments)
        self._segments = segments
        self._at = 0

    def copy(self, start: int, end: int, to: int) -> Iterable[Segment]:
        while self._at < len(self._segments):
            clean, _, length = self._segments[self._at]
            if clean + length > start or (length == 0 and clean > start):
                break
            self._at += 1
        index = self._at
        while index < len(self._segments):
            clean, raw, length = self._segments[index]
            if clean > end or (clean == end and length):
                break
            left, right = max(clean, start), min(clean + length, end)
            if right > left or length == 0:
                yield to + left - start, raw + left - clean, right - left
            index += 1

    def stand_in(self, start: int, end: int, to: int, length: int) -> Iterable[Segment]:
        raw_start, raw_end = self._offsets.to_raw(start, end)
        if raw_end <= raw_start:
            return
        if length == raw_end - raw_start:
            yield to, raw_start, length
            return
        for index in range(length):
            yield to + index, min(raw_start + index, raw_end - 1), 1
        if length < raw_end - raw_start:
            yield to + length, raw_end, 0


def identity(text: str) -> Mapped:
    """The text, mapped to itself."""
    return Mapped(text, [(0, 0, len(text))] if text else [])


def edited(text: str, edits: Iterable[Edit]) -> Mapped:
    """The text after replacing stretches; edits ascend, and an empty `put` deletes.

    >>> edited("a&amp;b", [(1, 6, "&")])
    Mapped(text='a&b', segments=[(0, 0, 2), (2, 6, 0), (2, 6, 1)])
    """
    pieces: list[Edit] = []
    at = 0
    for start, end, put in edits:
        if start > at:
            pieces.append((at, start, ""))
        if put:
            pieces.append((start, end, put))
        at = end
    if at < len(text):
        pieces.append((at, len(text), ""))
    return identity(text).part(pieces)


def _check(start: int, end: int) -> None:
    if not 0 <= start <= end:
        raise ValueError(f"[{start}, {end}) is no stretch of text")


def _merged(segments: list[Segment]) -> list[Segment]:
    merged: list[Segment] = []
    for clean, raw, length in segments:
        if merged and length:
            last_clean, last_raw, last_length = merged[-1]
            touches = last_clean + last_length == clean and last_raw + last_length == raw
            if touches and last_length:
                merged[-1] = (last_clean, last_raw, last_length + length)
                continue
        merged.append((clean, raw, length))
    return merged
