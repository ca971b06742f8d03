"""Bad rules about speech are refused with file, rule and field."""

from pathlib import Path

import pytest

from kr_policy_ie.errors import RulesError
from kr_policy_ie.rules.speech import (
    read_grammar_rules,
    read_mark_rules,
    read_model_rules,
    read_speech_rules,
)

VERB = "{id: say, class: say, forms: [say], frames: [clause]}"
REST = (
    "sources: []\nfillers: []\nauxiliaries: []\naddressees: []\noccasions: []\ndocuments: []\n"
    "speakers: []\npronouns: []\n"
)
BAD = {
    "no YAML": (read_mark_rules, "marks: [", "cannot be read"),
    "unknown field": (read_mark_rules, "marks: []\ncolour: red\n", "marks"),
    "unknown kind": (
        read_mark_rules,
        "marks: [{id: a, open: x, close: y, kind: odd}]\nabbreviations: []\nelisions: []\n",
        "marks.0.kind",
    ),
    "unknown class": (
        read_speech_rules,
        f"verbs: [{VERB.replace('class: say', 'class: sing')}]\n{REST}",
        "verbs.0.class",
    ),
    "unknown frame": (
        read_speech_rules,
        f"verbs: [{VERB.replace('[clause]', '[dance]')}]\n{REST}",
        "verbs.0.frames",
    ),
    "form twice": (
        read_speech_rules,
        f"verbs: [{VERB}, {VERB.replace('id: say', 'id: tell')}]\n{REST}",
        "'say' occurs twice",
    ),
    "a word read as a boolean": (read_grammar_rules, "determiners: [no]\n", "determiners.0"),
    "threshold": (
        read_model_rules,
        "bias: 0\nthreshold: 2\nweights: {}\nwords: {}\n",
        "threshold",
    ),
    "weight": (
        read_model_rules,
        "bias: 0\nthreshold: 0.5\nweights: {a: much}\nwords: {}\n",
        "weights.a",
    ),
}


@pytest.mark.parametrize(("read", "content", "message"), BAD.values(), ids=BAD.keys())
def test_bad_rules_name_their_place(
    read: object, content: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RulesError, match="rules.yaml") as error:
        read(path)  # type: ignore[operator]
    assert message in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"absent\.yaml"):
        read_mark_rules(tmp_path / "absent.yaml")
