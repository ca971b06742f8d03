"""Which drafts tell the same event, and what speaks against a draft being a fact at all."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

import numpy as np
from spacy.tokens import Doc

from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.drafts import NEARBY, NUMBERS, Draft

_DIRECT = {"“": 1, "”": -1, "„": 1}
_SHORT_QUOTE = 6
_CONTENT = (
    "actor",
    "counterparty",
    "beneficiary",
    "object",
    *NUMBERS,
    "time",
    "place",
)
#: Slots that make an attributive mention (`Japan's rice import ban`) a fact.
_SOLID = tuple(role for role in _CONTENT if role != "place")
#: Types whose trigger's own phrase fills `object` and says nothing new.
_OWN_OBJECT = frozenset({"program", "support", "cooperation"})
_UNGOVERNED = frozenset({"none", "prep", "loose", "modifier"})
_EITHER = ('"', "``", "''")
#: How many tokens an echo may stand from what it repeats.
_REACH = 40
_STRENGTH = {"obj": 3, "verb": 2, "subj": 2, "part": 2, "prep": 1}


def quoted_tokens(doc: Doc) -> frozenset[int]:
    """Tokens inside quotations longer than a name; an opening mark lasts to its paragraph's end.

    >>> import spacy
    >>> doc = spacy.blank("en")('He said, "we will impose tariffs on all of these goods."')
    >>> sorted(quoted_tokens(doc))[:2]
    [4, 5]
    """
    inside: set[int] = set()
    opened: int | None = None
    orths = doc.to_array("ORTH")  # walking through all tokens in Python takes long
    strings = doc.vocab.strings
    marks = [strings[word] for word in (*_EITHER, *_DIRECT) if word in strings]
    for at in np.isin(orths, np.array(marks, dtype=np.uint64)).nonzero()[0].tolist():
        word = strings[int(orths[at])]
        direction = _DIRECT.get(word, 0)
        if word in _EITHER:
            direction = 1 if opened is None else -1
        if direction > 0:
            opened = at
        elif direction < 0 and opened is not None:
            if at - opened > _SHORT_QUOTE:
                inside.update(range(opened + 1, at))
            opened = None
    return frozenset(inside)


def merge_events(drafts: list[Draft]) -> list[Draft]:
    """One draft for each type and event: the better grounded one, with what the other knew."""
    ranked = sorted(drafts, key=lambda d: (d.trigger[0], -(d.trigger[1] - d.trigger[0])))
    out: list[Draft] = []
    for draft in ranked:
        rival = next((other for other in out if _same_event(other, draft)), None)
        if rival is None:
            out.append(draft)
        elif _better(draft, rival):
            _absorb(draft, rival)
            out[out.index(rival)] = draft
        else:
            _absorb(rival, draft)
    return out


def without_empty(chunks: Chunks, drafts: list[Draft]) -> list[Draft]:
    """The drafts that say something, with the type that their numbers tell.

    Measured on the development gold: letting the others through for the model to judge costs as
    much precision as it gains recall, and finds facts in sentences about anything.

    Args:
        chunks: The sentence.
        drafts: Candidates with their values bound; changed in place.
    """
    for draft in drafts:
        if draft.type == "support" and draft.has("amount"):
            draft.type = "funding"
            draft.slots["instrument"] = draft.slots.pop("object", [])
    return [draft for draft in drafts if not _is_empty(chunks, draft)]


def best_of_rivals(drafts: list[Draft]) -> list[Draft]:
    """Of drafts of several types with one trigger, those with the highest score."""
    out: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (-d.score, d.trigger)):
        if not any(_one_trigger(draft, other) for other in out):
            out.append(draft)
    return sorted(out, key=lambda d: d.trigger)


def with_neighbours(drafts: list[Draft]) -> Iterator[tuple[Draft, list[Draft]]]:
    """Each draft with the drafts of its sentence, in a very long one those near it."""
    ranked = sorted(drafts, key=lambda draft: draft.trigger)
    places = [draft.trigger[0] for draft in ranked]
    for draft in drafts:
        first = bisect_left(places, draft.trigger[0] - NEARBY)
        yield draft, ranked[first : bisect_right(places, draft.trigger[0] + NEARBY)]


def without_echoes(chunks: Chunks, drafts: list[Draft]) -> list[Draft]:
    """The drafts but those that say only what a likelier one of their type says: one event.

    Only drafts that stand near each other are compared: a sentence may have thousands.
    """
    ranked = sorted(range(len(drafts)), key=lambda at: (-drafts[at].score, drafts[at].trigger, at))
    kept: dict[tuple[str, int], list[int]] = {}
    for at in ranked:
        draft = drafts[at]
        place = draft.trigger[0] // _REACH
        near = [i for step in (-1, 0, 1) for i in kept.get((draft.type, place + step), ())]
        if not any(_echoes(chunks, draft, drafts[other]) for other in near):
            kept.setdefault((draft.type, place), []).append(at)
    return [drafts[at] for at in sorted(i for listed in kept.values() for i in listed)]


def _echoes(chunks: Chunks, draft: Draft, other: Draft) -> bool:
    """Whether all that a draft says beside its own trigger lies within what another says."""
    first, last = chunks.sentence.offsets(draft.trigger[0], draft.trigger[1] - 1)
    told = {
        span
        for spans in draft.slots.values()
        for span in spans
        if not (span[0] < last and first < span[1])
    }
    known = [span for spans in other.slots.values() for span in spans]
    within = [any(start < high and low < end for low, high in known) for start, end in told]
    return all(within) and bool(within or not draft.slots)


def link_parts(chunks: Chunks, drafts: list[Draft]) -> None:
    """Make an amount `with 52.5 billion won to be spent on …` a part of the sum before it."""
    for at, part in enumerate(drafts):
        if part.verb is None or part.verb < 1 or not part.has("amount"):
            continue
        lead = chunks.chunks[part.verb - 1]
        if lead.prep not in {"with", "of", "including"} or chunks.chunks[part.verb].form == "fin":
            continue
        whole = next(
            (
                i
                for i, d in enumerate(drafts)
                if i != at and d.type == part.type and d.has("amount") and d.trigger < part.trigger
            ),
            None,
        )
        if whole is None:
            continue
        part.parent = whole
        for role in ("actor", "time"):
            if not part.has(role):
                part.slots[role] = list(drafts[whole].slots.get(role, []))


def _is_empty(chunks: Chunks, draft: Draft) -> bool:
    """Whether a draft names neither who nor what exactly, how much nor when."""
    if draft.type == "trade_statistic":
        return False
    if draft.needs and not draft.has("amount", "rate", "before", "quantity"):
        return True
    if draft.relation in _UNGOVERNED and not _attributive(chunks, draft):
        return True
    if "purpose" in draft.rules:
        return not draft.has(*NUMBERS)
    content = draft.filled(*_CONTENT)
    if draft.type in _OWN_OBJECT | {"legislation"} and draft.has("object"):
        content -= 1
    return content < 1


def _attributive(chunks: Chunks, draft: Draft) -> bool:
    """Whether a measure that no verb of change governs names somebody, something or a value."""
    own = "object" if draft.type in _OWN_OBJECT else ""
    spans = [span for role in _SOLID if role != own for span in draft.slots.get(role, [])]
    mentions = chunks.sentence.mentions
    return any(m.start < end and start < m.end for start, end in spans for m in mentions)


def _overlap(one: Draft, other: Draft) -> bool:
    return one.trigger[0] < other.trigger[1] and other.trigger[0] < one.trigger[1]


def _one_trigger(one: Draft, other: Draft) -> bool:
    """Whether two drafts of different types read the same words."""
    return one.type != other.type and _overlap(one, other)


def _same_event(one: Draft, other: Draft) -> bool:
    if one.type != other.type:
        return False
    if _overlap(one, other):
        return True
    if one.type == "trade_statistic":
        return False
    if one.verb is None or one.verb != other.verb:
        return False
    return one.type not in {"funding", "investment"} or "verb" in {one.relation, other.relation}


def _better(one: Draft, other: Draft) -> bool:
    return _STRENGTH.get(one.relation, 0) > _STRENGTH.get(other.relation, 0)


def _absorb(winner: Draft, loser: Draft) -> None:
    """Keep what the losing draft knew of the same event."""
    for role, spans in loser.slots.items():
        for span in spans:
            if role in {"object", "instrument"} and winner.has(role):
                continue
            winner.add(role, span)
    winner.anchors |= loser.anchors
