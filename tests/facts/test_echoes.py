"""Of two facts of one type, the one that says nothing of its own is left out."""

from functools import lru_cache

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.component import sentences
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.lexicon import load_lexicon
from kr_policy_ie.facts.mentions import Sentence
from kr_policy_ie.facts.selection import without_echoes

Slots = dict[str, list[tuple[int, int]]]
Row = tuple[str, float, int, Slots]

#: Words of two letters: word 20 stands at [60, 62), behind all fillers but triggers.
_WORDS, _FIRST = 40, 20
OWN = (3 * (_FIRST + 4), 3 * (_FIRST + 4) + 2)  # the trigger at place 4
WHO: Slots = {"actor": [(0, 5)]}
WHO_WHAT: Slots = {"actor": [(0, 5)], "object": [(20, 28)]}

#: name, drafts (type, score, place of the trigger, slots), triggers of those that stay
ECHOES: list[tuple[str, list[Row], list[int]]] = [
    ("the same again", [("tariff", 0.9, 1, WHO_WHAT), ("tariff", 0.6, 4, WHO_WHAT)], [1]),
    ("a part of it", [("tariff", 0.9, 1, WHO_WHAT), ("tariff", 0.6, 4, WHO)], [1]),
    ("the likelier one comes later", [("tariff", 0.6, 1, WHO), ("tariff", 0.9, 4, WHO_WHAT)], [4]),
    ("of two as likely the first", [("tariff", 0.9, 4, WHO), ("tariff", 0.9, 1, WHO)], [1]),
    (
        "in other roles",
        [("tariff", 0.9, 1, WHO_WHAT), ("tariff", 0.6, 4, {"counterparty": [(20, 28)]})],
        [1],
    ),
    (
        "a longer phrase around it",
        [("tariff", 0.9, 1, WHO_WHAT), ("tariff", 0.6, 4, {"object": [(16, 28)]})],
        [1],
    ),
    (
        "one that says nothing",
        [("tariff", 0.9, 1, WHO), ("tariff", 0.6, 4, {})],
        [1],
    ),
    (
        "an echo of two echoes",
        [("tariff", 0.5, 1, WHO), ("tariff", 0.9, 4, WHO_WHAT), ("tariff", 0.7, 8, WHO)],
        [4],
    ),
    (
        "nothing of its own but its trigger",
        [("program", 0.9, 1, WHO), ("program", 0.6, 4, WHO | {"object": [OWN]})],
        [1],
    ),
    (
        "its trigger within a longer phrase",
        [("program", 0.9, 1, WHO), ("program", 0.6, 4, WHO | {"object": [(OWN[0] - 6, OWN[1])]})],
        [1],
    ),
    # near misses
    (
        "its trigger alone, which another does not say",
        [("program", 0.9, 1, WHO), ("program", 0.6, 4, {"object": [OWN]})],
        [1, 4],
    ),
    (
        "a phrase beside its trigger",
        [("program", 0.9, 1, WHO), ("program", 0.6, 4, WHO | {"object": [(OWN[1], OWN[1] + 9)]})],
        [1, 4],
    ),
    (
        "two statistics with different objects",
        [
            ("trade_statistic", 0.9, 1, {"object": [(0, 7)], "rate": [(13, 22)]}),
            ("trade_statistic", 0.6, 6, {"object": [(28, 35)], "rate": [(44, 53)]}),
        ],
        [1, 6],
    ),
    (
        "two rates of one object",
        [
            ("trade_statistic", 0.9, 1, {"object": [(0, 7)], "rate": [(13, 22)]}),
            ("trade_statistic", 0.6, 6, {"object": [(0, 7)], "rate": [(44, 53)]}),
        ],
        [1, 6],
    ),
    ("another type", [("tariff", 0.9, 1, WHO_WHAT), ("legislation", 0.6, 4, WHO)], [1, 4]),
    (
        "one thing of its own",
        [("tariff", 0.9, 1, WHO), ("tariff", 0.6, 4, WHO_WHAT)],
        [1, 4],
    ),
    (
        "a filler that begins where another ends",
        [("tariff", 0.9, 1, WHO), ("tariff", 0.6, 4, {"actor": [(5, 9)]})],
        [1, 4],
    ),
    ("one alone", [("tariff", 0.2, 1, {})], [1]),
    ("none", [], []),
]


def _draft(type_: str, score: float, at: int, slots: Slots) -> Draft:
    copied = {role: list(spans) for role, spans in slots.items()}
    at += _FIRST
    return Draft(type_, "introduce", "realized", (at, at + 1), ["r"], slots=copied, score=score)


@lru_cache(maxsize=1)
def _chunks() -> Chunks:
    (span,) = sentences(Doc(spacy.blank("en").vocab, words=["ab"] * _WORDS))
    return Chunks(Sentence(span, []), load_lexicon())


@pytest.mark.parametrize(
    ("rows", "stay"), [row[1:] for row in ECHOES], ids=[row[0] for row in ECHOES]
)
def test_echoes(rows: list[Row], stay: list[int]) -> None:
    kept = without_echoes(_chunks(), [_draft(*row) for row in rows])
    assert [draft.trigger[0] - _FIRST for draft in kept] == stay


SPANS = st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda s: (s[0], s[0] + s[1]))
SLOTS = st.dictionaries(st.sampled_from(["actor", "object"]), st.lists(SPANS, max_size=2))
ROWS = st.tuples(
    st.sampled_from(["tariff", "target"]), st.sampled_from([0.4, 0.6, 0.9]), st.just(0), SLOTS
)


@settings(deadline=None)  # the first call reads the rules
@given(st.lists(ROWS, max_size=6))
def test_what_is_left_out_was_said_and_nothing_more_goes(rows: list[Row]) -> None:
    drafts = [_draft(type_, score, at, slots) for at, (type_, score, _, slots) in enumerate(rows)]
    kept = without_echoes(_chunks(), drafts)
    assert without_echoes(_chunks(), kept) == kept
    assert {draft.type for draft in kept} == {draft.type for draft in drafts}
    assert without_echoes(_chunks(), drafts[::-1]) == kept[::-1]
    assert kept == [draft for draft in drafts if draft in kept]
    for type_ in ("tariff", "target"):
        scores = [draft.score for draft in drafts if draft.type == type_]
        if scores:
            assert max(scores) in {draft.score for draft in kept if draft.type == type_}
