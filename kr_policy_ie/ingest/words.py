"""Broken words: `hy drogen`, `semi-` at a line's end, a full stop without its space."""

import re
from collections.abc import Iterable
from functools import lru_cache

from kr_policy_ie.ingest.offsets import Edit
from kr_policy_ie.rules.furniture_rules import Words, load_words

_WORD = re.compile(r"[A-Za-z]+")
_LAST_WORD = re.compile(r"(?<![A-Za-z-])[A-Za-z]+\Z")
_OPENS = " \n(\"'“‘[—–"
_CLOSES = " \n.,;:)\"'”’?!]—–"
_GLUED = re.compile(r"(?<=[a-z0-9]{2})[.!?](?=(?:[A-Z][a-z]+|[A-Z]) [A-Za-z0-9])")
#: A broken word shorter than this is more likely two that belong to other things.
_SHORTEST = 5


@lru_cache(maxsize=1)
def _words() -> tuple[frozenset[str], frozenset[str]]:
    words: Words = load_words()
    return words.common, words.known


def broken_words(text: str, start: int, end: int) -> Iterable[Edit]:
    """The spaces inside broken words of `text[start:end]`, as edits that delete them.

    Two neighbours are one word if one of them is no word at all and together they are a
    frequent one; so `a part` and `in to` stay as they are.

    >>> list(broken_words("defense and hy drogen", 0, 21))
    [(14, 15, '')]
    >>> list(broken_words("a part in to which", 0, 18))
    []
    """
    common, known = _words()
    before: re.Match[str] | None = None
    joined_to = -1
    words = _WORD.finditer(text, start, end)
    word = next(words, None)
    while word is not None:
        after = next(words, None)
        part = word[0]
        if part not in known and part.islower() and word.start() >= joined_to:
            if after and _joins(text, word, after, common):
                yield word.end(), after.start(), ""
                joined_to = after.end()
            elif before and before.end() > joined_to and _joins(text, before, word, common):
                yield before.end(), word.start(), ""
                joined_to = word.end()
        before, word = word, after


def _joins(text: str, left: re.Match[str], right: re.Match[str], common: frozenset[str]) -> bool:
    if right.start() != left.end() + 1 or text[left.end()] != " " or not right[0].islower():
        return False
    whole = left[0].lower() + right[0]
    if len(whole) < _SHORTEST or whole not in common or left[0][1:].lower() != left[0][1:]:
        return False
    opens = left.start() == 0 or text[left.start() - 1] in _OPENS
    closes = right.end() == len(text) or text[right.end()] in _CLOSES
    return opens and closes


def hyphenated(text: str, line_end: int, next_start: int) -> Edit | None:
    """How a line that ends in a hyphen goes on; None if it does not end so.

    The hyphen is dropped only where that makes a frequent word, and not after a prefix that
    would change its meaning (`re-sign`).
    """
    if text[line_end - 1 : line_end] != "-" or not text[next_start : next_start + 1].isalnum():
        return None
    common, known = _words()
    head = _LAST_WORD.search(text, max(line_end - 40, 0), line_end - 1)
    tail = _WORD.match(text, next_start)
    if head and tail and tail[0].islower():
        whole = (head[0] + tail[0]).lower()
        if whole in common and (len(head[0]) > 2 or head[0].lower() not in known):
            return line_end - 1, next_start, ""
    return line_end, next_start, ""


def missing_spaces(text: str, start: int, end: int) -> Iterable[Edit]:
    """Where a sentence ends and the next begins without a space: `2019.The items are`.

    >>> list(missing_spaces("in July 2019.The items are", 0, 26))
    [(13, 13, ' ')]
    """
    for match in _GLUED.finditer(text, start, end):
        yield match.end(), match.end(), " "
