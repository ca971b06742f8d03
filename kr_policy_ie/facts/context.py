"""Facts whose type only the sentences before tell: `It takes effect in May`.

The last sentences' measures are kept as a short memory; a clause about a pronoun, a bare `rate`
or the parts of a sum takes its type from there.
"""

from dataclasses import dataclass, field

from kr_policy_ie.facts.chunks import Chunk, Chunks
from kr_policy_ie.facts.clauses import objects, subjects
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.lexicon import singular
from kr_policy_ie.facts.mentions import Found
from kr_policy_ie.facts.moods import mood
from kr_policy_ie.facts.roles import Roles, add_actor, add_phrases, phrase

_REACH = 3
_RATE_TYPES = ("tariff", "tax_incentive")
#: Types whose measure fills `object` where a pronoun stands for it.
_OBJECTS = frozenset({"program", "tariff", "legislation", "tax_incentive"})
_MONEY_TYPES = ("funding", "investment")
_POLICY = (
    "tariff",
    "trade_restriction",
    "tax_incentive",
    "legislation",
    "program",
    "cooperation",
    "funding",
    "trade_probe",
    "designation",
    "support",
    "investment",
)


@dataclass
class Memory:
    """What the last sentences of a document were about."""

    types: list[dict[str, int]] = field(default_factory=list)
    #: Types that measure nouns name, in the first sentence and in each of the last ones.
    first: frozenset[str] = frozenset()
    nouns: list[frozenset[str]] = field(default_factory=list)

    def read(self, chunks: Chunks) -> None:
        """Note the measure nouns of the sentence that is read now."""
        types = frozenset(hit.measure.type for hit in chunks.hits)
        self.first = self.first or types
        self.nouns = [*self.nouns[-_REACH:], types]

    def near(self) -> frozenset[str]:
        """The types that measure nouns name in this sentence, the last ones and the first."""
        return self.first.union(*self.nouns)

    def note(self, drafts: list[Draft]) -> None:
        """Remember the facts of one more sentence."""
        counts: dict[str, int] = {}
        for draft in drafts:
            counts[draft.type] = counts.get(draft.type, 0) + 1
        self.types = [*self.types[-_REACH + 1 :], counts]

    def last(self, among: tuple[str, ...]) -> str | None:
        """The type, of some, that the nearest sentence with one of them had."""
        for counts in reversed(self.types):
            known = [name for name in among if counts.get(name)]
            if known:
                return max(known, key=lambda name: counts[name])
        return None


def context_drafts(
    chunks: Chunks, roles: Roles, memory: Memory, others: list[Draft], taken: set[Found]
) -> list[Draft]:
    """Drafts whose type comes from the sentences before.

    Args:
        chunks: The sentence.
        roles: The role maps.
        memory: The sentences before.
        others: The drafts of this sentence, statistics included.
        taken: Mentions that belong to a fact already.
    """
    busy = {draft.verb for draft in others if draft.verb is not None}
    drafts: list[Draft] = []
    for index, group in enumerate(chunks.chunks):
        if group.kind != "VG" or index in busy:
            continue
        draft = (
            _pronoun(chunks, roles, memory, index)
            or _object(chunks, roles, memory, index)
            or _part(chunks, roles, memory, index, taken)
        )
        if draft is not None:
            drafts.append(draft)
    line = _line(chunks, memory, taken) if not others and not drafts else None
    return [*drafts, line] if line is not None else drafts


def _pronoun(chunks: Chunks, roles: Roles, memory: Memory, index: int) -> Draft | None:
    """`It was set up in September`, `They would be lifted`, `the rates stay at 15 percent`."""
    found = subjects(chunks, index)
    if len(found) != 1:
        return None
    chunk = chunks.chunks[found[0]]
    word = singular(chunks.sentence.word(chunk.head))
    if (
        word not in (chunks.words.anaphors | chunks.words.generic)
        or chunks.sentence.name_at(chunk.head) is not None
    ):
        return None
    if word not in chunks.words.anaphors and chunk.end - chunk.start > 2:
        return None
    type_ = memory.last(_RATE_TYPES if word in {"rate", "credit"} else _POLICY)
    change = _change(chunks, index)
    if type_ is None or change is None:
        return None
    draft = _start(chunks, type_, change, index, "context.pronoun")
    draft.anchors.add(found[0])
    draft.add(
        "object" if type_ in _OBJECTS else "instrument",
        phrase(chunks, chunk),
    )
    if chunks.chunks[index].passive:
        add_actor(chunks, draft, index)
    add_phrases(chunks, draft, roles, index)
    return draft


