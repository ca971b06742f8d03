"""The best dependency tree of arc scores: greedy where that is a tree, else Chu-Liu-Edmonds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Heads = NDArray[np.int64]


def best_tree(scores: Scores) -> list[int]:
    """Return the head of every word of a sentence, 0 for the one root, words counting from 1.

    Args:
        scores: (words, words + 1); row `d`, column `h` is the score of head `h` for word `d + 1`,
            column 0 the root's.

    The tree is the highest-scoring one with exactly one root. Equal scores go to the first head.

    >>> import numpy as np
    >>> best_tree(np.array([[0.0, 0.0, 2.0], [5.0, 3.0, 0.0]]))
    [2, 0]
    """
    count = scores.shape[0]
    full = np.full((count + 1, count + 1), -np.inf)
    full[1:, :] = scores
    np.fill_diagonal(full, -np.inf)
    heads = full[1:].argmax(axis=1)
    if _is_tree(heads):
        return [int(head) for head in heads]
    # A high price for each root beyond the first makes the best tree one with a single root.
    finite = np.abs(scores[np.isfinite(scores)])
    full[1:, 0] -= 2.0 * (count + 1) * (float(finite.max()) + 1.0)
    found = _chu_liu_edmonds(full)
    return [int(head) for head in found[1:]]


def _is_tree(heads: Heads) -> bool:
    """Tell whether the heads have one root and no cycle."""
    if int((heads == 0).sum()) != 1:
        return False
    jumped = np.concatenate([[0], heads])
    for _ in range(max(1, int(np.ceil(np.log2(len(jumped)))))):
        jumped = jumped[jumped]
    return not jumped.any()


def _chu_liu_edmonds(scores: Scores) -> Heads:
    """Return the heads of the maximum spanning arborescence from node 0 (entry 0 is 0)."""
    heads: Heads = scores.argmax(axis=1)
    heads[0] = 0
    cycle = _find_cycle(heads)
    if cycle is None:
        return heads
    outside = [node for node in range(len(heads)) if node not in set(cycle)]
    ring = np.array(cycle)
    rest = np.array(outside)
    kept = scores[ring, heads[ring]]
    entering = scores[np.ix_(ring, rest)] - kept[:, None]
    best_entry = entering.argmax(axis=0)
    leaving = scores[np.ix_(rest, ring)]
    best_exit = leaving.argmax(axis=1)
    size = len(rest)
    smaller = np.full((size + 1, size + 1), -np.inf)
    smaller[:size, :size] = scores[np.ix_(rest, rest)]
    smaller[size, :size] = entering.max(axis=0)
    smaller[:size, size] = leaving.max(axis=1)
    smaller[0, :] = -np.inf
    solved = _chu_liu_edmonds(smaller)
    result: Heads = heads.copy()
    for place in range(1, size):
        head = int(solved[place])
        result[rest[place]] = ring[best_exit[place]] if head == size else rest[head]
    entry = int(solved[size])
    result[ring[best_entry[entry]]] = rest[entry]
    return result


def _find_cycle(heads: Heads) -> list[int] | None:
    """Return the nodes of one cycle, the lowest first met, or None."""
    state = [0] * len(heads)
    state[0] = 2
    for start in range(1, len(heads)):
        path: list[int] = []
        node = start
        while state[node] == 0:
            state[node] = 1
            path.append(node)
            node = int(heads[node])
        if state[node] == 1:
            return path[path.index(node) :]
        for seen in path:
            state[seen] = 2
    return None
