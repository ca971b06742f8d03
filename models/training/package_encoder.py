"""Exported encoder + lemma tables -> the pipeline that is shipped.

Usage: python package_encoder.py RECORDS_DIR EXPORTED_DIR OUT_DIR VERSION
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import spacy
from digests import write_digests
from lemma_tables import learn_lemmas

from kr_policy_ie.base import encoder, lemmas  # noqa: F401 - register the factories

LICENSE = "CC BY-SA 4.0 (weights), derived from CC BY-SA treebanks and Apache-2.0 MiniLM"
FILES = ("encoder.onnx", "tokenizer.json", "labels.json")


def main(records_dir: Path, exported: Path, out: Path, version: str) -> None:
    """Write the pipeline with its meta data and digests."""
    nlp = spacy.blank("en")
    nlp.add_pipe("kr_encoder").set_model({name: (exported / name).read_bytes() for name in FILES})
    learned = learn_lemmas(records_dir, Path(__file__).parent / "lemma_words.txt")
    nlp.add_pipe("kr_lemmas").from_bytes(learned.to_bytes())
    nlp.meta.update(
        name="kr_policy_accurate", version=version, license=LICENSE,
        description="Tagger, UD parser, lemmas and names for English policy news; MiniLM-L6, int8.",
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
