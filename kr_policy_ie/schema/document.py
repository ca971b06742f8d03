"""Documents, mentions, entities and the extraction that holds them."""

import datetime
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Literal, get_args

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator

from kr_policy_ie.errors import SchemaError
from kr_policy_ie.schema.codes import country_codes
from kr_policy_ie.schema.facts import Fact, Filler, Span
from kr_policy_ie.schema.values import FROZEN, MentionValue

SCHEMA_VERSION: Literal["1"] = "1"

ValuedLabel = Literal["MONEY", "PERCENT", "QUANTITY", "DATE"]
NamedLabel = Literal[
    "PERSON", "GOV", "ORG", "COUNTRY", "PLACE", "LAW", "AGREEMENT", "PROGRAM", "SECTOR"
]
Label = Literal[ValuedLabel, NamedLabel]
VALUED_LABELS: tuple[str, ...] = get_args(ValuedLabel)
NAMED_LABELS: tuple[str, ...] = get_args(NamedLabel)
_KIND_OF = {"MONEY": "money", "PERCENT": "quantity", "QUANTITY": "quantity", "DATE": "date"}


class Document(BaseModel):
    """An article, as it was given, with what is known of it."""

    model_config = FROZEN

    id: str
    text: str = Field(description="The raw text; all offsets point into it.")
    title: str | None = None
    published: str | None = Field(None, description="ISO 8601 day.")
    source: str | None = None
    url: str | None = None
    language: str = "en"

    @field_validator("published")
    @classmethod
    def _is_iso_day(cls, day: str | None) -> str | None:
        if day is not None:
            datetime.date.fromisoformat(day)
        return day


class Mention(Span):
    """A stretch of text that names or measures something, with its value or its entity."""

    id: str
    label: Label
    value: MentionValue | None = None
    entity: str | None = Field(None, description="Id of the entity that it names.")

    @model_validator(mode="after")
    def _value_fits_label(self) -> "Mention":
        kind = _KIND_OF.get(self.label)
        given = self.value.kind if self.value else None
        if kind != given:
            raise ValueError(f"mention {self.id}: label {self.label} needs {kind}, got {given}")
        return self


class Entity(BaseModel):
    """Somebody or something that mentions name."""

    model_config = FROZEN

    id: str
    label: NamedLabel
    name: str
    kb_id: str | None = Field(None, description="Country code or id in the gazetteer.")
    mentions: list[str] = Field(default_factory=list)


class ExtractionWarning(BaseModel):
    """Something that could not be read safely, said instead of guessed."""

    model_config = FROZEN

    code: str
    message: str
    start: int | None = None
    end: int | None = None


class Extraction(BaseModel):
    """Everything that was read in one document.

    Loading checks that each span's text is the document's, that ids are unique and
    known, that countries and currencies exist and that valued spans do not overlap.
    Use `load_extraction` for errors that name the document.
    """

    model_config = FROZEN

    schema_version: Literal["1"] = SCHEMA_VERSION
    document: Document
    mentions: list[Mention] = Field(default_factory=list)
    entities: list[Entity] = Field(default_factory=list)
    facts: list[Fact] = Field(default_factory=list)
    warnings: list[ExtractionWarning] = Field(default_factory=list)

    @model_validator(mode="after")
    def _keeps_the_contract(self) -> "Extraction":
        problem = next(_problems(self), None)
        if problem:
            raise ValueError(f"document {self.document.id!r}: {problem}")
        return self

    def mention(self, mention_id: str) -> Mention:
        """The mention with this id; KeyError if there is none."""
        for mention in self.mentions:
            if mention.id == mention_id:
                return mention
        raise KeyError(mention_id)


