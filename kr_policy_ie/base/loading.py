"""Find a base pipeline, check it and load it."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

import spacy
from spacy.language import Language

from kr_policy_ie.base import encoder as _encoder  # noqa: F401 - registers kr_encoder
from kr_policy_ie.base import lemmas as _lemmas  # noqa: F401 - registers kr_lemmas
from kr_policy_ie.errors import ModelError

#: Names of the pipelines that come with the library.
NAMES = ("fast", "accurate")
DIGEST_FILE = "SHA256SUMS"

#: Labels that every Universal Dependencies pipeline has; a pipeline without them is another kind.
EXPECTED_LABELS = frozenset({"nsubj", "obj", "obl", "nmod", "amod", "case", "conj", "advcl"})

_PACKAGE = Path(__file__).resolve().parents[1]


def load_base(name_or_path: str) -> Language:
    """Return a base pipeline by name, by path or by the name of an installed spaCy package.

    A pipeline of the library is checked against the digests recorded beside it. Any pipeline must
    have Universal Dependencies labels.

    Raises:
        ModelError: If there is no such pipeline, its files were changed, or its labels are not UD.

    >>> load_base("fast").pipe_names
    ['tok2vec', 'tagger', 'morphologizer', 'parser', 'ner', 'kr_lemmas']
    """
    own = name_or_path in NAMES
    if own:
        folder = _own_folder(name_or_path)
        check_digests(folder)
        source: str | Path = folder
    else:
        source = _other_source(name_or_path)
    nlp = _load(source)
    check_labels(nlp, name_or_path)
    return nlp


def _own_folder(name: str) -> Path:
    """Return the folder of a pipeline of ours: in the wheel, else in the checkout."""
    places = (_PACKAGE / "_models" / name, _PACKAGE.parent / "models" / name)
    for place in places:
        if (place / "meta.json").is_file():
            return place
    raise ModelError(
        f"the base pipeline {name!r} is not installed (looked in {places[0]}); "
        "install the library from its wheel, or pass the path of a pipeline"
    )


def _other_source(given: str) -> str | Path:
    path = Path(given)
    if given and (path / "meta.json").is_file():
        return path
    if given and path.exists():
        raise ModelError(f"{given} is no spaCy pipeline: it has no meta.json")
    if given.isidentifier() and find_spec(given) is not None:
        return given
    raise ModelError(
        f"there is no base pipeline {given!r}; expected one of {', '.join(NAMES)}, the path of a "
        "spaCy pipeline, or the name of an installed spaCy package"
    )


def _load(source: str | Path) -> Language:
    try:
        return spacy.load(source)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"the base pipeline {source} cannot be loaded: {error}") from error


def check_digests(folder: Path) -> None:
    """Compare the files of a pipeline with its `SHA256SUMS`.

    Raises:
        ModelError: If a file is missing or was changed.
    """
    sums = folder / DIGEST_FILE
    if not sums.is_file():
        raise ModelError(f"{folder} has no {DIGEST_FILE}; reinstall the library")
    for line in sums.read_text(encoding="utf8").splitlines():
        expected, name = line.split(maxsplit=1)
        path = folder / name
        found = _digest(path) if path.is_file() else "missing"
        if found != expected:
            raise ModelError(
                f"{path}: SHA-256 is {found}, expected {expected}; reinstall the library"
            )


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def check_labels(nlp: Language, name: str) -> None:
    """Refuse a pipeline whose parser has no Universal Dependencies labels.

    Raises:
        ModelError: If it has no parser, or another label set.
    """
    found: set[str] = set()
    for pipe_name, pipe in nlp.pipeline:
        if pipe_name in {"parser", "kr_encoder"}:
            found.update(getattr(pipe, "labels", ()))
    missing = sorted(EXPECTED_LABELS - found)
    if missing:
        shown = ", ".join(sorted(found)) or "none (no parser)"
        raise ModelError(
            f"the pipeline {name} does not parse with Universal Dependencies labels: "
            f"{', '.join(missing)} missing; its labels are: {shown}. "
            f"Use one of {', '.join(NAMES)} or a pipeline trained on a UD treebank"
        )
