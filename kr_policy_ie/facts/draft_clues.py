"""What a draft's surroundings say of it: its parties, what governs it, what the tree makes of it.

Features for the draft model beside those of the rules.  The tree is a second witness: whether it
agrees with the reading over chunks is a feature, never a condition.
"""

from kr_policy_ie.facts.chunks import Chunk, Chunks
from kr_policy_ie.facts.clauses import controller_of
from kr_policy_ie.facts.context import Memory
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.lexicon import singular

_PARTY_ROLES = ("actor", "counterparty", "beneficiary")
_THING_ROLES = ("object", "instrument", "sector")
_PUBLIC = frozenset({"COUNTRY", "GOV"})
_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj"})
_OBJECTS = frozenset({"obj", "dobj", "iobj"})


def clues(chunks: Chunks, draft: Draft, others: list[Draft], memory: Memory) -> list[str]:
    """The names of the features; each counts one.

    Args:
        chunks: The draft's sentence.
        draft: The draft, with its values bound.
        others: All drafts of the sentence, the draft included.
        memory: What the sentences before were about.
    """
    out = [*_parties(chunks, draft), *_things(chunks, draft), *_rivals(draft, others)]
    if draft.noun is not None:
        out += _noun_phrase(chunks, draft, chunks.chunks[draft.noun])
    if draft.verb is not None:
        out += _verb_group(chunks, draft, draft.verb)
    return out + _tree(chunks, draft) + _place(chunks, draft) + _recent(chunks, draft, memory)


def _label(chunks: Chunks, span: tuple[int, int]) -> str:
    """The label of the mention that ends a filler, else what kind of words it is."""
    inside = [m for m in chunks.sentence.mentions if m.start < span[1] and span[0] < m.end]
    if inside:
        return max(inside, key=lambda m: (m.end, m.start)).label
    text = chunks.sentence.text_at(*span).lower()
    if text in chunks.words.anaphors or text in {"he", "she", "we", "its", "his"}:
        return "pronoun"
    head = singular(text.split()[-1]) if text.split() else ""
    if head in chunks.words.public_bodies:
        return "public"
    return "company" if head in chunks.words.companies else "words"


def _parties(chunks: Chunks, draft: Draft) -> list[str]:
    out, public = [], False
    for role in _PARTY_ROLES:
        spans = draft.slots.get(role, [])
        label = _label(chunks, spans[0]) if spans else "none"
        public = public or label in _PUBLIC or label == "public"
        out += [f"{role}:{label}", f"{draft.type}&{role}:{label}"]
    return [*out, f"public={public}", f"{draft.type}&public={public}"]


def _things(chunks: Chunks, draft: Draft) -> list[str]:
    out = []
    for role in _THING_ROLES:
        for span in draft.slots.get(role, [])[:1]:
            long = len(chunks.sentence.text_at(*span).split())
            out += [f"{role}:{_label(chunks, span)}", f"{draft.type}&{role}:{min(long, 3)}"]
    return out


def _rivals(draft: Draft, others: list[Draft]) -> list[str]:
    """Which other readings the same words, the same verb and the sentence have."""
    out = []
    for other in others:
        if other is draft or other.type == draft.type:
            continue
        if draft.trigger[0] < other.trigger[1] and other.trigger[0] < draft.trigger[1]:
            out.append(f"{draft.type}|{other.type}")
        if other.verb is not None and other.verb == draft.verb:
            out.append(f"{draft.type}~{other.type}")
    types = {other.type for other in others if other is not draft}
    return [*sorted(set(out)), *(f"{draft.type}+{name}" for name in sorted(types))]


def _noun_phrase(chunks: Chunks, draft: Draft, chunk: Chunk) -> list[str]:
    """How the trigger's phrase is made: articles, owners, adjectives, what follows it."""
    sentence = chunks.sentence
    length = chunk.end - chunk.start
    out = [f"long={min(length, 4)}"]
    first = sentence.pos_at(chunk.start)
    out.append(f"opens={first if first in {'DET', 'ADJ', 'PRON', 'NUM'} else 'other'}")
    out += [f"{draft.type}&opens={first}", f"owner={chunk.owner is not None}"]
    after = sentence.word(chunk.end)
    out.append(f"after={after}" if after in {"of", "on", "to", "for", "with", "that", ","} else "")
    if sentence.lower[draft.trigger[1] - 1 - sentence.start].endswith("s"):
        out += ["plural", f"{draft.type}&plural"]
    named = sentence.name_at(draft.trigger[1] - 1)
    if named is not None:
        out += [f"inside={named.label}", f"{draft.type}&inside={named.label}"]
    return [name for name in out if name]


