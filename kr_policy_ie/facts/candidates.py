"""What may fill a slot: the mentions, noun phrases and proposed spans of a sentence."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kr_policy_ie.facts.chunks import Chunk, Chunks
from kr_policy_ie.facts.clauses import conjuncts
from kr_policy_ie.facts.drafts import Draft, Span
from kr_policy_ie.facts.mentions import Found
from kr_policy_ie.facts.roles import long_phrase, phrase

_PRONOUNS = frozenset(
    {"it", "they", "he", "she", "we", "them", "us", "him", "her", "i", "you", "both", "its"}
    | {"their", "which", "who", "that", "this", "these", "those"}
)


class Candidate(NamedTuple):
    """A span that may fill a slot.

    Attributes:
        start: First character in the document.
        end: Character after the last.
        label: The mention's label; `NP`, `NP+` (with its `of` phrase or its owner) or `PRON`.
        chunk: The noun phrase in which it ends.
        token: Its last token, which heads it.
        mention: The mention that it is, if it is one.
        list_at: The first phrase of the list (`A, B and C`) in which it stands.
    """

    start: int
    end: int
    label: str
    chunk: int
    token: int
    mention: Found | None = None
    list_at: int = -1


def candidates(chunks: Chunks, drafts: Iterable[Draft]) -> list[Candidate]:
    """The candidates of a sentence in reading order, each span once.

    Args:
        chunks: The sentence.
        drafts: Its facts, whose fillers are candidates too.
    """
    found: dict[Span, Candidate] = {}
    for one in _all(chunks, drafts, _lists(chunks)):
        found.setdefault((one.start, one.end), one)
    return [found[span] for span in sorted(found)]


def _lists(chunks: Chunks) -> dict[int, int]:
    """The first phrase of its list, for each phrase that is coordinated with one before it."""
    found: dict[int, int] = {}
    for at, chunk in enumerate(chunks.chunks):
        if chunk.kind == "NP" and at not in found:
            for member in conjuncts(chunks, at)[1:]:
                found.setdefault(member, at)
    return found


def _all(chunks: Chunks, drafts: Iterable[Draft], lists: dict[int, int]) -> Iterator[Candidate]:
    """All candidates, a span perhaps more than once: the first counts."""
    for found in chunks.sentence.mentions:
        at = chunks.of_token.get(found.last)
        if at is not None:
            listed = lists.get(at, at)
            yield Candidate(found.start, found.end, found.label, at, found.last, found, listed)
    for at, chunk in enumerate(chunks.chunks):
        if chunk.kind == "NP":
            yield from _phrases(chunks, at, chunk, lists.get(at, at))
    starts = chunks.sentence.starts
    for draft in drafts:
        for spans in draft.slots.values():
            for start, end in spans:
                token = chunks.sentence.start + bisect_left(starts, end) - 1
                at = chunks.of_token.get(token)
                if at is not None:
                    yield Candidate(start, end, "SPAN", at, token, None, lists.get(at, at))


def _phrases(chunks: Chunks, at: int, chunk: Chunk, listed: int) -> Iterator[Candidate]:
    value = chunks.sentence.value_at(chunk.head)
    if value is not None and value.last >= chunk.head:
        return
    label = "PRON" if chunks.sentence.word(chunk.head) in _PRONOUNS else "NP"
    short, longer = phrase(chunks, chunk), long_phrase(chunks, at)
    yield Candidate(*short, label, at, chunk.head, None, listed)
    if longer != short:
        yield Candidate(*longer, "NP+", at, chunk.head, None, listed)
