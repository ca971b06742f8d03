"""Compact annotations: gold as people write it, surfaces instead of offsets.

One JSON object for each document, as the annotation guidelines describe it::

    {"id": "a1",
     "mentions": [["937.6 billion won", 1, "MONEY", {"amount": "937600000000", "currency": "KRW"}],
                  ["Seoul", 2, "COUNTRY", {"id": "KR"}]],
     "facts": [{"type": "funding", "action": "introduce", "status": "planned",
                "sentence": "Seoul pledged", "slots": {"amount": ["937.6 billion won"]}}]}

A surface is looked up by whole words; the number says which occurrence is meant. Where
that cannot say it, `at` gives the offset. Beyond the guidelines, a fact may carry
`trigger`, `confidence`, `same_as` and `evidence_end`, so that nothing is lost on the way
back.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from kr_policy_ie.errors import SchemaError
from kr_policy_ie.schema import Document, Extraction, Fact, Filler, Mention

_KINDS = {"MONEY": "money", "PERCENT": "quantity", "QUANTITY": "quantity", "DATE": "date"}
_SENTENCE_END = re.compile(r'[.!?]["”\')]*(?=\s+["“‘(]?[A-Z0-9]|\s*$|\n)')
_FACT_KEYS = frozenset(
    {"type", "action", "status", "sentence", "slots", "source", "parent", "same_as", "trigger"}
    | {"confidence", "evidence_end"}
)
_ENTITY_ROLES = ("actor", "counterparty")

Offsets = tuple[int, int]


class _Problem(Exception):
    """Something in an annotation that cannot be compiled."""


def from_compact(document: Document, annotation: Mapping[str, Any]) -> Extraction:
    """The extraction that a compact annotation of a document describes.

    Args:
        document: The document with its raw text.
        annotation: The decoded JSON object.

    Raises:
        SchemaError: With every problem in a line of its own, if a surface is not in the
            text, a key is unknown or the result breaks the contract.

    >>> seoul = Document(id="a", text="Seoul raised tariffs.")
    >>> got = from_compact(seoul, {"id": "a", "mentions": [["Seoul", 1, "COUNTRY", {"id": "KR"}]]})
    >>> got.mentions[0].end, got.entities[0].kb_id
    (5, 'KR')
    """
    compiler = _Compiler(document)
    plain = compiler.compile(annotation)
    if compiler.problems:
        lines = "\n  ".join(compiler.problems)
        raise SchemaError(f"annotation of document {document.id!r}:\n  {lines}")
    try:
        return Extraction.model_validate(plain)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "extraction"
        raise SchemaError(
            f"annotation of document {document.id!r}: {field}: {first['msg']}"
        ) from error


def occurrences(text: str, surface: str) -> Iterator[Offsets]:
    """Where a surface stands in a text as whole words, from left to right.

    >>> list(occurrences("Korean cars, Korea", "Korea"))
    [(13, 18)]
    """
    start = text.find(surface) if surface else -1
    while start >= 0:
        end = start + len(surface)
        cut_before = surface[0].isalnum() and start > 0 and text[start - 1].isalnum()
        cut_after = surface[-1].isalnum() and end < len(text) and text[end].isalnum()
        if not cut_before and not cut_after:
            yield start, end
        start = text.find(surface, start + 1)


def locate(
    text: str, surface: str, *, nth: int | None = None, near: Offsets | None = None
) -> Offsets:
    """The offsets of one occurrence of a surface.

    Args:
        text: The document's text.
        surface: What to look for.
        nth: Which occurrence, from 1; within `near` where that is given.
        near: A sentence: occurrences in it come first, then the last one before it.

    Raises:
        SchemaError: If there is no such occurrence.
    """
    found = list(occurrences(text, surface))
    if not found:
        raise SchemaError(f"not in the text: {surface!r}")
    number = nth or 1
    if near is None:
        if not 1 <= number <= len(found):
            raise SchemaError(f"only {len(found)} of {surface!r} in the text, asked for {number}")
        return found[number - 1]
    inside = [span for span in found if near[0] <= span[0] and span[1] <= near[1]]
    if inside:
        return inside[number - 1] if 1 <= number <= len(inside) else inside[0]
    before = [span for span in found if span[1] <= near[0]]
    return before[-1] if before else found[0]


def sentence_span(text: str, lead: str) -> Offsets:
    """The sentence that begins with `lead`: up to its full stop or the end of the line.

    Raises:
        SchemaError: If the text has no such beginning.
    """
    start = text.find(lead) if lead else -1
    if start < 0:
        raise SchemaError(f"no sentence begins with {lead!r}")
    known = start + len(lead)
    stop = _SENTENCE_END.search(text, max(start, known - 1))
    line_end = text.find("\n", known)
    ends = [stop.end() if stop else len(text)]
    return start, min([*ends, line_end] if line_end >= 0 else ends)


class _Compiler:
    """Compiles one annotation; collects problems instead of stopping at the first."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._mentions: list[dict[str, Any]] = []
        self._entities: dict[tuple[str, ...], dict[str, Any]] = {}
        self.problems: list[str] = []

    def compile(self, annotation: Mapping[str, Any]) -> dict[str, Any]:
        for key in sorted(set(annotation) - {"id", "mentions", "facts"}):
            self.problems.append(f"unknown key {key!r}; there are id, mentions, facts")
        if annotation.get("id") != self._document.id:
            self.problems.append(f"id is {annotation.get('id')!r}, not that of the document")
        for number, row in enumerate(annotation.get("mentions") or [], 1):
            self._guarded(f"mention {number} {row!r:.80}", self._add_mention, number, row)
        facts: list[dict[str, Any]] = []
        for number, fact in enumerate(annotation.get("facts") or [], 1):
            self._guarded(f"fact {number}", self._add_fact, number, fact, facts)
        return {
            "document": self._document.model_dump(),
            "mentions": self._mentions,
            "entities": list(self._entities.values()),
            "facts": facts,
        }

    def _guarded(self, what: str, add: Any, *arguments: Any) -> None:
        try:
            add(*arguments)
        except (SchemaError, KeyError, TypeError, ValueError, AttributeError) as error:
            reason = f"lacks {error}" if isinstance(error, KeyError) else str(error)
            self.problems.append(f"{what}: {reason}")

    def _add_mention(self, number: int, row: Any) -> None:
        surface, nth, label, *rest = row
        extra = dict(rest[0]) if rest and rest[0] else {}
        start, end = self._place(surface, nth, extra.pop("at", None), None)
        mention = {"id": f"m{number}", "label": label, "start": start, "end": end, "text": surface}
        if label in _KINDS:
            mention["value"] = {"kind": _KINDS[label], **extra}
        else:
            mention["entity"] = self._entity(mention, extra)
        self._mentions.append(mention)

    def _place(
        self, surface: str, nth: int | None, at: int | None, near: Offsets | None
    ) -> Offsets:
        if at is None:
            return locate(self._text, surface, nth=nth, near=near)
        if self._text[at : at + len(surface)] != surface:
            raise SchemaError(f"{surface!r} does not stand at offset {at}")
        return at, at + len(surface)

    def _entity(self, mention: Mapping[str, Any], extra: Mapping[str, Any]) -> str:
        """The id of the mention's entity: one for each id, else for each name."""
        if unknown := sorted(set(extra) - {"id", "name"}):
            raise SchemaError(f"unknown keys {unknown}; a name has id, name, at")
        kb_id, name = extra.get("id"), extra.get("name")
        label, surface = mention["label"], mention["text"]
        key = (kb_id,) if kb_id else (name,) if name else (label, surface)
        new = {"id": f"e{len(self._entities) + 1}", "label": label, "name": name or surface}
        entity = self._entities.setdefault(key, {**new, "kb_id": kb_id, "mentions": []})
        entity["mentions"].append(mention["id"])
        return str(entity["id"])

    def _add_fact(self, number: int, given: Any, facts: list[dict[str, Any]]) -> None:
        if unknown := sorted(set(given) - _FACT_KEYS):
            raise SchemaError(f"unknown keys {unknown}; there are {sorted(_FACT_KEYS)}")
        evidence = sentence_span(self._text, given["sentence"])
        evidence = (evidence[0], given.get("evidence_end") or evidence[1])
        slots: dict[str, list[dict[str, Any]]] = {}
        for role, fillers in (given.get("slots") or {}).items():
            for filler in fillers if isinstance(fillers, list) else [fillers]:
                slots.setdefault(role, []).append(self._filler(role, filler, evidence))
        fact = {
            "id": f"f{number}",
            **{key: given.get(key) for key in ("type", "action", "status", "confidence")},
            "evidence": self._span(evidence),
            "slots": slots,
            "source": self._source(given["source"], evidence) if given.get("source") else None,
            **{key: f"f{given[key]}" for key in ("parent", "same_as") if given.get(key)},
        }
        if given.get("trigger"):
            trigger = self._filler("trigger", given["trigger"], evidence)
            fact["trigger"] = {key: trigger[key] for key in ("start", "end", "text")}
        facts.append(fact)

    def _span(self, offsets: Offsets) -> dict[str, Any]:
        start, end = offsets
        return {"start": start, "end": end, "text": self._text[start:end]}

    def _filler(self, role: str, given: Any, evidence: Offsets) -> dict[str, Any]:
        """A filler, joined to the mention that has its offsets, or to one that it contains."""
        surface, nth, at, kb_id = _parts(given)
        offsets = self._place(surface, nth, at, evidence)
        filler = self._span(offsets)
        same = [m for m in self._mentions if (m["start"], m["end"]) == offsets]
        inner = [m for m in self._mentions if "entity" in m and _within(m, offsets)]
        if same:
            filler["mention"], filler["entity"] = same[0]["id"], same[0].get("entity")
        elif inner and role in _ENTITY_ROLES:
            filler["entity"] = inner[0]["entity"]
        filler["kb_id"] = kb_id or self._kb_id(filler.get("entity"))
        return {key: part for key, part in filler.items() if part is not None}

    def _source(self, given: Any, evidence: Offsets) -> dict[str, Any]:
        source = self._filler("source", given, evidence)
        return {key: source[key] for key in source if key != "kb_id" or _parts(given)[3]}

    def _kb_id(self, entity: str | None) -> str | None:
        ids = [known["kb_id"] for known in self._entities.values() if known["id"] == entity]
        return ids[0] if ids else None


