"""Load and check the date rules: the lexicon, the grammar, the words of the context."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kr_policy_ie.errors import RulesError

FOLDER = Path(__file__).parent / "dates"
STRICT = ConfigDict(extra="forbid", frozen=True)


class WordClass(BaseModel):
    """A class of words and its symbol in patterns."""

    model_config = STRICT
    symbol: str = Field(min_length=1, max_length=1)
    words: tuple[str, ...] = Field(min_length=1)


class Lexicon(BaseModel):
    """The words of date expressions."""

    model_config = STRICT
    version: int
    classes: dict[str, WordClass]
    numbers: dict[str, int]
    ordinals: dict[str, int]
    months: dict[str, int]
    weekdays: dict[str, int]
    units: dict[str, str]
    shapes: dict[str, str]
    ambiguous_lower: frozenset[str]


class GrammarRule(BaseModel):
    """One pattern over word classes and the name of its reader."""

    model_config = STRICT
    id: str = Field(pattern=r"^[a-z][a-z-]+$")
    reader: str
    pattern: str


class Grammar(BaseModel):
    """All patterns."""

    model_config = STRICT
    version: int
    macros: dict[str, str]
    rules: tuple[GrammarRule, ...]


class FiscalYear(BaseModel):
    """The month in which a country's fiscal year begins."""

    model_config = STRICT
    country: str = Field(pattern=r"^[A-Z]{2}$")
    first_month: int = Field(ge=1, le=12)
    words: frozenset[str]


class Context(BaseModel):
    """The words around date expressions."""

    model_config = STRICT
    version: int
    relations: dict[str, tuple[str, ...]]
    skipped: frozenset[str]
    approx_before: tuple[str, ...]
    approx_after: tuple[str, ...]
    future: frozenset[str]
    future_before_to: frozenset[str]
    past: frozenset[str]
    to_future: frozenset[str]
    speech: frozenset[str]
    not_year_after: frozenset[str]
    not_year_before: frozenset[str]
    law_head: frozenset[str]
    year_prepositions: frozenset[str]
    may_follow: frozenset[str]
    named_days: frozenset[str]
    named_years: frozenset[str]
    law_after: frozenset[str]
    elided_after: tuple[str, ...]
    superlatives: frozenset[str]
    comparing: frozenset[str]
    lasting: frozenset[str]
    fiscal_years: tuple[FiscalYear, ...]


@dataclass(frozen=True)
class CompiledRule:
    """A rule with its pattern ready to match over a string of class symbols."""

    id: str
    reader: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class DateRules:
    """Everything that the date annotator knows."""

    lexicon: Lexicon
    context: Context
    symbols: Mapping[str, str]
    rules: tuple[CompiledRule, ...]
    relations: Mapping[str, str]


def load_date_rules() -> DateRules:
    """The packaged date rules, read once.

    >>> load_date_rules().lexicon.months["april"]
    4
    """
    return read_date_rules(FOLDER)


@lru_cache(maxsize=4)
def read_date_rules(folder: Path) -> DateRules:
    """Date rules from a folder with `lexicon.yaml`, `grammar.yaml` and `context.yaml`.

    Raises:
        RulesError: where a file is missing or wrong; names file, rule and field.
    """
    lexicon = _read(Lexicon, folder / "lexicon.yaml")
    grammar = _read(Grammar, folder / "grammar.yaml")
    context = _read(Context, folder / "context.yaml")
    relations = {words: name for name, phrases in context.relations.items() for words in phrases}
    return DateRules(
        lexicon=lexicon,
        context=context,
        symbols=_symbols(lexicon, folder / "lexicon.yaml"),
        rules=_compile(grammar, folder / "grammar.yaml"),
        relations=relations,
    )


def _read(model: type[Any], path: Path) -> Any:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise RulesError(f"{path}: cannot be read as YAML: {error}") from error
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RulesError(f"{path}: {where}: {first['msg']}, got {first['input']!r}") from error


def _symbols(lexicon: Lexicon, path: Path) -> dict[str, str]:
    symbols: dict[str, str] = {}
    for name, entry in lexicon.classes.items():
        for word in entry.words:
            if word in symbols:
                raise RulesError(f"{path}: classes.{name}: {word!r} is in another class already")
            symbols[word] = entry.symbol
    return symbols


def _compile(grammar: Grammar, path: Path) -> tuple[CompiledRule, ...]:
    macros: dict[str, str] = {}
    for name, text in grammar.macros.items():
        macros[name] = _expand(text, macros, f"{path}: macros.{name}")
    compiled: dict[str, CompiledRule] = {}
    for rule in grammar.rules:
        where = f"{path}: rules.{rule.id}"
        if rule.id in compiled:
            raise RulesError(f"{where}: this id occurs twice")
        text = _expand(rule.pattern, macros, where)
        try:
            pattern = re.compile(text)
        except re.error as error:
            raise RulesError(f"{where}: pattern: {error}") from error
        compiled[rule.id] = CompiledRule(rule.id, rule.reader, pattern)
    return tuple(compiled.values())


def _expand(text: str, macros: Mapping[str, str], where: str) -> str:
    def insert(found: re.Match[str]) -> str:
        if found[1] not in macros:
            raise RulesError(f"{where}: pattern: no macro {found[1]!r} above it")
        return macros[found[1]]

    return re.sub(r"\{([A-Z]+)\}", insert, text)
