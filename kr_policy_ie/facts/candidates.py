"""What may fill a slot: the mentions, noun phrases and proposed spans of a sentence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kr_policy_ie.facts.chunks import Chunk, Chunks
from kr_policy_ie.facts.clauses import conjuncts
from kr_policy_ie.facts.drafts import Draft, Span
from kr_policy_ie.facts.mentions import Found
from kr_policy_ie.facts.roles import long_phrase, phrase

_PRONOUNS = frozenset(
    {"it", "they", "he", "she", "we", "them", "us", "him", "her", "i", "you", "both", "its"}
    | {"their", "which", "who", "that", "this", "these", "those"}
)


@dataclass(frozen=True)
class Candidate:
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
    lists = _lists(chunks)
    for one in _all(chunks, drafts):
        at = lists.get(one.chunk, one.chunk)
        found.setdefault((one.start, one.end), replace(one, list_at=at))
    return sorted(found.values(), key=lambda one: (one.start, one.end))


def _lists(chunks: Chunks) -> dict[int, int]:
    """The first phrase of its list, for each phrase that is coordinated with one before it."""
    found: dict[int, int] = {}
    for at, chunk in enumerate(chunks.chunks):
        if chunk.kind == "NP" and at not in found:
            for member in conjuncts(chunks, at)[1:]:
                found.setdefault(member, at)
    return found


def _all(chunks: Chunks, drafts: Iterable[Draft]) -> Iterator[Candidate]:
    for mention in chunks.sentence.mentions:
        at = chunks.of_token.get(mention.last)
        if at is not None:
            yield Candidate(mention.start, mention.end, mention.label, at, mention.last, mention)
    for at, chunk in enumerate(chunks.chunks):
        if chunk.kind == "NP":
            yield from _phrases(chunks, at, chunk)
    by_offset = _Offsets(chunks)
    for draft in drafts:
        for spans in draft.slots.values():
            for start, end in spans:
                token = by_offset.last_token(end)
                if token in chunks.of_token:
                    yield Candidate(start, end, "SPAN", chunks.of_token[token], token)


def _phrases(chunks: Chunks, at: int, chunk: Chunk) -> Iterator[Candidate]:
    value = chunks.sentence.value_at(chunk.head)
    if value is not None and value.last >= chunk.head:
        return
    label = "PRON" if chunks.sentence.word(chunk.head) in _PRONOUNS else "NP"
    start, end = phrase(chunks, chunk)
    yield Candidate(start, end, label, at, chunk.head)
    longer = long_phrase(chunks, at)
    if longer != (start, end):
        yield Candidate(longer[0], longer[1], "NP+", at, chunk.head)


class _Offsets:
    """Tokens by the character at which they end."""

    def __init__(self, chunks: Chunks) -> None:
        sentence = chunks.sentence
        self._ends: dict[int, int] = {}
        for at in range(sentence.start, sentence.end):
            token = sentence.token(at)
            for place in range(token.idx + 1, token.idx + len(token.text) + 1):
                self._ends[place] = at

    def last_token(self, end: int) -> int:
        """The token that ends at or holds the character before this offset; -1 if none."""
        return self._ends.get(end, -1)
