"""Load the knowledge that `kr_facts` works with: measures, changes, modality, roles, indicators.

The files lie in `kr_policy_ie/rules/facts/`; a row is a rule with an `id`, which every fact
that it makes keeps.
"""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from kr_policy_ie.errors import RulesError
from kr_policy_ie.schema.facts import FACT_TYPES, ROLES

ACTIONS = ("introduce", "increase", "decrease", "end", "continue")
STATUSES = ("considered", "planned", "realized", "denied")
_FOLDER = "facts"
_NEEDED = (
    "MONEY",
    "PERCENT",
    "QUANTITY",
    "DATE",
    "PLACE",
    "COUNTRY",
    "ORG",
    "SECTOR",
    "number_or_date",
)


@dataclass(frozen=True)
class Measure:
    """A family of nouns that name a measure of one type."""

    id: str
    type: str
    role: str
    nouns: tuple[str, ...]
    bare: tuple[str | None, str]
    needs: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    #: Whether the noun is a measure only beside a word of the context.
    strict: bool = False


@dataclass(frozen=True)
class Change:
    """Verbs and nouns of change, and the action that they stand for."""

    id: str
    action: str
    verbs: tuple[str, ...]
    intransitive: tuple[str, ...]
    nouns: tuple[str, ...]


@dataclass(frozen=True)
class Modality:
    """Words that say how sure the act is that they govern."""

    id: str
    status: str | None
    modals: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    speech: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class VerbFrame:
    """A verb that is a measure by itself, with what its clause must hold."""

    id: str
    type: str
    action: str | None
    verbs: tuple[str, ...]
    object: str = ""
    needs: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()
    #: Whether `with` names the heads of the object rather than words of the clause.
    heads: bool = False
    #: Conditions that weaken the draft where they are not met rather than forbid it.
    loose: tuple[str, ...] = ()


@dataclass(frozen=True)
class RoleMap:
    """Which slot a prepositional phrase or a value fills in facts of some types."""

    id: str
    types: tuple[str, ...]
    party: dict[str, str] = field(default_factory=dict)
    thing: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Indicator:
    """Nouns, verbs and words of trade statistics."""

    id: str
    action: str | None = None
    nouns: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frames:
    """All rules of `kr_facts`."""

    measures: tuple[Measure, ...]
    changes: tuple[Change, ...]
    modality: tuple[Modality, ...]
    verbs: tuple[VerbFrame, ...]
    roles: tuple[RoleMap, ...]
    indicators: tuple[Indicator, ...]


@lru_cache(maxsize=1)
def load_frames() -> Frames:
    """The rules of the facts component, validated; read once.

    Raises:
        RulesError: If a file is wrong; names file, rule and field.

    >>> "tariff.noun" in {measure.id for measure in load_frames().measures}
    True
    """
    return Frames(
        measures=tuple(_measure(row) for row in read_rows("measures.yaml")),
        changes=tuple(_change(row) for row in read_rows("changes.yaml")),
        modality=tuple(_modality(row) for row in read_rows("modality.yaml")),
        verbs=tuple(_verb(row) for row in read_rows("verbs.yaml")),
        roles=tuple(_roles(row) for row in read_rows("roles.yaml")),
        indicators=tuple(_indicator(row) for row in read_rows("indicators.yaml")),
    )


