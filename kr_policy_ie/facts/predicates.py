"""Facts that a verb states by itself: `invest`, `designate`, `retaliate`, `meet`."""

from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.clauses import STOPS, objects, subjects
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.lexicon import singular
from kr_policy_ie.facts.mentions import PARTIES
from kr_policy_ie.facts.moods import is_purpose, mood
from kr_policy_ie.facts.roles import (
    Roles,
    add_actor,
    add_objects,
    add_phrases,
    head_party,
    is_list,
    long_phrase,
)
from kr_policy_ie.rules.frames import VerbFrame

#: How many chunks after a verb are looked at for what its frame needs.
_CLAUSE = 24
#: Names one of which must stand in a clause that misses a condition of its frame.
_NAMED = ("COUNTRY", "GOV", "ORG", "SECTOR")


def verb_drafts(chunks: Chunks, roles: Roles) -> list[Draft]:
    """One draft for each verb frame whose conditions a verb group of the sentence meets."""
    drafts = []
    for index, group in enumerate(chunks.chunks):
        if group.kind != "VG" or not group.verbs:
            continue
        for frame in chunks.lexicon.verb_frames.get(chunks.lemma(group.head), ()):
            draft = _draft(chunks, roles, index, frame)
            if draft is not None:
                drafts.append(draft)
        for verb in group.verbs[:-1]:
            for frame in chunks.lexicon.verb_frames.get(chunks.lemma(verb), ()):
                draft = _draft(chunks, roles, index, frame) if frame.type == "target" else None
                if draft is not None and frame.id == "target.verb":
                    draft.status = "planned"
                    drafts.append(draft)
    return drafts


def _draft(chunks: Chunks, roles: Roles, index: int, frame: VerbFrame) -> Draft | None:
    missing = _missing(chunks, index, frame)
    if any(name not in frame.loose for name in missing):
        return None
    if missing and not _has_labels(chunks, _around(chunks, index), _NAMED):
        return None
    group = chunks.chunks[index]
    found = mood(chunks, index)
    if frame.type == "target" and not frame.object and found.status == "realized":
        return None  # what was done is no goal
    draft = Draft(
        type=frame.type,
        action=frame.action,
        status=found.status,
        trigger=(group.head, group.head + 1),
        rules=[frame.id, *found.rules, *(f"weak.{name}" for name in missing)],
        verb=index,
        relation="verb",
        needs=("MONEY",) if "MONEY" in frame.needs else (),
    )
    draft.anchors.add(index)
    add_actor(chunks, draft, index)
    add_objects(chunks, draft, index, frame.object)
    last = (objects(chunks, index) or [index])[-1]
    add_phrases(chunks, draft, roles, last)
    if (
        draft.status == "realized"
        and chunks.lemma(group.head) in chunks.words.promises
        and frame.type in {"funding", "investment"}
    ):
        draft.status = "planned"
    if frame.type == "designation":
        _settle_designation(chunks, draft, index)
    if frame.type == "cooperation" and any(
        chunks.sentence.word(at) in {"closely", "more", "closer"}
        for at in range(group.end, min(group.end + 3, chunks.sentence.end))
    ):
        draft.action = "increase"
    if is_purpose(chunks, index):
        draft.score -= 0.3
        draft.rules.append("purpose")
    return draft


def _missing(chunks: Chunks, index: int, frame: VerbFrame) -> list[str]:
    """The conditions of a frame that a clause does not meet."""
    around = _around(chunks, index)
    out = []
    if not _has_labels(chunks, around, frame.needs):
        out.append("needs")
    if not _has_words(chunks, index, around, frame):
        out.append("with")
    if frame.actors and not _actor_fits(chunks, index, frame.actors):
        out.append("actors")
    return out