def load_extraction(line: str | bytes, *, where: str = "extraction") -> Extraction:
    """The extraction that one JSON text holds.

    Args:
        line: JSON of the contract's shape.
        where: What the error calls the text, as `gold.jsonl:3`.

    Raises:
        SchemaError: If the text is no JSON or breaks the contract; names place, field and value.

    >>> load_extraction('{"document": {"id": "a", "text": "Seoul"}}').document.id
    'a'
    """
    try:
        return Extraction.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "extraction"
        given = "" if isinstance(first["input"], dict | bytes) else f", got {first['input']!r:.120}"
        raise SchemaError(f"{where}: {field}: {first['msg']}{given}") from error


def json_schema() -> dict[str, Any]:
    """The JSON Schema of an extraction, as published with the library."""
    return Extraction.model_json_schema(mode="serialization")


def _problems(extraction: Extraction) -> Iterator[str]:
    yield from _span_problems(extraction)
    yield from _id_problems(extraction)
    yield from _overlap_problems(extraction.mentions)


def _all_spans(extraction: Extraction) -> Iterable[tuple[str, Span]]:
    for mention in extraction.mentions:
        yield f"mention {mention.id}", mention
    for fact in extraction.facts:
        yield f"fact {fact.id} evidence", fact.evidence
        if fact.trigger:
            yield f"fact {fact.id} trigger", fact.trigger
        if fact.source:
            yield f"fact {fact.id} source", fact.source
        for role, fillers in fact.slots.items():
            yield from ((f"fact {fact.id} slot {role}", filler) for filler in fillers)


def _span_problems(extraction: Extraction) -> Iterable[str]:
    text = extraction.document.text
    for what, span in _all_spans(extraction):
        if not span.start < span.end <= len(text):
            yield f"{what}: [{span.start}, {span.end}) is no span of a text of {len(text)}"
        elif text[span.start : span.end] != span.text:
            there = text[span.start : span.end]
            yield f"{what}: text is {span.text!r}, but the document has {there!r} there"


def _id_problems(extraction: Extraction) -> Iterable[str]:
    mentions = {mention.id for mention in extraction.mentions}
    entities = {entity.id for entity in extraction.entities}
    facts = {fact.id for fact in extraction.facts}
    for what, known, items in (
        ("mention", mentions, extraction.mentions),
        ("entity", entities, extraction.entities),
        ("fact", facts, extraction.facts),
    ):
        if len(known) != len(items):
            yield f"{what} ids are not unique"
    for entity in extraction.entities:
        if entity.label == "COUNTRY" and entity.kb_id and entity.kb_id not in country_codes():
            yield f"entity {entity.id}: kb_id {entity.kb_id!r} is no country or bloc code"
        if unknown := set(entity.mentions) - mentions:
            yield f"entity {entity.id}: unknown mentions {sorted(unknown)}"
    for mention in extraction.mentions:
        if mention.entity is not None and mention.entity not in entities:
            yield f"mention {mention.id}: unknown entity {mention.entity!r}"
    for fact in extraction.facts:
        for field, other in (("parent", fact.parent), ("same_as", fact.same_as)):
            if other is not None and other not in facts:
                yield f"fact {fact.id}: {field} {other!r} is no fact of the document"
        yield from _filler_problems(fact, mentions, entities)


def _filler_problems(fact: Fact, mentions: set[str], entities: set[str]) -> Iterable[str]:
    fillers: list[Filler] = [filler for group in fact.slots.values() for filler in group]
    for filler in fillers + ([fact.source] if fact.source else []):
        if filler.mention is not None and filler.mention not in mentions:
            yield f"fact {fact.id}: filler {filler.text!r} names unknown mention {filler.mention!r}"
        if filler.entity is not None and filler.entity not in entities:
            yield f"fact {fact.id}: filler {filler.text!r} names unknown entity {filler.entity!r}"


def _overlap_problems(mentions: list[Mention]) -> Iterable[str]:
    for group in (VALUED_LABELS, NAMED_LABELS):
        spans = sorted((m for m in mentions if m.label in group), key=lambda m: (m.start, m.end))
        for first, second in pairwise(spans):
            if second.start < first.end:
                yield f"mentions {first.id} {first.text!r} and {second.id} {second.text!r} overlap"
