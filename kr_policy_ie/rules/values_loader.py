"""Loads and checks the knowledge about numbers, money and units in `rules/values/*.yaml`.

Bad data raises `RulesError` with file, rule and field. Nothing is read at import.
"""

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kr_policy_ie.errors import RulesError

HERE = Path(__file__).parent / "values"

Word = Annotated[str, Field(min_length=1, strict=True)]
Words = frozenset[Word]
Modifier = Literal["approx", "more_than", "at_least", "less_than", "at_most"]


class _Rules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NumberWords(_Rules):
    """Words and letters that make numbers (`numbers.yaml`)."""

    small: dict[Word, int]
    tens: dict[Word, int]
    scales: dict[Word, int]
    plural_scales: Words
    glued_scales: dict[Word, int]
    money_only_glued: Words
    denominators: dict[Word, int]
    vulgar: dict[Word, str]
    dozens: Words
    point: Words
    negative: Words
    vague_before: Words
    fraction_numerators: Words
    fraction_before: Words
    fraction_after: Words
    pronoun_before: Words
    not_in_ratio: Words
    tails: dict[Word, Modifier | None]


class Multiple(_Rules):
    """A word that measures by how many times (`multiples.yaml`)."""

    id: Word
    forms: tuple[Word, ...]
    number: Decimal
    context: Literal["always", "verb", "compare"]


class Qualifier(_Rules):
    """Words around a number that make it inexact (`modifiers.yaml`)."""

    id: Word
    modifier: Modifier
    before: tuple[Word, ...] = ()
    after: tuple[Word, ...] = ()
    verb: bool = False


class ExtraUnit(_Rules):
    """A unit of measure that quantulum3 lacks or names otherwise."""

    id: Word
    name: Word
    surfaces: tuple[Word, ...] = ()
    symbols: tuple[Word, ...] = ()
    dimension: Word
    per: Word | None = None
    glued_only: bool = False


class PercentWords(_Rules):
    """How percentages and percentage points are written."""

    signs: Words
    words: Words
    point_words: Words
    basis_words: Words


class UnitWords(_Rules):
    """Units of measure and of time (`units.yaml`)."""

    keep_dimensions: Words
    drop_surfaces: Words
    drop_symbols: Words
    extra: tuple[ExtraUnit, ...]
    percent: PercentWords
    time_units: Words
    multiples_units: Words
    per_words: Words
    per_units: dict[Word, Word]
    compounds: dict[Word, dict[Word, int]]


class CurrencyPrefix(_Rules):
    """Letters or a sign before an amount that name its currency."""

    id: Word
    forms: tuple[Word, ...]
    code: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    glued: bool = False


class MinorUnit(_Rules):
    """A hundredth or tenth of a currency."""

    of: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    power: int


class SharedWord(_Rules):
    """A currency word of several countries."""

    forms: Words
    names: Words
    adjective_only: bool = False
    unless: str | None = None
    bare_in: Words = frozenset()


class CurrencyWords(_Rules):
    """What CLDR does not say about money in the news (`currencies.yaml`)."""

    signs: dict[Word, Annotated[str, Field(pattern=r"^[A-Z]{3}$")]]
    prefixes: tuple[CurrencyPrefix, ...]
    words: dict[Word, Annotated[str, Field(pattern=r"^[A-Z]{3}$")]]
    not_words: Words
    not_codes: Words
    minor: dict[Word, MinorUnit]
    shared: dict[Word, SharedWord]
    territories: dict[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], tuple[Word, ...]]
    per_dollar: dict[Annotated[str, Field(pattern=r"^[A-Z]{3}$")], Decimal]

    @field_validator("per_dollar", mode="before")
    @classmethod
    def _exact(cls, rates: dict[str, object]) -> dict[str, str]:
        return {code: str(rate) for code, rate in rates.items()}


