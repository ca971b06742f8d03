"""Extractions as flat tables, for SQL and data frames: one row per fact, one per mention.

Offsets point into the raw text of the document, as everywhere. A column that holds text a
page has written never holds a formula: a cell is data, whatever it begins with.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any

from kr_policy_ie.batch.extras import needed
from kr_policy_ie.schema import ROLES

Row = dict[str, Any]
Plain = Mapping[str, Any]

_DOCUMENT = ("document_id", "published", "document_source")
_FACT_TEXTS = ("fact_id", "type", "action", "status", "trigger", "evidence")
_FACT_IDS = ("reported_by", "parent", "same_as")
_NUMBERS = ("amount", "amount_max", "currency", "rate", "time_start", "time_end")
_MENTION_TEXTS = ("mention_id", "label", "text", "entity_id", "entity_name", "kb_id", "kind")
_VALUES = ("number", "number_max", "unit", "modifier", "timex", "first_day", "last_day")


def fact_rows(extraction: Plain) -> list[Row]:
    """One row per fact of an extraction in JSON's plain data."""
    document = _document(extraction)
    mentions = {mention["id"]: mention for mention in extraction["mentions"]}
    entities = {entity["id"]: entity for entity in extraction["entities"]}
    return [document | _fact_row(fact, mentions, entities) for fact in extraction["facts"]]


def _fact_row(fact: Plain, mentions: Mapping[str, Plain], entities: Mapping[str, Plain]) -> Row:
    slots: Mapping[str, list[Plain]] = fact["slots"]
    row: Row = {"fact_id": fact["id"]}
    row |= {key: fact.get(key) for key in ("type", "action", "status", "confidence")}
    row |= {key: fact.get(key) for key in ("parent", "same_as")}
    row["trigger"] = (fact.get("trigger") or {}).get("text")
    row["reported_by"] = (fact.get("source") or {}).get("text")
    evidence = fact["evidence"]
    row |= {"evidence": evidence["text"], "start": evidence["start"], "end": evidence["end"]}
    for role in ROLES:
        row[f"{role}_texts"] = [filler["text"] for filler in slots.get(role, [])]
    for role in ("actor", "counterparty", "beneficiary"):
        row[f"{role}_ids"] = [_kb_id(filler, entities) for filler in slots.get(role, [])]
    row["rules"] = list(fact.get("rules") or [])
    return row | _fact_values(slots, mentions)


def _fact_values(slots: Mapping[str, list[Plain]], mentions: Mapping[str, Plain]) -> Row:
    """The first amount, rate and time, in columns of their own."""
    money = _first_value(slots.get("amount", []), mentions, "money")
    rate = _first_value(slots.get("rate", []), mentions, "quantity")
    date = _first_value(slots.get("time", []), mentions, "date")
    return {
        "amount": _text(money.get("amount")),
        "amount_max": _text(money.get("amount_max")),
        "currency": money.get("currency"),
        "rate": _text(rate.get("number")),
        "time_start": date.get("start"),
        "time_end": date.get("end"),
    }


def _first_value(fillers: Iterable[Plain], mentions: Mapping[str, Plain], kind: str) -> Plain:
    for filler in fillers:
        value = filler.get("value") or mentions.get(filler.get("mention") or "", {}).get("value")
        if value and value["kind"] == kind:
            found: Plain = value
            return found
    return {}


def mention_rows(extraction: Plain) -> list[Row]:
    """One row per mention of an extraction in JSON's plain data."""
    document = _document(extraction)
    entities = {entity["id"]: entity for entity in extraction["entities"]}
    return [document | _mention_row(mention, entities) for mention in extraction["mentions"]]


def _mention_row(mention: Plain, entities: Mapping[str, Plain]) -> Row:
    value = mention.get("value") or {}
    entity = entities.get(mention.get("entity") or "", {})
    return {
        "mention_id": mention["id"],
        "label": mention["label"],
        "text": mention["text"],
        "start": mention["start"],
        "end": mention["end"],
        "entity_id": mention.get("entity"),
        "entity_name": entity.get("name"),
        "kb_id": entity.get("kb_id"),
        "kind": value.get("kind"),
        "number": _text(value.get("amount", value.get("number"))),
        "number_max": _text(value.get("amount_max", value.get("number_max"))),
        "unit": value.get("currency", value.get("unit")),
        "modifier": value.get("modifier"),
        "timex": value.get("timex"),
        "first_day": value.get("start"),
        "last_day": value.get("end"),
    }


def _document(extraction: Plain) -> Row:
    document = extraction["document"]
    return {
        "document_id": document["id"],
        "published": document.get("published"),
        "document_source": document.get("source"),
    }


def _kb_id(filler: Plain, entities: Mapping[str, Plain]) -> str | None:
    entity = entities.get(filler.get("entity") or "", {})
    found: str | None = filler.get("kb_id") or entity.get("kb_id")
    return found


def _text(number: Any) -> str | None:
    """A number exactly as it was read: text loses no digit."""
    return None if number is None else str(number)


def packed_tables(lines: Iterable[str]) -> dict[str, bytes]:
    """The Parquet files of the tables `facts` and `mentions` of extractions in JSON.

    Raises:
        InputError: If pyarrow is not installed.
    """
    pa = _pyarrow()
    extractions = [json.loads(line) for line in lines]
    facts = [row for extraction in extractions for row in fact_rows(extraction)]
    mentions = [row for extraction in extractions for row in mention_rows(extraction)]
    return {
        "facts": _parquet(pa.Table.from_pylist(facts, schema=fact_schema())),
        "mentions": _parquet(pa.Table.from_pylist(mentions, schema=mention_schema())),
    }


def _parquet(table: Any) -> bytes:
    buffer = _pyarrow().BufferOutputStream()
    import_module("pyarrow.parquet").write_table(table, buffer, compression="zstd")
    packed: bytes = buffer.getvalue().to_pybytes()
    return packed


@lru_cache(maxsize=1)
def fact_schema() -> Any:
    """The Arrow schema of the table `facts`."""
    pa = _pyarrow()
    texts = [(name, pa.string()) for name in (*_DOCUMENT, *_FACT_TEXTS, *_FACT_IDS, *_NUMBERS)]
    lists = [f"{role}_texts" for role in ROLES]
    lists += [f"{role}_ids" for role in ("actor", "counterparty", "beneficiary")] + ["rules"]
    return pa.schema(
        [
            *texts,
            ("confidence", pa.float64()),
            ("start", pa.int64()),
            ("end", pa.int64()),
            *((name, pa.list_(pa.string())) for name in lists),
        ]
    )


@lru_cache(maxsize=1)
def mention_schema() -> Any:
    """The Arrow schema of the table `mentions`."""
    pa = _pyarrow()
    texts = [(name, pa.string()) for name in (*_DOCUMENT, *_MENTION_TEXTS, *_VALUES)]
    return pa.schema([*texts, ("start", pa.int64()), ("end", pa.int64())])


def _pyarrow() -> Any:
    return needed("pyarrow", "writing tables", "batch", or_="set tables=False")
