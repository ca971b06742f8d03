"""Statistics told by a verb: of movement, of level, of trade, and clauses that share one."""

from kr_policy_ie.facts.chunks import Chunk
from kr_policy_ie.facts.clauses import objects, subjects
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.mentions import Found
from kr_policy_ie.facts.roles import following_phrases, head_party, is_party, phrase
from kr_policy_ie.facts.statistic_clauses import (
    chunk_from,
    gap_end,
    gapped,
    tail_end,
    values_after,
)
from kr_policy_ie.facts.statistic_goals import finish, status_of
from kr_policy_ie.facts.statistic_phrases import add_goods, describe, object_span
from kr_policy_ie.facts.statistic_scene import Scene
from kr_policy_ie.facts.statistic_values import take_dates, take_values

_LEADS = frozenset({"up", "down", "higher", "lower"})
_LEVELS_OF_PRONOUNS = frozenset({"be", "total", "stand", "reach", "amount"})
_AMOUNTS = frozenset({"MONEY", "PERCENT", "QUANTITY"})
_MOST_SHARED = 20
_TRADE_REACH = 6


def read_verb(scene: Scene, index: int) -> None:
    """Read the statistic of a verb group, if it has one."""
    group = scene.items[index]
    if not group.verbs and group.kind != "VG":
        return
    lemma = scene.lemma(index)
    action = scene.words.moves.get(lemma)
    known = scene.words.levels | scene.words.trade_verbs
    if action is None and lemma not in known:
        return
    found = [at for at in subjects(scene.chunks, index) if at not in scene.busy_nouns]
    if action is None:
        action = said_move(scene, index)
    subject = next((at for at in found if _measured(scene, at, index)), None)
    if subject is not None:
        _read_state(scene, index, action or "continue", found, subject)
    else:
        _read_transitive(scene, index, action or "continue", found)


def said_move(scene: Scene, index: int) -> str | None:
    """The move that `up`, `lower` after a verb of level tells."""
    start = scene.items[index].end
    for at in range(start, min(start + 4, scene.sentence.end)):
        word = scene.sentence.word(at)
        if word in _LEADS:
            return scene.words.move_words[word]
    return None


def _measured(scene: Scene, at: int, verb: int) -> bool:
    """Whether a subject is measured: an indicator, or goods with a number after the verb."""
    chunk = scene.items[at]
    if scene.indicator(chunk):
        return True
    lemma, values = scene.lemma(verb), values_after(scene, verb)
    first = values[0].label if values else ""
    moves = lemma in scene.words.moves
    if scene.sentence.word(chunk.head) in scene.words.pronouns:
        return first in {"MONEY", "PERCENT"} and (moves or lemma in _LEVELS_OF_PRONOUNS)
    if moves:
        acts = head_party(scene.chunks, chunk) is not None and lemma in scene.words.causing
        return first == "PERCENT" and not acts
    return (
        scene.sector(chunk) is not None
        and lemma not in scene.words.weak_levels
        and first in _AMOUNTS
    )


def _read_state(scene: Scene, index: int, action: str, found: list[int], subject: int) -> None:
    """The statistic of a verb with its measured subject, and the ones that share the verb."""
    status, tail = status_of(scene, index), tail_end(scene, index)
    group = scene.items[index]
    several = [at for at in found if at == subject or _is_goods(scene, at)]
    rates = [m for m in values_after(scene, index) if m.label == "PERCENT"]
    respective = (
        len(several) > 1 and len(rates) == len(several) and "respectively" in scene.sentence.lower
    )
    for order, at in enumerate(several):
        draft = scene.start(action, status, at, index, "stat.verb")
        describe(scene, draft, at)
        if respective:
            draft.add("rate", (rates[order].start, rates[order].end))
            scene.taken.add(rates[order])
        else:
            _take_multiple(scene, draft, group)
            take_values(scene, draft, group.end, tail)
            take_dates(scene, draft, scene.items[subject].end, group.start)
        finish(scene, draft, at)
    _read_shared(scene, tail, action, status, index)


def _is_goods(scene: Scene, at: int) -> bool:
    return scene.indicator(scene.items[at]) or scene.sector(scene.items[at]) is not None


def _take_multiple(scene: Scene, draft: Draft, group: Chunk) -> None:
    """The rate that a verb is by itself (`doubled`)."""
    value = scene.sentence.value_at(group.head)
    if value is not None and value.label == "QUANTITY" and value not in scene.taken:
        draft.add("rate", (value.start, value.end))
        scene.taken.add(value)


def _read_shared(scene: Scene, start: int, action: str, status: str, verb: int) -> None:
    """The clauses without a verb that follow one."""
    at = chunk_from(scene, start)
    for _ in range(_MOST_SHARED):
        if at >= len(scene.items) or not gapped(scene, at):
            return
        end = gap_end(scene, at)
        _read_gapped(scene, at, end, scene.start(action, status, at, verb, "stat.gapping"))
        at = chunk_from(scene, end)


