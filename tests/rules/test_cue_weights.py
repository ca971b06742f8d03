"""The file of the cues' network: what is read from it, and how a bad one is refused."""

import io
from typing import Any

import numpy as np
import pytest

from kr_policy_ie.errors import RulesError
from kr_policy_ie.rules.cue_weights import load_cue_weights, read_cue_weights
from kr_policy_ie.schema import FACT_TYPES, ROLES

#: Vectors of three numbers, a hidden layer of four, points of two.
ARRAYS: dict[str, Any] = {
    "vectors": ["test-1"],
    "types": ["tariff", "funding"],
    "actions": ["introduce", "end"],
    "statuses": ["realized", "planned", "denied"],
    "roles": ["actor", "amount"],
    "scale": np.ones(3),
    "shift": np.zeros(3),
    "hidden": np.zeros((3, 4)),
    "hidden_bias": np.zeros(4),
    "said": np.zeros((4, 7)),
    "said_bias": np.zeros(7),
    "point": np.zeros((3, 2)),
    "point_bias": np.zeros(2),
    "fill": np.zeros((3, 2)),
    "fill_bias": np.zeros(2),
    "type_points": np.zeros((2, 2)),
    "pairs": np.zeros((2, 3, 3)),
}


def _npz(**changed: Any) -> bytes:
    """A file of these arrays; None leaves one out."""
    out = io.BytesIO()
    arrays = {name: value for name, value in (ARRAYS | changed).items() if value is not None}
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def _npy() -> bytes:
    out = io.BytesIO()
    np.save(out, np.zeros(3))
    return out.getvalue()


def test_a_whole_file_is_read() -> None:
    weights = read_cue_weights(_npz())
    assert weights.vectors == "test-1"
    assert weights.types == ("tariff", "funding")
    assert weights.statuses == ("realized", "planned", "denied")
    assert {table.dtype for table in weights.tables.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize("name", ARRAYS)
def test_a_missing_array_is_named(name: str) -> None:
    with pytest.raises(RulesError, match=rf"facts/cues\.npz: arrays missing: {name}$"):
        read_cue_weights(_npz(**{name: None}))


@pytest.mark.parametrize("name", [name for name in ARRAYS if isinstance(ARRAYS[name], np.ndarray)])
@pytest.mark.parametrize("change", ["longer", "flat", "words", "not a number"])
def test_a_bad_array_is_named(name: str, change: str) -> None:
    good = ARRAYS[name]
    bad = {
        "longer": np.concatenate([good, good]),
        "flat": good.reshape(-1, 1, 1, 1),
        "words": good.astype(str),
        "not a number": np.full_like(good, np.nan),
    }[change]
    with pytest.raises(RulesError, match=r"facts/cues\.npz: \w+ is .*, expected") as error:
        read_cue_weights(_npz(**{name: bad}))
    # a longer layer is as much the fault of those that do not fit it
    assert change == "longer" or f" {name} is " in str(error.value)


#: name, array, its names, what the message must say
NAMES = [
    ("unknown role", "roles", ["actor", "boss"], "roles: unknown 'boss', expected one of"),
    ("unknown type", "types", ["tariff", "rumour"], "types: unknown 'rumour'"),
    ("unknown action", "actions", ["end", "dither"], "actions: unknown 'dither'"),
    ("unknown status", "statuses", ["realized", "a", "b"], "statuses: unknown 'a'"),
    ("role given twice", "roles", ["actor", "actor"], "roles: 'actor' is given twice"),
    ("no name of vectors", "vectors", [], "vectors is empty"),
    ("no types", "types", [], "types is empty"),
    (
        "a type too many",
        "types",
        ["tariff", "funding", "target"],
        "said is (4, 7), expected (4, 8)",
    ),
    ("a role too few", "roles", ["actor"], "pairs is (2, 3, 3), expected (1, 3, 3)"),
]


@pytest.mark.parametrize(
    ("array", "listed", "said"), [row[1:] for row in NAMES], ids=[row[0] for row in NAMES]
)
def test_bad_names_are_named(array: str, listed: list[str], said: str) -> None:
    with pytest.raises(RulesError) as error:
        read_cue_weights(_npz(**{array: listed}))
    assert "facts/cues.npz: " + said in str(error.value)


#: name, content
NO_FILES = [
    ("nothing", b""),
    ("text", b"weights: none\n"),
    ("a zip that ends too early", _npz()[:-40]),
    ("a zip with a changed byte", _npz()[:60] + b"\x00\x00\x00\x00" + _npz()[64:]),
    ("a single array", _npy()),
    ("objects, which would have to be unpickled", _npz(roles=np.array([{}, {}], dtype=object))),
]


@pytest.mark.parametrize("data", [row[1] for row in NO_FILES], ids=[row[0] for row in NO_FILES])
def test_what_is_no_npz_file_is_refused(data: bytes) -> None:
    with pytest.raises(RulesError, match=r"facts/cues\.npz: no readable npz file"):
        read_cue_weights(data)


def test_the_shipped_network_knows_the_contract() -> None:
    weights = load_cue_weights()
    assert set(weights.types) == set(FACT_TYPES) - {"statement"}
    assert set(weights.roles) == set(ROLES) - {"affiliation", "content"}
    assert len(weights.actions) == 5
    assert len(weights.statuses) == 4
