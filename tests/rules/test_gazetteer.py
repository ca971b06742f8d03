"""The gazetteer through its public doors: what is in it, who may add to it, what it refuses."""

import json

import pytest
import spacy

from kr_policy_ie.annotate.links import make_kr_links  # noqa: F401 - registers the factories
from kr_policy_ie.errors import RulesError
from kr_policy_ie.rules.gazetteer import collisions, load_gazetteer, lookup

ROW = {"id": "x", "label": "ORG", "name": "A"}

# (name, day, country of the text, best id, a word of the reason)
LOOKUPS = [
    ("industry ministry", "2024-05-01", None, "KR-MOTIE", "valid"),
    ("the industry ministry", "2026-05-01", None, "KR-MOTIR", "valid"),
    ("finance ministry", "2024-05-01", None, "KR-MOEF", "valid"),
    ("ministry of finance", "2024-05-01", "JP", "JP-MOF", "name"),
    ("MOTIE", "2024-05-01", None, "KR-MOTIE", "name"),
    ("South Korean", None, None, "KR", "demonym"),
    ("Washington", None, None, "US", "capital"),
    ("Toyota Motor Corp", None, None, "org.toyota", "name"),
    ("ITC", None, "US", "US-ITC", "abbreviation"),
]

# (file name, content, what the message must say)
REFUSED = [
    ("a.jsonl", [ROW, ROW], "a.jsonl:2: id: 'x' is given twice"),
    ("a.jsonl", [ROW | {"label": "CITY"}], "a.jsonl:1: label: 'CITY' is none of"),
    ("a.jsonl", [ROW | {"label": None}], "a.jsonl:1: label: expected a text"),
    ("a.jsonl", [ROW | {"name": "  "}], "a.jsonl:1: name: expected a text"),
    ("a.jsonl", [ROW | {"aliases": [""]}], "a.jsonl:1: aliases: expected names, got ''"),
    ("a.jsonl", [ROW | {"aliases": "B"}], "a.jsonl:1: aliases: expected a list"),
    ("a.jsonl", [ROW | {"aliases": [7]}], "a.jsonl:1: aliases: expected names, got 7"),
    ("a.jsonl", [ROW | {"valid_from": "2023-13"}], "valid_from: '2023-13' is no date"),
    ("a.jsonl", [ROW | {"valid_from": "2023-02-30"}], "valid_from: '2023-02-30' is no date"),
    ("a.jsonl", [ROW | {"valid_to": "April"}], "valid_to: 'April' is no date"),
    ("a.jsonl", [ROW | {"valid_from": "2023", "valid_to": "2022"}], "lies before valid_from"),
    ("a.jsonl", [ROW | {"country": "Korea"}], "a.jsonl:1: country: 'Korea' is no code"),
    ("a.jsonl", [ROW | {"country": 82}], "country: expected a text or null"),
    ("a.jsonl", [ROW | {"colour": "red"}], "a.jsonl:1: colour: unknown field"),
    ("a.jsonl", "not json\n", "a.jsonl:1: no JSON object"),
    ("a.jsonl", "\n\n[1]\n", "a.jsonl:3: expected an object"),
    ("a.jsonl", b"\xff\xfe\x00", "cannot be read as UTF-8"),
    ("a.csv", "id,label,name\nx,ORG,A,more\n", "a.csv:2: has not as many cells"),
    ("a.csv", "id,label,name\nx,ORG\n", "a.csv:2: has not as many cells"),
    ("a.csv", "id,label,name\nx,TOWN,A\n", "a.csv:2: label: 'TOWN' is none of"),
    ("a.csv", "id,label,name,aliases\nx,ORG,A,B;;C\n", "a.csv:2: aliases: expected names"),
]


def written(path, content):
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif isinstance(content, str):
        path.write_text(content, encoding="utf-8")
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in content), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(("name", "day", "country", "best", "reason"), LOOKUPS)
def test_lookup_says_who_and_why(name, day, country, best, reason):
    answer = lookup(name, date=day, context=country)[0]
    assert answer["kb_id"] == best
    assert reason in answer["reason"]


