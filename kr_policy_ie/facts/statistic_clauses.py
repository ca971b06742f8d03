"""Where the clauses of statistics begin and end, and those that share a verb with another."""

from kr_policy_ie.facts.chunks import Chunk
from kr_policy_ie.facts.clauses import is_date, objects, subjects
from kr_policy_ie.facts.lexicon import singular
from kr_policy_ie.facts.mentions import Found
from kr_policy_ie.facts.statistic_scene import Scene

_CLOSING = frozenset({";", "|"})


def values_after(scene: Scene, index: int) -> list[Found]:
    """The amounts in the tail of a verb group, in order."""
    start, end = scene.items[index].end, tail_end(scene, index)
    return [
        m
        for m in scene.sentence.mentions
        if m.is_value and m.label != "DATE" and start <= m.first and m.last < end
    ]


def tail_end(scene: Scene, index: int) -> int:
    """Where the clause of a verb group ends (a token)."""
    items = scene.items
    for at in range(index + 1, len(items)):
        chunk = items[at]
        word = scene.sentence.word(chunk.start)
        if word in _CLOSING:
            return chunk.start
        if chunk.kind == "VG" and (chunk.form == "fin" or scene.lemma(at) in scene.words.moves):
            return _clause_start(scene, index, at)
        if chunk.kind == "MARK" and word != "that":
            return chunk.start
        if _measures(scene, at) or gapped(scene, at):
            return chunk.start
    return scene.sentence.end


def _clause_start(scene: Scene, index: int, verb: int) -> int:
    """The first token of a verb's clause: its subject, if that stands after `index`."""
    own = [s for s in subjects(scene.chunks, verb) if index < s < verb]
    return scene.items[min(own)].start if own else scene.items[verb].start


def _measures(scene: Scene, at: int) -> bool:
    """Whether a participle has an indicator of its own (`…, posting a surplus of …`)."""
    chunk = scene.items[at]
    return (
        chunk.kind == "VG"
        and chunk.form == "ing"
        and any(scene.indicator(scene.items[o]) for o in objects(scene.chunks, at))
    )


def clause_opening(scene: Scene, subject: int) -> int:
    """The first token of the phrases that open a clause before its subject (`In May exports …`).

    `when` right after a date hands that date on (`in 2023, when exports fell`).
    """
    items, at = scene.items, subject
    while at > 0:
        before = items[at - 1]
        opens = before.kind == "MARK" or scene.sentence.word(before.start) in {";", ":", "and"}
        if before.kind == "MARK" and scene.sentence.word(before.start) == "when":
            return _date_before(scene, at - 1)
        if opens or before.kind == "VG":
            return items[at].start
        at -= 1
    return items[at].start


def _date_before(scene: Scene, mark: int) -> int:
    """The first token of a date right before a clause mark, or of the mark."""
    at = mark - 1
    while at >= 0 and scene.sentence.word(scene.items[at].start) == ",":
        at -= 1
    if at >= 0 and is_date(scene.chunks, scene.items[at]):
        return scene.items[at].start
    return scene.items[mark].start


def noun_tail(scene: Scene, index: int) -> int:
    """Where the phrases that go on a noun end (a token)."""
    items = scene.items
    for at in range(index + 1, len(items)):
        chunk = items[at]
        if chunk.kind in {"VG", "MARK", "CC"} or scene.sentence.word(chunk.start) in {",", ";"}:
            return chunk.start
    return scene.sentence.end


def gapped(scene: Scene, at: int) -> bool:
    """Whether a phrase opens a clause without a verb: `and steel 29.6 percent`."""
    chunk = scene.items[at]
    if chunk.kind != "NP" or not _follows_joint(scene, at):
        return False
    inner = scene.inner_values(chunk)
    first_value = inner[0].first if inner else None
    demonstrative = scene.sentence.word(chunk.start) in {"those", "that"}
    if not demonstrative and not _names_goods(scene, chunk, first_value):
        return False
    if first_value is not None and first_value > chunk.start and inner[0].last == chunk.end - 1:
        return True
    return _number_follows(scene, at)


def _follows_joint(scene: Scene, at: int) -> bool:
    if at < 1:
        return False
    before = scene.items[at - 1]
    return before.kind == "CC" or scene.sentence.word(before.start) == ","


def _number_follows(scene: Scene, at: int) -> bool:
    """Whether an amount comes next, past phrases like `to the EU`."""
    items, following = scene.items, at + 1
    while following < len(items):
        chunk = items[following]
        if chunk.kind != "ADP" and chunk.prep not in {"to", "of", "from", "on"}:
            break
        if chunk.kind == "NP" and chunk.prep in {"to", "of"} and _holds_value(scene, chunk):
            return True
        following += 1
    return (
        following < len(items)
        and items[following].kind == "NP"
        and scene.sentence.value_at(items[following].start) is not None
        and not is_date(scene.chunks, items[following])
    )


def _holds_value(scene: Scene, chunk: Chunk) -> bool:
    return any(m.is_value for m in scene.sentence.within(chunk.start, chunk.end - 1))


def _names_goods(scene: Scene, chunk: Chunk, before: int | None) -> bool:
    last = before - 1 if before is not None else chunk.head
    if last < chunk.start:
        return False
    word = singular(scene.sentence.word(last))
    return word in scene.words.nouns or scene.sentence.name_at(last) is not None


def gap_end(scene: Scene, index: int) -> int:
    """Where a clause without a verb ends (a token)."""
    items = scene.items
    for at in range(index + 1, len(items)):
        chunk = items[at]
        if chunk.kind == "VG" and chunk.form == "fin":
            return _clause_start(scene, index, at)
        if chunk.kind == "MARK":
            return chunk.start
        if gapped(scene, at):
            return _clause_start(scene, index, at) if chunk.kind == "VG" else chunk.start
    return scene.sentence.end


def chunk_from(scene: Scene, token: int) -> int:
    """The first chunk that begins at or after a token."""
    return next((i for i, c in enumerate(scene.items) if c.start >= token), len(scene.items))
