"""Sums in another currency, beside the extraction."""

import datetime
import sys
from decimal import Decimal

import pytest

from kr_policy_ie.annotate.conversion import EcbRates, convert_money
from kr_policy_ie.errors import InputError
from kr_policy_ie.schema import Extraction

TEXT = "937.6 billion won, $3 billion to $5 billion, 5 mln marks"


class Table:
    """Rates of one Friday."""

    source = "a test"

    def currencies(self) -> frozenset[str]:
        return frozenset({"USD", "KRW", "EUR"})

    def rate(self, currency: str, to: str, day: datetime.date) -> Decimal | None:
        rates = {("KRW", "USD"): "0.00075", ("USD", "KRW"): "1333.5", ("KRW", "EUR"): "0.0007"}
        known = day == datetime.date(2023, 4, 21)
        return Decimal(rates[currency, to]) if known else None


def extraction(published: str | None) -> Extraction:
    def mention(place: int, surface: str, **value: object) -> dict[str, object]:
        start = TEXT.index(surface)
        money = {"kind": "money", **value}
        where = {"start": start, "end": start + len(surface), "text": surface}
        return {"id": f"m{place}", "label": "MONEY", "value": money, **where}

    mentions = [
        mention(1, "937.6 billion won", amount="937600000000", currency="KRW"),
        mention(
            2,
            "$3 billion to $5 billion",
            amount="3000000000",
            amount_max="5000000000",
            currency="USD",
        ),
        mention(3, "5 mln marks", amount="5000000", currency="DEM"),
    ]
    document = {"id": "d", "text": TEXT, "published": published}
    return Extraction.model_validate({"document": document, "mentions": mentions})


@pytest.mark.parametrize("published", ["2023-04-21", "2023-04-23", "2023-04-28"])
def test_converts_at_the_last_rate_not_after_publication(published: str) -> None:
    given = extraction(published)
    before = given.model_dump_json()
    made = convert_money(given, to="USD", rates=Table())
    [won] = made.converted
    assert won.model_dump() == {
        "mention": "m1",
        "currency": "USD",
        "amount": Decimal("703200000.00"),
        "amount_max": None,
        "rate": Decimal("0.00075"),
        "rate_date": datetime.date(2023, 4, 21),
        "source": "a test",
        "derived": True,
    }
    assert [refusal.mention for refusal in made.refused] == ["m3"]
    assert given.model_dump_json() == before


def test_converts_both_ends_of_a_range() -> None:
    made = convert_money(extraction("2023-04-21"), to="KRW", rates=Table())
    [dollars] = made.converted
    assert (dollars.amount, dollars.amount_max) == (4_000_500_000_000, 6_667_500_000_000)


@pytest.mark.parametrize("published", ["2023-04-20", "2023-04-29", "1987-03-01"])
def test_refuses_where_the_week_has_no_rate(published: str) -> None:
    made = convert_money(extraction(published), to="USD", rates=Table())
    assert made.converted == ()
    assert [refusal.reason for refusal in made.refused] == [
        f"no rate of KRW in USD in the week up to {published}",
        "no rates for DEM",
    ]


def test_refuses_without_publication_date() -> None:
    with pytest.raises(InputError, match="has no publication date"):
        convert_money(extraction(None), to="USD", rates=Table())


def test_refuses_an_unknown_currency() -> None:
    with pytest.raises(InputError, match="no rates for 'XYZ'"):
        convert_money(extraction("2023-04-21"), to="XYZ", rates=Table())


def test_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "currency_converter", None)
    with pytest.raises(InputError, match=r"pip install 'kr-policy-ie\[conversion\]'"):
        EcbRates()


def test_the_packaged_rates_of_the_ecb() -> None:
    pytest.importorskip("currency_converter")
    made = convert_money(extraction("2023-04-23"), to="USD")
    [won] = made.converted
    assert won.rate_date == datetime.date(2023, 4, 21)
    assert Decimal("0.00074") < won.rate < Decimal("0.00077")
    assert won.source.startswith("European Central Bank")
