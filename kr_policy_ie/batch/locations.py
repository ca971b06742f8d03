"""Where archives lie: on the disk, or anywhere that fsspec reaches (`s3://`, `gs://`, `https://`).

A location is read only. Symbolic links are not followed below a folder: they may lead out of it.
"""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol, cast

from kr_policy_ie.errors import InputError


class Location(Protocol):
    """A file or folder that can be read."""

    @property
    def name(self) -> str:
        """Its last part."""

    def open(self) -> BinaryIO:
        """Its bytes."""

    def is_folder(self) -> bool:
        """Whether files lie in it."""

    def is_link(self) -> bool:
        """Whether it stands for another place."""

    def files(self) -> Iterator[tuple[str, "Location"]]:
        """The files in and below it, with their relative names, in the order of these."""

    def facts(self) -> dict[str, Any]:
        """What tells whether it is still the same: its size, and what the store says."""


def locate(source: str | Path) -> Location:
    """The location that a path or URL names.

    Raises:
        InputError: If there is none, or fsspec is needed and missing.

    >>> locate("no-such-file.jsonl")
    Traceback (most recent call last):
    kr_policy_ie.errors.InputError: no-such-file.jsonl: there is no such file or folder
    """
    if isinstance(source, str) and "://" in source:
        return _remote(source)
    path = Path(source)
    if not path.exists():
        raise InputError(f"{source}: there is no such file or folder")
    return LocalLocation(path)


class LocalLocation:
    """A file or folder on this machine."""

    def __init__(self, path: Path) -> None:
        """Remember the path."""
        self.path = path
        self.name = path.name

    def open(self) -> BinaryIO:
        """Its bytes."""
        return self.path.open("rb")

    def is_folder(self) -> bool:
        """Whether files lie in it."""
        return self.path.is_dir()

    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return self.path.is_symlink()

    def files(self) -> Iterator[tuple[str, Location]]:
        """The files in and below it, folder by folder, in the order of their names."""
        for root, folders, names in os.walk(self.path, followlinks=False):
            # A link to a folder is named as a link, never walked.
            names += [folder for folder in folders if Path(root, folder).is_symlink()]
            folders.sort()
            for name in sorted(names):
                path = Path(root, name)
                yield path.relative_to(self.path).as_posix(), LocalLocation(path)

    def facts(self) -> dict[str, Any]:
        """Its size."""
        return {"bytes": self.path.stat().st_size}


class RemoteLocation:
    """A file or folder in a store that fsspec reaches."""

    def __init__(self, store: Any, path: str) -> None:
        """Remember store and path."""
        self._store = store
        self._path = path
        self.name = PurePosixPath(path.split("?", 1)[0].rstrip("/")).name

    def open(self) -> BinaryIO:
        """Its bytes."""
        return cast(BinaryIO, self._store.open(self._path, "rb"))

    def is_folder(self) -> bool:
        """Whether files lie in it."""
        return bool(self._store.isdir(self._path)) and not self._store.isfile(self._path)

    def is_link(self) -> bool:
        """Stores have none."""
        return False

    def files(self) -> Iterator[tuple[str, Location]]:
        """The files in and below it, in the order of their names."""
        start = self._path.rstrip("/") + "/"
        for path in sorted(self._store.find(self._path)):
            yield path.removeprefix(start), RemoteLocation(self._store, path)

    def facts(self) -> dict[str, Any]:
        """Its size, and the tag that the store keeps for its content."""
        known = self._store.info(self._path)
        tag = known.get("ETag") or known.get("etag") or known.get("md5Hash")
        return {"bytes": known.get("size"), **({"tag": tag} if tag else {})}


def _remote(url: str) -> Location:
    try:
        import fsspec  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise InputError(
            f"{url}: reading URLs needs the package fsspec: pip install 'kr-policy-ie[cloud]'"
        ) from error
    try:
        store, path = fsspec.core.url_to_fs(url)
        exists = store.exists(path)
    except (ImportError, ValueError) as error:  # no such protocol, or its package is missing
        raise InputError(f"{url}: cannot be opened: {error}") from error
    except OSError as error:
        raise InputError(f"{url}: cannot be read: {error}") from error
    if not exists:
        raise InputError(f"{url}: there is no such file or folder")
    return RemoteLocation(store, path)
