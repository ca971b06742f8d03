"""Statistics told by a verb: of movement, of level, of trade, and clauses that share one."""

from kr_policy_ie.facts.chunks import Chunk
from kr_policy_ie.facts.clauses import objects, subjects
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.mentions import Found
from kr_policy_ie.facts.roles import following_phrases, head_party, is_party, phrase
from kr_policy_ie.facts.statistic_clauses import (
    chunk_from,
    clause_opening,
    gap_end,
    gapped,
    tail_end,
    values_after,
)
from kr_policy_ie.facts.statistic_goals import finish, status_of
from kr_policy_ie.facts.statistic_phrases import (
    add_goods,
    describe,
    is_partner,
    object_span,
)
from kr_policy_ie.facts.statistic_scene import Scene
from kr_policy_ie.facts.statistic_values import take_dates, take_values

_ARTICLES = frozenset({"a", "an", "the", "its", "their"})
_LEADS = frozenset({"up", "down", "higher", "lower"})
_LEVELS_OF_PRONOUNS = frozenset({"be", "total", "stand", "reach", "amount"})
_AMOUNTS = frozenset({"MONEY", "PERCENT", "QUANTITY"})
_COUNTRIES = frozenset({"COUNTRY"})
_SIDES = {"surplus": "increase", "profit": "increase", "deficit": "decrease", "loss": "decrease"}
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
    found = [at for at in subjects_of(scene, index) if at not in scene.busy_nouns]
    if action is None:
        action = said_move(scene, index)
    subject = next((at for at in found if _measured(scene, at, index)), None)
    causes = lemma in scene.words.moves and _target(scene, index) is not None
    if subject is not None and not (causes and not scene.indicator(scene.items[subject])):
        _read_state(scene, index, action or "continue", found, subject)
    else:
        _read_transitive(scene, index, action or "continue", found)


def said_move(scene: Scene, index: int) -> str | None:
    """The move that `up`, `lower` after a verb of level tells.

    A particle is none: `racked up a surplus`.
    """
    start = scene.items[index].end
    for at in range(start, min(start + 4, scene.sentence.end)):
        word = scene.sentence.word(at)
        particle = word in {"up", "down"} and scene.sentence.word(at + 1) in _ARTICLES
        if word in _LEADS and not particle:
            return scene.words.move_words[word]
    return None


def subjects_of(scene: Scene, index: int) -> list[int]:
    """The subjects of a verb; `after falling in May` has those of the clause before it."""
    group = scene.items[index]
    if group.form == "ing" and index > 0:
        before = scene.items[index - 1]
        joined = scene.sentence.word(before.start) in {"after", "before"} and before.kind != "NP"
        if joined:
            main = next(
                (at for at in range(index - 1, -1, -1) if scene.items[at].form == "fin"), None
            )
            return subjects(scene.chunks, main) if main is not None else []
    return subjects(scene.chunks, index)


def _measured(scene: Scene, at: int, verb: int) -> bool:
    """Whether a subject is measured: an indicator, or goods with a number after the verb."""
    chunk = scene.items[at]
    if scene.indicator(chunk):
        return True
    lemma, values = scene.lemma(verb), values_after(scene, verb)
    first = values[0].label if values else ""
    moves = lemma in scene.words.moves
    if scene.sentence.word(chunk.head) in scene.words.pronouns:
        if any(
            scene.sentence.value_at(scene.items[o].head) is None
            for o in objects(scene.chunks, verb)
        ):
            return False  # `it raised its stake by two percent` measures the stake
        return first in {"MONEY", "PERCENT"} and (moves or lemma in _LEVELS_OF_PRONOUNS)
    if moves and is_multiple(scene, scene.items[verb]):
        return scene.sector(chunk) is not None
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
        if order:  # facts that share a trigger would pass for one event
            draft.trigger = (scene.items[at].head, scene.items[at].head + 1)
        describe(scene, draft, at)
        if respective:
            draft.add("rate", (rates[order].start, rates[order].end))
            scene.taken.add(rates[order])
        else:
            take_multiple(scene, draft, group)
            take_values(scene, draft, group.end, tail)
            take_dates(scene, draft, scene.items[subject].end, group.start)
            take_dates(scene, draft, clause_opening(scene, subject), scene.items[subject].start)
        _settle_swing(scene, draft, index, tail)
        _add_partners(scene, draft, index, tail)
        finish(scene, draft, at)
    read_shared(scene, tail, action, status, index)


