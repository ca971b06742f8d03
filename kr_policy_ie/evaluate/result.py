"""What an evaluation found, as a typed result."""

import html
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from kr_policy_ie.errors import EvaluationError
from kr_policy_ie.evaluate.judgement import Judgement
from kr_policy_ie.evaluate.tally import Confusion, Score, Sheet, Tallies, mean, rounded, total

#: Every measure in the order of reports, with what its groups are.
MEASURES: Mapping[str, str] = {
    "mentions.strict": "label",
    "mentions.relaxed": "label",
    "mentions.exact": "label",
    "mentions.partial": "label",
    "mentions.type": "label",
    "mentions.value": "label",
    "mentions.modifier": "label",
    "mentions.link": "label",
    "facts.detection": "type",
    "facts.complete": "type",
    "facts.slots": "role",
    "facts.slots_strict": "role",
    "facts.slots_per_type": "type",
    "facts.action": "type",
    "facts.status": "type",
    "facts.evidence": "type",
    "facts.source": "type",
    "facts.speaker": "type",
    "facts.parent": "type",
}
#: Measures asked of matched pairs only: their recall is an accuracy.
ACCURACIES = frozenset(
    {"mentions.modifier", "mentions.link", "facts.action", "facts.status", "facts.evidence"}
    | {"facts.speaker"}
)


@dataclass(frozen=True)
class DocumentScore:
    """The counts of one document and what became of each of its items."""

    id: str
    answered: bool
    attributes: Mapping[str, str]
    characters: int
    characters_read: int
    tallies: Tallies
    judgements: tuple[Judgement, ...]

    def f1(self, measure: str) -> float | None:
        """F1 of one measure in this document; None where there is nothing to count."""
        return total(self.tallies.get(measure, {}).values()).f1


@dataclass(frozen=True)
class Evaluation:
    """Predictions compared with gold, document by document and in all.

    Attributes:
        documents: One score for each gold document, in the order of their ids.
        measures: The measures of `MEASURES` over all documents.
        confusions: Matrices `action`, `status`, `type` (facts) and `label` (mentions).
        unknown: Ids of predicted documents that gold lacks; they count nowhere.
        gold_digest: What identifies the gold that was used.
    """

    documents: tuple[DocumentScore, ...]
    measures: Mapping[str, Score]
    confusions: Mapping[str, Confusion]
    unknown: tuple[str, ...] = ()
    gold_digest: str = ""
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)

    def f1(self, measure: str, group: str | None = None) -> float | None:
        """F1 (for accuracies: the accuracy) of a measure, or of one group of it."""
        return self.figure(measure, group, "f1")

    def figure(self, measure: str, group: str | None = None, name: str = "f1") -> float | None:
        """`precision`, `recall`, `f1`, `macro_f1` or `document_f1` of a measure.

        Raises:
            EvaluationError: If there is no such measure or figure.
        """
        if measure not in MEASURES:
            raise EvaluationError(f"no measure {measure!r}; there are {', '.join(MEASURES)}")
        score = self.measures.get(measure, Score({}))
        if name in ("macro_f1", "document_f1"):
            averages = {"macro_f1": score.macro_f1, "document_f1": score.document_f1}
            return averages[name]
        if name not in ("precision", "recall", "f1"):
            raise EvaluationError(f"no figure {name!r}; there are precision, recall, f1")
        tally = score.total if group is None else score.groups.get(group)
        figure: float | None = getattr(tally, name) if tally else None
        return figure

    @property
    def answered(self) -> int:
        """How many gold documents have a prediction."""
        return sum(document.answered for document in self.documents)

    @property
    def coverage(self) -> float | None:
        """Share of the characters of the gold texts that were read."""
        characters = sum(document.characters for document in self.documents)
        read = sum(document.characters_read for document in self.documents)
        return read / characters if characters else None

    @property
    def judgements(self) -> Iterable[Judgement]:
        """What became of every item, document by document."""
        return (judged for document in self.documents for judged in document.judgements)

    def errors(self) -> list[Judgement]:
        """All judgements but those that found nothing wrong."""
        return [judged for judged in self.judgements if judged.outcome != "right"]

    def slices(self, by: str | Callable[[DocumentScore], str]) -> dict[str, dict[str, Score]]:
        """The measures of each slice of the documents.

        Args:
            by: An attribute of the documents (`source`, `year` or one that was given to
                `evaluate`), or a function from a document's score to its slice.
        """
        groups: dict[str, list[DocumentScore]] = {}
        for document in self.documents:
            name = by(document) if callable(by) else document.attributes.get(by, "(none)")
            groups.setdefault(name, []).append(document)
        return {name: combine(group) for name, group in sorted(groups.items())}

    def to_dict(self) -> dict[str, Any]:
        """Every figure as plain data that JSON can hold."""
        return {
            "documents": len(self.documents),
            "answered": self.answered,
            "coverage": rounded(self.coverage),
            "unknown": list(self.unknown),
            "gold_digest": self.gold_digest,
            "measures": {name: score.to_dict() for name, score in self.measures.items()},
            "confusions": {name: matrix.to_dict() for name, matrix in self.confusions.items()},
        }

    def rows(self) -> list[dict[str, Any]]:
        """One flat row for each measure and group, totals under the group `(all)`."""
        rows = []
        for measure, score in self.measures.items():
            for group, tally in [("(all)", score.total), *sorted(score.groups.items())]:
                rows.append({"measure": measure, "group": group, **tally.to_dict()})
        return rows

    def to_frame(self) -> Any:
        """The rows as a pandas data frame.

        Raises:
            EvaluationError: If pandas is not installed.
        """
        try:
            pandas = import_module("pandas")
        except ImportError as error:
            raise EvaluationError(
                "to_frame() needs pandas, which is not installed: pip install pandas"
            ) from error
        return pandas.DataFrame(self.rows())

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<tr><td>{html.escape(measure)}</td>"
            + "".join(f"<td>{_percent(figure)}</td>" for figure in _three(score))
            + f"<td>{score.total.gold:g}</td></tr>"
            for measure, score in self.measures.items()
        )
        names = ("measure", "precision", "recall", "F1", "gold")
        head = "".join(f"<th>{name}</th>" for name in names)
        about = f"{len(self.documents)} documents, {self.answered} answered"
        return f"<table><caption>{about}</caption><tr>{head}</tr>{cells}</table>"


def _three(score: Score) -> tuple[float | None, float | None, float | None]:
    tally = score.total
    return (tally.precision, tally.recall, tally.f1)


def _percent(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.3f}"


def combine(documents: Iterable[DocumentScore]) -> dict[str, Score]:
    """The measures over a set of documents."""
    chosen = list(documents)
    sheet = Sheet()
    for document in chosen:
        for measure, groups in document.tallies.items():
            for group, tally in groups.items():
                sheet.add(measure, group, tally)
    sums = sheet.tallies()
    return {
        measure: Score(
            dict(sorted(sums[measure].items())),
            mean(document.f1(measure) for document in chosen),
        )
        for measure in MEASURES
        if measure in sums
    }
