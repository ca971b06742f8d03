"""Load and check the words that names are made of, and the sector taxonomy."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kr_policy_ie.errors import RulesError
from kr_policy_ie.rules.wording import key_of, words_of

FOLDER = Path(__file__).parent / "names"
#: Reads every scalar as text, so that `no` and `on` stay words.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
Key = tuple[str, ...]


class _Sector(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = Field(pattern=r"^sec\.[a-z]+$")
    name: str = Field(min_length=1)
    isic: tuple[str, ...]
    hs: tuple[str, ...]
    terms: tuple[str, ...] = Field(min_length=1)
    weak: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """A word for a sector; a weak one is believed only beside words of trade and industry."""

    words: tuple[str, ...]
    sector: str
    weak: bool
    plural: bool


@dataclass(frozen=True)
class Taxonomy:
    """All sectors and the way from words to them."""

    names: dict[str, str]
    terms: dict[Key, Term]
    lengths: dict[str, tuple[int, ...]]


class NameWords:
    """Word lists of `words.yaml`, by name: `words["law_heads"]`, and the given names."""

    def __init__(self, lists: dict[str, frozenset[str]], given_names: frozenset[str]) -> None:
        self._lists = lists
        self.given_names = given_names
        self.keys = {name: frozenset(key_of(word) for word in lists[name]) for name in lists}

    def __getitem__(self, name: str) -> frozenset[str]:
        return self._lists[name]


@lru_cache(maxsize=1)
def load_name_words() -> NameWords:
    """The word lists.

    Raises:
        RulesError: If a file is wrong; names file and field.

    >>> "act" in load_name_words()["law_heads"]
    True
    """
    path = FOLDER / "words.yaml"
    lists: dict[str, frozenset[str]] = {}
    for name, content in yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER).items():
        groups = content.items() if isinstance(content, dict) else [("", content)]
        for group, words in groups:
            if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
                raise RulesError(f"{path.name}: {name} {group}: expected a list of words")
            lists[f"{name}_{group}".rstrip("_")] = frozenset(words)
    given = (FOLDER / "given_names.txt").read_text(encoding="utf-8").split()
    return NameWords(lists, frozenset(given))


@lru_cache(maxsize=1)
def load_taxonomy() -> Taxonomy:
    """The sectors.

    Raises:
        RulesError: If the file is wrong; names line and field.

    >>> load_taxonomy().terms[("rechargeable", "batteries")].sector
    'sec.battery'
    """
    path = FOLDER / "sectors.jsonl"
    names: dict[str, str] = {}
    terms: dict[Key, Term] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            sector = _Sector.model_validate(json.loads(line))
        except (ValidationError, json.JSONDecodeError) as error:
            raise RulesError(f"{path.name}:{number}: no sector: {error}") from error
        if sector.id in names:
            raise RulesError(f"{path.name}:{number}: id: {sector.id!r} is given twice")
        names[sector.id] = sector.name
        for weak, given in ((False, sector.terms), (True, sector.weak)):
            for term in given:
                _add_term(terms, term, sector.id, weak=weak)
    return Taxonomy(names, terms, _lengths(terms))


def _add_term(terms: dict[Key, Term], term: str, sector: str, *, weak: bool) -> None:
    for plural, form in enumerate((term, plural_of(term))):
        key = key_of(form)
        if key not in terms:
            terms[key] = Term(tuple(words_of(form)), sector, weak, bool(plural))


def _lengths(keys: Iterable[Key]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for key in keys:
        lengths.setdefault(key[0], set()).add(len(key))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}


def plural_of(noun: str) -> str:
    """The plural of a term's last word.

    >>> plural_of("battery"), plural_of("EV"), plural_of("switch"), plural_of("toy")
    ('batteries', 'EVs', 'switches', 'toys')
    """
    if noun.endswith("s") and not noun.endswith("ss"):
        return noun
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    return noun + "s"
