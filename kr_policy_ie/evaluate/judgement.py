"""What was right and wrong, item by item: for error lists and for comparing runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["mention", "fact", "slot"]
Outcome = Literal[
    "right",
    "boundary",
    "modifier",
    "link",
    "value",
    "label",
    "source",
    "slots",
    "status",
    "action",
    "missed",
    "spurious",
]


@dataclass(frozen=True, slots=True)
class Item:
    """One side of a judgement: a mention, a fact or a filler, in words.

    `key` tells items with the same label and offsets apart, in whatever run.
    """

    start: int
    end: int
    text: str
    label: str
    details: Mapping[str, str] = field(default_factory=dict)
    key: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The item as plain data."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "label": self.label,
            **({"details": dict(self.details)} if self.details else {}),
        }


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one gold item, or that a predicted one has no gold.

    `outcome` names the worst that is wrong with the pair; `found` is whether it counts
    as found: a mention of that label with the right value and link, an aligned fact, an
    answered filler.
    """

    document: str
    level: Level
    label: str
    outcome: Outcome
    found: bool
    gold: Item | None = None
    predicted: Item | None = None

    @property
    def good(self) -> bool:
        """Whether it was found, and, if a fact, with the right action and status."""
        return self.found and self.outcome not in ("action", "status")

    @property
    def key(self) -> tuple[str, str, str, int, int, str]:
        """What identifies the gold item (else the predicted one) in every run."""
        item = self.gold or self.predicted
        start, end, key = (item.start, item.end, item.key) if item else (0, 0, "")
        return (self.document, self.level, self.label, start, end, key)

    def to_dict(self) -> dict[str, Any]:
        """The judgement as plain data."""
        return {
            "document": self.document,
            "level": self.level,
            "label": self.label,
            "outcome": self.outcome,
            "found": self.found,
            "gold": self.gold.to_dict() if self.gold else None,
            "predicted": self.predicted.to_dict() if self.predicted else None,
        }
