"""Which slots the phrases around a trigger fill."""

from collections.abc import Iterable, Iterator

from kr_policy_ie.facts.chunks import Chunk, Chunks
from kr_policy_ie.facts.clauses import conjuncts, is_date, objects, subjects
from kr_policy_ie.facts.drafts import Draft, Span
from kr_policy_ie.facts.lexicon import singular
from kr_policy_ie.facts.mentions import PARTIES, Found
from kr_policy_ie.rules.frames import RoleMap

_PRONOUNS = frozenset(
    {"it", "they", "he", "she", "we", "them", "us", "him", "her", "i", "you", "both", "one"}
)
_POSSESSIVE = frozenset({"its", "their", "his", "her", "our"})
_PARTY_NOUNS = frozenset(
    {
        "government",
        "administration",
        "ministry",
        "country",
        "nation",
        "company",
        "firm",
        "maker",
        "agency",
        "commission",
    }
    | {
        "committee",
        "parliament",
        "congress",
        "senate",
        "president",
        "minister",
        "official",
        "bank",
        "exporter",
        "importer",
    }
    | {
        "producer",
        "manufacturer",
        "supplier",
        "industry",
        "authority",
        "lawmaker",
        "chipmaker",
        "automaker",
        "state",
        "bloc",
    }
    | {
        "member",
        "partner",
        "side",
        "party",
        "council",
        "board",
        "group",
        "association",
        "business",
        "farmer",
        "leader",
    }
    | {
        "secretary",
        "delegation",
        "negotiator",
        "representative",
        "house",
        "panel",
        "assembly",
        "union",
        "court",
        "team",
    }
    | {
        "enterprise",
        "investor",
        "yard",
        "shipbuilder",
        "carmaker",
        "steelmaker",
        "refiner",
        "house",
        "opposition",
        "ally",
    }
)
_DROP_FIRST = frozenset(
    {
        "the",
        "a",
        "an",
        "any",
        "some",
        "its",
        "their",
        "his",
        "her",
        "this",
        "that",
        "these",
        "those",
        "our",
        "all",
        "such",
    }
)
#: Prepositions that go on with the phrase before them.
_LOOSE = frozenset({"according", "as"})


class Roles:
    """The role maps, by type."""

    def __init__(self, maps: Iterable[RoleMap]) -> None:
        listed = list(maps)
        default = next(one for one in listed if "*" in one.types)
        self.default = default
        self.by_type = {name: one for one in listed for name in one.types}

    def role(self, type_: str, prep: str, *, party: bool) -> str:
        """The slot of a prepositional phrase in a fact of this type; empty where none."""
        own = self.by_type.get(type_, self.default)
        table = own.party if party else own.thing
        fallback = self.default.party if party else self.default.thing
        return table.get(prep, fallback.get(prep, ""))


def is_party(chunks: Chunks, chunk: Chunk) -> bool:
    """Whether a noun phrase stands for somebody who can act."""
    if head_party(chunks, chunk) is not None:
        return True
    word = chunks.sentence.word(chunk.head)
    if word in _PRONOUNS:
        return True
    return singular(word) in _PARTY_NOUNS


_LISTS = frozenset(
    {
        "list",
        "whitelist",
        "blacklist",
        "status",
        "hub",
        "technology",
        "group",
        "category",
        "item",
        "program",
        "waiver",
        "designation",
        "zone",
        "register",
    }
)


def is_list(chunks: Chunks, chunk: Chunk) -> bool:
    """Whether a noun phrase names an official list or status."""
    name = chunks.sentence.name_at(chunk.head)
    word = chunks.sentence.word(chunk.head)
    return (
        (name is not None and name.label in {"PROGRAM", "LAW"})
        or word.rstrip("s") in _LISTS
        or word in _LISTS
    )


def head_party(chunks: Chunks, chunk: Chunk) -> Found | None:
    """The party mention that heads a noun phrase."""
    return chunks.sentence.name_at(chunk.head, PARTIES)


def phrase(chunks: Chunks, chunk: Chunk) -> Span:
    """Offsets of the shortest phrase that identifies what a noun phrase names.

    A name that heads it stands alone; else articles and possessives are left out.
    """
    sentence = chunks.sentence
    name = sentence.name_at(chunk.head)
    if (
        name is not None
        and name.last >= chunk.head
        and name.label in PARTIES | {"PROGRAM", "LAW", "AGREEMENT", "PLACE"}
    ):
        return name.start, name.end
    first, last = chunk.start, chunk.head
    while (
        first < last
        and (sentence.word(first) in _DROP_FIRST or not sentence.word(first)[:1].isalnum())
        and not sentence.by_token.get(first)
    ):
        first += 1
    if first == last and sentence.word(first) in {"the", "a", "an"}:
        return sentence.offsets(first, last)
    start, end = sentence.offsets(first, last)
    inner = list(sentence.within(first, last))
    if inner and inner[-1].last == last:
        end = max(end, inner[-1].end)
    return start, end


