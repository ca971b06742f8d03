"""What a worker does, under every engine: one document in, one line of JSON out."""

import json
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

from kr_policy_ie.batch.duplicates import signature
from kr_policy_ie.batch.gate import GATED, shared_gate
from kr_policy_ie.batch.options import BatchOptions
from kr_policy_ie.batch.pages import page_record
from kr_policy_ie.ingest.files import Record
from kr_policy_ie.schema import Document, Extraction, ExtractionWarning

Extract = Callable[[Record], str]
#: Makes the function that a worker runs; it must be importable where the worker starts.
MakeExtract = Callable[[], Extract]


class TooLongError(Exception):
    """A page whose text is longer than what is read."""


@dataclass(frozen=True)
class Output:
    """What comes of a document.

    Attributes:
        line: Its extraction as a line of JSON.
        words: How many words it has, about.
        signature: By what copies of it are found; None if they are not looked for.
    """

    line: str
    words: int
    signature: bytes | None

    @property
    def facts(self) -> int:
        """How many facts it holds; quotation marks inside JSON strings are escaped."""
        return self.line.count('"evidence": {')

    @property
    def is_gated(self) -> bool:
        """Whether the gate has left it unparsed."""
        return f'"code": "{GATED}"' in self.line


@dataclass(frozen=True)
class Work:
    """What is done with each document.

    Attributes:
        extract: Makes the line of a record.
        max_characters: Longest text that is read.
        signs: Whether copies are to be found.
    """

    extract: Extract
    max_characters: int
    signs: bool

    def output(self, record: Record) -> Output:
        """What comes of a record.

        Raises:
            NoArticleError: If its page holds no article.
            TooLongError: If its page's text is too long.
        """
        read = page_record(record) if "page" in record else record
        text = read["text"]
        if len(text) > self.max_characters:
            raise TooLongError(too_long(len(text), self.max_characters))
        line = self.extract(read)
        return Output(line, text.count(" ") + 1, signature(text) if self.signs else None)


def too_long(length: int, limit: int) -> str:
    """Why a text is not read."""
    return f"the text has {length:,} characters, the limit is {limit:,}"


_ready: dict[str, Work] = {}


def start_worker(make: MakeExtract, options: BatchOptions) -> None:
    """Load what the worker needs, once; called in the worker when it starts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's business
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if options.memory_mb is not None:
        _limit_memory(options.memory_mb)
    _ready["work"] = Work(make(), options.max_characters, options.duplicates != "off")


def run(record: Record) -> Output:
    """What comes of one document; called in the worker."""
    return _ready["work"].output(record)


class PipelineMaker:
    """Makes the library's own extraction."""

    def __init__(
        self, base: str, names: tuple[str, ...], max_characters: int, *, gate: bool = False
    ) -> None:
        """Remember what to load."""
        self.base = base
        self.names = names
        self.max_characters = max_characters
        self.gate = gate

    def __call__(self) -> Extract:
        """The function that extracts, with its pipeline loaded."""
        from kr_policy_ie.pipeline import extraction_of, load, make_doc  # noqa: PLC0415

        nlp = load(self.base, names=self.names)
        nlp.max_length = self.max_characters
        gate = shared_gate() if self.gate else None

        def extract(record: Record) -> str:
            if gate is not None:
                verdict = gate.judge(f"{record.get('title') or ''}\n{record['text']}")
                if not verdict.passes:
                    return _line(_unparsed(record, verdict.score, verdict.needed), record)
            with nlp.memory_zone():
                return _line(extraction_of(nlp(make_doc(nlp, record))), record)

        return extract


def _unparsed(record: Record, score: float, needed: float) -> Extraction:
    """The extraction of a document that is no policy news: its text, and why there is no more."""
    known = {key: record.get(key) for key in ("id", "text", "title", "published", "source", "url")}
    message = f"is no policy news by its words: scores {score:g} of {needed:g}"
    warning = ExtractionWarning(code=GATED, message=message)
    return Extraction(document=Document.model_validate(known), warnings=[warning])


def _line(extraction: Extraction, record: Record) -> str:
    plain = extraction.model_dump(mode="json")
    for warning in record.get("warnings", []):
        plain["warnings"].append({"start": None, "end": None} | warning)
    return json.dumps(plain, ensure_ascii=False)


def _end_with_parent() -> None:
    """End this worker when its coordinator is gone, even in the middle of a document."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limit_memory(memory_mb: int) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    wanted = memory_mb * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or wanted < hard:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