def _verb_group(chunks: Chunks, draft: Draft, index: int) -> list[str]:
    """What kind of verb governs the draft, and what governs that."""
    group, lexicon = chunks.chunks[index], chunks.lexicon
    lemma = chunks.lemma(group.head)
    kinds = []
    if lemma in lexicon.changes:
        kinds.append(lexicon.changes[lemma].action)
    if lemma in lexicon.matrix:
        kinds.append(f"matrix-{lexicon.matrix[lemma].status}")
    if lemma in lexicon.speech:
        kinds.append("speech")
    if lemma in lexicon.verb_frames:
        kinds.append("frame")
    kind = "+".join(kinds) or "other"
    out = [f"kind={kind}", f"rel={draft.relation}&kind={kind}", f"{draft.type}&kind={kind}"]
    if group.form in {"inf", "ing"}:
        governor = controller_of(chunks, index)
        if governor is not None:
            out.append(f"governor={chunks.lemma(chunks.chunks[governor[1]].head)}")
    if index and chunks.chunks[index - 1].kind == "MARK":
        out.append(f"mark={chunks.sentence.word(chunks.chunks[index - 1].start)}")
    return out


def _tree(chunks: Chunks, draft: Draft) -> list[str]:
    """What the parse says of the trigger, and whether it agrees with the chunks."""
    at = draft.trigger[1] - 1
    token = chunks.sentence.token(at)
    if not token.dep_:
        return ["tree=none"]
    head = token.head
    out = [f"dep={token.dep_}", f"{draft.type}&dep={token.dep_}", f"pos={token.pos_}"]
    if token.dep_ in {"compound", "nmod", "obl", "conj", "appos"}:
        out.append(f"dep={token.dep_}<{head.pos_}")
    if draft.verb is not None and draft.noun is not None:
        group = chunks.chunks[draft.verb]
        seen = group.start <= head.i < group.end
        kind = "obj" if token.dep_ in _OBJECTS else "subj" if token.dep_ in _SUBJECTS else "other"
        agrees = seen and kind in {draft.relation, "other"}
        out += [f"tree={agrees}", f"rel={draft.relation}&tree={seen}-{kind}"]
    if draft.verb is not None:
        verb = chunks.sentence.token(chunks.chunks[draft.verb].head)
        out += [f"clause={verb.dep_}", f"verbpos={verb.pos_}"]
    return out


def _place(chunks: Chunks, draft: Draft) -> list[str]:
    """Where in its sentence the trigger stands, and how much is told there."""
    sentence = chunks.sentence
    values = sum(m.is_value and m.label != "DATE" for m in sentence.mentions)
    share = (draft.trigger[0] - sentence.start) * 3 // max(1, sentence.end - sentence.start)
    parties = sum(m.label in _PUBLIC for m in sentence.mentions)
    return [
        f"third={share}",
        f"values={min(values, 4)}",
        f"{draft.type}&values={min(values, 2)}",
        f"parties={min(parties, 3)}",
        f"{draft.type}&parties={min(parties, 2)}",
    ]


def _recent(chunks: Chunks, draft: Draft, memory: Memory) -> list[str]:
    """Whether the draft's type is what the text is about by its measure nouns."""
    here = any(hit.measure.type == draft.type for hit in chunks.hits)
    before = sum(draft.type in types for types in memory.nouns[:-1])
    first = draft.type in memory.first
    out = [f"here={here}", f"before={before}", f"first={first}"]
    out += [f"{draft.type}&here={here}", f"{draft.type}&before={min(before, 2)}"]
    second = next((rule for rule in draft.rules if rule.startswith("retype.")), None)
    if second is not None:
        out += [f"{second}>{draft.type}", f"retype&here={here}&before={min(before, 2)}"]
        out.append(f"{second}>{draft.type}&before={min(before, 1)}")
    return out
