"""Trained weights + lemma tables -> the pipeline that is shipped.

Usage: python package.py accurate RECORDS_DIR EXPORTED_DIR OUT_DIR VERSION
       python package.py fast RECORDS_DIR TRAINED_DIR OUT_DIR VERSION
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import spacy
from digests import write_digests
from lemma_tables import learn_lemmas
from spacy.language import Language

from kr_policy_ie.base import encoder, lemmas  # noqa: F401 - register the factories

FILES = ("encoder.onnx", "tokenizer.json", "labels.json")
DESCRIPTION = "Tagger, UD parser, lemmas and names for English policy news; {}."
KINDS = {
    "accurate": ("MiniLM-L6, int8", "CC BY-SA treebanks and Apache-2.0 MiniLM"),
    "fast": ("CNN, 96 wide", "CC BY-SA treebanks"),
}


def trained_pipeline(kind: str, source: Path) -> Language:
    """Return the trained pipeline without lemmas."""
    if kind == "fast":
        return spacy.load(source)
    nlp = spacy.blank("en")
    nlp.add_pipe("kr_encoder").set_model({name: (source / name).read_bytes() for name in FILES})
    return nlp


def main(kind: str, records_dir: Path, source: Path, out: Path, version: str) -> None:
    """Write the pipeline with its meta data and digests; a card that is there stays."""
    nlp = trained_pipeline(kind, source)
    learned = learn_lemmas(records_dir, Path(__file__).parent / "lemma_words.txt")
    nlp.add_pipe("kr_lemmas").from_bytes(learned.to_bytes())
    model, origin = KINDS[kind]
    nlp.meta.update(
        name=f"kr_policy_{kind}", version=version, description=DESCRIPTION.format(model),
        license=f"CC BY-SA 4.0 (weights), derived from {origin}", requirements=["kr-policy-ie"],
        author="the kr_policy_ie authors", url="", email="",
    )  # fmt: skip
    # where the training files lay is nobody's business
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])
    card = out / "MODEL_CARD.md"
    kept = card.read_text("utf8") if card.exists() else None
    shutil.rmtree(out, ignore_errors=True)
    nlp.to_disk(out)
    if kept is not None:
        card.write_text(kept, "utf8")
    write_digests(out)


if __name__ == "__main__":
    if sys.argv[1] not in KINDS:
        raise SystemExit(__doc__)
    main(sys.argv[1], *(Path(argument) for argument in sys.argv[2:5]), sys.argv[5])
