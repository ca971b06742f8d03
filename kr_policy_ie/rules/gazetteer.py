"""Load and check the gazetteer: who is who, under which names, from when to when."""

import csv
import datetime
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from kr_policy_ie.errors import RulesError
from kr_policy_ie.rules.wording import key_of, words_of
from kr_policy_ie.schema import NAMED_LABELS

FOLDER = Path(__file__).parent / "names"
FILES = ("countries.jsonl", "korea.jsonl", "world.jsonl", "organisations.jsonl")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_COUNTRY = re.compile(r"[A-Z][A-Z0-9]{1,9}")
_LISTS = ("aliases", "weak", "demonyms", "capitals", "descriptions")
_TEXTS = ("country", "valid_from", "valid_to", "line", "predecessor", "successor", "kind")
_KNOWN = frozenset(
    {"id", "label", "name", "roles", "source", "unverified", "unverified_fields", "notes"}
    | {*_LISTS, *_TEXTS}
)


@dataclass(frozen=True)
class Entry:
    """One body, person, law or country that texts may name.

    Attributes:
        id: Its key, as `KR-MOTIE`.
        label: Its label in the contract.
        name: Its full name.
        aliases: Other names; a lower-case one is found in any case.
        weak: Names that are believed only where the text supports them (`FTC`).
        demonyms: Of a country: its adjectives and people.
        capitals: Of a country: cities that may stand for its government.
        descriptions: Phrases that `lookup` understands, but that are no names in a text.
        country: ISO code of the country that it belongs to.
        valid_from: First day, month or year in which it bore its name.
        valid_to: Last day, month or year.
        line: Id of the body that the contract names for the whole line of successors.
        own: Whether a user's own gazetteer brought it.
    """

    id: str
    label: str
    name: str
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    country: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    line: str | None = None
    predecessor: str | None = None
    successor: str | None = None
    kind: str | None = None
    roles: tuple[str, ...] = ()
    own: bool = False

    def valid_on(self, day: str | None) -> bool:
        """Whether it bore its name on an ISO day; True if the day is unknown."""
        if not day:
            return True
        began = self.valid_from is None or self.valid_from <= day
        return began and (self.valid_to is None or day[: len(self.valid_to)] <= self.valid_to)


@dataclass(frozen=True)
class Alias:
    """One name of an entry, cut into words; `kind` is the Entry's list that it stands in."""

    words: tuple[str, ...]
    kind: str
    entry: Entry


@dataclass(frozen=True)
class Gazetteer:
    """All entries, and the way from a name's words to them."""

    entries: dict[str, Entry]
    aliases: dict[tuple[str, ...], list[Alias]] = field(default_factory=dict)
    lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    people: list[Entry] = field(default_factory=list)

    def named(self, name: str) -> list[Alias]:
        """The aliases with these words, in any case."""
        return self.aliases.get(key_of(name), [])


@lru_cache(maxsize=8)
def load_gazetteer(own: tuple[str, ...] = ()) -> Gazetteer:
    """The library's gazetteer with a user's own files, whose ids and names win.

    Args:
        own: Paths of JSONL or CSV files.

    Raises:
        RulesError: If a file is wrong; names file, line and field.

    >>> [alias.entry.id for alias in load_gazetteer().named("MOTIE")]
    ['KR-MOTIE']
    """
    entries: dict[str, Entry] = {}
    for path in own:
        _add_all(entries, _read_rows(Path(path)), own=True)
    own_ids = frozenset(entries)
    for name in FILES:
        shipped = ((w, row) for w, row in _read_rows(FOLDER / name) if row.get("id") not in own_ids)
        _add_all(entries, shipped, own=False)
    _add_places(entries)
    return _index(entries)


def _add_places(entries: dict[str, Entry]) -> None:
    """Cities, provinces and regions: a name a line, then the country where it is known."""
    for line in (FOLDER / "places.txt").read_text(encoding="utf-8").splitlines():
        place, _, country = line.partition("\t")
        key = f"place.{place.lower().replace(' ', '_')}"
        entries.setdefault(key, Entry(key, "PLACE", place, country=country or None, kind="place"))


def _add_all(entries: dict[str, Entry], rows: Iterable[tuple[str, Any]], *, own: bool) -> None:
    for where, row in rows:
        entry = _checked(where, row, own=own)
        if entry.id in entries:
            raise RulesError(f"{where}: id: {entry.id!r} is given twice; each entry needs its own")
        entries[entry.id] = entry


