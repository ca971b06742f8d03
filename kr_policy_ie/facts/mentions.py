"""One sentence with the mentions in it, as the facts components read it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from spacy.tokens import Doc, Span, Token

GROUPS = (("kr_values", "kr_value"), ("kr_dates", "kr_date"), ("kr_names", "kr_name"))
PARTIES = frozenset({"GOV", "ORG", "COUNTRY", "PERSON"})
VALUED = frozenset({"MONEY", "PERCENT", "QUANTITY", "DATE"})


@dataclass(frozen=True)
class Found:
    """A mention in a sentence: tokens `[first, last]`, exact offsets, label, link."""

    first: int
    last: int
    start: int
    end: int
    label: str
    kb_id: str | None = None
    value: dict[str, Any] | None = field(default=None, compare=False, hash=False)

    @property
    def is_value(self) -> bool:
        """Whether it is an amount, a percentage, a quantity or a date."""
        return self.label in VALUED


def mentions_of(doc: Doc) -> list[Found]:
    """All mentions of a document in reading order.

    >>> import spacy
    >>> mentions_of(spacy.blank("en")("Nothing is named here."))
    []
    """
    found = [
        _found(span, data)
        for group, name in GROUPS
        if group in doc.spans
        for span, data in ((span, _data(span, name)) for span in doc.spans[group])
    ]
    return sorted(found, key=lambda mention: (mention.start, -mention.end, mention.label))


def _data(span: Span, name: str) -> dict[str, Any]:
    if Span.has_extension(name):
        data = span._.get(name)
        if isinstance(data, dict):
            return data
    return {}


def _found(span: Span, data: dict[str, Any]) -> Found:
    link = _data(span, "kr_link")
    value = data.get("value")
    return Found(
        first=span.start,
        last=span.end - 1,
        start=data.get("start", span.start_char),
        end=data.get("end", span.end_char),
        label=span.label_,
        kb_id=link.get("kb_id"),
        value=value if isinstance(value, dict) else None,
    )


class Sentence:
    """Tokens `[start, end)` of a document, with their mentions."""

    def __init__(self, span: Span, mentions: list[Found]) -> None:
        self.doc, self.start, self.end = span.doc, span.start, span.end
        self._text, self._shift = span.text, span.start_char
        self.mentions = [m for m in mentions if span.start <= m.first and m.last < span.end]
        self.tokens = list(span)
        self.lower = [token.lower_ for token in self.tokens]
        self.pos = [token.pos_ for token in self.tokens]
        self.by_token: dict[int, list[Found]] = {}
        for mention in self.mentions:
            for token in range(mention.first, mention.last + 1):
                self.by_token.setdefault(token, []).append(mention)

    @cached_property
    def starts(self) -> list[int]:
        """The character at which each token begins, in the document."""
        return [token.idx for token in self.tokens]

    def word(self, at: int) -> str:
        """The lower-case word at a token of the document; empty outside the sentence."""
        return self.lower[at - self.start] if self.start <= at < self.end else ""

    def token(self, at: int) -> Token:
        """The token at this place of the document."""
        return self.tokens[at - self.start] if self.start <= at < self.end else self.doc[at]

    def pos_at(self, at: int) -> str:
        """The part of speech of a token of the document; empty outside the sentence."""
        return self.pos[at - self.start] if self.start <= at < self.end else ""

    def value_at(self, at: int) -> Found | None:
        """The valued mention that covers a token."""
        return next((m for m in self.by_token.get(at, ()) if m.is_value), None)

    def name_at(self, at: int, labels: frozenset[str] | None = None) -> Found | None:
        """The named mention (with one of the labels) that covers a token."""
        for mention in self.by_token.get(at, ()):
            if not mention.is_value and (labels is None or mention.label in labels):
                return mention
        return None

    def within(self, first: int, last: int) -> Iterator[Found]:
        """The mentions that lie in tokens `[first, last]`."""
        return (m for m in self.mentions if first <= m.first and m.last <= last)

    def text_at(self, start: int, end: int) -> str:
        """The text at character offsets of the document; only the part in the sentence.

        `doc.text` would put all tokens together anew at each call.
        """
        return self._text[max(0, start - self._shift) : max(0, end - self._shift)]

    def offsets(self, first: int, last: int) -> tuple[int, int]:
        """Character offsets of tokens `[first, last]`."""
        end = self.doc[last]
        return self.doc[first].idx, end.idx + len(end.text)
