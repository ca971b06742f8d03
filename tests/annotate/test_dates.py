"""What `kr_dates` finds and gives, through the component."""

import json
import pickle
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kr_policy_ie.annotate.dates import make_kr_dates

DATA = Path(__file__).parent / "data"


def read_cases(name: str) -> list[dict]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


CASES = read_cases("dates.jsonl")


@pytest.fixture(scope="module")
def dated() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("kr_dates")
    return nlp


def annotate(nlp: Language, text: str, published: str | None) -> Doc:
    doc = nlp.make_doc(text)
    doc._.kr_document = {"published": published}
    return nlp(doc)


def rows(doc: Doc) -> list[list]:
    found = []
    for span in doc.spans["kr_dates"]:
        date = span._.kr_date
        value = date["value"]
        surface = doc.text[date["start"] : date["end"]]
        kept = [value[name] for name in ("timex", "start", "end", "relation", "modifier")]
        found.append([surface, *kept])
    return found


def test_there_are_cases_and_near_misses() -> None:
    assert sum(bool(case["dates"]) for case in CASES) >= 60
    assert sum(not case["dates"] for case in CASES) >= 15


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_reads(dated: Language, case: dict) -> None:
    assert rows(annotate(dated, case["text"], case["published"])) == case["dates"]


def test_warns_once_where_relative_dates_have_no_publication_date(dated: Language) -> None:
    doc = annotate(dated, "Exports fell last year and again last month.", None)
    codes = [warning["code"] for warning in doc._.kr_warnings]
    assert codes == ["no_publication_date"]


def test_does_not_warn_where_nothing_is_relative(dated: Language) -> None:
    assert annotate(dated, "Exports fell in May 2021.", None)._.kr_warnings == []


def test_warns_of_a_publication_date_that_is_none(dated: Language) -> None:
    doc = annotate(dated, "Exports fell last year.", "yesterday")
    assert [w["code"] for w in doc._.kr_warnings] == [
        "bad_publication_date",
        "no_publication_date",
    ]


def test_warns_of_a_numeric_date_without_evidence_of_its_order(dated: Language) -> None:
    doc = annotate(dated, "The order of 04/05/2023 stands, that of 13/05/2023 too.", None)
    [warning] = doc._.kr_warnings
    assert (warning["code"], warning["start"], warning["end"]) == ("ambiguous_date_order", 13, 23)


def test_keeps_how_each_date_was_read(dated: Language) -> None:
    doc = annotate(dated, "It opens next year.", "2023-04-25")
    [span] = doc.spans["kr_dates"]
    assert span._.kr_date["value"]["explain"] == "relative-unit"


def test_keeps_exact_offsets_where_tokens_are_coarser() -> None:
    nlp = spacy.blank("en")
    doc = Doc(nlp.vocab, words=["by", "mid-2024,", "then"], spaces=[True, True, False])
    doc = make_kr_dates(nlp, "kr_dates")(doc)
    [span] = doc.spans["kr_dates"]
    assert span.text == "mid-2024,"
    assert doc.text[span._.kr_date["start"] : span._.kr_date["end"]] == "mid-2024"


def test_survives_disk_and_pickle(dated: Language, tmp_path: Path) -> None:
    dated.to_disk(tmp_path / "model")
    loaded = spacy.load(tmp_path / "model")
    doc = annotate(loaded, "It opens in May 2024.", None)
    assert rows(doc) == [["May 2024", "2024-05", "2024-05-01", "2024-05-31", "in", None]]
    again = pickle.loads(pickle.dumps(doc))
    assert rows(again) == rows(doc)


def test_works_in_several_processes(dated: Language) -> None:
    docs = []
    for day in range(1, 5):
        doc = dated.make_doc("Exports fell yesterday.")
        doc._.kr_document = {"published": f"2023-05-0{day}"}
        docs.append(doc)
    found = [rows(doc)[0][1] for doc in dated.pipe(docs, n_process=2)]
    assert found == ["2023-04-30", "2023-05-01", "2023-05-02", "2023-05-03"]


def test_paragraphs_of_the_source_tokenizer_end_an_expression() -> None:
    nlp = spacy.blank("en")
    component = make_kr_dates(nlp, "kr_dates")
    doc = nlp.make_doc("Exports fell in March 12 firms said so.")
    if not Doc.has_extension("kr_source"):
        Doc.set_extension("kr_source", default=None)
    doc._.kr_document = {"published": "2023-04-25"}
    doc._.kr_source = {"blocks": [[0, 21, "headline"], [22, 39, "paragraph"]]}
    assert [row[0] for row in rows(component(doc))] == ["March"]
