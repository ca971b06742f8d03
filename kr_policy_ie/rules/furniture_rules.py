"""Loads and checks the knowledge about page furniture in `rules/ingest/`.

Bad data raises `RulesError` with file and field. Nothing is read at import.
"""

import gzip
import re
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from kr_policy_ie.errors import RulesError

Model = TypeVar("Model", bound=BaseModel)

FOLDER = Path(__file__).parent / "ingest"


class Marked(BaseModel):
    """A pattern that is tried only where one of some strings stands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    needs: tuple[str, ...]
    pattern: str

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        _check_pattern(pattern)
        return pattern


class Furniture(BaseModel):
    """What surrounds an article on a page (`furniture.yaml`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    stamps: dict[str, tuple[str, ...]]
    counters: tuple[str, ...]
    ui_words: frozenset[str]
    ui_weak: frozenset[str]
    lines: dict[str, tuple[str, ...]]
    marked: tuple[Marked, ...]
    keys: tuple[str, ...]
    related: tuple[str, ...]
    pointers: tuple[str, ...]
    credits: tuple[str, ...]
    agencies: tuple[str, ...]
    publisher_words: frozenset[str]
    dateline_cities: tuple[str, ...]

    @field_validator("ui_words", "ui_weak", "publisher_words", mode="before")
    @classmethod
    def _split(cls, words: str) -> frozenset[str]:
        return frozenset(words.split())

    @field_validator("dateline_cities", mode="before")
    @classmethod
    def _split_names(cls, names: str) -> tuple[str, ...]:
        return tuple(name.replace("\\", "") for name in re.split(r"(?<!\\)\s+", names.strip()))

    @field_validator("counters", "keys", "related", "pointers", "credits", "agencies")
    @classmethod
    def _compiles(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            _check_pattern(pattern)
        return patterns

    @field_validator("stamps", "lines")
    @classmethod
    def _all_compile(cls, groups: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for patterns in groups.values():
            for pattern in patterns:
                _check_pattern(pattern)
        return groups


def _check_pattern(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error


class BrokenWords(BaseModel):
    """When two halves of a broken word are joined (`words.yaml`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    common: int
    more_words: frozenset[str]

    @field_validator("more_words", mode="before")
    @classmethod
    def _split(cls, words: str) -> frozenset[str]:
        return frozenset(words.split())


class Words(BaseModel):
    """English words: those frequent enough to be meant, and all that exist."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    common: frozenset[str]
    known: frozenset[str]


@lru_cache(maxsize=1)
def load_furniture() -> Furniture:
    """What surrounds an article on a page.

    Raises:
        RulesError: If the file is missing or wrong.
    """
    return _load(FOLDER / "furniture.yaml", Furniture)


@lru_cache(maxsize=1)
def load_words() -> Words:
    """The words that broken ones are measured against.

    Raises:
        RulesError: If a file is missing or wrong.
    """
    rules = _load(FOLDER / "words.yaml", BrokenWords)
    path = FOLDER / "words.txt.gz"
    try:
        lines = gzip.decompress(path.read_bytes()).decode("ascii").splitlines()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise RulesError(f"{path.name}: cannot be read: {error}") from error
    if len(lines) <= rules.common:
        raise RulesError(f"{path.name}: {len(lines)} words, words.yaml needs {rules.common}")
    return Words(common=frozenset(lines[: rules.common]), known=rules.more_words.union(lines))


def _load(path: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise RulesError(f"{path.name}: cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "file"
        raise RulesError(f"{path.name}: {field}: {first['msg']}") from error
