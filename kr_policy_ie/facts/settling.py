"""Last corrections to action and status that need the bound values: raises, dates to come."""

from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.mentions import Found

_FEWER = frozenset(
    {"down", "less", "lower", "fewer", "decrease", "cut", "drop", "decline", "fall", "reduction"}
)
_CLOSER = frozenset(
    {
        "closer",
        "greater",
        "more",
        "stronger",
        "further",
        "deeper",
        "expanded",
        "enhanced",
        "increased",
    }
)
_POLICY = frozenset(
    {
        "cooperation",
        "legislation",
        "trade_restriction",
        "tariff",
        "program",
        "funding",
        "investment",
        "designation",
        "tax_incentive",
        "support",
    }
)
_PRESENT = frozenset({"VBZ", "VBP", "VB"})


def settle(chunks: Chunks, drafts: list[Draft], published: str | None) -> None:
    """Correct the action and the status of drafts, in place.

    Args:
        chunks: The sentence.
        drafts: Its facts with their values.
        published: The day of publication, ISO 8601, if known.
    """
    for draft in drafts:
        _settle_action(chunks, draft)
        _settle_status(chunks, draft, published)


def _settle_action(chunks: Chunks, draft: Draft) -> None:
    words = set(chunks.sentence.lower)
    if (
        draft.type == "funding"
        and draft.action == "introduce"
        and draft.has("rate", "before")
        and draft.has("amount")
    ):
        draft.action = (
            "decrease" if words & _FEWER and not words & {"up", "more", "increase"} else "increase"
        )
    if draft.type == "cooperation" and draft.action == "introduce" and draft.noun is not None:
        chunk = chunks.chunks[draft.noun]
        if any(chunks.sentence.word(at) in _CLOSER for at in range(chunk.start, chunk.head)):
            draft.action = "increase"
    if draft.type == "target" and draft.action not in {"increase", "decrease"}:
        draft.action = None


def _settle_status(chunks: Chunks, draft: Draft, published: str | None) -> None:
    if draft.status != "realized" or draft.type not in _POLICY:
        if draft.type == "target" and draft.status == "realized":
            draft.status = "planned"
        return
    if draft.noun is not None:
        chunk = chunks.chunks[draft.noun]
        for at in range(chunk.start, chunk.head):
            rule = chunks.lexicon.adjectives.get(chunks.sentence.word(at))
            if rule is not None and rule.status is not None:
                draft.status = rule.status
                draft.rules.append(rule.id)
                return
    if (
        published is not None
        and not _past(chunks, draft)
        and _starts_later(chunks, draft, published)
    ):
        draft.status = "planned"
        draft.rules.append("date.future")


def _past(chunks: Chunks, draft: Draft) -> bool:
    """Whether the act is told in a past tense."""
    if draft.verb is None:
        return False
    group = chunks.chunks[draft.verb]
    first = chunks.sentence.token(group.start)
    return first.tag_ not in _PRESENT or chunks.sentence.word(group.start) in {"has", "have"}


def _starts_later(chunks: Chunks, draft: Draft, published: str) -> bool:
    for span in draft.slots.get("time", []):
        mention = _mention(chunks, span)
        start = (mention.value or {}).get("start") if mention is not None else None
        if isinstance(start, str) and start > published:
            return True
    return False


def _mention(chunks: Chunks, span: tuple[int, int]) -> Found | None:
    return next(
        (m for m in chunks.sentence.mentions if (m.start, m.end) == span and m.label == "DATE"),
        None,
    )


def share_times(drafts: list[Draft]) -> None:
    """A period told once holds for the statistics that follow it in the sentence."""
    last: list[tuple[int, int]] = []
    for draft in drafts:
        if draft.type != "trade_statistic":
            continue
        own = draft.slots.get("time", [])
        if own:
            last = own
        elif last:
            draft.slots["time"] = list(last)
