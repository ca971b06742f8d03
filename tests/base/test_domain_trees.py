"""The project's own treebank keeps the format, and its checker finds what breaks it."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
import spacy

FOLDER = Path(__file__).resolve().parents[2] / "models" / "training" / "domain"


@pytest.fixture(scope="module")
def check() -> ModuleType:
    spec = importlib.util.spec_from_file_location("domain_check", FOLDER / "check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_trees_are_sound(check: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(sorted(FOLDER.glob("*.conllu"))) == 0, capsys.readouterr().out


def test_the_halves_share_no_sentence_and_no_group(check: ModuleType) -> None:
    train, test = (list(check.sentences(FOLDER / f"{n}.conllu")) for n in ("train", "test"))
    assert len(train) + len(test) >= 320
    assert not {about["text"] for about, _ in train} & {about["text"] for about, _ in test}
    groups = [{about["sent_id"].split("-")[1] for about, _ in half} for half in (train, test)]
    assert not groups[0] & groups[1]


ROWS = (
    "1 Seoul Seoul PROPN NNP _ 2 nsubj _ _",
    "2 cut cut VERB VBD _ 0 root _ _",
    "3 two two NUM CD _ 4 nummod _ _",
    "4 tariffs tariff NOUN NNS _ 2 obj _ SpaceAfter=No",
    "5 . . PUNCT . _ 2 punct _ _",
)


@pytest.mark.parametrize(
    ("line", "row", "fault"),
    [
        (0, ROWS[0], None),
        (1, "2 cut cut VERB VBD _ 4 root _ _", "root without head 0"),
        (0, "1 Seoul Seoul PROPN NNP _ 0 root _ _", "not exactly one root"),
        (3, "4 tariffs tariff NOUN NNS _ 3 obj _ SpaceAfter=No", "cycle"),
        (3, "4 tariffs tariff NOUN NNS _ 9 obj _ SpaceAfter=No", "out of range"),
        (3, "4 tariffs tariff NOUN NNS _ 2 dobj _ SpaceAfter=No", "unknown label dobj"),
        (0, "1 Seoul Seoul PROPN NNP _ 2 conj _ _", "conj points left"),
        (2, "3 two two ADJ JJ _ 4 nummod _ _", "nummod is ADJ"),
        (0, "1 Seoul Seoul PROPN NNP _ 5 nsubj _ _", "hangs on punct"),
        (3, "4 tariffs tariff NOUN NNS _ 2 obj _ _", "the forms spell"),
        (4, "6 . . PUNCT . _ 2 punct _ _", "not numbered"),
        (4, "5 . . PUNCT . _ 2 punct _", "ten columns"),
    ],
)
def test_faults_are_found(check: ModuleType, line: int, row: str, fault: str | None) -> None:
    rows = [given.split() for given in (*ROWS[:line], row, *ROWS[line + 1 :])]
    found = list(check.faults({"text": "Seoul cut two tariffs."}, rows, spacy.blank("en")))
    assert any(fault in text for text in found) if fault else not found


def test_other_tokens_are_a_fault(check: ModuleType) -> None:
    rows = ["1 tax-free tax-free ADJ JJ _ 0 root _ _".split()]
    assert "otherwise" in " ".join(check.faults({"text": "tax-free"}, rows, spacy.blank("en")))
