"""Facts that a measure noun states: `Japan lifted export curbs`, `extension of the credit`."""

from kr_policy_ie.facts.acts import act_of
from kr_policy_ie.facts.chunks import Chunk, Chunks
from kr_policy_ie.facts.clauses import subjects
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.governors import Governor, find_governor
from kr_policy_ie.facts.lexicon import NounHit, singular
from kr_policy_ie.facts.moods import is_purpose
from kr_policy_ie.facts.roles import (
    Roles,
    add_actor,
    add_beneficiary,
    add_phrases,
    is_party,
    long_phrase,
    owner_party,
    phrase,
    receives,
)
from kr_policy_ie.rules.frames import Change


def noun_drafts(chunks: Chunks, roles: Roles) -> list[Draft]:
    """One draft for each measure noun of the sentence that a clause states."""
    sentence = chunks.sentence
    drafts = []
    for hit in chunks.hits:
        moved = hit.moved(sentence.start)
        draft = _draft(chunks, roles, moved)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _draft(chunks: Chunks, roles: Roles, hit: NounHit) -> Draft | None:
    index = chunks.of_token.get(hit.head - 1)
    if index is None or chunks.chunks[index].kind != "NP":
        return None
    chunk = chunks.chunks[index]
    if (
        chunk.prep == "in"
        and chunks.sentence.word(hit.end) in {"for", "to"}
        and chunks.sentence.word(hit.end - 1) == "retaliation"
    ):
        return None
    fits = _context_fits(chunks, hit)
    if chunk.start > hit.start or _named(chunks, hit) or (hit.measure.strict and not fits):
        return None
    own = _own_change(chunks, chunk, hit)
    governor = find_governor(chunks, index)
    if isinstance(own, Change):
        governor.change = own
    action, status, rules = act_of(chunks, governor, hit, index)
    draft = Draft(
        type=hit.measure.type, action=action, status=status, trigger=(hit.start, hit.end),
        rules=[hit.measure.id, *rules], verb=governor.verb if governor.relation != "prep" else None,
        noun=index, relation=governor.relation, needs=hit.measure.needs,
    )  # fmt: skip
    draft.anchors.add(index)
    if not fits:
        draft.rules.append("weak.context")
    if own is False:
        draft.relation = "modifier"
    _fill(chunks, roles, draft, governor, hit)
    return draft


def _context_fits(chunks: Chunks, hit: NounHit) -> bool:
    context = hit.measure.context
    if not context:
        return True
    words = chunks.sentence.lower
    around = words[
        max(0, hit.start - chunks.sentence.start - 6) : hit.end - chunks.sentence.start + 6
    ]
    return any(singular(word) in context for word in around)


def _named(chunks: Chunks, hit: NounHit) -> bool:
    """Whether the noun is inside the name of a body (`Korea Trade Commission`)."""
    name = chunks.sentence.name_at(hit.end - 1)
    return name is not None and name.label in {"GOV", "ORG", "PERSON", "PLACE", "COUNTRY"}


def _own_change(chunks: Chunks, chunk: Chunk, hit: NounHit) -> Change | bool | None:
    """The change noun that a measure modifies (`tariff cuts`); False where it is no measure."""
    if hit.head - 1 >= chunk.head:
        return None
    head = singular(chunks.sentence.word(chunk.head))
    if head in chunks.lexicon.change_nouns:
        return chunks.lexicon.change_nouns[head]
    name = chunks.sentence.name_at(chunk.head)
    if name is not None and name.first <= hit.start:
        return None
    if head in chunks.words.light_heads:
        return None
    return False


def _fill(chunks: Chunks, roles: Roles, draft: Draft, governor: Governor, hit: NounHit) -> None:
    index = draft.noun
    if index is None:
        return
    if governor.verb is not None and governor.relation in {"obj", "subj", "part"}:
        draft.anchors.add(governor.verb)
        if governor.relation == "obj" and receives(chunks, governor.verb):
            add_beneficiary(chunks, draft, governor.verb)
            draft.action = "continue" if draft.status == "realized" else "introduce"
            if chunks.chunks[governor.verb].form == "inf" and draft.status == "realized":
                draft.status, draft.action = "planned", "introduce"
        elif (
            governor.relation == "obj"
            or chunks.chunks[governor.verb].passive
            or governor.relation == "part"
        ):
            add_actor(chunks, draft, governor.verb)
    owner = owner_party(chunks, index)
    noun_owner = owner_party(chunks, governor.noun) if governor.noun is not None else None
    for found in (noun_owner, owner):
        if found is not None and found != draft.slots.get("actor", [None])[0]:
            if draft.has("actor") and not chunks.sentence.text_at(found[0], found[0] + 1).isupper():
                continue
            draft.add("counterparty" if draft.has("actor") else "actor", found)
    if (
        hit.measure.role
        and chunks.sentence.value_at(hit.end - 1) is None
        and not (hit.start + 1 == hit.end and chunks.sentence.word(hit.start) in {"benefit"})
    ):
        draft.add(hit.measure.role, _own_span(chunks, draft, index, hit))
    add_phrases(chunks, draft, roles, index)
    if (
        governor.verb is not None
        and governor.verb > index
        and governor.relation in {"subj", "part"}
    ):
        add_phrases(chunks, draft, roles, governor.verb)
    _add_hurt(chunks, draft, index)
    if (
        draft.verb is not None
        and is_purpose(chunks, draft.verb)
        and not receives(chunks, draft.verb)
    ):
        draft.score -= 0.3
        draft.rules.append("purpose")


def _add_hurt(chunks: Chunks, draft: Draft, index: int) -> None:
    """Whom a measure hurts: `exporters hit by U.S. tariffs`."""
    items = chunks.chunks
    if items[index].prep != "by" or index < 3 or draft.relation in {"obj", "subj"}:
        return
    at = next((b for b in range(index - 1, max(-1, index - 5), -1) if items[b].kind == "VG"), None)
    if at is None or chunks.sentence.word(items[at].head) not in chunks.words.hurt:
        return
    for one in subjects(chunks, at):
        if is_party(chunks, items[one]):
            draft.add("counterparty", phrase(chunks, items[one]))
            draft.rules.append("hurt.by")


def _with_quoted_name(chunks: Chunks, first: int) -> int:
    """Where a phrase starts that a quoted name opens (`"alchemy" program`)."""
    sentence = chunks.sentence
    if first - 2 <= sentence.start or chunks.kinds[first - sentence.start] != "A":
        return first
    name = sentence.name_at(first - 1)
    return name.first if name is not None and name.label == "PROGRAM" else first


def _own_span(chunks: Chunks, draft: Draft, index: int, hit: NounHit) -> tuple[int, int]:
    """The trigger's own phrase, without numbers and owners before it."""
    sentence, chunk = chunks.sentence, chunks.chunks[index]
    name = sentence.name_at(hit.end - 1)
    if name is not None:
        return name.start, name.end
    first = hit.start
    while (
        first > chunk.start
        and not sentence.by_token.get(first - 1)
        and chunks.kinds[first - 1 - sentence.start] in {"A", "N"}
    ):
        first -= 1
    sector = sentence.name_at(first - 1) if first > chunk.start else None
    if sector is not None and sector.label == "SECTOR":
        draft.add("sector", (sector.start, sector.end))
    last = max(
        hit.end - 1,
        chunk.head if draft.type in {"program", "legislation", "cooperation"} else hit.end - 1,
    )
    first = _with_quoted_name(chunks, first)
    start, end = sentence.offsets(first, last)
    if draft.type == "designation":
        return start, max(end, long_phrase(chunks, index)[1])
    return start, end
