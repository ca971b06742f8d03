"""The spaCy component `kr_dates`: calendar dates, periods and durations with their values."""

import datetime
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypedDict

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry

from kr_policy_ie.annotate.date_lexer import lex
from kr_policy_ie.annotate.date_pieces import Reading
from kr_policy_ie.annotate.date_scan import Grammar, scan, value_of
from kr_policy_ie.annotate.date_timeline import Timeline
from kr_policy_ie.annotate.page_dates import is_page_date
from kr_policy_ie.rules.date_rules import DateRules, load_date_rules

GROUP = "kr_dates"
#: Rules that read absolute days, the only dates that pages print by themselves.
DAY_RULES = frozenset({"month-day", "day-month", "iso-day", "odd-day", "month-code"})


NUMERIC_RULES = frozenset({"iso-day", "month-code"})


class DateMention(TypedDict):
    """A date in a text: character offsets and the value of the output contract."""

    start: int
    end: int
    value: dict[str, str | None]


@Language.factory(
    "kr_dates", assigns=["doc.spans", "span._.kr_date", "doc._.kr_warnings"], default_config={}
)
def make_kr_dates(nlp: Language, name: str) -> "DateAnnotator":
    """The factory behind `kr_dates`.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> pipe = nlp.add_pipe("kr_dates")
    >>> doc = nlp.make_doc("Exports rose in the first half of this year.")
    >>> doc._.kr_document = {"published": "2023-07-03"}
    >>> [span._.kr_date["value"]["timex"] for span in pipe(doc).spans["kr_dates"]]
    ['2023-H1']
    """
    return DateAnnotator(nlp, name)


def _register() -> None:
    if not Doc.has_extension("kr_document"):
        Doc.set_extension("kr_document", default={})
    if not Doc.has_extension("kr_warnings"):
        Doc.set_extension("kr_warnings", default=[])
    if not Span.has_extension("kr_date"):
        Span.set_extension("kr_date", default=None)


class DateAnnotator:
    """Writes `doc.spans["kr_dates"]`; needs no tagger and no parser."""

    def __init__(self, nlp: Language, name: str = "kr_dates") -> None:
        _register()
        self.name = name
        self.vocab = nlp.vocab
        self.rules: DateRules = load_date_rules()
        self._grammar = Grammar(self.rules)

    def __call__(self, doc: Doc) -> Doc:
        """Annotate a doc in place."""
        mentions, warnings = self.read(doc)
        self.set_annotations(doc, mentions)
        if warnings:
            doc._.kr_warnings = [*doc._.kr_warnings, *warnings]
        return doc

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """What `nlp.evaluate` says of this component; `kr_policy_ie.evaluate` says far more."""
        scores: dict[str, Any] = registry.scorers.get("kr_policy_ie.scorer.v1")("kr_dates")(
            examples
        )
        return scores

    def match(self, doc: Doc) -> list[DateMention]:
        """The dates of a doc, in reading order, without changing it."""
        return self.read(doc)[0]

    def read(self, doc: Doc) -> tuple[list[DateMention], list[dict[str, Any]]]:
        """The dates of a doc and the warnings that reading them gave."""
        published, warnings = _published(doc)
        # `doc.text` is put together from the tokens at each call.
        text, breaks = doc.text, _block_starts(doc)
        tokens = lex(text, self.rules, breaks=frozenset(breaks))
        line = Timeline(tokens, self.rules, published, _fiscal_month(tokens.words, self.rules))
        mentions: list[DateMention] = []
        for reading in scan(tokens, line, self._grammar):
            start, end = tokens.starts[reading.first], tokens.ends[reading.last - 1]
            if reading.rule in DAY_RULES and _on_page(text, start, end, breaks, reading.rule):
                continue
            mentions.append({"start": start, "end": end, "value": value_of(reading)})
            if reading.notes:
                warnings.extend(_notes(reading, start, end, text))
        if line.unresolved:
            warnings.append(NO_DATE)
        return mentions, warnings

    def set_annotations(self, doc: Doc, mentions: Iterable[DateMention]) -> None:
        """Write the span group and each span's value."""
        spans: list[Span] = []
        for mention in mentions:
            span = doc.char_span(
                mention["start"], mention["end"], label="DATE", alignment_mode="expand"
            )
            if span is None or (spans and span.start < spans[-1].end):
                continue
            span._.kr_date = mention
            spans.append(span)
        doc.spans[GROUP] = spans

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Nothing to save: the rules come with the package."""

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "DateAnnotator":
        """Nothing to load: the rules come with the package."""
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Nothing to save: the rules come with the package."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "DateAnnotator":
        """Nothing to load: the rules come with the package."""
        return self


NO_DATE: dict[str, Any] = {
    "code": "no_publication_date",
    "message": "Relative dates stay unresolved: the document has no publication date.",
    "start": None,
    "end": None,
}


def _published(doc: Doc) -> tuple[datetime.date | None, list[dict[str, Any]]]:
    given = (doc._.kr_document or {}).get("published")
    if given is None:
        return None, []
    try:
        return datetime.date.fromisoformat(str(given)[:10]), []
    except ValueError:
        message = f"The publication date {given!r} is no ISO day (YYYY-MM-DD) and is not used."
        return None, [
            {"code": "bad_publication_date", "message": message, "start": None, "end": None}
        ]


def _block_starts(doc: Doc) -> list[int]:
    """Where paragraphs begin, if a source tokenizer has said so."""
    source = doc._.kr_source if Doc.has_extension("kr_source") else None
    return sorted(block[0] for block in source["blocks"]) if source else []


def _on_page(text: str, start: int, end: int, blocks: list[int], rule: str) -> bool:
    index = bisect_right(blocks, start)
    block = blocks[index - 1] if index else 0
    return is_page_date(text, start, end, block_start=block, numeric=rule in NUMERIC_RULES)


def _fiscal_month(words: list[str], rules: DateRules) -> int | None:
    """The first month of the fiscal year of the country that the text names most."""
    counts = []
    for index, fiscal in enumerate(rules.context.fiscal_years):
        count = sum(word in fiscal.words for word in words)
        if count:
            counts.append((-count, index, fiscal.first_month))
    return min(counts)[2] if counts else None


def _notes(reading: Reading, start: int, end: int, text: str) -> list[dict[str, Any]]:
    return [
        {
            "code": note,
            "message": f"{text[start:end]!r} was read month first; day and month may be reversed.",
            "start": start,
            "end": end,
        }
        for note in reading.notes
    ]
