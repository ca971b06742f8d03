"""spaCy: extractions as a DocBin of annotated Docs, and Docs as extractions.

A Doc carries the mentions as span groups `kr_values`, `kr_dates` and `kr_names` (the
named ones also as `doc.ents`), widened to whole tokens for training; the exact extraction
travels in `doc.user_data`.
"""

from collections.abc import Iterable
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from kr_policy_ie.errors import SchemaError
from kr_policy_ie.export.assembly import Plain, ReadValue, assemble, check_label
from kr_policy_ie.schema import NAMED_LABELS, Document, Extraction, Mention, load_extraction

_KEY = "kr_policy_ie.extraction"
_GROUPS = ("kr_values", "kr_dates", "kr_names")


def group_of(label: str) -> str:
    """The span group that mentions of a label stand in.

    >>> group_of("DATE"), group_of("GOV")
    ('kr_dates', 'kr_names')
    """
    if label in NAMED_LABELS:
        return "kr_names"
    return "kr_dates" if label == "DATE" else "kr_values"


@lru_cache(maxsize=1)
def _blank() -> Language:
    return spacy.blank("en")


def to_doc(extraction: Extraction, nlp: Language | None = None) -> Doc:
    """A Doc of the raw text with the mentions as span groups and entities.

    Args:
        extraction: What to show.
        nlp: Whose tokenizer to use; spaCy's English one if None.
    """
    doc = (nlp or _blank()).make_doc(extraction.document.text)
    spans: dict[str, list[Span]] = {group: [] for group in _GROUPS}
    for mention in extraction.mentions:
        span = _span(doc, mention)
        if span is not None:
            spans[group_of(mention.label)].append(span)
    for group, members in spans.items():
        doc.spans[group] = members
    doc.ents = spacy.util.filter_spans(spans["kr_names"])
    doc.user_data[_KEY] = extraction.model_dump_json()
    return doc


def _span(doc: Doc, mention: Mention) -> Span | None:
    span: Span | None = doc.char_span(
        mention.start, mention.end, label=mention.label, alignment_mode="expand"
    )
    return span


def to_docbin(extractions: Iterable[Extraction], nlp: Language | None = None) -> bytes:
    """The bytes of a `.spacy` file with a Doc for each extraction."""
    docbin = DocBin(store_user_data=True)
    for extraction in extractions:
        docbin.add(to_doc(extraction, nlp))
    data: bytes = docbin.to_bytes()
    return data


def from_docbin(
    data: bytes, nlp: Language | None = None, *, read_value: ReadValue | None = None
) -> list[Extraction]:
    """The extractions of a `.spacy` file, of ours or another project.

    Raises:
        SchemaError: If the bytes are no DocBin, or a Doc breaks the contract.
    """
    try:
        docbin = DocBin().from_bytes(data)
    except (ValueError, TypeError, KeyError) as error:
        raise SchemaError("these bytes are no spaCy DocBin (.spacy file)") from error
    docs = docbin.get_docs((nlp or _blank()).vocab)
    return [
        from_doc(doc, name=f"doc-{number}", read_value=read_value)
        for number, doc in enumerate(docs, 1)
    ]


def from_doc(
    doc: Doc, *, name: str = "document", read_value: ReadValue | None = None
) -> Extraction:
    """The extraction that a Doc carries, else one of its span groups or entities.

    Args:
        doc: A Doc of ours, or one whose groups or entities bear the contract's labels.
        name: The document's id, where the Doc does not say it.
        read_value: Reads the values of mentions that carry none.

    Raises:
        SchemaError: If a label is unknown or the result breaks the contract.
    """
    if _KEY in doc.user_data:
        return load_extraction(doc.user_data[_KEY], where=name)
    groups = [doc.spans[group] for group in _GROUPS if group in doc.spans]
    spans = [span for group in groups for span in group] if groups else list(doc.ents)
    mentions: list[Plain] = []
    for number, span in enumerate(sorted(spans), 1):
        label = check_label(span.label_, name)
        place = {"start": span.start_char, "end": span.end_char, "text": span.text}
        mentions.append({"id": f"m{number}", "label": label, **place})
    return assemble(Document(id=name, text=doc.text), {"mentions": mentions}, read_value=read_value)
