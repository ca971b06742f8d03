"""The shipped corpus: sound, in step with its annotations, as its README says."""

import json
import re
from pathlib import Path

import pytest

from kr_policy_ie.evaluate.commands import (
    gold_check_command,
    gold_compile_command,
    read_attributes,
)
from kr_policy_ie.evaluate.gate import load_baselines
from kr_policy_ie.evaluate.loading import corpus_digest, read_extractions
from kr_policy_ie.schema import FACT_TYPES, load_extraction

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def test_the_gold_keeps_the_contract() -> None:
    outcome = gold_check_command([str(CORPUS / "gold")])
    assert outcome.code == 0, outcome.text


ANNOTATED = sorted(path.name.split(".")[0] for path in CORPUS.glob("annotations/*.ann.json"))


@pytest.mark.parametrize("name", ANNOTATED)
def test_gold_is_compiled_from_its_annotations(name: str) -> None:
    folder = CORPUS / "annotations"
    outcome = gold_compile_command(
        str(folder / f"{name}.texts.jsonl"), [str(folder / f"{name}.ann.json")]
    )
    assert outcome.code == 0, outcome.text
    compiled = [load_extraction(line) for line in str(outcome.files["-"]).splitlines()]
    gold = read_extractions(CORPUS / "gold")
    assert compiled == [gold[extraction.document.id] for extraction in compiled]


def test_the_readme_counts_right() -> None:
    readme = (CORPUS / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `gold/(\S+)\.jsonl` \| (\d+) \| (\d+) \| (\d+) \|", readme, re.M)
    assert {name for name, *_ in rows} == {path.stem for path in (CORPUS / "gold").glob("*.jsonl")}
    for name, *counts in rows:
        gold = read_extractions(CORPUS / "gold" / f"{name}.jsonl").values()
        mentions, facts = sum(len(e.mentions) for e in gold), sum(len(e.facts) for e in gold)
        assert [int(count) for count in counts] == [len(gold), mentions, facts], name


def test_every_document_has_attributes() -> None:
    attributes = read_attributes(str(CORPUS / "documents.jsonl"))
    assert set(attributes) == set(read_extractions(CORPUS / "gold"))
    assert all(set(known) == {"split", "style", "noise", "region"} for known in attributes.values())


def test_every_fact_type_has_gold() -> None:
    found = {fact.type for e in read_extractions(CORPUS / "gold").values() for fact in e.facts}
    assert found == set(FACT_TYPES)


@pytest.mark.parametrize("name", ["source-article", "dev", "train", "test"])
def test_texts_are_not_of_reuters(name: str) -> None:
    for line in (CORPUS / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        assert not json.loads(line)["document"]["id"].startswith("reu-")


def test_the_baseline_pins_this_gold() -> None:
    file = load_baselines(CORPUS / "baseline.json")
    for path in sorted((CORPUS / "gold").glob("*.jsonl")):
        known = file.of_gold(f"corpus/gold/{path.name}")
        assert known is not None, path.name
        assert known.gold_digest == corpus_digest(read_extractions(path).values()), path.name
        assert known.floors
