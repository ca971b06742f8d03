"""Clean offsets map back to the raw text, and raw ones forth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kr_policy_ie.ingest.offsets import Mapped, OffsetMap, edited, identity


@st.composite
def texts_and_edits(draw):
    text = draw(st.text(max_size=60))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return text, [(start, end, draw(st.text(max_size=4))) for start, end in pairs]


@given(texts_and_edits())
def test_edits_do_what_they_say(case):
    text, edits = case
    expected, at = "", 0
    for start, end, put in edits:
        expected += text[at:start] + put
        at = end
    assert edited(text, edits).text == expected + text[at:]


@given(texts_and_edits(), st.data())
def test_every_clean_stretch_maps_into_the_raw_text(case, data):
    text, edits = case
    made = edited(text, edits)
    offsets = OffsetMap(made.segments)
    start = data.draw(st.integers(0, len(made.text)))
    end = data.draw(st.integers(start, len(made.text)))
    raw_start, raw_end = offsets.to_raw(start, end)
    assert 0 <= raw_start <= raw_end <= len(text)


@given(texts_and_edits(), texts_and_edits())
def test_untouched_characters_map_to_themselves_through_two_steps(case, second):
    text, edits = case
    once = edited(text, edits)
    limit = len(once.text)
    pieces, at = [], 0
    for start, end, put in second[1]:
        if start >= at and end <= limit:
            pieces += [(at, start, "")] if start > at else []
            pieces += [(start, end, put)] if put else []
            at = end
    pieces += [(at, limit, "")] if at < limit else []
    twice = once.part(pieces)
    for clean, raw, length in twice.segments:
        for step in range(length):
            assert 0 <= raw + step < len(text)
            assert clean + step < len(twice.text)
    raws = [raw for _, raw, length in twice.segments if length]
    assert raws == sorted(raws)


@given(st.text(max_size=40), st.data())
def test_the_identity_changes_nothing(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    offsets = OffsetMap(identity(text).segments)
    assert offsets.to_raw(start, end) == (start, end)
    if start < end:
        assert offsets.to_clean(start, end) == (start, end)


CASES = [
    # raw, edits, clean stretch, raw stretch
    ("a&amp;b", [(1, 6, "&")], "&", "&amp;"),
    ("a&amp;b", [(1, 6, "&")], "a&", "a&amp;"),
    ("a&amp;b", [(1, 6, "&")], "b", "b"),
    ("hy drogen", [(2, 3, "")], "hydrogen", "hy drogen"),
    ("hy drogen", [(2, 3, "")], "hy", "hy"),
    ("hy drogen", [(2, 3, "")], "drogen", "drogen"),
    ("ﬁber", [(0, 1, "fi")], "fi", "ﬁ"),
    ("ﬁber", [(0, 1, "fi")], "iber", "ﬁber"),
    ("xxabc", [(0, 2, "")], "abc", "abc"),
    ("abcxx", [(3, 5, "")], "abc", "abc"),
    ("ab", [(1, 1, " ")], "a b", "ab"),
]


@pytest.mark.parametrize(("raw", "edits", "clean", "expected"), CASES)
def test_a_stretch_maps_from_first_to_last_character(raw, edits, clean, expected):
    made = edited(raw, edits)
    start = made.text.index(clean)
    raw_start, raw_end = OffsetMap(made.segments).to_raw(start, start + len(clean))
    assert raw[raw_start:raw_end] == expected


def test_what_was_cut_out_has_no_clean_stretch():
    offsets = OffsetMap(edited("Views : 33\nExports", [(0, 11, "")]).segments)
    assert offsets.to_clean(0, 10) is None
    assert offsets.to_clean(0, 14) == (0, 3)


def test_an_empty_map_maps_to_nothing():
    assert OffsetMap().to_raw(0, 0) == (0, 0)
    assert OffsetMap().to_clean(0, 5) is None


@pytest.mark.parametrize("stretch", [(3, 1), (-1, 2)])
def test_a_stretch_that_is_none_is_refused(stretch):
    offsets = OffsetMap(Mapped("abc", [(0, 0, 3)]).segments)
    with pytest.raises(ValueError, match="no stretch"):
        offsets.to_raw(*stretch)
    with pytest.raises(ValueError, match="no stretch"):
        offsets.to_clean(*stretch)
