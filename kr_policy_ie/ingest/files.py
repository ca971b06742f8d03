"""Documents from files: plain text, JSONL, standard input.

A document that cannot be read does not stop the others: it comes out as `Unreadable`, in
its place, with a message that names file, line and what to do.
"""

import codecs
import datetime
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from kr_policy_ie.errors import InputError

#: What a record may say of its document, beside `id` and `text`.
OPTIONAL = ("title", "published", "source", "url")
_FIELDS = frozenset({"id", "text", *OPTIONAL})
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: How much of a file is looked at to tell text from binary data.
_HEAD = 8192


@dataclass(frozen=True)
class Unreadable:
    """A document that could not be read.

    Attributes:
        where: File, with the line for JSONL: `news.jsonl:3`.
        message: What was given, what was expected, what to do; begins with `where`.
        id: The document's id, where it is known.
    """

    where: str
    message: str
    id: str | None = None


Record = dict[str, Any]


def read_documents(
    paths: Iterable[str | Path], *, encoding: str = "utf-8", strict: bool = False
) -> Iterator[Record | Unreadable]:
    """The documents of files, in their order.

    A `.jsonl` or `.ndjson` file holds one document a line: `id`, `text`, optional `title`,
    `published`, `source`, `url`. `-` is plain text on standard input. Any other file is one
    document of plain text, whose id is the file's name without its last suffix.

    Args:
        paths: Files, or `-`.
        encoding: How the files are encoded, unless they begin with a byte order mark.
        strict: Raise on the first document that cannot be read.

    Yields:
        Dicts with `id`, `text`, what is known of `title`, `published`, `source`, `url`, and
        `warnings` (a list of dicts with `code`, `message`) where there are any; `Unreadable`
        for what cannot be read.

    Raises:
        InputError: If `encoding` is unknown, or, if `strict`, for what cannot be read.
    """
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise InputError(f"{encoding!r} is no known encoding: expected one as utf-8") from error
    seen: dict[str, str] = {}
    for path in paths:
        for where, item in _read(path, encoding):
            checked = item if isinstance(item, Unreadable) else _unique(item, where, seen)
            if strict and isinstance(checked, Unreadable):
                raise InputError(checked.message)
            yield checked


def _unique(record: Record, where: str, seen: dict[str, str]) -> Record | Unreadable:
    identity = record["id"]
    if identity not in seen:
        seen[identity] = where
        return record
    message = f"{where}: id {identity!r} is taken by {seen[identity]}: ids must be unique"
    return Unreadable(where, message, identity)


def _read(path: str | Path, encoding: str) -> Iterator[tuple[str, Record | Unreadable]]:
    where = str(path)
    if where == "-":
        content = sys.stdin.buffer.read()
        yield where, decode_text("stdin", "<stdin>", content, encoding)
        return
    file = Path(path)
    try:
        with file.open("rb") as stream:
            if file.suffix.lower() in {".jsonl", ".ndjson"}:
                yield from _jsonl_documents(where, stream, encoding)
            else:
                yield where, decode_text(file.stem, where, stream.read(), encoding)
    except FileNotFoundError:
        yield where, Unreadable(where, f"{where}: there is no such file")
    except IsADirectoryError:
        message = f"{where}: is a directory: expected a file; name the files in it"
        yield where, Unreadable(where, message)
    except OSError as error:
        yield where, Unreadable(where, f"{where}: cannot be read: {error.strerror or error}")


def decode_text(name: str, where: str, content: bytes, encoding: str) -> Record | Unreadable:
    """The document that the bytes of a text file hold; its id is `name`."""
    if not content:
        return Unreadable(where, f"{where}: is empty: expected an article's text", name)
    if problem := _binary(content):
        return Unreadable(where, f"{where}: {problem}: expected plain text or .jsonl", name)
    try:
        text = content.decode(_encoding(content, encoding))
    except UnicodeDecodeError as error:
        return Unreadable(where, f"{where}: {_decode_problem(error)}", name)
    if not text.strip():
        return Unreadable(where, f"{where}: holds white space only: expected a text", name)
    return {"id": name, "text": text}


def _encoding(content: bytes, encoding: str) -> str:
    return next((name for mark, name in _BOMS if content.startswith(mark)), encoding)


def _binary(content: bytes) -> str | None:
    """Why the bytes are no text; None if they may be."""
    if any(content.startswith(mark) for mark, _ in _BOMS):
        return None
    for signature, name in (
        (b"%PDF-", "is a PDF file"),
        (b"PK\x03\x04", "is a zip archive or an office file"),
        (b"\x1f\x8b", "is gzip data"),
        (b"\x28\xb5\x2f\xfd", "is zstandard data"),
        (b"\x89PNG", "is a PNG image"),
        (b"\xff\xd8\xff", "is a JPEG image"),
    ):
        if content.startswith(signature):
            return name
    return "is binary data (a zero byte)" if b"\0" in content[:_HEAD] else None


