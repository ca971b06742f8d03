"""Run an archive: read, extract, write, and go on where a killed run stopped."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import kr_policy_ie
from kr_policy_ie.batch.options import FREE, BatchOptions
from kr_policy_ie.batch.pool import Done, Pool
from kr_policy_ie.batch.sink import Sink
from kr_policy_ie.batch.sources import Item, fingerprint, read_source
from kr_policy_ie.batch.tables import packed_tables
from kr_policy_ie.batch.work import MakeExtract, PipelineMaker

Progress = Callable[["BatchReport"], None]


@dataclass(frozen=True)
class BatchReport:
    """What a run has done.

    Attributes:
        documents: Documents of the source so far, those of earlier runs included.
        rows: Extractions written.
        dead_letters: Documents without one; `documents == rows + dead_letters`.
        resumed: Documents that an earlier run had done.
        is_complete: Whether the source is at its end.
    """

    documents: int
    rows: int
    dead_letters: int
    resumed: int
    is_complete: bool


def process(
    source: str | Path,
    sink: str | Path,
    *,
    options: BatchOptions | None = None,
    make_extract: MakeExtract | None = None,
    on_progress: Progress | None = None,
) -> BatchReport:
    """Extract all documents of an archive into a folder.

    Each document of the source becomes a row in `extractions/part-*` or a letter in
    `dead_letters.jsonl`, never both and never neither; `facts/` and `mentions/` hold the same
    as Parquet tables. A run that was killed goes on where
    its last finished part ended when it is started again with the same source, sink and
    options; what it writes is the same, byte for byte, as if it had never been killed.

    Args:
        source: A `.jsonl` file (plain, `.gz` or `.zst`), `.csv`, `.tsv`, or a folder of `.txt`.
        sink: The folder to write; made if it is not there.
        options: How to run.
        make_extract: Makes the function that workers run, instead of the library's pipeline.
        on_progress: Called after each part.

    Raises:
        InputError: If the source cannot be read at all.
        BatchError: If the folder belongs to another run or cannot be written, or if no
            worker can be started.
    """
    chosen = options or BatchOptions()
    make = make_extract or PipelineMaker(chosen.base, chosen.names, chosen.max_characters)
    items = read_source(source, chosen)
    with Sink(Path(sink), chosen.compression) as output:
        output.check_run(_run(source, chosen))
        resumed = output.done
        if not output.is_complete:
            _run_parts(items, output, Pool(make, chosen), chosen, on_progress)
        return _report(output, resumed, is_complete=True)


def _run_parts(
    items: Iterator[Item],
    output: Sink,
    pool: Pool,
    options: BatchOptions,
    on_progress: Progress | None,
) -> None:
    resumed = output.done
    numbered = enumerate(items)
    for _ in islice(numbered, resumed):
        pass  # what earlier runs have done
    results = pool.results(numbered)
    try:
        while part := list(islice(results, options.part_size)):
            rows = [done.line for done in part if done.line is not None]
            dead = [_letter(done) for done in part if done.line is None]
            tables = packed_tables(rows) if options.tables else {}
            output.write_part(rows, dead, len(part), tables)
            if on_progress:
                on_progress(_report(output, resumed, is_complete=False))
        output.finish()
    finally:
        pool.stop()


def _letter(done: Done) -> dict[str, Any]:
    record = done.record or {}
    digest = hashlib.sha256(f"{done.reason}: {done.message}".encode("utf-8", "replace"))
    return {
        "position": done.position,
        "id": record.get("id"),
        "where": done.where,
        "reason": done.reason,
        "message": done.message,
        "digest": digest.hexdigest()[:16],
        "record": record or None,
    }


def _report(output: Sink, resumed: int, *, is_complete: bool) -> BatchReport:
    rows = sum(int(part["rows"]) for part in output.parts)
    dead = sum(int(part["dead_letters"]) for part in output.parts)
    return BatchReport(output.done, rows, dead, resumed, is_complete)


def _run(source: str | Path, options: BatchOptions) -> dict[str, Any]:
    """What makes two runs the same run."""
    chosen = json.loads(options.model_dump_json(exclude=set(FREE)))
    return {
        "library": kr_policy_ie.__version__,
        "source": fingerprint(source),
        "options": chosen,
    }
