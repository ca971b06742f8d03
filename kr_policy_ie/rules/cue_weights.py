"""The weights of the fact cues: `rules/facts/cues.npz`."""

import io
import zlib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources
from typing import get_args
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from kr_policy_ie.errors import RulesError
from kr_policy_ie.schema import FACT_TYPES, ROLES
from kr_policy_ie.schema.facts import Action, Status

_FILE = "facts/cues.npz"
Table = npt.NDArray[np.float32]
_LISTS = ("vectors", "types", "actions", "statuses", "roles")
_TABLES = (
    "scale", "shift", "hidden", "hidden_bias", "said", "said_bias", "point", "point_bias", "fill",
    "fill_bias", "type_points", "pairs",
)  # fmt: skip
#: What the contract knows of each list.
_KNOWN: dict[str, tuple[str, ...] | None] = {
    "vectors": None, "types": FACT_TYPES, "actions": get_args(Action),
    "statuses": get_args(Status), "roles": ROLES,
}  # fmt: skip
_DIMENSIONS = {"hidden": 2, "said": 2, "point": 2, "fill": 2, "type_points": 2, "pairs": 3}


@dataclass(frozen=True)
class CueWeights:
    """A small network over the word vectors of a base pipeline.

    Attributes:
        vectors: The name of the weights whose word vectors it reads (`doc._.kr_vectors`).
        types: Types of facts that a word may state.
        actions: Actions of a fact that a word may state.
        statuses: Statuses likewise.
        roles: Roles that a word may have in a fact.
        tables: The matrices, by name, as `models/training/fact_cues.py` writes them.
    """

    vectors: str
    types: tuple[str, ...]
    actions: tuple[str, ...]
    statuses: tuple[str, ...]
    roles: tuple[str, ...]
    tables: dict[str, Table] = field(repr=False)

    @cached_property
    def first_layer(self) -> tuple[Table, Table, Table]:
        """The layers that read a word, side by side and with the scale of the norm in them.

        Their matrix, its column sums, and what they add to a word of zeros; `hidden` comes first,
        then `point`, then `fill`.
        """
        names, tables = ("hidden", "point", "fill"), self.tables
        side = np.concatenate([tables[name] for name in names], axis=1)
        bias = np.concatenate([tables[f"{name}_bias"] for name in names])
        scaled = np.ascontiguousarray(tables["scale"][:, None] * side)
        return scaled, scaled.sum(axis=0), tables["shift"] @ side + bias

    @cached_property
    def splits(self) -> tuple[int, int]:
        """Where `point` and `fill` begin in the first layer."""
        hidden, point = self.tables["hidden"].shape[1], self.tables["point"].shape[1]
        return hidden, hidden + point


@lru_cache(maxsize=1)
def load_cue_weights() -> CueWeights:
    """The weights that the library ships.

    >>> weights = load_cue_weights()
    >>> "tariff" in weights.types, "amount" in weights.roles
    (True, True)
    """
    return read_cue_weights((resources.files("kr_policy_ie.rules") / _FILE).read_bytes())


def read_cue_weights(data: bytes) -> CueWeights:
    """Weights from the bytes of an `npz` file.

    Raises:
        RulesError: If an array is missing, has another shape than the others ask for, or names
            what the contract does not know; names it.
    """
    arrays = _arrays(data)
    missing = [name for name in (*_LISTS, *_TABLES) if name not in arrays]
    if missing:
        raise RulesError(f"{_FILE}: arrays missing: {', '.join(missing)}")
    lists = {name: tuple(str(one) for one in arrays[name].ravel()) for name in _LISTS}
    for name, known in _KNOWN.items():
        _check_names(name, lists[name], known)
    tables = {name: _table(name, arrays[name]) for name in _TABLES}
    weights = CueWeights(
        lists["vectors"][0], lists["types"], lists["actions"], lists["statuses"], lists["roles"],
        tables,
    )  # fmt: skip
    _check_shapes(weights)
    return weights


def _arrays(data: bytes) -> dict[str, npt.NDArray[np.generic]]:
    try:
        found = np.load(io.BytesIO(data), allow_pickle=False)
        if not isinstance(found, np.lib.npyio.NpzFile):
            raise RulesError(f"{_FILE}: no readable npz file (a single array)")
        with found:
            return {name: found[name] for name in found.files}
    except (ValueError, OSError, EOFError, BadZipFile, zlib.error) as error:
        raise RulesError(f"{_FILE}: no readable npz file ({error})") from error


def _check_names(name: str, listed: tuple[str, ...], known: tuple[str, ...] | None) -> None:
    if not listed:
        raise RulesError(f"{_FILE}: {name} is empty, expected names")
    for one in listed:
        if listed.count(one) > 1:
            raise RulesError(f"{_FILE}: {name}: {one!r} is given twice")
        if known is not None and one not in known:
            raise RulesError(f"{_FILE}: {name}: unknown {one!r}, expected one of {list(known)}")


def _table(name: str, array: npt.NDArray[np.generic]) -> Table:
    if array.dtype.kind != "f" or not np.isfinite(array).all():
        raise RulesError(f"{_FILE}: {name} is {array.dtype}, expected finite numbers")
    if array.ndim != _DIMENSIONS.get(name, 1):
        expected = _DIMENSIONS.get(name, 1)
        raise RulesError(f"{_FILE}: {name} is {array.shape}, expected {expected} dimensions")
    return array.astype(np.float32)


def _check_shapes(weights: CueWeights) -> None:
    tables = weights.tables
    width, hidden = tables["hidden"].shape
    said = len(weights.types) + len(weights.actions) + len(weights.statuses)
    size = tables["point"].shape[1]
    wanted = {
        "scale": (width,), "shift": (width,), "hidden_bias": (hidden,), "said": (hidden, said),
        "said_bias": (said,), "point": (width, size), "point_bias": (size,),
        "fill": (width, size), "fill_bias": (size,), "type_points": (len(weights.types), size),
        "pairs": (len(weights.roles), size + 1, size + 1),
    }  # fmt: skip
    for name, shape in wanted.items():
        if tables[name].shape != shape:
            raise RulesError(f"{_FILE}: {name} is {tables[name].shape}, expected {shape}")
