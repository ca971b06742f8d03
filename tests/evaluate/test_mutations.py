"""Seeded mutations of right predictions: each lowers what it should, and nothing else."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kr_policy_ie.evaluate import MEASURES, evaluate
from kr_policy_ie.schema import VALUED_LABELS, Extraction, load_extraction

Plain = dict[str, Any]
#: Yields every way to do this to a document: a function that changes it in place.
Mutation = Callable[[Plain], Iterator[Callable[[], None]]]

SPANS = {f"mentions.{mode}" for mode in ("strict", "relaxed", "exact", "partial", "type")}
SLOTS = {"facts.slots", "facts.slots_strict", "facts.slots_per_type", "facts.complete"}
VALUE = {"mentions.value"}
SEEDS = (1, 2, 3)


def fillers(plain: Plain) -> Iterator[Plain]:
    for fact in plain["facts"]:
        yield from (filler for group in fact["slots"].values() for filler in group)
        if fact["source"]:
            yield fact["source"]


def unused(plain: Plain) -> Iterator[Plain]:
    """Mentions that no fact needs, nor their entity."""
    spans = {(filler["start"], filler["end"]) for filler in fillers(plain)}
    ids = {filler.get("mention") for filler in fillers(plain)}
    for mention in plain["mentions"]:
        if mention["id"] not in ids and (mention["start"], mention["end"]) not in spans:
            yield mention


def alone(plain: Plain) -> Iterator[Plain]:
    """Facts that are the only one of their type in their document."""
    kinds = [fact["type"] for fact in plain["facts"]]
    parents = {fact["parent"] for fact in plain["facts"]}
    for fact in plain["facts"]:
        if kinds.count(fact["type"]) == 1 and not fact["parent"] and fact["id"] not in parents:
            yield fact


def slots_of(fact: Plain) -> list[str]:
    return [role for role in fact["slots"] if role not in ("place", "purpose")]


def drop_named(plain: Plain) -> Iterator[Callable[[], None]]:
    for mention in unused(plain):
        if mention["label"] not in VALUED_LABELS:
            yield lambda m=mention: remove(plain, m)


def drop_valued(plain: Plain) -> Iterator[Callable[[], None]]:
    for mention in unused(plain):
        if mention["label"] in VALUED_LABELS:
            yield lambda m=mention: remove(plain, m)


def remove(plain: Plain, mention: Plain) -> None:
    plain["mentions"].remove(mention)
    for entity in plain["entities"]:
        entity["mentions"] = [known for known in entity["mentions"] if known != mention["id"]]


def shorten(plain: Plain) -> Iterator[Callable[[], None]]:
    for mention in unused(plain):
        if len(mention["text"]) > 3:
            yield lambda m=mention: m.update(end=m["end"] - 1, text=m["text"][:-1])


def relabel(plain: Plain) -> Iterator[Callable[[], None]]:
    for mention in unused(plain):
        if mention["label"] in ("GOV", "SECTOR", "ORG"):
            yield lambda m=mention: m.update(label="PROGRAM")


def invent(plain: Plain) -> Iterator[Callable[[], None]]:
    text = plain["document"]["text"]
    taken = [(m["start"], m["end"]) for m in plain["mentions"]]
    for start in range(0, len(text) - 4, 7):
        if all(end <= start or start + 4 <= begin for begin, end in taken):
            new = {"id": "new", "label": "ORG", "start": start, "end": start + 4}
            new |= {"text": text[start : start + 4], "value": None, "entity": None}
            yield lambda n=new: plain["mentions"].append(n)


def change_value(kind: str, **values: Any) -> Mutation:
    def mutation(plain: Plain) -> Iterator[Callable[[], None]]:
        for mention in unused(plain):
            value = mention["value"]
            if value and value["kind"] == kind and (kind != "date" or value["start"]):
                yield lambda v=value: v.update(values)

    return mutation


def wrong_amount_in_fact(plain: Plain) -> Iterator[Callable[[], None]]:
    for fact in alone(plain):
        for filler in fact["slots"].get("amount", []):
            mentions = [m for m in plain["mentions"] if m["id"] == filler["mention"]]
            uses = [f for f in fillers(plain) if f["mention"] == filler["mention"]]
            if mentions and len(uses) == 1:
                yield lambda m=mentions[0]: m["value"].update(currency="MNT")


def wrong_link(plain: Plain) -> Iterator[Callable[[], None]]:
    used = {(filler["entity"], filler["kb_id"]) for filler in fillers(plain)}
    for entity in plain["entities"]:
        free = not any(entity["id"] == e or entity["kb_id"] == k for e, k in used)
        inside = any(entity["name"] in filler["text"] for filler in fillers(plain))
        if entity["label"] == "COUNTRY" and entity["mentions"] and free and not inside:
            yield lambda e=entity: e.update(kb_id="MN")


def drop_fact(plain: Plain) -> Iterator[Callable[[], None]]:
    for fact in alone(plain):
        if slots_of(fact) and not fact["source"]:
            yield lambda f=fact: plain["facts"].remove(f)


def repeat_fact(plain: Plain) -> Iterator[Callable[[], None]]:
    for fact in alone(plain):
        if slots_of(fact) and not fact["source"]:
            yield lambda f=fact: plain["facts"].append({**copy.deepcopy(f), "id": "new"})


def wrong_type(plain: Plain) -> Iterator[Callable[[], None]]:
    kinds = {fact["type"] for fact in plain["facts"]}
    for fact in alone(plain):
        if slots_of(fact) and not fact["source"] and "legislation" not in kinds:
            yield lambda f=fact: f.update(type="legislation")


def change_fact(**parts: Any) -> Mutation:
    def mutation(plain: Plain) -> Iterator[Callable[[], None]]:
        for fact in alone(plain):
            if any(fact[key] != value for key, value in parts.items()):
                yield lambda f=fact: f.update(parts)

    return mutation


def drop_filler(plain: Plain) -> Iterator[Callable[[], None]]:
    for fact in alone(plain):
        for role in slots_of(fact):
            if fact["type"] != "statement":
                yield lambda f=fact, r=role: f["slots"].pop(r)


def swap_roles(plain: Plain) -> Iterator[Callable[[], None]]:
    for fact in alone(plain):
        slots = fact["slots"]
        if fact["type"] != "statement" and {"actor", "object"} <= set(slots):
            new = {"actor": slots["object"], "object": slots["actor"]}
            yield lambda s=slots, n=new: s.update(n)


def drop_source(plain: Plain) -> Iterator[Callable[[], None]]:
    for fact in alone(plain):
        if fact["source"]:
            yield lambda f=fact: f.update(source=None)


def drop_parent(plain: Plain) -> Iterator[Callable[[], None]]:
    for fact in plain["facts"]:
        if fact["parent"]:
            yield lambda f=fact: f.update(parent=None)


def halve_evidence(plain: Plain) -> Iterator[Callable[[], None]]:
    for fact in alone(plain):
        span = fact["evidence"]
        half = span["start"] + len(span["text"]) // 2
        text = plain["document"]["text"][span["start"] : half]
        yield lambda s=span, h=half, t=text: s.update(end=h, text=t)


def merge_facts(plain: Plain) -> Iterator[Callable[[], None]]:
    facts = [fact for fact in plain["facts"] if not fact["parent"] and not fact["source"]]
    parents = {fact["parent"] for fact in plain["facts"]}
    for one in facts:
        for two in facts:
            same = one["type"] == two["type"] and one["evidence"] == two["evidence"]
            if same and one["id"] < two["id"] and two["id"] not in parents and slots_of(two):
                yield lambda a=one, b=two: merge(plain, a, b)


def merge(plain: Plain, one: Plain, two: Plain) -> None:
    plain["facts"].remove(two)
    for role, group in two["slots"].items():
        known = one["slots"].setdefault(role, [])
        known.extend(filler for filler in group if filler not in known)


def wrong_speaker(plain: Plain) -> Iterator[Callable[[], None]]:
    text = plain["document"]["text"]
    for fact in alone(plain):
        if fact["type"] == "statement" and fact["slots"].get("actor"):
            other = {"start": 0, "end": 3, "text": text[:3]}
            yield lambda f=fact, o=other: f["slots"].update(actor=[o])


MUTATIONS: dict[str, tuple[Mutation, set[str]]] = {
    "drop a name": (drop_named, SPANS),
    "drop a number": (drop_valued, SPANS | VALUE),
    "shift an end": (shorten, {"mentions.strict", "mentions.exact", "mentions.partial"}),
    "relabel a name": (relabel, {"mentions.strict", "mentions.relaxed", "mentions.type"}),
    "invent a name": (invent, SPANS),
    "wrong currency": (change_value("money", currency="MNT"), VALUE),
    "wrong scale": (change_value("money", amount="7", amount_max=None), VALUE),
    "wrong year": (change_value("date", start="1901-01-01", timex="1901"), VALUE),
    "wrong unit": (change_value("quantity", unit="nonsense"), VALUE),
    "wrong modifier": (change_value("money", modifier="less_than"), {"mentions.modifier"}),
    "wrong country": (wrong_link, {"mentions.link"}),
    "wrong currency of a fact": (wrong_amount_in_fact, VALUE | SLOTS),
    "drop a fact": (drop_fact, {"facts.detection"} | SLOTS),
    "repeat a fact": (repeat_fact, {"facts.detection"} | SLOTS),
    "wrong type": (wrong_type, {"facts.detection"} | SLOTS),
    "merge two facts": (merge_facts, {"facts.detection"} | SLOTS),
    "wrong action": (change_fact(action="end"), {"facts.action", "facts.complete"}),
    "wrong status": (change_fact(status="denied"), {"facts.status", "facts.complete"}),
    "drop a slot": (drop_filler, SLOTS),
    "swap two slots": (swap_roles, SLOTS),
    "drop a source": (drop_source, {"facts.source", "facts.complete"}),
    "drop a parent": (drop_parent, {"facts.parent"}),
    "halve the evidence": (halve_evidence, {"facts.evidence"}),
    "wrong speaker": (wrong_speaker, SLOTS | {"facts.speaker"}),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", MUTATIONS)
def test_mutation_lowers_its_measures_only(
    name: str, seed: int, corpus_gold: list[Extraction]
) -> None:
    mutation, expected = MUTATIONS[name]
    plains = [extraction.model_dump(mode="json") for extraction in corpus_gold]
    ways = [way for plain in plains for way in mutation(plain)]
    assert ways, "no document can be changed like this"
    random.Random(seed).choice(ways)()
    changed = [load_extraction(json.dumps(plain)) for plain in plains]
    evaluation = evaluate(corpus_gold, changed)
    lowered = {measure for measure in MEASURES if (evaluation.f1(measure) or 0) < 1}
    assert lowered == expected


def test_there_are_enough_mutations() -> None:
    assert len(MUTATIONS) * len(SEEDS) >= 30
