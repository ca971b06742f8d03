"""The weights of the slot model: `rules/facts/slots.json`."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np

from kr_policy_ie.errors import RulesError
from kr_policy_ie.rules.feature_table import FeatureTable, numbers_by, read_object, read_table

_FILE = "facts/slots.json"
_KIND = "role"


@dataclass(frozen=True)
class SlotWeights(FeatureTable):
    """Logistic models, one for each role, over the same named features; roles are the columns.

    Attributes:
        roles: The roles, in the order of the columns.
        threshold: The least chance (of the fact and of the filler) that fills a slot.
        further: How much more a second filler of a role needs.
        listed: The same for one in a list with the first.
    """

    roles: tuple[str, ...]
    threshold: float
    further: float
    listed: float


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
    data = read_object(text, _FILE)
    threshold = data.get("threshold")
    if not isinstance(threshold, int | float) or not 0 < threshold < 1:
        raise RulesError(f"{_FILE}: field threshold: expected a number between 0 and 1")
    bias = numbers_by(data.get("bias"), "bias", _FILE, _KIND)
    roles = tuple(bias)
    weights = data.get("weights")
    if not isinstance(weights, dict) or not roles:
        raise RulesError(f"{_FILE}: field weights: expected features by name")
    rows, table = read_table(weights, roles, _FILE, _KIND)
    given = {key: data.get(key, 0) for key in ("further", "listed")}
    margins = numbers_by(given, "further, listed", _FILE, _KIND)
    return SlotWeights(
        roles=roles,
        threshold=float(threshold),
        further=margins["further"],
        listed=margins["listed"],
        bias=np.array([bias[role] for role in roles]),
        rows=rows,
        table=table,
    )
