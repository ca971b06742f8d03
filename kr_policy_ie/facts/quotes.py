"""Quotations, paired tolerantly: a mark may be missing, straight, curly, nested or broken."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kr_policy_ie.facts.speech_text import Paragraph, paragraphs, sentences, trim
from kr_policy_ie.rules.speech import Mark, mark_pattern, mark_rules

Side = Literal["open", "close", "either"]
_OPENERS_BEFORE = set("([{-–—/:=")
_CLOSERS_BEFORE = set(",.!?;…)]")


@dataclass(frozen=True)
class Quote:
    """A quotation: `[start, end)` with its marks, `[inner_start, inner_end)` without.

    `opened` and `closed` say whether the marks were found; `continued` that the quotation
    goes on in the next paragraph, by the custom of repeating the opening mark.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    opened: bool = True
    closed: bool = True
    continued: bool = False
    mark: str = "straight"


@dataclass(frozen=True)
class _Sign:
    start: int
    end: int
    side: Side
    kind: str
    mark: str


def find_quotes(text: str, blocks: Iterable[Sequence[object]] | None = None) -> list[Quote]:
    """The outermost quotations of a text, in order, never overlapping.

    Marks are paired paragraph by paragraph. A closing mark without an opening one quotes
    its sentence from the beginning; an opening mark without a closing one quotes to the end
    of its sentence, or of its paragraph where the next one opens with a mark again.
    Never raises, whatever the marks.

    Args:
        text: The text.
        blocks: `[start, end, kind]` of the paragraphs; found by line breaks if None.

    >>> text = 'It is time," he said. “We agree.”'
    >>> [(text[q.inner_start:q.inner_end], q.opened) for q in find_quotes(text)]
    [('It is time,', False), ('We agree.', True)]
    """
    return quotes_in(text, paragraphs(text, blocks))


def quotes_in(text: str, parts: Sequence[Paragraph]) -> list[Quote]:
    """The quotations of a text whose paragraphs are known."""
    found: list[Quote] = []
    for index, part in enumerate(parts):
        signs = _signs(text, part)
        if not signs:
            continue
        following = parts[index + 1] if index + 1 < len(parts) else None
        goes_on = following is not None and _opens_with_mark(text, following)
        found.extend(_pair(text, part, signs, goes_on=goes_on))
    return found


@lru_cache(maxsize=1)
def _by_surface() -> dict[str, list[tuple[Mark, Side]]]:
    table: dict[str, list[tuple[Mark, Side]]] = {}
    for mark in mark_rules().marks:
        if mark.open == mark.close:
            table.setdefault(mark.open, []).append((mark, "either"))
        else:
            table.setdefault(mark.open, []).append((mark, "open"))
            table.setdefault(mark.close, []).append((mark, "close"))
    return table


def _opens_with_mark(text: str, part: Paragraph) -> bool:
    start, _ = trim(text, part.start, part.end)
    match = mark_pattern().match(text, start, part.end)
    if match is None:
        return False
    return any(side != "close" and m.kind != "single" for m, side in _by_surface()[match.group()])


def _signs(text: str, part: Paragraph) -> list[_Sign]:
    """The marks of a paragraph with the side each one is on; apostrophes left out."""
    found: list[_Sign] = []
    low_open = False
    for match in mark_pattern().finditer(text, part.start, part.end):
        readings = _by_surface()[match.group()]
        mark, side = readings[0]
        if len(readings) > 1:
            mark, side = readings[1] if low_open else readings[0]
        if mark.id == "low":
            low_open = side == "open"
        if mark.kind == "straight":
            side = _side(text, match.start(), match.end(), part)
        elif mark.kind == "single":
            single = _single_side(text, match, part)
            if single is None:
                continue
            side = single
        found.append(_Sign(match.start(), match.end(), side, mark.kind, mark.id))
    return found


def _side(text: str, start: int, end: int, part: Paragraph) -> Side:
    before = text[start - 1] if start > part.start else " "
    after = text[end] if end < part.end else " "
    room_before = before.isspace() or before in _OPENERS_BEFORE
    room_after = after.isspace() or after in ",.!?;:)]}-–—"
    if room_before and not after.isspace():
        return "open"
    if not before.isspace() and (room_after or before in _CLOSERS_BEFORE):
        return "close"
    return "either"


def _single_side(text: str, match: re.Match[str], part: Paragraph) -> Side | None:
    """The side of a single mark, None for an apostrophe."""
    before = text[match.start() - 1] if match.start() > part.start else " "
    after = text[match.end()] if match.end() < part.end else " "
    if match.group() == "‘":
        return None if before.isalnum() else "open"
    tail = text[match.start() : match.end() + 5].lower().replace("’", "'")
    elided = any(tail.startswith(e) and not tail[len(e) :][:1].isalpha() for e in _elisions())
    if not before.isalnum() and after.isalpha() and match.group() == "'" and not elided:
        return "open" if before.isspace() or before in '([-–—"“' else None
    if not before.isspace() and not after.isalnum():
        return "close"
    return None


