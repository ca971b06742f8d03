"""brat standoff: an extraction as a text and its `.ann` file, and back.

Mentions are text-bound annotations, entities of several mentions `Equiv` sets, ids
normalisations (`N`), facts events with their fillers as arguments, action and status
attributes (`A`). Values and the rest stand as JSON in annotator notes (`#`), so that an
extraction comes back whole. Offsets are code points, as brat counts them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from kr_policy_ie.errors import SchemaError
from kr_policy_ie.export.assembly import ReadValue, assemble, check_label
from kr_policy_ie.schema import (
    FACT_TYPES,
    NAMED_LABELS,
    ROLES,
    VALUED_LABELS,
    Document,
    Extraction,
    Fact,
    Filler,
    Span,
)

Plain = dict[str, Any]
_FILLER, _LINKS, _ATTRIBUTES = "FILLER", ("parent", "same_as"), ("action", "status")
_ROLE_NUMBER = re.compile(r"^(.*?)\d*$")


def brat_config() -> str:
    """The `annotation.conf` of a brat collection that holds these annotations."""
    roles = ", ".join(f"{role}*:<ENTITY>" for role in [*ROLES, "source"])
    links = ", ".join(f"{name}?:<EVENT>" for name in _LINKS)
    values = {"Action": "introduce|increase|decrease|end|continue"}
    values["Status"] = "considered|planned|realized|denied"
    lines = ["[entities]", *VALUED_LABELS, *NAMED_LABELS, _FILLER, *FACT_TYPES, "[relations]"]
    lines += ["<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"]
    lines += ["[events]", *[f"{kind}\t{roles}, {links}" for kind in FACT_TYPES], "[attributes]"]
    lines += [f"{name}\tArg:<EVENT>, Value:{choices}" for name, choices in values.items()]
    return "\n".join(lines) + "\n"


def to_brat(extraction: Extraction) -> str:
    """The `.ann` file of an extraction; the `.txt` file is the document's text as it is.

    What is known of the document besides its text is in the note of the first line.
    """
    return _Writer(extraction).write()


class _Writer:
    """Writes the lines of one file."""

    def __init__(self, extraction: Extraction) -> None:
        self._extraction = extraction
        self._lines: list[str] = []
        self._numbers = dict.fromkeys("TEAN#", 0)
        self._bound: dict[str, str] = {}

    def write(self) -> str:
        extraction = self._extraction
        document = extraction.document.model_dump(exclude={"text"}, exclude_none=True)
        warnings = [warning.model_dump(mode="json") for warning in extraction.warnings]
        entities = [entity.model_dump(mode="json") for entity in extraction.entities]
        known = {"document": document, "entities": entities, "warnings": warnings}
        self._lines.append(f"#0\tDocument T0\t{_json(known)}")
        self._mentions()
        events = {fact.id: f"E{number}" for number, fact in enumerate(extraction.facts, 1)}
        for fact in extraction.facts:
            self._fact(fact, events)
        return "\n".join(self._lines) + "\n"

    def _next(self, letter: str) -> str:
        self._numbers[letter] += 1
        return f"{letter}{self._numbers[letter]}"

    def _text_bound(self, label: str, span: Span) -> str:
        name = self._next("T")
        pieces = [
            (span.start + found.start(), span.start + found.end(), found.group())
            for found in re.finditer(r"[^\r\n]+", span.text)
        ]
        pieces = pieces or [(span.start, span.end, "")]
        offsets = ";".join(f"{start} {end}" for start, end, _ in pieces)
        self._lines.append(f"{name}\t{label} {offsets}\t{' '.join(text for *_, text in pieces)}")
        return name

    def _note(self, target: str, known: Mapping[str, Any]) -> None:
        if known:
            self._lines.append(f"{self._next('#')}\tAnnotatorNotes {target}\t{_json(known)}")

    def _mentions(self) -> None:
        ids = {entity.id: entity for entity in self._extraction.entities}
        groups: dict[str, list[str]] = {}
        for mention in self._extraction.mentions:
            name = self._bound[mention.id] = self._text_bound(mention.label, mention)
            details = mention.model_dump(mode="json", include={"value", "entity"})
            known = {key: part for key, part in details.items() if part is not None}
            self._note(name, {"id": mention.id, **known})
            entity = ids.get(mention.entity or "")
            if entity:
                groups.setdefault(entity.id, []).append(name)
                if entity.kb_id:
                    said = " ".join(entity.name.split())
                    self._lines.append(
                        f"{self._next('N')}\tReference {name} KB:{entity.kb_id}\t{said}"
                    )
        for names in groups.values():
            if len(names) > 1:
                self._lines.append(f"*\tEquiv {' '.join(names)}")

    def _fact(self, fact: Fact, events: Mapping[str, str]) -> None:
        trigger = self._text_bound(fact.type, fact.trigger or fact.evidence)
        arguments: list[str] = []
        fillers: dict[str, Plain] = {}
        for role, filler in _fillers(fact):
            target = self._bound.get(filler.mention or "") or self._text_bound(_FILLER, filler)
            number = sum(argument.startswith(role) for argument in arguments) + 1
            arguments.append(f"{role}{number if number > 1 else ''}:{target}")
            rest = filler.model_dump(mode="json", exclude={"text"}, exclude_none=True)
            fillers[arguments[-1].split(":", 1)[0]] = {"to": target, **rest}
        for name in _LINKS:
            other = getattr(fact, name)
            if other:
                arguments.append(f"{name}:{events[other]}")
        event = events[fact.id]
        self._lines.append(f"{event}\t{fact.type}:{trigger} {' '.join(arguments)}".rstrip())
        for name in _ATTRIBUTES:
            if getattr(fact, name):
                self._lines.append(
                    f"{self._next('A')}\t{name.capitalize()} {event} {getattr(fact, name)}"
                )
        kept = {"id", "confidence", "rules", "explain", "evidence"}
        details = fact.model_dump(mode="json", include=kept, exclude_none=True)
        self._note(event, {**details, "fillers": fillers, "trigger": fact.trigger is not None})


def _fillers(fact: Fact) -> Iterator[tuple[str, Filler]]:
    for role, group in fact.slots.items():
        yield from ((str(role), filler) for filler in group)
    if fact.source:
        yield "source", fact.source


def _json(known: Mapping[str, Any]) -> str:
    return json.dumps(known, ensure_ascii=False, sort_keys=True)


def from_brat(
    text: str,
    annotations: str,
    *,
    name: str = "document",
    labels: Mapping[str, str] | None = None,
    read_value: ReadValue | None = None,
) -> Extraction:
    """The extraction that a brat file describes.

    Args:
        text: The content of the `.txt` file.
        annotations: The content of the `.ann` file, of ours or another project.
        name: The document's id, where the file does not say it.
        labels: What labels of another project mean here.
        read_value: Reads the values of mentions that carry none.

    Raises:
        SchemaError: With the line, if it cannot be read, names what does not exist, does
            not fit the text, or has an unknown label.
    """
    reader = _Reader(text, name, labels or {})
    for number, line in enumerate(annotations.split("\n"), 1):
        if line.strip():
            reader.read(number, line.rstrip("\r"))
    return assemble(reader.document(), reader.parts(), read_value=read_value)


class _Reader:
    """Reads the lines of one file."""

    def __init__(self, text: str, name: str, labels: Mapping[str, str]) -> None:
        self._text, self._name, self._labels = text, name, labels
        self._spans: dict[str, Plain] = {}
        self._events: dict[str, tuple[str, list[tuple[str, str]]]] = {}
        self._notes: dict[str, Plain] = {}
        self._attributes: dict[str, dict[str, str]] = {}
        self._references: dict[str, tuple[str, str]] = {}
        self._equivalents: list[list[str]] = []
        self._known: Plain = {}

    def read(self, number: int, line: str) -> None:
        where = f"{self._name}.ann:{number}"
        try:
            mark, body, *rest = line.split("\t", 2)
            self._read(mark, body, rest[0] if rest else "")
        except SchemaError as error:
            raise SchemaError(f"{where}: {error}") from error
        except (ValueError, IndexError) as error:
            raise SchemaError(f"{where}: cannot be read: {line!r:.100}") from error

    def _read(self, mark: str, body: str, rest: str) -> None:
        if mark == "#0" and body.startswith("Document"):
            self._known = json.loads(rest)
        elif mark.startswith("T"):
            self._spans[mark] = self._span(mark, body, rest)
        elif mark.startswith("E"):
            head, *arguments = body.split()
            pairs = [tuple(argument.split(":", 1)) for argument in arguments]
            self._events[mark] = (head.split(":", 1)[1], [(role, to) for role, to in pairs])
        elif mark.startswith(("A", "M")):
            name, target, *value = body.split()
            self._attributes.setdefault(target, {})[name.lower()] = value[0] if value else ""
        elif mark.startswith("N"):
            _, target, reference = body.split()
            self._references[target] = (reference.split(":", 1)[1], rest)
        elif mark.startswith("#"):
            self._add_note(body.split()[1], rest)
        elif mark == "*":
            self._equivalents.append(body.split()[1:])

    def _add_note(self, target: str, text: str) -> None:
        if text.startswith("{"):
            self._notes[target] = json.loads(text)

    def _span(self, mark: str, body: str, said: str) -> Plain:
        label, offsets = body.split(" ", 1)
        numbers = [int(number) for piece in offsets.split(";") for number in piece.split()]
        start, end = numbers[0], numbers[-1]
        text = self._text[start:end]
        if text.split() != said.split():
            raise SchemaError(f"{mark}: {said!r} does not stand at {start}, but {text!r}")
        return {"label": self._labels.get(label, label), "start": start, "end": end, "text": text}

    def document(self) -> Document:
        return Document(text=self._text, **{"id": self._name, **self._known.get("document", {})})

    def parts(self) -> Plain:
        triggers = {trigger for trigger, _ in self._events.values()}
        mentions = []
        for mark, span in self._spans.items():
            if mark not in triggers and span["label"] != _FILLER:
                check_label(span["label"], f"{self._name}.ann: {mark}")
                note = {k: v for k, v in self._note(mark).items() if k in ("id", "value", "entity")}
                mentions.append({"id": mark, **span, **note, "mark": mark})
        entities = self._known.get("entities") or self._entities(mentions)
        names = {mention.pop("mark"): mention["id"] for mention in mentions}
        facts = [self._fact(event, names) for event in self._events]
        warnings = self._known.get("warnings", [])
        return {"mentions": mentions, "entities": entities, "facts": facts, "warnings": warnings}

    def _note(self, mark: str) -> Plain:
        return self._notes.get(mark, {})

    def _entities(self, mentions: list[Plain]) -> list[Plain]:
        """Entities of a foreign file: one for each `Equiv` set or referenced mention."""
        by_mark = {mention["mark"]: mention for mention in mentions}
        groups = [[mark for mark in group if mark in by_mark] for group in self._equivalents]
        grouped = {mark for group in groups for mark in group}
        groups += [[mark] for mark in self._references if mark in by_mark and mark not in grouped]
        entities = []
        for number, group in enumerate((group for group in groups if group), 1):
            referred = [self._references[mark] for mark in group if mark in self._references]
            first = by_mark[group[0]]
            kb_id, name = referred[0] if referred else (None, first["text"])
            entity = {"id": f"e{number}", "label": first["label"], "name": name or first["text"]}
            entity |= {"kb_id": kb_id, "mentions": [by_mark[mark]["id"] for mark in group]}
            entities.append(entity)
            for mark in group:
                by_mark[mark]["entity"] = entity["id"]
        return entities

    def _fact(self, event: str, names: Mapping[str, str]) -> Plain:
        trigger, arguments = self._events[event]
        span = self._bare(trigger)
        note = self._note(event)
        fillers = note.get("fillers", {})
        fact: Plain = {"id": note.get("id", event), "type": self._spans[trigger]["label"]}
        fact |= {"evidence": note.get("evidence", self._line_of(span)), "slots": {}}
        fact |= {key: note[key] for key in ("confidence", "rules", "explain") if key in note}
        fact |= {key: self._attributes.get(event, {}).get(key) for key in _ATTRIBUTES}
        if note.get("trigger", True):
            fact["trigger"] = span
        for argument, target in arguments:
            role = _ROLE_NUMBER.sub(r"\1", argument)
            if role in _LINKS:
                fact[role] = self._note(target).get("id", target)
                continue
            filler = self._filler(target, fillers.get(argument, {}), names)
            if role == "source":
                fact["source"] = filler
            else:
                fact["slots"].setdefault(role, []).append(filler)
        return fact

    def _bare(self, mark: str) -> Plain:
        if mark not in self._spans:
            raise SchemaError(f"{self._name}.ann: there is no {mark}")
        return {key: self._spans[mark][key] for key in ("start", "end", "text")}

    def _filler(self, target: str, known: Plain, names: Mapping[str, str]) -> Plain:
        span = self._bare(target)
        if known.get("to") == target:
            return {**span, **{k: part for k, part in known.items() if k not in ("to", *span)}}
        return {**span, **({"mention": names[target]} if target in names else {})}

    def _line_of(self, span: Plain) -> Plain:
        """The line that a span stands in: the evidence of a foreign event."""
        start = self._text.rfind("\n", 0, span["start"]) + 1
        end = self._text.find("\n", span["end"])
        end = len(self._text) if end < 0 else end
        return {"start": start, "end": end, "text": self._text[start:end]}
