"""The contract as models: what loads, what is refused and what the refusal says."""

import copy
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kr_policy_ie import SchemaError, load_extraction
from kr_policy_ie.schema import Extraction, Money, Quantity, json_schema

TEXT = "Seoul pledged 937.6 billion won ($710 million) this year to 50 firms in Japan."


def base() -> dict[str, Any]:
    """A small extraction that keeps the contract."""

    def span(words: str) -> dict[str, Any]:
        start = TEXT.index(words)
        return {"start": start, "end": start + len(words), "text": words}

    return {
        "schema_version": "1",
        "document": {"id": "d1", "text": TEXT, "published": "2023-04-25"},
        "mentions": [
            {"id": "m1", "label": "COUNTRY", "entity": "e1", **span("Seoul")},
            {
                "id": "m2",
                "label": "MONEY",
                "value": {
                    "kind": "money",
                    "amount": "937600000000",
                    "currency": "KRW",
                    "equivalent": "m3",
                },
                **span("937.6 billion won"),
            },
            {
                "id": "m3",
                "label": "MONEY",
                "value": {"kind": "money", "amount": "710000000", "currency": "USD"},
                **span("$710 million"),
            },
            {
                "id": "m4",
                "label": "DATE",
                "value": {
                    "kind": "date",
                    "timex": "2023",
                    "start": "2023-01-01",
                    "end": "2023-12-31",
                },
                **span("this year"),
            },
        ],
        "entities": [
            {"id": "e1", "label": "COUNTRY", "name": "Seoul", "kb_id": "KR", "mentions": ["m1"]}
        ],
        "facts": [
            {
                "id": "f1",
                "type": "funding",
                "action": "introduce",
                "status": "planned",
                "trigger": span("pledged"),
                "evidence": {"start": 0, "end": len(TEXT), "text": TEXT},
                "slots": {"actor": [{**span("Seoul"), "mention": "m1", "entity": "e1"}]},
                "source": None,
                "parent": None,
            }
        ],
    }


def put(data: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """A copy of the data with one field changed; `path` as `mentions.0.end`."""
    changed = copy.deepcopy(data)
    *parents, last = path.split(".")
    place: Any = changed
    for key in parents:
        place = place[int(key)] if isinstance(place, list) else place[key]
    if isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value
    return changed


BROKEN = [
    ("unknown key", "document.publisher", "X", "publisher"),
    ("unknown key in a mention", "mentions.0.score", 1, "score"),
    ("unknown key in a value", "mentions.1.value.unit", "won", "unit"),
    ("wrong text", "mentions.0.text", "Soul", "the document has 'Seoul' there"),
    ("shifted span", "mentions.0.start", 1, "the document has 'eoul' there"),
    ("span past the end", "facts.0.evidence.end", 999, "no span of a text of"),
    ("empty span", "mentions.0.end", 0, "no span"),
    ("negative start", "mentions.0.start", -1, "greater than or equal to 0"),
    ("currency that is none", "mentions.1.value.currency", "WON", "'WON' is no ISO 4217"),
    ("country that is none", "entities.0.kb_id", "ZZ", "'ZZ' is no country"),
    ("negative amount", "mentions.1.value.amount", "-1", "greater than or equal to 0"),
    ("range that descends", "mentions.1.value.amount_max", "1", "lies below amount"),
    ("label that is none", "mentions.0.label", "CITY", "CITY"),
    ("value missing", "mentions.1.value", None, "label MONEY needs money"),
    ("value of another kind", "mentions.3.label", "MONEY", "label MONEY needs money, got date"),
    ("value on a name", "mentions.1.label", "ORG", "label ORG needs None"),
    ("date that is none", "mentions.3.value.start", "2023-02-30", "day"),
    ("interval that descends", "mentions.3.value.end", "2022-12-31", "lies before start"),
    ("publication date that is none", "document.published", "April", "Invalid isoformat"),
    ("fact type that is none", "facts.0.type", "tax", "tax"),
    ("status that is none", "facts.0.status", "done", "done"),
    ("role that is none", "facts.0.slots.agent", [], "agent"),
    ("same id twice", "mentions.2.id", "m2", "mention ids are not unique"),
    ("unknown entity", "mentions.0.entity", "e9", "unknown entity 'e9'"),
    ("unknown mention of an entity", "entities.0.mentions", ["m9"], "unknown mentions"),
    ("unknown parent", "facts.0.parent", "f9", "parent 'f9'"),
    ("unknown mention in a slot", "facts.0.slots.actor.0.mention", "m9", "'m9'"),
    ("schema of the future", "schema_version", "2", "schema_version"),
]


def test_a_whole_extraction_loads() -> None:
    extraction = load_extraction(json.dumps(base()))
    assert extraction.mention("m2").value == Money(
        amount="937600000000", currency="KRW", equivalent="m3"
    )
    assert extraction.facts[0].slots["actor"][0].text == "Seoul"


@pytest.mark.parametrize(("name", "path", "value", "message"), BROKEN, ids=[b[0] for b in BROKEN])
def test_broken_data_is_refused_by_name(name: str, path: str, value: object, message: str) -> None:
    with pytest.raises(SchemaError, match="gold.jsonl:3: ") as caught:
        load_extraction(json.dumps(put(base(), path, value)), where="gold.jsonl:3")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_overlapping_valued_spans_are_refused() -> None:
    data = put(base(), "mentions.2.start", TEXT.index("won"))
    data["mentions"][2]["text"] = TEXT[data["mentions"][2]["start"] : data["mentions"][2]["end"]]
    with pytest.raises(SchemaError, match="m2 '937.6 billion won' and m3 .* overlap"):
        load_extraction(json.dumps(data))


def test_a_name_may_lie_inside_a_value() -> None:
    data = base()
    start = TEXT.index("50 firms")
    value = {"kind": "quantity", "number": 50, "unit": "firm"}
    data["mentions"] += [
        {"id": "m8", "label": "QUANTITY", "start": start, "end": start + 8, "text": "50 firms"}
        | {"value": value},
        {"id": "m9", "label": "SECTOR", "start": start + 3, "end": start + 8, "text": "firms"},
    ]
    assert len(load_extraction(json.dumps(data)).mentions) == 6


@pytest.mark.parametrize("line", ["", "[]", "null", "{", "{}", '{"document": 3}', b"\xff"])
def test_what_is_no_extraction_is_refused(line: str | bytes) -> None:
    with pytest.raises(SchemaError, match="extraction: "):
        load_extraction(line)


def test_dumping_and_loading_changes_nothing() -> None:
    extraction = load_extraction(json.dumps(base()))
    assert load_extraction(extraction.model_dump_json()) == extraction
    assert Extraction.model_validate(extraction.model_dump(mode="json")) == extraction


def test_currencies_and_countries_of_the_past_exist() -> None:
    data = put(put(base(), "mentions.1.value.currency", "FRF"), "entities.0.kb_id", "SU")
    assert load_extraction(json.dumps(data)).entities[0].kb_id == "SU"


@given(st.decimals(min_value=0, max_value=10**30, allow_nan=False, allow_infinity=False))
def test_no_digit_is_lost_in_json(number: Decimal) -> None:
    money = Money(amount=number, currency="KRW")
    assert Money.model_validate_json(money.model_dump_json()).amount == number
    quantity = Quantity(number=number, unit="ton")
    assert Quantity.model_validate_json(quantity.model_dump_json()).number == number


def test_json_schema_names_the_contract() -> None:
    schema = json_schema()
    assert set(schema["properties"]) == {
        "schema_version",
        "document",
        "mentions",
        "entities",
        "facts",
        "warnings",
    }
