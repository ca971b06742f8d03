"""A fact under construction."""

from dataclasses import dataclass, field

Span = tuple[int, int]
#: The slots that hold numbers.
NUMBERS = ("amount", "quantity", "rate", "before", "after")
#: How many tokens before and after a draft belong to its surroundings in a very long sentence.
NEARBY = 150


@dataclass
class Draft:
    """A fact with its anchors in the sentence: where values look for the fact they belong to."""

    type: str
    action: str | None
    status: str
    trigger: tuple[int, int]
    rules: list[str]
    #: Index of the verb group that states the act, and of the trigger's noun phrase.
    verb: int | None = None
    noun: int | None = None
    #: How the trigger stands to its verb: obj, subj, prep, verb, none.
    relation: str = "none"
    slots: dict[str, list[Span]] = field(default_factory=dict)
    #: Chunks that this fact has used: anchors for values.
    anchors: set[int] = field(default_factory=set)
    needs: tuple[str, ...] = ()
    score: float = 0.8
    parent: int | None = None
    features: list[str] = field(default_factory=list)

    def add(self, role: str, span: Span) -> None:
        """Put a span into a slot unless the slot has it, or one that overlaps it, already."""
        if not role:
            return
        fillers = self.slots.setdefault(role, [])
        if not any(span[0] < end and start < span[1] for start, end in fillers):
            fillers.append(span)

    def has(self, *roles: str) -> bool:
        """Whether one of these slots is filled."""
        return any(self.slots.get(role) for role in roles)

    def filled(self, *roles: str) -> int:
        """How many of these slots are filled."""
        return sum(bool(self.slots.get(role)) for role in roles)
