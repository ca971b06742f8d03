"""Facts, their slots and fillers."""

from typing import Any, Literal, get_args

from pydantic import BaseModel, Field

from kr_policy_ie.schema.values import FROZEN, MentionValue

FactType = Literal[
    "funding",
    "investment",
    "designation",
    "program",
    "tax_incentive",
    "tariff",
    "trade_restriction",
    "trade_probe",
    "cooperation",
    "support",
    "target",
    "trade_statistic",
    "legislation",
    "statement",
]
Action = Literal["introduce", "increase", "decrease", "end", "continue"]
Status = Literal["considered", "planned", "realized", "denied"]
Role = Literal[
    "actor",
    "counterparty",
    "beneficiary",
    "object",
    "instrument",
    "sector",
    "amount",
    "quantity",
    "rate",
    "before",
    "after",
    "time",
    "place",
    "purpose",
    "affiliation",
    "content",
]
FACT_TYPES: tuple[str, ...] = get_args(FactType)
ROLES: tuple[str, ...] = get_args(Role)


class Span(BaseModel):
    """A half-open stretch `[start, end)` of the source text, in code points."""

    model_config = FROZEN

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str = Field(description="Exactly `document.text[start:end]`.")


class Filler(Span):
    """What fills a slot: a span, with the mention and entity that it is, where it is one."""

    mention: str | None = Field(None, description="Id of the mention with these offsets.")
    entity: str | None = Field(None, description="Id of the entity that it stands for.")
    kb_id: str | None = Field(None, description="For an entity that is no mention of its own.")
    value: MentionValue | None = None


class Fact(BaseModel):
    """One event or state of one type, as one sentence states it."""

    model_config = FROZEN

    id: str
    type: FactType
    action: Action | None = None
    status: Status
    confidence: float | None = Field(None, ge=0, le=1)
    trigger: Span | None = Field(None, description="The word that signals the fact.")
    evidence: Span = Field(description="The sentence that states the fact.")
    slots: dict[Role, list[Filler]] = Field(default_factory=dict)
    source: Filler | None = Field(None, description="Who vouches for it; null: the writer.")
    parent: str | None = Field(None, description="Id of the fact that this one is a part of.")
    same_as: str | None = Field(None, description="Id of the earlier fact that this one repeats.")
    rules: list[str] = Field(default_factory=list, description="Ids of the rules that made it.")
    explain: dict[str, Any] | None = Field(None, description="How each slot was filled.")
