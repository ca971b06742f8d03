"""The command line: what it prints, where, and with which exit code."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kr_policy_ie.cli import extracting, main
from kr_policy_ie.schema import load_extraction

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
ARTICLE = str(CORPUS / "articles" / "source-article.txt")


@pytest.fixture(autouse=True)
def _one_pipeline(monkeypatch: pytest.MonkeyPatch, nlp: Any) -> None:
    """Commands take the session's pipeline: loading it for each would only cost time."""
    monkeypatch.setattr("kr_policy_ie.pipeline.load", lambda base, names=(): nlp)


def test_the_main_job_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", ARTICLE]) == 0
    out = capsys.readouterr().out
    for words in ("937,600,000,000 KRW", "710,000,000", "trade_restriction", "Lee Chang-yang"):
        assert words in out
    assert "2023-04-25" in out


def test_json_keeps_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", ARTICLE, "--format", "json"]) == 0
    extraction = load_extraction(capsys.readouterr().out)
    assert extraction.document.id == "source-article"
    assert extraction.facts


def test_jsonl_in_and_out_keeps_ids_and_order(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    ids = ["b", "a", "é", "10"]
    rows = [{"id": name, "text": f"Seoul pledged ${n + 1} million."} for n, name in enumerate(ids)]
    source.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert main(["extract", str(source), "--format", "jsonl", "-o", str(target)]) == 0
    lines = target.read_text(encoding="utf-8").splitlines()
    assert [load_extraction(line).document.id for line in lines] == ids


def test_the_date_option_anchors_dates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Japan lifted export curbs last month.", encoding="utf-8")
    assert main(["extract", str(path), "--published", "2021-03-09", "--format", "json"]) == 0
    found = load_extraction(capsys.readouterr().out)
    (date,) = [item for item in found.mentions if item.label == "DATE"]
    assert date.value is not None
    assert date.value.model_dump()["start"] == "2021-02-01"


def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(b"Seoul will ban steel imports."))
    monkeypatch.setattr(sys, "stdin", stream)
    assert main(["extract", "-", "--format", "jsonl"]) == 0
    assert load_extraction(capsys.readouterr().out).document.id == "stdin"


BAD_FILES: list[tuple[str, bytes | None, str]] = [
    ("empty.txt", b"", "is empty"),
    ("blank.txt", b" \n\n", "white space only"),
    ("binary.txt", b"abc\x00\x01\x02", "binary data"),
    ("report.txt", b"%PDF-1.7 ...", "is a PDF file"),
    ("latin.txt", "Séoul".encode("latin-1"), "byte"),
    ("missing.txt", None, "no such file"),
    ("long.txt", b"Seoul said. " * 450_000, "the limit is 1,000,000"),
    ("bad.jsonl", b'{"id": "a", "text": "x"}\n{"id": ', "bad.jsonl:2"),
    ("date.jsonl", b'{"id": "a", "text": "x", "published": "April"}', "date.jsonl:1"),
    ("list.jsonl", b"[1]", "list.jsonl:1"),
    ("untext.jsonl", b'{"id": "a"}', "untext.jsonl:1"),
]


