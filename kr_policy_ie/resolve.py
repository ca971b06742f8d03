"""Document level: which mentions are one entity, what pronouns stand for, what repeats what."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

PlainDict = dict[str, Any]

#: Roles whose fillers are compared by value when two facts may be the same.
_VALUED_ROLES = ("amount", "rate", "quantity", "before", "after")
_WORDS = re.compile(r"\w+")
_SMALL_WORDS = frozenset({"the", "a", "an", "of", "its", "their", "and", "on", "for", "to"})


def register_extensions() -> None:
    """Declare the Doc extensions that this module writes; safe to call again."""
    for name in ("kr_entities", "kr_facts", "kr_anaphors", "kr_warnings"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=[])


@Language.factory("kr_resolve", assigns=["doc._.kr_entities"], requires=["doc._.kr_facts"])
def make_kr_resolve(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """A component that ties mentions to entities and facts to facts.

    Reads `doc.spans["kr_names"]`, `doc._.kr_anaphors` and `doc._.kr_facts`; writes
    `doc._.kr_entities` and, in the facts, what pronouns stand for and `same_as`.
    """
    register_extensions()
    return resolve


def resolve(doc: Doc) -> Doc:
    """The same Doc, with entities, resolved fillers and repeated facts marked."""
    entities = find_entities(doc)
    doc._.kr_entities = entities
    anaphors = {(item["start"], item["end"]): item for item in doc._.kr_anaphors or []}
    facts: list[PlainDict] = [dict(fact) for fact in doc._.kr_facts or []]
    for fact in facts:
        fact["slots"] = {
            role: [_stand_for(doc, filler, anaphors) for filler in fillers]
            for role, fillers in fact["slots"].items()
        }
        if fact.get("source"):
            fact["source"] = _stand_for(doc, fact["source"], anaphors)
    _mark_repeats(doc, facts)
    doc._.kr_facts = facts
    return doc


def find_entities(doc: Doc) -> list[PlainDict]:
    """The entities of a Doc in order of their first mention, as plain dicts.

    Mentions with the same link key are one entity; without a link, those with the same
    label and words are.
    """
    by_key: dict[tuple[str, str], PlainDict] = {}
    for span in sorted(doc.spans.get("kr_names", []), key=lambda item: item.start_char):
        found = span._.kr_name or {} if span.has_extension("kr_name") else {}
        link = (span._.kr_link or {}) if span.has_extension("kr_link") else {}
        start, end = found.get("start", span.start_char), found.get("end", span.end_char)
        text = doc.text[start:end]
        key = (span.label_, str(link.get("entity") or text.lower()))
        entity = by_key.setdefault(
            key,
            {
                "label": span.label_,
                "name": link.get("name") or text,
                "kb_id": link.get("kb_id"),
                "mentions": [],
            },
        )
        entity["mentions"].append([start, end])
        entity["kb_id"] = entity["kb_id"] or link.get("kb_id")
    return list(by_key.values())


def _stand_for(
    doc: Doc, filler: PlainDict, anaphors: dict[tuple[int, int], PlainDict]
) -> PlainDict:
    """The filler with what it stands for, where it is a pronoun or a generic noun phrase."""
    if filler.get("kb_id") or filler.get("antecedent"):
        return filler
    start, end = filler["start"], filler["end"]
    article = re.match(r"(?:the|The|THE) ", doc.text[max(0, start - 4) : end])
    found = anaphors.get((start, end)) or (anaphors.get((start - 4, end)) if article else None)
    if found is None:
        return filler
    resolved = {key: found[key] for key in ("kb_id", "antecedent") if found.get(key)}
    return {**filler, **resolved}


def _mark_repeats(doc: Doc, facts: list[PlainDict]) -> None:
    """Set `same_as` of each fact to the index of the first earlier fact that says the same."""
    values = _value_index(doc)
    for index, fact in enumerate(facts):
        fact["same_as"] = next(
            (
                other_index
                for other_index, other in enumerate(facts[:index])
                if other["same_as"] is None and _says_the_same(doc, other, fact, values)
            ),
            None,
        )


def _value_index(doc: Doc) -> dict[tuple[int, int], PlainDict]:
    index: dict[tuple[int, int], PlainDict] = {}
    for group, extension in (("kr_values", "kr_value"), ("kr_dates", "kr_date")):
        for span in doc.spans.get(group, []):
            found = getattr(span._, extension)
            index[found["start"], found["end"]] = found["value"]
    return index


def _says_the_same(
    doc: Doc, first: PlainDict, second: PlainDict, values: dict[tuple[int, int], PlainDict]
) -> bool:
    if first["type"] != second["type"] or first["type"] == "statement":
        return False
    if first["action"] != second["action"] or first["evidence"] == second["evidence"]:
        return False
    shared_values = 0
    for role in _VALUED_ROLES:
        one, two = (_values_of(fact, role, values) for fact in (first, second))
        if one and two and not one & two:
            return False
        shared_values += len(one & two)
    parties = [_words_of(doc, fact, ("actor", "counterparty")) for fact in (first, second)]
    things = [_words_of(doc, fact, ("object", "instrument", "sector")) for fact in (first, second)]
    parties_agree = not all(parties) or bool(parties[0] & parties[1])
    things_agree = bool(things[0] & things[1])
    return parties_agree and (shared_values > 0 or (things_agree and all(parties)))


def _values_of(
    fact: PlainDict, role: str, values: dict[tuple[int, int], PlainDict]
) -> set[tuple[str, ...]]:
    found = (values.get((item["start"], item["end"])) for item in fact["slots"].get(role, []))
    return {
        tuple(str(value.get(key)) for key in ("amount", "number", "currency", "unit", "timex"))
        for value in found
        if value
    }


def _words_of(doc: Doc, fact: PlainDict, roles: Iterable[str]) -> set[str]:
    return {
        word.lower()
        for filler in _fillers(fact, roles)
        for word in _WORDS.findall(doc.text[filler["start"] : filler["end"]])
        if word.lower() not in _SMALL_WORDS
    }


def _fillers(fact: PlainDict, roles: Iterable[str]) -> Iterator[PlainDict]:
    for role in roles:
        yield from fact["slots"].get(role, [])