def _parts(given: Any) -> tuple[str, int | None, int | None, str | None]:
    """Surface, occurrence, offset and id of a filler in any of its three shapes."""
    if isinstance(given, str):
        return given, None, None, None
    if isinstance(given, list):
        surface, nth = given
        return surface, nth, None, None
    if unknown := sorted(set(given) - {"text", "id", "nth", "at"}):
        raise SchemaError(f"unknown keys {unknown}; a filler has text, id, nth, at")
    return given["text"], given.get("nth"), given.get("at"), given.get("id")


def _within(mention: Mapping[str, Any], offsets: Offsets) -> bool:
    return bool(offsets[0] <= mention["start"] and mention["end"] <= offsets[1])


def to_compact(extraction: Extraction) -> dict[str, Any]:
    """The compact annotation that compiles to this extraction.

    Ids, warnings, rules and explanations are left out; entities are told apart by their
    id or name only.
    """
    order = {fact.id: number for number, fact in enumerate(extraction.facts, 1)}
    renamed = {mention.id: f"m{number}" for number, mention in enumerate(extraction.mentions, 1)}
    return {
        "id": extraction.document.id,
        "mentions": [_mention_row(extraction, mention, renamed) for mention in extraction.mentions],
        "facts": [_fact_row(extraction, fact, order) for fact in extraction.facts],
    }


