"""The knowledge about quotations and reported speech, validated."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kr_policy_ie.errors import RulesError

RULES_DIR = Path(__file__).parent / "quotes"

VerbClass = Literal["say", "opinion", "forecast", "demand", "deny", "doubt", "judge", "data"]
Frame = Literal[
    "clause",
    "person",
    "quote",
    "of",
    "against",
    "infinitive",
    "noun",
    "phrase",
    "accuse",
]
Word = Annotated[str, Field(min_length=1)]
_DATA = ConfigDict(frozen=True, extra="forbid")


class Mark(BaseModel):
    """A pair of quotation marks."""

    model_config = _DATA

    id: Word
    open: Word
    close: Word
    kind: Literal["straight", "paired", "single"]


class MarkRules(BaseModel):
    """The content of `marks.yaml`."""

    model_config = _DATA

    marks: tuple[Mark, ...] = Field(min_length=1)
    abbreviations: frozenset[Word]
    elisions: frozenset[Word]


class SpeechVerb(BaseModel):
    """A verb that reports speech or thought, with how its content follows."""

    model_config = _DATA

    id: Word
    cls: VerbClass = Field(alias="class")
    forms: tuple[Word, ...] = Field(min_length=1)
    frames: frozenset[Frame] = Field(min_length=1)
    noun: bool = False


class SpeechRules(BaseModel):
    """The content of `speech.yaml`."""

    model_config = _DATA

    verbs: tuple[SpeechVerb, ...] = Field(min_length=1)
    sources: tuple[Word, ...]
    fillers: frozenset[Word]
    auxiliaries: frozenset[Word]
    addressees: frozenset[Word]
    occasions: frozenset[Word]
    documents: frozenset[Word]
    speakers: frozenset[Word]
    pronouns: frozenset[Word]


class GrammarRules(BaseModel):
    """The content of `grammar.yaml`: closed classes of words around a speech verb."""

    model_config = _DATA

    determiners: frozenset[Word]
    pronominal: frozenset[Word]
    subjects: frozenset[Word]
    short_subjects: frozenset[Word]
    prepositions: frozenset[Word]
    subordinators: frozenset[Word]
    conjunctions: frozenset[Word]
    connectives: frozenset[Word]
    blockers: frozenset[Word]
    be: frozenset[Word]
    finite: frozenset[Word]
    times: frozenset[Word]
    doubtful_times: frozenset[Word]
    scenes: frozenset[Word]
    additions: frozenset[Word]
    trailers: frozenset[Word]
    articles: frozenset[Word]
    honorifics: frozenset[Word]
    qualifiers: frozenset[Word]
    links: frozenset[Word]
    particles: frozenset[Word]
    circumstances: frozenset[Word]
    clause_openers: frozenset[Word]

    @cached_property
    def nominals(self) -> frozenset[str]:
        """Words that begin a noun phrase."""
        return self.determiners | self.subjects

    @cached_property
    def phrase_ends(self) -> frozenset[str]:
        """Words that cannot stand inside a noun phrase."""
        parts = self.nominals | self.prepositions | self.subordinators | self.finite
        return frozenset(parts)


class ModelRules(BaseModel):
    """The content of `model.yaml`: a logistic decision with readable features."""

    model_config = _DATA

    bias: float
    threshold: float = Field(gt=0, lt=1)
    weights: dict[Word, float]
    words: dict[Word, frozenset[Word]]


_Rules = TypeVar("_Rules", bound=BaseModel)


def _read(path: Path, model: type[_Rules]) -> _Rules:
    try:
        data: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RulesError(f"{path}: cannot be read as YAML: {error}") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "file"
        raise RulesError(f"{path}: rule {field}: {first['msg']}") from error


def read_mark_rules(path: Path) -> MarkRules:
    """The quotation marks in a YAML file; RulesError names file, rule and field."""
    rules = _read(path, MarkRules)
    _check_unique(path, "marks", [mark.id for mark in rules.marks])
    return rules


def read_speech_rules(path: Path) -> SpeechRules:
    """The speech verbs in a YAML file; RulesError names file, rule and field."""
    rules = _read(path, SpeechRules)
    _check_unique(path, "verbs", [verb.id for verb in rules.verbs])
    _check_unique(path, "verbs.forms", [form for verb in rules.verbs for form in verb.forms])
    return rules


def read_model_rules(path: Path) -> ModelRules:
    """The decision weights in a YAML file; RulesError names file, rule and field."""
    return _read(path, ModelRules)


def _check_unique(path: Path, field: str, names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise RulesError(f"{path}: rule {field}: {name!r} occurs twice")
        seen.add(name)


@lru_cache(maxsize=1)
def mark_rules() -> MarkRules:
    """The quotation marks that ship with the library."""
    return read_mark_rules(RULES_DIR / "marks.yaml")


@lru_cache(maxsize=1)
def speech_rules() -> SpeechRules:
    """The speech verbs that ship with the library."""
    return read_speech_rules(RULES_DIR / "speech.yaml")


def read_grammar_rules(path: Path) -> GrammarRules:
    """The closed word classes in a YAML file; RulesError names file, rule and field."""
    return _read(path, GrammarRules)


@lru_cache(maxsize=1)
def grammar() -> GrammarRules:
    """The closed word classes that ship with the library."""
    return read_grammar_rules(RULES_DIR / "grammar.yaml")


@lru_cache(maxsize=1)
def model_rules() -> ModelRules:
    """The decision weights that ship with the library."""
    return read_model_rules(RULES_DIR / "model.yaml")


@dataclass(frozen=True)
class SpeechForms:
    """Speech verbs by their forms; multi-word forms (`call on`) by their first word."""

    single: dict[str, SpeechVerb]
    multi: dict[str, tuple[tuple[str, SpeechVerb], ...]]


@lru_cache(maxsize=1)
def speech_forms() -> SpeechForms:
    """The shipped speech verbs, indexed for look-up by lower-case word."""
    single: dict[str, SpeechVerb] = {}
    multi: dict[str, list[tuple[str, SpeechVerb]]] = {}
    for verb in speech_rules().verbs:
        for form in verb.forms:
            first, _, rest = form.partition(" ")
            if rest:
                multi.setdefault(first, []).append((rest, verb))
            else:
                single[form] = verb
    return SpeechForms(single, {first: tuple(rest) for first, rest in multi.items()})


@lru_cache(maxsize=1)
def mark_pattern() -> re.Pattern[str]:
    """One pattern for all quotation marks, longest first; no apostrophes inside words."""
    surfaces = {mark.open for mark in mark_rules().marks} | {
        mark.close for mark in mark_rules().marks
    }
    ordered = sorted(surfaces, key=lambda surface: (-len(surface), surface))
    return re.compile("|".join(re.escape(surface) for surface in ordered))
