"""Dates read back as they were written, whatever stands around them."""

import datetime
import os
import subprocess
import sys
import time
from functools import lru_cache

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from kr_policy_ie.annotate.calendar_intervals import (
    add_months,
    between,
    of_day,
    of_month,
    of_quarter,
    of_week,
    of_year,
    shift_years,
)
from kr_policy_ie.annotate.dates import make_kr_dates

DAYS = st.dates(datetime.date(1950, 1, 1), datetime.date(2090, 12, 31))
MONTHS = (
    "January February March April May June July August September October November December"
).split()
LAYOUTS = {
    "US": lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
    "British": lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    "short": lambda day: (
        f"{MONTHS[day.month - 1][:3]}. {day.day}, {day.year}"
        if day.month != 5
        else f"May {day.day}, {day.year}"
    ),
    "ISO": lambda day: day.isoformat(),
    "slashes": lambda day: f"{day.year}/{day.month:02d}/{day.day:02d}",
    "ordinal": lambda day: (
        f"the {day.day}th of {MONTHS[day.month - 1]} {day.year}"
        if 4 <= day.day <= 20
        else f"{day.day} {MONTHS[day.month - 1]}, {day.year}"
    ),
}
SCRAPS = (
    "é́", "😀", "\u00a0", "\u200b", " ", "１2", ",", ".", "'", "-", "–", "/", "(", ")", "¶", "\n",
    "\n\n", "of ", "the ", "last ", "next ", "year ", "years ", "May ", "Mon", "day", "3", "31 ",
    "2023", "’82 ", "Q3 ", "first ", "ago ", "before ", "end ", "to ", "and ", "five", "from ",
    "same ", "period ", "half", "FY24 ", "1990s ", "24th ", "in ", "9999", "99", "0",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(SCRAPS), max_size=25).map("".join)


@lru_cache(maxsize=1)
def blank_english() -> Language:
    return spacy.blank("en")


def read(text: str, published: str | None = "2023-04-25") -> list[dict]:
    nlp = blank_english()
    component = make_kr_dates(nlp, "kr_dates")
    doc = nlp.make_doc(text)
    doc._.kr_document = {"published": published}
    return component.match(doc)


@pytest.mark.parametrize("layout", LAYOUTS)
@given(day=DAYS)
@settings(max_examples=40, deadline=None)
def test_a_day_reads_back(layout: str, day: datetime.date) -> None:
    [found] = read(f"The rule took effect on {LAYOUTS[layout](day)}, the ministry said.")
    assert found["value"]["start"] == found["value"]["end"] == day.isoformat()


@given(year=st.integers(1950, 2090), month=st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_a_month_reads_back(year: int, month: int) -> None:
    [found] = read(f"Exports fell in {MONTHS[month - 1]} {year}.")
    assert found["value"]["timex"] == f"{year}-{month:02d}"


@given(text=TEXTS, published=st.sampled_from([None, "2023-04-25", "0001-01-01", "9999-12-31"]))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_ordered_spans_with_sound_values(text: str, published: str | None) -> None:
    last = 0
    for found in read(text, published):
        assert last <= found["start"] < found["end"] <= len(text)
        assert text[found["start"] : found["end"]].strip()
        last = found["end"]
        start, end = found["value"]["start"], found["value"]["end"]
        if start and end:
            assert datetime.date.fromisoformat(start) <= datetime.date.fromisoformat(end)


@given(before=st.sampled_from(["", "😀 ", "é́ ", "ｆｕｌｌ ", "\u00a0", "한국 "]), day=DAYS)
@settings(max_examples=40, deadline=None)
def test_offsets_hold_after_any_characters(before: str, day: datetime.date) -> None:
    text = f"{before}It began on {LAYOUTS['US'](day)} in Seoul."
    [found] = read(text)
    assert text[found["start"] : found["end"]] == LAYOUTS["US"](day)


@given(day=DAYS, months=st.integers(-600, 600))
def test_adding_months_moves_by_months(day: datetime.date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day <= day.day


@given(day=DAYS, years=st.integers(-40, 40))
def test_shifting_keeps_the_kind_of_period(day: datetime.date, years: int) -> None:
    periods = (
        of_day(day),
        of_month(day.year, day.month),
        of_quarter(day.year, 2),
        of_year(day.year),
    )
    for period in periods:
        shifted = shift_years(period, years)
        assert shifted.grain == period.grain
        assert shifted.start.year == day.year + years
        assert len(shifted.timex) == len(period.timex)


@given(day=DAYS)
def test_a_week_is_seven_days_from_monday(day: datetime.date) -> None:
    week = of_week(day)
    assert week.start.isoweekday() == 1
    assert (week.end - week.start).days == 6
    assert week.start <= day <= week.end


@given(first=DAYS, last=DAYS)
def test_a_range_that_runs_backwards_has_no_ends(first: datetime.date, last: datetime.date) -> None:
    interval = between(of_day(first), of_day(last))
    assert interval.known == (first <= last)


HOSTILE = {
    "digits": "1" * 300_000,
    "commas": "1," * 150_000,
    "of": "of " * 100_000,
    "articles": "the first of " * 20_000,
    "months": "May " * 50_000,
    "dates": "May 1 " * 30_000,
    "hyphens": "2023-" * 50_000,
    "years": "2023 " * 40_000,
    "ranges": "June and " * 20_000,
    "blanks": "\n " * 100_000,
    "datelines": "SEOUL, April 25 (" * 10_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_linear_time(name: str) -> None:
    nlp = blank_english()
    component = make_kr_dates(nlp, "kr_dates")
    words = [word for word in HOSTILE[name].split(" ") if word]
    half = Doc(nlp.vocab, words=words[: len(words) // 2 or 1])
    whole = Doc(nlp.vocab, words=words)
    for doc in (half, whole):
        doc._.kr_document = {"published": "2023-04-25"}
    begun = time.process_time()
    component.match(half)
    middle = time.process_time()
    component.match(whole)
    ended = time.process_time()
    assert ended - middle < 4 * (middle - begun) + 1.0


PROGRAM = """
import json, spacy
from kr_policy_ie.annotate.dates import make_kr_dates
nlp = spacy.blank("en")
component = make_kr_dates(nlp, "kr_dates")
doc = nlp.make_doc(
    "On Friday exports for the first 20 days of this month fell from a year earlier; "
    "Japan's 1987/88 budget, 24(Tue), Sep, 2019, 04/05/2023 and the next five years."
)
doc._.kr_document = {"published": "2023-04-25"}
print(json.dumps(component.match(doc)))
"""


def test_clock_time_zone_locale_and_hash_seed_change_nothing() -> None:
    outputs = set()
    for seed, zone, locale in (("0", "UTC", "C"), ("7", "Asia/Seoul", "C.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1
    assert "2019-09-24" in outputs.pop()
