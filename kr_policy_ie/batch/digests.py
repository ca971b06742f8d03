"""What of the library decides its output: its rules and its base pipeline, each as a digest."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import kr_policy_ie

_CODE = frozenset({".py", ".pyc", ".md"})
_CHUNK = 1 << 20
_SHOWN = 16


@lru_cache(maxsize=1)
def rules_digest() -> str:
    """A digest of all rule and knowledge files.

    >>> len(rules_digest())
    16
    """
    folder = Path(kr_policy_ie.__file__).parent / "rules"
    return _digest(folder, (path for path in folder.rglob("*") if path.suffix not in _CODE))


@lru_cache(maxsize=4)
def model_digest(base: str) -> str | None:
    """A digest of a base pipeline's files; None if it is an installed package or none at all.

    >>> model_digest("no such pipeline") is None
    True
    """
    package = Path(kr_policy_ie.__file__).parent
    for folder in (package / "_models" / base, package.parent / "models" / base, Path(base)):
        if (folder / "meta.json").is_file():
            return _digest(folder, folder.rglob("*"))
    return None


def _digest(folder: Path, paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0")
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                found.update(chunk)
    return found.hexdigest()[:_SHOWN]
