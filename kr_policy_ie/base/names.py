"""Names out of BILU-O scores: the best sequence that is well formed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Name = tuple[int, int, str]


class NameDecoder:
    """Decodes scores over `O`, `B-X`, `I-X`, `L-X`, `U-X` (in any order) into spans."""

    def __init__(self, tags: list[str]) -> None:
        self.tags = tags
        self._parts = [tag.partition("-")[::2] for tag in tags]
        allowed = np.array([[self._follows(a, b) for b in self._parts] for a in self._parts])
        self._moves = np.where(allowed, 0.0, -np.inf)
        self._first = np.where([part in "OBU" for part, _ in self._parts], 0.0, -np.inf)
        self._last = np.where([part in "OLU" for part, _ in self._parts], 0.0, -np.inf)

    @staticmethod
    def _follows(left: tuple[str, str], right: tuple[str, str]) -> bool:
        inside = left[0] in "BI"
        return (right[0] in "IL" and left[1] == right[1]) if inside else right[0] in "OBU"

    def decode(self, scores: Scores) -> list[Name]:
        """Return the (start, end, label) of the names of one sentence.

        Args:
            scores: (words, tags).

        >>> import numpy as np
        >>> NameDecoder(["O", "B-ORG", "L-ORG"]).decode(np.eye(3, dtype="float32")[[1, 2, 0]])
        [(0, 2, 'ORG')]
        """
        best = scores.argmax(axis=1)
        if not self._well_formed(best):
            best = self._viterbi(scores)
        return self._spans(best)

    def _well_formed(self, best: NDArray[np.int64]) -> bool:
        ends = self._first[best[0]] + self._last[best[-1]]
        return bool(ends + self._moves[best[:-1], best[1:]].sum() == 0.0)

    def _viterbi(self, scores: Scores) -> NDArray[np.int64]:
        total = self._first + scores[0]
        back = np.zeros(scores.shape, dtype=np.int64)
        for index in range(1, len(scores)):
            paths = total[:, None] + self._moves
            back[index] = paths.argmax(axis=0)
            total = paths.max(axis=0) + scores[index]
        best = np.zeros(len(scores), dtype=np.int64)
        best[-1] = int((total + self._last).argmax())
        for index in range(len(scores) - 1, 0, -1):
            best[index - 1] = back[index, best[index]]
        return best

    def _spans(self, best: NDArray[np.int64]) -> list[Name]:
        spans: list[Name] = []
        start = 0
        for index, number in enumerate(best):
            part, label = self._parts[int(number)]
            if part in "BU":
                start = index
            if part and part in "LU":
                spans.append((start, index + 1, label))
        return spans
