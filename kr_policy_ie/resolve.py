"""Document level: which mentions are one entity, what pronouns stand for, what repeats what."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

PlainDict = dict[str, Any]

#: Roles whose fillers are compared by value when two facts may be the same.
_VALUED_ROLES = ("amount", "rate", "quantity", "before", "after")
#: With how many earlier facts of its kind a fact is compared.
_MEMORY = 200
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
    text = doc.text
    anaphors = {(item["start"], item["end"]): item for item in doc._.kr_anaphors or []}
    facts: list[PlainDict] = [dict(fact) for fact in doc._.kr_facts or []]
    for fact in facts:
        fact["slots"] = {
            role: [_stand_for(text, filler, anaphors) for filler in fillers]
            for role, fillers in fact["slots"].items()
        }
        if fact.get("source"):
            fact["source"] = _stand_for(text, fact["source"], anaphors)
    _mark_repeats(doc, facts)
    doc._.kr_facts = facts
    return doc


def find_entities(doc: Doc) -> list[PlainDict]:
    """The entities of a Doc in order of their first mention, as plain dicts.

    Mentions with the same link key are one entity; without a link, those with the same
    label and words are.
    """
    by_key: dict[tuple[str, str], PlainDict] = {}
    doc_text = doc.text  # spaCy joins all tokens anew each time it is asked
    for span in sorted(doc.spans.get("kr_names", []), key=lambda item: item.start_char):
        found = span._.kr_name or {} if span.has_extension("kr_name") else {}
        link = (span._.kr_link or {}) if span.has_extension("kr_link") else {}
        start, end = found.get("start", span.start_char), found.get("end", span.end_char)
        text = doc_text[start:end]
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
    text: str, filler: PlainDict, anaphors: dict[tuple[int, int], PlainDict]
) -> PlainDict:
    """The filler with what it stands for, where it is a pronoun or a generic noun phrase."""
    if filler.get("kb_id") or filler.get("antecedent"):
        return filler
    start, end = filler["start"], filler["end"]
    article = re.match(r"(?:the|The|THE) ", text[max(0, start - 4) : end])
    found = anaphors.get((start, end)) or (anaphors.get((start - 4, end)) if article else None)
    if found is None:
        return filler
    resolved = {key: found[key] for key in ("kb_id", "antecedent") if found.get(key)}
    return {**filler, **resolved}


def _mark_repeats(doc: Doc, facts: list[PlainDict]) -> None:
    """Set `same_as` of each fact to the index of the first earlier fact that says the same."""
    values, text = _value_index(doc), doc.text
    seen: dict[tuple[str, str | None], list[tuple[int, _Said]]] = {}
    for index, fact in enumerate(facts):
        fact["same_as"] = None
        if fact["type"] == "statement":
            continue
        said = _said(text, fact, values)
        earlier = seen.setdefault((fact["type"], fact["action"]), [])
        fact["same_as"] = next(
            (place for place, other in earlier[-_MEMORY:] if _says_the_same(other, said)), None
        )
        if fact["same_as"] is None:
            earlier.append((index, said))


@dataclass(frozen=True)
class _Said:
    """What a fact says, as sets to compare."""

    evidence: tuple[int, int]
    values: dict[str, set[tuple[str, ...]]]
    parties: set[str]
    things: set[str]


def _said(text: str, fact: PlainDict, values: dict[tuple[int, int], PlainDict]) -> _Said:
    start, end = fact["evidence"]
    return _Said(
        (start, end),
        {role: _values_of(fact, role, values) for role in _VALUED_ROLES},
        _words_of(text, fact, ("actor", "counterparty")),
        _words_of(text, fact, ("object", "instrument", "sector")),
    )


def _value_index(doc: Doc) -> dict[tuple[int, int], PlainDict]:
    index: dict[tuple[int, int], PlainDict] = {}
    for group, extension in (("kr_values", "kr_value"), ("kr_dates", "kr_date")):
        for span in doc.spans.get(group, []):
            found = getattr(span._, extension)
            index[found["start"], found["end"]] = found["value"]
    return index


def _says_the_same(first: _Said, second: _Said) -> bool:
    if first.evidence == second.evidence:
        return False
    shared_values = 0
    for role in _VALUED_ROLES:
        one, two = first.values[role], second.values[role]
        if one and two and not one & two:
            return False
        shared_values += len(one & two)
    both_parties = bool(first.parties and second.parties)
    if both_parties and not first.parties & second.parties:
        return False
    return shared_values > 0 or (both_parties and bool(first.things & second.things))


def _values_of(
    fact: PlainDict, role: str, values: dict[tuple[int, int], PlainDict]
) -> set[tuple[str, ...]]:
    found = (values.get((item["start"], item["end"])) for item in fact["slots"].get(role, []))
    return {
        tuple(str(value.get(key)) for key in ("amount", "number", "currency", "unit", "timex"))
        for value in found
        if value
    }


def _words_of(text: str, fact: PlainDict, roles: Iterable[str]) -> set[str]:
    return {
        word.lower()
        for filler in _fillers(fact, roles)
        for word in _WORDS.findall(text[filler["start"] : filler["end"]])
        if word.lower() not in _SMALL_WORDS
    }


def _fillers(fact: PlainDict, roles: Iterable[str]) -> Iterator[PlainDict]:
    for role in roles:
        yield from fact["slots"].get(role, [])