def test_lookup_of_a_stranger_is_empty():
    assert lookup("ministry of silly walks") == []


def test_no_alias_means_two_entries_without_a_recorded_reason():
    assert collisions(load_gazetteer()) == []


def test_a_collision_would_be_seen(tmp_path):
    rows = [ROW | {"id": key, "name": "Twin Corp", "country": "KR"} for key in ("own.a", "own.b")]
    found = collisions(load_gazetteer((written(tmp_path / "a.jsonl", rows),)))
    assert found == ["twin corp: own.a and own.b"]


def test_entries_refer_to_entries():
    entries = load_gazetteer().entries
    missing = {
        (entry.id, field, key)
        for entry in entries.values()
        for field in ("predecessor", "successor", "line")
        if (key := getattr(entry, field)) is not None and key not in entries
    }
    assert missing == set()


def test_countries_of_entries_are_countries():
    entries = load_gazetteer().entries
    strangers = {e.id for e in entries.values() if e.country and e.country not in entries}
    assert strangers == set()


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Toyota", "JP"),
        ("Huawei", "CN"),
        ("Intel", "US"),
        ("ASML", "NL"),
        ("TSMC", "TW"),
        ("POSCO International", "KR"),
        ("Volkswagen", "DE"),
        ("Petrobras", "BR"),
    ],
)
def test_companies_are_at_home(name, country):
    assert {alias.entry.country for alias in load_gazetteer().named(name)} == {country}


@pytest.mark.parametrize(("name", "content", "message"), REFUSED)
def test_wrong_files_are_refused_with_file_line_and_field(tmp_path, name, content, message):
    path = written(tmp_path / name, content)
    with pytest.raises(RulesError) as error:
        load_gazetteer((path,))
    assert message in str(error.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(RulesError, match=r"nowhere\.jsonl"):
        load_gazetteer((str(tmp_path / "nowhere.jsonl"),))


def test_one_id_in_two_own_files_is_refused(tmp_path):
    paths = tuple(written(tmp_path / name, [ROW]) for name in ("a.jsonl", "b.jsonl"))
    with pytest.raises(RulesError, match=r"b\.jsonl:1: id: 'x' is given twice"):
        load_gazetteer(paths)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("own.jsonl", [{"id": "my.body", "label": "GOV", "name": "MOTIE", "aliases": ["kelp"]}]),
        ("own.csv", "id,label,name,aliases\nmy.body,GOV,MOTIE,kelp;Kelp Office\n"),
    ],
)
def test_own_entries_win_in_either_format(tmp_path, name, content):
    path = written(tmp_path / name, content)
    pipeline = spacy.blank("en")
    pipeline.add_pipe("kr_names", config={"gazetteers": [path]})
    pipeline.add_pipe("kr_links", config={"gazetteers": [path]})
    doc = pipeline("MOTIE likes kelp.")
    assert [span._.kr_link["kb_id"] for span in doc.spans["kr_names"]] == ["my.body", "my.body"]


def test_an_own_row_may_replace_a_shipped_one(tmp_path):
    row = {"id": "KR-MOTIE", "label": "GOV", "name": "Our Ministry", "country": "KR"}
    gazetteer = load_gazetteer((written(tmp_path / "a.jsonl", [row]),))
    assert gazetteer.entries["KR-MOTIE"].name == "Our Ministry"
    assert all(alias.entry.id != "KR-MOTIE" for alias in gazetteer.named("MOTIE"))


def test_large_gazetteers_load(tmp_path):
    rows = [ROW | {"id": f"own.{n}", "name": f"Company Number{n} Ltd"} for n in range(20_000)]
    gazetteer = load_gazetteer((written(tmp_path / "a.jsonl", rows),))
    assert gazetteer.named("Company Number19999 Ltd")[0].entry.id == "own.19999"