@pytest.mark.parametrize(
    ("name", "content", "message"), BAD_FILES, ids=[name for name, _, _ in BAD_FILES]
)
def test_bad_files_have_one_clear_line(
    name: str,
    content: bytes | None,
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert main(["extract", str(path)]) == 1
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 1
    assert errors[0].startswith("kr-policy-ie: error: ")
    assert message in errors[0]


def test_a_directory_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", str(tmp_path)]) == 1
    assert "is a directory" in capsys.readouterr().err


def test_one_bad_file_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = tmp_path / "good.txt"
    good.write_text("Seoul will ban steel imports.", encoding="utf-8")
    assert main(["extract", str(tmp_path / "none"), str(good), "--format", "jsonl"]) == 1
    captured = capsys.readouterr()
    assert load_extraction(captured.out).document.id == "good"
    assert "no such file" in captured.err


@pytest.mark.parametrize("date", ["25 April 2023", "2023-02-30", ""])
def test_a_wrong_date_is_refused(date: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", ARTICLE, "--published", date]) == 1
    assert "expected YYYY-MM-DD" in capsys.readouterr().err


def test_nothing_half_written_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(extracting._WRITERS, "jsonl", broken)
    target = tmp_path / "out.jsonl"
    assert main(["extract", ARTICLE, "--format", "jsonl", "-o", str(target)]) == 1
    assert list(tmp_path.iterdir()) == []
    assert "No space left" in capsys.readouterr().err


@pytest.mark.parametrize("output", ["", "/"])
def test_an_output_that_cannot_be_written(
    output: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["extract", ARTICLE, "-o", str(tmp_path) + output]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_usage_errors_exit_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["extract"], ["extract", ARTICLE, "--format", "xml"], ["frobnicate"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_evaluate_prints_the_scores(capsys: pytest.CaptureFixture[str]) -> None:
    gold = str(CORPUS / "gold" / "source-article.jsonl")
    assert main(["evaluate", gold, gold]) == 0
    assert "MONEY" in capsys.readouterr().out
    assert main(["evaluate", gold, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)


def test_evaluate_names_bad_gold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"document": {"id": "a", "text": "x"}, "facts": 3}', encoding="utf-8")
    assert main(["evaluate", str(path)]) == 1
    error = capsys.readouterr().err
    assert "gold.jsonl" in error
    assert "facts" in error


def test_explain_names_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", ARTICLE, "--fact", "f1"]) == 0
    assert "rules:" in capsys.readouterr().out
    assert main(["explain", ARTICLE, "--fact", "f999"]) == 1
    assert "its facts are: f1, " in capsys.readouterr().err


def test_names_lookup_depends_on_the_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["names", "lookup", "industry ministry", "--date", "2024-05-01"]) == 0
    assert capsys.readouterr().out.startswith("KR-MOTIE ")
    assert main(["names", "lookup", "nobody at all"]) == 1


def test_a_reader_that_leaves_hears_no_traceback(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m kr_policy_ie names lookup Korea | true'
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, check=False, env=environment
    )
    assert done.stderr == ""


def test_gold_is_made_checked_and_converted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = str(CORPUS / "gold" / "source-article.jsonl")
    assert main(["gold", "check", gold]) == 0
    other = tmp_path / "other.jsonl"
    other.write_bytes(Path(gold).read_bytes())
    assert main(["gold", "agree", gold, str(other)]) == 0
    target = tmp_path / "tasks.json"
    assert main(["gold", "export", gold, "label-studio", str(target)]) == 0
    capsys.readouterr()
    assert main(["gold", "import", str(target), "label-studio"]) == 0
    made = load_extraction(capsys.readouterr().out)
    assert made.document.text == Path(ARTICLE).read_text(encoding="utf-8")
    assert main(["gold", "new", ARTICLE]) == 0
    assert json.loads(capsys.readouterr().out)["mentions"]


def test_a_gate_holds_or_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = str(CORPUS / "gold" / "source-article.jsonl")
    floors = tmp_path / "baseline.json"
    assert main(["gold", "baseline", gold, str(floors)]) == 0
    assert main(["evaluate", gold, "--gate", str(floors)]) == 0
    empty = tmp_path / "pred.jsonl"
    document = json.loads(Path(gold).read_text(encoding="utf-8"))["document"]
    empty.write_text(json.dumps({"document": document}), encoding="utf-8")
    assert main(["evaluate", gold, str(empty), "--gate", str(floors)]) == 1
    assert "gate failed" in capsys.readouterr().out


def test_values_that_imported_gold_lacks_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Seoul pledged $710 million."
    path = tmp_path / "task.jsonl"
    span = {"start": 14, "end": 26, "label": "MONEY"}
    path.write_text(json.dumps({"text": text, "spans": [span]}), encoding="utf-8")
    assert main(["gold", "import", str(path), "prodigy"]) == 0
    (mention,) = load_extraction(capsys.readouterr().out).mentions
    assert mention.value is not None
    assert mention.value.model_dump(mode="json")["amount"] == "710000000"
