"""Which field of a source holds what: as told, or seen where there is no doubt."""

import datetime
from collections.abc import Collection, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from kr_policy_ie.errors import InputError

#: What a record may hold; `page` is HTML, from which the text is taken.
KEPT = ("id", "text", "title", "published", "source", "url", "page")
#: Names that other archives use, in lower case; the order says nothing.
_NAMES: dict[str, frozenset[str]] = {
    "id": frozenset({"doc_id", "docid", "document_id", "article_id", "articleid", "guid", "uuid"}),
    "text": frozenset(
        {"body", "content", "article", "fulltext", "full_text", "maintext", "article_body"}
        | {"articlebody", "story", "plain_text", "body_text", "article_text"}
    ),
    "title": frozenset({"headline", "heading", "article_title"}),
    "published": frozenset(
        {"date", "pub_date", "pubdate", "published_at", "publishedat", "publish_date"}
        | {"date_publish", "date_published", "datepublished", "publication_date", "published_date"}
    ),
    "source": frozenset({"publisher", "outlet", "newspaper", "site_name", "source_name"}),
    "url": frozenset({"link", "source_url", "canonical_url", "article_url"}),
    "page": frozenset({"html", "raw_html", "page_html", "html_content"}),
}


def sniffed(names: Collection[str], told: Mapping[str, str]) -> dict[str, str]:
    """Which of a source's names stand for ours, beside those that were told.

    Only one candidate is no doubt. Two for the text are an error, for anything else none is
    taken: a missing date is better than a wrong one.

    Raises:
        InputError: If more than one field may hold the text.

    >>> sniffed(["body", "pub_date", "n"], {})
    {'text': 'body', 'published': 'pub_date'}
    >>> sniffed(["text", "content"], {})
    {}
    """
    found: dict[str, str] = {}
    for ours, theirs in _NAMES.items():
        if ours in told or ours in names or (ours == "page" and "text" in {*names, *told, *found}):
            continue
        candidates = [name for name in names if name.lower() in theirs or name.lower() == ours]
        if len(candidates) == 1:
            found[ours] = candidates[0]
        elif ours == "text" and len(candidates) > 1:
            raise InputError(
                f"several fields may hold the text ({', '.join(sorted(candidates))}): "
                "name one with --text-field, or fields={'text': …}"
            )
    return found


def renamed(data: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a document under the names that the library knows.

    >>> renamed({"body": "Exports rose.", "n": 1}, {"text": "body"})
    {'text': 'Exports rose.'}
    """
    named = {key: data[key] for key in KEPT if key in data and key not in fields}
    named |= {key: data[theirs] for key, theirs in fields.items() if theirs in data}
    if "published" in named:
        named["published"] = _day(named["published"])
    return named


def _day(given: Any) -> Any:
    """Dates of tables and feeds as ISO days; anything else as it is, to be judged later."""
    if isinstance(given, datetime.date):
        return given.isoformat()
    if isinstance(given, str) and given[:1].isalpha():
        try:
            return parsedate_to_datetime(given).date().isoformat()
        except (ValueError, TypeError, IndexError):
            return given
    return given
