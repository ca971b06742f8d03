"""What the encoder says of facts: which types a sentence states, which roles its words play.

The scores are cues, not facts: `kr_facts` finds the facts, and `kr_ranking` weighs them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

#: Probabilities below these are not kept.
_LEAST_TYPE, _LEAST_ROLE = 0.02, 0.1


@dataclass
class Cues:
    """The cues of one document, by number of the word.

    Attributes:
        types: First word, end word, type, probability, the word that signals it most.
        roles: Word, role, probability.
        read: How many words the encoder has scored.
    """

    types: list[tuple[int, int, str, float, int]] = field(default_factory=list)
    roles: list[tuple[int, str, float]] = field(default_factory=list)
    read: int = 0

    def add(self, fact: NDArray[Any], role: NDArray[Any], labels: dict[str, list[str]]) -> None:
        """Take the scores of the next sentence, one row a word."""
        first, last = self.read, self.read + len(fact)
        self.read = last
        doubled = 2.0 * fact.astype(np.float64)
        peak = doubled.max(axis=0)
        scores = (peak + np.log(np.exp(doubled - peak).sum(axis=0))) / 2.0
        for number, probability in enumerate(_probability(scores)):
            if probability >= _LEAST_TYPE:
                signal = first + int(fact[:, number].argmax())
                name = labels["fact"][number]
                self.types.append((first, last, name, round(float(probability), 3), signal))
        likely = _probability(role.astype(np.float64))
        for word, number in np.argwhere(likely >= _LEAST_ROLE).tolist():
            name = labels["role"][number]
            self.roles.append((first + word, name, round(float(likely[word, number]), 3)))


def _probability(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-scores))
    return found


def register_cues() -> None:
    """Declare the Doc extension `kr_cues`; safe to call again."""
    if not Doc.has_extension("kr_cues"):
        Doc.set_extension("kr_cues", default=None)


def write_cues(doc: Doc, words: Sequence[int], cues: Cues) -> None:
    """Set `doc._.kr_cues`: plain data by token number; None where the encoder has no such heads."""
    register_cues()
    if not cues.read:
        doc._.kr_cues = None
        return
    doc._.kr_cues = {
        "types": [
            [words[first], words[last - 1] + 1, name, probability, words[signal]]
            for first, last, name, probability, signal in cues.types
        ],
        "roles": [[words[word], name, probability] for word, name, probability in cues.roles],
    }
