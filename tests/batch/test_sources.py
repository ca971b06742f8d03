"""Archives are read in an order that never changes, and what is damaged is named."""

import gzip
import json

import pytest

from kr_policy_ie.batch import BatchOptions
from kr_policy_ie.batch.sources import read_source
from kr_policy_ie.batch.streams import lines
from kr_policy_ie.errors import InputError
from kr_policy_ie.ingest.files import Unreadable

zstandard = pytest.importorskip("zstandard")


def read(path, **options):
    return list(read_source(path, BatchOptions(**options)))


def jsonl(count, start=0):
    return "".join(
        json.dumps({"id": f"d{n}", "text": f"Exports rose {n}."}) + "\n"
        for n in range(start, start + count)
    ).encode()


PACKED = {
    "news.jsonl": [jsonl(5)],
    "news.ndjson": [jsonl(5).rstrip(b"\n")],
    "news.jsonl.gz": [gzip.compress(jsonl(2)), gzip.compress(jsonl(3, 2))],
    "news.jsonl.zst": [
        zstandard.compress(jsonl(2)),
        zstandard.compress(jsonl(3, 2)),
    ],
    "crlf.jsonl": [jsonl(5).replace(b"\n", b"\r\n")],
    "bom.jsonl": [b"\xef\xbb\xbf" + jsonl(5)],
    "blank.jsonl": [b"\n" + jsonl(5).replace(b"\n", b"\n\n")],
}


@pytest.mark.parametrize("name", PACKED)
def test_jsonl_is_read_however_it_is_packed(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"".join(PACKED[name]))
    assert [item["id"] for item in read(path)] == ["d0", "d1", "d2", "d3", "d4"]


DAMAGED = [
    ("news.jsonl.gz", gzip.compress, "the gzip data is truncated"),
    ("news.jsonl.zst", zstandard.compress, "the zstandard data is truncated"),
]


@pytest.mark.parametrize(("name", "pack", "problem"), DAMAGED)
@pytest.mark.parametrize("share", [0.3, 0.5, 0.99])
def test_a_truncated_archive_says_so_after_its_last_whole_line(
    tmp_path, name, pack, problem, share
):
    packed = pack(jsonl(50_000))
    path = tmp_path / name
    path.write_bytes(packed[: int(len(packed) * share)])
    *whole, last = read(path)
    assert isinstance(last, Unreadable)
    assert problem in last.message
    assert [item["id"] for item in whole] == [f"d{n}" for n in range(len(whole))]
    assert last.where == f"{name}:{len(whole) + 1}"


@pytest.mark.parametrize(("name", "pack", "_"), DAMAGED)
def test_a_truncated_second_member_is_noticed(tmp_path, name, pack, _):
    second = pack(jsonl(50, 10))
    path = tmp_path / name
    path.write_bytes(pack(jsonl(10)) + second[: len(second) // 2])
    assert "truncated" in read(path)[-1].message


@pytest.mark.parametrize(("name", "pack", "_"), DAMAGED)
def test_a_damaged_archive_is_noticed(tmp_path, name, pack, _):
    packed = bytearray(pack(jsonl(5000)))
    for at in range(len(packed) // 2, len(packed) // 2 + 40):
        packed[at] ^= 0x5A
    path = tmp_path / name
    path.write_bytes(packed)
    items = read(path)
    assert isinstance(items[-1], Unreadable)
    assert "d0" not in [item["id"] for item in items[1:] if not isinstance(item, Unreadable)]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst"])
def test_what_is_not_packed_is_noticed(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(jsonl(3))
    (item,) = read(path)
    assert isinstance(item, Unreadable)
    assert "is damaged" in item.message


def test_bad_lines_are_named_and_pass(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_bytes(jsonl(1) + b"[" * 10_000 + b'\n{"id": "x", "text": "\xff"}\n' + jsonl(1, 1))
    first, nested, encoded, last = read(path)
    assert (first["id"], last["id"]) == ("d0", "d1")
    assert "nested too deeply" in nested.message
    assert encoded.message.startswith("news.jsonl:3: is no utf-8")


def test_lines_that_are_too_long_pass(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"ab\n" + b"x" * 1_000_000 + b"\ncd\n" + b"y" * 500))
    assert list(lines(path, 100)) == [b"ab", None, b"cd", None]


def test_a_bomb_is_not_unpacked_into_memory(tmp_path):
    path = tmp_path / "bomb.jsonl.gz"
    path.write_bytes(gzip.compress(b"0" * 300_000_000, compresslevel=1))
    (item,) = read(path)
    assert "too long to be a document" in item.message


def test_fields_may_have_other_names(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text('{"key": 7, "body": "Exports rose.", "day": "2023-04-25", "n": 1}\n')
    (item,) = read(path, fields={"id": "key", "text": "body", "published": "day"})
    assert item == {"id": "7", "text": "Exports rose.", "published": "2023-04-25"}


def test_tables_are_read(tmp_path):
    path = tmp_path / "news.csv"
    path.write_text('id,text,published\na,"Exports, it said,\nrose.",2023-04-25\nb,,\n"c",x,bad\n')
    first, empty, wrong = read(path)
    assert first == {"id": "a", "text": "Exports, it said,\nrose.", "published": "2023-04-25"}
    assert empty.message == "news.csv: row 2: 'text' is empty: expected the article's text"
    assert "expected a date" in wrong.message
    tabs = tmp_path / "news.tsv"
    tabs.write_text("id\tbody\na\tExports, it said, rose.\n")
    (item,) = read(tabs, fields={"text": "body"})
    assert item["text"] == "Exports, it said, rose."


def test_a_table_in_another_encoding_is_named(tmp_path):
    path = tmp_path / "news.csv"
    path.write_bytes("id,text\na,Korea’s\nb,fine\n".encode("cp1252"))
    bad, good = read(path)
    assert "is no utf-8" in bad.message
    assert good["text"] == "fine"
    assert read(path, encoding="cp1252")[0]["text"] == "Korea’s"


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path):
    folder = tmp_path / "news"
    for name in ("b/2.txt", "a/9.txt", "a/10.txt", "c.txt", "d.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"Exports of {name} rose.")
    (folder / "e.txt").symlink_to(tmp_path / "secret")
    (folder / "f.txt").write_bytes(b"\x00\x01")
    c, link, binary, *nested = read(folder)
    assert [item["id"] for item in (c, *nested)] == ["c", "a/10", "a/9", "b/2"]
    assert link.message == "e.txt: is a symbolic link: not followed"
    assert "is binary data" in binary.message


@pytest.mark.parametrize("name", ["news.zip", "news.pdf", "news.tar.gz"])
def test_other_files_are_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(InputError, match=r"expected \.jsonl"):
        read(tmp_path / name)


def test_a_missing_archive_is_refused(tmp_path):
    with pytest.raises(InputError, match="there is no such file or folder"):
        read(tmp_path / "no.jsonl")
