"""Gold and predictions read from files or taken as they are."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from kr_policy_ie.errors import EvaluationError, InputError, SchemaError
from kr_policy_ie.schema import Extraction, load_extraction

#: A JSONL file, a folder of them, or extractions in memory.
Extractions = str | Path | Iterable[Extraction]


def read_extractions(source: Extractions) -> dict[str, Extraction]:
    """Extractions by document id, in the order given.

    Lines may hold an extraction, or an object with one under `extraction`, as the batch
    runner writes them. Empty lines are skipped.

    Raises:
        InputError: If a file cannot be read as UTF-8 text.
        SchemaError: If a line breaks the contract; names file, line, field and value.
        EvaluationError: If two documents share an id.
    """
    found: dict[str, Extraction] = {}
    places: dict[str, str] = {}
    for where, extraction in _located(source):
        name = extraction.document.id
        if name in found:
            raise EvaluationError(
                f"{where}: document id {name!r} was given before, at {places[name]}; "
                "each document may stand once"
            )
        found[name], places[name] = extraction, where
    return found


def _located(source: Extractions) -> Iterator[tuple[str, Extraction]]:
    if isinstance(source, str | Path):
        for path in gold_files(Path(source)):
            yield from _from_file(path)
    else:
        for number, extraction in enumerate(source, 1):
            yield f"item {number}", extraction


def gold_files(path: Path) -> list[Path]:
    """The file itself, or the `.jsonl` files of a folder in the order of their names.

    Raises:
        InputError: If there is no such file, or the folder holds none.
    """
    if path.is_dir():
        files = sorted(path.glob("*.jsonl"))
        if not files:
            raise InputError(f"{path}: no .jsonl file in this folder")
        return files
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    return [path]


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a UTF-8 file that are not empty, with their numbers from 1.

    Raises:
        InputError: If the file is no UTF-8 text or cannot be opened.
    """
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, line
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text (byte {error.start})") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _from_file(path: Path) -> Iterator[tuple[str, Extraction]]:
    for number, line in numbered_lines(path):
        where = f"{path}:{number}"
        yield where, load_extraction(_unwrapped(line, where), where=where)


def _unwrapped(line: str, where: str) -> str:
    if '"extraction"' not in line:
        return line
    try:
        record = json.loads(line)
    except ValueError as error:
        raise SchemaError(f"{where}: no JSON: {error}") from error
    if isinstance(record, dict) and isinstance(record.get("extraction"), dict):
        return json.dumps(record["extraction"], ensure_ascii=False)
    return line


def corpus_digest(extractions: Iterable[Extraction]) -> str:
    """SHA-256 of the content of extractions, whatever their order or spacing in a file."""
    digest = hashlib.sha256()
    texts = {}
    for extraction in extractions:
        plain = extraction.model_dump(mode="json", exclude_none=True)
        texts[extraction.document.id] = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    for name in sorted(texts):
        digest.update(texts[name].encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()
