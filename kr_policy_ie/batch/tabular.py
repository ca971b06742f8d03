"""Documents in rows: CSV, TSV, Parquet."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from kr_policy_ie.batch.extras import needed
from kr_policy_ie.batch.fields import KEPT
from kr_policy_ie.batch.locations import Location

#: A row with the place where it stands, or what is wrong with it.
Row = tuple[str, dict[str, Any] | str]

_BATCH = 256


def csv_names(place: Location, encoding: str) -> list[str]:
    """The names in the head of a CSV or TSV file."""
    with _opened(place, encoding) as stream:
        return list(csv.DictReader(stream, delimiter=_delimiter(place)).fieldnames or [])


def csv_rows(place: Location, encoding: str) -> Iterator[Row]:
    """The rows of a CSV or TSV file; bytes that are none of the encoding become surrogates."""
    csv.field_size_limit(2**31 - 1)
    delimiter = _delimiter(place)
    with _opened(place, encoding) as stream:
        rows = csv.DictReader(stream, delimiter=delimiter)
        number = 0
        while True:
            number += 1
            where = f"{place.name}: row {number}"
            try:
                row = next(rows, None)
            except csv.Error as error:
                yield where, f"is no {delimiter!r}-separated row: {error}"
                continue
            if row is None:
                return
            yield where, row


def _opened(place: Location, encoding: str) -> io.TextIOWrapper:
    named = "utf-8-sig" if encoding == "utf-8" else encoding
    return io.TextIOWrapper(place.open(), encoding=named, errors="surrogateescape", newline="")


def _delimiter(place: Location) -> str:
    return "\t" if place.name.lower().endswith(".tsv") else ","


def parquet_names(place: Location) -> list[str]:
    """The names of the columns of a Parquet file; none if it is damaged."""
    pa, parquet = _arrow()
    try:
        with place.open() as stream:
            return list(parquet.ParquetFile(stream).schema_arrow.names)
    except (pa.ArrowException, OSError):
        return []  # the reader says what is wrong


def parquet_rows(place: Location, fields: Mapping[str, str]) -> Iterator[Row]:
    """The rows of a Parquet file, only their columns that are used.

    The index of a Parquet file stands at its end, so a truncated one gives no row at all.
    """
    pa, parquet = _arrow()
    number = 0
    try:
        with place.open() as stream:
            file = parquet.ParquetFile(stream)
            wanted = {*KEPT, *fields.values()}
            columns = [name for name in file.schema_arrow.names if name in wanted]
            for batch in file.iter_batches(_BATCH, columns=columns):
                for row in batch.to_pylist():
                    number += 1
                    yield f"{place.name}: row {number}", row
    except (pa.ArrowException, OSError) as error:
        problem = " ".join(str(error).split())[:200]
        yield (
            f"{place.name}: row {number + 1}",
            f"the Parquet data is truncated or damaged ({problem}): what follows is lost",
        )


def _arrow() -> tuple[Any, Any]:
    what = "reading Parquet"
    arrow = needed("pyarrow", what, "batch")
    return arrow, needed("pyarrow.parquet", what, "batch", package="pyarrow")
