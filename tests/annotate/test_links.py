"""`kr_links` through its public door: who is meant, and what anaphors stand for."""

import pytest
import spacy
from spacy.tokens import Doc

import kr_policy_ie
from kr_policy_ie.annotate.links import make_kr_links  # noqa: F401 - registers the factory

# (text, day, the name asked for, its id)
CASES = [
    ("Seoul acted. The industry ministry said so.", "2024-05-01", "industry ministry", "KR-MOTIE"),
    ("Seoul acted. The industry ministry said so.", "2026-02-01", "industry ministry", "KR-MOTIR"),
    ("Tokyo acted, the finance ministry said.", "2019-07-01", "finance ministry", "JP-MOF"),
    ("The Danish finance ministry said so.", "2019-07-01", "finance ministry", None),
    ("South Korea's finance ministry acted.", "2019-07-01", "finance ministry", "KR-MOEF"),
    ("South Korea's finance ministry acted.", "1987-07-01", "finance ministry", "KR-MOEF"),
    ("Japan met China's Commerce Ministry.", "2023-07-01", "Commerce Ministry", "CN-MOFCOM"),
    ("The Thai Ministry of Commerce said so.", "2023-07-01", "Ministry of Commerce", None),
    (
        "Japan's Ministry of International Trade and Industry (MITI) said.",
        "1987-03-01",
        "MITI",
        "JP-METI",
    ),
    ("Soviet trade fell, Moscow said.", "1987-03-01", "Moscow", "SU"),
    ("Russian trade fell, Moscow said.", "2023-03-01", "Moscow", "RU"),
    ("The U.S. Bureau of Industry and Security (BIS) acted. BIS said so.", None, "BIS", "US-BIS"),
    ("the South Korean government said", None, "South Korean government", "KR-GOV"),
    ("The Seoul government wants more.", None, "Seoul government", "KR-GOV"),
]

# (text, day, the anaphor, what it stands for)
ANAPHORS = [
    ("MOTIE acted in Seoul. The ministry said so.", "ministry", "KR-MOTIE"),
    ("South Korea acted. The government said so.", "government", "KR-GOV"),
    ("Japan acted. The government said so.", "government", "JP"),
    ("Minister Lee Chang-yang spoke. He left.", "He", "kr.per.lee_changyang"),
    ("South Korea raised tariffs. It will raise more.", "It", "KR"),
    ("South Korea raised tariffs. It is likely that more follow.", "It", None),
    ("Exports of rice rose. The company said so.", "company", None),
]


@pytest.fixture(scope="module")
def nlp():
    pipeline = spacy.blank("en")
    pipeline.add_pipe("kr_names")
    pipeline.add_pipe("kr_links")
    if not Doc.has_extension("kr_document"):
        Doc.set_extension("kr_document", default={})
    return pipeline


def read(nlp, text, day=None):
    doc = nlp.make_doc(text)
    doc._.kr_document = {"published": day}
    return nlp(doc)


@pytest.mark.parametrize(("text", "day", "name", "expected"), CASES)
def test_links(nlp, text, day, name, expected):
    doc = read(nlp, text, day)
    found = [
        s._.kr_link["kb_id"]
        for s in doc.spans["kr_names"]
        if doc.text[s._.kr_name["start"] : s._.kr_name["end"]] == name
    ]
    assert found
    assert set(found) == {expected}


@pytest.mark.parametrize(("text", "word", "expected"), ANAPHORS)
def test_anaphors(nlp, text, word, expected):
    doc = read(nlp, text, "2023-04-25")
    found = [
        one["kb_id"] for one in doc._.kr_anaphors if doc.text[one["start"] : one["end"]] == word
    ]
    assert found == ([expected] if expected else [])


def test_two_countries(nlp):
    doc = read(nlp, "Japan met South Korea. The two countries agreed.")
    assert [one["members"] for one in doc._.kr_anaphors] == [["JP", "KR"]]


def test_mentions_of_one_entity_share_a_key(nlp):
    doc = read(nlp, "Japan's Ministry of International Trade and Industry (MITI) acted. MITI said.")
    keys = [span._.kr_link["entity"] for span in doc.spans["kr_names"]]
    assert len(set(keys[1:])) == 1
    assert keys[0] != keys[1]


def test_stale_name_is_warned_of(nlp):
    doc = read(nlp, "The Ministry of Knowledge Economy of South Korea said so.", "2023-04-25")
    assert [one["code"] for one in doc._.kr_warnings] == ["stale_name"]
    assert doc.spans["kr_names"][0]._.kr_link["kb_id"] == "KR-MOTIE"


def test_own_ids_win(tmp_path):
    path = tmp_path / "own.jsonl"
    path.write_text('{"id": "my.ministry", "label": "GOV", "name": "MOTIE"}\n')
    pipeline = spacy.blank("en")
    pipeline.add_pipe("kr_names", config={"gazetteers": [str(path)]})
    pipeline.add_pipe("kr_links")
    doc = pipeline("MOTIE said so.")
    assert doc.spans["kr_names"][0]._.kr_link["kb_id"] == "my.ministry"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("own.jsonl", '{"id": "my.ministry", "label": "GOV", "name": "MOTIE"}\n'),
        ("own.csv", "id,label,name\nmy.ministry,GOV,MOTIE\n"),
    ],
)
def test_own_ids_win_in_the_whole_pipeline(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content)
    pipeline = kr_policy_ie.load("fast", names=[path])
    found = kr_policy_ie.extract("MOTIE said exports rose.", nlp=pipeline)
    assert [entity.kb_id for entity in found.entities] == ["my.ministry"]


def test_links_are_plain_data(nlp):
    doc = read(nlp, "Seoul and POSCO signed the K-Chips Act.", "2023-04-25")
    for span in doc.spans["kr_names"]:
        assert set(span._.kr_link) == {
            "kb_id",
            "name",
            "entity",
            "confidence",
            "reason",
            "alternatives",
        }
    assert Doc(nlp.vocab).from_bytes(doc.to_bytes()).text == doc.text
