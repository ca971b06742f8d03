"""The tree decoder finds the best single-root tree, always."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kr_policy_ie.base.trees import best_tree


def is_tree(heads):
    if list(heads).count(0) != 1:
        return False
    for word in range(1, len(heads) + 1):
        seen, node = set(), word
        while node:
            if node in seen:
                return False
            seen.add(node)
            node = heads[node - 1]
    return True


def total(scores, heads):
    return sum(scores[word, head] for word, head in enumerate(heads))


def best_by_trying_all(scores):
    count = len(scores)
    return max(
        total(scores, heads)
        for heads in itertools.product(range(count + 1), repeat=count)
        if is_tree(heads)
    )


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 4), st.integers(0, 10_000))
def test_best_tree_is_optimal(count, seed):
    scores = np.random.default_rng(seed).normal(scale=3, size=(count, count + 1))
    heads = best_tree(scores)
    assert is_tree(heads)
    assert total(scores, heads) == pytest.approx(best_by_trying_all(scores))


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 60), st.integers(0, 10_000))
def test_any_length_gives_one_tree(count, seed):
    assert is_tree(best_tree(np.random.default_rng(seed).normal(size=(count, count + 1))))


def test_equal_scores_give_a_tree():
    assert is_tree(best_tree(np.zeros((7, 8))))
