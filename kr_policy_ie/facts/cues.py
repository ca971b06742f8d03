"""The encoder's cues (`doc._.kr_cues`) as questions about a sentence."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Doc

from kr_policy_ie.facts.mentions import Found

_EDGES = frozenset({"DET", "ADP", "PUNCT", "CCONJ", "AUX", "SCONJ", "PART", "SPACE"})
_OPENING = frozenset({'"', "“", "‘", "'", "("})
#: How many unlikely words a stretch of likely ones may hold.
_GAP = 1


@dataclass
class TypeCue:
    """A type that tokens `[start, end)` state with a probability, and the word that says so."""

    start: int
    end: int
    type: str
    probability: float
    signal: int


@dataclass
class RoleCues:
    """The probability of each role for each token."""

    by_role: dict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))

    def stretches(self, role: str, start: int, end: int, least: float) -> Iterator[tuple[int, int]]:
        """Stretches of tokens within `[start, end)` that are likely to fill the role."""
        likely = [
            token
            for token, probability in self.by_role.get(role, {}).items()
            if start <= token < end and probability >= least
        ]
        first: int | None = None
        last = -1
        for token in sorted(likely):
            if first is not None and token > last + 1 + _GAP:
                yield first, last + 1
                first = None
            first = token if first is None else first
            last = token
        if first is not None:
            yield first, last + 1


def type_cues(doc: Doc) -> list[TypeCue]:
    """What the encoder says of the types of each sentence; empty where it says nothing."""
    return [TypeCue(*row) for row in (_cues(doc).get("types") or [])]


def role_cues(doc: Doc) -> RoleCues:
    """What the encoder says of the roles of each word."""
    found = RoleCues()
    for token, role, probability in _cues(doc).get("roles") or []:
        found.by_role[role][token] = probability
    return found


def _cues(doc: Doc) -> dict[str, list[list[Any]]]:
    return (doc._.kr_cues or {}) if Doc.has_extension("kr_cues") else {}


def trimmed(doc: Doc, start: int, end: int) -> tuple[int, int] | None:
    """The character span of tokens without function words and marks at its edges."""
    while start < end and doc[start].pos_ in _EDGES and doc[start].text not in _OPENING:
        start += 1
    while start < end and doc[end - 1].pos_ in _EDGES:
        end -= 1
    if start >= end:
        return None
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])


def snapped(
    span: tuple[int, int], mentions: list[Found], labels: frozenset[str]
) -> list[tuple[int, int]]:
    """The mentions of these labels that a span touches, whole."""
    return [
        (mention.start, mention.end)
        for mention in mentions
        if mention.label in labels and mention.start < span[1] and span[0] < mention.end
    ]
