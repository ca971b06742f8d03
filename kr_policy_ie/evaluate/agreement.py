"""gold agree: how far annotators agree.

Annotators are compared in pairs. F1 takes one as gold and the other as prediction; it is
the same either way. Krippendorff's alpha (nominal) corrects for agreement by chance: over
the labels of matched and unmatched mentions, the types of matched and unmatched facts, and
action and status of matched facts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kr_policy_ie.errors import EvaluationError
from kr_policy_ie.evaluate.loading import Extractions, read_extractions
from kr_policy_ie.evaluate.result import Evaluation
from kr_policy_ie.evaluate.scoring import evaluate
from kr_policy_ie.evaluate.tables import align_columns
from kr_policy_ie.evaluate.tally import Confusion, mean

LEVELS = (
    *("mentions.strict", "mentions.relaxed", "mentions.value", "mentions.link"),
    *("facts.detection", "facts.slots", "facts.action", "facts.status", "facts.source"),
)
_ALPHAS = {"label": "mention labels", "type": "fact types", "action": "action", "status": "status"}


@dataclass(frozen=True)
class Agreement:
    """How far annotators agree.

    Attributes:
        pairs: Two names, and the evaluation of the second against the first.
        documents: How many documents all of them annotated.
    """

    pairs: Mapping[tuple[str, str], Evaluation]
    documents: int

    def f1(self, measure: str) -> float | None:
        """The mean over the pairs of F1 (for accuracies: the accuracy)."""
        return mean(evaluation.f1(measure) for evaluation in self.pairs.values())

    def alpha(self, what: str) -> float | None:
        """The mean over the pairs of alpha for `label`, `type`, `action` or `status`."""
        return mean(alpha_of(pair.confusions[what]) for pair in self.pairs.values())

    def to_dict(self) -> dict[str, object]:
        """All means as plain data."""
        return {
            "documents": self.documents,
            "pairs": len(self.pairs),
            "f1": {measure: self.f1(measure) for measure in LEVELS},
            "alpha": {what: self.alpha(what) for what in _ALPHAS},
        }


def agreement(annotators: Mapping[str, Extractions]) -> Agreement:
    """How far annotators agree on the documents that all of them annotated.

    Args:
        annotators: Two or more, by name.

    Raises:
        EvaluationError: If there are fewer than two, or no common document.
    """
    if len(annotators) < 2:
        raise EvaluationError("agreement needs two annotators or more")
    read = {name: read_extractions(source) for name, source in annotators.items()}
    common = set.intersection(*[set(found) for found in read.values()])
    if not common:
        raise EvaluationError("the annotators have no document in common")
    chosen = {name: [found[key] for key in sorted(common)] for name, found in read.items()}
    pairs = {(a, b): evaluate(chosen[a], chosen[b]) for a, b in combinations(chosen, 2)}
    return Agreement(pairs, len(common))


def krippendorff_alpha(units: Iterable[Sequence[str | None]]) -> float | None:
    """Krippendorff's alpha for nominal data; None where nothing can be compared.

    Args:
        units: For each unit, what each annotator called it; None where one said nothing.

    >>> krippendorff_alpha([["a", "a"], ["b", "b"]])
    1.0
    >>> krippendorff_alpha([["a", "b"], ["b", "a"]])
    -0.5
    """
    observed = 0.0
    totals: Counter[str] = Counter()
    for unit in units:
        counts = Counter(value for value in unit if value is not None)
        size = counts.total()
        if size >= 2:
            totals.update(counts)
            observed += (size * size - sum(n * n for n in counts.values())) / (size - 1)
    number = totals.total()
    expected = number * number - sum(n * n for n in totals.values())
    if not number:
        return None
    return 1 - (number - 1) * observed / expected if expected else 1.0


def alpha_of(confusion: Confusion) -> float | None:
    """Alpha of two annotators from the matrix of what they said.

    >>> alpha_of(Confusion({("tariff", "tariff"): 9, ("tariff", "funding"): 1})) < 0.5
    True
    """
    units = (list(pair) for pair, count in confusion.cells.items() for _ in range(count))
    return krippendorff_alpha(units)


def format_agreement(found: Agreement) -> str:
    """The agreement as a text, ready to print."""
    names = sorted({name for pair in found.pairs for name in pair})
    head = f"{len(names)} annotators, {found.documents} common documents, {len(found.pairs)} pairs"
    rows = [["mean over pairs", "F1"]]
    rows += [[measure, _figure(found.f1(measure))] for measure in LEVELS]
    alphas = [["Krippendorff's alpha", ""]]
    alphas += [[name, _figure(found.alpha(what))] for what, name in _ALPHAS.items()]
    return "\n\n".join([head, align_columns(rows), align_columns(alphas)]) + "\n"


def _figure(number: float | None) -> str:
    return "-" if number is None else f"{number:.3f}"