def _settle_swing(scene: Scene, draft: Draft, index: int, end: int) -> None:
    """A balance that swings to a surplus rises, one that swings to a deficit falls."""
    if scene.lemma(index) not in scene.words.swings:
        return
    start = scene.items[index].end
    first = next((w for w in map(scene.sentence.word, range(start, end)) if w in _SIDES), None)
    if first is not None:
        draft.action = _SIDES[first]


def _is_goods(scene: Scene, at: int) -> bool:
    return scene.indicator(scene.items[at]) or scene.sector(scene.items[at]) is not None


def is_multiple(scene: Scene, group: Chunk) -> bool:
    """Whether a verb is a quantity by itself (`doubled`)."""
    value = scene.sentence.value_at(group.head)
    return value is not None and value.label == "QUANTITY"


def take_multiple(scene: Scene, draft: Draft, group: Chunk) -> None:
    """The rate that a verb is by itself (`doubled`)."""
    value = scene.sentence.value_at(group.head)
    if value is not None and value.label == "QUANTITY" and value not in scene.taken:
        draft.add("rate", (value.start, value.end))
        scene.taken.add(value)


def read_shared(scene: Scene, start: int, action: str, status: str, verb: int) -> None:
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
        if other.prep not in {"to", "from", "with"}:
            continue
        name = scene.sentence.name_at(other.start, _COUNTRIES)
        if head_party(scene.chunks, other) is not None:
            draft.add("counterparty", phrase(scene.chunks, other))
        elif name is not None:  # `those to Vietnam 11 percent` is one phrase
            draft.add("counterparty", (name.start, name.end))
    take_values(scene, draft, last + 1, end)
    finish(scene, draft, at)


def _gapped_object(scene: Scene, draft: Draft, part: Chunk, index: int) -> None:
    """The object of a clause without verb: `those of vessels`, `those to the EU`, `steel`."""
    items = scene.items
    if head_party(scene.chunks, part) is not None:
        _gapped_party(scene, draft, part)
    elif scene.sentence.word(part.head) not in {"those", "that"}:
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


def _target(scene: Scene, index: int) -> int | None:
    """The indicator that is the object of a verb."""
    return next(
        (
            at
            for at in objects(scene.chunks, index)
            if scene.indicator(scene.items[at]) and at not in scene.busy_nouns
        ),
        None,
    )


def _add_partners(scene: Scene, draft: Draft, index: int, end: int) -> None:
    """Countries after the verb with whom the indicator is measured (`rose 3 pct to China`)."""
    if draft.has("counterparty"):
        return
    for chunk in scene.items[index + 1 : chunk_from(scene, end)]:
        country = chunk.kind == "NP" and scene.sentence.name_at(chunk.head, _COUNTRIES)
        if country and is_partner(scene, chunk):
            draft.add("counterparty", phrase(scene.chunks, chunk))


def _gapped_party(scene: Scene, draft: Draft, part: Chunk) -> None:
    """A party stands where the one before stood: `Exports to China rose 3 pct, Japan 5 pct`."""
    known = next((d for d in reversed(scene.drafts) if d.verb == draft.verb), None)
    role = "actor" if known is None or known.has("actor") else "counterparty"
    draft.add(role, phrase(scene.chunks, part))
    for same in ("object", "sector"):
        if known is not None and known.has(same):
            draft.slots[same] = list(known.slots[same])


def _read_transitive(scene: Scene, index: int, action: str, found: list[int]) -> None:
    """Verbs whose object is measured: `posted a deficit`, `boost imports`, `bought goods`."""
    lemma, values = scene.lemma(index), values_after(scene, index)
    target = _target(scene, index)
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
    read_shared(scene, tail, action, draft.status, index)


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
    _add_partners(scene, draft, index, tail_end(scene, index))
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
