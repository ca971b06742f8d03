"""What an indicator's phrase tells: what is measured, whose it is, with whom, of which goods."""

from kr_policy_ie.facts.chunks import Chunk
from kr_policy_ie.facts.clauses import is_date
from kr_policy_ie.facts.drafts import Draft, Span
from kr_policy_ie.facts.lexicon import singular
from kr_policy_ie.facts.mentions import PARTIES, Found
from kr_policy_ie.facts.roles import following_phrases, head_party, is_party, owner_party, phrase
from kr_policy_ie.facts.statistic_scene import Scene

_PLACES = frozenset({"PLACE"})
_OUTSIDE = frozenset({"COUNTRY", "DATE", "MONEY", "PERCENT", "GOV"})
_PARTNER = frozenset({"to", "from", "with"})
_WHOSE = frozenset({"of", "by", "in", "between"})


def describe(scene: Scene, draft: Draft, index: int) -> None:
    """Fill object, actor, sector and counterparty from an indicator's phrase."""
    chunk = scene.items[index]
    draft.add("object", _with_part(scene, index))
    for mention in scene.sentence.within(chunk.start, chunk.end - 1):
        if mention.label == "SECTOR":
            draft.add("sector", (mention.start, mention.end))
        elif mention.label == "DATE":
            take_time(scene, draft, mention)
    add_owner(scene, draft, index)
    for at in following_phrases(scene.chunks, index):
        _add_phrase(scene, draft, scene.items[at])


def _with_part(scene: Scene, index: int) -> Span:
    """The indicator with its `of` phrase where it says nothing alone (`balance of payments`)."""
    chunk, items = scene.items[index], scene.items
    start, end = object_span(scene, chunk)
    if index + 2 >= len(items) or singular(scene.sentence.word(chunk.head)) not in (
        scene.words.partitive
    ):
        return start, end
    part = items[index + 2]
    named = any(
        m.is_value or m.label in PARTIES for m in scene.sentence.within(part.start, part.end - 1)
    )
    if part.kind != "NP" or part.prep != "of" or named:
        return start, end
    return start, phrase(scene.chunks, part)[1]


def _add_phrase(scene: Scene, draft: Draft, chunk: Chunk) -> None:
    party = head_party(scene.chunks, chunk)
    if is_partner(scene, chunk):
        draft.add("counterparty", phrase(scene.chunks, chunk))
    elif (
        chunk.prep in _WHOSE
        and party is not None
        and party.label in PARTIES
        and not draft.has("actor")
    ):
        draft.add("actor", phrase(scene.chunks, chunk))
    elif chunk.prep in {"of", "including"}:
        add_goods(scene, draft, chunk)


def is_partner(scene: Scene, chunk: Chunk) -> bool:
    """Whether a phrase names whom one trades with (`to China`, `with the United States`)."""
    if chunk.prep in _PARTNER and scene.sentence.name_at(chunk.head, _PLACES):
        return True
    return (
        chunk.prep in _PARTNER | {"against"}
        and is_party(scene.chunks, chunk)
        and not is_date(scene.chunks, chunk)
        and scene.sentence.value_at(chunk.head) is None
    )


def add_goods(scene: Scene, draft: Draft, chunk: Chunk) -> None:
    """Add the goods in a phrase, and the country that they come from."""
    for mention in scene.sentence.within(chunk.start, chunk.end - 1):
        if mention.label == "SECTOR":
            draft.add("sector", (mention.start, mention.end))
        elif mention.label == "COUNTRY" and mention.last < chunk.head:
            draft.add("counterparty", (mention.start, mention.end))


def add_owner(scene: Scene, draft: Draft, index: int) -> None:
    """Add whose the indicator is; a date that owns it is its period."""
    owner = scene.items[index].owner
    while owner is not None:
        holder = scene.items[owner]
        value = scene.sentence.value_at(holder.head)
        if value is None or value.label != "DATE":
            draft.add("actor", phrase(scene.chunks, holder))
            return
        take_time(scene, draft, value)
        owner = holder.owner
    found = owner_party(scene.chunks, index)
    if found is not None:
        draft.add("actor", found)


def take_time(scene: Scene, draft: Draft, mention: Found) -> None:
    """Make a date the period of a draft."""
    draft.add("time", (mention.start, mention.end))
    scene.taken.add(mention)


def object_span(scene: Scene, chunk: Chunk) -> Span:
    """The indicator's phrase without countries, dates and amounts before it."""
    first = chunk.start
    for at in range(chunk.start, chunk.head):
        outside = any(
            m.label in _OUTSIDE and m.last < chunk.head for m in scene.sentence.by_token.get(at, [])
        )
        determines = scene.chunks.kinds[at - scene.sentence.start] == "D"
        if outside or determines or scene.sentence.word(at) in scene.words.fillers:
            first = at + 1
    return scene.sentence.offsets(min(first, chunk.head), chunk.head)
