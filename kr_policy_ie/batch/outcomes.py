"""What comes of a document: an extraction, or the reason why there is none."""

import base64
import hashlib
import re
import traceback
from dataclasses import dataclass
from typing import Any

from kr_policy_ie.batch.options import BatchOptions
from kr_policy_ie.batch.pages import NoArticleError
from kr_policy_ie.batch.work import Output, TooLongError, too_long
from kr_policy_ie.errors import InputError
from kr_policy_ie.ingest.files import Record, Unreadable

#: Faults of a document that the work knows.
_REASONS: dict[type[BaseException], str] = {
    NoArticleError: "unreadable",
    InputError: "unreadable",
    TooLongError: "too_long",
}
_PLACE = re.compile(r'File "(?:[^"\n]*[/\\])?([^"\n]+)", line (\d+), in (\S+)')
#: Larger pages are left out of dead letters.
_MOST_KEPT = 1_000_000


@dataclass(frozen=True)
class Done:
    """What came of a document.

    Attributes:
        position: Its place in the archive, from 0.
        output: Its extraction as JSON, and what else is known of it; None if there is none.
        reason: Why there is none: `unreadable`, `too_long`, `error`, `timeout`,
            `worker_died`, `memory`.
        message: What exactly was wrong.
        record: The document.
        where: Its file and line, if it could not be read.
        digest: The same for all documents that failed in the same place of the program.
    """

    position: int
    output: Output | None = None
    reason: str | None = None
    message: str | None = None
    record: Record | None = None
    where: str | None = None
    digest: str | None = None


def unreadable(position: int, item: Unreadable) -> Done:
    """What comes of a document that could not be read."""
    record = {"id": item.id} if item.id else None
    return Done(position, None, "unreadable", item.message, record, item.where)


def refusal(position: int, item: Record, options: BatchOptions) -> Done | None:
    """What comes of a document that is not even sent to a worker; None if it is to be."""
    length, limit = len(item.get("text", "")), options.max_characters
    problem = too_long(length, limit) if length > limit else None
    length, limit = len(item.get("page") or ""), options.max_page_bytes
    if length > limit:
        problem = f"the page has {length:,} bytes, the limit is {limit:,}"
    if problem is None:
        return None
    return Done(position, None, "too_long", problem, {**item, "text": None, "page": None})


def failed(position: int, record: Record, error: BaseException) -> Done:
    """What comes of a document in which the work itself found a fault."""
    message = str(error)
    reason = _REASONS.get(type(error))
    if reason is None:
        reason = "memory" if isinstance(error, MemoryError) else "error"
        message = f"{type(error).__name__}: {error}".rstrip(": ")
    return Done(position, None, reason, message[:2000], record, digest=_digest(error))


def _digest(error: BaseException) -> str:
    """Of the kind of an error and the places that it went through, wherever Python lies."""
    traced = str(getattr(error, "traceback", "")) or "".join(
        traceback.format_tb(error.__traceback__)
    )
    places = [":".join(place) for place in _PLACE.findall(traced)]
    return _short(" ".join([type(error).__name__, *places]))


def letter(done: Done) -> dict[str, Any]:
    """A document without an extraction as a row of `dead_letters.jsonl`."""
    record = dict(done.record or {})
    page = record.pop("page", None)
    if isinstance(page, bytes) and len(page) <= _MOST_KEPT:
        record["page_base64"] = base64.b64encode(page).decode("ascii")
    elif isinstance(page, str) and len(page) <= _MOST_KEPT:
        record["page"] = page
    return {
        "position": done.position,
        "id": record.get("id"),
        "where": done.where,
        "reason": done.reason,
        "message": done.message,
        "digest": done.digest or _short(f"{done.reason}: {done.message}"),
        "record": record or None,
    }


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
