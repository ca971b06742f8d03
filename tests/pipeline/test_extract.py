"""The main job through its Python doors."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

import kr_policy_ie
from kr_policy_ie import InputError
from kr_policy_ie.schema import Extraction


def spans(extraction: Extraction) -> list[tuple[int, int, str]]:
    found = [(item.start, item.end, item.text) for item in extraction.mentions]
    for fact in extraction.facts:
        found.append((fact.evidence.start, fact.evidence.end, fact.evidence.text))
        for fillers in fact.slots.values():
            found += [(item.start, item.end, item.text) for item in fillers]
    return found


def test_all_doors_give_the_same(nlp: Language, source_article: str) -> None:
    by_function = kr_policy_ie.extract(source_article, nlp=nlp)
    by_attribute = nlp(source_article)._.kr_extraction
    (by_stream,) = kr_policy_ie.extract_all([{"text": source_article}], nlp=nlp)
    assert by_function == by_attribute == by_stream


def test_the_page_says_what_the_record_does_not(nlp: Language, source_article: str) -> None:
    found = kr_policy_ie.extract(source_article, nlp=nlp).document
    assert found.published == "2023-04-25"
    assert found.title is not None
    assert found.title.startswith("Korea will Expand the List")
    assert found.text == source_article


def test_the_record_wins_over_the_page(nlp: Language, source_article: str) -> None:
    extraction = kr_policy_ie.extract(
        source_article, published=datetime.date(2020, 2, 3), title="T", source="S", nlp=nlp
    )
    document = extraction.document
    assert (document.published, document.title, document.source) == ("2020-02-03", "T", "S")
    this_year = next(item for item in extraction.mentions if item.text == "this year")
    assert this_year.value is not None
    assert this_year.value.model_dump()["start"] == "2020-01-01"


def test_spans_point_into_the_raw_text(nlp: Language, source_article: str) -> None:
    found = spans(kr_policy_ie.extract(source_article, nlp=nlp))
    assert len(found) > 100
    assert all(source_article[start:end] == text for start, end, text in found)
    assert any(text == "hy drogen" for _, _, text in found)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2023-04-25", "2023-04-25"),
        ("2023-04-25T10:27:40+09:00", "2023-04-25"),
        (datetime.datetime(2023, 4, 25, 10), "2023-04-25"),
        ("25 April 2023", None),
        ("2023-13-01", None),
        ("", None),
    ],
)
def test_publication_dates(given: str, expected: str | None, nlp: Language) -> None:
    if expected is None:
        with pytest.raises(InputError, match="expected YYYY-MM-DD"):
            kr_policy_ie.extract("Seoul.", published=given, nlp=nlp)
    else:
        extraction = kr_policy_ie.extract("Seoul.", published=given, nlp=nlp)
        assert extraction.document.published == expected


def test_a_text_that_is_too_long_is_refused(nlp: Language) -> None:
    with pytest.raises(InputError, match="5,000,000 characters, the limit is 1,000,000"):
        kr_policy_ie.extract("x" * 5_000_000, nlp=nlp)


@pytest.mark.parametrize("record", [{}, {"text": None}, {"text": 3}, {"text": b"Seoul"}])
def test_a_record_without_text_is_refused(record: dict[str, object], nlp: Language) -> None:
    with pytest.raises(InputError, match="needs its article in 'text'"):
        list(kr_policy_ie.extract_all([record], nlp=nlp))


ODD_TEXTS = (
    "",
    " ",
    "\n\n\n",
    "\ufeffSeoul",
    "“" * 50,
    '"' * 51,
    "(" * 200,
    "1,1,1,1,1,1,1 1.1.1.1",
    "S\u0336e\u0336o\u0336u\u0336l\u0336 🇰🇷 pledged ￦９３７ billion won.",
    "a\u00a0b\u200bc\u2028d\u0085e",
    "won " * 500,
    "tariff " * 300,
    "SEOUL TO LIFT BAN ON U.S. BEEF IN 2008 -- SOURCES",
    "서울은 관세를 인하했다.",
    "\x00\x01\x02",
    "\ud800 lone surrogate",
)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_texts_are_read_without_harm(text: str, nlp: Language) -> None:
    extraction = kr_policy_ie.extract(text, nlp=nlp)
    assert all(text[start:end] == words for start, end, words in spans(extraction))


WORDS = st.sampled_from(
    "Seoul Japan won $710 million 5 percent said tariff ban lifted “ ” \" ' \n \n\n . , ; ( ) "
    "2023 last month Korean exports rose to from Minister Lee Chang-yang hy drogen é 🇰🇷 U.S. Co. "
    "will not impose imposes export curbs on of the and \u00a0 \u00ad - -- :".split(" ")
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=120))
def test_any_text_keeps_the_contract(nlp: Language, text: str) -> None:
    extraction = kr_policy_ie.extract(text, published="2023-04-25", nlp=nlp)
    assert all(text[start:end] == words for start, end, words in spans(extraction))
    assert Extraction.model_validate(extraction.model_dump(mode="json")) == extraction


def test_batches_change_nothing(nlp: Language, source_article: str) -> None:
    records = [{"id": str(n), "text": source_article[: 400 * n]} for n in range(5)]
    alone = [next(iter(kr_policy_ie.extract_all([record], nlp=nlp))) for record in records]
    for size in (1, 3, 5):
        assert list(kr_policy_ie.extract_all(records, nlp=nlp, batch_size=size)) == alone


def test_a_dateline_without_a_year_asks_for_the_day(nlp: Language) -> None:
    text = "SEOUL, Nov. 3 (Yonhap) -- South Korea will scrap tariffs on rare metals, it said."
    codes = [
        [warning.code for warning in kr_policy_ie.extract(text, published=day, nlp=nlp).warnings]
        for day in (None, "2025-11-03")
    ]
    assert codes == [["dateline_without_year"], []]
