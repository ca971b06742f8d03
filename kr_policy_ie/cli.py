"""The command line: the only place that prints.

Exit codes: 0 all went well, 1 something could not be read or a gate failed (each named in
one line on standard error), 2 the command itself was wrong.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain
from pathlib import Path
from typing import IO, Any

from kr_policy_ie import __version__
from kr_policy_ie.errors import InputError, KrPolicyIEError

_TABLE_WIDTH = 140


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    parser = _make_parser()
    options = parser.parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except KrPolicyIEError as error:
        return _fail(str(error))
    except BrokenPipeError:
        # The reader has gone (`| head`): say nothing, and keep Python from saying it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _fail("interrupted; the same command goes on where a batch stopped")
    except OSError as error:
        return _fail(f"{error.filename or 'input/output'}: {error.strerror or error}")


def _fail(message: str) -> int:
    print("kr-policy-ie: error: " + " ".join(message.split()), file=sys.stderr)
    return 1


def _warn(message: str) -> None:
    print("kr-policy-ie: warning: " + " ".join(message.split()), file=sys.stderr)


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kr-policy-ie", description="Facts from trade- and industrial-policy news."
    )
    parser.add_argument("--version", action="version", version=f"kr-policy-ie {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_extract(commands)
    _add_explain(commands)
    _add_evaluate(commands)
    _add_gold(commands)
    _add_batch(commands)
    _add_names(commands)
    return parser


def _add_extract(commands: Any) -> None:
    extract = commands.add_parser("extract", help="read articles, print their facts")
    extract.add_argument("files", nargs="+", metavar="FILE", help="a text or .jsonl file, or -")
    extract.add_argument("--published", metavar="DATE", help="publication day, YYYY-MM-DD")
    extract.add_argument("--format", choices=("table", "json", "jsonl"), default="table")
    extract.add_argument("-o", "--output", metavar="OUT", help="write here, not to the terminal")
    _add_base(extract)
    extract.set_defaults(command=_extract)


def _add_base(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--base", default=None, help="base pipeline: fast, accurate, or a path")
    parser.add_argument(
        "--names", action="append", default=[], metavar="FILE", help="a gazetteer of your own"
    )


def _add_explain(commands: Any) -> None:
    explain = commands.add_parser("explain", help="say how the facts of an article were found")
    explain.add_argument("file", metavar="FILE", help="a text file, or -")
    explain.add_argument("--fact", metavar="ID", help="this fact only, as f3")
    explain.add_argument("--published", metavar="DATE", help="publication day, YYYY-MM-DD")
    _add_base(explain)
    explain.set_defaults(command=_explain)


def _add_evaluate(commands: Any) -> None:
    evaluate = commands.add_parser("evaluate", help="compare predictions with gold")
    evaluate.add_argument("gold", metavar="GOLD", help="gold extractions, .jsonl, or their folder")
    evaluate.add_argument(
        "pred", metavar="PRED", nargs="?", help="predictions, .jsonl; else made from GOLD's texts"
    )
    evaluate.add_argument("--json", action="store_true", help="print all figures as JSON")
    evaluate.add_argument("--intervals", action="store_true", help="95 %% intervals by bootstrap")
    evaluate.add_argument("--errors", type=int, default=0, metavar="N", help="list N errors")
    evaluate.add_argument("--compare", metavar="RUN", help="other predictions to compare with")
    evaluate.add_argument("--gate", metavar="FILE", help="fail if a figure lies below its floor")
    evaluate.add_argument("--report", metavar="HTML", help="write a page with all errors")
    evaluate.add_argument(
        "--by",
        action="append",
        default=[],
        metavar="ATTRIBUTE",
        help="a table for each of its values",
    )
    evaluate.add_argument("--attributes", metavar="FILE", help="attributes of documents, .jsonl")
    _add_base(evaluate)
    evaluate.set_defaults(command=_evaluate)


def _add_gold(commands: Any) -> None:
    gold = commands.add_parser("gold", help="make, check and convert gold")
    verbs = gold.add_subparsers(required=True, metavar="VERB")
    new = verbs.add_parser("new", help="annotate an article for correction")
    new.add_argument("file", metavar="ARTICLE")
    new.add_argument("--published", metavar="DATE", help="publication day, YYYY-MM-DD")
    _add_base(new)
    new.set_defaults(command=_gold_new)
    check = verbs.add_parser("check", help="say what is wrong with gold files, and where")
    check.add_argument("files", nargs="+", metavar="GOLD")
    check.set_defaults(command=_gold_check)
    agree = verbs.add_parser("agree", help="how far annotators agree")
    agree.add_argument("files", nargs="+", metavar="GOLD")
    agree.set_defaults(command=_gold_agree)
    build = verbs.add_parser("compile", help="compact annotations and texts to gold")
    build.add_argument("texts", metavar="TEXTS", help="documents, .jsonl")
    build.add_argument("files", nargs="+", metavar="ANNOTATION", help="compact annotations, .json")
    build.set_defaults(command=_gold_compile)
    export = verbs.add_parser("export", help="gold to another format")
    export.add_argument("gold", metavar="GOLD")
    export.add_argument("form", metavar="FORMAT", help="label-studio, brat, docbin, prodigy, conll")
    export.add_argument("target", metavar="OUT")
    export.set_defaults(command=_gold_export)
    load = verbs.add_parser("import", help="gold from another format, to standard output")
    load.add_argument("source", metavar="FILE")
    load.add_argument("form", metavar="FORMAT", help="label-studio, brat, docbin, prodigy, conll")
    load.set_defaults(command=_gold_import)
    floor = verbs.add_parser("baseline", help="set the floors of a gate to what is reached now")
    floor.add_argument("gold", metavar="GOLD")
    floor.add_argument("path", metavar="BASELINE")
    floor.add_argument("--lower", action="store_true", help="allow floors to fall")
    floor.add_argument("--tolerance", type=float, default=0.0, help="for other processors")
    floor.add_argument("--decision", metavar="NOTE", help="the note that says why they fall")
    _add_base(floor)
    floor.set_defaults(command=_gold_baseline)


def _add_batch(commands: Any) -> None:
    batch = commands.add_parser("batch", help="extract a whole archive; goes on where it stopped")
    batch.add_argument("source", metavar="SOURCE", help=".jsonl[.gz|.zst], .csv, .tsv or a folder")
    batch.add_argument("-o", "--output", required=True, metavar="OUT", help="folder to write")
    batch.add_argument("--workers", type=int, default=1, metavar="N")
    batch.add_argument("--part-size", type=int, default=500, metavar="N", help="documents a part")
    batch.add_argument("--timeout", type=float, default=120.0, metavar="S", help="for one document")
    batch.add_argument("--text-field", metavar="NAME", help="the source's field with the text")
    batch.add_argument("--date-field", metavar="NAME", help="the field with the publication day")
    _add_base(batch)
    batch.set_defaults(command=_batch)


def _add_names(commands: Any) -> None:
    names = commands.add_parser("names", help="ask the gazetteer")
    verbs = names.add_subparsers(required=True, metavar="VERB")
    lookup = verbs.add_parser("lookup", help="who bears this name")
    lookup.add_argument("name", metavar="NAME")
    lookup.add_argument("--date", metavar="DATE", help="on this day, YYYY-MM-DD")
    lookup.add_argument("--country", metavar="CODE", help="in news of this country, as KR")
    lookup.set_defaults(command=_lookup)


def _load_pipeline(options: argparse.Namespace) -> Any:
    from kr_policy_ie.pipeline import DEFAULT_BASE, load  # noqa: PLC0415 - `--help` stays fast

    logging.getLogger("spacy").setLevel(logging.ERROR)
    return load(options.base or DEFAULT_BASE, names=options.names)


@contextmanager
def _output(path: str | None) -> Iterator[IO[str]]:
    """Standard output, or a file that appears only when all of it is written."""
    if path is None:
        yield sys.stdout
        return
    target = Path(path)
    if target.is_dir() or not target.parent.is_dir():
        raise InputError(f"{path}: cannot be written: expected a file name in an existing folder")
    partial = target.with_name(target.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _extract(options: argparse.Namespace) -> int:
    from kr_policy_ie.ingest.files import read_documents  # noqa: PLC0415
    from kr_policy_ie.pipeline import extract_all, publication_day  # noqa: PLC0415

    if options.published is not None:
        publication_day(options.published)
    failures: list[str] = []
    records = _records(read_documents(options.files), options.published, failures)
    first = next(records, None)
    if first is not None:
        nlp = _load_pipeline(options)
        with _output(options.output) as stream:
            extractions = extract_all(chain([first], records), nlp=nlp)
            _WRITERS[options.format](extractions, stream)
    return 1 if failures else 0


def _records(
    found: Iterable[Any], published: str | None, failures: list[str]
) -> Iterator[dict[str, Any]]:
    """The records that can be read; each other one is said to the user and kept in `failures`."""
    from kr_policy_ie.ingest.files import Unreadable  # noqa: PLC0415
    from kr_policy_ie.pipeline import check_record  # noqa: PLC0415

    for item in found:
        problem = item.message if isinstance(item, Unreadable) else None
        if not isinstance(item, Unreadable):
            record = {**item, "published": item.get("published") or published}
            for warning in record.pop("warnings", []):
                _warn(f"{record['id']}: {warning['message']}")
            try:
                check_record(record)
            except InputError as error:
                problem = f"{record['id']}: {error}"
            else:
                yield record
        if problem:
            failures.append(problem)
            _fail(problem)


def _write_tables(extractions: Iterable[Any], stream: IO[str]) -> None:
    from rich.console import Console  # noqa: PLC0415

    from kr_policy_ie.export.table import facts_table  # noqa: PLC0415

    terminal = stream.isatty()
    console = Console(file=stream, width=None if terminal else _TABLE_WIDTH, highlight=False)
    for extraction in extractions:
        console.print(facts_table(extraction))
        for warning in extraction.warnings:
            _warn(f"{extraction.document.id}: {warning.message}")


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
    from kr_policy_ie.ingest.files import read_documents  # noqa: PLC0415
    from kr_policy_ie.pipeline import extract_all  # noqa: PLC0415

    failures: list[str] = []
    records = list(_records(read_documents([options.file]), options.published, failures))
    if failures:
        return _fail(failures[0])
    for extraction in extract_all(records, nlp=_load_pipeline(options)):
        facts = [fact for fact in extraction.facts if options.fact in (None, fact.id)]
        if not facts:
            known = ", ".join(fact.id for fact in extraction.facts) or "none"
            return _fail(f"{options.file}: no fact {options.fact!r}; its facts are: {known}")
        for fact in facts:
            print(_explained(fact))
    return 0


def _explained(fact: Any) -> str:
    lines = [
        f"{fact.id} {fact.type} action={fact.action} status={fact.status} "
        f"confidence={fact.confidence}",
        f"  evidence: {' '.join(fact.evidence.text.split())}",
        f"  trigger:  {fact.trigger.text if fact.trigger else '-'}",
        f"  rules:    {', '.join(fact.rules) or '-'}",
    ]
    for role, fillers in fact.slots.items():
        lines += [f"  {role}: {' '.join(filler.text.split())}" for filler in fillers]
    for key, value in sorted((fact.explain or {}).items()):
        lines.append(f"  why {key}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines)


def _evaluate(options: argparse.Namespace) -> int:
    from kr_policy_ie.evaluate.commands import EvaluateOptions, evaluate_command  # noqa: PLC0415

    gold = _gold(options.gold)
    chosen = EvaluateOptions(
        compare=options.compare,
        gate=options.gate,
        report=options.report,
        by=options.by,
        as_json=options.json,
        intervals=options.intervals,
        errors=options.errors,
        attributes=options.attributes,
    )
    return _finish(evaluate_command(gold, options.pred or _predictions(gold, options), chosen))


def _gold(path: str) -> list[Any]:
    from kr_policy_ie.evaluate.loading import read_extractions  # noqa: PLC0415

    return list(read_extractions(path).values())


def _finish(outcome: Any) -> int:
    """Print what a command says and write what it made; its exit code."""
    outcome.write()
    made = outcome.files.get("-")
    if made is None:
        print(outcome.text, end="")
    else:
        print(made, end="")
        print(outcome.text, end="", file=sys.stderr)
    code: int = outcome.code
    return code


def _gold_new(options: argparse.Namespace) -> int:
    from kr_policy_ie.evaluate.commands import gold_new_command  # noqa: PLC0415
    from kr_policy_ie.ingest.files import read_documents  # noqa: PLC0415
    from kr_policy_ie.pipeline import extract_all  # noqa: PLC0415
    from kr_policy_ie.schema import Document  # noqa: PLC0415

    failures: list[str] = []
    records = list(_records(read_documents([options.file]), options.published, failures))
    if failures or not records:
        return 1
    nlp = _load_pipeline(options)
    (extraction,) = extract_all(records[:1], nlp=nlp)
    document: Document = extraction.document
    return _finish(gold_new_command(document, lambda _: extraction))


def _gold_check(options: argparse.Namespace) -> int:
    from kr_policy_ie.evaluate.commands import gold_check_command  # noqa: PLC0415

    return _finish(gold_check_command(options.files))


def _gold_agree(options: argparse.Namespace) -> int:
    from kr_policy_ie.evaluate.commands import gold_agree_command  # noqa: PLC0415

    return _finish(gold_agree_command(options.files))


def _gold_compile(options: argparse.Namespace) -> int:
    from kr_policy_ie.evaluate.commands import gold_compile_command  # noqa: PLC0415

    return _finish(gold_compile_command(options.texts, options.files))


def _gold_export(options: argparse.Namespace) -> int:
    from kr_policy_ie.evaluate.commands import gold_export_command  # noqa: PLC0415

    return _finish(gold_export_command(options.gold, options.form, options.target))


def _gold_import(options: argparse.Namespace) -> int:
    from kr_policy_ie.evaluate.commands import gold_import_command, values_from  # noqa: PLC0415
    from kr_policy_ie.pipeline import DEFAULT_BASE, extract_all, load  # noqa: PLC0415

    pipeline = cache(load)  # values that are missing are read; most files miss none

    def extract(document: Any) -> Any:
        return next(extract_all([document.model_dump()], nlp=pipeline(DEFAULT_BASE)))

    return _finish(
        gold_import_command(options.source, options.form, read_value=values_from(extract))
    )


def _gold_baseline(options: argparse.Namespace) -> int:
    from kr_policy_ie.evaluate.commands import baseline_command  # noqa: PLC0415

    predicted = _predictions(_gold(options.gold), options)
    return _finish(
        baseline_command(
            options.gold,
            predicted,
            options.path,
            lower=options.lower,
            decision=options.decision,
            tolerance=options.tolerance,
        )
    )


def _predictions(gold: Iterable[Any], options: argparse.Namespace) -> list[Any]:
    """What the library itself reads in the texts of the gold documents."""
    from kr_policy_ie.pipeline import extract_all  # noqa: PLC0415

    records = [extraction.document.model_dump() for extraction in gold]
    return list(extract_all(records, nlp=_load_pipeline(options)))


def _lookup(options: argparse.Namespace) -> int:
    from kr_policy_ie.pipeline import publication_day  # noqa: PLC0415
    from kr_policy_ie.rules.gazetteer import lookup  # noqa: PLC0415

    date = publication_day(options.date) if options.date else None
    found = lookup(options.name, date=date, context=options.country)
    for entry in found:
        print(f"{entry['kb_id'] or '-':12}  {entry['name']}  ({entry['reason']})")
    return 0 if found else _fail(f"{options.name!r} is no name that the gazetteer knows")


def _batch(options: argparse.Namespace) -> int:
    from pydantic import ValidationError  # noqa: PLC0415

    try:
        from kr_policy_ie.batch import BatchOptions, process  # noqa: PLC0415
    except ImportError as error:  # the extra `batch` is not installed: it says so
        return _fail(str(error))
    from kr_policy_ie.pipeline import DEFAULT_BASE  # noqa: PLC0415

    fields = {"text": options.text_field, "published": options.date_field}
    try:
        chosen = BatchOptions(
            base=options.base or DEFAULT_BASE,
            names=tuple(options.names),
            workers=options.workers,
            part_size=options.part_size,
            timeout=options.timeout,
            fields={key: name for key, name in fields.items() if name},
        )
    except ValidationError as error:
        first = error.errors()[0]
        return _fail(f"--{first['loc'][0]}: {first['msg']}, got {first['input']!r}")
    report = process(options.source, options.output, options=chosen, on_progress=_say_progress)
    _say_progress(report)
    return 0


def _say_progress(report: Any) -> None:
    state = "complete" if report.is_complete else "running"
    print(
        f"kr-policy-ie: {state}: {report.documents:,} documents, {report.rows:,} rows, "
        f"{report.dead_letters:,} dead letters",
        file=sys.stderr,
    )