def _elisions() -> frozenset[str]:
    return mark_rules().elisions


def _pair(text: str, part: Paragraph, signs: list[_Sign], *, goes_on: bool) -> list[Quote]:
    """Pairs the marks of one paragraph; `goes_on` if the next paragraph opens with a mark."""
    found: list[Quote] = []
    stops = sentences(text, part.start, part.end)
    index = 0
    floor = part.start
    while index < len(signs):
        sign = signs[index]
        if sign.kind == "single":
            closing = _closing_single(text, signs, index)
            if sign.side == "open" and closing is not None:
                single = _quote(sign, signs[closing])
                found.extend([single] if single.inner_start < single.inner_end else [])
                index, floor = closing + 1, signs[closing].end
            else:
                index += 1
            continue
        if sign.side == "close":
            quote = _without_opening(text, sign, stops, floor)
            index += 1
        else:
            closing = _closing(text, signs, index)
            quote = (
                _quote(sign, signs[closing])
                if closing is not None
                else _without_closing(text, sign, part, stops, _next_sign(signs, index), goes_on)
            )
            index = _after(signs, quote.end, index) if closing is None else closing + 1
        if quote is not None and quote.inner_start < quote.inner_end:
            found.append(quote)
            floor = quote.end
    return found


def _quote(opening: _Sign, closing: _Sign) -> Quote:
    return Quote(opening.start, closing.end, opening.end, closing.start, mark=opening.mark)


def _closing(text: str, signs: list[_Sign], index: int) -> int | None:
    """The mark that closes the one at `index`; marks nested in it are stepped over."""
    opening = signs[index]
    depth = 1
    for at in range(index + 1, len(signs)):
        sign = signs[at]
        if sign.kind == "single":
            continue
        if sign.side == "open":
            if depth >= 2 or not _is_nested(text, signs, at, opening):
                return None
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                return at
    return None


def _is_nested(text: str, signs: list[_Sign], at: int, opening: _Sign) -> bool:
    """Whether two closing marks follow before another opening one, within the sentence."""
    gap = text[opening.end : signs[at].start].rstrip()
    if gap.endswith((".", "!", "?", ".”")) and not gap.endswith("..."):
        return False
    sides = [s.side for s in signs[at + 1 : at + 3] if s.kind != "single"]
    return sides == ["close", "close"]


def _closing_single(text: str, signs: list[_Sign], index: int) -> int | None:
    """The single mark that closes the one at `index`, before any double mark."""
    first: int | None = None
    for at in range(index + 1, min(len(signs), index + 12)):
        sign = signs[at]
        if sign.kind != "single":
            break
        if sign.side == "open" and sign.mark == "curly_single":
            break
        if sign.side == "close":
            if text[sign.start - 1] in _CLOSERS_BEFORE:
                return at
            first = at if first is None else first
    return first


def _next_sign(signs: list[_Sign], index: int) -> int | None:
    return next((s.start for s in signs[index + 1 :][:8] if s.kind != "single"), None)


def _after(signs: list[_Sign], end: int, index: int) -> int:
    index += 1
    while index < len(signs) and signs[index].start < end:
        index += 1
    return index


def _without_opening(
    text: str, sign: _Sign, stops: list[tuple[int, int]], floor: int
) -> Quote | None:
    """The sentence up to a closing mark whose opening mark is missing."""
    if sign.start > 0 and text[sign.start - 1].isdigit():
        return None  # inches or seconds, as in `8" pipes`
    before = bisect_left(stops, (sign.start, 0)) - 1
    begin = stops[before][0] if before >= 0 else floor
    start, end = trim(text, max(begin, floor), sign.start)
    return Quote(start, sign.end, start, end, opened=False, mark=sign.mark) if start < end else None


def _without_closing(
    text: str,
    sign: _Sign,
    part: Paragraph,
    stops: list[tuple[int, int]],
    next_start: int | None,
    goes_on: bool,
) -> Quote:
    """The sentence, or the rest of the paragraph, after a mark that nothing closes."""
    if goes_on and next_start is None:
        _, end = trim(text, sign.end, part.end)
        return Quote(sign.start, end, sign.end, end, closed=False, continued=True, mark=sign.mark)
    begins = bisect_left(stops, (sign.end, 0)) - 1
    following = stops[max(begins, 0) : begins + 2]
    end = next((b for _, b in following if b > sign.end), part.end)
    if next_start is not None:
        end = max(min(end, next_start), sign.end)
    _, end = trim(text, sign.end, end)
    return Quote(sign.start, end, sign.end, end, closed=False, mark=sign.mark)
