"""Second readings of drafts: the same words as a fact of another type, for the model to weigh."""

from dataclasses import replace

from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.rules.fact_retypes import Retype

#: Types whose number without a currency is a rate.
_RATED = frozenset({"tariff", "tax_incentive"})


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
