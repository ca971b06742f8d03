"""Load and check which body of which country a ministry is, by the words of its name."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kr_policy_ie.errors import RulesError

FILE = Path(__file__).parent / "names" / "portfolios.yaml"


class Portfolio(BaseModel):
    """What one body is responsible for, from when to when."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = Field(min_length=2)
    any: frozenset[str] = Field(min_length=1)
    begin: str | None = Field(None, alias="from")
    end: str | None = Field(None, alias="to")

    def holds(self, day: str | None) -> bool:
        """Whether the row holds on an ISO day; without a day, rows with a beginning do not."""
        if day is None:
            return self.begin is None
        return (self.begin or "") <= day and (self.end is None or day <= self.end)


@lru_cache(maxsize=1)
def load_portfolios() -> dict[str, tuple[Portfolio, ...]]:
    """The rows of each country, in their order.

    Raises:
        RulesError: If the file is wrong; names field and value.
    """
    content: Any = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    try:
        return TypeAdapter(dict[str, tuple[Portfolio, ...]]).validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise RulesError(f"{FILE.name}: {field}: {first['msg']}, got {first['input']!r}") from error


def body_of(country: str, words: frozenset[str], day: str | None) -> str | None:
    """The id of the body of a country that is responsible for what the words say.

    >>> body_of("KR", frozenset({"industry", "ministry"}), "2024-05-01")
    'KR-MOTIE'
    >>> body_of("JP", frozenset({"finance", "ministry"}), None)
    'JP-MOF'
    >>> body_of("DK", frozenset({"finance", "ministry"}), None)
    """
    for row in load_portfolios().get(country, ()):
        if row.any & words and row.holds(day):
            return row.id
    return None
