"""Copies of texts are found, the first one is the original, and a killed run finds the same."""

import json

import pytest
from faulty import make_faulty
from hypothesis import given
from hypothesis import strategies as st
from outputs import letters, rows

from kr_policy_ie.batch import BatchOptions, process
from kr_policy_ie.batch.duplicates import CopyFinder, signature
from kr_policy_ie.errors import InputError

pytest.importorskip("datasketch")

LONG = (
    "The industry ministry said on Tuesday that it would raise the tariff on imported steel to "
    "25 percent from July, after makers had complained of cheap imports from abroad, and that it "
    "would pledge 52.5 billion won for makers of semiconductor materials in the coming five years, "
    "while talks with its trading partners about their own complaints go on in Geneva this week."
)
OTHER = (
    "The central bank left its base rate unchanged at 3.5 percent on Thursday and said that prices "
    "would rise by 2.9 percent this year, a little more than it had forecast in February, because "
    "of a weaker currency and dearer oil; two of its seven members had asked for a higher rate."
)


@pytest.fixture
def finder(tmp_path):
    found = CopyFinder(tmp_path / "signatures.sqlite", 0.8, 0)
    yield found
    found.close()


CASES = [
    ("same", LONG, LONG, "exact"),
    ("case and spaces", LONG, LONG.upper().replace(" ", "\n  "), "exact"),
    ("another first line", LONG, f"SEOUL (Yonhap) -- {LONG}", "near"),
    ("a word changed", LONG, LONG.replace("Tuesday", "Monday"), "near"),
    ("another text", LONG, OTHER, None),
    ("half of it", LONG, LONG[: len(LONG) // 2], None),
    ("short, the same", "Exports rose.", "EXPORTS ROSE", "exact"),
    ("short, nearly", "Exports of chips rose 5 percent.", "Exports of chips rose 6 percent.", None),
]


@pytest.mark.parametrize(("name", "first", "second", "kind"), CASES)
def test_copies_are_told_from_other_texts(finder, name, first, second, kind):
    assert finder.copy_of(0, "a", signature(first)) is None
    copy = finder.copy_of(1, "b", signature(second))
    assert (copy and copy.kind) == kind
    if copy:
        assert (copy.document_id, copy.duplicate_of, copy.original_position) == ("b", "a", 0)


def test_every_copy_names_the_first_text(finder):
    for place in range(4):
        copy = finder.copy_of(place, f"d{place}", signature(f"{LONG} Page {place}."))
        assert (copy and copy.duplicate_of) == ("d0" if place else None)


@given(st.text())
def test_any_text_has_one_signature(text):
    assert signature(text) == signature(text)


def run(source, sink, **options):
    chosen = BatchOptions(
        part_size=2, compression="none", tables=False, start_timeout=60, **options
    )
    return process(source, sink, options=chosen, make_extract=make_faulty)


TEXTS = [LONG, OTHER, LONG, f"Update: {LONG}", OTHER.upper()]


def test_copies_are_marked_not_dropped(archive, tmp_path):
    report = run(archive(TEXTS), tmp_path / "out")
    assert (report.rows, report.copies) == (5, 3)
    lines = (tmp_path / "out" / "duplicates.jsonl").read_text().splitlines()
    found = [json.loads(line) for line in lines]
    assert [(row["document_id"], row["duplicate_of"], row["kind"]) for row in found] == [
        ("d2", "d0", "exact"),
        ("d3", "d0", "near"),
        ("d4", "d1", "exact"),
    ]
    assert not list((tmp_path / "out").glob(".signatures*"))


def test_copies_may_be_dropped_and_are_counted(archive, tmp_path):
    report = run(archive(TEXTS), tmp_path / "out", duplicates="drop")
    assert (report.rows, report.dead_letters, report.documents) == (2, 3, 5)
    assert [row["id"] for row in rows(tmp_path / "out")] == ["d0", "d1"]
    reasons = [(letter["reason"], letter["message"]) for letter in letters(tmp_path / "out")]
    assert reasons[0] == ("duplicate", "is a copy (exact) of 'd0'")


def test_a_run_that_goes_on_finds_the_same_copies(archive, tmp_path):
    source = archive(TEXTS)
    run(source, tmp_path / "whole")

    def stop(report):
        raise KeyboardInterrupt

    chosen = BatchOptions(part_size=2, compression="none", tables=False, start_timeout=60)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            process(
                source,
                tmp_path / "out",
                options=chosen,
                make_extract=make_faulty,
                on_progress=stop,
            )
    run(source, tmp_path / "out")
    for name in ("duplicates.jsonl", "manifest.json"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_a_missing_package_is_named(archive, tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "datasketch", None)
    with pytest.raises(InputError, match="pip install"):
        run(archive(TEXTS), tmp_path / "out")
