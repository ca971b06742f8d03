"""Load the pipeline and run it: the only file that knows the order of the components."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from kr_policy_ie.base import load_base
from kr_policy_ie.errors import InputError
from kr_policy_ie.export.extraction import to_extraction
from kr_policy_ie.ingest.offsets import OffsetMap
from kr_policy_ie.ingest.tokenizer import wrap_tokenizer
from kr_policy_ie.resolve import register_extensions
from kr_policy_ie.schema import Extraction

#: The base pipeline that `load()` takes when none is named.
DEFAULT_BASE = "accurate"

#: Longest text in characters; the parser's memory grows with the length of a text.
MAX_LENGTH = 1_000_000

#: The library's components in the order in which they run, after the base pipeline.
COMPONENTS = (
    "kr_dates",
    "kr_values",
    "kr_names",
    "kr_links",
    "kr_facts",
    "kr_statements",
    "kr_resolve",
)

_TAKE_GAZETTEERS = frozenset({"kr_names", "kr_links"})
_METADATA = ("id", "title", "published", "source", "url")


def load(
    base: str | PathLike[str] = DEFAULT_BASE, *, names: Iterable[str | PathLike[str]] = ()
) -> Language:
    """The whole pipeline as a spaCy `Language`.

    Args:
        base: A base pipeline of the library by name (`fast`, `accurate`), or a path or
            package of another spaCy pipeline with Universal Dependencies labels.
        names: Gazetteers of your own (JSONL or CSV); their ids win over the library's.

    Raises:
        ModelError: If there is no such base pipeline or it is none that can be used.
        RulesError: If a gazetteer is wrong; names file and line.

    >>> import kr_policy_ie
    >>> nlp = kr_policy_ie.load()
    >>> doc = nlp("Seoul will impose a tariff of 10 percent on steel.")
    >>> [mention.text for mention in doc._.kr_extraction.mentions]
    ['Seoul', '10 percent', 'steel']
    """
    register_pipeline_extensions()
    nlp = wrap_tokenizer(load_base(str(base)))
    nlp.max_length = MAX_LENGTH
    nlp.add_pipe("kr_document", first=True)
    gazetteers = [str(Path(path)) for path in names]
    for component in COMPONENTS:
        own = gazetteers if component in _TAKE_GAZETTEERS else []
        nlp.add_pipe(component, config={"gazetteers": own} if own else {})
    return nlp


@lru_cache(maxsize=2)
def _shared_pipeline(base: str) -> Language:
    return load(base)


def extract(
    text: str,
    *,
    published: str | datetime.date | None = None,
    title: str | None = None,
    source: str | None = None,
    url: str | None = None,
    nlp: Language | None = None,
) -> Extraction:
    """The facts of one article, with the mentions and entities that they are made of.

    Args:
        text: The raw article, page furniture and all; every offset points into it.
        published: The day of publication, `YYYY-MM-DD`; else the one that the page states.
        title: The article's title, if known; else the page's headline.
        source: Who published it, if known.
        url: Where it was published, if known.
        nlp: A pipeline of `load`; else one is loaded once and kept.

    Raises:
        InputError: If the text is too long or the date is none.

    >>> import kr_policy_ie
    >>> text = "Japan lifted export restrictions on South Korea last month."
    >>> extraction = kr_policy_ie.extract(text, published="2023-04-25")
    >>> fact = extraction.facts[0]
    >>> fact.type, fact.action, fact.status
    ('trade_restriction', 'end', 'realized')
    """
    pipeline = nlp or _shared_pipeline(DEFAULT_BASE)
    record = {"text": text, "published": published, "title": title, "source": source, "url": url}
    return extraction_of(pipeline(make_doc(pipeline, record)))


def extract_all(
    records: Iterable[dict[str, Any]], *, nlp: Language | None = None, batch_size: int = 32
) -> Iterator[Extraction]:
    """The extractions of many records, in their order.

    Args:
        records: Dicts with `text` and, where known, `id`, `title`, `published`, `source`, `url`.
        nlp: A pipeline of `load`; else one is loaded once and kept.
        batch_size: How many texts the models see at once; changes no result.

    >>> import kr_policy_ie
    >>> [one.document.id for one in kr_policy_ie.extract_all([{"id": "a", "text": "Seoul"}])]
    ['a']
    """
    pipeline = nlp or _shared_pipeline(DEFAULT_BASE)
    docs = (make_doc(pipeline, record) for record in records)
    for doc in pipeline.pipe(docs, batch_size=batch_size):
        yield extraction_of(doc)


def make_doc(nlp: Language, record: dict[str, Any]) -> Doc:
    """A tokenised Doc that knows what the record says of its article; see `check_record`."""
    register_pipeline_extensions()
    known = check_record(record, max_length=nlp.max_length)
    doc = nlp.make_doc(record["text"])
    doc._.kr_document = known
    return doc


def check_record(record: dict[str, Any], *, max_length: int = MAX_LENGTH) -> dict[str, Any]:
    """What the record says of its article beside the text, with the day as ISO 8601.

    Raises:
        InputError: If the text is missing or too long, or the date is none.

    >>> check_record({"text": "Seoul", "published": "2023-04-25T10:27"})
    {'published': '2023-04-25'}
    """
    text = record.get("text")
    if not isinstance(text, str):
        raise InputError(f"a record needs its article in 'text', got {type(text).__name__}")
    if len(text) > max_length:
        raise InputError(
            f"the text has {len(text):,} characters, the limit is {max_length:,}: "
            "split it into articles"
        )
    known = {key: record[key] for key in _METADATA if record.get(key) is not None}
    if "published" in known:
        known["published"] = publication_day(known["published"])
    return known


def publication_day(given: str | datetime.date) -> str:
    """The day as ISO 8601; a time of day after it is cut off.

    Raises:
        InputError: If it is no date.

    >>> publication_day("2023-04-25T10:27:40")
    '2023-04-25'
    """
    if isinstance(given, datetime.date):
        return given.isoformat()[:10]
    try:
        return datetime.date.fromisoformat(str(given)[:10]).isoformat()
    except ValueError as error:
        raise InputError(
            f"{given!r} is no publication date: expected YYYY-MM-DD, as 2023-04-25"
        ) from error


def extraction_of(doc: Doc) -> Extraction:
    """The extraction of a processed Doc; also `doc._.kr_extraction`."""
    source = doc._.kr_source
    if source is None:
        return to_extraction(doc, raw_span=_same_span, raw_text=doc.text)
    offsets = OffsetMap([tuple(segment) for segment in source["segments"]])
    return to_extraction(doc, raw_span=offsets.to_raw, raw_text=source["text"])


def _same_span(start: int, end: int) -> tuple[int, int]:
    return start, end


@Language.factory("kr_document", assigns=["doc._.kr_document"])
def make_kr_document(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """A component that completes what is known of the article by what its page says."""
    register_pipeline_extensions()
    return complete_document


def complete_document(doc: Doc) -> Doc:
    """The Doc with title, day and source of the page where its record has none."""
    page = (doc._.kr_source or {}).get("metadata") or {}
    found = {key: page[key] for key in ("title", "published", "source") if page.get(key)}
    doc._.kr_document = {**found, **doc._.kr_document}
    return doc


def register_pipeline_extensions() -> None:
    """Declare the Doc extensions of the pipeline; safe to call again."""
    register_extensions()
    if not Doc.has_extension("kr_document"):
        Doc.set_extension("kr_document", default={})
    if not Doc.has_extension("kr_source"):
        Doc.set_extension("kr_source", default=None)
    if not Doc.has_extension("kr_extraction"):
        Doc.set_extension("kr_extraction", getter=extraction_of)
