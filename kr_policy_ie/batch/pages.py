"""HTML pages -> documents: the article's text, its title and day. Done in the workers.

The offsets of what is found later point into the text that is taken here.
"""

import codecs
import re
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from kr_policy_ie.batch.extras import needed
from kr_policy_ie.errors import InputError
from kr_policy_ie.ingest.files import Record

#: No page on the web is older; htmldate takes years of footers for days without it.
MIN_DATE = "1990-01-01"
#: Fixed, so that the same page gives the same day whenever it is read.
MAX_DATE = "2100-12-31"

_MISSING = "reading HTML needs the package trafilatura: pip install 'kr-policy-ie[html]'"
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_HEAD = 4096
#: In what English and East Asian pages are written if not in UTF-8; among all encodings a few
#: curly quotation marks are taken for Central European letters.
_LIKELY = ("cp1252", "cp949", "gb18030", "cp932", "big5", "utf_16")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class NoArticleError(Exception):
    """A page without an article."""


def page_record(record: Record) -> Record:
    """The record of a page with the article's text in place of the page.

    What the record already says of title and day stands.

    Raises:
        NoArticleError: If the page holds no article.
        InputError: If trafilatura is not installed.
    """
    page: bytes | str = record["page"]
    warnings = list(record.get("warnings", []))
    if isinstance(page, bytes):
        page, warning = decode_page(page, record.get("charset"))
        warnings += [warning] if warning else []
    found = _extracted(page, record.get("url"))
    if found is None or not (found.text or "").strip():
        raise NoArticleError("the page holds no article")
    known = {"title": found.title, "published": found.date, "source": found.sitename}
    kept = {key: value for key, value in record.items() if key not in {"page", "charset"}}
    made: Record = {**{key: value for key, value in known.items() if value}, **kept}
    made["text"] = _whole_characters(found.text)
    return made | ({"warnings": warnings} if warnings else {})


def decode_page(content: bytes, stated: str | None) -> tuple[str, dict[str, str] | None]:
    """The characters of a page, and a warning where their encoding is a guess.

    >>> decode_page("<p>Korea’s</p>".encode("cp1252"), "windows-1252")
    ('<p>Korea’s</p>', None)
    """
    meta = _META_CHARSET.search(content[:_HEAD])
    mark = next((name for bom, name in _BOMS if content.startswith(bom)), None)
    for encoding in (mark, stated, meta and meta[1].decode("ascii", "replace"), "utf-8"):
        if encoding:
            try:
                return content.decode(encoding), None
            except (LookupError, UnicodeError):  # wrongly stated: the next one may be right
                continue
    return _guessed(content)


def _guessed(content: bytes) -> tuple[str, dict[str, str]]:
    detector = needed(
        "charset_normalizer", "guessing an encoding", "html", package="charset-normalizer"
    )
    best = detector.from_bytes(content, cp_isolation=list(_LIKELY)).best()
    encoding = best.encoding if best else "utf-8"
    message = f"the encoding is a guess: {encoding}"
    return content.decode(encoding, "replace"), {"code": "encoding_guessed", "message": message}


def guessed_text(content: bytes) -> tuple[str, dict[str, str] | None]:
    """The characters of plain text in an encoding that nobody stated.

    >>> guessed_text("한국".encode())
    ('한국', None)
    """
    return decode_page(content.replace(b"\0", b""), None)


def require_page_reader() -> None:
    """See that pages can be read, without loading what reads them.

    Raises:
        InputError: If a package is missing.
    """
    if find_spec("trafilatura") is None:
        raise InputError(_MISSING)


def _extracted(page: str, url: str | None) -> Any:
    try:
        trafilatura = import_module("trafilatura")
    except ImportError as error:
        raise InputError(_MISSING) from error
    return trafilatura.bare_extraction(
        page,
        url=url,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={
            "original_date": True,
            "extensive_search": False,
            "min_date": MIN_DATE,
            "max_date": MAX_DATE,
        },
    )


def _whole_characters(text: str) -> str:
    """The text without halves of characters, which `&#xD800;` in a page makes."""
    return text.encode("utf-8", "replace").decode("utf-8")