def long_phrase(chunks: Chunks, index: int) -> Span:
    """The noun phrase with an `of` phrase right after it (`list of favored destinations`)."""
    start, end = phrase(chunks, chunks.chunks[index])
    items = chunks.chunks
    if (
        index + 2 < len(items)
        and items[index + 1].kind == "ADP"
        and chunks.sentence.word(items[index + 1].start) == "of"
        and items[index + 2].kind == "NP"
    ):
        return start, phrase(chunks, items[index + 2])[1]
    return start, end


def owner_party(chunks: Chunks, index: int) -> Span | None:
    """Whose a measure is: `Japan` in `Japan's curbs`, `Japanese` in `Japanese curbs`, `its`."""
    chunk = chunks.chunks[index]
    if chunk.owner is not None:
        owner = chunks.chunks[chunk.owner]
        if is_date(chunks, owner):
            return None
        return phrase(chunks, owner)
    for mention in chunks.sentence.within(chunk.start, chunk.end - 1):
        if mention.label in {"COUNTRY", "GOV"} and mention.last < chunk.head:
            return mention.start, mention.end
    first = chunks.sentence.word(chunk.start)
    if first in _POSSESSIVE and chunk.end - chunk.start > 1:
        return chunks.sentence.offsets(chunk.start, chunk.start)
    return None


def following_phrases(chunks: Chunks, index: int, *, verbs: bool = False) -> Iterator[int]:
    """The prepositional phrases after a chunk, up to the next verb, clause mark or list.

    Args:
        chunks: The sentence.
        index: The chunk to start after.
        verbs: Whether to go on past participles that only describe (`products used in`).
    """
    items = chunks.chunks
    at = index + 1
    while at < len(items):
        chunk = items[at]
        word = chunks.sentence.word(chunk.start)
        if chunk.kind == "NP":
            if chunk.prep or chunk.owner is not None:
                yield at
            elif not is_date(chunks, chunk) and not _within_list(chunks, at):
                return
        elif chunk.kind == "VG":
            if not (verbs and chunk.form == "part"):
                return
            at = _past_own_phrase(chunks, at)
        elif chunk.kind == "MARK" or word in {";", ":", "--"}:
            return
        at += 1


def _past_own_phrase(chunks: Chunks, at: int) -> int:
    """The last chunk of the phrase that belongs to a participle (`related to materials`)."""
    items = chunks.chunks
    if (
        at + 2 < len(items)
        and items[at + 1].kind == "ADP"
        and chunks.sentence.word(items[at + 1].start) != "by"
    ):
        return (conjuncts(chunks, at + 2) or [at + 2])[-1] if items[at + 2].kind == "NP" else at
    return at


def _within_list(chunks: Chunks, at: int) -> bool:
    """Whether a phrase without preposition goes on a list or stands in brackets."""
    items = chunks.chunks
    before = chunks.sentence.word(items[at - 1].start) if at else ""
    after = items[at + 1].kind if at + 1 < len(items) else ""
    if items[at - 1].kind == "POSS":
        return True
    return (before in {",", "(", "and", "or", '"', "“"} and after != "VG") or (
        at + 1 < len(items) and items[at + 1].kind == "POSS"
    )


def add_actor(chunks: Chunks, draft: Draft, index: int) -> None:
    """Fill `actor` from the subject of an active verb or the agent of a passive one."""
    group = chunks.chunks[index]
    if group.passive or group.form == "part":
        for at in following_phrases(chunks, index):
            chunk = chunks.chunks[at]
            if chunk.prep == "by" and is_party(chunks, chunk) and not is_date(chunks, chunk):
                for one in conjuncts(chunks, at):
                    draft.add("actor", phrase(chunks, chunks.chunks[one]))
                draft.anchors.add(at)
                return
        return
    found = subjects(chunks, index)
    for at in found:
        chunk = chunks.chunks[at]
        if is_party(chunks, chunk) or (len(found) == 1 and not _is_thing(chunks, chunk)):
            draft.add("actor", phrase(chunks, chunk))
            draft.anchors.add(at)


def _is_thing(chunks: Chunks, chunk: Chunk) -> bool:
    """Whether a subject is a measure, an amount or a good rather than somebody who acts."""
    sentence = chunks.sentence
    if sentence.value_at(chunk.head) is not None:
        return sentence.value_at(chunk.head).label != "QUANTITY"  # type: ignore[union-attr]
    name = sentence.name_at(chunk.head)
    if name is not None:
        return name.label in {"SECTOR", "LAW", "AGREEMENT", "PROGRAM"}
    return True


