"""Reads what a run has written."""

import gzip
import json
from pathlib import Path


def rows(sink: Path) -> list[dict]:
    """The rows of a sink, in order."""
    found = []
    for part in sorted((sink / "extractions").glob("part-*")):
        content = part.read_bytes()
        if part.suffix == ".gz":
            content = gzip.decompress(content)
        found += [json.loads(line) for line in content.splitlines()]
    return found


def letters(sink: Path) -> list[dict]:
    """The dead letters of a sink."""
    content = (sink / "dead_letters.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in content.splitlines()]


def content(sink: Path) -> dict[str, bytes]:
    """All files of a finished sink, byte for byte, without the lock."""
    return {
        path.relative_to(sink).as_posix(): path.read_bytes()
        for path in sorted(sink.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }
