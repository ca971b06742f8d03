"""What a worker does: one document in, one line of JSON out."""

import json
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

Extract = Callable[[dict[str, Any]], str]
#: Makes the function that a worker runs; it must be importable where the worker starts.
MakeExtract = Callable[[], Extract]

_ready: dict[str, Extract] = {}


def start_worker(make: MakeExtract, memory_mb: int | None) -> None:
    """Load what the worker needs, once; called in the worker when it starts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's business
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if memory_mb is not None:
        _limit_memory(memory_mb)
    _ready["extract"] = make()


def run(record: dict[str, Any]) -> str:
    """The extraction of one document, as a line of JSON; called in the worker."""
    return _ready["extract"](record)


class PipelineMaker:
    """Makes the library's own extraction."""

    def __init__(self, base: str, names: tuple[str, ...], max_characters: int) -> None:
        """Remember what to load."""
        self.base = base
        self.names = names
        self.max_characters = max_characters

    def __call__(self) -> Extract:
        """The function that extracts, with its pipeline loaded."""
        from kr_policy_ie.pipeline import extraction_of, load, make_doc  # noqa: PLC0415

        nlp = load(self.base, names=self.names)
        nlp.max_length = self.max_characters

        def extract(record: dict[str, Any]) -> str:
            with nlp.memory_zone():
                extraction = extraction_of(nlp(make_doc(nlp, record)))
                return json.dumps(extraction.model_dump(mode="json"), ensure_ascii=False)

        return extract


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
