"""Prodigy: extractions as tasks for `spans.manual` and `ner.manual`, and back.

Spans carry labels, tokens and, as keys of ours, ids, values and entities; Prodigy keeps
keys that it does not know. Facts travel in the key `facts` and are not shown.
"""

from collections.abc import Mapping
from typing import Any

import spacy
from spacy.language import Language

from kr_policy_ie.errors import SchemaError
from kr_policy_ie.export.assembly import Plain, ReadValue, assemble, check_label
from kr_policy_ie.schema import Document, Extraction


def to_prodigy(extraction: Extraction, nlp: Language | None = None) -> Plain:
    """One task of a Prodigy JSONL file.

    Spans that begin or end inside a token name the tokens that they touch, and keep their
    own offsets.

    Args:
        extraction: What to show.
        nlp: Whose tokenizer to use; spaCy's English one if None.
    """
    doc = (nlp or spacy.blank("en")).make_doc(extraction.document.text)
    tokens = [
        {
            "text": token.text,
            "start": token.idx,
            "end": token.idx + len(token),
            "id": token.i,
            "ws": bool(token.whitespace_),
        }
        for token in doc
    ]
    spans = []
    for mention in extraction.mentions:
        touched = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        own = mention.model_dump(mode="json", include={"id", "value", "entity"}, exclude_none=True)
        place = {"start": mention.start, "end": mention.end, "label": mention.label}
        places = {"token_start": touched.start, "token_end": touched.end - 1} if touched else {}
        spans.append({**place, **places, **own})
    plain = extraction.model_dump(mode="json", exclude={"mentions", "document", "schema_version"})
    meta = extraction.document.model_dump(exclude={"text"}, exclude_none=True)
    return {"text": doc.text, "meta": meta, "tokens": tokens, "spans": spans, **plain}


def from_prodigy(
    task: Mapping[str, Any],
    *,
    name: str = "document",
    labels: Mapping[str, str] | None = None,
    read_value: ReadValue | None = None,
) -> Extraction:
    """The extraction that an annotated task describes.

    Args:
        task: A line of a Prodigy JSONL file, of ours or another project.
        name: The document's id, where the task does not say it.
        labels: What labels of another project mean here.
        read_value: Reads the values of spans that carry none.

    Raises:
        SchemaError: If the task has no text or was not accepted, a label is unknown, or
            the result breaks the contract.
    """
    if not isinstance(task.get("text"), str):
        raise SchemaError(f"{name}: the Prodigy task has no text")
    if task.get("answer", "accept") != "accept":
        raise SchemaError(f"{name}: the task's answer is {task['answer']!r}, not 'accept'")
    meta = task.get("meta") or {}
    known = {key: meta[key] for key in Document.model_fields if key in meta and key != "text"}
    document = Document(text=task["text"], **{"id": name, **known})
    mentions = []
    for number, span in enumerate(task.get("spans") or [], 1):
        label = (labels or {}).get(span["label"], span["label"])
        check_label(label, document.id)
        place = {"start": span["start"], "end": span["end"]}
        own = {key: span[key] for key in ("id", "value", "entity") if key in span}
        text = document.text[span["start"] : span["end"]]
        mentions.append({"id": f"p{number}", **own, "label": label, **place, "text": text})
    parts = {key: task.get(key) or [] for key in ("entities", "facts", "warnings")}
    return assemble(document, {"mentions": mentions, **parts}, read_value=read_value)
