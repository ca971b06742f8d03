"""Put the scores of `evaluate.py` into a model's meta data and renew its digests.

Usage: python add_scores.py MODEL_DIR SCORES_JSON
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from digests import write_digests


def main(model: Path, scores: Path) -> None:
    """Write `performance` of meta.json."""
    meta = model / "meta.json"
    content = json.loads(meta.read_text("utf8"))
    content["performance"] = json.loads(scores.read_text("utf8"))
    meta.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf8")
    write_digests(model)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
