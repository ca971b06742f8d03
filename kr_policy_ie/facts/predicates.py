"""Facts that a verb states by itself: `invest`, `designate`, `retaliate`, `meet`."""

from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.clauses import is_purpose, mood, objects, subjects
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.lexicon import singular
from kr_policy_ie.facts.mentions import PARTIES
from kr_policy_ie.facts.roles import (
    Roles,
    add_actor,
    add_objects,
    add_phrases,
    following_phrases,
    head_party,
)
from kr_policy_ie.rules.frames import VerbFrame

_PUBLIC = frozenset(
    {
        "government",
        "ministry",
        "state",
        "administration",
        "parliament",
        "authority",
        "commission",
        "agency",
        "cabinet",
        "municipality",
    }
)


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
    return drafts


def _draft(chunks: Chunks, roles: Roles, index: int, frame: VerbFrame) -> Draft | None:
    around = _around(chunks, index)
    if not _has_labels(chunks, around, frame.needs) or not _has_words(chunks, around, frame.with_):
        return None
    if frame.actors and not _actor_fits(chunks, index, frame.actors):
        return None
    group = chunks.chunks[index]
    found = mood(chunks, index)
    draft = Draft(
        type=frame.type, action=frame.action, status=found.status, trigger=(group.head, group.head + 1),
        rules=[frame.id, *found.rules], verb=index, relation="verb", needs=tuple(n for n in frame.needs if n == "MONEY"),
    )  # fmt: skip
    draft.anchors.add(index)
    add_actor(chunks, draft, index)
    add_objects(chunks, draft, index, frame.object)
    last = (objects(chunks, index) or [index])[-1]
    add_phrases(chunks, draft, roles, last)
    if is_purpose(chunks, index):
        draft.score -= 0.3
        draft.rules.append("purpose")
    return draft


def _around(chunks: Chunks, index: int) -> list[int]:
    """The chunks of a verb group's clause: subject, objects, phrases after it."""
    group = chunks.chunks[index]
    found = list(objects(chunks, index))
    last = found[-1] if found else index
    found.extend(following_phrases(chunks, last))
    if group.passive or group.form == "part":
        found.extend(subjects(chunks, index))
    return found


def _has_labels(chunks: Chunks, around: list[int], needs: tuple[str, ...]) -> bool:
    if not needs:
        return True
    labels = set()
    for at in around:
        chunk = chunks.chunks[at]
        labels.update(m.label for m in chunks.sentence.within(chunk.start, chunk.end - 1))
    if "number_or_date" in needs:
        return bool(labels & {"MONEY", "PERCENT", "QUANTITY", "DATE"})
    return bool(labels & set(needs))


def _has_words(chunks: Chunks, around: list[int], words: tuple[str, ...]) -> bool:
    if not words:
        return True
    for at in around:
        chunk = chunks.chunks[at]
        text = [singular(chunks.sentence.word(token)) for token in range(chunk.start, chunk.end)]
        if any(word in text or (" " in word and word in " ".join(text)) for word in words):
            return True
    return False


def _actor_fits(chunks: Chunks, index: int, labels: tuple[str, ...]) -> bool:
    for at in subjects(chunks, index):
        chunk = chunks.chunks[at]
        party = head_party(chunks, chunk)
        if party is not None and party.label in labels:
            return True
        word = singular(chunks.sentence.word(chunk.head))
        if party is None and (word in _PUBLIC) == ("GOV" in labels):
            return True
    return bool(set(labels) >= PARTIES)