def _decode_problem(error: UnicodeDecodeError) -> str:
    return (
        f"is no {error.encoding}: byte {error.object[error.start]:#04x} at offset "
        f"{error.start}: convert it, or give its encoding"
    )


def _jsonl_documents(
    where: str, stream: BinaryIO, encoding: str
) -> Iterator[tuple[str, Record | Unreadable]]:
    found = 0
    for number, line in enumerate(stream, start=1):
        if line.strip(b"\r\n\t \xef\xbb\xbf"):
            found += 1
            here = f"{where}:{number}"
            yield here, jsonl_document(line, here, encoding=encoding)
    if not found:
        message = f"{where}: is empty: expected one JSON document a line"
        yield where, Unreadable(where, message)


def jsonl_document(line: bytes, where: str, *, encoding: str = "utf-8") -> Record | Unreadable:
    """The document that one line of JSONL holds.

    >>> record = jsonl_document(b'{"id": "a", "text": "Exports rose."}', "news.jsonl:1")
    >>> record["id"], record["text"]
    ('a', 'Exports rose.')
    >>> jsonl_document(b'{"id": "a"}', "news.jsonl:2").message
    "news.jsonl:2: 'text' is missing: expected the article's text"
    """
    data, problem = json_object(line, encoding)
    return Unreadable(where, f"{where}: {problem}") if data is None else make_record(data, where)


def json_object(line: bytes, encoding: str) -> tuple[dict[str, Any] | None, str | None]:
    """The object that a line of JSON holds, or what is wrong with the line."""
    try:
        data = json.loads(line.decode("utf-8-sig" if encoding == "utf-8" else encoding))
    except UnicodeDecodeError as error:
        return None, _decode_problem(error)
    except json.JSONDecodeError as error:
        return None, f"is no JSON: {error.msg} at column {error.colno}"
    except RecursionError:
        return None, "is nested too deeply to be a document"
    except ValueError as error:  # an integer of more digits than Python converts
        return None, f"is no JSON that can be read: {error}"
    if not isinstance(data, dict):
        return None, f"expected a JSON object, got {_kind(data)}"
    return data, None


def make_record(data: dict[str, Any], where: str) -> Record | Unreadable:
    """The document that the fields `id`, `text`, `title`, `published`, `source`, `url` give.

    Other fields are warned of. Without an id, the place `where` is one.
    """
    given = data.get("id")
    if problem := _identity_problem(data) or _field_problem(data):
        known = str(given) if isinstance(given, str | int) else None
        return Unreadable(where, f"{where}: {problem}", known)
    record: Record = {
        "id": str(given) if given is not None else where,
        "text": data["text"],
    }
    record |= {key: data[key] for key in OPTIONAL if data.get(key)}
    if "published" in record:
        record["published"] = _day(record["published"])
    if unknown := sorted(set(data) - _FIELDS):
        message = f"{where}: fields not used: {', '.join(unknown)[:200]}"
        record["warnings"] = [{"code": "unknown_fields", "message": message}]
    return record


def _kind(value: object) -> str:
    names = {
        list: "a list",
        dict: "an object",
        str: "a string",
        bool: "a boolean",
        type(None): "null",
    }
    return names.get(type(value), "a number")


def _identity_problem(data: dict[str, Any]) -> str | None:
    identity = data.get("id")
    if identity is None or isinstance(identity, str) or type(identity) is int:
        return None
    return f"'id' is {_kind(identity)}: expected a string"


def _field_problem(data: dict[str, Any]) -> str | None:
    if data.get("text") is None:
        return "'text' is missing: expected the article's text"
    for key in ("text", *OPTIONAL):
        value = data.get(key)
        if value is not None and not isinstance(value, str):
            return f"{key!r} is {_kind(value)}: expected a string"
        if value and not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            return f"{key!r} holds half a character (a lone surrogate): expected whole ones"
    if not data["text"].strip():
        return "'text' is empty: expected the article's text"
    published = data.get("published")
    if published and _day(published) is None:
        return f"'published' is {published!r:.60}: expected a date as 2023-04-25"
    return None


def _day(given: str) -> str | None:
    """The ISO day that a date or timestamp begins with; None if it does with none."""
    day, rest = given[:10], given[10:]
    try:
        parsed = datetime.date.fromisoformat(day)
    except ValueError:
        return None
    return parsed.isoformat() if len(day) == 10 and rest[:1] in {"", "T", "t", " "} else None