class NounWords(_Rules):
    """Where counted noun phrases end, and numbers that count nothing (`nouns.yaml`)."""

    stop_words: Words
    plurals: Words
    irregular: dict[Word, Word]
    name_labels: Words
    hyphen_not: Words
    not_counted: Words
    months: Words
    elision_before: Words
    partitive_after: Words
    change_words: Words
    range_words: Words
    fixed_lists: frozenset[tuple[Word, Word]]
    subject_verbs: Words
    vote_words: Words
    pointing: Words
    light_nouns: Words
    pronouns: Words
    working: Words
    annual: dict[Word, Word]
    only_words: Words
    date_words: Words
    money_nouns: Words
    model_words: Words
    spelled_labels: Words


class ContextWords(_Rules):
    """Words around a number that decide how it is read (`contexts.yaml`)."""

    determiners: Words
    half_ranks: Words
    part_before: Words
    rate_before: Words
    rate_bases: Words
    subject_openers: Words
    multiple_before: Words
    multiple_after: Words
    multiple_not_after: Words
    compare_after: Words
    qualifier_gap: Words
    top_before: Words
    one_word_spatial: Words
    moves_up: Words
    per_gap: Words
    per_not_before: Words
    term_before: Words
    duration_units: Words
    after_verb_won: Words
    everyday_money: Words
    dotted_labels: Words
    plain_labels: Words
    hyphen_before: Words
    year_words: Words
    rate_nouns: Words


class ValueRules(_Rules):
    """All knowledge about numbers, money and quantities."""

    numbers: NumberWords
    multiples: tuple[Multiple, ...]
    modifiers: tuple[Qualifier, ...]
    units: UnitWords
    currencies: CurrencyWords
    nouns: NounWords
    contexts: ContextWords


_Model = TypeVar("_Model", bound=_Rules)


def load_value_rules(folder: Path = HERE) -> ValueRules:
    """The rules in `folder`, checked; each folder is read once.

    Raises:
        RulesError: If a file is missing, no YAML, or breaks the shape; names file, rule and field.

    >>> load_value_rules().numbers.scales["trillion"]
    12
    """
    return _load(folder)


@lru_cache(maxsize=4)
def _load(folder: Path) -> ValueRules:
    rules = ValueRules(
        numbers=_read(folder / "numbers.yaml", NumberWords),
        multiples=_read_list(folder / "multiples.yaml", Multiple),
        modifiers=_read_list(folder / "modifiers.yaml", Qualifier),
        units=_read(folder / "units.yaml", UnitWords),
        currencies=_read(folder / "currencies.yaml", CurrencyWords),
        nouns=_read(folder / "nouns.yaml", NounWords),
        contexts=_read(folder / "contexts.yaml", ContextWords),
    )
    _check_unique(folder / "multiples.yaml", [rule.id for rule in rules.multiples])
    _check_unique(folder / "modifiers.yaml", [rule.id for rule in rules.modifiers])
    _check_unique(folder / "units.yaml", [unit.id for unit in rules.units.extra])
    _check_unique(folder / "currencies.yaml", [rule.id for rule in rules.currencies.prefixes])
    return rules


def _parse(path: Path) -> object:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RulesError(f"{path}: cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise RulesError(f"{path}: no valid YAML: {error}") from error


def _read(path: Path, model: type[_Model]) -> _Model:
    return _validated(path, "", _parse(path), model)


def _read_list(path: Path, model: type[_Model]) -> tuple[_Model, ...]:
    rows = _parse(path)
    if not isinstance(rows, list):
        raise RulesError(f"{path}: expected a list of rules, got {type(rows).__name__}")
    return tuple(_validated(path, _name(row, n), row, model) for n, row in enumerate(rows, 1))


def _name(row: object, number: int) -> str:
    given = row.get("id") if isinstance(row, dict) else None
    return f" rule {given or f'number {number}'}:"


def _validated(path: Path, rule: str, data: object, model: type[_Model]) -> _Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise RulesError(
            f"{path}:{rule} field {field}: {first['msg']}, got {first['input']!r:.80}"
        ) from error


def _check_unique(path: Path, ids: list[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise RulesError(f"{path}: rule {name}: field id: given twice")
        seen.add(name)
