"""evaluate(): predictions against gold."""

from collections.abc import Iterable, Mapping

from kr_policy_ie.errors import EvaluationError
from kr_policy_ie.evaluate.facts import score_facts
from kr_policy_ie.evaluate.loading import Extractions, corpus_digest, read_extractions
from kr_policy_ie.evaluate.mentions import score_mentions
from kr_policy_ie.evaluate.result import DocumentScore, Evaluation, combine
from kr_policy_ie.evaluate.tally import Confusion, Sheet
from kr_policy_ie.schema import Extraction

#: document id -> name of an attribute (`style`, `split`) -> its value
Attributes = Mapping[str, Mapping[str, str]]

#: Warnings with these codes say that a stretch of text was not read.
_UNREAD = frozenset({"not_read", "text_not_read", "truncated"})


def evaluate(
    gold: Extractions, predicted: Extractions, *, attributes: Attributes | None = None
) -> Evaluation:
    """Predictions scored against gold, by the definitions of `docs/evaluation.md`.

    A gold document without a prediction counts as one with nothing predicted. Predicted
    documents that gold lacks count nowhere and are listed in `unknown`.

    Args:
        gold: Path of a JSONL file or a folder of them, or extractions.
        predicted: The same for the predictions.
        attributes: What more is known of documents, by id, to slice the result by;
            `source` and `year` of the document are always there.

    Raises:
        InputError: If a file cannot be read.
        SchemaError: If a line breaks the contract.
        EvaluationError: If gold is empty, an id stands twice, or the texts of gold and
            prediction differ.

    >>> from kr_policy_ie.schema import load_extraction
    >>> steel = {"id": "m1", "label": "SECTOR", "start": 0, "end": 5, "text": "Steel"}
    >>> import json
    >>> line = json.dumps({"document": {"id": "a", "text": "Steel duties"}, "mentions": [steel]})
    >>> gold = [load_extraction(line)]
    >>> evaluate(gold, gold).f1("mentions.strict", "SECTOR")
    1.0
    """
    golds = read_extractions(gold)
    others = read_extractions(predicted)
    if not golds:
        raise EvaluationError("gold holds no document; there is nothing to compare with")
    confusions = {name: Confusion() for name in ("action", "status", "type", "label")}
    documents = [
        _score_document(golds[name], others.get(name), (attributes or {}).get(name, {}), confusions)
        for name in sorted(golds)
    ]
    return Evaluation(
        documents=tuple(documents),
        measures=combine(documents),
        confusions=confusions,
        unknown=tuple(sorted(set(others) - set(golds))),
        gold_digest=corpus_digest(golds.values()),
        texts={name: golds[name].document.text for name in sorted(golds)},
    )


def _score_document(
    gold: Extraction,
    predicted: Extraction | None,
    attributes: Mapping[str, str],
    confusions: Mapping[str, Confusion],
) -> DocumentScore:
    answer = predicted or Extraction(document=gold.document)
    if answer.document.text != gold.document.text:
        raise EvaluationError(
            f"document {gold.document.id!r}: the predicted text differs from gold's "
            f"{_first_difference(gold.document.text, answer.document.text)}; "
            "offsets can be compared in the same raw text only"
        )
    sheet = Sheet()
    judgements = score_mentions(gold, answer, sheet, confusions["label"])
    judgements += score_facts(gold, answer, sheet, confusions)
    return DocumentScore(
        id=gold.document.id,
        answered=predicted is not None,
        attributes={**_own_attributes(gold), **attributes},
        characters=len(gold.document.text),
        characters_read=_characters_read(predicted),
        tallies=sheet.tallies(),
        judgements=tuple(judgements),
    )


def _first_difference(one: str, two: str) -> str:
    for offset, (a, b) in enumerate(zip(one, two, strict=False)):
        if a != b:
            return f"at offset {offset} ({a!r} in gold, {b!r} predicted)"
    return f"in length ({len(one)} characters in gold, {len(two)} predicted)"


def _own_attributes(gold: Extraction) -> dict[str, str]:
    document = gold.document
    known = {"source": document.source, "year": (document.published or "")[:4]}
    return {name: value for name, value in known.items() if value}


def _characters_read(predicted: Extraction | None) -> int:
    if predicted is None:
        return 0
    text = predicted.document.text
    unread: Iterable[tuple[int, int]] = sorted(
        (warning.start, warning.end)
        for warning in predicted.warnings
        if warning.code in _UNREAD and warning.start is not None and warning.end is not None
    )
    missing = reach = 0
    for start, end in unread:
        missing += max(0, min(end, len(text)) - max(start, reach))
        reach = max(reach, end)
    return len(text) - missing
