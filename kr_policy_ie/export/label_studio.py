"""Label Studio: extractions as tasks for correction, and annotated tasks as extractions.

A mention is a region with its label; a fact is a region over its evidence with a label
`fact:TYPE`, choices for action and status, and relations to its fillers, labelled with
their roles. Values, links and the rest stand as JSON in text areas of the regions, so that
a task comes back whole. The
labelling interface for all of it is `LABEL_CONFIG`.

Offsets are code points, as Label Studio writes since 1.4; older exports count UTF-16
units, which is recognised by the text of the region.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, get_args

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
)
from kr_policy_ie.schema.facts import Action, Status

Plain = dict[str, Any]
_FACT, _FILLER, _TRIGGER = "fact:", "filler", "trigger"
_CHOICES: Mapping[str, tuple[str, ...]] = {"action": get_args(Action), "status": get_args(Status)}
_DOCUMENT_KEYS = ("id", "title", "published", "source", "url", "language")


def label_config() -> str:
    """The XML of a Label Studio project in which these tasks can be corrected."""
    labels = [*VALUED_LABELS, *NAMED_LABELS, *(_FACT + kind for kind in FACT_TYPES)]
    lines = ["<View>", '  <Labels name="label" toName="text">']
    lines += [f'    <Label value="{label}"/>' for label in [*labels, _FILLER, _TRIGGER]]
    lines += ["  </Labels>", "  <Relations>"]
    relations = [*ROLES, "source", "trigger", "parent", "same_as"]
    lines += [f'    <Relation value="{relation}"/>' for relation in relations]
    lines += ["  </Relations>", '  <Text name="text" value="$text" granularity="symbol"/>']
    for name, choices in _CHOICES.items():
        lines.append(f'  <Choices name="{name}" toName="text" choice="single" perRegion="true">')
        lines += [f'    <Choice value="{choice}"/>' for choice in choices]
        lines.append("  </Choices>")
    lines += ['  <TextArea name="details" toName="text" perRegion="true"/>', "</View>"]
    return "\n".join(lines) + "\n"


def to_label_studio(extraction: Extraction, *, prediction: bool = False) -> Plain:
    """One task, as Label Studio imports it.

    Args:
        extraction: What to show.
        prediction: Write a prediction (to be accepted or corrected), not an annotation.
    """
    known = extraction.document.model_dump(exclude={"text"})
    entities = [entity.model_dump(mode="json") for entity in extraction.entities]
    warnings = [warning.model_dump(mode="json") for warning in extraction.warnings]
    result = list(_mention_results(extraction))
    for fact in extraction.facts:
        result.extend(_fact_results(fact))
    body: Plain = {"result": result}
    body |= {"model_version": "kr-policy-ie"} if prediction else {}
    return {
        "data": {"text": extraction.document.text, **known},
        "meta": {"entities": entities, "warnings": warnings},
        "predictions" if prediction else "annotations": [body],
    }


def _region(name: str, start: int, end: int, text: str, label: str) -> Plain:
    value = {"start": start, "end": end, "text": text, "labels": [label]}
    return {"id": name, "from_name": "label", "to_name": "text", "type": "labels", "value": value}


def _details(region: Plain, details: Mapping[str, Any]) -> Iterator[Plain]:
    """The region, and a text area with what a region cannot hold."""
    yield region
    if details:
        span = {key: region["value"][key] for key in ("start", "end")}
        text = [json.dumps(details, ensure_ascii=False, sort_keys=True)]
        area = {"id": region["id"], "from_name": "details", "to_name": "text"}
        yield {**area, "type": "textarea", "value": {**span, "text": text}}


def _choice(region: Plain, name: str, chosen: str) -> Plain:
    span = {key: region["value"][key] for key in ("start", "end")}
    choice = {"id": region["id"], "from_name": name, "to_name": "text", "type": "choices"}
    return {**choice, "value": {**span, "choices": [chosen]}}


def _mention_results(extraction: Extraction) -> Iterator[Plain]:
    for mention in extraction.mentions:
        region = _region(mention.id, mention.start, mention.end, mention.text, mention.label)
        details = mention.model_dump(mode="json", include={"value", "entity"}, exclude_none=True)
        yield from _details(region, details)


def _fact_results(fact: Fact) -> Iterator[Plain]:
    evidence = fact.evidence
    region = _region(fact.id, evidence.start, evidence.end, evidence.text, _FACT + fact.type)
    kept = {"confidence", "rules", "explain"}
    details = fact.model_dump(mode="json", include=kept, exclude_none=True)
    fillers: dict[str, list[Plain]] = {}
    extra = [_choice(region, name, getattr(fact, name)) for name in _CHOICES if getattr(fact, name)]
    named = [(str(role), filler) for role, group in fact.slots.items() for filler in group]
    if fact.source:
        named.append(("source", fact.source))
    if fact.trigger:
        named.append(("trigger", Filler(**fact.trigger.model_dump())))
    for number, (role, filler) in enumerate(named):
        target = filler.mention or f"{fact.id}.{number}"
        if not filler.mention:
            label = _TRIGGER if role == "trigger" else _FILLER
            extra.append(_region(target, filler.start, filler.end, filler.text, label))
        extra.append(_relation(fact.id, target, role))
        rest = filler.model_dump(mode="json", exclude={"text"}, exclude_none=True)
        fillers.setdefault(role, []).append({"to": target, **rest})
    for name, other in (("parent", fact.parent), ("same_as", fact.same_as)):
        if other:
            extra.append(_relation(fact.id, other, name))
    yield from _details(region, {**details, **({"fillers": fillers} if fillers else {})})
    yield from extra


def _relation(start: str, end: str, label: str) -> Plain:
    relation = {"type": "relation", "from_id": start, "to_id": end}
    return {**relation, "direction": "right", "labels": [label]}


def from_label_studio(
    task: Mapping[str, Any],
    *,
    labels: Mapping[str, str] | None = None,
    read_value: ReadValue | None = None,
) -> Extraction:
    """The extraction that an annotated task describes.

    The annotation marked as ground truth counts, else the first that was not cancelled,
    else the first prediction.

    Args:
        task: A task of a JSON export of Label Studio, of ours or another project.
        labels: What labels of another project mean here.
        read_value: Reads the values of regions that carry none.

    Raises:
        SchemaError: If the task has no text, a label is unknown, a region does not
            fit the text, or the result breaks the contract.
    """
    data = task.get("data") or {}
    if not isinstance(data.get("text"), str):
        raise SchemaError("Label Studio task: data.text is missing; expected the document's text")
    known = {key: data[key] for key in _DOCUMENT_KEYS if data.get(key) is not None}
    name = str(known.pop("id", task.get("id", "task")))
    document = Document(id=name, text=data["text"], **known)
    reader = _Reader(document, labels or {})
    reader.read(_chosen(task).get("result", []))
    meta = task.get("meta") or {}
    parts = {**reader.parts(meta.get("entities", [])), "warnings": meta.get("warnings", [])}
    return assemble(document, parts, read_value=read_value)


def _chosen(task: Mapping[str, Any]) -> Mapping[str, Any]:
    kept = [found for found in task.get("annotations") or [] if not found.get("was_cancelled")]
    kept.sort(key=lambda found: not found.get("ground_truth"))
    chosen: Mapping[str, Any] = next(iter([*kept, *(task.get("predictions") or [])]), {})
    return chosen


class _Reader:
    """Reads the results of one annotation."""

    def __init__(self, document: Document, labels: Mapping[str, str]) -> None:
        self._document = document
        self._labels = labels
        self._regions: dict[str, Plain] = {}
        self._details: dict[str, Plain] = {}
        self._relations: list[tuple[str, str, str]] = []

    def read(self, results: list[Mapping[str, Any]]) -> None:
        for result in results:
            kind = result.get("type")
            if kind == "labels":
                self._regions[result["id"]] = self._span(result)
            elif kind == "textarea" and result.get("from_name") == "details":
                self._details.setdefault(result["id"], {}).update(self._json(result))
            elif kind == "choices" and result.get("from_name") in _CHOICES:
                chosen = (result["value"].get("choices") or [None])[0]
                self._details.setdefault(result["id"], {})[result["from_name"]] = chosen
            elif kind == "relation":
                for label in result.get("labels") or []:
                    self._relations.append((result["from_id"], result["to_id"], label))

    def _json(self, result: Mapping[str, Any]) -> Plain:
        text = "".join(result["value"].get("text") or [])
        try:
            details = json.loads(text)
        except ValueError as error:
            where = f"region {result['id']} of {self._document.id!r}"
            raise SchemaError(f"{where}: details are no JSON: {text!r:.80}") from error
        return dict(details)

    def _span(self, result: Mapping[str, Any]) -> Plain:
        value = result["value"]
        label = (value.get("labels") or [""])[0]
        text = self._document.text
        start, end = int(value["start"]), int(value["end"])
        said = value.get("text")
        if said is not None and text[start:end] != said:
            start, end = _code_points(text, start), _code_points(text, end)
            if text[start:end] != said:
                where = f"region {result['id']} of {self._document.id!r}"
                raise SchemaError(f"{where}: {said!r} does not stand at {value['start']}")
        span = {"id": result["id"], "start": start, "end": end, "text": text[start:end]}
        return {**span, "label": self._labels.get(label, label)}

    def parts(self, entities: list[Plain]) -> Plain:
        mentions, facts = [], []
        for name, region in self._regions.items():
            if region["label"].startswith(_FACT):
                facts.append(self._fact(name, region))
            elif region["label"] not in (_FILLER, _TRIGGER):
                check_label(region["label"], f"region {name} of {self._document.id!r}")
                mentions.append({**region, **self._details.get(name, {})})
        known = {entity["id"] for entity in entities}
        for mention in mentions:
            if mention.get("entity") not in known:
                mention.pop("entity", None)
        return {"mentions": mentions, "entities": entities, "facts": facts}

    def _fact(self, name: str, region: Plain) -> Plain:
        details = dict(self._details.get(name, {}))
        fillers = details.pop("fillers", {})
        fact = {"id": name, "type": region["label"].removeprefix(_FACT), "slots": {}, **details}
        fact["evidence"] = {key: region[key] for key in ("start", "end", "text")}
        for start, target, label in self._relations:
            if start != name:
                continue
            if label in ("parent", "same_as"):
                fact[label] = target
            elif label == "trigger":
                fact["trigger"] = self._bare(target)
            elif label == "source":
                fact["source"] = self._filler(target, fillers.get(label, []))
            else:
                fact["slots"].setdefault(label, []).append(
                    self._filler(target, fillers.get(label, []))
                )
        return fact

    def _bare(self, target: str) -> Plain:
        if target not in self._regions:
            raise SchemaError(f"{self._document.id!r}: a relation names no region {target!r}")
        return {key: self._regions[target][key] for key in ("start", "end", "text")}

    def _filler(self, target: str, known: list[Plain]) -> Plain:
        span = self._bare(target)
        for filler in known:
            if filler.get("to") == target:
                kept = {key: part for key, part in filler.items() if key not in ("to", *span)}
                return {**span, **kept}
        if self._regions[target]["label"] in (_FILLER, _TRIGGER):
            return span
        entity = self._details.get(target, {}).get("entity")
        return {**span, "mention": target, **({"entity": entity} if entity else {})}


def _code_points(text: str, units: int) -> int:
    """The code point at an offset that counts UTF-16 units."""
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))
