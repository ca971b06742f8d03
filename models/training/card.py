"""Write the score tables of a model card between its two markers.

Usage: python card.py MODEL_DIR
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- scores: written by card.py -->", "<!-- end of scores -->"
TESTS = {
    "en_ewt-test": "EWT test",
    "en_gum_open-test": "GUM-open test",
    "gum_news-test": "of it, news",
    "en_pud-test": "PUD (never trained on)",
    "domain-test": "the project's own policy sentences, test half",
    "en_ewt-dev": "EWT dev, third kept back",
    "en_gum_open-dev": "GUM-open dev, third kept back",
}
LABELS = (
    "nsubj", "nsubj:pass", "obj", "obl", "nmod", "conj", "advcl", "appos", "acl", "acl:relcl",
    "xcomp", "ccomp", "parataxis", "amod", "compound", "nummod", "obl:*", "nmod:*", "acl:*",
    "advcl:*",
)  # fmt: skip
NAMES = {
    "newswire_kr": "newswire set, Korean articles (PER, ORG, LOC with nationality)",
    "newswire_other": "newswire set, every seventh other article",
    "ner_uner_pud-test": "UNER-PUD",
    "ner_uner_ewt-test": "UNER-EWT test",
    "ner_gold-dev": "the project's development gold, all nine labels",
}


def tables(scores: dict[str, Any]) -> str:
    """Return the tables in Markdown."""
    rows = [
        "| test file | UPOS | XPOS | lemma | UAS | LAS | sentence F |",
        "|---|---|---|---|---|---|---|",
    ]
    for key, name in TESTS.items():
        s = scores[key]
        cells = (s["upos"], s["xpos"], s["lemma"], s["uas"], s["las"], s["sents"])
        rows.append(f"| {name} | " + " | ".join(f"{cell:.1f}" for cell in cells) + " |")
    rows += [
        "",
        "F1 per relation (head and label right; `obl:*` counts `obl` and all its subtypes as one):",
        "",
    ]
    short = ("en_ewt-test", "en_gum_open-test", "en_pud-test", "domain-test")
    rows += ["| relation | EWT | GUM-open | PUD | own |", "|---|---|---|---|---|"]
    for label in LABELS:
        cells = [scores[key]["labels"][label] for key in short]
        rows.append(f"| {label} | " + " | ".join(f"{cell:.1f}" for cell in cells) + " |")
    rows += [
        "",
        "Names (exact spans):",
        "",
        "| test | P | R | F1 | per label |",
        "|---|---|---|---|---|",
    ]
    for key, name in NAMES.items():
        if key in scores:
            s = scores[key]
            per = ", ".join(f"{label} {value:.0f}" for label, value in s["labels"].items())
            rows.append(f"| {name} | {s['p']:.1f} | {s['r']:.1f} | {s['f']:.1f} | {per} |")
    return "\n".join(rows)


def main(model: Path) -> None:
    """Rewrite the card."""
    scores = json.loads((model / "meta.json").read_text("utf8"))["performance"]
    card = model / "MODEL_CARD.md"
    text = card.read_text("utf8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    card.write_text(f"{before}{BEGIN}\n{tables(scores)}\n{END}{after}", "utf8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