def _mention_row(extraction: Extraction, mention: Mention, renamed: Mapping[str, str]) -> list[Any]:
    spans = list(occurrences(extraction.document.text, mention.text))
    here = (mention.start, mention.end)
    extra: dict[str, Any] = {}
    if mention.value:
        extra = mention.value.model_dump(
            mode="json", exclude={"kind", "explain"}, exclude_none=True
        )
        if "equivalent" in extra:
            extra["equivalent"] = renamed.get(extra["equivalent"], extra["equivalent"])
        if mention.label in ("QUANTITY", "PERCENT"):
            extra.setdefault("unit", None)
    elif mention.entity:
        entity = next(e for e in extraction.entities if e.id == mention.entity)
        shared = any(m.text != entity.name for m in extraction.mentions if m.entity == entity.id)
        extra = {"id": entity.kb_id, "name": entity.name if shared else None}
        extra = {key: known for key, known in extra.items() if known}
    if here not in spans:
        extra["at"] = mention.start
    nth = spans.index(here) + 1 if here in spans else 1
    return [mention.text, nth, mention.label, *([extra] if extra else [])]


def _fact_row(extraction: Extraction, fact: Fact, order: Mapping[str, int]) -> dict[str, Any]:
    text = extraction.document.text
    lead = _lead(text, fact.evidence.start, fact.evidence.end)
    evidence = (fact.evidence.start, fact.evidence.end)
    row: dict[str, Any] = {"type": fact.type, "action": fact.action, "status": fact.status}
    row["sentence"] = lead
    if sentence_span(text, lead) != evidence:
        row["evidence_end"] = fact.evidence.end
    row["slots"] = {
        role: [_filler_row(extraction, role, filler, evidence) for filler in fillers]
        for role, fillers in fact.slots.items()
    }
    row["source"] = (
        _filler_row(extraction, "source", fact.source, evidence) if fact.source else None
    )
    row["parent"] = order[fact.parent] if fact.parent else None
    if fact.same_as:
        row["same_as"] = order[fact.same_as]
    if fact.trigger:
        trigger = Filler(**fact.trigger.model_dump())
        row["trigger"] = _filler_row(extraction, "trigger", trigger, evidence)
    if fact.confidence is not None:
        row["confidence"] = fact.confidence
    return row


