"""Hostile texts cost time in proportion to their length, whatever they repeat."""

import datetime
import time
from collections.abc import Iterator

import pytest
import spacy
from spacy.tokens import Doc

from kr_policy_ie.annotate.dates import DateAnnotator, make_kr_dates
from kr_policy_ie.annotate.values import ValueAnnotator, make_kr_values

SIZE = 40_000
#: Seconds a megabyte; five times what it takes here, so that a slow machine passes too.
BOUND = {"a bar of the contract": 10.0, "dense numbers": 60.0}


def days() -> Iterator[str]:
    """Distinct days, so that nothing helps that remembers."""
    day = datetime.date(1900, 1, 1)
    while True:
        yield f"{day.day}.{day.month}.{day.year} "
        day += datetime.timedelta(days=1)


def filled(pieces: Iterator[str], size: int = SIZE) -> str:
    text, length = [], 0
    while length < size:
        text.append(next(pieces))
        length += len(text[-1])
    return "".join(text)


CASES = {
    "digits": ("1" * SIZE, "a bar of the contract"),
    "ones and commas": ("1," * (SIZE // 2), "a bar of the contract"),
    "of of of": ("of " * (SIZE // 3), "a bar of the contract"),
    "mixed commas": ("1,23,456,7 " * (SIZE // 11), "a bar of the contract"),
    "dotted days": (filled(days()), "a bar of the contract"),
    "slashed days": (filled(days()).replace(".", "/"), "a bar of the contract"),
    "dots": ("1." * (SIZE // 2), "a bar of the contract"),
    "signs": ("$" * SIZE, "a bar of the contract"),
    "spaced ones": ("1 " * (SIZE // 2), "dense numbers"),
    "scales": ("1 million " * (SIZE // 10), "dense numbers"),
    "fractions": ("one and a half " * (SIZE // 15), "dense numbers"),
    "ranges": ("1 to " * (SIZE // 5), "dense numbers"),
    "restated": ("$1m (1 won) " * (SIZE // 12), "dense numbers"),
    "respectively": ("A and B 1% and 2% respectively " * (SIZE // 31), "dense numbers"),
}


@pytest.fixture(scope="module")
def components() -> tuple[DateAnnotator, ValueAnnotator]:
    nlp = spacy.blank("en")
    return make_kr_dates(nlp, "kr_dates"), make_kr_values(nlp, "kr_values")


def seconds(components: tuple[DateAnnotator, ValueAnnotator], text: str) -> float:
    """CPU seconds of both components on a doc of few tokens."""
    dates, values = components
    words = text.split(" ")
    doc = Doc(dates.vocab, words=[word or "-" for word in words], spaces=[True] * len(words))
    doc._.kr_document = {"published": "2023-04-25"}
    started = time.process_time()
    dates.match(doc)
    values.match(doc)
    return time.process_time() - started


@pytest.mark.parametrize("name", CASES)
def test_costs_in_proportion(components: tuple[DateAnnotator, ValueAnnotator], name: str) -> None:
    text, kind = CASES[name]
    assert seconds(components, text) < BOUND[kind] * len(text) / 1_000_000
