"""Names of the domain put into sentences: Korean people, ministries, companies, laws."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import world_names
from records import BLANK, Record
from tree_edits import compound_name, flat_name, replace_flat, replace_span

WORDS: dict[str, Any] = json.loads((Path(__file__).parent / "domain_words.json").read_text("utf8"))


def swap_names(record: Record, rng: random.Random) -> Record | None:
    """Replace names of people by Korean ones and single-word places by the domain's countries."""
    result: Record | None = record
    changed = False
    for start, end, label in sorted(record["ents"] or [], reverse=True):
        if label == "PERSON" and record["pos"][start] == "PROPN" and end - start <= 3:
            nodes, root = flat_name(any_person(rng))
        elif label == "PLACE" and end - start == 1 and record["pos"][start] == "PROPN":
            nodes, root = compound_name(world_names.place(rng))
        elif label == "COUNTRY" and end - start == 1 and record["pos"][start] == "PROPN":
            name = rng.choice(WORDS["subjects"]["COUNTRY"])
            nodes, root = compound_name(world_names.country(rng) if rng.random() < 0.4 else name)
        elif label == "ORG" and end - start == 1 and rng.random() < 0.5:
            nodes, root = compound_name(world_names.company(rng))
        elif label in {"ORG", "GOV"} and end - start == 1 and record["pos"][start] == "PROPN":
            nodes, root = compound_name(rng.choice(WORDS["subjects"][label]))
        else:
            continue
        replaced = replace_span(result, start, end, nodes, root) if result else None
        if replaced is not None:
            result, changed = replaced, True
    return result if changed else None


def swap_flat_names(
    record: Record, rng: random.Random, gazetteer: dict[str, list[str]], probability: float
) -> Record:
    """Return a copy of a record without tree whose names are replaced by gazetteer names."""
    result = copy.deepcopy(record)
    for index in range(len(result["ents"]) - 1, -1, -1):
        start, end, label = result["ents"][index]
        if (label in gazetteer or label == "PERSON") and rng.random() < probability:
            name = any_name(label, rng, gazetteer)
            doc = BLANK.make_doc(name)
            shift = len(doc) - (end - start)
            space = result["spaces"][end - 1]
            result["words"][start:end] = [token.text for token in doc]
            result["spaces"][start:end] = [*(bool(t.whitespace_) for t in doc[:-1]), space]
            later = [[s + shift, e + shift, label] for s, e, label in result["ents"][index + 1 :]]
            result["ents"] = [*result["ents"][:index], [start, start + len(doc), label], *later]
    return result


def any_person(rng: random.Random) -> str:
    """Return a Korean name, or one from elsewhere."""
    return korean_name(rng) if rng.random() < 0.5 else world_names.person(rng)


def any_name(label: str, rng: random.Random, gazetteer: dict[str, list[str]]) -> str:
    """Return a name of the gazetteer or a made-up one of the label's kind."""
    if label == "PERSON":
        return any_person(rng)
    kind = rng.random()
    if label == "ORG" and kind < 0.6:
        return world_names.company(rng) if kind < 0.4 else world_names.body(rng)
    if label == "PLACE" and kind < 0.7:
        return world_names.place(rng)
    if label == "COUNTRY" and kind < 0.3:
        return world_names.country(rng)
    return rng.choice(gazetteer[label])


def load_gazetteer(path: Path) -> dict[str, list[str]]:
    """Return names and aliases per label from the project's gazetteer (unverified ones too)."""
    names: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        for name in [row["name"], *row.get("aliases", [])]:
            if name.isascii() and 2 < len(name) < 60:
                names.setdefault(row["label"], []).append(name)
    return names


def korean_name(rng: random.Random) -> str:
    """Return a Korean name as newspapers romanise it."""
    family = rng.choice(WORDS["korean_family"])
    first, second = rng.sample(WORDS["korean_syllables"], 2)
    style = rng.random()
    if style < 0.7:
        return f"{family} {first}-{second.lower()}"
    return (
        f"{family} {first}{second.lower()}"
        if style < 0.85
        else f"{first}-{second.lower()} {family}"
    )


def name_for_noun(
    record: Record, rng: random.Random, gazetteer: dict[str, list[str]], probability: float
) -> Record:
    """Put names in the place of nouns of their kind (`the law` -> `the K-Chips Act`)."""
    if record["ents"] is None:
        return record
    result = record
    for index in range(len(record["words"]) - 1, 0, -1):
        label = WORDS["kinds"].get(record["words"][index])
        before = record["words"][index - 1].lower()
        taken = any(s <= index < e for s, e, _ in record["ents"])
        if label is None or before != "the" or taken or rng.random() >= probability:
            continue
        nodes, root = compound_name(rng.choice(gazetteer[label]))
        if record["head"] is None:
            replaced: Record | None = replace_flat(result, index, nodes)
        else:
            replaced = replace_span(result, index, index + 1, nodes, root)
        if replaced is not None:
            replaced["ents"] = sorted([*replaced["ents"], [index, index + len(nodes), label]])
            result = replaced
    return result
