"""Facts that a measure noun states: `Japan lifted export curbs`, `extension of the credit`."""

from dataclasses import dataclass

from kr_policy_ie.facts.chunks import Chunk, Chunks
from kr_policy_ie.facts.clauses import is_purpose, mood, objects, subjects
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.lexicon import NounHit, singular
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

#: Heads that a measure noun may modify without ceasing to be the measure.
_LIGHT_HEADS = frozenset(
    {
        "rate",
        "level",
        "measure",
        "action",
        "package",
        "plan",
        "program",
        "programme",
        "system",
        "ceiling",
        "policy",
        "scheme",
    }
    | {
        "support",
        "rule",
        "status",
        "bill",
        "amount",
        "regime",
        "order",
        "deal",
        "agreement",
        "proposal",
        "process",
        "case",
    }
)
_PASS_THROUGH = frozenset(
    {
        "wave",
        "package",
        "series",
        "range",
        "set",
        "round",
        "number",
        "form",
        "kind",
        "worth",
        "list",
        "raft",
        "lot",
        "part",
        "use",
        "version",
        "draft",
        "outline",
        "text",
    }
)
_MAX_DEPTH = 4
_WINDOW = 30
_GOVERNED = frozenset({"for", "on", "to", "with", "of", "against", "in"})


@dataclass
class Governor:
    """What governs a noun phrase: verb group, relation, and the change nouns on the way."""

    verb: int | None = None
    relation: str = "none"
    change: Change | None = None
    status: str = ""
    rule: str = ""
    noun: int | None = None


def noun_drafts(chunks: Chunks, roles: Roles) -> list[Draft]:
    """One draft for each measure noun of the sentence that a clause states."""
    sentence = chunks.sentence
    hits = chunks.lexicon.find_nouns(sentence.lower)
    drafts = []
    for hit in hits:
        moved = NounHit(hit.start + sentence.start, hit.end + sentence.start, hit.measure)
        draft = _draft(chunks, roles, moved)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _draft(chunks: Chunks, roles: Roles, hit: NounHit) -> Draft | None:
    index = chunks.of_token.get(hit.end - 1)
    if index is None or chunks.chunks[index].kind != "NP":
        return None
    chunk = chunks.chunks[index]
    if (
        chunk.prep == "in"
        and chunks.sentence.word(hit.end) in {"for", "to"}
        and chunks.sentence.word(hit.end - 1) == "retaliation"
    ):
        return None
    if chunk.start > hit.start or not _context_fits(chunks, chunk, hit) or _named(chunks, hit):
        return None
    own = _own_change(chunks, chunk, hit)
    governor = find_governor(chunks, index)
    if isinstance(own, Change):
        governor.change = own
    action, status, rules = _act(chunks, governor, hit, index)
    draft = Draft(
        type=hit.measure.type, action=action, status=status, trigger=(hit.start, hit.end),
        rules=[hit.measure.id, *rules], verb=governor.verb if governor.relation != "prep" else None,
        noun=index, relation=governor.relation, needs=hit.measure.needs,
    )  # fmt: skip
    draft.anchors.add(index)
    if own is False:
        draft.relation = "modifier"
    _fill(chunks, roles, draft, governor, hit)
    return draft


def _context_fits(chunks: Chunks, chunk: Chunk, hit: NounHit) -> bool:
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
    if hit.end - 1 >= chunk.head:
        return None
    head = singular(chunks.sentence.word(chunk.head))
    if head in chunks.lexicon.change_nouns:
        return chunks.lexicon.change_nouns[head]
    name = chunks.sentence.name_at(chunk.head)
    if name is not None and name.first <= hit.start:
        return None
    if head in _LIGHT_HEADS:
        return None
    return False


