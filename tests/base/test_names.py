"""Names are decoded into well-formed spans."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kr_policy_ie.base.names import NameDecoder

TAGS = ["O", "B-ORG", "I-ORG", "L-ORG", "U-ORG", "B-GOV", "I-GOV", "L-GOV", "U-GOV"]

CASES = {
    "nothing": ("O O", []),
    "one word": ("O U-GOV O", [(1, 2, "GOV")]),
    "three words": ("B-ORG I-ORG L-ORG O", [(0, 3, "ORG")]),
    "two side by side": ("U-ORG B-GOV L-GOV", [(0, 1, "ORG"), (1, 3, "GOV")]),
    "beginning without end": ("O B-ORG O", None),
    "label changes inside": ("B-ORG L-GOV", None),
}


def scores_for(tags):
    return np.eye(len(TAGS), dtype=np.float32)[[TAGS.index(tag) for tag in tags.split()]]


@pytest.mark.parametrize(("tags", "expected"), CASES.values(), ids=CASES)
def test_decode(tags, expected):
    spans = NameDecoder(TAGS).decode(scores_for(tags))
    if expected is not None:
        assert spans == expected
    for start, end, _ in spans:
        assert 0 <= start < end <= len(tags.split())


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 30), st.integers(0, 10_000))
def test_spans_never_overlap(count, seed):
    scores = np.random.default_rng(seed).normal(size=(count, len(TAGS))).astype(np.float32)
    spans = NameDecoder(TAGS).decode(scores)
    ends = [0, *(end for _, end, _ in spans)]
    assert all(start >= end for (start, _, _), end in zip(spans, ends, strict=False))
    assert all(end <= count for end in ends)