def add_phrases(chunks: Chunks, draft: Draft, roles: Roles, start: int) -> None:
    """Fill slots from the prepositional phrases after a chunk, by the type's role map."""
    sentence = chunks.sentence
    for at in following_phrases(chunks, start, verbs=True):
        chunk = chunks.chunks[at]
        if not chunk.prep or chunk.prep in _LOOSE or (chunk.start, at) == (-1, -1):
            continue
        if at + 1 < len(chunks.chunks) and chunks.chunks[at + 1].kind == "POSS":
            continue
        value = sentence.value_at(chunk.head)
        if value is not None and value.label != "QUANTITY":
            continue
        if (
            chunks.sentence.word(chunk.head) in {"order", "addition", "return", "exchange", "turn"}
            and chunk.prep == "in"
        ):
            continue
        group = _named_members(chunks, at)
        party = all(is_party(chunks, chunks.chunks[one]) for one in group)
        role = roles.role(draft.type, chunk.prep, party=party)
        if role == "instrument" and draft.type == "designation" and not is_list(chunks, chunk):
            continue
        if not role or (role == "actor" and draft.has("actor")):
            continue
        if (
            role == "counterparty"
            and chunk.prep == "to"
            and draft.has("counterparty")
            and draft.type in {"tariff", "trade_restriction"}
        ):
            continue
        if (
            draft.type == "cooperation"
            and chunk.prep == "to"
            and chunks.sentence.word(draft.trigger[0]) in {"visit", "trip", "tour"}
        ):
            role = "place"
        for order, one in enumerate(group):
            split = draft.type == "cooperation" and chunk.prep == "between" and order
            add_filler(chunks, draft, "counterparty" if split else role, one)


def _named_members(chunks: Chunks, at: int) -> list[int]:
    """A phrase with its conjuncts, or the members that `such as` names in its stead."""
    items = chunks.chunks
    for step in range(at + 1, min(at + 4, len(items))):
        if items[step].kind == "NP" and items[step].prep == "such as":
            named = conjuncts(chunks, step)
            if all(head_party(chunks, items[one]) is not None for one in named):
                return named
        if items[step].kind in {"VG", "MARK"}:
            break
    return conjuncts(chunks, at)


def add_filler(chunks: Chunks, draft: Draft, role: str, index: int) -> None:
    """Put a noun phrase into a slot, with the country and the sector that it names."""
    chunk = chunks.chunks[index]
    sentence = chunks.sentence
    value = sentence.value_at(chunk.head)
    draft.anchors.add(index)
    if value is not None:
        return
    if role in {"object", "beneficiary", "sector", "purpose"}:
        _add_parts(chunks, draft, chunk, role)
    place = sentence.name_at(chunk.head, frozenset({"PLACE"}))
    if place is not None and role != "object":
        role = "place"
    if role in {"object", "instrument"} and _of_follows(chunks, index):
        draft.add(role, long_phrase(chunks, index))
        return
    draft.add(role, phrase(chunks, chunk))


def _of_follows(chunks: Chunks, index: int) -> bool:
    word = chunks.sentence.word(chunks.chunks[index].head)
    return word in {
        "list",
        "import",
        "imports",
        "export",
        "exports",
        "shipments",
        "sale",
        "sales",
        "number",
        "share",
        "supply",
        "development",
    }


def _add_parts(chunks: Chunks, draft: Draft, chunk: Chunk, role: str) -> None:
    sentence = chunks.sentence
    owner = chunks.chunks[chunk.owner] if chunk.owner is not None else None
    for mention in sentence.within(chunk.start, chunk.end - 1):
        if mention.label == "SECTOR":
            draft.add("sector", (mention.start, mention.end))
        elif (
            mention.label == "COUNTRY"
            and role == "object"
            and mention.last < chunk.head
            and draft.type in {"tariff", "trade_restriction", "trade_probe", "trade_statistic"}
        ):
            draft.add("counterparty", (mention.start, mention.end))
    if (
        owner is not None
        and role == "object"
        and draft.type in {"tariff", "trade_restriction", "trade_probe"}
    ):
        name = head_party(chunks, owner)
        if name is not None:
            draft.add("counterparty", (name.start, name.end))


_RECEIVE = frozenset({"receive", "get", "enjoy", "obtain", "win"})


def receives(chunks: Chunks, index: int) -> bool:
    """Whether the subject of a verb group is given something."""
    return chunks.lemma(chunks.chunks[index].head) in _RECEIVE and not chunks.chunks[index].passive


def add_beneficiary(chunks: Chunks, draft: Draft, index: int) -> None:
    """Fill `beneficiary` from the subject of a verb of receiving."""
    before = chunks.chunks[index - 1] if index else None
    found = subjects(chunks, index)
    if chunks.chunks[index].form == "inf" and before is not None and before.kind == "NP":
        found = [index - 1]
    for at in found:
        add_filler(chunks, draft, "beneficiary", at)
        _add_parts(chunks, draft, chunks.chunks[at], "beneficiary")


def add_objects(
    chunks: Chunks, draft: Draft, index: int, role: str, skip: int | None = None
) -> None:
    """Fill a slot from the objects of a verb group (subjects of a passive one)."""
    group = chunks.chunks[index]
    found = (
        subjects(chunks, index) if group.passive or group.form == "part" else objects(chunks, index)
    )
    for at in found:
        if at == skip:
            continue
        chunk = chunks.chunks[at]
        value = chunks.sentence.value_at(chunk.head)
        draft.anchors.add(at)
        if value is not None:
            continue
        if role:
            add_filler(chunks, draft, role, at)
