"""A processed Doc -> an Extraction whose offsets point into the raw text."""

import hashlib
from collections.abc import Callable
from typing import Any

from spacy.tokens import Doc

from kr_policy_ie.schema import (
    NAMED_LABELS,
    VALUED_LABELS,
    Document,
    Entity,
    Extraction,
    ExtractionWarning,
    Fact,
    Filler,
    Mention,
    Span,
)

PlainDict = dict[str, Any]
RawSpan = Callable[[int, int], tuple[int, int]]


def to_extraction(doc: Doc, *, raw_span: RawSpan, raw_text: str) -> Extraction:
    """The Extraction of a Doc that the library's components have processed.

    Args:
        doc: With the span groups and extensions of `docs/architecture.md`.
        raw_span: Maps a span of `doc.text` to the span of `raw_text` that it stands for.
        raw_text: The text as it was given.

    Returns:
        Mentions in reading order, entities in order of first mention, facts in reading order.
    """
    return _Writer(doc, raw_span, raw_text).extraction()


def document_id(text: str) -> str:
    """A stable id for a text that has none: `doc-` and 12 hexadecimal digits.

    >>> document_id("Seoul")
    'doc-32b634b8898c'
    """
    return "doc-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


class _Writer:
    """Carries the ids from one part of an extraction to the next."""

    def __init__(self, doc: Doc, raw_span: RawSpan, raw_text: str) -> None:
        self.doc = doc
        self.raw_span = raw_span
        self.raw_text = raw_text
        self.warnings: list[PlainDict] = [dict(item) for item in doc._.kr_warnings or []]
        # What the tokenizer warns of lies in the raw text already.
        source = doc._.kr_source or {}
        self.raw_warnings: list[PlainDict] = [
            item
            for item in source.get("warnings") or []
            if item["code"] != "dateline_without_year" or not doc._.kr_document.get("published")
        ]
        self.mention_at: dict[tuple[int, int], str] = {}
        self.named_at: dict[tuple[int, int], str] = {}
        self.entity_of: dict[tuple[int, int], str] = {}
        self.entity_by_kb: dict[str, str] = {}

    def extraction(self) -> Extraction:
        found = self._found_mentions()
        for index, item in enumerate(found, 1):
            offsets = (item["start"], item["end"])
            self.mention_at.setdefault(offsets, f"m{index}")
            if item["label"] in NAMED_LABELS:
                self.named_at[offsets] = f"m{index}"
        entities = self._entities()
        mentions = [self._mention(f"m{index}", item) for index, item in enumerate(found, 1)]
        facts = self._facts()
        return Extraction(
            document=self._document(),
            mentions=mentions,
            entities=entities,
            facts=facts,
            warnings=[ExtractionWarning(**item) for item in self.raw_warnings]
            + [self._warning(item) for item in self.warnings],
        )

    def _document(self) -> Document:
        known = {key: value for key, value in self.doc._.kr_document.items() if value is not None}
        fields = {
            key: known[key] for key in ("title", "published", "source", "url") if key in known
        }
        return Document(
            id=known.get("id") or document_id(self.raw_text), text=self.raw_text, **fields
        )

    def _span(self, start: int, end: int) -> PlainDict:
        raw_start, raw_end = self.raw_span(start, end)
        return {"start": raw_start, "end": raw_end, "text": self.raw_text[raw_start:raw_end]}

    def _found_mentions(self) -> list[PlainDict]:
        """All mentions as dicts in reading order; spans of a kind that overlap are dropped."""
        found: list[PlainDict] = []
        for group, extension in (
            ("kr_values", "kr_value"),
            ("kr_dates", "kr_date"),
            ("kr_names", "kr_name"),
        ):
            for span in self.doc.spans.get(group, []):
                data = getattr(span._, extension) or {}
                found.append(
                    {
                        "label": span.label_,
                        "start": data.get("start", span.start_char),
                        "end": data.get("end", span.end_char),
                        "value": data.get("value"),
                    }
                )
        kept = self._without_overlaps(found, VALUED_LABELS)
        kept += self._without_overlaps(found, NAMED_LABELS)
        return sorted(kept, key=lambda item: (item["start"], -item["end"], item["label"]))

    def _without_overlaps(self, found: list[PlainDict], labels: tuple[str, ...]) -> list[PlainDict]:
        """The longest spans first; what overlaps one of them is dropped with a warning."""
        kept: list[PlainDict] = []
        taken: set[int] = set()
        wanted = [item for item in found if item["label"] in labels and item["end"] > item["start"]]
        for item in sorted(wanted, key=lambda each: (each["start"] - each["end"], each["start"])):
            place = range(item["start"], item["end"])
            if taken.isdisjoint(place):
                taken.update(place)
                kept.append(item)
            else:
                text = self.doc.text[item["start"] : item["end"]]
                self.warnings.append(
                    {
                        "code": "overlapping_mention",
                        "message": f"{item['label']} {text!r} overlaps a longer mention",
                        "start": item["start"],
                        "end": item["end"],
                    }
                )
        return kept

    def _mention(self, mention_id: str, item: PlainDict) -> Mention:
        value = item["value"]
        if value and isinstance(value.get("equivalent"), list | tuple):
            start, end = value["equivalent"]
            value = {**value, "equivalent": self.mention_at.get((start, end))}
        named = item["label"] in NAMED_LABELS
        return Mention(
            id=mention_id,
            label=item["label"],
            value=value,
            entity=self.entity_of.get((item["start"], item["end"])) if named else None,
            **self._span(item["start"], item["end"]),
        )

    def _entities(self) -> list[Entity]:
        entities: list[Entity] = []
        for item in self.doc._.kr_entities:
            offsets = [(start, end) for start, end in item["mentions"]]
            known = [pair for pair in offsets if pair in self.named_at]
            if not known:
                continue
            entity_id = f"e{len(entities) + 1}"
            self.entity_of.update(dict.fromkeys(known, entity_id))
            if item["kb_id"]:
                self.entity_by_kb.setdefault(item["kb_id"], entity_id)
            entities.append(
                Entity(
                    id=entity_id,
                    label=item["label"],
                    name=item["name"],
                    kb_id=item["kb_id"],
                    mentions=[self.named_at[pair] for pair in known],
                )
            )
        return entities

    def _facts(self) -> list[Fact]:
        facts: list[PlainDict] = self.doc._.kr_facts or []
        order = sorted(range(len(facts)), key=lambda index: _reading_order(facts[index], index))
        ids = {index: f"f{place}" for place, index in enumerate(order, 1)}
        return [self._fact(facts[index], ids[index], ids) for index in order]

    def _fact(self, fact: PlainDict, fact_id: str, ids: dict[int, str]) -> Fact:
        slots = {
            role: [self._filler(filler) for filler in fillers]
            for role, fillers in fact["slots"].items()
            if fillers
        }
        parent, same_as = fact.get("parent"), fact.get("same_as")
        trigger = fact.get("trigger")
        return Fact(
            id=fact_id,
            type=fact["type"],
            action=fact.get("action"),
            status=fact["status"],
            confidence=fact.get("confidence"),
            trigger=Span(**self._span(*trigger)) if trigger else None,
            evidence=Span(**self._span(*fact["evidence"])),
            slots=slots,
            source=self._filler(fact["source"]) if fact.get("source") else None,
            parent=ids.get(parent) if parent is not None else None,
            same_as=ids.get(same_as) if same_as is not None else None,
            rules=list(fact.get("rules") or []),
            explain=fact.get("explain") or None,
        )

    def _filler(self, filler: PlainDict) -> Filler:
        offsets = (filler["start"], filler["end"])
        antecedent = tuple(filler.get("antecedent") or ())
        kb_id = filler.get("kb_id")
        entity = self.entity_of.get(offsets) or self.entity_of.get(antecedent)
        return Filler(
            mention=self.mention_at.get(offsets),
            entity=entity or self.entity_by_kb.get(kb_id or ""),
            kb_id=kb_id,
            **self._span(*offsets),
        )

    def _warning(self, item: PlainDict) -> ExtractionWarning:
        start, end = item.get("start"), item.get("end")
        if start is None or end is None:
            return ExtractionWarning(code=item["code"], message=item["message"])
        raw_start, raw_end = self.raw_span(start, end)
        return ExtractionWarning(
            code=item["code"], message=item["message"], start=raw_start, end=raw_end
        )


def _reading_order(fact: PlainDict, index: int) -> tuple[int, int, int]:
    trigger = fact.get("trigger")
    return (fact["evidence"][0], trigger[0] if trigger else fact["evidence"][0], index)
