"""The weights of the models of action and status: `rules/facts/acts.json`."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from kr_policy_ie.errors import RulesError

_FILE = "facts/acts.json"
#: What stands for no action in the file.
NO_ACTION = "none"


@dataclass(frozen=True)
class Outcomes:
    """What one of the two models may answer.

    Attributes:
        names: The answers, in the order of their columns.
        first: The first column.
        margin: How much likelier than the rules' answer another must be to replace it.
    """

    names: tuple[str, ...]
    first: int
    margin: float

    @property
    def columns(self) -> slice:
        """Where the answers stand in the table."""
        return slice(self.first, self.first + len(self.names))


@dataclass(frozen=True)
class ActWeights:
    """Two multinomial logistic models over the same named features.

    Attributes:
        action: The actions; `none` for none.
        status: The statuses.
        bias: One number for each answer, actions first.
        rows: The row of each feature in `table`.
        table: Weights, features by answers, and a last row of zeros.
    """

    action: Outcomes
    status: Outcomes
    bias: npt.NDArray[np.float64]
    rows: dict[str, int] = field(repr=False)
    table: npt.NDArray[np.float64] = field(repr=False)


@lru_cache(maxsize=2)
def load_act_weights(folder: str = "facts") -> ActWeights:
    """The weights that the library ships.

    Args:
        folder: `facts/plain` has those for texts without cues.

    >>> weights = load_act_weights()
    >>> "introduce" in weights.action.names, sorted(weights.status.names)
    (True, ['considered', 'denied', 'planned', 'realized'])
    """
    text = (resources.files("kr_policy_ie.rules") / folder / "acts.json").read_text("utf-8")
    return read_act_weights(text)


def read_act_weights(text: str) -> ActWeights:
    """Weights from JSON: `action` and `status` with `margin` and `bias`, `weights` by feature.

    Raises:
        RulesError: If a field is missing or wrong; names it.

    >>> text = '''{"action": {"margin": 0, "bias": {"introduce": 1, "end": 0}},
    ... "status": {"margin": 0, "bias": {"realized": 0}}, "weights": {"verb=lift": {"end": 2}}}'''
    >>> weights = read_act_weights(text)
    >>> weights.action.names, weights.status.columns, weights.table.tolist()
    (('introduce', 'end'), slice(2, 3, None), [[0.0, 2.0, 0.0], [0.0, 0.0, 0.0]])
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise RulesError(f"{_FILE}: no valid JSON: {error}") from error
    if not isinstance(data, dict):
        raise RulesError(f"{_FILE}: expected an object, got {type(data).__name__}")
    action, own = _outcomes(data, "action", 0)
    status, other = _outcomes(data, "status", len(own))
    columns = {name: at for at, name in enumerate([*own, *other])}
    if len(columns) < len(own) + len(other):
        raise RulesError(f"{_FILE}: field status.bias: names an action")
    weights = data.get("weights")
    if not isinstance(weights, dict):
        raise RulesError(f"{_FILE}: field weights: expected features by name")
    table = np.zeros((len(weights) + 1, len(columns)))
    for row, (name, by_answer) in enumerate(weights.items()):
        for answer, value in _numbers(by_answer, f"weights.{name}").items():
            if answer not in columns:
                raise RulesError(f"{_FILE}: field weights.{name}: unknown answer {answer!r}")
            table[row, columns[answer]] = value
    return ActWeights(
        action=action,
        status=status,
        bias=np.array([*own.values(), *other.values()]),
        rows={name: row for row, name in enumerate(weights)},
        table=table,
    )


def _outcomes(data: dict[str, Any], name: str, first: int) -> tuple[Outcomes, dict[str, float]]:
    given = data.get(name)
    if not isinstance(given, dict):
        raise RulesError(f"{_FILE}: field {name}: expected an object")
    margin = given.get("margin")
    if not isinstance(margin, int | float) or not 0 <= margin < 1:
        raise RulesError(f"{_FILE}: field {name}.margin: expected a number from 0 to below 1")
    bias = _numbers(given.get("bias"), f"{name}.bias")
    if not set(bias) - {NO_ACTION}:
        raise RulesError(f"{_FILE}: field {name}.bias: expected at least one answer")
    return Outcomes(tuple(bias), first, float(margin)), bias


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _numbers(value: Any, name: str) -> dict[str, float]:
    if not isinstance(value, dict) or not all(_is_number(one) for one in value.values()):
        raise RulesError(f"{_FILE}: field {name}: expected numbers by answer")
    return {str(key): float(one) for key, one in value.items()}