def _read_gapped(scene: Scene, at: int, end: int, draft: Draft) -> None:
    """One clause without a verb: `those of vessels 3 percent`, `steel to $2 billion`."""
    chunk = scene.items[at]
    inner = scene.inner_values(chunk)
    last = inner[0].first - 1 if inner and inner[0].first > chunk.start else chunk.head
    part = Chunk("NP", chunk.start, last + 1, last, prep=chunk.prep, owner=chunk.owner)
    draft.trigger = (last, last + 1)
    _gapped_object(scene, draft, part, at)
    for mention in scene.sentence.within(part.start, part.end - 1):
        if mention.label == "SECTOR":
            draft.add("sector", (mention.start, mention.end))
    for other in scene.items[at + 1 : chunk_from(scene, end)]:
        if other.prep in {"to", "from", "with"} and head_party(scene.chunks, other) is not None:
            draft.add("counterparty", phrase(scene.chunks, other))
    take_values(scene, draft, last + 1, end)
    finish(scene, draft, at)


def _gapped_object(scene: Scene, draft: Draft, part: Chunk, index: int) -> None:
    """The object of a clause without verb: `those of vessels`, `those to the EU`, `steel`."""
    items = scene.items
    if scene.sentence.word(part.head) not in {"those", "that"}:
        draft.add("object", object_span(scene, part))
    elif index + 2 < len(items) and items[index + 2].prep == "of":
        chunk = items[index + 2]
        add_goods(scene, draft, chunk)
        name = scene.sector(chunk)
        if name is not None:
            draft.add("object", (name.start, name.end))
        elif scene.sentence.value_at(chunk.start) is None:
            draft.add("object", object_span(scene, chunk))
    else:
        known = next((d for d in reversed(scene.drafts) if d.has("object")), None)
        if known is not None:
            draft.slots["object"] = list(known.slots["object"])


def _read_transitive(scene: Scene, index: int, action: str, found: list[int]) -> None:
    """Verbs whose object is measured: `posted a deficit`, `boost imports`, `bought goods`."""
    lemma, values = scene.lemma(index), values_after(scene, index)
    target = next(
        (
            at
            for at in objects(scene.chunks, index)
            if scene.indicator(scene.items[at]) and at not in scene.busy_nouns
        ),
        None,
    )
    actors = [at for at in found if is_party(scene.chunks, scene.items[at])]
    if target is not None and (lemma in scene.words.moves or values) and (actors or values):
        _read_object(scene, index, action, target, actors)
        return
    trades = lemma in scene.words.trade_verbs | scene.words.share_verbs
    if trades and values and found and values[0].label in _AMOUNTS:
        _read_trade(scene, index, actors or found, values)


def _read_object(scene: Scene, index: int, action: str, target: int, actors: list[int]) -> None:
    """The statistic of a verb with its measured object."""
    tail = tail_end(scene, index)
    draft = scene.start(action, status_of(scene, index), target, index, "stat.object")
    describe(scene, draft, target)
    for at in actors:
        draft.add("actor", phrase(scene.chunks, scene.items[at]))
    take_values(scene, draft, scene.items[index].end, tail)
    finish(scene, draft, target)
    _read_shared(scene, tail, action, draft.status, index)


def _read_trade(scene: Scene, index: int, actors: list[int], values: list[Found]) -> None:
    """Goods bought, sold, made, and shares held: `bought $3 billion worth of parts`."""
    group, lemma = scene.items[index], scene.lemma(index)
    share = values[0].label == "PERCENT"
    if (lemma not in scene.words.trade_verbs and not share) or (
        values[0].first - group.end > _TRADE_REACH
    ):
        return
    draft = scene.start("continue", status_of(scene, index), actors[0], index, "stat.trade")
    draft.anchors.add(index)
    for at in actors:
        role = "actor" if is_party(scene.chunks, scene.items[at]) else "sector"
        draft.add(role, phrase(scene.chunks, scene.items[at]))
    goods = _trade_goods(scene, draft, index)
    if share and goods is not None:
        draft.add("object", object_span(scene, goods))
    elif not share:
        draft.add("object", scene.sentence.offsets(group.head, group.head))
    take_values(scene, draft, group.end, tail_end(scene, index), level=True)
    finish(scene, draft, actors[0])


def _trade_goods(scene: Scene, draft: Draft, index: int) -> Chunk | None:
    """Fill partner and goods after a verb of trade; the phrase of the goods."""
    goods = None
    for at in following_phrases(scene.chunks, index):
        chunk = scene.items[at]
        if chunk.prep in {"to", "from", "with"} and head_party(scene.chunks, chunk) is not None:
            draft.add("counterparty", phrase(scene.chunks, chunk))
        elif (
            goods is None
            and chunk.prep in {"of", "for", "worth"}
            and scene.sentence.value_at(chunk.head) is None
        ):
            goods = chunk
            add_goods(scene, draft, chunk)
    return goods
