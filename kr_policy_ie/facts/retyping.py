"""Second readings of drafts: the same words as a fact of another type, for the model to weigh."""

from dataclasses import replace

from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.rules.fact_retypes import Retype

#: Types whose number without a currency is a rate.
_RATED = frozenset({"tariff", "tax_incentive"})


_VALUES = ("amount", "quantity", "rate", "before", "after", "time")


def share_values(drafts: list[Draft]) -> None:
    """Give drafts of several types with one trigger each other's values, in place.

    They are readings of one event, of which the model keeps one.
    """
    by_trigger: dict[tuple[int, int], list[Draft]] = {}
    for draft in drafts:
        by_trigger.setdefault(draft.trigger, []).append(draft)
    for readings in by_trigger.values():
        known = {
            role: [span for draft in readings for span in draft.slots.get(role, [])]
            for role in _VALUES
        }
        for draft in readings:
            for role, spans in known.items():
                if not draft.has(role):
                    for span in spans:
                        draft.add(role, span)


def second_readings(
    drafts: list[Draft], retypes: tuple[Retype, ...], near: frozenset[str]
) -> list[Draft]:
    """Copies of drafts with another type, one for each type and trigger.

    Args:
        drafts: The drafts of a sentence with their values bound.
        retypes: What may be what.
        near: Types that measure nouns of this and the last sentences name.
    """
    known = {(draft.type, draft.trigger) for draft in drafts}
    out = []
    for draft in drafts:
        for row in retypes:
            if row.from_ != draft.type:
                continue
            for type_ in row.to:
                if (type_, draft.trigger) in known or (row.near and type_ not in near):
                    continue
                known.add((type_, draft.trigger))
                out.append(_read_as(draft, type_, row.id))
    return out


def _read_as(draft: Draft, type_: str, rule: str) -> Draft:
    slots = {role: list(spans) for role, spans in draft.slots.items()}
    if type_ in _RATED and not slots.get("rate") and "quantity" in slots:
        slots["rate"] = slots.pop("quantity")
    action = None if type_ == "target" and draft.action == "introduce" else draft.action
    if type_ != "target" and action is None:
        action = "introduce"
    return replace(
        draft,
        type=type_,
        action=action,
        slots=slots,
        rules=[draft.rules[0], rule, *draft.rules[1:]],
        anchors=set(draft.anchors),
        features=[],
    )
