"""What a run has written, as tables for SQL: DuckDB with views that are ready to ask.

Only parts that the manifest counts are read. Nothing is written and nothing is fetched.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from kr_policy_ie.batch.extras import needed
from kr_policy_ie.batch.sink import DEAD_LETTERS, DUPLICATES, MANIFEST
from kr_policy_ie.errors import InputError

#: What a spreadsheet takes for a formula when a cell begins with it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_DUPLICATES = (
    "{position: 'BIGINT', document_id: 'VARCHAR', duplicate_of: 'VARCHAR', "
    "original_position: 'BIGINT', kind: 'VARCHAR', similarity: 'DOUBLE'}"
)
_LETTERS = (
    "{position: 'BIGINT', id: 'VARCHAR', \"where\": 'VARCHAR', reason: 'VARCHAR', "
    "message: 'VARCHAR', digest: 'VARCHAR', record: 'JSON'}"
)
_DOCUMENT = """
SELECT j->'document'->>'id' AS document_id, j->'document'->>'title' AS title,
       TRY_CAST(j->'document'->>'published' AS DATE) AS published,
       j->'document'->>'source' AS source, j->'document'->>'url' AS url,
       json_array_length(j->'facts') AS facts, json_array_length(j->'mentions') AS mentions,
       list_contains(json_extract_string(j, '$.warnings[*].code'), 'not_parsed') AS gated,
       j->'document'->>'text' AS text
FROM ({rows})
"""
_FACTS = """
SELECT * REPLACE (TRY_CAST(published AS DATE) AS published,
                  TRY_CAST(time_start AS DATE) AS time_start,
                  TRY_CAST(time_end AS DATE) AS time_end),
       TRY_CAST(amount AS DECIMAL(38, 2)) AS amount_value,
       TRY_CAST(rate AS DOUBLE) AS rate_value
FROM read_parquet({files})
"""
_FIRST_FACTS = """
SELECT * FROM facts
WHERE same_as IS NULL AND document_id NOT IN (SELECT document_id FROM duplicates)
"""


@dataclass(frozen=True)
class Answer:
    """What a query gives.

    Attributes:
        columns: Their names.
        rows: The rows, as plain values.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def open_run(folder: str | Path) -> Any:
    """A DuckDB connection with the views of a run.

    Views: `documents`, `facts`, `mentions`, `duplicates`, `dead_letters`, and `first_facts`,
    the facts without those that repeat an earlier one, in the same document or in a copy.

    Raises:
        InputError: If duckdb is missing, or the folder holds no run.
    """
    base = Path(folder)
    try:
        manifest = json.loads((base / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{folder}: holds no run: there is no {MANIFEST}") from error
    except ValueError as error:
        raise InputError(f"{folder}: {MANIFEST} is no JSON: {error}") from error
    connection = _duckdb().connect(config={"autoinstall_known_extensions": "false"})
    views = {
        "documents": _DOCUMENT.format(rows=_extractions(base, manifest)),
        "duplicates": _jsonl(base, DUPLICATES, manifest, _DUPLICATES),
        "dead_letters": _jsonl(base, DEAD_LETTERS, manifest, _LETTERS),
    }
    for name in ("facts", "mentions"):
        files = _files(base, manifest, name, ".parquet")
        if files:
            views[name] = (
                _FACTS if name == "facts" else "SELECT * FROM read_parquet({files})"
            ).format(files=_list(files))
    if "facts" in views:
        views["first_facts"] = _FIRST_FACTS
    for name, query in views.items():
        connection.execute(f"CREATE VIEW {name} AS {query}")
    return connection


def ask(folder: str | Path, sql: str) -> Answer:
    """What a query over a run gives.

    Raises:
        InputError: If duckdb is missing, the folder holds no run, or the query is wrong.
    """
    connection = open_run(folder)
    try:
        found = connection.execute(sql)
        columns = tuple(column[0] for column in found.description or ())
        return Answer(columns, found.fetchall())
    except _duckdb().Error as error:
        raise InputError(f"the query cannot be answered: {' '.join(str(error).split())}") from error
    finally:
        connection.close()


def views(folder: str | Path) -> Answer:
    """The views of a run and their columns.

    Raises:
        InputError: If duckdb is missing, or the folder holds no run.
    """
    return ask(
        folder,
        "SELECT table_name AS view, string_agg(column_name, ', ' ORDER BY ordinal_position) "
        "AS columns FROM information_schema.columns GROUP BY table_name ORDER BY table_name",
    )


def write_csv(answer: Answer, stream: IO[str]) -> None:
    """Write an answer as CSV; a text that a spreadsheet would take for a formula gets a `'`."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([_cell(value) for value in row] for row in answer.rows)


def write_jsonl(answer: Answer, stream: IO[str]) -> None:
    """Write an answer as JSON, one object a row."""
    for row in answer.rows:
        named = dict(zip(answer.columns, row, strict=True))
        stream.write(json.dumps(named, ensure_ascii=False, default=str) + "\n")


def _cell(value: Any) -> Any:
    """A value as a cell of CSV: lists joined by `; `, formulas disarmed."""
    if isinstance(value, list):
        value = "; ".join("" if part is None else str(part) for part in value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def _duckdb() -> Any:
    return needed("duckdb", "asking a run", "query")


def _extractions(base: Path, manifest: dict[str, Any]) -> str:
    if manifest.get("engine") == "spark":
        files = _files(base, manifest, "extractions", ".parquet")
        return (
            "SELECT CAST(extraction AS JSON) AS j FROM "
            f"read_parquet({_list(files)}) WHERE extraction IS NOT NULL"
        )
    files = _files(base, manifest, "extractions", ".jsonl")
    if not files:
        return "SELECT CAST('{}' AS JSON) AS j LIMIT 0"
    return (
        f"SELECT json AS j FROM read_ndjson_objects({_list(files)}, maximum_object_size=268435456)"
    )


def _files(base: Path, manifest: dict[str, Any], folder: str, suffix: str) -> list[Path]:
    """The files of a table that the manifest counts, in their order."""
    if manifest.get("engine") == "spark":
        return sorted((base / folder).glob(f"part-*{suffix}"))
    found: list[Path] = []
    for part in manifest.get("parts", []):
        found += sorted((base / folder).glob(f"{part['name']}{suffix}*"))
    return [file for file in found if not file.name.endswith(".partial")]


def _jsonl(base: Path, whole: str, manifest: dict[str, Any], columns: str) -> str:
    """The rows of a JSONL table: of the gathered file, or of the parts while a run lasts."""
    gathered = base / whole
    folder = whole.removesuffix(".jsonl")
    files = [gathered] if gathered.exists() else _files(base, manifest, folder, ".jsonl")
    files = [file for file in files if file.stat().st_size]
    if not files:
        names = ", ".join(_empty_columns(columns))
        return f"SELECT {names} LIMIT 0"
    return (
        f"SELECT * FROM read_json({_list(files)}, format='newline_delimited', columns={columns}, "
        "maximum_object_size=268435456)"
    )


def _empty_columns(columns: str) -> Iterator[str]:
    for column in columns.strip("{}").split(", "):
        name, kind = column.split(": ")
        yield f"CAST(NULL AS {kind.strip(chr(39))}) AS {name}"


def _list(files: Iterable[Path]) -> str:
    quoted = (str(file).replace("'", "''") for file in files)
    return "[" + ", ".join(f"'{file}'" for file in quoted) + "]"