class Row:
    """One rule, with checks that say where it is wrong."""

    def __init__(self, file: str, data: Any) -> None:
        if not isinstance(data, dict) or not isinstance(data.get("id"), str):
            raise RulesError(f"{_FOLDER}/{file}: a rule needs a text `id`, got {data!r:.80}")
        self.file, self.id, self.data = file, data["id"], dict(data)
        self.data.pop("id")

    def fail(self, name: str, problem: str) -> RulesError:
        """The error that names file, rule and field."""
        return RulesError(f"{_FOLDER}/{self.file}: rule {self.id}: field {name}: {problem}")

    def words(self, name: str, known: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts, of the known ones if given; takes the field out."""
        given = self.data.pop(name, [])
        if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
            raise self.fail(name, f"expected a list of texts, got {given!r:.80}")
        for word in given:
            if known is not None and word not in known:
                raise self.fail(name, f"{word!r} is none of {', '.join(known)}")
        return tuple(given)

    def one(self, name: str, known: tuple[str | None, ...], default: Any = None) -> Any:
        """One of the known values; takes the field out."""
        given = self.data.pop(name, default)
        if given not in known:
            raise self.fail(name, f"{given!r} is none of {', '.join(map(str, known))}")
        return given

    def flag(self, name: str) -> bool:
        """True or false, false where the field is not there; takes the field out."""
        given = self.data.pop(name, False)
        if not isinstance(given, bool):
            raise self.fail(name, f"expected true or false, got {given!r:.80}")
        return given

    def mapping(self, name: str) -> dict[str, str]:
        """A mapping of words to slots; takes the field out."""
        given = self.data.pop(name, {})
        if not isinstance(given, dict):
            raise self.fail(name, f"expected a mapping, got {given!r:.80}")
        for key, role in given.items():
            if not isinstance(key, str) or role not in ROLES:
                raise self.fail(name, f"{key!r}: {role!r} is no slot")
        return dict(given)

    def done(self) -> None:
        """Refuse what no reader has taken."""
        if self.data:
            raise self.fail(next(iter(self.data)), "unknown field")


def read_rows(file: str) -> list[Row]:
    """The rules of a file of `rules/facts/`, each with an id of its own.

    Raises:
        RulesError: If the file is no YAML list of rules with ids.
    """
    text = (resources.files("kr_policy_ie.rules") / _FOLDER / file).read_text(encoding="utf-8")
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise RulesError(f"{_FOLDER}/{file}: no valid YAML: {error}") from error
    if not isinstance(data, list):
        raise RulesError(f"{_FOLDER}/{file}: expected a list of rules")
    rows = [Row(file, entry) for entry in data]
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            raise row.fail("id", "given twice")
        seen.add(row.id)
    return rows


def _measure(row: Row) -> Measure:
    bare = row.data.pop("bare", None)
    if not isinstance(bare, list) or len(bare) != 2:
        raise row.fail("bare", f"expected [action, status], got {bare!r:.80}")
    if bare[0] not in (*ACTIONS, None) or bare[1] not in STATUSES:
        raise row.fail("bare", f"{bare!r} is no action with a status")
    made = Measure(
        id=row.id,
        type=row.one("type", FACT_TYPES),
        role=row.one("role", (*ROLES, ""), ""),
        nouns=row.words("nouns"),
        bare=(bare[0], bare[1]),
        needs=row.words("needs", _NEEDED),
        context=row.words("context"),
        strict=row.flag("strict"),
    )
    row.done()
    return made


def _change(row: Row) -> Change:
    made = Change(
        id=row.id,
        action=row.one("action", ACTIONS),
        verbs=row.words("verbs"),
        intransitive=row.words("intransitive"),
        nouns=row.words("nouns"),
    )
    row.done()
    return made


def _modality(row: Row) -> Modality:
    made = Modality(
        id=row.id,
        status=row.one("status", (*STATUSES, None)),
        modals=row.words("modals"),
        verbs=row.words("verbs"),
        adjectives=row.words("adjectives"),
        nouns=row.words("nouns"),
        speech=row.words("speech"),
        marks=row.words("marks"),
    )
    row.done()
    return made


def _verb(row: Row) -> VerbFrame:
    made = VerbFrame(
        id=row.id,
        type=row.one("type", FACT_TYPES),
        action=row.one("action", (*ACTIONS, None)),
        verbs=row.words("verbs"),
        object=row.one("object", (*ROLES, ""), ""),
        needs=row.words("needs", _NEEDED),
        actors=row.words("actors", ("GOV", "ORG", "COUNTRY", "PERSON")),
        with_=row.words("with"),
        heads=row.flag("heads"),
        loose=row.words("loose", ("needs", "with", "actors")),
    )
    row.done()
    return made


def _roles(row: Row) -> RoleMap:
    made = RoleMap(
        id=row.id,
        types=row.words("types", (*FACT_TYPES, "*")),
        party=row.mapping("party"),
        thing=row.mapping("thing"),
        values=row.mapping("values"),
    )
    row.done()
    return made


def _indicator(row: Row) -> Indicator:
    made = Indicator(
        id=row.id,
        action=row.one("action", (*ACTIONS, None)),
        nouns=row.words("nouns"),
        verbs=row.words("verbs"),
        words=row.words("words"),
    )
    row.done()
    return made


@lru_cache(maxsize=1)
def load_irregular() -> dict[str, tuple[str, str]]:
    """Past and participle of irregular verbs, by lemma.

    >>> load_irregular()["rise"]
    ('rose', 'risen')
    """
    (row,) = read_rows("irregular.yaml")
    past = row.data.pop("past", None)
    row.done()
    if not isinstance(past, dict):
        raise row.fail("past", "expected a mapping of lemma to two forms")
    for lemma, forms in past.items():
        if not isinstance(forms, list) or len(forms) != 2:
            raise row.fail("past", f"{lemma!r} needs two forms, got {forms!r:.80}")
    return {lemma: (forms[0], forms[1]) for lemma, forms in past.items()}


@dataclass(frozen=True)
class Weights:
    """The model that tells facts from other mentions of measures."""

    threshold: float
    weights: dict[str, float]


@lru_cache(maxsize=2)
def load_weights(folder: str = "facts") -> Weights:
    """The weights of the fact model.

    Args:
        folder: `facts/plain` has those for texts without cues.

    >>> 0 < load_weights().threshold < 1
    True
    """
    file = "weights.json"
    text = (resources.files("kr_policy_ie.rules") / folder / file).read_text(encoding="utf-8")
    try:
        data = json.loads(text)
    except ValueError as error:
        raise RulesError(f"{folder}/{file}: no valid JSON: {error}") from error
    weights, threshold = data.get("weights"), data.get("threshold")
    if not isinstance(weights, dict) or not all(
        isinstance(w, int | float) for w in weights.values()
    ):
        raise RulesError(f"{folder}/{file}: field weights: expected numbers by name")
    if not isinstance(threshold, int | float) or not 0 <= threshold <= 1:
        raise RulesError(f"{folder}/{file}: field threshold: expected a number from 0 to 1")
    return Weights(float(threshold), {name: float(value) for name, value in weights.items()})
