"""gold check, agree, new, compile, import and export; evaluate with all its options."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kr_policy_ie.errors import EvaluationError, InputError, SchemaError
from kr_policy_ie.evaluate.agreement import agreement, krippendorff_alpha
from kr_policy_ie.evaluate.commands import (
    GOLD_FORMATS,
    EvaluateOptions,
    baseline_command,
    evaluate_command,
    gold_agree_command,
    gold_check_command,
    gold_compile_command,
    gold_export_command,
    gold_import_command,
    gold_new_command,
    values_from,
)
from kr_policy_ie.evaluate.gold_check import advice
from kr_policy_ie.schema import Document, Extraction, load_extraction

Make = Callable[..., Extraction]
TEXT = "Seoul raised duties on steel by 5 percent. Seoul said so."


def write(path: Path, extractions: list[Extraction]) -> Path:
    lines = [extraction.model_dump_json() + "\n" for extraction in extractions]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def plain_gold(**parts: Any) -> str:
    mention = {"id": "m1", "label": "PLACE", "start": 0, "end": 5, "text": "Seoul"} | parts
    return json.dumps({"document": {"id": "a", "text": TEXT}, "mentions": [mention]})


# --- check


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "gold.jsonl:1: error: no JSON"),
        ("[]", "gold.jsonl:1: error: Input should be an object"),
        (plain_gold(label="CITY"), "a: mentions.0.label: Input should be 'MONEY', 'PERCENT'"),
        (plain_gold(start=-1), "a: mentions.0.start: Input should be greater than or equal to 0"),
        (plain_gold(end=500), "mention m1: [0, 500) is no span of a text of 57"),
        (plain_gold(text="Busan"), "mention m1: text is 'Busan', but the document has 'Seoul'"),
        (plain_gold(colour="red"), "a: mentions.0.colour: Extra inputs are not permitted"),
        (plain_gold() + "\n" + plain_gold(), "gold.jsonl:2: error: a: document.id: stands at"),
        (plain_gold(entity="e9"), "mention m1: unknown entity 'e9'"),
    ],
)
def test_check_says_what_is_wrong_and_where(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(line, encoding="utf-8")
    outcome = gold_check_command([str(path)])
    assert said in outcome.text
    assert outcome.code == 1


def test_check_tells_every_field_at_once(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(plain_gold(label="CITY", start="x", colour="red"), encoding="utf-8")
    assert "3 errors, 0 pieces" in gold_check_command([str(path)]).text


ADVICE: list[tuple[dict[str, Any], str | None]] = [
    ({"mentions": [["Seoul", 1, "COUNTRY", {"id": "KR"}], ["Seoul", 2, "PLACE"]]}, None),
    ({"mentions": [["Seoul", 1, "COUNTRY"], ["Seoul", 2, "PLACE"]]}, "COUNTRY without a code"),
    ({"mentions": [["Seoul", 1, "PLACE"]]}, "'Seoul' is annotated elsewhere but not here"),
    ({"mentions": [["a duty'", 1, "LAW"]]}, "begins with an article"),
    ({"mentions": [["a duty'", 1, "LAW"]]}, "ends in a possessive"),
    ({"mentions": [["steel ", 1, "SECTOR"]]}, "begins or ends in a blank"),
    (
        {"mentions": [["5 percent", 1, "PERCENT", {"number": 5, "unit": "pct"}]]},
        "expected percent or percentage_point",
    ),
    (
        {"mentions": [["5 percent", 1, "QUANTITY", {"number": 5, "unit": "duties"}]]},
        "expected the singular 'duty'",
    ),
    ({"mentions": [["5 percent", 1, "QUANTITY", {"number": 5, "unit": "duty"}]]}, None),
    ({"facts": [{"type": "tariff", "action": "increase", "slots": {}}]}, "has no slots"),
    ({"facts": [{"type": "tariff", "slots": {"object": ["steel"]}}]}, "tariff has no action"),
    (
        {"facts": [{"type": "tariff", "action": "increase", "slots": {"rate": ["5 percent"]}}]},
        "rate '5 percent' is no mention with a value",
    ),
    (
        {
            "mentions": [["5 percent", 1, "PERCENT", {"number": 5, "unit": "percent"}]],
            "facts": [{"type": "tariff", "action": "increase", "slots": {"rate": ["5 percent"]}}],
        },
        None,
    ),
    (
        {"facts": [{"type": "statement", "action": "end", "slots": {"actor": ["Seoul"]}}]},
        "a statement has no action",
    ),
    ({"facts": [{"type": "statement", "slots": {"actor": ["Seoul"]}}]}, "a statement has content"),
    (
        {
            "facts": [
                {
                    "type": "tariff",
                    "action": "end",
                    "trigger": "said",
                    "slots": {"object": ["steel"]},
                }
            ]
        },
        "trigger 'said' lies outside its sentence",
    ),
    (
        {"facts": [{"type": "tariff", "action": "end", "slots": {"object": ["steel"]}}] * 2},
        "says the same as an earlier fact",
    ),
]


@pytest.mark.parametrize(("annotation", "said"), ADVICE)
def test_advice(make: Make, annotation: dict[str, Any], said: str | None) -> None:
    facts = [
        {"status": "realized", "sentence": "Seoul raised", **fact}
        for fact in annotation.get("facts", [])
    ]
    text = TEXT + " a duty'"
    found = [message for _, message in advice(make(text, {**annotation, "facts": facts}))]
    assert any(said in message for message in found) if said else not found


def test_the_corpus_has_no_errors() -> None:
    outcome = gold_check_command([str(Path(__file__).resolve().parents[2] / "corpus" / "gold")])
    assert outcome.code == 0, outcome.text


# --- agree


def test_alpha_of_krippendorffs_own_example() -> None:
    """Four observers, twelve units, gaps: nominal alpha 0.743 (Krippendorff 2011)."""
    observers = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    units = [
        [None if mark == "." else mark for mark in unit] for unit in zip(*observers, strict=True)
    ]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=5e-4)


@pytest.mark.parametrize(
    ("units", "alpha"),
    [
        ([], None),
        ([["a", None], [None, "b"]], None),
        ([["a", "a"], ["a", "a"]], 1.0),
        ([["a", "a"], ["b", "b"], ["a", "b"], ["b", "a"]], 0.125),
    ],
)
def test_alpha_by_hand(units: list[list[str | None]], alpha: float | None) -> None:
    assert krippendorff_alpha(units) == (alpha if alpha is None else pytest.approx(alpha))


def test_agreement_of_three(corpus_gold: list[Extraction], edited: Make, tmp_path: Path) -> None:
    same = write(tmp_path / "a.jsonl", corpus_gold)
    fewer = write(tmp_path / "b.jsonl", corpus_gold[:5])
    lost = [edited(corpus_gold[0], facts=[]), *corpus_gold[1:]]
    other = write(tmp_path / "c.jsonl", lost)
    found = agreement({"a": same, "b": fewer, "c": other})
    assert found.documents == 5
    assert len(found.pairs) == 3
    assert found.f1("mentions.strict") == 1
    assert 0.7 < (found.f1("facts.detection") or 0) < 1
    assert found.alpha("label") == 1
    assert (found.alpha("type") or 1) < 1
    text = gold_agree_command([str(same), str(fewer), str(other)]).text
    assert "3 annotators, 5 common documents, 3 pairs" in text
    json.dumps(found.to_dict())


def test_agreement_needs_two_and_common_documents(make: Make) -> None:
    with pytest.raises(EvaluationError, match="two annotators"):
        agreement({"a": []})
    with pytest.raises(EvaluationError, match="no document in common"):
        agreement({"a": [make("x", {}, name="a")], "b": [make("x", {}, name="b")]})


# --- new, compile


def test_new_writes_what_compile_reads(corpus_gold: list[Extraction], tmp_path: Path) -> None:
    gold = corpus_gold[3]
    annotation = tmp_path / "new.ann.json"
    text = gold_new_command(gold.document, lambda document: gold).text
    annotation.write_text(text, encoding="utf-8")
    assert text.count("\n") > len(gold.mentions) + len(gold.facts)
    texts = tmp_path / "texts.jsonl"
    texts.write_text(gold.document.model_dump_json() + "\n", encoding="utf-8")
    outcome = gold_compile_command(str(texts), [str(annotation)])
    assert outcome.code == 0, outcome.text
    compiled = load_extraction(str(outcome.files["-"]))
    assert compiled.mentions == gold.mentions
    assert [fact.slots for fact in compiled.facts] == [fact.slots for fact in gold.facts]


def test_compile_tells_all_problems(tmp_path: Path) -> None:
    texts = tmp_path / "texts.jsonl"
    texts.write_text('{"id": "a", "text": "Seoul", "style": "x"}\n', encoding="utf-8")
    annotations = tmp_path / "ann.json"
    wrong = [{"id": "a", "mentions": [["Tokyo", 1, "GOV"]]}, {"id": "b"}, {"id": "a"}]
    annotations.write_text(json.dumps(wrong), encoding="utf-8")
    outcome = gold_compile_command(str(texts), [str(annotations)])
    assert outcome.code == 1
    assert "not in the text: 'Tokyo'" in outcome.text
    assert "has no document 'b'" in outcome.text
    assert "1 documents compiled, 2 with problems" in outcome.text
    (tmp_path / "bad.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(SchemaError, match="expected an annotation"):
        gold_compile_command(str(texts), [str(tmp_path / "bad.json")])
    with pytest.raises(InputError, match="cannot be read as JSON"):
        gold_compile_command(str(texts), [str(tmp_path / "none.json")])


# --- import, export


@pytest.mark.parametrize("form", sorted(set(GOLD_FORMATS) - {"compact"}))
def test_export_and_import(form: str, corpus_gold: list[Extraction], tmp_path: Path) -> None:
    golds = corpus_gold[:3]
    folder = form in ("brat", "conll")
    target = tmp_path / ("out" if folder else "out.file")
    gold_export_command(golds, form, str(target)).write()
    back = str(gold_import_command(str(target), form).files["-"]).splitlines()
    found = [load_extraction(line) for line in back]
    assert [e.document for e in found] == [e.document for e in golds]
    assert [len(e.mentions) for e in found] == [len(e.mentions) for e in golds]
    if form != "conll":
        assert found == golds


def test_unknown_formats_and_files(corpus_gold: list[Extraction], tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="no format 'xml'; there are jsonl"):
        gold_export_command(corpus_gold, "xml", "x")
    with pytest.raises(EvaluationError, match="no format 'compact' to import"):
        gold_import_command(str(tmp_path), "compact")
    with pytest.raises(InputError, match="no such file"):
        gold_import_command(str(tmp_path / "none"), "brat")
    with pytest.raises(InputError, match=r"no \.ann file"):
        gold_import_command(str(tmp_path), "brat")


def test_line_ends_keep_offsets(make: Make, tmp_path: Path) -> None:
    gold = make("Korea\r\npaid\rSeoul", {"mentions": [["Seoul", 1, "PLACE"]]})
    gold_export_command([gold], "brat", str(tmp_path / "b")).write()
    back = gold_import_command(str(tmp_path / "b"), "brat").files["-"]
    assert load_extraction(str(back)) == gold


# --- evaluate


def test_evaluate_with_everything(
    corpus_gold: list[Extraction], edited: Make, tmp_path: Path
) -> None:
    gold = str(write(tmp_path / "gold.jsonl", corpus_gold))
    lost = [edited(corpus_gold[0], facts=[]), *corpus_gold[1:]]
    worse = str(write(tmp_path / "worse.jsonl", lost))
    baseline, report = str(tmp_path / "baseline.json"), str(tmp_path / "out" / "report.html")
    baseline_command(gold, gold, baseline).write()
    attributes = tmp_path / "documents.jsonl"
    attributes.write_text('{"id": "kr-005", "style": "wire"}\n', encoding="utf-8")
    options = EvaluateOptions(
        compare=gold,
        gate=baseline,
        report=report,
        by=["style", "year"],
        intervals=True,
        errors=3,
        attributes=str(attributes),
    )
    outcome = evaluate_command(gold, worse, options)
    assert outcome.code == 1
    for part in ("interval of F1", "gate failed", "broken (", "wire", "more", "missed   fact"):
        assert part in outcome.text
    outcome.write()
    assert "<svg" in Path(report).read_text(encoding="utf-8")
    plain = json.loads(evaluate_command(gold, worse, EvaluateOptions(as_json=True)).text)
    assert plain["measures"]["mentions.strict"]["total"]["f1"] == 1
    both = EvaluateOptions(as_json=True, gate=baseline, compare=worse, intervals=True)
    assert json.loads(evaluate_command(gold, gold, both).text)["gate"]["passed"]
    with pytest.raises(EvaluationError, match="floors would fall"):
        baseline_command(gold, worse, baseline)
    assert baseline_command(gold, worse, baseline, lower=True, decision="d.md").files[baseline]


def test_bad_attributes(corpus_gold: list[Extraction], tmp_path: Path) -> None:
    path = tmp_path / "attributes.jsonl"
    path.write_text('{"style": "x"}', encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"attributes\.jsonl:1: expected a JSON object"):
        evaluate_command(corpus_gold, corpus_gold, EvaluateOptions(attributes=str(path)))


def test_files_that_cannot_be_written(corpus_gold: list[Extraction], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        gold_export_command(corpus_gold[:1], "jsonl", str(tmp_path / "file" / "x")).write()


def test_values_are_read_by_the_library(make: Make, tmp_path: Path) -> None:
    percent = {"mentions": [["5 percent", 1, "PERCENT", {"number": 5, "unit": "percent"}]]}
    read = make(TEXT, percent, name="conll")
    lines = [f"{word} O" for word in "Seoul raised duties on steel by".split()]
    lines += ["5 B-PERCENT", "percent I-PERCENT", ". O"]
    (tmp_path / "a.conll").write_text("\n".join(lines), encoding="utf-8")
    asked: list[str] = []

    def extract(document: Document) -> Extraction:
        asked.append(document.id)
        return read

    without = gold_import_command(str(tmp_path), "conll")
    assert "'5 percent' has no value and was left out" in without.text
    outcome = gold_import_command(str(tmp_path), "conll", read_value=values_from(extract))
    found = load_extraction(str(outcome.files["-"]))
    assert [mention.value for mention in found.mentions] == [read.mentions[0].value]
    assert asked == ["a"]
