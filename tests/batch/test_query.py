"""A run's output, asked in SQL."""

import io
import json

import pytest
from faulty import make_faulty
from test_tables import EXTRACTION

from kr_policy_ie.batch.query import Answer, ask, views, write_csv, write_jsonl
from kr_policy_ie.batch.sink import Part, Sink
from kr_policy_ie.batch.tables import packed_tables
from kr_policy_ie.errors import InputError

pytest.importorskip("duckdb")


@pytest.fixture
def finished(tmp_path):
    """A sink with the extraction of `test_tables` twice: the second one is a copy."""
    first = {**EXTRACTION, "warnings": []}
    second = {**first, "document": {**first["document"], "id": "b"}}
    lines = [json.dumps(first, ensure_ascii=False), json.dumps(second, ensure_ascii=False)]
    copy = {
        "position": 1,
        "document_id": "b",
        "duplicate_of": "a",
        "original_position": 0,
        "kind": "exact",
        "similarity": 1.0,
    }
    dead = {
        "position": 2,
        "id": None,
        "where": "news.jsonl:3",
        "reason": "unreadable",
        "message": "no",
        "digest": "0",
        "record": None,
    }
    with Sink(tmp_path / "out", "zst") as sink:
        sink.write_part(Part(lines, [dead], [copy], packed_tables(lines), {"documents": 3}))
        sink.finish()
    return tmp_path / "out"


QUERIES = [
    (
        "select document_id, facts, gated from documents order by 1",
        [("a", 1, False), ("b", 1, False)],
    ),
    ("select amount_value::varchar, currency from first_facts", [("937600000000.00", "KRW")]),
    ("select count(*) from facts", [(2,)]),
    (
        "select text from mentions where label = 'MONEY' and document_id = 'a'",
        [("937.6 billion won",)],
    ),
    ("select document_id, duplicate_of from duplicates", [("b", "a")]),
    ('select "where", reason from dead_letters', [("news.jsonl:3", "unreadable")]),
    ("select unnest(actor_texts) from first_facts", [("Seoul",)]),
    ("select published::varchar from first_facts", [("2023-04-25",)]),
]


@pytest.mark.parametrize(("sql", "expected"), QUERIES)
def test_views_answer(finished, sql, expected):
    assert ask(finished, sql).rows == expected


def test_views_name_themselves(finished):
    named = {row[0] for row in views(finished).rows}
    assert named == {
        "dead_letters", "documents", "duplicates", "facts", "first_facts", "mentions"
    }  # fmt: skip


def test_a_part_that_does_not_count_is_not_read(finished):
    folder = finished / "facts"
    (folder / "part-00001.parquet").write_bytes((folder / "part-00000.parquet").read_bytes())
    assert ask(finished, "select count(*) from facts").rows == [(2,)]


def test_an_empty_run_has_empty_views(tmp_path):
    with Sink(tmp_path / "out", "none") as sink:
        sink.write_part(Part([], [], [], packed_tables([]), {"documents": 0}))
        sink.finish()
    for view in ("documents", "facts", "first_facts", "mentions", "duplicates", "dead_letters"):
        assert ask(tmp_path / "out", f"select count(*) from {view}").rows == [(0,)]


WRONG = [
    ("select nothing", "cannot be answered"),
    ("selec", "cannot be answered"),
    ("select * from 'https://a.example/x.parquet'", "cannot be answered"),
]


@pytest.mark.parametrize(("sql", "message"), WRONG)
def test_wrong_queries_are_errors(finished, sql, message):
    with pytest.raises(InputError, match=message):
        ask(finished, sql)


def test_a_folder_without_a_run_is_an_error(tmp_path):
    with pytest.raises(InputError, match="holds no run"):
        ask(tmp_path, "select 1")


CELLS = [
    ("=1+1", "'=1+1"),
    ("+82 2", "'+82 2"),
    ("-1", "'-1"),
    ("@cmd", "'@cmd"),
    ("\tx", "'\tx"),
    ("plain = 1", "plain = 1"),
    (-1, "-1"),
    (None, ""),
    (["=a", None, "b"], "'=a; ; b"),
]


@pytest.mark.parametrize(("cell", "expected"), CELLS)
def test_cells_are_never_formulas(cell, expected):
    import csv

    stream = io.StringIO()
    write_csv(Answer(("a", "b"), [(cell, "x")]), stream)
    assert list(csv.reader(io.StringIO(stream.getvalue())))[1] == [expected, "x"]


def test_rows_may_be_json(finished):
    stream = io.StringIO()
    write_jsonl(ask(finished, "select 1 as a, 'x' as b"), stream)
    assert json.loads(stream.getvalue()) == {"a": 1, "b": "x"}


def test_a_missing_package_is_named(finished, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(InputError, match="pip install 'kr-policy-ie"):
        ask(finished, "select 1")


def test_the_output_of_a_custom_extractor_can_be_asked(archive, tmp_path):
    from kr_policy_ie.batch import BatchOptions, process

    options = BatchOptions(tables=False, start_timeout=60)
    process(archive(["fine", "raise"]), tmp_path / "out", options=options, make_extract=make_faulty)
    assert ask(tmp_path / "out", "select reason from dead_letters").rows == [("error",)]
