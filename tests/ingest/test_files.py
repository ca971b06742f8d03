"""Documents are read from files; what cannot be read says why and stops nothing."""

import io
import json
from types import SimpleNamespace

import pytest

from kr_policy_ie.errors import InputError
from kr_policy_ie.ingest.files import Unreadable, jsonl_document, read_documents

TEXT = "Exports rose 5 percent in April."


def only(path, **options):
    (item,) = read_documents([path], **options)
    return item


def test_a_text_file_is_a_document(tmp_path):
    path = tmp_path / "steel.2023.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert only(path) == {"id": "steel.2023", "text": TEXT}


def test_line_ends_are_kept_as_they_are(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\r\nb\rc\n")
    assert only(path)["text"] == "a\r\nb\rc\n"


BINARY = [
    (b"", "is empty"),
    (b" \n\t ", "holds white space only"),
    (b"%PDF-1.7 ...", "is a PDF file"),
    (b"PK\x03\x04...", "is a zip archive or an office file"),
    (b"\x1f\x8b\x08...", "is gzip data"),
    (b"\x89PNG\r\n", "is a PNG image"),
    (b"text\x00more", "is binary data"),
    ("Korea’s".encode("cp1252"), "is no utf-8: byte 0x92 at offset 5"),
]


@pytest.mark.parametrize(("content", "problem"), BINARY)
def test_what_is_no_text_says_what_it_is(tmp_path, content, problem):
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    item = only(path)
    assert isinstance(item, Unreadable)
    assert item.message.startswith(f"{path}: ")
    assert problem in item.message
    with pytest.raises(InputError, match="a.txt"):
        only(path, strict=True)


ENCODED = [
    (TEXT.encode("utf-8-sig"), "utf-8"),
    (TEXT.encode("utf-16"), "utf-8"),
    ("Exports rose 5 percent in April.".encode("cp1252"), "cp1252"),
]


@pytest.mark.parametrize(("content", "encoding"), ENCODED)
def test_encodings_are_read(tmp_path, content, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    assert only(path, encoding=encoding)["text"] == TEXT


def test_an_unknown_encoding_is_refused(tmp_path):
    with pytest.raises(InputError, match="no known encoding"):
        list(read_documents([tmp_path / "a.txt"], encoding="utf-9"))


def test_missing_files_and_directories_stop_nothing(tmp_path):
    good = tmp_path / "a.txt"
    good.write_text(TEXT, encoding="utf-8")
    missing, folder, record = read_documents([tmp_path / "no.txt", tmp_path, good])
    assert "there is no such file" in missing.message
    assert "is a directory" in folder.message
    assert record["text"] == TEXT


def test_standard_input_is_a_document(monkeypatch):
    stdin = SimpleNamespace(buffer=io.BytesIO(TEXT.encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert only("-") == {"id": "stdin", "text": TEXT}


def test_a_file_of_5_mb_is_read(tmp_path):
    path = tmp_path / "big.txt"
    path.write_text(TEXT * 160_000, encoding="utf-8")
    assert len(only(path)["text"]) > 5_000_000


def test_jsonl_holds_a_document_a_line(tmp_path):
    full = {
        "id": "a",
        "text": TEXT,
        "title": "Exports rise",
        "published": "2023-04-25T10:27:40",
        "source": "Hanam Daily",
        "url": "https://example.com/1",
    }
    lines = [
        json.dumps(full),
        "",
        json.dumps({"text": TEXT, "title": None}),
        '{"id": 7, "text": "x"}',
    ]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    first, second, third = read_documents([path])
    assert first == {**full, "published": "2023-04-25"}
    assert second == {"id": f"{path}:3", "text": TEXT}
    assert third == {"id": "7", "text": "x"}


BAD_LINES = [
    (b'{"id": "a", "text": ', "is no JSON: Expecting value at column 21"),
    (b"[1, 2]", "expected a JSON object, got a list"),
    (b'"text"', "expected a JSON object, got a string"),
    (b"3", "expected a JSON object, got a number"),
    (b'{"id": "a"}', "'text' is missing"),
    (b'{"id": "a", "text": 3}', "'text' is a number"),
    (b'{"id": "a", "text": " "}', "'text' is empty"),
    (b'{"id": ["a"], "text": "x"}', "'id' is a list"),
    (b'{"id": true, "text": "x"}', "'id' is a boolean"),
    (b'{"id": "a", "text": "x", "title": {}}', "'title' is an object"),
    (b'{"id": "a", "text": "x", "published": "25 April"}', "expected a date as 2023-04-25"),
    (b'{"id": "a", "text": "x", "published": "2023-02-30"}', "expected a date as 2023-04-25"),
    (b'{"id": "a", "text": "\x92"}', "is no utf-8: byte 0x92 at offset 21"),
    (b'{"id": "a", "text": "x\\ud800y"}', "half a character"),
    (b"[" * 100_000, "is nested too deeply"),
    (b'{"text": ' + b"9" * 5000 + b"}", "is no JSON that can be read"),
]


@pytest.mark.parametrize(("line", "problem"), BAD_LINES)
def test_a_bad_line_says_why(line, problem):
    item = jsonl_document(line, "news.jsonl:3")
    assert isinstance(item, Unreadable)
    assert item.message.startswith("news.jsonl:3: ")
    assert problem in item.message


def test_bad_lines_stop_nothing_and_keep_their_number(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_bytes(b'{"id": "a", "text": "x"}\nnonsense\n{"id": "b", "text": "y"}\n')
    first, bad, last = read_documents([path])
    assert (first["id"], bad.where, last["id"]) == ("a", f"{path}:2", "b")


def test_unknown_fields_are_warned_of():
    item = jsonl_document(b'{"id": "a", "text": "x", "lang": "en", "body": 1}', "n.jsonl:1")
    (warning,) = item["warnings"]
    assert warning["code"] == "unknown_fields"
    assert "body, lang" in warning["message"]


def test_ids_are_unique_over_all_files(tmp_path):
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text('{"id": "same", "text": "x"}\n', encoding="utf-8")
    first, second = read_documents([tmp_path / "a.jsonl", tmp_path / "b.jsonl"])
    assert first["id"] == "same"
    assert "id 'same' is taken by" in second.message
    assert second.id == "same"


def test_an_empty_jsonl_file_is_named(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text("\n\n", encoding="utf-8")
    assert "is empty" in only(path).message
