"""gold check: what is wrong with a gold file, and where."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from kr_policy_ie.evaluate.equality import VALUED_ROLES, base_unit
from kr_policy_ie.evaluate.loading import gold_files, numbered_lines
from kr_policy_ie.schema import Extraction, Fact, Mention, Quantity

Severity = Literal["error", "advice"]
_ARTICLE = re.compile(r"(?i)(the|a|an)\s")
_SEATS = ("PLACE", "COUNTRY")  # The Hague, and as metonym of its government
_POSSESSIVE = re.compile(r"(?i)['’]s?$")
_LOOSE_EDGE = re.compile(r"^\s|\s$|^[,;:]|[,;:]$")
_MOST = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong (an error) or looks wrong (advice) in a gold file."""

    path: str
    line: int
    document: str | None
    field: str
    message: str
    severity: Severity

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}: {self.severity}: "
        return where + ": ".join(filter(None, [self.document, self.field, self.message]))


def check_gold(path: str | Path) -> list[Finding]:
    """Everything that is wrong with the gold of a file or a folder of files.

    An **error** breaks the contract: bad JSON, an unknown label, a span that does not fit
    its text, an id that stands twice. **Advice** goes by the annotation guidelines: a name
    with its article, an occurrence that is not annotated, an amount that is no mention.

    Raises:
        InputError: If a file cannot be read.
    """
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    for file in gold_files(Path(path)):
        for number, line in numbered_lines(file):
            findings.extend(_check_line(str(file), number, line, seen))
    return findings


def _check_line(path: str, number: int, line: str, seen: dict[str, str]) -> Iterator[Finding]:
    try:
        plain = json.loads(line)
    except ValueError as error:
        yield Finding(path, number, None, "", f"no JSON: {error}", "error")
        return
    name = _document_id(plain)
    if name is not None:
        if name in seen:
            message = f"stands at {seen[name]} already; expected an id of its own"
            yield Finding(path, number, name, "document.id", message, "error")
        seen.setdefault(name, f"{path}:{number}")
    try:
        extraction = Extraction.model_validate_json(line)
    except ValidationError as error:
        for problem in error.errors()[:_MOST]:
            field = ".".join(str(part) for part in problem["loc"])
            given = problem["input"]
            said = "" if isinstance(given, dict | list) else f", got {given!r:.80}"
            yield Finding(path, number, name, field, problem["msg"] + said, "error")
        return
    for field, message in advice(extraction):
        yield Finding(path, number, name, field, message, "advice")


def _document_id(plain: Any) -> str | None:
    document = plain.get("document") if isinstance(plain, dict) else None
    name = document.get("id") if isinstance(document, dict) else None
    return name if isinstance(name, str) else None


def advice(extraction: Extraction) -> Iterator[tuple[str, str]]:
    """What the guidelines would have otherwise: field and message."""
    entities = {entity.id: entity for entity in extraction.entities}
    for mention in extraction.mentions:
        linked = entities.get(mention.entity or "")
        yield from ((f"mention {mention.id}", said) for said in _mention_advice(mention))
        if mention.label == "COUNTRY" and not (linked and linked.kb_id):
            yield f"mention {mention.id}", f"{mention.text!r} is a COUNTRY without a code"
    yield from _unmarked(extraction)
    valued = {(m.start, m.end) for m in extraction.mentions if m.value}
    for fact in extraction.facts:
        yield from ((f"fact {fact.id}", said) for said in _fact_advice(fact, valued))
    yield from _repeated_facts(extraction.facts)


def _mention_advice(mention: Mention) -> Iterator[str]:
    text = mention.text
    if mention.value is None and mention.label not in _SEATS and _ARTICLE.match(text):
        yield f"{text!r} begins with an article"
    if mention.value is None and _POSSESSIVE.search(text):
        yield f"{text!r} ends in a possessive"
    if _LOOSE_EDGE.search(text):
        yield f"{text!r} begins or ends in a blank or a comma"
    if isinstance(mention.value, Quantity):
        unit = mention.value.unit
        if mention.label == "PERCENT" and unit not in ("percent", "percentage_point"):
            yield f"unit of {text!r} is {unit!r}; expected percent or percentage_point"
        elif unit and " " not in unit and "_" not in unit and base_unit(unit) != unit.lower():
            yield f"unit of {text!r} is {unit!r}; expected the singular {base_unit(unit)!r}"


def _unmarked(extraction: Extraction) -> Iterator[tuple[str, str]]:
    """Names that are annotated in one place and not in another."""
    text = extraction.document.text
    spans = [(mention.start, mention.end) for mention in extraction.mentions]
    spans += [(f.start, f.end) for fact in extraction.facts for f in fact.slots.get("content", [])]
    names = {m.text for m in extraction.mentions if m.value is None and len(m.text) > 3}
    for name in sorted(names):
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if not any(start < found.end() and found.start() < end for start, end in spans):
                yield f"offset {found.start()}", f"{name!r} is annotated elsewhere but not here"


def _fact_advice(fact: Fact, valued: set[tuple[int, int]]) -> Iterator[str]:
    if not fact.slots:
        yield f"{fact.type} has no slots"
    if fact.type == "statement":
        if fact.action is not None:
            yield "a statement has no action"
        for role in ("actor", "content"):
            if not fact.slots.get(role):
                yield f"a statement has {role}"
    elif fact.action is None and fact.type != "target":
        yield f"{fact.type} has no action"
    if fact.trigger and not _within(fact.trigger.start, fact.trigger.end, fact):
        yield f"trigger {fact.trigger.text!r} lies outside its sentence"
    for role in sorted(VALUED_ROLES & set(fact.slots)):
        for filler in fact.slots[role]:  # type: ignore[index]
            if filler.value is None and (filler.start, filler.end) not in valued:
                yield f"{role} {filler.text!r} is no mention with a value"


def _within(start: int, end: int, fact: Fact) -> bool:
    return fact.evidence.start <= start and end <= fact.evidence.end


def _repeated_facts(facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
    seen: Counter[str] = Counter()
    for fact in facts:
        plain = fact.model_dump_json(exclude={"id", "confidence", "rules", "explain"})
        seen[plain] += 1
        if seen[plain] == 2:
            yield f"fact {fact.id}", "says the same as an earlier fact"
