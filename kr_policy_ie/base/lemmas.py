"""`kr_lemmas`: lemmas from the fine tag, by suffix rules, a lexicon of lemmas and exceptions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})
_VOWELS = frozenset("aeiou")
_PLURAL_TAGS = frozenset({"NNS", "VBZ"})
_ED_TAGS = frozenset({"VBD", "VBN"})
_GRADE_SUFFIX = {"JJR": "er", "RBR": "er", "JJS": "est", "RBS": "est"}
_NAME_TAGS = frozenset({"NNP", "NNPS"})
_CLASS_OF_TAG = {
    "NNS": "NOUN",
    "VBZ": "VERB",
    "VBD": "VERB",
    "VBN": "VERB",
    "VBG": "VERB",
    "JJR": "ADJ",
    "JJS": "ADJ",
    "RBR": "ADV",
    "RBS": "ADV",
}


class Lemmas:
    """The component. Reads `token.tag_`, writes `token.lemma_`.

    Tables (set by training, stored with the pipeline): `exceptions` maps a fine tag to forms and
    lemmas, `lexicon` maps NOUN, VERB, ADJ and ADV to known lemmas.
    """

    def __init__(self, name: str = "kr_lemmas") -> None:
        self.name = name
        self.exceptions: dict[str, dict[str, str]] = {}
        self.lexicon: dict[str, frozenset[str]] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemma of every token."""
        for token in doc:
            token.lemma_ = self.lemma(token.text, token.tag_)
        return doc

    def lemma(self, form: str, tag: str) -> str:
        """Return the lemma of a form with a Penn tag; names keep their case.

        >>> lemmas = Lemmas()
        >>> [lemmas.lemma(form, tag) for form, tag in [("lifted", "VBD"), ("curbs", "NNS")]]
        ['lift', 'curb']
        """
        word = form.translate(_APOSTROPHES)
        known = self.exceptions.get(tag, {}).get(word.lower())
        if known is not None:
            return known
        if tag in _NAME_TAGS or not tag:
            return form
        lowered = word.lower()
        return self._by_rule(lowered, tag) if lowered.isalpha() else lowered

    def _by_rule(self, word: str, tag: str) -> str:
        candidates = _candidates(word, tag)
        lexicon = self.lexicon.get(_CLASS_OF_TAG.get(tag, ""), frozenset())
        return next((found for found in candidates if found in lexicon), candidates[0])

    def set_tables(
        self, exceptions: dict[str, dict[str, str]], lexicon: dict[str, Iterable[str]]
    ) -> None:
        """Replace the tables."""
        self.exceptions = exceptions
        self.lexicon = {key: frozenset(words) for key, words in lexicon.items()}

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the tables as JSON bytes."""
        tables = {
            "exceptions": self.exceptions,
            "lexicon": {key: sorted(words) for key, words in self.lexicon.items()},
        }
        return json.dumps(tables, ensure_ascii=False, sort_keys=True).encode("utf8")

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Lemmas:
        """Read the tables from JSON bytes."""
        tables: dict[str, Any] = json.loads(data)
        self.set_tables(tables["exceptions"], tables["lexicon"])
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the tables to a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "lemmas.json").write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Lemmas:
        """Read the tables from a folder."""
        return self.from_bytes((Path(path) / "lemmas.json").read_bytes())


@Language.factory(
    "kr_lemmas", requires=["token.tag"], assigns=["token.lemma"], default_score_weights={}
)
def make_kr_lemmas(nlp: Language, name: str) -> Lemmas:
    """Return an empty lemma component; its tables come with a trained pipeline."""
    return Lemmas(name)


def _candidates(word: str, tag: str) -> list[str]:
    """Return possible lemmas, the likeliest for an unknown word first."""
    if tag in _PLURAL_TAGS:
        return _without_s(word)
    if tag in _ED_TAGS and word.endswith("ed") and len(word) > 3:
        return ["y".join([word[:-3], ""])] if word.endswith("ied") else _restored(word[:-2])
    if tag == "VBG" and word.endswith("ing") and len(word) > 4:
        return _restored(word[:-3])
    suffix = _GRADE_SUFFIX.get(tag)
    if suffix and word.endswith(suffix) and len(word) > len(suffix) + 2:
        stem = word[: -len(suffix)]
        return [stem[:-1] + "y"] if stem.endswith("i") else [*_restored(stem), stem]
    return [word]


def _without_s(word: str) -> list[str]:
    """Return candidates for a plural or third person in -s."""
    if not word.endswith("s") or len(word) < 3 or word.endswith("ss"):
        return [word]
    if word.endswith("ies") and len(word) > 4:
        return [word[:-3] + "y", word[:-1]]
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return [word[:-2], word[:-1]]
    return [word[:-1], word[:-2]] if word.endswith("es") else [word[:-1]]


def _restored(stem: str) -> list[str]:
    """Return candidates for a stem without its suffix: as it is, with -e, undoubled."""
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lszfaeiou":
        return [stem[:-1], stem]
    doubled = [stem[:-1]] if len(stem) > 2 and stem[-1] == stem[-2] else []
    return [stem + "e", stem, *doubled] if _wants_e(stem) else [stem, stem + "e", *doubled]


def _wants_e(stem: str) -> bool:
    """Tell whether an unknown stem looks as if it lost a final -e (`produc`, `stabiliz`)."""
    if len(stem) < 2:
        return True
    if stem[-1] in "cvuz" or stem.endswith(("dg", "rg", "ng", "at", "as", "is", "us", "os", "ur")):
        return not stem.endswith(("ng", "eat", "oat", "cus", "ss")) or stem.endswith("ang")
    return stem[-1] in "lg" and stem[-2] not in _VOWELS | {"l", "r", "w", "n"}
