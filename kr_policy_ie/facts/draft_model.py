"""How likely a draft is a fact: a logistic model over what the rules saw.

The weights are data (`rules/facts/weights.json`), trained on the development gold by
`models/training/fact_weights.py`, cross-validated by document.  The probability is also the
fact's confidence.
"""

import math
from collections.abc import Mapping

from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.lexicon import singular
from kr_policy_ie.facts.moods import is_purpose
from kr_policy_ie.schema import ROLES

#: The roles that a rule fills; the others belong to statements or hold clauses.
_ROLES = tuple(role for role in ROLES if role not in {"purpose", "affiliation", "content"})
_SOLID = (
    "actor",
    "counterparty",
    "beneficiary",
    "amount",
    "quantity",
    "rate",
    "before",
    "after",
    "time",
)


def features(chunks: Chunks, draft: Draft, quoted: frozenset[int], rivals: int) -> list[str]:
    """The names of the features that a draft has; each counts one.

    Args:
        chunks: Its sentence.
        draft: The draft, with its values bound.
        quoted: Tokens inside quotations.
        rivals: How many drafts of its type the sentence has.
    """
    type_, relation = draft.type, draft.relation
    out = [
        "bias",
        f"type={type_}",
        f"rel={relation}",
        f"{type_}&rel={relation}",
        f"rule={draft.rules[0]}",
    ]
    out += [
        f"rule={draft.rules[0]}&rel={relation}",
        f"action={draft.action}",
        f"status={draft.status}",
        f"{type_}&{draft.status}",
    ]
    out += [f"more={rule}" for rule in sorted(set(draft.rules[1:]))]
    solid = draft.filled(*_SOLID)
    out += [
        f"solid={min(solid, 4)}",
        f"rel={relation}&solid={min(solid, 4)}",
        f"{type_}&solid={min(solid, 3)}",
    ]
    out += [f"has={role}" for role in _ROLES if draft.has(role)]
    out += [f"{type_}&has={role}" for role in _ROLES if draft.has(role)]
    out += [f"rel={relation}&has={role}" for role in _ROLES if draft.has(role)]
    if draft.trigger[0] in quoted:
        number = draft.has("amount", "rate", "quantity", "before", "after")
        out += ["quoted", f"quoted&{'number' if number else 'none'}"]
    out.append(f"rivals={min(rivals, 3)}")
    return out + _words(chunks, draft)


def _words(chunks: Chunks, draft: Draft) -> list[str]:
    sentence = chunks.sentence
    trigger = singular(sentence.word(draft.trigger[1] - 1))
    out = [f"trigger={trigger}", f"{draft.type}&trigger={trigger}"]
    if draft.verb is not None:
        group = chunks.chunks[draft.verb]
        lemma = chunks.lemma(group.head)
        out += [
            f"verb={lemma}",
            f"{draft.type}&verb={lemma}",
            f"form={group.form}",
            f"passive={group.passive}",
        ]
        if is_purpose(chunks, draft.verb):
            out.append(f"purpose&{draft.type}")
    if draft.noun is not None:
        prep = chunks.chunks[draft.noun].prep
        out += [f"prep={prep}", f"{draft.type}&prep={prep}"]
        first = sentence.word(chunks.chunks[draft.noun].start)
        if first in {"the", "a", "an", "any", "no", "its", "their", "this", "that", "such", "his"}:
            out.append(f"first={first}")
    if chunks.shouts:
        out.append("headline")
    if sentence.end - sentence.start < 12:
        out.append("short")
    out.append(f"speech={chunks.reports}")
    labels = {m.label for m in sentence.mentions}
    out += [f"no {label}" for label in ("MONEY", "PERCENT", "COUNTRY") if label not in labels]
    return out


def probability(weights: Mapping[str, float], names: list[str]) -> float:
    """The logistic of the summed weights.

    >>> round(probability({"bias": 0.0}, ["bias", "unknown"]), 2)
    0.5
    """
    total = sum(weights.get(name, 0.0) for name in names)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
