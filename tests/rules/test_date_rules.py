"""Bad date rules fail at load, and say where."""

import shutil
from pathlib import Path

import pytest
import yaml

from kr_policy_ie.annotate.date_scan import known_rules
from kr_policy_ie.errors import RulesError
from kr_policy_ie.rules.date_rules import FOLDER, load_date_rules, read_date_rules

BREAKAGES = [
    ("grammar.yaml", lambda data: data["rules"][0].update(pattern="(["), "rules.month-day"),
    ("grammar.yaml", lambda data: data["rules"][0].update(pattern="{NOPE}"), "NOPE"),
    ("grammar.yaml", lambda data: data["rules"].append(data["rules"][0]), "occurs twice"),
    ("grammar.yaml", lambda data: data["rules"][0].pop("reader"), "rules.0.reader"),
    ("lexicon.yaml", lambda data: data["classes"]["unit"]["words"].append("may"), "'may'"),
    ("lexicon.yaml", lambda data: data.update(months={"may": "five"}), "months.may"),
    ("context.yaml", lambda data: data["fiscal_years"][0].update(first_month=13), "first_month"),
    ("context.yaml", lambda data: data.update(unknown=[]), "unknown"),
]


@pytest.mark.parametrize(("name", "damage", "said"), BREAKAGES)
def test_names_file_rule_and_field(tmp_path: Path, name: str, damage, said: str) -> None:
    folder = tmp_path / "dates"
    shutil.copytree(FOLDER, folder)
    data = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    damage(data)
    (folder / name).write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        read_date_rules(folder)
    assert name in str(caught.value)
    assert said in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"lexicon\.yaml"):
        read_date_rules(tmp_path)


def test_every_rule_has_its_reader() -> None:
    assert len(known_rules(load_date_rules())) > 50


def test_an_unknown_reader_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "dates"
    shutil.copytree(FOLDER, folder)
    data = yaml.safe_load((folder / "grammar.yaml").read_text(encoding="utf-8"))
    data["rules"][0]["reader"] = "oracle"
    (folder / "grammar.yaml").write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    with pytest.raises(RulesError, match="oracle"):
        known_rules(read_date_rules(folder))