def _object(chunks: Chunks, roles: Roles, memory: Memory, index: int) -> Draft | None:
    """`Seoul asked Washington to drop it`, `Brussels will lift the measures`."""
    group, found = chunks.chunks[index], objects(chunks, index)
    change = chunks.lexicon.changes.get(chunks.lemma(group.head))
    if group.passive or change is None or len(found) != 1 or not group.verbs:
        return None
    if change.action == "introduce":  # `announce it`, `issue them`: of anything
        return None
    chunk = chunks.chunks[found[0]]
    word = singular(chunks.sentence.word(chunk.head))
    opened = chunks.sentence.word(chunk.start) in {"the", "this", "these", "those", "its", "their"}
    generic = word in chunks.words.generic and opened and chunk.end - chunk.start == 2
    if word not in {"it", "them"} and not generic:
        return None
    type_ = memory.last(_RATE_TYPES if word in {"rate", "credit"} else _POLICY)
    if type_ is None:
        return None
    draft = _start(chunks, type_, change.action, index, "context.object")
    draft.anchors.add(found[0])
    draft.add("object" if type_ in _OBJECTS else "instrument", phrase(chunks, chunk))
    add_actor(chunks, draft, index)
    add_phrases(chunks, draft, roles, found[0])
    return draft


def _change(chunks: Chunks, index: int) -> str | None:
    group = chunks.chunks[index]
    lexicon = chunks.lexicon
    lemma = chunks.lemma(group.head)
    table = lexicon.changes if group.passive else lexicon.intransitive
    change = table.get(lemma)
    return change.action if change is not None and group.verbs else None


def _start(chunks: Chunks, type_: str, action: str, index: int, rule: str) -> Draft:
    found = mood(chunks, index)
    head = chunks.chunks[index].head
    draft = Draft(
        type_,
        action,
        found.status,
        (head, head + 1),
        [rule, *found.rules],
        verb=index,
        relation="context",
    )
    draft.anchors.add(index)
    return draft


def _part(
    chunks: Chunks, roles: Roles, memory: Memory, index: int, taken: set[Found]
) -> Draft | None:
    """A part of a sum named before: `The other $150 billion goes to shipbuilding`."""
    type_ = memory.last(_MONEY_TYPES)
    if type_ is None or chunks.lemma(chunks.chunks[index].head) not in chunks.words.part_verbs:
        return None
    around = [*subjects(chunks, index), *objects(chunks, index)]
    values = [
        m
        for at in around
        for m in _values(chunks, chunks.chunks[at])
        if m.label == "MONEY" and m not in taken
    ]
    if not values:
        return None
    words = {singular(chunks.sentence.word(chunks.chunks[at].head)) for at in around}
    if words & chunks.words.world:
        return None
    draft = _start(chunks, type_, "introduce", index, "context.part")
    if draft.status == "realized":
        draft.status = "planned"
    draft.anchors.update(around)
    add_phrases(chunks, draft, roles, (objects(chunks, index) or [index])[-1])
    return draft


def _values(chunks: Chunks, chunk: Chunk) -> list[Found]:
    return [
        m
        for m in chunks.sentence.within(chunk.start, chunk.end - 1)
        if m.is_value and m.label != "DATE"
    ]


def _line(chunks: Chunks, memory: Memory, taken: set[Found]) -> Draft | None:
    """A line of a list of sums: `Rechargeable batteries: 1.58 trillion won`."""
    sentence = chunks.sentence
    values = [m for m in sentence.mentions if m.label == "MONEY" and m not in taken]
    if not values or ":" not in sentence.lower:
        return None
    colon = sentence.lower.index(":") + sentence.start
    if values[0].first <= colon or values[0].first - colon > 6 or colon - sentence.start > 12:
        return None
    type_ = memory.last(_MONEY_TYPES) or ("funding" if memory.last(("program",)) else None)
    if type_ is None:
        return None
    index = chunks.of_token[values[0].first]
    draft = Draft(
        type_,
        "introduce",
        "planned",
        (values[0].first, values[0].last + 1),
        ["context.line"],
        noun=index,
        relation="context",
    )
    draft.anchors.add(index)
    for mention in sentence.within(sentence.start, colon - 1):
        if mention.label == "SECTOR":
            draft.add("sector", (mention.start, mention.end))
    if not draft.has("sector") and colon - 1 > sentence.start:
        draft.add("purpose", sentence.offsets(sentence.start, colon - 1))
    return draft


def retype(chunks: Chunks, drafts: list[Draft], memory: Memory) -> None:
    """Give statistics that are none the type of the sentences before: a rate of a duty, a goal."""
    for draft in drafts:
        if draft.type != "trade_statistic" or draft.noun is None:
            continue
        word = singular(chunks.sentence.word(chunks.chunks[draft.noun].head))
        if word in chunks.words.world or draft.has("amount", "counterparty"):
            continue
        type_ = memory.last(_RATE_TYPES)
        if type_ is None or not draft.has("rate", "quantity"):
            continue
        sector = chunks.sentence.name_at(chunks.chunks[draft.noun].head, frozenset({"SECTOR"}))
        if word in {"rate", "rates", "duty", "tariff", "credit"} or (
            sector is not None and draft.action == "continue"
        ):
            draft.type = type_
            draft.rules.append("context.rate")
            if draft.has("quantity"):
                draft.slots["rate"] = draft.slots.pop("quantity")
            if word in {"rate"}:
                draft.slots.pop("object", None)
