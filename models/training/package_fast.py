"""Trained CNN + lemma tables -> the pipeline that is shipped.

Usage: python package_fast.py RECORDS_DIR TRAINED_DIR OUT_DIR VERSION
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import spacy
from digests import write_digests
from lemma_tables import learn_lemmas

LICENSE = "CC BY-SA 4.0 (weights), derived from CC BY-SA treebanks"


def main(records_dir: Path, trained: Path, out: Path, version: str) -> None:
    """Write the pipeline with its meta data and digests."""
    nlp = spacy.load(trained)
    learned = learn_lemmas(records_dir, Path(__file__).parent / "lemma_words.txt")
    nlp.add_pipe("kr_lemmas").from_bytes(learned.to_bytes())
    nlp.meta.update(
        name="kr_policy_fast", version=version, license=LICENSE,
        description="Tagger, UD parser, lemmas and names for English policy news; CNN, 96 wide.",
        author="the kr_policy_ie authors", url="", email="",
    )  # fmt: skip
    card = out / "MODEL_CARD.md"
    kept = card.read_text("utf8") if card.exists() else None
    shutil.rmtree(out, ignore_errors=True)
    nlp.to_disk(out)
    if kept is not None:
        card.write_text(kept, "utf8")
    write_digests(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
