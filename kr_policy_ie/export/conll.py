"""CoNLL: mentions as a column of IOB2 tags a layer, and back.

One token a line: token, start, end, tag of the valued layer, tag of the named layer, and
on the first token of a mention what the tag cannot hold, as JSON. Two layers, because a
name may lie inside a value. Tokens are cut at the edges of mentions, so that offsets stay
exact. Facts have no place in this format. `from_conll` also reads plain CoNLL-2003 files,
with the token in the first and the tag in the last column.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kr_policy_ie.errors import SchemaError
from kr_policy_ie.export.assembly import Plain, ReadValue, assemble, check_label
from kr_policy_ie.schema import VALUED_LABELS, Document, Extraction, Mention

Offsets = tuple[int, int]
_TOKEN = re.compile(r"\w+|[^\w\s]")
_HEAD = "# document = "


def to_conll(extraction: Extraction) -> str:
    """The mentions of an extraction as lines; a sentence a paragraph of the text."""
    document, mentions = extraction.document, extraction.mentions
    known = {
        **document.model_dump(exclude_none=True),
        "entities": [entity.model_dump(mode="json") for entity in extraction.entities],
    }
    lines = [_HEAD + json.dumps(known, ensure_ascii=True, sort_keys=True)]
    edges = {edge for mention in mentions for edge in (mention.start, mention.end)}
    tokens = _tokens(document.text, edges)
    starts = {layer: _by_token(mentions, layer, tokens) for layer in (True, False)}
    open_now: dict[bool, Mention | None] = {True: None, False: None}
    last_end = 0
    for start, end in tokens:
        if "\n" in document.text[last_end:start]:
            lines.append("")
        tags, notes = [], []
        for layer in (True, False):
            mention = starts[layer].get(start)
            current = open_now[layer]
            if mention:
                open_now[layer] = mention
                tags.append(f"B-{mention.label}")
                notes.append(_note(mention))
            elif current and start < current.end:
                tags.append(f"I-{current.label}")
            else:
                tags.append("O")
        note = json.dumps(notes, ensure_ascii=True, sort_keys=True) if notes else "_"
        token = document.text[start:end]
        lines.append("\t".join([token, str(start), str(end), *tags, note]))
        last_end = end
    return "\n".join(lines) + "\n"


def _by_token(
    mentions: Iterable[Mention], valued: bool, tokens: Sequence[Offsets]
) -> dict[int, Mention]:
    """The mentions of a layer by the start of their first token."""
    begins = [start for start, _ in tokens]
    found = {}
    for mention in mentions:
        place = bisect_left(begins, mention.start)
        if (mention.label in VALUED_LABELS) == valued and place < len(begins):
            found[begins[place]] = mention
    return found


def _note(mention: Mention) -> Plain:
    kept = {"id", "value", "entity", "start", "end"}
    return dict(mention.model_dump(mode="json", include=kept, exclude_none=True))


def _tokens(text: str, edges: Iterable[int]) -> list[Offsets]:
    """Words and signs of a text, cut at the given offsets."""
    cuts = sorted(edges)
    tokens, place = [], 0
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        while place < len(cuts) and cuts[place] <= start:
            place += 1
        while place < len(cuts) and cuts[place] < end:
            tokens.append((start, cuts[place]))
            start = cuts[place]
            place += 1
        tokens.append((start, end))
    return tokens


def from_conll(
    lines: str,
    *,
    name: str = "document",
    labels: Mapping[str, str] | None = None,
    read_value: ReadValue | None = None,
) -> Extraction:
    """The mentions that the lines of one document describe.

    Args:
        lines: A file of ours, or plain CoNLL-2003 (its text is put together with spaces).
        name: The document's id, where the file does not say it.
        labels: What labels of another project mean here.
        read_value: Reads the values of mentions that carry none.

    Raises:
        SchemaError: With the line, if it cannot be read or has an unknown label.
    """
    rows = [
        (number, line.rstrip("\r"))
        for number, line in enumerate(lines.split("\n"), 1)
        if not line.startswith("-DOCSTART-")
    ]
    if rows and rows[0][1].startswith(_HEAD):
        return _from_ours(rows, name, read_value)
    return _from_plain(rows, name, labels or {}, read_value)


def _from_ours(rows: list[tuple[int, str]], name: str, read_value: ReadValue | None) -> Extraction:
    known = json.loads(rows[0][1].removeprefix(_HEAD))
    entities = known.pop("entities", [])
    document = Document(**known)
    mentions: list[Plain] = []
    for number, row in rows[1:]:
        cells = row.split("\t")
        if len(cells) != 6:
            if row.strip():
                raise SchemaError(f"{name}:{number}: expected 6 columns, got {len(cells)}")
            continue
        begun = [tag[2:] for tag in cells[3:5] if tag.startswith("B-")]
        notes = json.loads(cells[5]) if cells[5] != "_" else []
        if len(notes) != len(begun):
            raise SchemaError(f"{name}:{number}: {len(begun)} mentions begin, {len(notes)} noted")
        for label, note in zip(begun, notes, strict=True):
            text = document.text[note["start"] : note["end"]]
            mentions.append({"label": label, "text": text, **note})
    return assemble(document, {"mentions": mentions, "entities": entities}, read_value=read_value)


def _from_plain(
    rows: list[tuple[int, str]],
    name: str,
    labels: Mapping[str, str],
    read_value: ReadValue | None,
) -> Extraction:
    pieces: list[str] = []
    mentions: list[Plain] = []
    length = 0
    current: Plain | None = None
    for number, row in rows:
        cells = row.split()
        if not cells:
            current = None
            if pieces and not pieces[-1].endswith("\n"):
                pieces[-1] = pieces[-1].rstrip(" ") + "\n"
            continue
        token, tag = cells[0], cells[-1]
        kind, _, label = tag.partition("-")
        if kind not in ("B", "I", "O") or (kind != "O" and not label):
            raise SchemaError(f"{name}:{number}: {tag!r} is no IOB2 tag")
        if kind == "B" or (kind == "I" and (current is None or current["tag"] != label)):
            known = check_label(labels.get(label, label), f"{name}:{number}")
            current = {"tag": label, "label": known, "start": length, "end": length}
            mentions.append(current)
        if kind == "O":
            current = None
        elif current:
            current["end"] = length + len(token)
        pieces.append(token + " ")
        length += len(token) + 1
    document = Document(id=name, text="".join(pieces))
    return assemble(document, {"mentions": _finished(document, mentions)}, read_value=read_value)


def _finished(document: Document, mentions: list[Plain]) -> list[dict[str, Any]]:
    return [
        {
            "id": f"m{number}",
            **{key: mention[key] for key in ("label", "start", "end")},
            "text": document.text[mention["start"] : mention["end"]],
        }
        for number, mention in enumerate(mentions, 1)
    ]
