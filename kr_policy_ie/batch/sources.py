"""Documents of an archive, each with its place in it, in an order that never changes."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from kr_policy_ie.batch.fields import renamed, sniffed
from kr_policy_ie.batch.locations import Location, locate
from kr_policy_ie.batch.options import BatchOptions
from kr_policy_ie.batch.pages import guessed_text
from kr_policy_ie.batch.streams import BrokenStreamError, lines
from kr_policy_ie.batch.tabular import csv_names, csv_rows, parquet_names, parquet_rows
from kr_policy_ie.batch.warc import captures
from kr_policy_ie.errors import InputError
from kr_policy_ie.ingest.files import Record, Unreadable, decode_text, json_object, make_record

_PACKED = ("", ".gz", ".zst")
_JSONL = tuple(f".{name}{packed}" for name in ("jsonl", "ndjson") for packed in _PACKED)
_WARC = tuple(f".{name}{packed}" for name in ("warc", "wet") for packed in _PACKED)
_TABLES = (".csv", ".tsv")
_PARQUET = (".parquet", ".pq")
_HTML = (".html", ".htm", ".xhtml")
_SINGLE = (".txt", ".json", *_HTML)
_READ = (*_JSONL, *_TABLES, *_PARQUET, *_WARC)
_EXPECTED = ".jsonl, .jsonl.gz, .jsonl.zst, .csv, .tsv, .parquet, .warc, .warc.gz or a folder"
#: How many lines are looked at for the names of fields.
_LINES_SEEN = 20
#: An encoding of this name is guessed, document by document.
DETECT = "detect"

Item = Record | Unreadable


def read_source(
    source: str | Path, options: BatchOptions, fields: dict[str, str] | None = None
) -> Iterator[Item]:
    """The documents of an archive.

    JSONL (plain, .gz, .zst), CSV, TSV, Parquet, WARC, or a folder of these and of .txt, .html
    and .json files; a path, or a URL that fsspec reads. A page comes as a record with `page` in
    place of `text`. A document that cannot be read comes out as `Unreadable`, in its place.

    Args:
        source: The archive.
        options: How it is read.
        fields: Which of its fields hold what, if `find_fields` has already looked.

    Raises:
        InputError: If there is no such archive, or it is of a kind that is not read.
    """
    place = locate(source)
    named = find_fields(source, options) if fields is None else fields
    if place.is_folder():
        return _folder(place, options, named)
    if not place.name.lower().endswith(_READ):
        raise InputError(f"{source}: expected {_EXPECTED}")
    return _archive(place, options, named, place.name)


def find_fields(source: str | Path, options: BatchOptions) -> dict[str, str]:
    """Which of the archive's fields hold what: as the options say, or as their names do.

    Raises:
        InputError: If more than one field may hold the text.
    """
    place = locate(source)
    if place.is_folder():
        files = (file for _, file in place.files() if not file.is_link())
        first = next((file for file in files if file.name.lower().endswith(_READ)), None)
        if first is None:
            return dict(options.fields)
        place = first
    return dict(options.fields) | sniffed(_names(place, options), options.fields)


def _names(place: Location, options: BatchOptions) -> list[str]:
    name = place.name.lower()
    if name.endswith(_PARQUET):
        return parquet_names(place)
    if name.endswith(_TABLES):
        return csv_names(place, _encoding(options))
    if name.endswith(_JSONL):
        return _json_names(place, options)
    return []


def _json_names(place: Location, options: BatchOptions) -> list[str]:
    names: dict[str, None] = {}
    try:
        for line, _ in zip(lines(place), range(_LINES_SEEN), strict=False):
            data, _ = json_object(line or b"", _encoding(options))
            names |= dict.fromkeys(data or ())
    except BrokenStreamError:
        pass  # the reader says what is wrong
    return list(names)


def _encoding(options: BatchOptions) -> str:
    return "utf-8" if options.encoding == DETECT else options.encoding


def fingerprint(source: str | Path) -> dict[str, Any]:
    """What tells whether an archive is the one that a run began with."""
    place = locate(source)
    if not place.is_folder():
        return {"name": place.name, **place.facts()}
    files = [file for _, file in _wanted(place) if not file.is_link()]
    sizes = [file.facts()["bytes"] or 0 for file in files]
    return {"name": place.name, "files": len(files), "bytes": sum(sizes)}


def _archive(
    place: Location, options: BatchOptions, fields: dict[str, str], shown: str
) -> Iterator[Item]:
    name = place.name.lower()
    if name.endswith(_JSONL):
        return _jsonl(place, options, fields, shown)
    if name.endswith(_PARQUET):
        return _rows(parquet_rows(place, fields), options, fields)
    if name.endswith(_WARC):
        return _warc(place, options)
    return _rows(csv_rows(place, _encoding(options)), options, fields)


def _jsonl(
    place: Location, options: BatchOptions, fields: dict[str, str], shown: str
) -> Iterator[Item]:
    number = 0
    try:
        for number, line in enumerate(lines(place), start=1):
            if line is None or line.strip(b"\r\t \xef\xbb\xbf"):
                yield _jsonl_item(line, f"{shown}:{number}", options, fields)
    except BrokenStreamError as error:
        where = f"{shown}:{number + 1}"
        yield Unreadable(where, f"{where}: {error}: what follows is lost")


def _jsonl_item(
    line: bytes | None, where: str, options: BatchOptions, fields: dict[str, str]
) -> Item:
    if line is None:
        return Unreadable(where, f"{where}: the line is too long to be a document")
    data, problem = json_object(line, _encoding(options))
    if data is None:
        return Unreadable(where, f"{where}: {problem}")
    return record_of(renamed(data, fields), where)


def record_of(known: dict[str, Any], where: str) -> Item:
    """A record with its text, or with its page where it has no text of its own."""
    page = known.pop("page", None)
    if not isinstance(page, str | bytes) or not page or known.get("text"):
        return make_record(known, where)
    stated = make_record({**known, "text": "-"}, where)
    if isinstance(stated, Unreadable):
        return stated
    del stated["text"]
    return stated | {"page": page}


def _rows(
    rows: Iterator[tuple[str, dict[str, Any] | str]],
    options: BatchOptions,
    fields: dict[str, str],
) -> Iterator[Item]:
    for where, row in rows:
        if isinstance(row, str):
            yield Unreadable(where, f"{where}: {row}")
            continue
        known = renamed(row, fields)
        if any(isinstance(value, str) and _is_undecoded(value) for value in known.values()):
            yield Unreadable(where, f"{where}: is no {_encoding(options)}: give its encoding")
        else:
            yield record_of(known, where)


def _is_undecoded(value: str) -> bool:
    return any("\udc80" <= char <= "\udcff" for char in value) if not value.isascii() else False


def _warc(place: Location, options: BatchOptions) -> Iterator[Item]:
    for found in captures(place, options.max_page_bytes):
        if isinstance(found, tuple):
            where, problem = found
            yield Unreadable(where, f"{where}: {problem}")
        elif found.content is None:
            message = f"{found.where}: the page has more than {options.max_page_bytes:,} bytes"
            yield Unreadable(found.where, message, found.url)
        else:
            known = {"id": found.url or found.where, "url": found.url}
            yield _page(known, found.content, found.media == "text/plain", found.charset)


def _page(known: Record, content: bytes, is_text: bool, charset: str | None) -> Item:
    if not is_text:
        return {**known, "page": content, "charset": charset}
    decoded = decode_text(known["id"], known["id"], content, charset or "utf-8")
    return decoded if isinstance(decoded, Unreadable) else {**decoded, **known}


def list_files(source: str | Path) -> list[str]:
    """The relative names of what is read in an archive; one empty name for a single file.

    Raises:
        InputError: If there is no such archive, or it is of a kind that is not read.

    >>> list_files("no-such-folder")
    Traceback (most recent call last):
    kr_policy_ie.errors.InputError: no-such-folder: there is no such file or folder
    """
    place = locate(source)
    if place.is_folder():
        return [name for name, _ in _wanted(place)]
    if not place.name.lower().endswith(_READ):
        raise InputError(f"{source}: expected {_EXPECTED}")
    return [""]


def read_listed(
    source: str, name: str, options: BatchOptions, fields: dict[str, str]
) -> Iterator[Item]:
    """The documents of one of the files that `list_files` names, as `read_source` gives them."""
    if not name:
        return read_source(source, options, fields)
    return _in_folder(name, locate(f"{source.rstrip('/')}/{name}"), options, fields)


def _wanted(folder: Location) -> Iterator[tuple[str, Location]]:
    for name, file in folder.files():
        if file.name.lower().endswith((*_SINGLE, *_READ)) or file.is_link():
            yield name, file


def _folder(folder: Location, options: BatchOptions, fields: dict[str, str]) -> Iterator[Item]:
    for where, file in _wanted(folder):
        yield from _in_folder(where, file, options, fields)


def _in_folder(
    where: str, file: Location, options: BatchOptions, fields: dict[str, str]
) -> Iterator[Item]:
    if file.is_link():
        yield Unreadable(where, f"{where}: is a symbolic link: not followed", where)
    elif file.name.lower().endswith(_READ):
        yield from _archive(file, options, fields, where)
    else:
        yield _single(where, file, options, fields)


def _single(where: str, file: Location, options: BatchOptions, fields: dict[str, str]) -> Item:
    """The one document that a file holds; its id is the file's name without its last suffix."""
    try:
        with file.open() as stream:
            content = stream.read(options.max_page_bytes + 1)
    except OSError as error:
        return Unreadable(where, f"{where}: cannot be read: {error.strerror or error}", where)
    if len(content) > options.max_page_bytes:
        message = f"{where}: the file has more than {options.max_page_bytes:,} bytes"
        return Unreadable(where, message, where)
    suffix = PurePosixPath(where).suffix.lower()
    name = where.removesuffix(PurePosixPath(where).suffix)
    if suffix in _HTML:
        return {"id": name, "page": content, "charset": None}
    if suffix == ".json":
        return _json_file(name, where, content, options, fields)
    if options.encoding == DETECT and content:
        return _guessed(name, where, content)
    return decode_text(name, where, content, _encoding(options))


def _json_file(
    name: str, where: str, content: bytes, options: BatchOptions, fields: dict[str, str]
) -> Item:
    data, problem = json_object(content, _encoding(options))
    if data is None:
        return Unreadable(where, f"{where}: {problem}", name)
    named = {**fields, **sniffed(list(data), fields)}
    return record_of({"id": name, **renamed(data, named)}, where)


def _guessed(name: str, where: str, content: bytes) -> Item:
    text, warning = guessed_text(content)
    found = make_record({"id": name, "text": text}, where)
    if warning and not isinstance(found, Unreadable):
        found["warnings"] = [warning]
    return found
