"""The values of mentions: money, quantities and date intervals."""

import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, field_validator, model_validator

from kr_policy_ie.schema.codes import currency_codes

Modifier = Literal["approx", "more_than", "at_least", "less_than", "at_most"]
DateModifier = Literal["approx", "start", "mid", "end"]
DateRelation = Literal["in", "by", "since", "until", "from", "for", "over", "before", "after", "on"]

FROZEN = ConfigDict(frozen=True, extra="forbid")


def _plain_number(number: Decimal) -> int | float | str:
    """The JSON number that loses no digit, or a string where there is none."""
    if number == number.to_integral_value():
        return int(number)
    return float(number) if Decimal(repr(float(number))) == number else str(number)


#: A decimal written as a JSON number where that loses no digit.
Number = Annotated[Decimal, PlainSerializer(_plain_number, when_used="json")]


def _money_text(amount: Decimal) -> str:
    return format(amount.normalize(), "f") if amount == amount.to_integral_value() else str(amount)


#: A decimal written as a JSON string.
Amount = Annotated[Decimal, PlainSerializer(_money_text, when_used="json")]


class Value(BaseModel):
    """What all values share."""

    model_config = FROZEN


class Money(Value):
    """An amount of money, or a range of amounts, in one currency.

    >>> Money(amount="937600000000", currency="KRW").amount
    Decimal('937600000000')
    """

    kind: Literal["money"] = "money"
    amount: Amount = Field(ge=0, description="In units of the currency; the low end of a range.")
    amount_max: Amount | None = Field(None, ge=0, description="The high end of a range.")
    currency: str = Field(description="ISO 4217.")
    modifier: Modifier | None = None
    per: str | None = Field(None, description="The unit that one amount is paid for, as `ton`.")
    equivalent: str | None = Field(None, description="Mention id of the same sum restated.")
    explain: str | None = Field(None, description="How it was read.")

    @field_validator("currency")
    @classmethod
    def _currency_exists(cls, currency: str) -> str:
        if currency not in currency_codes():
            raise ValueError(f"{currency!r} is no ISO 4217 currency code")
        return currency

    @model_validator(mode="after")
    def _range_ascends(self) -> "Money":
        if self.amount_max is not None and self.amount_max < self.amount:
            raise ValueError(f"amount_max {self.amount_max} lies below amount {self.amount}")
        return self


class Quantity(Value):
    """A counted or measured number with its unit.

    >>> Quantity(number=50, unit="technology").model_dump(mode="json")["number"]
    50
    """

    kind: Literal["quantity"] = "quantity"
    number: Number = Field(description="In the unit given; the low end of a range.")
    number_max: Number | None = Field(None, description="The high end of a range.")
    unit: str | None = Field(description="Singular head noun or canonical unit name.")
    modifier: Modifier | None = None
    per: str | None = Field(None, description="The unit that one quantity is counted for.")
    explain: str | None = Field(None, description="How it was read.")


class DateInterval(Value):
    """A calendar interval or duration.

    >>> DateInterval(timex="2023-H1", start="2023-01-01", end="2023-06-30").start
    '2023-01-01'
    """

    kind: Literal["date"] = "date"
    timex: str = Field(description="TIMEX3-like: `2023`, `2023-04`, `2023-Q1`, `P5Y`.")
    start: str | None = Field(None, description="First day, ISO 8601, inclusive.")
    end: str | None = Field(None, description="Last day, ISO 8601, inclusive.")
    relation: DateRelation | None = None
    modifier: DateModifier | None = None
    explain: str | None = Field(None, description="How it was read.")

    @field_validator("start", "end")
    @classmethod
    def _is_iso_day(cls, day: str | None) -> str | None:
        if day is not None:
            datetime.date.fromisoformat(day)
        return day

    @model_validator(mode="after")
    def _interval_ascends(self) -> "DateInterval":
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"end {self.end} lies before start {self.start}")
        return self


MentionValue = Annotated[Money | Quantity | DateInterval, Field(discriminator="kind")]
JsonDict = dict[str, Any]
