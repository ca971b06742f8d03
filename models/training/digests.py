"""Write SHA256SUMS beside a model.

Usage: python digests.py MODEL_DIR
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path


def write_digests(folder: Path) -> None:
    """Write the digest of every file of a model folder, itself and the card left out."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {"SHA256SUMS", "MODEL_CARD.md"}
    ]
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf8")


if __name__ == "__main__":
    write_digests(Path(sys.argv[1]))