def find_governor(chunks: Chunks, index: int, depth: int = 0) -> Governor:
    """What states a noun phrase: the verb that it is object or subject of, through nouns."""
    chunk = chunks.chunks[index]
    while chunk.owner is not None and chunk.owner < index:
        left = chunk.owner
        break
    else:
        left = index
    if chunk.prep:
        found = _through_preposition(chunks, left, depth)
        if found is not None:
            return found
    items = chunks.chunks
    before = next(
        (
            at
            for at in range(index - 1, max(-1, index - _WINDOW), -1)
            if items[at].kind == "VG" and index in objects(chunks, at)
        ),
        None,
    )
    after = next(
        (
            at
            for at in range(index + 1, min(len(items), index + _WINDOW))
            if items[at].kind == "VG" and items[at].form != "part" and index in subjects(chunks, at)
        ),
        None,
    )
    if (
        before is not None
        and after is not None
        and _reports(chunks, before)
        and items[after].form == "fin"
    ):
        before = None
    if before is not None:
        return Governor(before, "obj")
    if after is not None:
        return Governor(after, "subj")
    return Governor()


def _reports(chunks: Chunks, at: int) -> bool:
    """Whether a verb takes a clause without `that` (`said tariffs would rise`)."""
    lemma = chunks.lemma(chunks.chunks[at].head)
    rule = chunks.lexicon.matrix.get(lemma)
    return lemma in chunks.lexicon.speech or (rule is not None and rule.status == "considered")


def _through_preposition(chunks: Chunks, index: int, depth: int) -> Governor | None:
    """The governor of a prepositional phrase: a change noun, a noun of mood, or a verb with it."""
    items = chunks.chunks
    at = index - 1
    while at >= 0 and items[at].kind in {"ADP", "OTHER"}:
        at -= 1
    if at < 0 or depth > _MAX_DEPTH:
        return None
    before = items[at]
    if before.kind == "VG":
        status = (
            _verb_status(chunks, at) if items[index].prep in _GOVERNED - {"in", "against"} else ""
        )
        return Governor(at, "prep", status=status)
    if before.kind != "NP":
        return None
    head = singular(chunks.sentence.word(before.head))
    lexicon = chunks.lexicon
    prep = items[index].prep
    value = chunks.sentence.value_at(before.head)
    passes = head in _PASS_THROUGH or (value is not None and value.label in {"MONEY", "QUANTITY"})
    if prep in {"of", "in", "to", "on", "for"} and (head in lexicon.change_nouns or passes):
        outer = find_governor(chunks, at, depth + 1)
        if head in lexicon.change_nouns and outer.change is None:
            outer.change = lexicon.change_nouns[head]
        outer.noun = at
        return outer
    if prep in {"of", "for", "to", "on"} and head in lexicon.modal_nouns:
        outer = find_governor(chunks, at, depth + 1)
        outer.status = str(lexicon.modal_nouns[head].status)
        outer.rule = lexicon.modal_nouns[head].id
        outer.noun = at
        return outer
    return Governor(None, "prep")


def _verb_status(chunks: Chunks, at: int) -> str:
    rule = chunks.lexicon.matrix.get(chunks.lemma(chunks.chunks[at].head))
    return rule.status or "" if rule is not None else ""


_RANK = {"": -1, "realized": 0, "planned": 1, "considered": 2, "denied": 3}


def _act(
    chunks: Chunks, governor: Governor, hit: NounHit, index: int
) -> tuple[str | None, str, list[str]]:
    """Action and status of a measure, with the rules that gave them."""
    lexicon = chunks.lexicon
    action, status = hit.measure.bare
    rules: list[str] = []
    verb = governor.verb
    if verb is not None and not _bears(chunks, governor, verb):
        governor.relation = "loose"
    if verb is not None and governor.relation in {"obj", "subj"}:
        found = mood(chunks, verb)
        status, rules = found.status, [*found.rules]
        action = _verb_action(chunks, verb, governor.relation) or action
        if (
            chunks.chunks[verb].form == "fin"
            and status == "considered"
            and governor.relation == "subj"
            and not chunks.chunks[verb].passive
            and "condition" not in rules
        ):
            status = (
                "planned" if chunks.sentence.word(chunks.chunks[verb].start) == "should" else status
            )
        lemma = chunks.lemma(chunks.chunks[verb].head)
        rule = lexicon.matrix.get(lemma)
        if (
            rule is not None
            and rule.status
            and lemma not in _SETTLED
            and _RANK[rule.status] > _RANK[status]
        ):
            status = rule.status
            rules.append(rule.id)
            action = "introduce" if rule.status != "denied" or lemma in lexicon.changes else action
    elif verb is not None and governor.status:
        found = mood(chunks, verb)
        status = max(found.status, governor.status, key=_RANK.__getitem__)
        action = "introduce"
    else:
        participle = _participle_after(chunks, index)
        if participle is not None:
            action = _verb_action(chunks, participle, "subj") or action
            status = "realized"
            governor.verb, governor.relation = participle, "part"
    if governor.change is not None:
        action = governor.change.action
        rules.append(governor.change.id)
        if verb is None and not governor.status:
            status = "realized"
    if governor.status and _RANK[governor.status] > _RANK[status]:
        status = governor.status
    return action, status, rules


