"""Last corrections to action and status that need the bound values: raises, dates to come."""

from decimal import Decimal, InvalidOperation

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
        draft.action = _aimed_at(chunks, draft)
    told = _by_numbers(chunks, draft)
    if told is not None and told != draft.action:
        draft.action = told
        draft.rules.append("action.numbers")


def _aimed_at(chunks: Chunks, draft: Draft) -> str | None:
    """Whether a goal is a rise or a fall: `aims to raise …`, `the goal of lifting trade`."""
    group = chunks.chunks[draft.verb] if draft.verb is not None else None
    verbs = [draft.trigger[0], *(group.verbs if group is not None else [])]
    if draft.noun is not None:
        verbs += [
            at
            for chunk in chunks.chunks[draft.noun + 1 : draft.noun + 3]
            if chunk.kind == "VG" and chunk.form in {"inf", "ing"}
            for at in chunk.verbs
        ]
    for at in verbs:
        change = chunks.lexicon.changes.get(chunks.lemma(at))
        if change is not None and change.action in {"increase", "decrease"}:
            return change.action
    return None


def _by_numbers(chunks: Chunks, draft: Draft) -> str | None:
    """The direction that one level before and one after tell, whatever the verb (`lifted to`)."""
    before, after = draft.slots.get("before", []), draft.slots.get("after", [])
    if len(before) != 1 or len(after) != 1:
        return None
    found = [_number(chunks, span) for span in (before[0], after[0])]
    if found[0] is None or found[1] is None or found[0][1] != found[1][1]:
        return None
    if found[0][0] == found[1][0]:
        return None
    return "increase" if found[0][0] < found[1][0] else "decrease"


def _number(chunks: Chunks, span: tuple[int, int]) -> tuple[Decimal, str] | None:
    """The number of a valued mention and what it counts."""
    for mention in chunks.sentence.mentions:
        if (mention.start, mention.end) == span and mention.value is not None:
            value = mention.value
            number = value.get("amount", value.get("number"))
            try:
                return Decimal(str(number)), str(value.get("currency") or value.get("unit"))
            except InvalidOperation:
                return None
    return None


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
