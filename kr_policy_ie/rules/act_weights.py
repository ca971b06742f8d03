"""The weights of the models of action and status: `rules/facts/acts.json`."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

from kr_policy_ie.errors import RulesError
from kr_policy_ie.rules.feature_table import FeatureTable, numbers_by, read_object, read_table

_FILE = "facts/acts.json"
_KIND = "answer"
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
class ActWeights(FeatureTable):
    """Two multinomial logistic models over the same named features; actions are the first columns.

    Attributes:
        action: The actions; `none` for none.
        status: The statuses.
    """

    action: Outcomes
    status: Outcomes


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
    data = read_object(text, _FILE)
    action, own = _outcomes(data, "action", 0)
    status, other = _outcomes(data, "status", len(own))
    if set(own) & set(other):
        raise RulesError(f"{_FILE}: field status.bias: names an action")
    weights = data.get("weights")
    if not isinstance(weights, dict):
        raise RulesError(f"{_FILE}: field weights: expected features by name")
    rows, table = read_table(weights, [*own, *other], _FILE, _KIND)
    return ActWeights(
        action=action,
        status=status,
        bias=np.array([*own.values(), *other.values()]),
        rows=rows,
        table=table,
    )


def _outcomes(data: dict[str, Any], name: str, first: int) -> tuple[Outcomes, dict[str, float]]:
    given = data.get(name)
    if not isinstance(given, dict):
        raise RulesError(f"{_FILE}: field {name}: expected an object")
    margin = given.get("margin")
    if not isinstance(margin, int | float) or not 0 <= margin < 1:
        raise RulesError(f"{_FILE}: field {name}.margin: expected a number from 0 to below 1")
    bias = numbers_by(given.get("bias"), f"{name}.bias", _FILE, _KIND)
    if not set(bias) - {NO_ACTION}:
        raise RulesError(f"{_FILE}: field {name}.bias: expected at least one answer")
    return Outcomes(tuple(bias), first, float(margin)), bias
