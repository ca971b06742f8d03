"""The commands `evaluate` and `gold …`."""

import argparse
import sys
from collections.abc import Iterable
from functools import cache
from typing import Any

from kr_policy_ie.cli.terminal import add_base, load_pipeline, readable_records


def add_evaluate(commands: Any) -> None:
    """The command `evaluate` and its options."""
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
    add_base(evaluate)
    evaluate.set_defaults(command=_evaluate)


def add_gold(commands: Any) -> None:
    """The command `gold`, its verbs and their options."""
    gold = commands.add_parser("gold", help="make, check and convert gold")
    verbs = gold.add_subparsers(required=True, metavar="VERB")
    new = verbs.add_parser("new", help="annotate an article for correction")
    new.add_argument("file", metavar="ARTICLE")
    new.add_argument("--published", metavar="DATE", help="publication day, YYYY-MM-DD")
    add_base(new)
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
    add_base(floor)
    floor.set_defaults(command=_gold_baseline)


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
    records = list(readable_records(read_documents([options.file]), options.published, failures))
    if failures or not records:
        return 1
    nlp = load_pipeline(options)
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
    return list(extract_all(records, nlp=load_pipeline(options)))
