"""evaluate() at its door: files, refusals, the result's shapes."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import kr_policy_ie
from kr_policy_ie.errors import EvaluationError, InputError, SchemaError
from kr_policy_ie.evaluate import MEASURES, evaluate, format_table
from kr_policy_ie.schema import Extraction

Make = Callable[..., Extraction]
TEXT = "Japan lifted export curbs on Korea."
JAPAN: dict[str, Any] = {"mentions": [["Japan", 1, "COUNTRY", {"id": "JP"}]]}


def as_lines(extractions: list[Extraction]) -> str:
    return "".join(extraction.model_dump_json() + "\n" for extraction in extractions)


def test_files_folders_and_objects_are_the_same(make: Make, tmp_path: Path) -> None:
    golds = [make(TEXT, JAPAN, name="a"), make(TEXT, {}, name="b")]
    (tmp_path / "one.jsonl").write_text(as_lines(golds[:1]) + "\n\n", encoding="utf-8")
    (tmp_path / "two.jsonl").write_text("\ufeff" + as_lines(golds[1:]), encoding="utf-8")
    assert evaluate(tmp_path, golds).to_dict() == evaluate(golds, str(tmp_path)).to_dict()
    assert evaluate(tmp_path, golds).gold_digest == evaluate(golds[::-1], golds).gold_digest


def test_wrapped_predictions_are_read(make: Make, tmp_path: Path) -> None:
    gold = make(TEXT, JAPAN)
    path = tmp_path / "run.jsonl"
    path.write_text(json.dumps({"extraction": gold.model_dump(mode="json")}), encoding="utf-8")
    assert evaluate([gold], path).f1("mentions.strict") == 1


def test_unanswered_and_unknown_documents(make: Make) -> None:
    golds = [make(TEXT, JAPAN, name="a"), make(TEXT, JAPAN, name="b")]
    evaluation = evaluate(golds, [make(TEXT, JAPAN, name="b"), make("x y", {}, name="z")])
    assert (evaluation.answered, evaluation.unknown) == (1, ("z",))
    assert evaluation.figure("mentions.strict", None, "recall") == 0.5
    assert evaluation.coverage == 0.5
    assert evaluation.figure("mentions.strict", None, "document_f1") == 0.5
    assert "1 predicted documents are not in gold: z" in format_table(evaluation)


def test_unread_text_is_not_covered(make: Make, edited: Make) -> None:
    gold = make(TEXT, {})
    warnings = [
        {"code": "not_read", "message": "", "start": 0, "end": 10},
        {"code": "not_read", "message": "", "start": 5, "end": 15},
        {"code": "no_date", "message": "", "start": 20, "end": 25},
    ]
    evaluation = evaluate([gold], [edited(gold, warnings=warnings)])
    assert evaluation.coverage == pytest.approx(1 - 15 / len(TEXT))


def test_slices(make: Make) -> None:
    golds = [
        make(TEXT, JAPAN, name="a", source="Wire", published="2019-07-01"),
        make(TEXT, JAPAN, name="b", source="Blog", published="2023-07-01"),
    ]
    attributes = {"a": {"style": "short"}}
    evaluation = evaluate(golds, golds[:1], attributes=attributes)
    by_year = evaluation.slices("year")
    assert {year: scores["mentions.strict"].total.f1 for year, scores in by_year.items()} == {
        "2019": 1.0,
        "2023": 0.0,
    }
    assert list(evaluation.slices("source")) == ["Blog", "Wire"]
    assert list(evaluation.slices("style")) == ["(none)", "short"]
    assert list(evaluation.slices(lambda document: document.id)) == ["a", "b"]
    assert "2019" in format_table(evaluation, by=["year"])


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        ("{", SchemaError, r"gold\.jsonl:2: extraction: Invalid JSON"),
        ('{"extraction": [', SchemaError, r"gold\.jsonl:2: no JSON"),
        (
            '{"document": {"id": "b"}}',
            SchemaError,
            r"gold\.jsonl:2: document\.text: Field required",
        ),
        ('{"document": {"id": "a", "text": "x"}}', EvaluationError, "'a' was given before, at"),
        (
            '{"document": {"id": "b", "text": "x"}, "mentions": '
            '[{"id": "m", "label": "GOV", "start": 0, "end": 1, "text": "y"}]}',
            SchemaError,
            r"gold\.jsonl:2.*text is 'y', but the document has 'x' there",
        ),
        (
            '{"document": {"id": "b", "text": "x"}, "mentions": '
            '[{"id": "m", "label": "GOVT", "start": 0, "end": 1, "text": "x"}]}',
            SchemaError,
            r"gold\.jsonl:2: mentions\.0\.label: .*'GOV'.*got 'GOVT'",
        ),
        (
            '{"document": {"id": "b", "text": "x"}, "mentions": '
            '[{"id": "m", "label": "GOV", "start": 0, "end": 9, "text": "x"}]}',
            SchemaError,
            r"gold\.jsonl:2.*\[0, 9\) is no span of a text of 1",
        ),
    ],
)
def test_malformed_gold_is_refused(
    tmp_path: Path, line: str, error: type[Exception], message: str
) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"document": {"id": "a", "text": "x"}}\n' + line, encoding="utf-8")
    with pytest.raises(error, match=message):
        evaluate(path, [])


def test_files_that_are_none(tmp_path: Path, make: Make) -> None:
    with pytest.raises(InputError, match="no such file"):
        evaluate(tmp_path / "none.jsonl", [])
    with pytest.raises(InputError, match=r"no \.jsonl file"):
        evaluate(tmp_path, [])
    (tmp_path / "latin.jsonl").write_bytes(b'{"document": "\xe9"}')
    with pytest.raises(InputError, match=r"latin\.jsonl: not UTF-8 text"):
        evaluate(tmp_path, [])
    with pytest.raises(EvaluationError, match="no document"):
        evaluate([], [make(TEXT, {})])


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ("Japan lifted import curbs on Korea.", r"at offset 13 \('e' in gold, 'i' predicted\)"),
        (TEXT + "\n", r"in length \(35 characters in gold, 36 predicted\)"),
    ],
)
def test_other_texts_are_refused(make: Make, other: str, message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        evaluate([make(TEXT, {})], [make(other, {})])


def test_result_shapes(make: Make, corpus_gold: list[Extraction]) -> None:
    evaluation = evaluate(corpus_gold, corpus_gold)
    plain = json.loads(json.dumps(evaluation.to_dict()))
    assert plain["measures"]["facts.detection"]["total"]["f1"] == 1
    assert list(plain["measures"]) == [name for name in MEASURES if name in plain["measures"]]
    assert len(evaluation.rows()) == sum(len(s.groups) + 1 for s in evaluation.measures.values())
    assert "<table>" in evaluation._repr_html_()
    table = format_table(evaluation, by=["source"])
    assert table.endswith("\n")
    assert all(line == line.rstrip() for line in table.splitlines())
    with pytest.raises(EvaluationError, match="no measure 'facts'"):
        evaluation.f1("facts")
    with pytest.raises(EvaluationError, match="no figure 'f2'"):
        evaluation.figure("facts.slots", None, "f2")


def test_to_frame_says_what_is_missing(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(EvaluationError, match="needs pandas"):
        evaluate([make(TEXT, JAPAN)], []).to_frame()


def test_to_frame_has_a_row_for_each_figure(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", SimpleNamespace(DataFrame=list))
    evaluation = evaluate([make(TEXT, JAPAN)], [])
    assert evaluation.to_frame() == evaluation.rows()


def test_the_package_is_the_function_too(make: Make) -> None:
    gold = [make(TEXT, JAPAN)]
    assert kr_policy_ie.evaluate(gold, gold).f1("mentions.strict") == 1
    assert kr_policy_ie.evaluate(gold, predicted=gold).answered == 1


def test_hostile_text_is_harmless_in_a_notebook(make: Make) -> None:
    evaluation = evaluate([make("<script>alert(1)</script> Japan", JAPAN)], [])
    assert "<script>" not in evaluation._repr_html_()


def test_many_documents_take_seconds(corpus_gold: list[Extraction], tmp_path: Path) -> None:
    lines = [json.loads(extraction.model_dump_json()) for extraction in corpus_gold]
    with (tmp_path / "gold.jsonl").open("w", encoding="utf-8") as gold:
        for number in range(250):
            plain = lines[number % len(lines)]
            plain["document"]["id"] = f"d{number}"
            gold.write(json.dumps(plain) + "\n")
    started = time.process_time()
    evaluation = evaluate(tmp_path / "gold.jsonl", tmp_path / "gold.jsonl")
    assert time.process_time() - started < 5
    assert len(evaluation.documents) == 250
