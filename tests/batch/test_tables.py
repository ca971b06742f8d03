"""Extractions as flat rows and Parquet."""

import io
import json

import pytest

from kr_policy_ie.batch.tables import fact_rows, mention_rows, packed_tables
from kr_policy_ie.schema import ROLES

TEXT = "Seoul pledged 937.6 billion won this year, =1+1."


def span(text):
    start = TEXT.index(text)
    return {"start": start, "end": start + len(text), "text": text}


MONEY = {"kind": "money", "amount": "937600000000", "currency": "KRW", "amount_max": None}
DATE = {"kind": "date", "timex": "2023", "start": "2023-01-01", "end": "2023-12-31"}
EXTRACTION = {
    "document": {"id": "a", "text": TEXT, "published": "2023-04-25", "source": None},
    "mentions": [
        {"id": "m1", "label": "COUNTRY", **span("Seoul"), "entity": "e1", "value": None},
        {"id": "m2", "label": "MONEY", **span("937.6 billion won"), "value": MONEY},
        {"id": "m3", "label": "DATE", **span("this year"), "value": DATE},
    ],
    "entities": [{"id": "e1", "label": "COUNTRY", "name": "South Korea", "kb_id": "KR"}],
    "facts": [
        {
            "id": "f1",
            "type": "funding",
            "action": "introduce",
            "status": "planned",
            "confidence": 0.9,
            "trigger": span("pledged"),
            "evidence": span(TEXT),
            "slots": {
                "actor": [{**span("Seoul"), "mention": "m1", "entity": "e1"}],
                "amount": [{**span("937.6 billion won"), "mention": "m2"}],
                "time": [{**span("this year"), "mention": "m3"}],
            },
            "source": None,
            "parent": None,
            "same_as": None,
            "rules": ["funding.pledge"],
        }
    ],
}


def test_a_fact_is_a_row():
    (row,) = fact_rows(EXTRACTION)
    assert row["document_id"] == "a"
    assert (row["amount"], row["currency"]) == ("937600000000", "KRW")
    assert (row["time_start"], row["time_end"]) == ("2023-01-01", "2023-12-31")
    assert row["actor_texts"] == ["Seoul"]
    assert row["actor_ids"] == ["KR"]
    assert row["counterparty_texts"] == row["counterparty_ids"] == []
    assert TEXT[row["start"] : row["end"]] == row["evidence"]
    assert {f"{role}_texts" for role in ROLES} <= set(row)


def test_a_mention_is_a_row():
    country, money, date = mention_rows(EXTRACTION)
    assert (country["kb_id"], country["entity_name"]) == ("KR", "South Korea")
    assert (money["number"], money["unit"], money["kind"]) == ("937600000000", "KRW", "money")
    assert (date["timex"], date["first_day"]) == ("2023", "2023-01-01")


def test_tables_are_parquet_with_a_schema_that_never_changes():
    parquet = pytest.importorskip("pyarrow.parquet")
    full = packed_tables([json.dumps(EXTRACTION)])
    empty = packed_tables([])
    for name, count in (("facts", 1), ("mentions", 3)):
        table = parquet.read_table(io.BytesIO(full[name]))
        assert table.num_rows == count
        assert table.schema == parquet.read_table(io.BytesIO(empty[name])).schema
    facts = parquet.read_table(io.BytesIO(full["facts"])).to_pylist()
    assert facts == fact_rows(EXTRACTION)
    assert packed_tables([json.dumps(EXTRACTION)]) == full
