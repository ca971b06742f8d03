"""What all tests share: the pipeline, loaded once, and the source article."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

CORPUS = Path(__file__).resolve().parent.parent / "corpus"


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The library's own pipeline."""
    import kr_policy_ie

    return kr_policy_ie.load()


@pytest.fixture(scope="session")
def source_article() -> str:
    """The article that the project began with, as its page was."""
    return (CORPUS / "articles" / "source-article.txt").read_text(encoding="utf-8")


@pytest.fixture
def blank() -> Language:
    """Somebody else's pipeline: spaCy's tokenizer and nothing else."""
    return spacy.blank("en")
