"""Documents of an archive, each with its place in it, in an order that never changes."""

import csv
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kr_policy_ie.batch.options import BatchOptions
from kr_policy_ie.batch.streams import BrokenStreamError, lines
from kr_policy_ie.errors import InputError
from kr_policy_ie.ingest.files import (
    Record,
    Unreadable,
    decode_text,
    json_object,
    make_record,
)

_JSONL = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".ndjson.zst")
_TABLES = (".csv", ".tsv")
_KEPT = ("id", "text", "title", "published", "source", "url")

Item = Record | Unreadable


def read_source(source: str | Path, options: BatchOptions) -> Iterator[Item]:
    """The documents of an archive: JSONL (plain, .gz, .zst), CSV, TSV, or a folder of .txt.

    A document that cannot be read comes out as `Unreadable`, in its place.

    Raises:
        InputError: If there is no such archive, or it is of a kind that is not read.
    """
    path = Path(source)
    if path.is_dir():
        return _folder(path, options)
    if not path.exists():
        raise InputError(f"{source}: there is no such file or folder")
    name = path.name.lower()
    if name.endswith(_JSONL):
        return _jsonl(path, options)
    if name.endswith(_TABLES):
        return _table(path, options)
    raise InputError(
        f"{source}: expected .jsonl, .jsonl.gz, .jsonl.zst, .csv, .tsv or a folder of .txt files"
    )


def fingerprint(source: str | Path) -> dict[str, Any]:
    """What tells whether an archive is the one that a run began with."""
    path = Path(source)
    if path.is_dir():
        files = [file for file in _text_files(path) if not file.is_symlink()]
        sizes = sum(file.stat().st_size for file in files)
        return {"name": path.name, "files": len(files), "bytes": sizes}
    return {"name": path.name, "bytes": path.stat().st_size}


def _jsonl(path: Path, options: BatchOptions) -> Iterator[Item]:
    number = 0
    try:
        for number, line in enumerate(lines(path), start=1):
            if line is None or line.strip(b"\r\t \xef\xbb\xbf"):
                yield _jsonl_item(line, f"{path.name}:{number}", options)
    except BrokenStreamError as error:
        where = f"{path.name}:{number + 1}"
        yield Unreadable(where, f"{where}: {error}: what follows is lost")


def _jsonl_item(line: bytes | None, where: str, options: BatchOptions) -> Item:
    if line is None:
        return Unreadable(where, f"{where}: the line is too long to be a document")
    data, problem = json_object(line, options.encoding)
    if data is None:
        return Unreadable(where, f"{where}: {problem}")
    return make_record(renamed(data, options.fields), where)


def renamed(data: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a document under the names that the library knows.

    >>> renamed({"body": "Exports rose.", "n": 1}, {"text": "body"})
    {'text': 'Exports rose.'}
    """
    named = {key: data[key] for key in _KEPT if key in data}
    return named | {key: data[theirs] for key, theirs in fields.items() if theirs in data}


def _table(path: Path, options: BatchOptions) -> Iterator[Item]:
    csv.field_size_limit(2**31 - 1)
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    encoding = "utf-8-sig" if options.encoding == "utf-8" else options.encoding
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as stream:
        rows = csv.DictReader(stream, delimiter=delimiter)
        number = 0
        while True:
            number += 1
            where = f"{path.name}: row {number}"
            try:
                row = next(rows, None)
            except csv.Error as error:
                yield Unreadable(where, f"{where}: is no {delimiter!r}-separated row: {error}")
                continue
            if row is None:
                return
            yield _row_item(row, where, options)


def _row_item(row: dict[str, Any], where: str, options: BatchOptions) -> Item:
    known = renamed(row, options.fields)
    if any(isinstance(value, str) and _is_undecoded(value) for value in known.values()):
        return Unreadable(where, f"{where}: is no {options.encoding}: give its encoding")
    return make_record(known, where)


def _is_undecoded(value: str) -> bool:
    return any("\udc80" <= char <= "\udcff" for char in value) if not value.isascii() else False


def _text_files(folder: Path) -> list[Path]:
    found: list[Path] = []
    for root, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        found += [Path(root, name) for name in sorted(names) if name.lower().endswith(".txt")]
    return found


def _folder(folder: Path, options: BatchOptions) -> Iterator[Item]:
    for path in _text_files(folder):
        where = path.relative_to(folder).as_posix()
        if path.is_symlink():
            yield Unreadable(where, f"{where}: is a symbolic link: not followed", where)
            continue
        try:
            content = path.read_bytes()
        except OSError as error:
            yield Unreadable(where, f"{where}: cannot be read: {error.strerror}", where)
            continue
        yield decode_text(where.removesuffix(path.suffix), where, content, options.encoding)