def _settle_designation(chunks: Chunks, draft: Draft, index: int) -> None:
    """A list is the instrument; adding to it is `increase`, taking off it `end`."""
    group = chunks.chunks[index]
    lemmas = {chunks.lemma(at) for at in group.verbs}
    if lemmas & chunks.words.adding:
        draft.action = "increase"
    elif lemmas & chunks.words.removing:
        draft.action = "end"
    found = subjects(chunks, index) if group.passive else objects(chunks, index)
    for at in found:
        if (
            is_list(chunks, chunks.chunks[at])
            and chunks.sentence.value_at(chunks.chunks[at].head) is None
        ):
            draft.slots.pop("object", None)
            draft.slots["instrument"] = [_list_span(chunks, at)]
            draft.action = "increase" if lemmas & chunks.words.widening else draft.action


def _list_span(chunks: Chunks, index: int) -> tuple[int, int]:
    """The name of a list where it has one, else its phrase."""
    for at in range(index, min(index + 5, len(chunks.chunks))):
        chunk = chunks.chunks[at]
        name = (
            chunks.sentence.name_at(chunk.head, frozenset({"PROGRAM", "LAW"}))
            if chunk.kind == "NP"
            else None
        )
        if name is not None:
            return name.start, name.end
        if chunk.kind in {"VG", "MARK"}:
            break
    chunk = chunks.chunks[index]
    if at - index < 1 or chunks.sentence.word(chunk.end) != "of":
        return chunks.sentence.offsets(chunk.start, chunk.head)
    return long_phrase(chunks, index)


def _around(chunks: Chunks, index: int) -> list[int]:
    """The noun phrases of a verb group's clause: up to the next finite verb or clause, subjects."""
    items, found = chunks.chunks, []
    for at in range(index + 1, min(len(items), index + _CLAUSE)):
        chunk = items[at]
        word = chunks.sentence.word(chunk.start)
        if chunk.kind == "NP":
            found.append(at)
        elif (
            (chunk.kind == "VG" and chunk.form in {"fin", "inf"})
            or chunk.kind == "MARK"
            or word in STOPS
        ):
            if found and found[-1] == at - 1 and chunk.kind == "VG" and chunk.form == "fin":
                found.pop()
            break
    return [*found, *subjects(chunks, index)]


def _has_labels(chunks: Chunks, around: list[int], needs: tuple[str, ...]) -> bool:
    if not needs:
        return True
    labels: set[str] = set()
    for at in around:
        chunk = chunks.chunks[at]
        labels.update(m.label for m in chunks.sentence.within(chunk.start, chunk.end - 1))
    if "number_or_date" in needs:
        return bool(labels & {"MONEY", "PERCENT", "QUANTITY", "DATE"})
    return bool(labels & set(needs))


def _has_words(chunks: Chunks, verb: int, around: list[int], frame: VerbFrame) -> bool:
    """Whether one of the frame's words stands in the clause, as head of its object if it must."""
    words = frame.with_
    if not words:
        return True
    if frame.heads:
        seen = subjects(chunks, verb) if chunks.chunks[verb].passive else objects(chunks, verb)
        return any(singular(chunks.sentence.word(chunks.chunks[at].head)) in words for at in seen)
    for at in around:
        chunk = chunks.chunks[at]
        text = [singular(chunks.sentence.word(token)) for token in range(chunk.start, chunk.end)]
        if any(word in text or (" " in word and word in " ".join(text)) for word in words):
            return True
    group = chunks.chunks[verb]
    beside = {
        chunks.sentence.word(at)
        for at in range(group.start, min(group.end + 3, chunks.sentence.end))
    }
    return bool(beside & set(words) & chunks.words.manner)


def _actor_fits(chunks: Chunks, index: int, labels: tuple[str, ...]) -> bool:
    for at in subjects(chunks, index):
        chunk = chunks.chunks[at]
        party = head_party(chunks, chunk)
        if party is not None and party.label in labels:
            return True
        word = singular(chunks.sentence.word(chunk.head))
        if party is None and word in (
            chunks.words.public_bodies if "GOV" in labels else chunks.words.companies
        ):
            return True
    return bool(set(labels) >= PARTIES)
