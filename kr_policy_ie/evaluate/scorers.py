"""spaCy's own door: what `nlp.evaluate` and `spacy evaluate` report of our components.

A component asks spaCy's registry for its scorer, so that the components know nothing of
this package. The reference of an example is a Doc of `kr_policy_ie.export.docbin`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from kr_policy_ie.errors import EvaluationError
from kr_policy_ie.evaluate.result import Evaluation
from kr_policy_ie.evaluate.scoring import evaluate
from kr_policy_ie.evaluate.tally import Score
from kr_policy_ie.export.docbin import from_doc, to_doc
from kr_policy_ie.pipeline import extraction_of, make_doc, register_pipeline_extensions
from kr_policy_ie.schema import Extraction

Figures = dict[str, Any]
Scorer = Callable[[Iterable[Example]], Figures]

_VALUES = ("MONEY", "PERCENT", "QUANTITY")
_DATES = ("DATE",)


def examples(gold: Iterable[Extraction], nlp: Language) -> list[Example]:
    """Examples for `nlp.evaluate`, whose documents know the day on which they were published.

    `spacy evaluate` gives a pipeline the text alone; dates such as `last month` then stay
    relative where the page does not say its day.

    >>> import spacy
    >>> from kr_policy_ie.schema import Document, Extraction
    >>> nlp = spacy.blank("en")
    >>> pipe = nlp.add_pipe("kr_dates")
    >>> text = "Exports rose in May."
    >>> value = {"kind": "date", "start": "2023-05-01", "end": "2023-05-31", "timex": "2023-05"}
    >>> date = {"id": "m1", "label": "DATE", "start": 16, "end": 19, "text": "May", "value": value}
    >>> document = Document(id="a", text=text, published="2023-06-01")
    >>> gold = [Extraction(document=document, mentions=[date])]
    >>> nlp.evaluate(examples(gold, nlp))["kr_dates_f"]
    1.0
    """
    found = []
    for extraction in gold:
        known = {key: value for key, value in extraction.document.model_dump().items() if value}
        found.append(Example(make_doc(nlp, known), to_doc(extraction)))
    return found


def score_values(pairs: Iterable[Example]) -> Figures:
    """Precision, recall and F1 of amounts whose place and value are right."""
    return _mentions("kr_values", "mentions.value", _compare(pairs), _VALUES)


def score_dates(pairs: Iterable[Example]) -> Figures:
    """Precision, recall and F1 of dates whose place and value are right."""
    return _mentions("kr_dates", "mentions.value", _compare(pairs), _DATES)


def score_names(pairs: Iterable[Example]) -> Figures:
    """Precision, recall and F1 of names with the right label and exactly the right span."""
    found = _compare(pairs)
    labels = [
        label
        for label in found.measures.get("mentions.strict", Score({})).groups
        if label not in (*_VALUES, *_DATES)
    ]
    return _mentions("kr_names", "mentions.strict", found, labels)


def score_links(pairs: Iterable[Example]) -> Figures:
    """The share of the matched names of gold whose id is right."""
    return {"kr_links_acc": _compare(pairs).f1("mentions.link")}


def score_facts(pairs: Iterable[Example]) -> Figures:
    """Detection, slots, action and status of the facts that are no statements."""
    found = _compare(pairs)
    types = [
        name
        for name in found.measures.get("facts.detection", Score({})).groups
        if name != "statement"
    ]
    return {
        **_mentions("kr_facts", "facts.detection", found, types),
        "kr_facts_slots_f": found.f1("facts.slots"),
        "kr_facts_action_acc": found.f1("facts.action"),
        "kr_facts_status_acc": found.f1("facts.status"),
    }


def score_statements(pairs: Iterable[Example]) -> Figures:
    """Precision, recall and F1 of statements, and the share of right speakers."""
    found = _compare(pairs)
    return {
        **_mentions("kr_statements", "facts.detection", found, ("statement",)),
        "kr_statements_speaker_acc": found.f1("facts.speaker"),
    }


_SCORERS: dict[str, Scorer] = {
    "kr_values": score_values,
    "kr_dates": score_dates,
    "kr_names": score_names,
    "kr_links": score_links,
    "kr_facts": score_facts,
    "kr_statements": score_statements,
}


def make_scorer(component: str) -> Scorer:
    """The scorer of a component; in spaCy's registry as `kr_policy_ie.scorer.v1`.

    Raises:
        EvaluationError: If no such component has a scorer.
    """
    if component not in _SCORERS:
        raise EvaluationError(f"no scorer for {component!r}; there are {', '.join(_SCORERS)}")
    return _SCORERS[component]


def _compare(pairs: Iterable[Example]) -> Evaluation:
    register_pipeline_extensions()
    gold, predicted = [], []
    for number, pair in enumerate(pairs, 1):
        name = f"example-{number}"
        gold.append(_named(from_doc(pair.reference, name=name), name))
        predicted.append(_named(_predicted(pair.predicted, gold[-1], name), name))
    return evaluate(gold, predicted)


def _predicted(doc: Doc, gold: Extraction, name: str) -> Extraction:
    extraction = extraction_of(doc)
    if extraction.document.text != gold.document.text:
        raise EvaluationError(
            f"{name}: the predicted document has another text than the reference; "
            "make the examples with kr_policy_ie.evaluate.examples(gold, nlp)"
        )
    return extraction


def _named(extraction: Extraction, name: str) -> Extraction:
    return extraction.model_copy(
        update={"document": extraction.document.model_copy(update={"id": name})}
    )


def _mentions(
    prefix: str, measure: str, found: Evaluation, groups: Iterable[str]
) -> dict[str, Any]:
    """Precision, recall and F1 over some groups of a measure, as spaCy names such figures."""
    chosen = {
        name: tally
        for name, tally in found.measures.get(measure, Score({})).groups.items()
        if name in groups
    }
    whole = Score(chosen).total
    per_type: Mapping[str, Figures] = {
        name: {"p": tally.precision, "r": tally.recall, "f": tally.f1}
        for name, tally in sorted(chosen.items())
    }
    return {
        f"{prefix}_p": whole.precision,
        f"{prefix}_r": whole.recall,
        f"{prefix}_f": whole.f1,
        f"{prefix}_per_type": per_type or None,
    }
