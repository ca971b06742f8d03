"""Putting an extraction together from what an annotation tool gives back.

Tools keep spans and labels well; values, links and facts travel in notes of ours. Where a
note is missing, because a person has added a span, the value is read again by a function
the caller gives, or the mention is left out with a warning. Nothing is guessed.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from kr_policy_ie.errors import SchemaError
from kr_policy_ie.schema import NAMED_LABELS, VALUED_LABELS, Document, Extraction
from kr_policy_ie.schema.values import MentionValue

#: Reads the value of a span: document, label, start, end.
ReadValue = Callable[[Document, str, int, int], MentionValue | None]
Plain = dict[str, Any]


def assemble(
    document: Document, parts: Mapping[str, Any], *, read_value: ReadValue | None = None
) -> Extraction:
    """The extraction that plain parts describe.

    Args:
        document: The document.
        parts: `mentions`, `entities`, `facts` and `warnings` as plain data. A valued
            mention may lack its value; fillers may name mentions that are left out.
        read_value: Reads values that are missing.

    Raises:
        SchemaError: If the result breaks the contract.
    """
    warnings: list[Plain] = list(parts.get("warnings", []))
    mentions = []
    for mention in parts.get("mentions", []):
        known = _with_value(document, mention, read_value)
        if known:
            mentions.append(known)
        else:
            warnings.append(_left_out("value", mention["label"], mention))
    facts = [fact for fact in parts.get("facts", []) if fact.get("status")]
    warnings += [
        _left_out("status", fact["type"], fact["evidence"])
        for fact in parts.get("facts", [])
        if not fact.get("status")
    ]
    kept = {mention["id"] for mention in mentions}
    told = {fact["id"] for fact in facts}
    plain = {
        "document": document.model_dump(),
        "mentions": [_without_lost_equivalent(mention, kept) for mention in mentions],
        "entities": [
            {**entity, "mentions": [m for m in entity.get("mentions", []) if m in kept]}
            for entity in parts.get("entities", [])
        ],
        "facts": [_with_known_mentions(_with_known_facts(fact, told), kept) for fact in facts],
        "warnings": warnings,
    }
    return validated(plain, document.id)


def _left_out(what: str, label: str, span: Plain) -> Plain:
    message = f"{label} {span['text'][:60]!r} has no {what} and was left out"
    place = {"start": span["start"], "end": span["end"]}
    return {"code": f"{what}_missing", "message": message, **place}


def validated(plain: Mapping[str, Any], name: str) -> Extraction:
    """The extraction that plain data describes.

    Raises:
        SchemaError: If it breaks the contract; names document, field and value.
    """
    try:
        return Extraction.model_validate(plain)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "extraction"
        raise SchemaError(f"document {name!r}: {field}: {first['msg']}") from error


def check_label(label: str, where: str) -> str:
    """The label, if the contract has it.

    Raises:
        SchemaError: If it has not; names the place and the labels that there are.
    """
    if label not in VALUED_LABELS and label not in NAMED_LABELS:
        known = ", ".join([*VALUED_LABELS, *NAMED_LABELS])
        raise SchemaError(f"{where}: unknown label {label!r}; expected one of {known}")
    return label


def _with_value(document: Document, mention: Plain, read_value: ReadValue | None) -> Plain | None:
    if mention.get("value"):
        return {**mention, "value": _whole(mention["value"])}
    if mention["label"] not in VALUED_LABELS:
        return mention
    if read_value is None:
        return None
    value = read_value(document, mention["label"], mention["start"], mention["end"])
    return {**mention, "value": value.model_dump()} if value else None


def _whole(value: Plain) -> Plain:
    """The value with the unit that is none, which notes without empty fields leave out."""
    return {"unit": None, **value} if value.get("kind") == "quantity" else value


def _without_lost_equivalent(mention: Plain, kept: set[str]) -> Plain:
    value = mention.get("value")
    if value and value.get("equivalent") and value["equivalent"] not in kept:
        return {**mention, "value": {**value, "equivalent": None}}
    return mention


def _with_known_facts(fact: Plain, told: set[str]) -> Plain:
    lost = [key for key in ("parent", "same_as") if fact.get(key) and fact[key] not in told]
    return {**fact, **dict.fromkeys(lost)}


def _with_known_mentions(fact: Plain, kept: set[str]) -> Plain:
    def known(filler: Plain) -> Plain:
        if filler.get("value"):
            filler = {**filler, "value": _whole(filler["value"])}
        lost = filler.get("mention") is not None and filler["mention"] not in kept
        return {**filler, "mention": None} if lost else filler

    slots = {role: [known(filler) for filler in group] for role, group in fact["slots"].items()}
    source = known(fact["source"]) if fact.get("source") else None
    return {**fact, "slots": slots, "source": source}