def _read_rows(path: Path) -> Iterator[tuple[str, Any]]:
    """Each row with its place, from JSONL or, by the name's ending, CSV."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            if path.suffix.lower() == ".csv":
                yield from _read_csv(path, lines)
            else:
                yield from _read_jsonl(path, lines)
    except (OSError, UnicodeDecodeError) as error:
        raise RulesError(f"{path}: cannot be read as UTF-8 text: {error}") from error


def _read_jsonl(path: Path, lines: Iterable[str]) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield f"{path}:{number}", json.loads(line)
            except json.JSONDecodeError as error:
                raise RulesError(f"{path}:{number}: no JSON object: {error}") from error


def _read_csv(path: Path, lines: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Rows of a CSV file with a header; several aliases are divided by `;`."""
    reader = csv.DictReader(lines)
    try:
        for row in reader:
            where = f"{path}:{reader.line_num}"
            if None in row or None in row.values():
                raise RulesError(f"{where}: has not as many cells as the header")
            given = {key: value.strip() for key, value in row.items() if value.strip()}
            yield where, {k: v.split(";") if k in _LISTS else v for k, v in given.items()}
    except csv.Error as error:
        raise RulesError(f"{path}:{reader.line_num}: no CSV row: {error}") from error


def _checked(where: str, row: Any, *, own: bool) -> Entry:
    if not isinstance(row, dict):
        raise RulesError(f"{where}: expected an object with id, label and name, got {row!r:.60}")
    if unknown := sorted(set(row) - _KNOWN):
        raise RulesError(f"{where}: {unknown[0]}: unknown field; known are {sorted(_KNOWN)}")
    for key in ("id", "label", "name"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise RulesError(f"{where}: {key}: expected a text, got {row.get(key)!r}")
    if row["label"] not in NAMED_LABELS:
        raise RulesError(f"{where}: label: {row['label']!r} is none of {', '.join(NAMED_LABELS)}")
    texts = {key: row.get(key) for key in _TEXTS}
    for key, value in texts.items():
        if value is not None and not isinstance(value, str):
            raise RulesError(f"{where}: {key}: expected a text or null, got {value!r}")
    _check_period(where, texts["valid_from"], texts["valid_to"])
    if texts["country"] is not None and not _COUNTRY.fullmatch(texts["country"]):
        raise RulesError(f"{where}: country: {texts['country']!r} is no code; expected KR, EU")
    lists = {key: _checked_names(where, key, row.get(key) or []) for key in _LISTS}
    roles = row.get("roles") or []
    titles = tuple(role["title"] for role in roles if isinstance(role, dict) and "title" in role)
    plain: dict[str, Any] = {key: row[key].strip() for key in ("id", "label", "name")}
    plain |= lists
    plain |= texts
    return Entry(**plain, roles=titles, own=own)


def _check_period(where: str, first: str | None, last: str | None) -> None:
    for key, value in (("valid_from", first), ("valid_to", last)):
        if value is not None and not _is_day(value):
            raise RulesError(f"{where}: {key}: {value!r} is no date; expected 2023-04-25, 2023-04")
    if first and last and last < first[: len(last)]:
        raise RulesError(f"{where}: valid_to: {last!r} lies before valid_from {first!r}")


def _is_day(value: str) -> bool:
    """Whether a text is a year, a month or a day of the calendar."""
    if not _DATE.fullmatch(value):
        return False
    try:
        datetime.date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        return False
    return True


def _checked_names(where: str, key: str, names: Any) -> tuple[str, ...]:
    if not isinstance(names, list):
        raise RulesError(f"{where}: {key}: expected a list of names, got {names!r:.60}")
    for name in names:
        if not isinstance(name, str) or not words_of(name):
            raise RulesError(f"{where}: {key}: expected names, got {name!r}")
    return tuple(name.strip() for name in names)


def _index(entries: dict[str, Entry]) -> Gazetteer:
    gazetteer = Gazetteer(entries)
    lengths: dict[str, set[int]] = {}
    for entry in entries.values():
        kinds = (("aliases", (bare_name(entry.name), *entry.aliases)), ("weak", entry.weak))
        more = (("demonyms", entry.demonyms), ("capitals", entry.capitals))
        for kind, names in (*kinds, *more):
            for name in dict.fromkeys(names):
                if name not in entry.weak or kind == "weak":
                    _add_alias(gazetteer, lengths, name, kind, entry)
    ordered = {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}
    gazetteer.lengths.update(ordered)
    gazetteer.people.extend(e for e in entries.values() if e.label == "PERSON" and e.roles)
    return gazetteer


def _add_alias(
    gazetteer: Gazetteer, lengths: dict[str, set[int]], name: str, kind: str, entry: Entry
) -> None:
    words = tuple(words_of(name))
    key = key_of(name)
    gazetteer.aliases.setdefault(key, []).append(Alias(words, kind, entry))
    lengths.setdefault(key[0], set()).add(len(key))


def bare_name(name: str) -> str:
    """A name without the remark in brackets that tells it from its like.

    >>> bare_name("Fair Trade Commission (Korea)")
    'Fair Trade Commission'
    """
    return name.partition(" (")[0] or name


def lookup(
    name: str, date: str | None = None, context: str | None = None
) -> list[dict[str, str | float | None]]:
    """Who bears a name, the best answer first, each with the reason.

    Args:
        name: A name in any case, as `industry ministry`; an article is passed over.
        date: ISO day on which it was used; bodies that did not bear it then come last.
        context: ISO code of the country that the text is about; its bodies come first.

    >>> lookup("industry ministry", date="2024-05-01")[0]["kb_id"]
    'KR-MOTIE'
    >>> lookup("industry ministry", date="2026-05-01")[0]["kb_id"]
    'KR-MOTIR'
    >>> lookup("nobody at all")
    []
    """
    key = key_of(re.sub(r"^(?:the|a|an)\s+", "", name.strip(), flags=re.IGNORECASE))
    gazetteer = load_gazetteer()
    found = {alias.entry.id: alias.kind for alias in reversed(gazetteer.aliases.get(key, []))}
    for entry in gazetteer.entries.values():
        if any(key_of(phrase) == key for phrase in entry.descriptions):
            found.setdefault(entry.id, "descriptions")
    answers = [
        _answer(gazetteer.entries[each], kind, date, context) for each, kind in found.items()
    ]
    return sorted(answers, key=lambda answer: (-float(answer["confidence"] or 0), answer["kb_id"]))


def _answer(
    entry: Entry, kind: str, date: str | None, context: str | None
) -> dict[str, str | float | None]:
    singular = {"aliases": "name", "weak": "abbreviation", "descriptions": "description"}
    reasons = [f"{singular.get(kind, kind[:-1])} of {entry.name}"]
    confidence = {"aliases": 0.9, "demonyms": 0.9, "capitals": 0.6}.get(kind, 0.5)
    period = f"{entry.valid_from or '…'} to {entry.valid_to or 'now'}"
    if date and not entry.valid_on(date):
        confidence -= 0.4
        reasons.append(f"not valid on {date}, only {period}")
    elif entry.valid_from or entry.valid_to:
        reasons.append(f"valid {period}")
    if context and entry.country and entry.country != context:
        confidence -= 0.3
        reasons.append(f"of {entry.country}, not {context}")
    return {
        "kb_id": entry.id,
        "name": entry.name,
        "label": entry.label,
        "country": entry.country,
        "confidence": round(max(confidence, 0.05), 2),
        "reason": "; ".join(reasons),
    }


def collisions(gazetteer: Gazetteer) -> list[str]:
    """Names that mean two entries without a reason that the linker could decide by.

    Two entries may share a name if they bore it at different times, or if they belong to
    different countries; other reasons stand in `collisions.yaml`.

    Raises:
        RulesError: If `collisions.yaml` is wrong; names row and field.

    >>> collisions(load_gazetteer())
    []
    """
    reasons = _recorded_reasons()
    found: list[str] = []
    for key, aliases in sorted(gazetteer.aliases.items()):
        entries = list({alias.entry.id: alias.entry for alias in aliases}.values())
        for index, one in enumerate(entries):
            for other in entries[index + 1 :]:
                recorded = (key, frozenset({one.id, other.id})) in reasons
                if one.country == other.country and _same_time(one, other) and not recorded:
                    found.append(f"{' '.join(key)}: {one.id} and {other.id}")
    return found


@lru_cache(maxsize=1)
def _recorded_reasons() -> dict[tuple[tuple[str, ...], frozenset[str]], str]:
    path = FOLDER / "collisions.yaml"
    reasons: dict[tuple[tuple[str, ...], frozenset[str]], str] = {}
    for number, row in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1):
        if not isinstance(row, dict) or set(row) != {"name", "ids", "reason"}:
            raise RulesError(f"{path.name}: row {number}: expected name, ids and reason")
        reasons[key_of(row["name"]), frozenset(row["ids"])] = row["reason"]
    return reasons


def _same_time(one: Entry, other: Entry) -> bool:
    pairs = ((one, other), (other, one))
    return all(
        first.valid_to is None or second.valid_from is None or second.valid_from <= first.valid_to
        for first, second in pairs
    )
