"""An archive run on Spark: what `process` does on one machine, with the same rows.

The archive is read once into `records/`. Then wave after wave of documents is extracted and
appended to `extractions/`: Spark shows rows of a finished job only, so a run that broke goes on
by an anti-join on the positions that are there.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from kr_policy_ie.batch.duplicates import CopyFinder, require_datasketch
from kr_policy_ie.batch.options import BatchOptions
from kr_policy_ie.batch.process import BatchReport, Progress, run_facts
from kr_policy_ie.batch.sink import (
    DEAD_LETTERS,
    DUPLICATES,
    MANIFEST,
    MOST_SHOWN,
    RUN,
    SUCCESS,
    differences,
    run_json,
)
from kr_policy_ie.batch.sources import find_fields, list_files, read_listed
from kr_policy_ie.batch.spark import mapped, require_pyspark, staged
from kr_policy_ie.batch.tables import fact_rows, fact_schema, mention_rows, mention_schema
from kr_policy_ie.batch.work import MakeExtract
from kr_policy_ie.errors import BatchError, InputError

#: Documents that are extracted in one Spark job: what a broken run loses at most.
WAVE = 100_000
_BATCH = 64
_STAGED_SCHEMA = "file bigint, number bigint, staged string, page binary"


def process_spark(
    source: str | Path,
    sink: str | Path,
    *,
    options: BatchOptions | None = None,
    make_extract: MakeExtract | None = None,
    session: Any = None,
    wave: int = WAVE,
    on_progress: Progress | None = None,
) -> BatchReport:
    """Extract all documents of an archive on a Spark cluster.

    Rows and dead letters are those of `process`; `extractions/` is Parquet (`position`, `id`,
    `extraction` as JSON, `letter`), and the number of parts is Spark's business.

    Args:
        source: As for `process`; executors must reach it.
        sink: A folder or URL that driver and executors reach.
        options: How to run; `part_size` is the number of documents per task.
        make_extract: Makes the function that executors run, instead of the library's pipeline.
        session: The SparkSession; else the active one, or a new one.
        wave: Documents per Spark job.
        on_progress: Called after each job.

    Raises:
        InputError: If the source cannot be read, or pyspark is missing.
        BatchError: If the folder belongs to another run or cannot be written.
    """
    chosen = options or BatchOptions()
    require_pyspark()
    if chosen.duplicates == "drop":
        raise InputError("duplicates='drop' is not for Spark: mark them, and join duplicates.jsonl")
    if chosen.duplicates == "mark":
        require_datasketch()
    run = _SparkRun(str(sink), chosen, session or _session(), make_extract)
    fields = find_fields(source, chosen)
    run.check(run_facts(source, chosen, fields, own=make_extract is None))
    return run.go(str(source), fields, wave, on_progress)


def _session() -> Any:
    return import_module("pyspark.sql").SparkSession.builder.appName("kr-policy-ie").getOrCreate()


class _SparkRun:
    def __init__(
        self, sink: str, options: BatchOptions, session: Any, make_extract: MakeExtract | None
    ) -> None:
        self._folder = _Folder(sink)
        self._options = options
        self._session = session
        self._make = make_extract

    def check(self, run: dict[str, Any]) -> None:
        """Write down what is run, or see that it is what was begun."""
        run = {**run, "engine": "spark"}
        begun = self._folder.read(RUN)
        if begun is None:
            self._folder.write(RUN, run_json(run))
        elif found := differences(json.loads(begun), json.loads(run_json(run))):
            raise BatchError(
                f"{self._folder.base}: was begun by another run ({'; '.join(found[:MOST_SHOWN])}): "
                "use the same source and options, or a new folder"
            )

    def go(
        self, source: str, fields: dict[str, str], wave: int, on_progress: Progress | None
    ) -> BatchReport:
        resumed = self._count_done()
        if not self._folder.exists(SUCCESS):
            self._stage(source, fields)
            records, total = self._records()
            for start in range(0, total, wave):
                self._extract(records, start, min(start + wave, total))
                if on_progress:
                    on_progress(self._report(resumed, fields, is_complete=False))
            self._finish()
        return self._report(resumed, fields, is_complete=True)

    def _stage(self, source: str, fields: dict[str, str]) -> None:
        """The archive's documents, read once, as rows."""
        if self._folder.exists(f"records/{SUCCESS}"):
            return
        given = source if "://" in source else str(Path(source).resolve())
        names = list(enumerate(list_files(source)))
        if not names:
            names = []
        files = self._session.createDataFrame(names, "file bigint, name string")
        spread = files.repartition(max(1, min(len(names), 1000)), "file")
        rows = spread.mapInArrow(_reader(given, self._options, fields), _STAGED_SCHEMA)
        rows.write.mode("overwrite").parquet(self._folder.path("records"))

    def _records(self) -> tuple[Any, int]:
        """The documents with their positions, and how many there are."""
        functions = import_module("pyspark.sql.functions")
        rows = self._session.read.parquet(self._folder.path("records"))
        counts = {row["file"]: row["count"] for row in rows.groupBy("file").count().collect()}
        offsets, total = [], 0
        for file in sorted(counts):
            offsets.append((file, total))
            total += counts[file]
        starts = self._session.createDataFrame(offsets, "file bigint, start bigint")
        placed = rows.join(functions.broadcast(starts), "file")
        position = (functions.col("number") + functions.col("start")).alias("position")
        return placed.select(position, "staged", "page"), total

    def _extract(self, records: Any, start: int, end: int) -> None:
        todo = records.where(f"position >= {start} and position < {end}")
        if self._folder.exists(f"extractions/{SUCCESS}"):
            done = self._done().select("position")
            todo = todo.join(done, "position", "left_anti")
        left = todo.count()
        if not left:
            return
        spread = todo.repartition(max(1, -(-left // self._options.part_size)))
        options = self._options.model_copy(update={"workers": 1})
        rows = mapped(spread, options, {}, self._make)
        rows.write.mode("append").parquet(self._folder.path("extractions"))

    def _finish(self) -> None:
        done = self._done()
        if self._options.tables:
            lines = done.where("extraction is not null").select("extraction")
            for name, schema in (("facts", fact_schema()), ("mentions", mention_schema())):
                table = lines.mapInArrow(_tabler(name), _ddl(schema))
                table.write.mode("overwrite").parquet(self._folder.path(name))
        dead = done.where("letter is not null").select("position", "letter").orderBy("position")
        letters = (row["letter"] + "\n" for row in dead.toLocalIterator())
        self._folder.write(DEAD_LETTERS, "".join(letters).encode("utf-8"))
        copies = self._copies(done)
        self._folder.write(DUPLICATES, "".join(copies).encode("utf-8"))
        counts = {**self._totals(), "copies": len(copies)}
        self._folder.write(MANIFEST, run_json({"engine": "spark", "totals": counts}))
        self._folder.write(SUCCESS, b"")
        self._folder.remove("records")

    def _copies(self, done: Any) -> list[str]:
        if self._options.duplicates == "off":
            return []
        signed = done.where("signature is not null").select("position", "id", "signature")
        found: list[str] = []
        with tempfile.TemporaryDirectory() as folder:
            finder = CopyFinder(Path(folder, "signatures.sqlite"), self._options.similarity, 0)
            for row in signed.orderBy("position").toLocalIterator():
                copy = finder.copy_of(row["position"], str(row["id"]), bytes(row["signature"]))
                if copy:
                    found.append(json.dumps(copy.row(), sort_keys=True) + "\n")
            finder.close()
        return found

    def _done(self) -> Any:
        return self._session.read.parquet(self._folder.path("extractions"))

    def _count_done(self) -> int:
        return int(self._done().count()) if self._folder.exists(f"extractions/{SUCCESS}") else 0

    def _totals(self) -> dict[str, int]:
        if not self._folder.exists(f"extractions/{SUCCESS}"):
            return dict.fromkeys(("documents", "rows", "facts", "gated", "words"), 0)
        row = self._done().selectExpr(
            "count(*) as documents",
            "count(extraction) as rows",
            "coalesce(sum(facts), 0) as facts",
            "coalesce(sum(cast(gated as int)), 0) as gated",
            "coalesce(sum(words), 0) as words",
        )
        return {key: int(value) for key, value in row.collect()[0].asDict().items()}

    def _report(self, resumed: int, fields: dict[str, str], *, is_complete: bool) -> BatchReport:
        known = self._totals()
        written = self._folder.read(MANIFEST) if is_complete else None
        copies = json.loads(written)["totals"]["copies"] if written else 0
        return BatchReport(
            dead_letters=known["documents"] - known["rows"],
            resumed=resumed,
            is_complete=is_complete,
            fields=fields,
            copies=copies,
            **known,
        )


def _reader(
    source: str, options: BatchOptions, fields: dict[str, str]
) -> Callable[[Iterator[Any]], Iterator[Any]]:
    def read(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa  # noqa: PLC0415 - where Spark runs it

        rows: list[dict[str, Any]] = []
        for batch in batches:
            for file in batch.to_pylist():
                items = read_listed(source, file["name"], options, fields)
                for number, item in enumerate(items):
                    rows.append({"file": file["file"], "number": number, **staged(item)})
                    if len(rows) == _BATCH:
                        yield pa.RecordBatch.from_pylist(rows, schema=_staged_schema())
                        rows = []
        if rows:
            yield pa.RecordBatch.from_pylist(rows, schema=_staged_schema())

    return read


def _staged_schema() -> Any:
    pa = import_module("pyarrow")
    return pa.schema(
        [
            ("file", pa.int64()),
            ("number", pa.int64()),
            ("staged", pa.string()),
            ("page", pa.binary()),
        ]
    )


def _tabler(name: str) -> Callable[[Iterator[Any]], Iterator[Any]]:
    def tabulate(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa  # noqa: PLC0415 - where Spark runs it

        make, schema = (
            (fact_rows, fact_schema()) if name == "facts" else (mention_rows, mention_schema())
        )
        for batch in batches:
            lines = batch.column(0).to_pylist()
            rows = [row for line in lines for row in make(json.loads(line))]
            yield pa.RecordBatch.from_pylist(rows, schema=schema)

    return tabulate


def _ddl(schema: Any) -> str:
    """An Arrow schema in Spark's words."""
    words = {
        "string": "string",
        "double": "double",
        "int64": "bigint",
        "list<item: string>": "array<string>",
        "list<element: string>": "array<string>",
    }
    return ", ".join(f"`{field.name}` {words[str(field.type)]}" for field in schema)


class _Folder:
    """The sink: a folder that driver and executors see, or a URL."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/") if "://" in base else str(Path(base).resolve())

    def path(self, name: str) -> str:
        return f"{self.base}/{name}"

    def exists(self, name: str) -> bool:
        return bool(self._store().exists(self.path(name)))

    def read(self, name: str) -> bytes | None:
        if not self.exists(name):
            return None
        with self._store().open(self.path(name), "rb") as stream:
            content: bytes = stream.read()
        return content

    def write(self, name: str, content: bytes) -> None:
        try:
            self._store().makedirs(self.base, exist_ok=True)
            with self._store().open(self.path(name), "wb") as stream:
                stream.write(content)
        except OSError as error:
            raise BatchError(f"{self.path(name)}: cannot be written: {error}") from error

    def remove(self, name: str) -> None:
        if "://" not in self.base:
            shutil.rmtree(self.path(name), ignore_errors=True)
        elif self.exists(name):
            self._store().rm(self.path(name), recursive=True)

    def _store(self) -> Any:
        try:
            fsspec = import_module("fsspec")
        except ImportError as error:
            raise InputError(
                "running on Spark needs the package fsspec: pip install 'kr-policy-ie[spark]'"
            ) from error
        return fsspec.core.url_to_fs(self.base)[0]
