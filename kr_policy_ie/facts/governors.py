"""What states a measure: the verb that governs its noun phrase, straight or through nouns."""

from dataclasses import dataclass

from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.clauses import objects, subjects
from kr_policy_ie.facts.lexicon import singular
from kr_policy_ie.rules.frames import Change

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
    passes = head in chunks.words.pass_through or (
        value is not None and value.label in {"MONEY", "QUANTITY"}
    )
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
