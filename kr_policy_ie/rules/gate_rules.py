"""The words of the relevance gate, checked as they are read."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from kr_policy_ie.errors import RulesError

_FILE = "gate/gate.yaml"
_TERM = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*\*?")


@dataclass(frozen=True)
class GateGroup:
    """A lexical field.

    Attributes:
        id: Its name.
        weight: What it scores, times log(1 + its different terms); negative if it speaks
            against policy.
        terms: Words or sequences of words in lower case; a final `*` stands for any ending.
    """

    id: str
    weight: float
    terms: tuple[str, ...]


@dataclass(frozen=True)
class GateRules:
    """What the gate looks for, and how much of it is enough.

    Attributes:
        threshold: The score from which a document is parsed.
        length: What a document scores for its length, times log(words / 150).
        groups: The words.
    """

    threshold: float
    length: float
    groups: tuple[GateGroup, ...]


@lru_cache(maxsize=1)
def load_gate() -> GateRules:
    """The rules of the relevance gate.

    Raises:
        RulesError: If they are wrong; names group and field.

    >>> load_gate().groups[0].id
    'gate.measure'
    """
    text = files("kr_policy_ie.rules").joinpath(_FILE).read_text(encoding="utf-8")
    return parse_gate(text)


def parse_gate(text: str) -> GateRules:
    """The rules that the YAML text holds.

    Raises:
        RulesError: If they are wrong; names group and field.
    """
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise RulesError(f"{_FILE}: is no YAML: {error}") from error
    if not isinstance(data, dict):
        raise RulesError(f"{_FILE}: expected a mapping with threshold, length and groups")
    groups = tuple(_group(row) for row in data.get("groups") or [])
    if not groups:
        raise RulesError(f"{_FILE}: groups: expected at least one")
    _check_unique(groups)
    return GateRules(_number(data, "threshold", "gate"), _number(data, "length", "gate"), groups)


def _group(row: Any) -> GateGroup:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise RulesError(f"{_FILE}: groups: each needs an id, got {row!r:.60}")
    name = row["id"]
    terms = row.get("terms")
    if not isinstance(terms, list) or not terms:
        raise RulesError(f"{_FILE}: {name}: terms: expected a list of words")
    for term in terms:
        if not isinstance(term, str) or not _TERM.fullmatch(term):
            raise RulesError(f"{_FILE}: {name}: terms: {term!r} is no words in lower case")
    return GateGroup(name, _number(row, "weight", name), tuple(terms))


def _number(row: dict[str, Any], key: str, name: str) -> float:
    value = row.get(key)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise RulesError(f"{_FILE}: {name}: {key}: expected a number, got {value!r}")
    return float(value)


def _check_unique(groups: tuple[GateGroup, ...]) -> None:
    seen: dict[str, str] = {}
    for group in groups:
        for term in group.terms:
            if term in seen:
                raise RulesError(f"{_FILE}: {group.id}: terms: {term!r} stands in {seen[term]} too")
            seen[term] = group.id
