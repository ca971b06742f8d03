"""What the commands share: messages, the pipeline that was asked for, records, an output file."""

import argparse
import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from kr_policy_ie.errors import InputError


def fail(message: str) -> int:
    """Say what went wrong, on one line of standard error; the exit code for it."""
    print("kr-policy-ie: error: " + " ".join(message.split()), file=sys.stderr)
    return 1


def warn(message: str) -> None:
    """Say what the user should know, on one line of standard error."""
    print("kr-policy-ie: warning: " + " ".join(message.split()), file=sys.stderr)


def add_base(parser: argparse.ArgumentParser) -> None:
    """The options of every command that runs the pipeline."""
    parser.add_argument("--base", default=None, help="base pipeline: fast, accurate, or a path")
    parser.add_argument(
        "--names", action="append", default=[], metavar="FILE", help="a gazetteer of your own"
    )


def load_pipeline(options: argparse.Namespace) -> Any:
    """The pipeline that the options ask for."""
    from kr_policy_ie.pipeline import DEFAULT_BASE, load  # noqa: PLC0415 - `--help` stays fast

    logging.getLogger("spacy").setLevel(logging.ERROR)
    return load(options.base or DEFAULT_BASE, names=options.names)


@contextmanager
def output(path: str | None) -> Iterator[IO[str]]:
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


def readable_records(
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
                warn(f"{record['id']}: {warning['message']}")
            try:
                check_record(record)
            except InputError as error:
                problem = f"{record['id']}: {error}"
            else:
                yield record
        if problem:
            failures.append(problem)
            fail(problem)
