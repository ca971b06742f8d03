"""Pages of web archives (WARC): one document for each page that a server gave.

The library that parses them takes a file that breaks off for a whole one, so every payload is
measured against the length that its record states.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from kr_policy_ie.batch.locations import Location
from kr_policy_ie.batch.streams import BrokenStreamError, ChunkReader
from kr_policy_ie.errors import InputError

_HTML = ("text/html", "application/xhtml+xml")
_OK = "200"
_CHUNK = 1 << 16
_RECORD_END = b"\r\n\r\n"
_CUT = "the WARC data is truncated"


@dataclass(frozen=True)
class Capture:
    """A page or text in a web archive.

    Attributes:
        where: The archive and the number of the record in it.
        url: Its address.
        content: Its bytes; None if they are more than wanted.
        media: Its media type.
        charset: The encoding that its server stated.
    """

    where: str
    url: str | None
    content: bytes | None
    media: str
    charset: str | None


def captures(place: Location, largest: int) -> Iterator[Capture | tuple[str, str]]:
    """The pages of a WARC file, and (place, problem) where it is damaged.

    Requests, redirects, errors, images and what else is no page or text are passed over.

    Raises:
        InputError: If warcio is not installed.
    """
    iterator, failure = _warcio()
    number = 0
    stream = ChunkReader(place)
    try:
        for record in iterator(stream):
            number += 1
            where = f"{place.name}: record {number}"
            found = _capture(record, where, largest)
            if _is_cut(record):
                yield where, f"{_CUT}: what follows is lost"
                return
            if found is not None:
                yield found
        if stream.tail != _RECORD_END:
            yield f"{place.name}: record {number + 1}", f"{_CUT}: what follows is lost"
    except (BrokenStreamError, failure, ValueError, EOFError) as error:
        problem = str(error) or _CUT
        yield f"{place.name}: record {number + 1}", f"{problem}: what follows is lost"
    finally:
        stream.close()


def _is_cut(record: Any) -> bool:
    """Whether a record has less than it states, or does not state how much."""
    if record.rec_headers.get_header("Content-Length") is None:
        return True
    while record.raw_stream.read(_CHUNK):
        pass
    return bool(record.raw_stream.limit > 0)


def _capture(record: Any, where: str, largest: int) -> Capture | None:
    media, charset = _media(record)
    if media not in (*_HTML, "text/plain"):
        return None
    if record.rec_type == "response":
        if record.http_headers is None or record.http_headers.get_statuscode() != _OK:
            return None
    elif record.rec_type not in {"resource", "conversion"}:
        return None
    url = record.rec_headers.get_header("WARC-Target-URI")
    return Capture(where, url, _content(record, largest), media, charset)


def _media(record: Any) -> tuple[str, str | None]:
    headers = record.http_headers or record.rec_headers
    media, *parameters = (headers.get_header("Content-Type") or "").split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return media.strip().lower(), value.strip(" \"'").lower() or None
    return media.strip().lower(), None


def _content(record: Any, largest: int) -> bytes | None:
    pieces: list[bytes] = []
    size = 0
    stream = record.content_stream()  # unpacks what the server had packed, piece by piece
    while piece := stream.read(_CHUNK):
        size += len(piece)
        if size > largest:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _warcio() -> tuple[Any, type[Exception]]:
    try:
        module = import_module("warcio.archiveiterator")
        errors = import_module("warcio.exceptions")
    except ImportError as error:
        raise InputError(
            "reading WARC needs the package warcio: pip install 'kr-policy-ie[html]'"
        ) from error
    return module.ArchiveIterator, errors.ArchiveLoadFailed
