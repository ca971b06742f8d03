"""The command `batch`."""

import argparse
import sys
from typing import Any

from kr_policy_ie.cli.terminal import add_base, fail


def add_batch(commands: Any) -> None:
    """The command `batch` and its options."""
    batch = commands.add_parser("batch", help="extract a whole archive; goes on where it stopped")
    batch.add_argument("source", metavar="SOURCE", help=".jsonl[.gz|.zst], .csv, .tsv or a folder")
    batch.add_argument("-o", "--output", required=True, metavar="OUT", help="folder to write")
    batch.add_argument("--workers", type=int, default=1, metavar="N")
    batch.add_argument("--part-size", type=int, default=500, metavar="N", help="documents a part")
    batch.add_argument("--timeout", type=float, default=120.0, metavar="S", help="for one document")
    batch.add_argument("--text-field", metavar="NAME", help="the source's field with the text")
    batch.add_argument("--date-field", metavar="NAME", help="the field with the publication day")
    add_base(batch)
    batch.set_defaults(command=_batch)


def _batch(options: argparse.Namespace) -> int:
    from pydantic import ValidationError  # noqa: PLC0415

    try:
        from kr_policy_ie.batch import BatchOptions, process  # noqa: PLC0415
    except ImportError as error:  # the extra `batch` is not installed: it says so
        return fail(str(error))
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
        return fail(f"--{first['loc'][0]}: {first['msg']}, got {first['input']!r}")
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
