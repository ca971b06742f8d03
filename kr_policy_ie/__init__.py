"""Structured, normalised, source-grounded facts from trade- and industrial-policy news.

>>> import kr_policy_ie
>>> extraction = kr_policy_ie.extract("Japan lifted export restrictions on South Korea.")
>>> [(fact.type, fact.action) for fact in extraction.facts]
[('trade_restriction', 'end')]
"""

from typing import TYPE_CHECKING, Any

from kr_policy_ie.errors import (
    BatchError,
    EvaluationError,
    InputError,
    KrPolicyIEError,
    ModelError,
    RulesError,
    SchemaError,
)

if TYPE_CHECKING:
    from kr_policy_ie.batch import process
    from kr_policy_ie.evaluate import evaluate
    from kr_policy_ie.pipeline import extract, extract_all, load
    from kr_policy_ie.schema import Document, Extraction, Fact, load_extraction

__version__ = "0.1.0"

__all__ = [
    "BatchError",
    "Document",
    "EvaluationError",
    "Extraction",
    "Fact",
    "InputError",
    "KrPolicyIEError",
    "ModelError",
    "RulesError",
    "SchemaError",
    "__version__",
    "evaluate",
    "extract",
    "extract_all",
    "load",
    "load_extraction",
    "process",
]

# Loaded on first use: spaCy imports this package for every entry point, which must cost little.
_HOMES = {
    "Document": "kr_policy_ie.schema",
    "Extraction": "kr_policy_ie.schema",
    "Fact": "kr_policy_ie.schema",
    "evaluate": "kr_policy_ie.evaluate",
    "extract": "kr_policy_ie.pipeline",
    "extract_all": "kr_policy_ie.pipeline",
    "load": "kr_policy_ie.pipeline",
    "load_extraction": "kr_policy_ie.schema",
    "process": "kr_policy_ie.batch",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kr_policy_ie' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - see above

    return getattr(import_module(_HOMES[name]), name)
