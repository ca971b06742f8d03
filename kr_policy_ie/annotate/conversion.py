"""Sums of an extraction in another currency, at the ECB's reference rate of the publication date.

A conversion is derived, not read: it never enters the extraction and is made only where asked for.
"""

import datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from kr_policy_ie.errors import InputError
from kr_policy_ie.schema import Extraction, Money

#: The ECB sets rates on working days; over the longest holidays the last one is five days old.
OLDEST_RATE = 7
_RATE = Context(prec=10, rounding=ROUND_HALF_EVEN)
_SUM = Context(prec=40, rounding=ROUND_HALF_EVEN)
_CENT = Decimal("0.01")


class RateTable(Protocol):
    """What conversion needs to know of rates."""

    source: str

    def currencies(self) -> frozenset[str]:
        """The ISO 4217 codes that the table knows."""
        ...

    def rate(self, currency: str, to: str, day: datetime.date) -> Decimal | None:
        """Units of `to` for one unit of `currency` on exactly that day, or None."""
        ...


class Conversion(BaseModel):
    """A sum of an extraction in another currency: derived, not stated by the text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mention: str = Field(description="Id of the MONEY mention.")
    currency: str = Field(description="ISO 4217 of the converted sum.")
    amount: Decimal = Field(description="Rounded to hundredths.")
    amount_max: Decimal | None = None
    rate: Decimal = Field(description="Units of `currency` for one unit of the mention's.")
    rate_date: datetime.date = Field(description="The working day that the rate was set on.")
    source: str = Field(description="Who set the rate, and the table that it was taken from.")
    derived: Literal[True] = True


class Refusal(BaseModel):
    """A sum that could not be converted, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mention: str
    reason: str


class Conversions(BaseModel):
    """What `convert_money` made of each sum in another currency than the one asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    converted: tuple[Conversion, ...]
    refused: tuple[Refusal, ...]


class EcbRates:
    """The European Central Bank's reference rates since 1999, as `currencyconverter` packs them."""

    def __init__(self) -> None:
        try:
            from currency_converter import (  # noqa: PLC0415 - an extra
                CurrencyConverter,
                RateNotFoundError,
            )
        except ImportError as error:
            raise InputError(
                "conversion needs a table of rates, which is not installed: "
                "pip install 'kr-policy-ie[conversion]'"
            ) from error
        self._table = CurrencyConverter(decimal=True)
        self._missing = RateNotFoundError
        self.source = "European Central Bank reference rate (currencyconverter)"

    def currencies(self) -> frozenset[str]:
        """The ISO 4217 codes that the table knows."""
        return frozenset(self._table.currencies or ())

    def rate(self, currency: str, to: str, day: datetime.date) -> Decimal | None:
        """Units of `to` for one unit of `currency` on exactly that day, or None."""
        try:
            return Decimal(self._table.convert(1, currency, to, date=day))
        except self._missing:
            return None


@lru_cache(maxsize=1)
def _ecb_rates() -> EcbRates:
    return EcbRates()


def convert_money(
    extraction: Extraction, *, to: str, rates: RateTable | None = None
) -> Conversions:
    """Each sum of an extraction in another currency, beside the extraction, which stays as it is.

    The rate is that of the publication date, or of the last working day before it.

    Args:
        extraction: Of a document with a publication date.
        to: ISO 4217.
        rates: The ECB's where none are given; they need the extra `conversion`.

    Returns:
        A conversion or a refusal with its reason for each MONEY mention in another currency.

    Raises:
        InputError: If the rates are not installed, do not know the currency, or the document has
            no publication date.
    """
    table = rates or _ecb_rates()
    known = table.currencies()
    if to not in known:
        raise InputError(f"no rates for {to!r}; known are {', '.join(sorted(known))}")
    if extraction.document.published is None:
        raise InputError(
            f"document {extraction.document.id!r} has no publication date: give `published`"
        )
    published = datetime.date.fromisoformat(str(extraction.document.published)[:10])
    converted: list[Conversion] = []
    refused: list[Refusal] = []
    for mention in extraction.mentions:
        if not isinstance(mention.value, Money) or mention.value.currency == to:
            continue
        made = _converted(mention.id, mention.value, to, published, table)
        if isinstance(made, Conversion):
            converted.append(made)
        else:
            refused.append(made)
    return Conversions(converted=tuple(converted), refused=tuple(refused))


def _converted(
    mention: str, money: Money, to: str, published: datetime.date, table: RateTable
) -> Conversion | Refusal:
    if money.currency not in table.currencies():
        return Refusal(mention=mention, reason=f"no rates for {money.currency}")
    for age in range(OLDEST_RATE + 1):
        day = published - datetime.timedelta(days=age)
        rate = table.rate(money.currency, to, day)
        if rate is not None:
            return Conversion(
                mention=mention,
                currency=to,
                amount=_times(money.amount, rate),
                amount_max=None if money.amount_max is None else _times(money.amount_max, rate),
                rate=_RATE.plus(rate),
                rate_date=day,
                source=table.source,
            )
    return Refusal(
        mention=mention,
        reason=f"no rate of {money.currency} in {to} in the week up to {published.isoformat()}",
    )


def _times(amount: Decimal, rate: Decimal) -> Decimal:
    return _SUM.multiply(amount, rate).quantize(_CENT, context=_SUM)
