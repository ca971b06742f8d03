"""Statistics told by a noun: of movement (`a 5 pct rise in exports`) or with its amount."""

from kr_policy_ie.facts.chunks import Chunk
from kr_policy_ie.facts.clauses import subjects
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.lexicon import singular
from kr_policy_ie.facts.mentions import Found
from kr_policy_ie.facts.moods import mood
from kr_policy_ie.facts.roles import following_phrases, is_party, phrase
from kr_policy_ie.facts.statistic_clauses import noun_tail
from kr_policy_ie.facts.statistic_goals import finish, status_of
from kr_policy_ie.facts.statistic_phrases import describe
from kr_policy_ie.facts.statistic_scene import Scene
from kr_policy_ie.facts.statistic_values import take_dates, take_values

_MOST_LISTED = 20


def read_move_noun(scene: Scene, index: int) -> None:
    """`a 55 pct rise in Japanese imports`, `a decline in the deficit of 3 pct`."""
    chunk = scene.items[index]
    action = scene.words.move_nouns.get(singular(scene.sentence.word(chunk.head)))
    if action is None:
        return
    target = _moved(scene, index)
    inner = scene.inner_values(chunk)
    if target is None and not (inner and _is_compound(scene, chunk)):
        return
    about = target if target is not None else index
    draft = scene.start(action, "realized", about, None, "stat.noun")
    draft.trigger = (chunk.head, chunk.head + 1)
    describe(scene, draft, about)
    draft.anchors.add(about)
    verb = scene.governor(index, subject=True)
    if verb is not None and mood(scene.chunks, verb).status in {"planned", "considered"}:
        draft.status = "planned"
    for mention in inner:
        if mention.label in {"PERCENT", "MONEY"}:
            draft.add("rate", (mention.start, mention.end))
            scene.taken.add(mention)
    take_values(scene, draft, scene.items[about].end, noun_tail(scene, about))
    finish(scene, draft, about)
    scene.used.add(index)


def read_move_list(scene: Scene, index: int) -> None:
    """Each of `falls of 44.9 percent for fuels, 31.6 percent for plastics and 7 for chips`."""
    items, chunk = scene.items, scene.items[index]
    action = scene.words.move_nouns.get(singular(scene.sentence.word(chunk.head)))
    if action is None:
        return
    at = index + 1
    for _ in range(_MOST_LISTED):
        at = _next_phrase(scene, at)
        pair = _rate_and_goods(scene, at)
        if pair is None:
            return
        rate, goods = pair
        draft = scene.start(action, "realized", goods, None, "stat.list")
        draft.trigger = (chunk.head, chunk.head + 1)
        describe(scene, draft, goods)
        draft.add("rate", (rate.start, rate.end))
        scene.taken.add(rate)
        if chunk.start > scene.sentence.start:
            take_dates(scene, draft, scene.sentence.start, chunk.start)
        finish(scene, draft, goods)
        scene.used.add(index)
        at = goods + 1
        if at < len(items) and items[at].kind == "VG":
            return


def _next_phrase(scene: Scene, at: int) -> int:
    """The next noun phrase from a chunk on, past commas, `and` and prepositions."""
    while at < len(scene.items) and scene.items[at].kind in {"PUNCT", "CC", "ADP", "OTHER"}:
        at += 1
    return at


def _rate_and_goods(scene: Scene, at: int) -> tuple[Found, int] | None:
    """A rate at this place with the goods that it is told `for` or `in`."""
    if at >= len(scene.items) or scene.items[at].kind != "NP":
        return None
    rate = scene.sentence.value_at(scene.items[at].head)
    goods = _next_phrase(scene, at + 1)
    if rate is None or rate.label != "PERCENT" or rate in scene.taken or goods >= len(scene.items):
        return None
    chunk = scene.items[goods]
    named = chunk.kind == "NP" and chunk.prep in {"for", "in"}
    if not named or scene.sentence.value_at(chunk.head) is not None:
        return None
    return rate, goods


def _moved(scene: Scene, index: int) -> int | None:
    """The indicator that a noun of movement tells of (`rise in exports`)."""
    return next(
        (
            at
            for at in following_phrases(scene.chunks, index)
            if scene.items[at].prep in {"in", "of"} and scene.indicator(scene.items[at])
        ),
        None,
    )


def _is_compound(scene: Scene, chunk: Chunk) -> bool:
    """Whether the word before the head is an indicator (`export growth`)."""
    return chunk.head > chunk.start and scene.indicator(
        Chunk("NP", chunk.start, chunk.head, chunk.head - 1)
    )


def read_amount(scene: Scene, index: int) -> None:
    """`a 51.5 billion dlr surplus with the U.S.`, `exports of 1.77 billion dlrs`."""
    chunk = scene.items[index]
    if not scene.indicator(chunk):
        return
    inner = [
        m
        for m in scene.sentence.within(chunk.start, chunk.end - 1)
        if m.label in {"MONEY", "PERCENT"} and m.last < chunk.head and m not in scene.taken
    ]
    after = _amount_of(scene, index) or (None if inner else _amount_beside(scene, index))
    if not inner and after is None:
        return
    draft = scene.start("continue", "realized", index, None, "stat.amount")
    describe(scene, draft, index)
    for mention in [*inner, *([after] if after else [])]:
        role = "amount" if mention.label == "MONEY" else "quantity"
        draft.add(role, (mention.start, mention.end))
        scene.taken.add(mention)
    _add_governor(scene, draft, index)
    end = max(chunk.end, after.last + 1 if after else 0)
    take_values(scene, draft, end, noun_tail(scene, index))
    finish(scene, draft, index)


def _amount_of(scene: Scene, index: int) -> Found | None:
    """The amount in the first phrase after an indicator (`exports of 1.77 billion dlrs`)."""
    first = next(iter(following_phrases(scene.chunks, index)), None)
    if first is None or scene.items[first].prep not in {"of", "worth", "at"}:
        return None
    value = scene.sentence.value_at(scene.items[first].head)
    if value is None or value.label not in {"MONEY", "QUANTITY"} or value in scene.taken:
        return None
    return value


def _amount_beside(scene: Scene, index: int) -> Found | None:
    """The sum that stands right after an indicator (`imports 12.9 billion dlrs`)."""
    following = scene.items[index + 1] if index + 1 < len(scene.items) else None
    if following is None or following.kind != "NP" or following.prep:
        return None
    value = scene.sentence.value_at(following.start)
    if value is None or value.label != "MONEY" or value in scene.taken:
        return None
    return value


def _add_governor(scene: Scene, draft: Draft, index: int) -> None:
    """Status and actor from the verb that has the indicator as object."""
    verb = scene.governor(index)
    if verb is None or verb > index:
        return
    draft.status = status_of(scene, verb)
    lemma = scene.chunks.lemma(scene.items[verb].head)
    if lemma in scene.words.predict:
        draft.status = "planned"
    if lemma in scene.words.forecast:
        return
    for at in subjects(scene.chunks, verb):
        if is_party(scene.chunks, scene.items[at]) and not draft.has("actor"):
            draft.add("actor", phrase(scene.chunks, scene.items[at]))
