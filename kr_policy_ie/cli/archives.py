"""The commands `batch` and `query`."""

import argparse
import sys
from typing import Any

from kr_policy_ie.cli.progress import show_progress
from kr_policy_ie.cli.terminal import add_base, fail, output

_SOURCE = ".jsonl[.gz|.zst], .csv, .tsv, .parquet, .warc[.gz], a folder, or a URL of one"
_FIELDS = ("text", "date", "id", "title", "source", "url", "page")


def add_batch(commands: Any) -> None:
    """The command `batch` and its options."""
    batch = commands.add_parser("batch", help="extract a whole archive; goes on where it stopped")
    batch.add_argument("source", metavar="SOURCE", help=_SOURCE)
    batch.add_argument("-o", "--output", required=True, metavar="OUT", help="folder to write")
    batch.add_argument("--workers", type=int, default=1, metavar="N")
    batch.add_argument("--part-size", type=int, default=500, metavar="N", help="documents a part")
    batch.add_argument("--timeout", type=float, default=120.0, metavar="S", help="for one document")
    for name in _FIELDS:
        batch.add_argument(
            f"--{name}-field", metavar="NAME", help=f"the source's field with the {name}"
        )
    batch.add_argument(
        "--encoding", default="utf-8", help="of text without a byte order mark; detect: guess"
    )
    batch.add_argument(
        "--no-gate", action="store_true", help="parse documents that are no policy news too"
    )
    batch.add_argument(
        "--duplicates", choices=("mark", "drop", "off"), default="mark", help="copies of documents"
    )
    batch.add_argument("--no-tables", action="store_true", help="write no Parquet tables")
    batch.add_argument("--engine", choices=("embedded", "spark"), default="embedded")
    add_base(batch)
    batch.set_defaults(command=_batch)


def add_query(commands: Any) -> None:
    """The command `query` and its options."""
    query = commands.add_parser("query", help="ask a batch's output in SQL (DuckDB)")
    query.add_argument("folder", metavar="OUT", help="folder that batch has written")
    query.add_argument("sql", metavar="SQL", nargs="?", help="a query; else the views are named")
    query.add_argument("--format", choices=("table", "csv", "jsonl"), default="table")
    query.add_argument("-o", "--output", metavar="FILE", help="write here, not to the terminal")
    query.set_defaults(command=_query)


def _batch(options: argparse.Namespace) -> int:
    from pydantic import ValidationError  # noqa: PLC0415

    from kr_policy_ie.batch import BatchOptions, process  # noqa: PLC0415

    try:
        chosen = BatchOptions(**_chosen(options))
    except ValidationError as error:
        first = error.errors()[0]
        return fail(f"--{first['loc'][0]}: {first['msg']}, got {first['input']!r}")
    run: Any = process
    if options.engine == "spark":
        from kr_policy_ie.batch.spark_run import process_spark  # noqa: PLC0415

        run = process_spark
    with show_progress(options.source) as said:
        report = run(options.source, options.output, options=chosen, on_progress=said.step)
        said.end(report)
    return 0


def _chosen(options: argparse.Namespace) -> dict[str, Any]:
    from kr_policy_ie.pipeline import DEFAULT_BASE  # noqa: PLC0415

    told = {name: getattr(options, f"{name}_field") for name in _FIELDS}
    fields = {"published" if name == "date" else name: field for name, field in told.items()}
    return {
        "base": options.base or DEFAULT_BASE,
        "names": tuple(options.names),
        "workers": options.workers,
        "part_size": options.part_size,
        "timeout": options.timeout,
        "fields": {key: name for key, name in fields.items() if name},
        "encoding": options.encoding,
        "gate": not options.no_gate,
        "duplicates": options.duplicates,
        "tables": not options.no_tables,
    }


def _query(options: argparse.Namespace) -> int:
    from kr_policy_ie.batch.query import ask, views, write_csv, write_jsonl  # noqa: PLC0415

    answer = ask(options.folder, options.sql) if options.sql else views(options.folder)
    with output(options.output) as stream:
        if options.format == "csv":
            write_csv(answer, stream)
        elif options.format == "jsonl":
            write_jsonl(answer, stream)
        else:
            _print_table(answer, stream)
    return 0


def _print_table(answer: Any, stream: Any) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(*answer.columns)
    for row in answer.rows:
        table.add_row(*[Text("" if value is None else str(value)) for value in row])
    width = None if stream.isatty() else 160
    Console(file=stream, width=width, highlight=False).print(table)
    if stream is sys.stdout:
        print(f"{len(answer.rows):,} rows", file=sys.stderr)
