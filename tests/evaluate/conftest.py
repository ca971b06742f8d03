"""Extractions for the tests of the evaluator."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from kr_policy_ie.export.compact import from_compact
from kr_policy_ie.schema import Document, Extraction, load_extraction

Make = Callable[..., Extraction]
CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def _make(text: str, annotation: Mapping[str, Any], *, name: str = "d", **known: Any) -> Extraction:
    document = Document(id=name, text=text, **known)
    return from_compact(document, {"id": name, **annotation})


def _edited(extraction: Extraction, **parts: Any) -> Extraction:
    plain = extraction.model_dump(mode="json")
    return load_extraction(json.dumps({**plain, **parts}))


@pytest.fixture(scope="session")
def make() -> Make:
    """Makes one extraction from a text and a compact annotation."""
    return _make


@pytest.fixture(scope="session")
def edited() -> Make:
    """Makes a copy of an extraction with some top-level parts replaced by plain data."""
    return _edited


@pytest.fixture(scope="session")
def corpus_gold() -> list[Extraction]:
    """The development gold of the corpus."""
    lines = (CORPUS / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [load_extraction(line) for line in lines]
