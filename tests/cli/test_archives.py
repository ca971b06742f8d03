"""The commands `batch` and `query`."""

import json

import pytest

from kr_policy_ie.cli import main
from kr_policy_ie.cli.progress import counts_line, fields_line, show_progress

pytest.importorskip("pebble")

TEXT = "Japan lifted export restrictions on South Korea last month, the industry ministry said."
SPORT = "The striker scored twice as the home side beat its rivals in the cup final."


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "news.jsonl"
    rows = [
        {"id": "a", "body": TEXT, "pub_date": "2023-04-25"},
        {"id": "b", "body": SPORT, "pub_date": "2023-04-25"},
        {"id": "c", "pub_date": "2023-04-25"},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_an_archive_is_extracted_and_asked(archive, tmp_path, capsys):
    pytest.importorskip("duckdb")
    out = str(tmp_path / "out")
    command = ["batch", str(archive), "-o", out, "--base", "fast"]
    assert main(command) == 0
    said = capsys.readouterr().err
    assert "fields of the source: pub_date as published, body as text" in said
    assert "complete: 3 documents, 2 rows, 1 dead letters" in said
    assert "1 not parsed" in said
    assert main(["query", out, "select type, action from facts", "--format", "jsonl"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"type": "trade_restriction", "action": "end"} in found
    assert main(["query", out]) == 0
    assert "first_facts" in capsys.readouterr().out
    assert main(["query", out, "select 1 as n", "--format", "csv", "-o", f"{out}.csv"]) == 0
    assert (tmp_path / "out.csv").read_text() == "n\n1\n"
    assert main([*command, "--no-gate"]) == 1
    assert "options.gate: True then, False now" in capsys.readouterr().err


WRONG = [
    (["query", "no-such-folder", "select 1"], "holds no run"),
    (["batch", "no-such-file", "-o", "out"], "there is no such file or folder"),
    (["batch", "no-such-file", "-o", "out", "--workers", "0"], "--workers"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_wrong_commands_say_what_is_wrong(arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 1
    assert message in capsys.readouterr().err


def test_spark_that_is_missing_is_named(archive, tmp_path, monkeypatch, capsys):
    import sys

    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    command = ["batch", str(archive), "-o", str(tmp_path / "out"), "--engine", "spark"]
    assert main(command) == 1
    assert "pip install 'kr-policy-ie[spark]'" in capsys.readouterr().err


def _report(**known):
    from kr_policy_ie.batch import BatchReport

    return BatchReport(
        **{"documents": 4, "rows": 3, "dead_letters": 1, "resumed": 0, "is_complete": True, **known}
    )


def test_what_is_said_of_a_run():
    assert counts_line(_report()) == "4 documents, 3 rows, 1 dead letters, 0 facts"
    assert counts_line(_report(gated=2, copies=1)).endswith("2 not parsed, 1 copies")
    assert fields_line(_report(fields={"text": "body"})) == "fields of the source: body as text"


def test_a_terminal_gets_one_line(archive, monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with show_progress(str(archive)) as said:
        said.step(_report(documents=2, words=500))
        said.end(_report(fields={"text": "body"}))
    assert "fields of the source: body as text" in capsys.readouterr().err