def _lead(text: str, start: int, end: int) -> str:
    """The shortest beginning of a sentence, in whole words, that is found there first."""
    for word in re.finditer(r"\S+", text[start:end]):
        lead = text[start : start + word.end()]
        if word.end() >= 12 and text.find(lead) == start:
            return lead
    return text[start:end]


def _filler_row(extraction: Extraction, role: str, filler: Filler, evidence: Offsets) -> Any:
    extra: dict[str, Any] = {}
    here = (filler.start, filler.end)
    text = extraction.document.text
    try:
        found: Offsets | None = locate(text, filler.text, near=evidence)
    except SchemaError:
        found = None
    if found != here:
        extra["at"] = filler.start
    inferred = _inferred_entity(extraction, role, here)
    entities = {entity.id: entity for entity in extraction.entities}
    known = entities.get(inferred or "")
    if filler.kb_id and (known is None or known.kb_id != filler.kb_id):
        extra["id"] = filler.kb_id
    elif filler.entity and filler.entity != inferred:
        entity = entities[filler.entity]
        extra["id"] = entity.kb_id or entity.name
    return {"text": filler.text, **extra} if extra else filler.text


def _inferred_entity(extraction: Extraction, role: str, offsets: Offsets) -> str | None:
    """The entity that the compiler gives a filler with these offsets by itself."""
    for mention in extraction.mentions:
        if (mention.start, mention.end) == offsets:
            return mention.entity
    if role in _ENTITY_ROLES:
        for mention in extraction.mentions:
            if mention.entity and offsets[0] <= mention.start and mention.end <= offsets[1]:
                return mention.entity
    return None


def dump_compact(annotation: Mapping[str, Any]) -> str:
    """The text of an annotation file: a mention and a fact a line, to be corrected by hand.

    >>> print(dump_compact({"id": "a", "mentions": [["Seoul", 1, "PLACE"]], "facts": []}), end="")
    {"id": "a",
    "mentions": [
    ["Seoul", 1, "PLACE"]
    ],
    "facts": [
    ]}
    """

    def listed(items: Iterable[Any]) -> str:
        lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
        return f"[\n{lines}\n]" if lines else "[\n]"

    name = json.dumps(annotation["id"], ensure_ascii=False)
    mentions, facts = listed(annotation["mentions"]), listed(annotation["facts"])
    return f'{{"id": {name},\n"mentions": {mentions},\n"facts": {facts}}}\n'
