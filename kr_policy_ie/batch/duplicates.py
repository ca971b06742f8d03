"""Copies of documents: the same text, or nearly so, as news agencies' customers print it.

A worker makes a text's signature; the coordinator compares signatures in the order of the
documents, so the first of several copies is always the original. The signatures lie in a
database in the sink while a run lasts: its memory does not grow with the archive.
"""

import hashlib
import re
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kr_policy_ie.batch.extras import needed
from kr_policy_ie.errors import BatchError

_WORD = re.compile(r"\w+")
#: Words in a shingle, the unit of comparison.
_WORDS = 3
#: Shorter texts are compared as a whole only: two headlines share most of their words by chance.
_SHORTEST = 20
_PERMUTATIONS = 64
_SEED = 1
#: A band of 4 values, 16 bands: copies of similarity .8 meet in one with a chance of .9998.
_BAND = 4
_VALUE = 4
_EXACT = 16
#: Most candidates that are compared with one document.
_MOST = 64

_PROBLEM = (
    "the signatures of texts cannot be kept: {}: what is finished is kept; make room and run the "
    "same again to go on"
)
_TABLES = """
CREATE TABLE IF NOT EXISTS originals
    (position INTEGER PRIMARY KEY, id TEXT, exact BLOB, signature BLOB);
CREATE INDEX IF NOT EXISTS by_exact ON originals (exact);
CREATE TABLE IF NOT EXISTS bands (band BLOB, position INTEGER, PRIMARY KEY (band, position))
    WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_position ON bands (position);
"""


@dataclass(frozen=True)
class Copy:
    """A document that repeats an earlier one.

    Attributes:
        position: Its place in the archive, from 0.
        document_id: Its id.
        duplicate_of: The id of the first document with this text.
        original_position: The place of that one.
        kind: `exact` or `near`.
        similarity: The share of word triples that both have, estimated; 1 if exact.
    """

    position: int
    document_id: str
    duplicate_of: str
    original_position: int
    kind: str
    similarity: float

    def row(self) -> dict[str, Any]:
        """The copy as a row of `duplicates.jsonl`."""
        return asdict(self)


def signature(text: str) -> bytes:
    """What copies of a text share: a digest of its words, and their MinHash if it is long.

    Case, punctuation and spaces count for nothing.

    Raises:
        InputError: If datasketch is not installed.

    >>> signature("Exports rose.") == signature("EXPORTS  ROSE")
    True
    """
    words = _WORD.findall(text.lower())
    exact = hashlib.sha256(" ".join(words).encode("utf-8", "replace")).digest()[:_EXACT]
    if len(words) < _SHORTEST:
        return exact
    shingles = {" ".join(words[n : n + _WORDS]) for n in range(len(words) - _WORDS + 1)}
    sketch = _min_hash()(num_perm=_PERMUTATIONS, seed=_SEED)
    sketch.update_batch([shingle.encode("utf-8", "replace") for shingle in sorted(shingles)])
    values: bytes = sketch.hashvalues.astype("<u4").tobytes()
    return exact + values


def require_datasketch() -> None:
    """See that copies can be found.

    Raises:
        InputError: If datasketch is not installed.
    """
    _min_hash()


def _min_hash() -> Any:
    found = needed("datasketch", "finding copies", "batch", or_="set duplicates='off'")
    return found.MinHash


class CopyFinder:
    """Knows the texts of a run so far."""

    def __init__(self, path: Path, similarity: float, done: int) -> None:
        """Open or make the database; what lies behind `done` documents is forgotten.

        Raises:
            BatchError: If it cannot be opened.
        """
        self._similarity = similarity
        try:
            self._base = sqlite3.connect(path)
            self._base.executescript(_TABLES)
            with self._base:
                self._base.execute("DELETE FROM originals WHERE position >= ?", (done,))
                self._base.execute("DELETE FROM bands WHERE position >= ?", (done,))
        except sqlite3.Error as error:
            raise BatchError(f"{path}: cannot be written: {error}") from error

    def copy_of(self, position: int, identity: str, found: bytes) -> Copy | None:
        """What a document is a copy of; None, and remembered, if it is the first of its kind.

        Raises:
            BatchError: If the database cannot be read or written, as on a full disk.
        """
        try:
            return self._compared(position, identity, found[:_EXACT], found[_EXACT:])
        except sqlite3.Error as error:
            raise BatchError(_PROBLEM.format(error)) from error

    def _compared(self, position: int, identity: str, exact: bytes, sketch: bytes) -> Copy | None:
        same = self._base.execute(
            "SELECT position, id FROM originals WHERE exact = ? ORDER BY position LIMIT 1", (exact,)
        ).fetchone()
        if same:
            return Copy(position, identity, same[1], same[0], "exact", 1.0)
        if sketch and (near := self._near(sketch)):
            similarity, original, name = near
            return Copy(position, identity, name, original, "near", similarity)
        self._remember(position, identity, exact, sketch)
        return None

    def commit(self) -> None:
        """Keep what has been remembered, before the part that it belongs to is counted.

        Raises:
            BatchError: If it cannot be written.
        """
        try:
            self._base.commit()
        except sqlite3.Error as error:
            raise BatchError(_PROBLEM.format(error)) from error

    def close(self) -> None:
        """Close the database."""
        self._base.close()

    def _near(self, sketch: bytes) -> tuple[float, int, str] | None:
        bands = _bands(sketch)
        marks = ",".join("?" * len(bands))
        positions = self._base.execute(
            f"SELECT DISTINCT position FROM bands WHERE band IN ({marks}) "
            f"ORDER BY position LIMIT {_MOST}",
            bands,
        ).fetchall()
        for (position,) in positions:
            name, other = self._base.execute(
                "SELECT id, signature FROM originals WHERE position = ?", (position,)
            ).fetchone()
            similarity = _similarity(sketch, other)
            if similarity >= self._similarity:
                return round(similarity, 3), position, name
        return None

    def _remember(self, position: int, identity: str, exact: bytes, sketch: bytes) -> None:
        row = (position, identity, exact, sketch)
        self._base.execute("INSERT INTO originals VALUES (?, ?, ?, ?)", row)
        rows = [(band, position) for band in _bands(sketch)]
        self._base.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", rows)


def _bands(sketch: bytes) -> list[bytes]:
    size = _BAND * _VALUE
    return [
        bytes([start // size]) + _digest(sketch[start : start + size])
        for start in range(0, len(sketch), size)
    ]


def _digest(values: bytes) -> bytes:
    return hashlib.blake2b(values, digest_size=7).digest()


def _similarity(one: bytes, other: bytes) -> float:
    """The estimated Jaccard similarity of two texts, by their MinHashes."""
    places = range(0, len(one), _VALUE)
    return sum(one[n : n + _VALUE] == other[n : n + _VALUE] for n in places) / len(places)
