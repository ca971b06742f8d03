"""What the base pipeline's word vectors say: which words state facts, and in which roles.

A small network reads the vectors that the encoder leaves in `doc.tensor`: for each word the chance
that it states a fact of each type, with which action and status, and for a word that states one
the chance of every other word to fill each role.  The network proposes facts that no rule reaches
and gives features to the models that decide; it decides nothing itself.  Its weights are data
(`rules/facts/cues.npz`), trained by `models/training/fact_cues.py`.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from kr_policy_ie.rules.cue_weights import CueWeights

Table = npt.NDArray[np.float32]
_EPSILON = 1e-5
#: Chances are compared with levels: the last bits differ between processors.
_DIGITS = 4


@dataclass
class Cues:
    """The cues of one document; rows are its tokens."""

    weights: CueWeights
    types: Table
    actions: Table
    statuses: Table
    points: Table
    fillers: Table
    known: dict[tuple[int, str, int, int], Table] = field(default_factory=dict)
    peaks: dict[tuple[int, int, str], int] = field(default_factory=dict)

    def of_type(self, type_: str, start: int, end: int) -> Table:
        """The chance of each token `[start, end)` to state a fact of a type."""
        return self.types[start:end, self.weights.types.index(type_)]

    def peak(self, first: int, last: int, type_: str) -> int:
        """The token of `[first, last)` that states a fact of a type most likely."""
        key = (first, last, type_)
        if key not in self.peaks:
            self.peaks[key] = first + int(self.of_type(type_, first, last).argmax())
        return self.peaks[key]

    def roles(self, trigger: int, type_: str, start: int, end: int) -> Table:
        """The chance of tokens `[start, end)` (rows) to fill roles (columns) of a fact.

        Args:
            trigger: The token that states the fact.
            type_: The fact's type.
            start: First token of its sentence.
            end: Token after the last.
        """
        key = (trigger, type_, start, end)
        if key not in self.known:
            tables = self.weights.tables
            own = self.points[trigger] + tables["type_points"][self.weights.types.index(type_)]
            own = np.append(np.maximum(own, 0.0), np.float32(1.0))
            # roles and sizes first: one small matrix for all tokens
            asked = np.einsum("d,rde->er", own, tables["pairs"])
            self.known[key] = _chance(self.fillers[start:end] @ asked)
        return self.known[key]


def read_cues(doc: Doc, weights: CueWeights) -> Cues | None:
    """The cues of a document, if it carries the vectors that the weights were trained on.

    >>> import spacy
    >>> from kr_policy_ie.rules.cue_weights import load_cue_weights
    >>> read_cues(spacy.blank("en")("No vectors here."), load_cue_weights()) is None
    True
    """
    name = doc._.kr_vectors if Doc.has_extension("kr_vectors") else None
    tables = weights.tables
    # another component, a tok2vec say, may have written its own vectors over them
    if name != weights.vectors or doc.tensor.shape != (len(doc), len(tables["scale"])):
        return None
    if not len(doc):
        return None
    first = len(weights.types)
    second = first + len(weights.actions)
    layers = _first_layer(np.asarray(doc.tensor, dtype=np.float32), weights)
    hidden, points, fillers = np.split(layers, weights.splits, axis=1)
    said = np.maximum(hidden, 0.0) @ tables["said"] + tables["said_bias"]
    one = np.ones((len(doc), 1), dtype=np.float32)
    return Cues(
        weights=weights,
        types=_chance(said[:, :first]),
        actions=_shares(said[:, first:second]),
        statuses=_shares(said[:, second:]),
        points=points,
        fillers=np.concatenate([np.maximum(fillers, 0.0), one], axis=1),
    )


def _first_layer(vectors: Table, weights: CueWeights) -> Table:
    """All first layers of the normalised vectors, in one product of the vectors as they are."""
    mean = vectors.mean(axis=1, keepdims=True)
    square = np.einsum("nw,nw->n", vectors, vectors)[:, None] / np.float32(vectors.shape[1])
    spread = np.sqrt(np.maximum(square - mean * mean, 0.0) + np.float32(_EPSILON))
    matrix, sums, shifts = weights.first_layer
    out: Table = (vectors @ matrix - mean * sums) / spread + shifts
    return out


def _chance(totals: Table) -> Table:
    out: Table = np.round(1.0 / (1.0 + np.exp(-np.clip(totals, -30.0, 30.0))), _DIGITS)
    return out


def _shares(totals: Table) -> Table:
    powers = np.exp(totals - totals.max(axis=1, keepdims=True))
    out: Table = np.round(powers / powers.sum(axis=1, keepdims=True), _DIGITS)
    return out
