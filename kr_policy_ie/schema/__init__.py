"""The nouns of the output contract, as pydantic models."""

from kr_policy_ie.schema.document import (
    NAMED_LABELS,
    SCHEMA_VERSION,
    VALUED_LABELS,
    Document,
    Entity,
    Extraction,
    ExtractionWarning,
    Mention,
    json_schema,
    load_extraction,
)
from kr_policy_ie.schema.facts import FACT_TYPES, ROLES, Fact, Filler, Span
from kr_policy_ie.schema.values import DateInterval, Money, Quantity

__all__ = [
    "FACT_TYPES",
    "NAMED_LABELS",
    "ROLES",
    "SCHEMA_VERSION",
    "VALUED_LABELS",
    "DateInterval",
    "Document",
    "Entity",
    "Extraction",
    "ExtractionWarning",
    "Fact",
    "Filler",
    "Mention",
    "Money",
    "Quantity",
    "Span",
    "json_schema",
    "load_extraction",
]
