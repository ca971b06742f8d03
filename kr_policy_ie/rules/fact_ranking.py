"""The rules that weigh the encoder's cues, read and checked."""

from functools import lru_cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kr_policy_ie.errors import RulesError
from kr_policy_ie.schema.facts import FactType, Role

_FILE = "facts/ranking.yaml"


class Weights(BaseModel):
    """The weights of a logistic model of whether a fact is right."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bias: float
    score: float
    cue: float


class RankingRules(BaseModel):
    """What `kr_ranking` goes by; `rules/facts/ranking.yaml` explains each field."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    least: float = Field(ge=0, le=1)
    add: float = Field(ge=0, le=1)
    role: float = Field(ge=0, le=1)
    supplement: float = Field(ge=0, le=1)
    weights: Weights
    roles: dict[FactType, tuple[Role, ...]]

    def roles_of(self, fact_type: str) -> tuple[str, ...]:
        """The roles that a completed fact of this type may have; none for other types."""
        return self.roles.get(fact_type, ())  # type: ignore[call-overload, no-any-return]


@lru_cache(maxsize=1)
def load_ranking() -> RankingRules:
    """The rules of `rules/facts/ranking.yaml`.

    Raises:
        RulesError: If the file is wrong; names the field.

    >>> "amount" in load_ranking().roles_of("funding")
    True
    """
    content = (files("kr_policy_ie.rules") / _FILE).read_text(encoding="utf-8")
    try:
        return RankingRules.model_validate(yaml.safe_load(content))
    except (ValidationError, yaml.YAMLError) as error:
        raise RulesError(f"rules/{_FILE}: {error}") from error
