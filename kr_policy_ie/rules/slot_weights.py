"""The weights of the slot model: `rules/facts/slots.json`."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from kr_policy_ie.errors import RulesError

_FILE = "facts/slots.json"


@dataclass(frozen=True)
class SlotWeights:
    """Logistic models, one for each role, over the same named features.

    Attributes:
        roles: The roles, in the order of the columns.
        threshold: The least chance (of the fact and of the filler) that fills a slot.
        further: How much more a second filler of a role needs.
        listed: The same for one in a list with the first.
        bias: One number for each role.
        rows: The row of each feature in `table`.
        table: Weights, features by roles, and a last row of zeros.
    """

    roles: tuple[str, ...]
    threshold: float
    further: float
    listed: float
    bias: npt.NDArray[np.float64]
    rows: dict[str, int] = field(repr=False)
    table: npt.NDArray[np.float64] = field(repr=False)


@lru_cache(maxsize=2)
def load_slot_weights(folder: str = "facts") -> SlotWeights:
    """The weights that the library ships.

    Args:
        folder: `facts/plain` has those for texts without cues.

    >>> weights = load_slot_weights()
    >>> "actor" in weights.roles, weights.table.shape == (len(weights.rows) + 1, len(weights.roles))
    (True, True)
    """
    text = (resources.files("kr_policy_ie.rules") / folder / "slots.json").read_text("utf-8")
    return read_slot_weights(text)


def read_slot_weights(text: str) -> SlotWeights:
    """Weights from JSON: `threshold`, `further`, `listed`, `bias` by role, `weights` by feature.

    Raises:
        RulesError: If a field is missing or wrong; names it.

    >>> text = '{"threshold": 0.3, "bias": {"actor": -1}, "weights": {"lab=GOV": {"actor": 2}}}'
    >>> weights = read_slot_weights(text)
    >>> weights.roles, weights.table.tolist()
    (('actor',), [[2.0], [0.0]])
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise RulesError(f"{_FILE}: no valid JSON: {error}") from error
    if not isinstance(data, dict):
        raise RulesError(f"{_FILE}: expected an object, got {type(data).__name__}")
    threshold = data.get("threshold")
    if not isinstance(threshold, int | float) or not 0 < threshold < 1:
        raise RulesError(f"{_FILE}: field threshold: expected a number between 0 and 1")
    bias = _numbers(data.get("bias"), "bias")
    roles = tuple(bias)
    weights = data.get("weights")
    if not isinstance(weights, dict) or not roles:
        raise RulesError(f"{_FILE}: field weights: expected features by name")
    columns = {role: at for at, role in enumerate(roles)}
    table = np.zeros((len(weights) + 1, len(roles)))
    for row, (name, by_role) in enumerate(weights.items()):
        for role, value in _numbers(by_role, f"weights.{name}").items():
            if role not in columns:
                raise RulesError(f"{_FILE}: field weights.{name}: unknown role {role!r}")
            table[row, columns[role]] = value
    rows = {name: row for row, name in enumerate(weights)}
    margins = _numbers({key: data.get(key, 0) for key in ("further", "listed")}, "further, listed")
    return SlotWeights(
        roles=roles,
        threshold=float(threshold),
        further=margins["further"],
        listed=margins["listed"],
        bias=np.array([bias[role] for role in roles]),
        rows=rows,
        table=table,
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _numbers(value: Any, name: str) -> dict[str, float]:
    if not isinstance(value, dict) or not all(_is_number(one) for one in value.values()):
        raise RulesError(f"{_FILE}: field {name}: expected numbers by role")
    return {str(key): float(one) for key, one in value.items()}
