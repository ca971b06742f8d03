"""Lines of files, compressed or not; a file that breaks off is never taken for a whole one."""

import gzip
import zlib
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import BinaryIO

from kr_policy_ie.batch.extras import needed
from kr_policy_ie.batch.locations import LocalLocation, Location

#: Longest line that is read; a longer one is passed over, and said to be.
LONGEST_LINE = 64 * 1024 * 1024
_CHUNK = 1 << 16


class BrokenStreamError(Exception):
    """A file that ends before it is complete, or holds no such data."""


def open_chunks(source: Path | Location) -> Generator[bytes, None, None]:
    """The decompressed content of a file in pieces.

    Raises:
        BrokenStreamError: Where compressed data is truncated or damaged.
        OSError: If the file cannot be read.
    """
    place = LocalLocation(source) if isinstance(source, Path) else source
    name = place.name.lower()
    with place.open() as stream:
        if name.endswith(".gz"):
            yield from _gzip_chunks(stream)
        elif name.endswith(".zst"):
            yield from _zstd_chunks(stream)
        else:
            while chunk := stream.read(_CHUNK):
                yield chunk


def _gzip_chunks(stream: BinaryIO) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=stream) as unpacked:
        while True:
            try:
                chunk = unpacked.read1(_CHUNK)
            except EOFError as error:
                raise BrokenStreamError("the gzip data is truncated") from error
            except (gzip.BadGzipFile, zlib.error) as error:
                raise BrokenStreamError(f"the gzip data is damaged: {error}") from error
            if not chunk:
                return
            yield chunk


def _zstd_chunks(stream: BinaryIO) -> Iterator[bytes]:
    zstandard = needed("zstandard", "reading .zst", "batch")
    frame = None
    data = b""
    while data := (data or stream.read(_CHUNK)):
        frame = frame or zstandard.ZstdDecompressor().decompressobj(read_across_frames=False)
        try:
            unpacked = frame.decompress(data)
        except zstandard.ZstdError as error:
            raise BrokenStreamError(f"the zstandard data is damaged: {error}") from error
        if unpacked:
            yield unpacked
        data = frame.unused_data if frame.eof else b""
        frame = None if frame.eof else frame
    if frame is not None:
        raise BrokenStreamError("the zstandard data is truncated")


def lines(source: Path | Location, longest: int = LONGEST_LINE) -> Iterator[bytes | None]:
    """The lines of a file, without their line feeds; None for one that is too long.

    Raises:
        BrokenStreamError: After the last whole line of a file that breaks off.
        OSError: If the file cannot be read.
    """
    held: list[bytes] = []
    size = 0
    for chunk in open_chunks(source):
        head, *rest = chunk.split(b"\n")
        size += len(head)
        if size <= longest:
            held.append(head)
        for piece in rest:
            yield b"".join(held) if size <= longest else None
            held, size = ([piece] if len(piece) <= longest else []), len(piece)
    if size:
        yield b"".join(held) if size <= longest else None


class ChunkReader:
    """Decompressed chunks as a stream to read from; it says where it stands.

    Attributes:
        tail: The last four bytes that were read from the source.
    """

    def __init__(self, source: Path | Location) -> None:
        """Open the source at the first read."""
        self._chunks = open_chunks(source)
        self._held = b""
        self._place = 0
        self._broken: BrokenStreamError | None = None
        self.tail = b""

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; all that is left if negative.

        Raises:
            BrokenStreamError: Where compressed data is truncated or damaged.
            OSError: If the file cannot be read.
        """
        pieces = [self._held]
        held = len(self._held)
        while size < 0 or held < size:
            chunk = self._next()
            if chunk is None:
                break
            pieces.append(chunk)
            held += len(chunk)
        if self._broken and not held:
            raise self._broken
        data = b"".join(pieces)
        given, self._held = (data, b"") if size < 0 else (data[:size], data[size:])
        self._place += len(given)
        return given

    def _next(self) -> bytes | None:
        """The next chunk; what is whole before a break is given before the break is told."""
        try:
            chunk = next(self._chunks, None)
        except BrokenStreamError as error:
            self._broken = error
            return None
        if chunk is not None:
            self.tail = (self.tail + chunk)[-4:] if len(chunk) < 4 else chunk[-4:]
        return chunk

    def tell(self) -> int:
        """How many bytes have been given."""
        return self._place

    def close(self) -> None:
        """Let go of the file."""
        self._chunks.close()
