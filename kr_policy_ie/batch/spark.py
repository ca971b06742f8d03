"""The same work on a cluster: Apache Spark spreads the documents, DataFrame in, DataFrame out.

Each task sends its documents through the same pool as the embedded engine, with one worker: a
document that hangs, dies or fills the memory becomes a dead letter here too, and costs no task.
Only `DataFrame.mapInArrow` and joins are used, so Spark Connect and serverless clusters will do.
"""

import json
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from kr_policy_ie.batch.extras import needed
from kr_policy_ie.batch.fields import KEPT, renamed, sniffed
from kr_policy_ie.batch.options import BatchOptions
from kr_policy_ie.batch.outcomes import Done, letter
from kr_policy_ie.batch.process import pipeline_maker
from kr_policy_ie.batch.sources import Item, record_of
from kr_policy_ie.batch.work import MakeExtract
from kr_policy_ie.errors import InputError
from kr_policy_ie.ingest.files import Unreadable

if TYPE_CHECKING:
    from kr_policy_ie.batch.pool import Pool

#: What comes of each document. `extraction` or `letter` is JSON, the other one is null.
OUTPUT_SCHEMA = (
    "position bigint, id string, extraction string, letter string, reason string, "
    "facts int, gated boolean, words int, signature binary"
)
#: Documents in an Arrow batch of the output: a batch is held in memory as a whole.
_BATCH = 64
_PLACE = "position"

#: The pools of this Python process, by what they run: Spark uses a process for many tasks.
_pools: dict[str, "Pool"] = {}


def extract_df(
    df: Any, *, options: BatchOptions | None = None, make_extract: MakeExtract | None = None
) -> Any:
    """What comes of each document of a Spark DataFrame, as a DataFrame.

    The executors need the package with the extra `spark`. Nothing is written; rows come in
    whatever order Spark likes, each with the `position` that its document had, if it had one.

    Args:
        df: One row per document: `text` (or `page`, HTML), and `id`, `title`, `published`,
            `source`, `url`, `position` where known; other names as in `options.fields`, or
            where they are obvious.
        options: How to run; `workers`, `part_size`, `compression` and `tables` play no part.
        make_extract: Makes the function that executors run, instead of the library's pipeline.

    Returns:
        A row for each row of `df`, with the columns of `OUTPUT_SCHEMA`.

    Raises:
        InputError: If pyspark is missing, or no column or more than one may hold the text.
    """
    require_pyspark()
    chosen = (options or BatchOptions()).model_copy(update={"workers": 1})
    fields = dict(chosen.fields) | sniffed(df.columns, chosen.fields)
    if not {"text", "page"} & {*df.columns, *fields}:
        raise InputError(
            f"no column holds the text, of {', '.join(df.columns)}: name it with "
            "fields={'text': …}"
        )
    return mapped(df, chosen, fields, make_extract)


def mapped(
    df: Any, options: BatchOptions, fields: dict[str, str], make_extract: MakeExtract | None
) -> Any:
    """As `extract_df`, with the fields known; rows may be `staged`."""
    wanted = {*KEPT, *fields.values(), _PLACE, "staged"}
    used = df.select(*[name for name in df.columns if name in wanted])
    return used.mapInArrow(_worker(options, fields, make_extract), OUTPUT_SCHEMA)


def require_pyspark() -> None:
    """See that Spark can be used.

    Raises:
        InputError: If pyspark is not installed.
    """
    needed("pyspark.sql", "running on Spark", "spark", package="pyspark")


def _worker(
    options: BatchOptions, fields: dict[str, str], make_extract: MakeExtract | None
) -> Callable[[Iterator[Any]], Iterator[Any]]:
    make = make_extract or pipeline_maker(options)

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa  # noqa: PLC0415 - where Spark runs it

        positions: list[int | None] = []
        items = _items(batches, fields, positions)
        rows: list[dict[str, Any]] = []
        for done in _pool(make, options).results(enumerate(items)):
            rows.append(_row(done, positions[done.position]))
            if len(rows) == _BATCH:
                yield pa.RecordBatch.from_pylist(rows, schema=_arrow_schema())
                rows = []
        if rows:
            yield pa.RecordBatch.from_pylist(rows, schema=_arrow_schema())

    return work


def _items(
    batches: Iterator[Any], fields: dict[str, str], positions: list[int | None]
) -> Iterator[Item]:
    """The documents of Arrow batches; the places that they had are kept in `positions`."""
    for batch in batches:
        for row in batch.to_pylist():
            position = row.pop(_PLACE, None)
            positions.append(position)
            where = f"row {position}" if position is not None else f"row {len(positions)}"
            staged = row.get("staged")
            yield unstaged(row) if staged else record_of(renamed(row, fields), where)


def unstaged(row: dict[str, Any]) -> Item:
    """The document of a row that `staged` has made."""
    held = json.loads(row["staged"])
    if "unreadable" in held:
        return Unreadable(**held["unreadable"])
    record: dict[str, Any] = held["record"]
    return record | ({"page": row["page"]} if row.get("page") is not None else {})


def staged(item: Item) -> dict[str, Any]:
    """A document as a row that Spark can hold: its record as JSON, the bytes of its page."""
    if isinstance(item, Unreadable):
        told = {"where": item.where, "message": item.message, "id": item.id}
        return {"staged": json.dumps({"unreadable": told}), "page": None}
    page = item.get("page")
    binary = isinstance(page, bytes)
    record = {key: value for key, value in item.items() if not (binary and key == "page")}
    return {"staged": json.dumps({"record": record}), "page": page if binary else None}


def _pool(make: MakeExtract, options: BatchOptions) -> "Pool":
    """The pool of this process for this work; its worker stays loaded between tasks."""
    from kr_policy_ie.batch.pool import Pool  # noqa: PLC0415 - where Spark runs it

    key = f"{getattr(make, '__qualname__', '')} {options.model_dump_json()}"
    if key not in _pools:
        while _pools:
            _pools.popitem()[1].stop()
        _pools[key] = Pool(make, options)
    return _pools[key]


def _row(done: Done, position: int | None) -> dict[str, Any]:
    """A document's row; its position is the one that it had in the archive."""
    output = done.output
    placed = Done(**{**vars(done), "position": -1 if position is None else position})
    return {
        "position": position,
        "id": (done.record or {}).get("id"),
        "extraction": output.line if output else None,
        "letter": None if output else json.dumps(letter(placed), sort_keys=True),
        "reason": done.reason,
        "facts": output.facts if output else 0,
        "gated": output.is_gated if output else False,
        "words": output.words if output else 0,
        "signature": output.signature if output else None,
    }


def _arrow_schema() -> Any:
    pa = import_module("pyarrow")
    kinds = {
        "bigint": pa.int64(),
        "int": pa.int32(),
        "string": pa.string(),
        "boolean": pa.bool_(),
        "binary": pa.binary(),
    }
    columns = (column.strip().split(" ") for column in OUTPUT_SCHEMA.split(","))
    return pa.schema([(name, kinds[kind]) for name, kind in columns])
