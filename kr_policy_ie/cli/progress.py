"""What the user sees of a long run: one moving line on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol


class Progress(Protocol):
    """Says how a run goes."""

    def step(self, report: Any) -> None:
        """Say what has been done so far."""

    def end(self, report: Any) -> None:
        """Say that all is done."""


@contextmanager
def show_progress(source: str) -> Iterator[Progress]:
    """Says how a run over a source goes, on standard error."""
    if sys.stderr.isatty():
        with _Line(_count(source)) as line:
            yield line
    else:
        yield _Log()


class _Log:
    """Plain lines, as a log file wants them."""

    def __init__(self) -> None:
        self._rate = _Rate()
        self._fields_said = False

    def step(self, report: Any) -> None:
        self._say(report, "running")

    def end(self, report: Any) -> None:
        self._say(report, "complete")

    def _say(self, report: Any, state: str) -> None:
        if report.fields and not self._fields_said:
            print(f"kr-policy-ie: {fields_line(report)}", file=sys.stderr)
            self._fields_said = True
        words = self._rate.words_per_second(report)
        speed = f", {words:,.0f} words/s" if words else ""
        print(f"kr-policy-ie: {state}: {counts_line(report)}{speed}", file=sys.stderr)


class _Line:
    """A line of rich that moves."""

    def __init__(self, total: int | None) -> None:
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        self._rate = _Rate()
        self._bar = Progress(
            BarColumn(20),
            TextColumn("{task.description}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._task = self._bar.add_task("starting", total=total)

    def __enter__(self) -> "_Line":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def step(self, report: Any) -> None:
        words = self._rate.words_per_second(report)
        said = f"{counts_line(report)}, {words:,.0f} words/s"
        self._bar.update(self._task, completed=report.documents, description=said)

    def end(self, report: Any) -> None:
        self._bar.update(
            self._task,
            total=report.documents,
            completed=report.documents,
            description=counts_line(report),
        )
        if report.fields:
            self._bar.console.print(fields_line(report), highlight=False)


class _Rate:
    """Words per second since the first report; earlier runs' words do not count."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._before: int | None = None

    def words_per_second(self, report: Any) -> float:
        if self._before is None:
            self._before = report.words if report.resumed else 0
        passed = time.monotonic() - self._start
        return (report.words - self._before) / passed if passed > 0 else 0.0


def counts_line(report: Any) -> str:
    """What a run has done, in words."""
    parts = [
        f"{report.documents:,} documents",
        f"{report.rows:,} rows",
        f"{report.dead_letters:,} dead letters",
        f"{report.facts:,} facts",
    ]
    if report.gated:
        parts.append(f"{report.gated:,} not parsed")
    if report.copies:
        parts.append(f"{report.copies:,} copies")
    return ", ".join(parts)


def fields_line(report: Any) -> str:
    """Which fields of the source were taken for which of ours."""
    taken = ", ".join(f"{theirs} as {ours}" for ours, theirs in sorted(report.fields.items()))
    return f"fields of the source: {taken}"


def _count(source: str) -> int | None:
    """How many documents the source holds, where counting is cheap."""
    from pathlib import Path  # noqa: PLC0415

    path = Path(source)
    if not path.is_file() or path.suffix.lower() not in {".jsonl", ".ndjson"}:
        return None
    with path.open("rb") as stream:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b""))
