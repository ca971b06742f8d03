"""The commands `extract` and `explain`."""

import argparse
import json
from collections.abc import Callable, Iterable
from itertools import chain
from typing import IO, Any

from kr_policy_ie.cli.terminal import add_base, fail, load_pipeline, output, readable_records, warn

_TABLE_WIDTH = 140


def add_extract(commands: Any) -> None:
    """The command `extract` and its options."""
    extract = commands.add_parser("extract", help="read articles, print their facts")
    extract.add_argument("files", nargs="+", metavar="FILE", help="a text or .jsonl file, or -")
    extract.add_argument("--published", metavar="DATE", help="publication day, YYYY-MM-DD")
    extract.add_argument("--format", choices=("table", "json", "jsonl"), default="table")
    extract.add_argument("-o", "--output", metavar="OUT", help="write here, not to the terminal")
    add_base(extract)
    extract.set_defaults(command=_extract)


def add_explain(commands: Any) -> None:
    """The command `explain` and its options."""
    explain = commands.add_parser("explain", help="say how the facts of an article were found")
    explain.add_argument("file", metavar="FILE", help="a text file, or -")
    explain.add_argument("--fact", metavar="ID", help="this fact only, as f3")
    explain.add_argument("--published", metavar="DATE", help="publication day, YYYY-MM-DD")
    add_base(explain)
    explain.set_defaults(command=_explain)


def _extract(options: argparse.Namespace) -> int:
    from kr_policy_ie.ingest.files import read_documents  # noqa: PLC0415
    from kr_policy_ie.pipeline import extract_all, publication_day  # noqa: PLC0415

    if options.published is not None:
        publication_day(options.published)
    failures: list[str] = []
    records = readable_records(read_documents(options.files), options.published, failures)
    first = next(records, None)
    if first is not None:
        nlp = load_pipeline(options)
        with output(options.output) as stream:
            extractions = extract_all(chain([first], records), nlp=nlp)
            _WRITERS[options.format](extractions, stream)
    return 1 if failures else 0


def _write_tables(extractions: Iterable[Any], stream: IO[str]) -> None:
    from rich.console import Console  # noqa: PLC0415

    from kr_policy_ie.export.table import facts_table  # noqa: PLC0415

    terminal = stream.isatty()
    console = Console(file=stream, width=None if terminal else _TABLE_WIDTH, highlight=False)
    for extraction in extractions:
        console.print(facts_table(extraction))
        for warning in extraction.warnings:
            warn(f"{extraction.document.id}: {warning.message}")


def _write_json(extractions: Iterable[Any], stream: IO[str]) -> None:
    items = [extraction.model_dump(mode="json") for extraction in extractions]
    content = items[0] if len(items) == 1 else items
    stream.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def _write_jsonl(extractions: Iterable[Any], stream: IO[str]) -> None:
    for extraction in extractions:
        stream.write(json.dumps(extraction.model_dump(mode="json"), ensure_ascii=False) + "\n")


_WRITERS: dict[str, Callable[[Iterable[Any], IO[str]], None]] = {
    "table": _write_tables,
    "json": _write_json,
    "jsonl": _write_jsonl,
}


def _explain(options: argparse.Namespace) -> int:
    from kr_policy_ie.export.explanation import explanation_lines  # noqa: PLC0415
    from kr_policy_ie.facts.explaining import explain_document  # noqa: PLC0415
    from kr_policy_ie.ingest.files import read_documents  # noqa: PLC0415
    from kr_policy_ie.pipeline import extraction_of, make_doc  # noqa: PLC0415

    failures: list[str] = []
    records = list(readable_records(read_documents([options.file]), options.published, failures))
    if failures:
        return fail(failures[0])
    nlp = load_pipeline(options)
    for record in records:
        doc = nlp(make_doc(nlp, record))
        rejected = explain_document(doc)
        extraction = extraction_of(doc)
        facts = [fact for fact in extraction.facts if options.fact in (None, fact.id)]
        if not facts and options.fact is not None:
            known = ", ".join(fact.id for fact in extraction.facts) or "none"
            return fail(f"{options.file}: no fact {options.fact!r}; its facts are: {known}")
        for line in explanation_lines(facts, rejected, of_all=options.fact is None):
            print(line)
    return 0
