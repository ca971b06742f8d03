"""spaCy's own evaluation of a pipeline with our components."""

from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.cli.evaluate import evaluate as spacy_evaluate
from spacy.training import Example

import kr_policy_ie
from kr_policy_ie.errors import EvaluationError
from kr_policy_ie.evaluate import examples, make_scorer
from kr_policy_ie.evaluate.loading import read_extractions
from kr_policy_ie.export.docbin import to_doc, to_docbin

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "gold"


@pytest.fixture(scope="module")
def gold() -> list[Any]:
    return list(read_extractions(CORPUS / "source-article.jsonl").values())


def test_spacy_and_our_own_evaluation_agree(gold: list[Any], nlp: Any) -> None:
    scores = nlp.evaluate(examples(gold, nlp))
    ours = kr_policy_ie.evaluate(gold, list(kr_policy_ie.extract_all(_records(gold), nlp=nlp)))
    assert scores["kr_links_acc"] == ours.f1("mentions.link")
    assert scores["kr_facts_slots_f"] == ours.f1("facts.slots")
    assert scores["kr_dates_f"] == ours.f1("mentions.value", "DATE")
    assert scores["kr_values_per_type"]["MONEY"]["f"] == ours.f1("mentions.value", "MONEY")
    assert scores["kr_names_per_type"]["GOV"]["f"] == ours.f1("mentions.strict", "GOV")
    assert scores["kr_statements_f"] == ours.f1("facts.detection", "statement")


def _records(gold: list[Any]) -> list[dict[str, Any]]:
    return [extraction.document.model_dump() for extraction in gold]


def test_one_component_in_another_pipeline(gold: list[Any]) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("kr_values")
    scores = nlp.evaluate(examples(gold, nlp))
    assert scores["kr_values_per_type"]["MONEY"]["f"] == 1.0
    assert "kr_names_f" not in scores


def test_the_command_spacy_evaluate_works(gold: list[Any], tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("kr_values")
    nlp.to_disk(tmp_path / "pipeline")
    (tmp_path / "gold.spacy").write_bytes(to_docbin(gold))
    scores = spacy_evaluate(str(tmp_path / "pipeline"), tmp_path / "gold.spacy", silent=True)
    assert scores["kr_values_per_type"]["MONEY"]["f"] == 1.0


def test_another_text_is_refused(gold: list[Any]) -> None:
    nlp = spacy.blank("en")
    pair = Example(nlp.make_doc("Another text."), to_doc(gold[0]))
    with pytest.raises(EvaluationError, match="another text than the reference"):
        make_scorer("kr_values")([pair])


def test_an_unknown_component_is_refused() -> None:
    with pytest.raises(EvaluationError, match="there are kr_values"):
        make_scorer("ner")
