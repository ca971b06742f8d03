"""The folder that a run writes: parts that are whole or not there, and the manifest.

A part appears under its name only when all of it is on the disk. The manifest names the
parts that count; whatever else lies in the folder is left over from a run that was killed,
and is written again.
"""

import gzip
import hashlib
import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from kr_policy_ie.batch.extras import needed
from kr_policy_ie.errors import BatchError

MANIFEST = "manifest.json"
RUN = "run.json"
SUCCESS = "_SUCCESS"
DEAD_LETTERS = "dead_letters.jsonl"
DUPLICATES = "duplicates.jsonl"
#: Signatures of texts, by which copies are found; only while a run lasts.
SIGNATURES = ".signatures.sqlite"
_LOCK = ".lock"
_SUFFIX = {"zst": ".jsonl.zst", "gz": ".jsonl.gz", "none": ".jsonl"}
#: How many differences between two runs are shown.
MOST_SHOWN = 5


@dataclass(frozen=True)
class Part:
    """What comes of the next documents of a source.

    Attributes:
        lines: Extractions as JSON.
        dead: Documents without one.
        copies: Documents that repeat an earlier one.
        tables: Parquet files, by the names of their tables.
        counts: What the manifest says of them; `documents` at least.
    """

    lines: Sequence[str]
    dead: Sequence[Mapping[str, Any]]
    copies: Sequence[Mapping[str, Any]]
    tables: Mapping[str, bytes]
    counts: Mapping[str, int]


class Sink:
    """The output folder of a run; locked while it is open."""

    def __init__(self, folder: Path, compression: str) -> None:
        """Remember where and how to write."""
        self.folder = folder
        self._compression = compression
        self._lock: IO[bytes] | None = None
        self.parts: list[dict[str, Any]] = []

    def __enter__(self) -> "Sink":
        """Make the folder, take its lock, read its manifest."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = (self.folder / _LOCK).open("ab")
        except OSError as error:
            raise BatchError(f"{self.folder}: cannot be written: {error.strerror}") from error
        try:
            self._take_lock()
            self.parts = self._read_manifest()
        except BatchError:
            self._lock.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the folder."""
        if self._lock is not None:
            self._lock.close()

    def _take_lock(self) -> None:
        if sys.platform == "win32" or self._lock is None:
            return
        import fcntl  # noqa: PLC0415 - not on Windows

        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BatchError(f"{self.folder}: another run writes there: wait for it") from error

    @property
    def is_complete(self) -> bool:
        """Whether a run has written everything."""
        return (self.folder / SUCCESS).exists()

    @property
    def done(self) -> int:
        """How many documents of the source the finished parts hold."""
        return sum(int(part["documents"]) for part in self.parts)

    def check_run(self, run: Mapping[str, Any]) -> None:
        """Write down what is run, or see that it is what was begun.

        Raises:
            BatchError: If something else was begun; names the differences.
        """
        path = self.folder / RUN
        if not path.exists():
            if self.parts:
                raise BatchError(f"{self.folder}: has a manifest but no {RUN}: use a new folder")
            self.write_whole(RUN, run_json(run))
            return
        try:
            begun = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise BatchError(f"{path}: is no JSON ({error}): use a new folder") from error
        if found := differences(begun, run):
            shown = "; ".join(found[:MOST_SHOWN])
            raise BatchError(
                f"{self.folder}: was begun by another run ({shown}): "
                "use the same source and options, or a new folder"
            )

    def write_part(self, part: Part) -> None:
        """Write what comes of the next documents, and count them as done."""
        name = f"part-{len(self.parts):05d}"
        content = "".join(line + "\n" for line in part.lines).encode("utf-8")
        packed = self._packed(content)
        self.write_whole(f"extractions/{name}{_SUFFIX[self._compression]}", packed)
        self.write_whole(f"dead_letters/{name}.jsonl", _jsonl(part.dead))
        self.write_whole(f"duplicates/{name}.jsonl", _jsonl(part.copies))
        for table, data in sorted(part.tables.items()):
            self.write_whole(f"{table}/{name}.parquet", data)
        known = {
            **part.counts,
            "name": name,
            "rows": len(part.lines),
            "dead_letters": len(part.dead),
            "bytes": len(packed),
            "sha256": hashlib.sha256(packed).hexdigest(),
        }
        parts = [*self.parts, known]
        self.write_whole(MANIFEST, run_json({"parts": parts}))
        self.parts = parts

    def finish(self) -> None:
        """Gather dead letters and copies, and say that everything is written."""
        for folder, name in (("dead_letters", DEAD_LETTERS), ("duplicates", DUPLICATES)):
            files = (self.folder / folder / f"{part['name']}.jsonl" for part in self.parts)
            self.write_whole(name, b"".join(file.read_bytes() for file in files))
        self.write_whole(SUCCESS, b"")
        for left in self.folder.glob(f"{SIGNATURES}*"):
            left.unlink(missing_ok=True)

    def write_whole(self, name: str, content: bytes) -> None:
        """Write a file so that it is there as a whole or not at all.

        Raises:
            BatchError: If it cannot be written: disk full, folder read-only.
        """
        path = self.folder / name
        partial = path.with_name(path.name + ".partial")
        try:
            path.parent.mkdir(exist_ok=True)
            with partial.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(path)
            _sync_folder(path.parent)
        except OSError as error:
            raise BatchError(
                f"{path}: cannot be written: {error.strerror}: what is finished is kept; "
                "make room and run the same again to go on"
            ) from error

    def _packed(self, content: bytes) -> bytes:
        if self._compression == "none":
            return content
        if self._compression == "gz":
            packed = io.BytesIO()
            with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as stream:
                stream.write(content)
            return packed.getvalue()
        return _zstd(content)

    def _read_manifest(self) -> list[dict[str, Any]]:
        path = self.folder / MANIFEST
        if not path.exists():
            return []
        try:
            parts: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["parts"]
        except (ValueError, KeyError, TypeError) as error:
            raise BatchError(f"{path}: is no manifest ({error}): use a new folder") from error
        for part in parts:
            file = self.folder / "extractions" / f"{part['name']}{_SUFFIX[self._compression]}"
            if not file.exists() or file.stat().st_size != part["bytes"]:
                raise BatchError(f"{file}: is not as the manifest says: use a new folder")
        return parts


def _zstd(content: bytes) -> bytes:
    zstandard = needed("zstandard", "compression 'zst'", "batch", or_="choose 'gz'")
    packed: bytes = zstandard.ZstdCompressor(level=6, write_checksum=True).compress(content)
    return packed


def _jsonl(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row, sort_keys=True) + "\n" for row in rows).encode("utf-8")


def run_json(data: Mapping[str, Any]) -> bytes:
    """Data as the JSON of `run.json` and `manifest.json`."""
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def differences(begun: Mapping[str, Any], now: Mapping[str, Any], path: str = "") -> list[str]:
    """What differs between two runs, as `options.gate: True then, False now`."""
    found: list[str] = []
    for key in sorted(set(begun) | set(now)):
        old, new = begun.get(key), now.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            found += differences(old, new, f"{path}{key}.")
        elif old != new:
            found.append(f"{path}{key}: {old!r} then, {new!r} now")
    return found
