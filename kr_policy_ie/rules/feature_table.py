"""Linear models over named features, as the weights of slots, actions and statuses are kept."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from kr_policy_ie.errors import RulesError


@dataclass(frozen=True)
class FeatureTable:
    """Linear models, one a column, over the same named features.

    Attributes:
        bias: One number for each column.
        rows: The row of each feature in `table`.
        table: Weights, features by columns, and a last row of zeros.
    """

    bias: npt.NDArray[np.float64]
    rows: dict[str, int] = field(repr=False)
    table: npt.NDArray[np.float64] = field(repr=False)

    def totals(self, named: list[list[str]]) -> npt.NDArray[np.float64]:
        """The summed weights of each column for things with these features (rows).

        >>> one = FeatureTable(np.array([1.0]), {"big": 0}, np.array([[2.0], [0.0]]))
        >>> one.totals([["big", "unknown"], []]).tolist()
        [[3.0], [1.0]]
        """
        none = len(self.rows)  # a row of zeros: nothing is without features
        known = self.rows.get
        places: list[int] = []
        starts: list[int] = []
        for names in named:
            starts.append(len(places))
            places.append(none)
            places += [row for row in map(known, names) if row is not None]
        if not starts:
            return np.zeros((0, len(self.bias)))
        total: npt.NDArray[np.float64] = self.bias + np.add.reduceat(
            self.table[places], starts, axis=0
        )
        return total


def read_object(text: str, file: str) -> dict[str, Any]:
    """The JSON object that a file of weights holds.

    Raises:
        RulesError: If it holds none; names the file.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise RulesError(f"{file}: no valid JSON: {error}") from error
    if not isinstance(data, dict):
        raise RulesError(f"{file}: expected an object, got {type(data).__name__}")
    return data


def read_table(
    weights: Mapping[str, Any], columns: Iterable[str], file: str, kind: str
) -> tuple[dict[str, int], npt.NDArray[np.float64]]:
    """`rows` and `table` of a `FeatureTable`, from weights by feature and column.

    Args:
        weights: For each feature a mapping from column to number.
        columns: The names of the columns, in order.
        file: The file, for errors.
        kind: What a column is called in errors.

    Raises:
        RulesError: If a column is unknown or a weight is no number; names the feature.
    """
    places = {name: at for at, name in enumerate(columns)}
    table = np.zeros((len(weights) + 1, len(places)))
    for row, (name, by_column) in enumerate(weights.items()):
        for column, value in numbers_by(by_column, f"weights.{name}", file, kind).items():
            if column not in places:
                raise RulesError(f"{file}: field weights.{name}: unknown {kind} {column!r}")
            table[row, places[column]] = value
    return {name: row for row, name in enumerate(weights)}, table


def numbers_by(value: Any, name: str, file: str, kind: str) -> dict[str, float]:
    """A mapping from names to numbers, as floats.

    Raises:
        RulesError: If it is none; names file and field.
    """
    if not isinstance(value, dict) or not all(_is_number(one) for one in value.values()):
        raise RulesError(f"{file}: field {name}: expected numbers by {kind}")
    return {str(key): float(one) for key, one in value.items()}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
