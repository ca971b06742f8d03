"""What the value annotators hand on while they read: a number and what it measures."""

from dataclasses import dataclass, field
from decimal import Decimal

HYPHENS = frozenset("-‐‑–")
TEN = Decimal(10)


@dataclass
class Amount:
    """A number at `lexed[first:last]` and what it is a number of.

    `kind` is `money`, `percent`, `quantity`, or None while it is not known; `core` is the place
    of the number itself, `power` the power of ten of its scale words.
    """

    first: int
    last: int
    number: Decimal
    power: int
    core: int
    kind: str | None = None
    unit: str = ""
    high: Decimal | None = None
    per: str | None = None
    modifier: str | None = None
    bare: bool = True
    spelled: bool = False
    counted: bool = False
    yearlike: bool = False
    equivalent: tuple[int, int] | None = None
    how: list[str] = field(default_factory=list)

    def same_kind(self, other: "Amount") -> bool:
        """Whether both measure in the same unit or currency."""
        return self.kind == other.kind and self.unit == other.unit
