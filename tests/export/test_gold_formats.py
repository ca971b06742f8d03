"""Gold through other people's formats and back, and their own files read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import spacy

from kr_policy_ie.errors import SchemaError
from kr_policy_ie.export.brat import brat_config, from_brat, to_brat
from kr_policy_ie.export.compact import from_compact, to_compact
from kr_policy_ie.export.conll import from_conll, to_conll
from kr_policy_ie.export.docbin import from_doc, from_docbin, to_doc, to_docbin
from kr_policy_ie.export.label_studio import from_label_studio, label_config, to_label_studio
from kr_policy_ie.export.prodigy import from_prodigy, to_prodigy
from kr_policy_ie.schema import Document, Extraction, Quantity, load_extraction

GOLD = Path(__file__).resolve().parents[2] / "corpus" / "gold"
CORPUS = [
    load_extraction(line)
    for name in ("source-article", "dev", "train")
    for line in (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
]
#: Emoji, line breaks in names, letters beyond the first plane, a name inside a value.
ODD = from_compact(
    Document(
        id="odd",
        text="\U0001f697 Cars:\nKorea\nTrade\u2028Commission cut 3 steel mills' \U0001d7d9, half.",
    ),
    {
        "id": "odd",
        "mentions": [
            ["Korea\nTrade\u2028Commission", 1, "GOV", {"id": "KR-KTC"}],
            ["3 steel mills", 1, "QUANTITY", {"number": 3, "unit": "mill", "modifier": "approx"}],
            ["steel", 1, "SECTOR"],
            ["half", 1, "QUANTITY", {"number": 0.5, "unit": None}],
        ],
        "facts": [
            {
                "type": "trade_probe",
                "action": "end",
                "status": "denied",
                "sentence": "Commission cut",
                "trigger": "cut",
                "confidence": 0.5,
                "slots": {
                    "object": [{"text": "mills", "id": "POSCO"}],
                    "quantity": ["3 steel mills"],
                },
                "source": "Korea\nTrade",
            }
        ],
    },
)


PARTS = {"article": CORPUS[:1], "dev": CORPUS[1:32], "train": CORPUS[32:], "odd": [ODD]}


def through_json(plain: Any) -> Any:
    return json.loads(json.dumps(plain))


ROUND_TRIPS: dict[str, Callable[[Extraction], Extraction]] = {
    "compact": lambda e: from_compact(e.document, through_json(to_compact(e))),
    "Label Studio": lambda e: from_label_studio(through_json(to_label_studio(e))),
    "Label Studio prediction": lambda e: from_label_studio(to_label_studio(e, prediction=True)),
    "brat": lambda e: from_brat(e.document.text, to_brat(e)),
    "DocBin": lambda e: from_docbin(to_docbin([e]))[0],
    "Prodigy": lambda e: from_prodigy(through_json(to_prodigy(e))),
}


@pytest.mark.parametrize("name", ROUND_TRIPS)
@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_lost(name: str, part: str) -> None:
    for extraction in PARTS[part]:
        assert bare(ROUND_TRIPS[name](extraction)) == bare(extraction)


def bare(extraction: Extraction) -> dict[str, Any]:
    """Plain data without what the compact compiler adds to sources: which mention they are."""
    plain = extraction.model_dump(mode="json")
    for fact in plain["facts"]:
        for key in ("mention", "entity"):
            (fact["source"] or {}).pop(key, None)
    return plain


def test_conll_keeps_mentions_and_entities() -> None:
    for extraction in [*CORPUS, ODD]:
        back = from_conll(to_conll(extraction))
        key = extraction.mentions.index
        assert sorted(back.mentions, key=key) == list(extraction.mentions)
        assert back.entities == extraction.entities
        assert back.document == extraction.document


def test_predictions_keep_rules_warnings_and_explanations() -> None:
    plain = ODD.model_dump(mode="json")
    plain["warnings"] = [{"code": "c", "message": "m", "start": 1, "end": 2}]
    plain["facts"][0] |= {"rules": ["r1"], "explain": {"actor": "nsubj"}}
    extraction = load_extraction(json.dumps(plain))
    for name in set(ROUND_TRIPS) - {"compact"}:
        assert ROUND_TRIPS[name](extraction) == extraction, name


def test_docs_can_train_spacy() -> None:
    doc = to_doc(CORPUS[0], spacy.blank("en"))
    named = [m for m in CORPUS[0].mentions if m.value is None]
    assert len(doc.ents) == len(named)
    assert {span.label_ for span in doc.spans["kr_values"]} >= {"MONEY", "QUANTITY"}
    assert [span.text for span in doc.spans["kr_dates"]][:1] == ["2019"]


# --- files of the tools themselves

#: A JSON export as Label Studio writes it, with UTF-16 offsets after an emoji (versions
#: before 1.4), a relation without labels and keys that we do not know.
LABEL_STUDIO_EXPORT = {
    "id": 17,
    "created_at": "2023-04-25T10:27:40.513742Z",
    "project": 3,
    "data": {"text": "\U0001f1f0\U0001f1f7 Seoul will cut duties on 66 goods.", "title": "Duties"},
    "annotations": [
        {
            "id": 1001,
            "completed_by": 10,
            "was_cancelled": False,
            "lead_time": 4.288,
            "result": [
                {
                    "value": {"start": 5, "end": 10, "text": "Seoul", "labels": ["LOC"]},
                    "id": "Dx_aB91ISN",
                    "from_name": "label",
                    "to_name": "text",
                    "type": "labels",
                    "origin": "manual",
                },
                {
                    "value": {"start": 30, "end": 38, "text": "66 goods", "labels": ["QUANTITY"]},
                    "id": "t5sp3TyXPo",
                    "from_name": "label",
                    "to_name": "text",
                    "type": "labels",
                },
                {
                    "value": {
                        "start": 5,
                        "end": 39,
                        "text": "Seoul will cut duties on 66 goods.",
                        "labels": ["fact:tariff"],
                    },
                    "id": "F1",
                    "from_name": "label",
                    "to_name": "text",
                    "type": "labels",
                },
                {
                    "value": {"start": 5, "end": 39, "choices": ["planned"]},
                    "id": "F1",
                    "from_name": "status",
                    "to_name": "text",
                    "type": "choices",
                },
                {
                    "from_id": "F1",
                    "to_id": "Dx_aB91ISN",
                    "type": "relation",
                    "direction": "right",
                    "labels": ["actor"],
                },
                {"from_id": "F1", "to_id": "t5sp3TyXPo", "type": "relation", "direction": "left"},
            ],
        }
    ],
    "predictions": [],
}


def test_a_label_studio_export_is_read() -> None:
    found = from_label_studio(LABEL_STUDIO_EXPORT, labels={"LOC": "COUNTRY"})
    assert found.document.id == "17"
    assert [(m.label, m.text) for m in found.mentions] == [("COUNTRY", "Seoul")]
    assert [w.code for w in found.warnings] == ["value_missing"]
    assert found.facts[0].status == "planned"
    assert [f.text for f in found.facts[0].slots["actor"]] == ["Seoul"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"was_cancelled": True}, {}, "Busan"),
        ({}, {"ground_truth": True}, "Busan"),
        ({}, {}, "Seoul"),
        ({"was_cancelled": True}, {"was_cancelled": True}, "Sejong"),
    ],
)
def test_the_annotation_that_counts(
    first: dict[str, Any], second: dict[str, Any], expected: str
) -> None:
    def body(name: str, start: int) -> dict[str, Any]:
        value = {"start": start, "end": start + len(name), "text": name, "labels": ["PLACE"]}
        return {"result": [{"id": "r", "type": "labels", "value": value}]}

    task = {
        "data": {"text": "Seoul Busan Sejong"},
        "annotations": [{**body("Seoul", 0), **first}, {**body("Busan", 6), **second}],
        "predictions": [body("Sejong", 12)],
    }
    assert [mention.text for mention in from_label_studio(task).mentions] == [expected]


def test_missing_values_are_read_by_the_caller() -> None:
    def read_value(document: Document, label: str, start: int, end: int) -> Quantity:
        assert document.text[start:end] == "66 goods"
        return Quantity(number=66, unit="good")

    found = from_label_studio(LABEL_STUDIO_EXPORT, labels={"LOC": "PLACE"}, read_value=read_value)
    assert [(m.label, m.text) for m in found.mentions][1] == ("QUANTITY", "66 goods")
    assert not found.warnings


def test_facts_without_a_status_are_left_out() -> None:
    task = through_json(LABEL_STUDIO_EXPORT)
    results = task["annotations"][0]["result"]
    task["annotations"][0]["result"] = [r for r in results if r["type"] != "choices"]
    found = from_label_studio(task, labels={"LOC": "PLACE"})
    assert not found.facts
    assert [w.code for w in found.warnings] == ["value_missing", "status_missing"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"data": {"image": "x.jpg"}}, r"data\.text is missing"),
        ({"labels": ["ANIMAL"]}, "unknown label 'ANIMAL'; expected one of MONEY"),
        ({"text": "Busan"}, "'Busan' does not stand at 5"),
    ],
)
def test_bad_label_studio_tasks_are_refused(change: dict[str, Any], message: str) -> None:
    task = through_json(LABEL_STUDIO_EXPORT)
    if "data" in change:
        task |= change
    else:
        task["annotations"][0]["result"][0]["value"] |= change
    with pytest.raises(SchemaError, match=message):
        from_label_studio(task, labels={"LOC": "PLACE"})


#: brat's own manner: discontinuous over a line break, Equiv, normalisation, numbered
#: roles, an attribute without a value, a comment, a relation.
BRAT_TEXT = "Seoul and the Blue\nHouse met Sony, Samsung on 5 May.\nIt is Korea.\n"
BRAT_ANN = """\
T1\tCOUNTRY 0 5\tSeoul
T2\tGOV 14 18;19 24\tBlue House
T3\tCompany 29 33\tSony
T4\tCompany 35 42\tSamsung
T5\tDATE 46 51\t5 May
T6\tcooperation 25 28\tmet
T7\tCOUNTRY 59 64\tKorea
E1\tcooperation:T6 actor:T1 actor2:T2 counterparty:T3 counterparty2:T4 time:T5
A1\tNegation E1
A2\tStatus E1 realized
N1\tReference T1 KB:KR\tSouth Korea
*\tEquiv T1 T7
#1\tAnnotatorNotes T3\tis this the parent company?
R1\tPart-of Arg1:T2 Arg2:T1
"""


def test_a_brat_file_is_read() -> None:
    found = from_brat(BRAT_TEXT, BRAT_ANN, name="b", labels={"Company": "ORG"})
    assert [(m.label, m.text) for m in found.mentions] == [
        ("COUNTRY", "Seoul"),
        ("GOV", "Blue\nHouse"),
        ("ORG", "Sony"),
        ("ORG", "Samsung"),
        ("COUNTRY", "Korea"),
    ]
    assert [(e.kb_id, e.name, e.mentions) for e in found.entities] == [
        ("KR", "South Korea", ["T1", "T7"])
    ]
    fact = found.facts[0]
    assert (fact.type, fact.action, fact.status) == ("cooperation", None, "realized")
    assert {role: [f.text for f in group] for role, group in fact.slots.items()} == {
        "actor": ["Seoul", "Blue\nHouse"],
        "counterparty": ["Sony", "Samsung"],
        "time": ["5 May"],
    }
    assert fact.evidence.text == "House met Sony, Samsung on 5 May."
    assert [w.code for w in found.warnings] == ["value_missing"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T1\tGOV 0 5\tBusan", r"b\.ann:1: T1: 'Busan' does not stand at 0, but 'Seoul'"),
        ("T1\tGOV zero 5\tSeoul", r"b\.ann:1: cannot be read"),
        ("nonsense", r"b\.ann:1: cannot be read"),
        ("T1\tANIMAL 0 5\tSeoul", "unknown label 'ANIMAL'"),
        ("T1\ttariff 0 5\tSeoul\nE1\ttariff:T1 actor:T9\nA1\tStatus E1 planned", "no T9"),
        ("T1\ttariffs 0 5\tSeoul\nE1\ttariffs:T1\nA1\tStatus E1 planned", r"facts\.0\.type"),
    ],
)
def test_bad_brat_files_are_refused(line: str, message: str) -> None:
    with pytest.raises(SchemaError, match=message):
        from_brat(BRAT_TEXT, line, name="b")


def test_plain_conll_is_read() -> None:
    lines = "-DOCSTART- -X- O O\n\nSeoul NNP B-NP B-LOC\nmet VBD O O\nBlue NNP I-NP I-GOV\n"
    lines += "House NNP I-NP I-GOV\n\nSony NNP B-NP B-ORG\nCo. NNP I-NP B-ORG\n"
    found = from_conll(lines, labels={"LOC": "PLACE"})
    assert found.document.text == "Seoul met Blue House\nSony Co.\n"
    assert [(m.label, m.text) for m in found.mentions] == [
        ("PLACE", "Seoul"),
        ("GOV", "Blue House"),
        ("ORG", "Sony"),
        ("ORG", "Co."),
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("Seoul B-LOC", "document:1: unknown label 'LOC'"),
        ("Seoul X", "document:1: 'X' is no IOB2 tag"),
        ('# document = {"id": "a", "text": "x"}\nx\t0\t1\tO', "document:2: expected 6 columns"),
        (
            '# document = {"id": "a", "text": "x"}\nx\t0\t1\tO\tB-ORG\t_',
            "document:2: 1 mentions begin, 0 noted",
        ),
    ],
)
def test_bad_conll_is_refused(lines: str, message: str) -> None:
    with pytest.raises(SchemaError, match=message):
        from_conll(lines)


def test_a_prodigy_task_is_read() -> None:
    task = {
        "text": "Sony met Seoul",
        "_input_hash": 1,
        "spans": [{"start": 0, "end": 4, "token_start": 0, "token_end": 0, "label": "ORG"}],
        "answer": "accept",
    }
    assert [m.text for m in from_prodigy(task).mentions] == ["Sony"]
    with pytest.raises(SchemaError, match="answer is 'reject'"):
        from_prodigy({**task, "answer": "reject"})
    with pytest.raises(SchemaError, match="has no text"):
        from_prodigy({"html": "<p>"})


def test_a_doc_of_another_project_is_read() -> None:
    doc = spacy.blank("en")("Sony met Seoul")
    doc.ents = [doc.char_span(0, 4, label="ORG")]
    assert [(m.label, m.text) for m in from_doc(doc).mentions] == [("ORG", "Sony")]
    with pytest.raises(SchemaError, match=r"no spaCy DocBin"):
        from_docbin(b"PK\x03\x04")


def test_project_files_name_every_label() -> None:
    config, conf = label_config(), brat_config()
    for label in ("MONEY", "SECTOR", "trade_probe", "counterparty", "realized", "parent"):
        assert label in config
        assert label in conf


# --- compact annotations that are wrong


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        ({"mentions": [["Tokyo", 1, "COUNTRY"]]}, r"mention 1 .*: not in the text: 'Tokyo'"),
        ({"mentions": [["Seoul", 3, "COUNTRY"]]}, "only 2 of 'Seoul' in the text, asked for 3"),
        ({"mentions": [["Seoul", 1, "CITY"]]}, r"mentions\.0\.label"),
        ({"mentions": [["Seoul"]]}, "mention 1"),
        ({"mentions": [["5 won", 1, "MONEY", {"amount": "5", "currency": "WON"}]]}, "WON"),
        ({"mentions": [["Seoul", 1, "COUNTRY", {"kb": "KR"}]]}, r"unknown keys \['kb'\]"),
        ({"facts": [{"type": "tariff"}]}, "fact 1: lacks 'sentence'"),
        ({"facts": [{"type": "tariff", "sentence": "Busan"}]}, "no sentence begins with 'Busan'"),
        ({"facts": [{"sentence": "Seoul", "types": "x"}]}, r"unknown keys \['types'\]"),
        (
            {"facts": [{"type": "tariff", "sentence": "Seoul", "slots": {"actor": ["Busan"]}}]},
            "fact 1: not in the text: 'Busan'",
        ),
        ({"id": "other"}, "id is 'other', not that of the document"),
        ({"notes": []}, "unknown key 'notes'"),
    ],
)
def test_wrong_compact_annotations_are_refused(annotation: dict[str, Any], message: str) -> None:
    document = Document(id="a", text="Seoul paid Seoul 5 won.")
    with pytest.raises(SchemaError, match=message):
        from_compact(document, {"id": "a", **annotation})


def test_all_problems_are_told_at_once() -> None:
    document = Document(id="a", text="Seoul paid.")
    wrong = {"id": "a", "mentions": [["Tokyo", 1, "GOV"], ["Busan", 1, "GOV"]]}
    with pytest.raises(SchemaError, match=r"(?s)mention 1 .*mention 2 "):
        from_compact(document, wrong)
