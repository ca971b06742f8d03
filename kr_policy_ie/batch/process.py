"""Run an archive: read, extract, write, and go on where a killed run stopped."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kr_policy_ie
from kr_policy_ie.batch.digests import model_digest, rules_digest
from kr_policy_ie.batch.duplicates import Copy, CopyFinder, require_datasketch
from kr_policy_ie.batch.options import FREE, BatchOptions
from kr_policy_ie.batch.outcomes import Done, letter
from kr_policy_ie.batch.sink import SIGNATURES, Part, Sink
from kr_policy_ie.batch.sources import Item, find_fields, fingerprint, read_source
from kr_policy_ie.batch.tables import packed_tables
from kr_policy_ie.batch.work import MakeExtract, PipelineMaker

if TYPE_CHECKING:
    from kr_policy_ie.batch.pool import Pool

Progress = Callable[["BatchReport"], None]
#: Packages whose version may change what is found.
_PACKAGES = ("spacy", "onnxruntime", "trafilatura", "htmldate", "datasketch")


@dataclass(frozen=True)
class BatchReport:
    """What a run has done.

    Attributes:
        documents: Documents of the source so far, those of earlier runs included.
        rows: Extractions written.
        dead_letters: Documents without one; `documents == rows + dead_letters`.
        resumed: Documents that an earlier run had done.
        is_complete: Whether the source is at its end.
        facts: Facts in the extractions.
        gated: Rows of documents that the gate has left unparsed.
        copies: Documents that repeat an earlier one.
        words: Words of the rows.
        fields: Which fields of the source were taken for which of ours, as seen or told.
    """

    documents: int
    rows: int
    dead_letters: int
    resumed: int
    is_complete: bool
    facts: int = 0
    gated: int = 0
    copies: int = 0
    words: int = 0
    fields: dict[str, str] = field(default_factory=dict)


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
    as Parquet tables, `duplicates.jsonl` names the copies. A run that was killed goes on where
    its last finished part ended when it is started again with the same source, sink and
    options; what it writes is the same, byte for byte, as if it had never been killed.

    Args:
        source: A `.jsonl` file (plain, `.gz` or `.zst`), `.csv`, `.tsv`, `.parquet`, `.warc`
            (plain or `.gz`), or a folder of these and of `.txt`, `.html`, `.json`; a path or a
            URL that fsspec reads.
        sink: The folder to write; made if it is not there.
        options: How to run.
        make_extract: Makes the function that workers run, instead of the library's pipeline.
        on_progress: Called after each part.

    Raises:
        InputError: If the source cannot be read at all, or a package that it needs is missing.
        BatchError: If the folder belongs to another run or cannot be written, or if no
            worker can be started.
    """
    from kr_policy_ie.batch.pool import Pool  # noqa: PLC0415 - needs an extra, queries do not

    chosen = options or BatchOptions()
    make = make_extract or pipeline_maker(chosen)
    fields = find_fields(source, chosen)
    items = read_source(source, chosen, fields)
    if chosen.duplicates != "off":
        require_datasketch()
    with Sink(Path(sink), chosen.compression) as output:
        output.check_run(run_facts(source, chosen, fields, own=make_extract is None))
        reported = partial(_report, output, output.done, fields)
        if not output.is_complete:
            _Run(output, chosen, reported, on_progress).go(items, Pool(make, chosen))
        return reported(is_complete=True)


def pipeline_maker(options: BatchOptions) -> PipelineMaker:
    """What makes the library's own extraction, as the options say."""
    return PipelineMaker(options.base, options.names, options.max_characters, gate=options.gate)


class _Run:
    """Writes what comes of the documents, part by part."""

    def __init__(
        self,
        output: Sink,
        options: BatchOptions,
        reported: Callable[..., BatchReport],
        on_progress: Progress | None,
    ) -> None:
        self._output = output
        self._options = options
        self._reported = reported
        self._on_progress = on_progress
        self._finder: CopyFinder | None = None

    def go(self, items: Iterator[Item], pool: "Pool") -> None:
        """Extract all that earlier runs have not done."""
        numbered = enumerate(items)
        for _ in islice(numbered, self._output.done):
            pass  # what earlier runs have done
        with ExitStack() as last:
            last.callback(pool.stop)
            if self._options.duplicates != "off":
                path = self._output.folder / SIGNATURES
                self._finder = CopyFinder(path, self._options.similarity, self._output.done)
                last.callback(self._finder.close)
            results = pool.results(numbered)
            while part := list(islice(results, self._options.part_size)):
                self._write(part)
        self._output.finish()

    def _write(self, results: list[Done]) -> None:
        copies = self._copies(results)
        if self._options.duplicates == "drop":
            results = [_dropped(done, copies) for done in results]
        outputs = [done.output for done in results if done.output is not None]
        lines = [output.line for output in outputs]
        part = Part(
            lines=lines,
            dead=[letter(done) for done in results if done.output is None],
            copies=[copy.row() for copy in copies.values()],
            tables=packed_tables(lines) if self._options.tables else {},
            counts={
                "documents": len(results),
                "facts": sum(output.facts for output in outputs),
                "gated": sum(output.is_gated for output in outputs),
                "copies": len(copies),
                "words": sum(output.words for output in outputs),
            },
        )
        if self._finder:
            self._finder.commit()
        self._output.write_part(part)
        if self._on_progress:
            self._on_progress(self._reported(is_complete=False))

    def _copies(self, results: list[Done]) -> dict[int, Copy]:
        found: dict[int, Copy] = {}
        if self._finder is None:
            return found
        for done in results:
            if done.output is not None and done.output.signature is not None:
                identity = str((done.record or {}).get("id"))
                copy = self._finder.copy_of(done.position, identity, done.output.signature)
                if copy:
                    found[done.position] = copy
        return found


def _dropped(done: Done, copies: dict[int, Copy]) -> Done:
    copy = copies.get(done.position)
    if copy is None:
        return done
    message = f"is a copy ({copy.kind}) of {copy.duplicate_of!r}"
    return Done(done.position, None, "duplicate", message, done.record)


def _report(
    output: Sink, resumed: int, fields: dict[str, str], *, is_complete: bool
) -> BatchReport:
    def total(key: str) -> int:
        return sum(int(part.get(key, 0)) for part in output.parts)

    return BatchReport(
        documents=output.done,
        rows=total("rows"),
        dead_letters=total("dead_letters"),
        resumed=resumed,
        is_complete=is_complete,
        facts=total("facts"),
        gated=total("gated"),
        copies=total("copies"),
        words=total("words"),
        fields=fields,
    )


def run_facts(
    source: str | Path, options: BatchOptions, fields: dict[str, str], *, own: bool = True
) -> dict[str, Any]:
    """What makes two runs the same run: `run.json`; `own` if the library's pipeline extracts."""
    return {
        "library": kr_policy_ie.__version__,
        "packages": _versions(),
        "rules": rules_digest() if own else None,
        "model": model_digest(options.base) if own else None,
        "source": fingerprint(source),
        "fields": fields,
        "options": json.loads(options.model_dump_json(exclude=set(FREE))),
    }


def _versions() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
