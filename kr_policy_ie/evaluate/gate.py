"""The gate: quality may not fall by accident.

A baseline pins one gold by its digest and gives each figure a floor; a baseline file holds
one for each gold. Floors rise by `make_baseline`; to lower one takes `lower=True` and the
path of a decision note.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kr_policy_ie.errors import EvaluationError, InputError
from kr_policy_ie.evaluate.result import MEASURES, Evaluation
from kr_policy_ie.evaluate.statistics import ALL
from kr_policy_ie.evaluate.tally import Score

#: The measures that get a floor, for each group with at least so many gold items.
GATED = (
    *("mentions.strict", "mentions.relaxed", "mentions.value", "mentions.modifier"),
    *("mentions.link", "facts.detection", "facts.slots", "facts.action", "facts.status"),
    "facts.source",
)
MIN_GOLD = 30
_EXACT = 1e-9

Floor = Annotated[float, Field(ge=0, le=1)]


class Baseline(BaseModel):
    """The floors of one gold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gold: str = Field(description="Where the gold stands, for people.")
    gold_digest: str = Field(description="`Evaluation.gold_digest` of that gold.")
    documents: int
    floors: dict[str, dict[str, Floor]] = Field(description="Measure, group, lowest F1 allowed.")
    tolerance: Floor = Field(
        0.0, description="How far below its floor a figure may lie on another processor."
    )
    decision: str | None = Field(None, description="The note on the last lowered floor.")


class BaselineFile(BaseModel):
    """The baselines of several golds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    baselines: list[Baseline] = Field(default_factory=list)

    def of_digest(self, digest: str) -> Baseline | None:
        """The baseline of the gold with this digest."""
        return next((known for known in self.baselines if known.gold_digest == digest), None)

    def of_gold(self, gold: str) -> Baseline | None:
        """The baseline of the gold at this place."""
        return next((known for known in self.baselines if known.gold == gold), None)

    def with_baseline(self, made: Baseline) -> "BaselineFile":
        """The same with one baseline put in, in the place of that of the same gold."""
        others = [known for known in self.baselines if known.gold != made.gold]
        return BaselineFile(baselines=sorted([*others, made], key=lambda known: known.gold))


@dataclass(frozen=True)
class GateResult:
    """Whether an evaluation passes, with one line for each thing that does not."""

    failures: tuple[str, ...]
    checked: int

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return not self.failures

    def __str__(self) -> str:
        if self.passed:
            return f"gate passed: {self.checked} figures at or above their floors"
        head = f"gate failed: {len(self.failures)} of {self.checked} checks"
        return "\n".join([head, *[f"  {failure}" for failure in self.failures]])


def load_baselines(path: str | Path) -> BaselineFile:
    """The baselines that a JSON file holds.

    Raises:
        InputError: If the file cannot be read.
        EvaluationError: If it is no baseline file; names file, field and value.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    try:
        return BaselineFile.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "file"
        raise EvaluationError(f"{path}: {field}: {first['msg']}") from error


def check_gate(
    evaluation: Evaluation, baseline: Baseline | BaselineFile | str | Path
) -> GateResult:
    """Whether every figure reaches its floor, on the gold that the floors were set for.

    Args:
        evaluation: The run to check.
        baseline: The floors; of several, those of the gold that was used.

    Raises:
        EvaluationError: If the baseline has no floors: a gate that checks nothing.
    """
    known = load_baselines(baseline) if isinstance(baseline, str | Path) else baseline
    if isinstance(known, BaselineFile):
        pinned = known.of_digest(evaluation.gold_digest)
        if pinned is None:
            expected = ", ".join(one.gold for one in known.baselines) or "none"
            return GateResult((_other_gold(evaluation, f"baselines: {expected}"),), 1)
        known = pinned
    if not any(known.floors.values()):
        raise EvaluationError("the baseline has no floors; make them with make_baseline")
    failures = []
    if evaluation.gold_digest != known.gold_digest:
        failures.append(_other_gold(evaluation, f"expected {known.gold_digest[:12]}"))
    checked = 1
    for measure, groups in known.floors.items():
        for group, floor in groups.items():
            checked += 1
            figure = _figure(evaluation, measure, group)
            if figure is None or figure < floor - known.tolerance - _EXACT:
                found = "nothing to count" if figure is None else f"{figure:.4f}"
                failures.append(f"{measure} {group}: {found}, floor {floor:.4f}")
    return GateResult(tuple(failures), checked)


def _other_gold(evaluation: Evaluation, expected: str) -> str:
    return (
        f"gold is not one of the baseline (digest {evaluation.gold_digest[:12]}, {expected}): "
        "make a new baseline for changed gold"
    )


def make_baseline(
    evaluation: Evaluation,
    previous: Baseline | None = None,
    *,
    gold: str = "corpus/gold",
    lower: bool = False,
    decision: str | None = None,
    tolerance: float = 0.0,
) -> Baseline:
    """Floors at the figures of an evaluation, cut to three places.

    Args:
        evaluation: The run whose figures become floors.
        previous: The floors until now; on the same gold, none of them may fall.
        gold: Where the gold stands, for people.
        lower: Let floors fall. Needs `decision`.
        decision: Path of the note that says why a floor falls.
        tolerance: How far below its floor a figure may lie when the gate is checked: models
            in int8 differ a little from one processor to another.

    Raises:
        EvaluationError: If a floor would fall without `lower` and `decision`.
    """
    floors = _floors(evaluation)
    falls: list[str] = []
    if previous and previous.gold_digest == evaluation.gold_digest:
        for measure, groups in previous.floors.items():
            for group, floor in groups.items():
                now = floors.get(measure, {}).get(group)
                if now is None or now < floor:
                    falls.append(f"{measure} {group} {floor} -> {now}")
    if falls and not (lower and decision):
        raise EvaluationError(
            "floors would fall: " + "; ".join(falls) + ". Lowering needs lower=True and a decision"
        )
    return Baseline(
        gold=gold,
        gold_digest=evaluation.gold_digest,
        documents=len(evaluation.documents),
        floors=floors,
        tolerance=tolerance,
        decision=decision if falls else previous.decision if previous else None,
    )


def dump_baselines(file: BaselineFile) -> str:
    """The baselines as the text of their JSON file."""
    return json.dumps(file.model_dump(), indent=1, ensure_ascii=False) + "\n"


def _floors(evaluation: Evaluation) -> dict[str, dict[str, float]]:
    floors: dict[str, dict[str, float]] = {}
    for measure in GATED:
        score = evaluation.measures.get(measure)
        if score:
            floors[measure] = {
                group: math.floor(figure * 1000 + _EXACT) / 1000
                for group, figure in _figures(score).items()
                if figure is not None
            }
    return floors


def _figures(score: Score) -> Mapping[str, float | None]:
    groups = {name: tally.f1 for name, tally in score.groups.items() if tally.gold >= MIN_GOLD}
    return {ALL: score.total.f1, **dict(sorted(groups.items()))}


def _figure(evaluation: Evaluation, measure: str, group: str) -> float | None:
    if measure not in MEASURES:
        raise EvaluationError(f"the baseline has a floor for {measure!r}, which is no measure")
    return evaluation.f1(measure, None if group == ALL else group)