def _bears(chunks: Chunks, governor: Governor, verb: int) -> bool:
    """Whether a verb acts on the measure rather than only mentions it (`welcomed the plan`)."""
    if governor.relation not in {"obj", "subj"}:
        return True
    if governor.change is not None or receives(chunks, verb):
        return True
    group = chunks.chunks[verb]
    lemma = chunks.lemma(group.head)
    if _verb_action(chunks, verb, governor.relation) is not None and group.verbs:
        return True
    if governor.relation == "subj" and not group.passive:
        return False
    rule = chunks.lexicon.matrix.get(lemma)
    return rule is not None and rule.status is not None


#: Matrix verbs that, with a measure as object, do it rather than want it.
_SETTLED = frozenset(
    {
        "approve",
        "announce",
        "set",
        "move",
        "sign",
        "offer",
        "invite",
        "see",
        "forecast",
        "discuss",
        "commit",
        "make",
        "resolve",
        "veto",
        "reject",
        "review",
        "examine",
        "study",
        "fail",
    }
)


def _verb_action(chunks: Chunks, verb: int, relation: str) -> str | None:
    group = chunks.chunks[verb]
    lemma = chunks.lemma(group.head)
    lexicon = chunks.lexicon
    active_subject = relation == "subj" and not group.passive and group.form != "part"
    if active_subject:
        particle = chunks.sentence.word(group.head + 1)
        change = lexicon.intransitive.get(f"{lemma} {particle}") or lexicon.intransitive.get(lemma)
        return change.action if change else None
    particle = chunks.sentence.word(group.head + 1)
    change = lexicon.changes.get(f"{lemma} {particle}") or lexicon.changes.get(lemma)
    for at in reversed(group.verbs):
        if change is None or (change.action == "introduce" and lemma in {"begin", "start"}):
            change = lexicon.changes.get(chunks.lemma(at)) or change
    return change.action if change else None


def _participle_after(chunks: Chunks, index: int) -> int | None:
    """A participle right after a noun phrase (`tariffs imposed by`)."""
    items = chunks.chunks
    at = index + 1
    while at < len(items) and (
        items[at].kind in {"ADP", "OTHER"}
        or (items[at].kind == "NP" and items[at].prep)
        or chunks.sentence.word(items[at].start) == ","
    ):
        at += 1
        if at > index + 6:
            return None
    if (
        at < len(items)
        and items[at].kind == "VG"
        and (items[at].form == "part")
        and chunks.lemma(items[at].head) in chunks.lexicon.changes
    ):
        return at
    return None


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


_HURT = frozenset(
    {
        "hit",
        "hurt",
        "affected",
        "damaged",
        "battered",
        "targeted",
        "covered",
        "struck",
        "squeezed",
        "burdened",
    }
)


def _add_hurt(chunks: Chunks, draft: Draft, index: int) -> None:
    """Whom a measure hurts: `exporters hit by U.S. tariffs`."""
    items = chunks.chunks
    if items[index].prep != "by" or index < 3 or draft.relation in {"obj", "subj"}:
        return
    at = next((b for b in range(index - 1, max(-1, index - 5), -1) if items[b].kind == "VG"), None)
    if at is None or chunks.sentence.word(items[at].head) not in _HURT:
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
