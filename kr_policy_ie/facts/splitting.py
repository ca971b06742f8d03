"""One fact for each of several sums: `15 percent on cars and 50 percent on steel`."""

import itertools
from dataclasses import replace

from kr_policy_ie.facts.drafts import Draft, Span

_SPLIT = frozenset(
    {
        "funding",
        "investment",
        "tariff",
        "tax_incentive",
        "target",
        "support",
        "trade_restriction",
        "trade_statistic",
    }
)
_LEADS = ("after", "amount", "rate", "quantity")
_SHARED = frozenset({"actor", "counterparty", "instrument", "time", "place"})


def split_values(draft: Draft, text: str) -> list[Draft]:
    """The facts that a draft with several values of one kind holds; itself if it holds one.

    Fillers that are not shared go to the value that they follow.

    Args:
        draft: A fact with its values bound.
        text: The document's text.
    """
    role = _lead(draft)
    if draft.type not in _SPLIT or role is None:
        return [draft]
    values = sorted(draft.slots[role])
    if not all(_listed(text, one, other) for one, other in itertools.pairwise(values)):
        return [draft]
    return [_part(draft, role, values, at) for at in range(len(values))]


def _lead(draft: Draft) -> str | None:
    """The role whose values tell the facts apart."""
    for role in _LEADS:
        count = len(draft.slots.get(role, []))
        if count >= 2:
            return role
    return None


def _listed(text: str, one: Span, other: Span) -> bool:
    """Whether two values are items of a list, each with words of its own after it."""
    between = text[one[1] : other[0]]
    return (
        len(between) < 160 and (" and " in between or "," in between) and len(between.split()) >= 3
    )


def _part(draft: Draft, role: str, values: list[Span], at: int) -> Draft:
    low = values[at][0]
    high = values[at + 1][0] if at + 1 < len(values) else None
    slots: dict[str, list[Span]] = {}
    for name, spans in draft.slots.items():
        if name == role:
            slots[name] = [values[at]]
            continue
        own = [s for s in spans if _belongs(s, low, high, first=at == 0)]
        if name in _SHARED:
            own = own if len(spans) == len(values) and own else list(spans)
        elif len(spans) < len(values) and not own:
            own = list(spans) if name == "object" and max(spans)[1] <= values[0][0] else []
        if own:
            slots[name] = own
    return replace(
        draft, slots=slots, rules=[*draft.rules, "split.values"], anchors=set(draft.anchors)
    )


def _belongs(span: Span, low: int, high: int | None, *, first: bool) -> bool:
    if first and span[0] < low:
        return True
    # what stands right before a value (`from 5 to 50`) is its own
    return span[0] >= low - 25 and (high is None or span[0] < high - 25)
