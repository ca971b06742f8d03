"""Clauses over chunks: the subjects, objects and governing verbs of verb groups."""

from kr_policy_ie.facts.chunks import Chunk, Chunks

STOPS = frozenset({";", ":", "--", "—", "–", "|"})
_QUOTES = frozenset({'"', "“", "”", "``", "''"})
_PARTICLES = frozenset({"up", "out", "off", "down", "ahead"})
MAX_WALK = 40


def is_date(chunks: Chunks, chunk: Chunk) -> bool:
    """Whether a noun phrase is nothing but a date."""
    value = chunks.sentence.value_at(chunk.head)
    return value is not None and value.label == "DATE"


def subjects(chunks: Chunks, index: int) -> list[int]:
    """The subject of a verb group, computed once; see `_find_subjects`."""
    known = chunks.cache.setdefault("subjects", {})
    if index not in known:
        known[index] = _find_subjects(chunks, index)
    return known[index]


def objects(chunks: Chunks, index: int) -> list[int]:
    """The objects of a verb group, computed once; see `_find_objects`."""
    known = chunks.cache.setdefault("objects", {})
    if index not in known:
        known[index] = _find_objects(chunks, index)
    return known[index]


def _find_subjects(chunks: Chunks, index: int) -> list[int]:
    """The noun phrases that are the grammatical subject of a verb group.

    A participle that follows its noun (`tariffs imposed by`) has that noun; an infinitive has
    the subject or, after verbs of control (`urged Japan to open`), the object of its governor.
    """
    seen: set[int] = set()
    while index not in seen:
        seen.add(index)
        group = chunks.chunks[index]
        if (
            group.form != "fin"
            and index
            and chunks.chunks[index - 1].kind == "NP"
            and chunks.chunks[index - 1].prep == "with"
        ):
            return [index - 1]
        if group.form == "part":
            found = _noun_before(chunks, index)
            return [found] if found is not None else []
        if group.form in {"inf", "ing"}:
            controller = controller_of(chunks, index)
            if controller is None:
                return _left_subject(chunks, index)[0]
            kind, at = controller
            if kind == "noun":
                return [at]
            index = at
            continue
        found_list, conjoined = _left_subject(chunks, index)
        if conjoined is None:
            return found_list
        index = conjoined
    return []


def _noun_before(chunks: Chunks, index: int) -> int | None:
    for back in range(index - 1, max(-1, index - 8), -1):
        chunk = chunks.chunks[back]
        if chunk.kind == "NP" and not is_date(chunks, chunk):
            return back if not chunk.prep or chunk.prep != "in" else _head_of_phrase(chunks, back)
        if chunk.kind not in {"OTHER", "PUNCT", "NP", "ADP"}:
            return None
    return None


def _head_of_phrase(chunks: Chunks, index: int) -> int:
    """The noun phrase that a prepositional phrase hangs on, if one stands before it."""
    back = index - 2
    if back >= 0 and chunks.chunks[back].kind == "NP":
        return back
    return index


def controller_of(chunks: Chunks, index: int) -> tuple[str, int] | None:
    """What an infinitive depends on: `("noun", i)` its subject, or `("verb", i)` its governor."""
    between: list[int] = []
    for back in range(index - 1, max(-1, index - MAX_WALK), -1):
        chunk = chunks.chunks[back]
        if chunk.kind == "VG":
            lemma = chunks.lemma(chunk.head)
            plain = [
                at
                for at in between
                if not chunks.chunks[at].prep and not is_date(chunks, chunks.chunks[at])
            ]
            led = [at for at in between if chunks.chunks[at].prep in {"on", "to", "for"}]
            if lemma in chunks.words.control and (plain or led) and not chunk.passive:
                return "noun", (plain or led)[-1]
            return "verb", back
        if chunk.kind == "NP":
            between.append(back)
        elif chunk.kind in {"MARK", "CC"} or chunks.sentence.word(chunk.start) in STOPS | _QUOTES:
            return None
    return None


def _left_subject(  # noqa: PLR0911 - one return for each barrier
    chunks: Chunks, index: int
) -> tuple[list[int], int | None]:
    """The subject left of a finite verb group, or the group that it is coordinated with."""
    items = chunks.chunks
    comma_before = index > 0 and chunks.sentence.word(items[index - 1].start) == ","
    if is_coordinated(chunks, index):
        verb = verb_before(chunks, index)
        if verb is not None:
            return [], verb
    back = index - 1
    steps = 0
    while back >= 0 and steps < MAX_WALK:
        steps += 1
        chunk = items[back]
        word = chunks.sentence.word(chunk.start)
        if chunk.kind == "NP":
            opened = back > 0 and chunks.sentence.word(items[back - 1].start) == "("
            if chunk.prep or is_date(chunks, chunk) or _owns(items, back) or opened:
                back -= 1
                continue
            return _subject_list(chunks, back, comma_before), None
        if chunk.kind == "MARK":
            if word in chunks.words.relative and back == index - 1:
                found = _noun_before(chunks, back)
                return ([found] if found is not None else []), None
            return [], None
        if chunk.kind == "VG":
            skipped = _skip_inserted(chunks, back)
            if skipped is None:
                conjoined = any(items[at].kind == "CC" for at in range(back + 1, index))
                return [], back if conjoined and not _np_between(chunks, back, index) else None
            back = skipped
            continue
        if word in STOPS or word in _QUOTES:
            return [], None
        back -= 1
    return [], None


def is_coordinated(chunks: Chunks, index: int) -> bool:
    """Whether `and` stands right before a verb group (`cut duties and raised quotas`)."""
    back = index - 1
    while back >= 0 and chunks.chunks[back].kind == "OTHER":
        back -= 1
    return back >= 0 and chunks.chunks[back].kind == "CC"


def verb_before(chunks: Chunks, index: int) -> int | None:
    """The finite or infinitive verb group that a coordinated one goes on."""
    for back in range(index - 1, max(-1, index - MAX_WALK), -1):
        chunk = chunks.chunks[back]
        if chunks.sentence.word(chunk.start) in {";"}:
            return None
        if chunk.kind == "VG" and chunk.form in {"fin", "inf"}:
            return back
    return None


def _np_between(chunks: Chunks, first: int, last: int) -> bool:
    """Whether a new subject could stand right before the later verb group."""
    return chunks.chunks[last - 1].kind == "NP"


def _owns(items: list[Chunk], index: int) -> bool:
    return index + 1 < len(items) and items[index + 1].kind == "POSS"


def _skip_inserted(chunks: Chunks, index: int) -> int | None:
    """The chunk before an inserted clause that a verb group belongs to, or None for a main verb."""
    items = chunks.chunks
    if (
        items[index].form == "part"
        and index
        and chunks.sentence.word(items[index - 1].start) != ","
    ):
        return index - 1
    if items[index].form == "part" and index >= 2:
        return index - 2
    for back in range(index - 1, max(-1, index - 6), -1):
        if items[back].kind == "MARK":
            return (
                back - 1
                if chunks.sentence.word(items[back].start) in chunks.words.relative
                else None
            )
        if items[back].kind == "VG":
            return None
    return None


def _subject_list(chunks: Chunks, index: int, comma_before: bool) -> list[int]:
    """A subject with the phrases coordinated with it; in an apposition the first of the two."""
    items = chunks.chunks
    found = [index]
    back = index
    while back >= 2:
        joint, before = items[back - 1], items[back - 2]
        owner = items[back].owner
        if owner is not None:
            joint_at = owner - 1
            if joint_at < 1:
                break
            joint, before = items[joint_at], items[joint_at - 1]
            back = joint_at + 1
        is_comma = chunks.sentence.word(joint.start) == ","
        if before.kind != "NP" or is_date(chunks, before) or not (joint.kind == "CC" or is_comma):
            break
        if is_comma and comma_before and len(found) == 1:
            first = _first_without_preposition(chunks, back - 2)
            return [first] if first is not None else found
        if is_comma and len(found) == 1:
            break
        if before.prep:
            break
        found.insert(0, back - 2)
        back -= 2
    return found


def _first_without_preposition(chunks: Chunks, at: int) -> int | None:
    """The noun phrase that a chain of prepositional phrases hangs on (`Shipments to China`)."""
    items = chunks.chunks
    for back in range(at, max(-1, at - 8), -1):
        if items[back].kind == "NP" and not items[back].prep:
            return None if is_date(chunks, items[back]) else back
        if items[back].kind not in {"NP", "ADP", "POSS", "OTHER"}:
            return None
    return None


def _find_objects(chunks: Chunks, index: int) -> list[int]:
    """The noun phrases right after a verb group, without preposition, coordination included."""
    items = chunks.chunks
    at = index + 1
    while at < len(items) and (items[at].kind == "OTHER" or _particle(chunks, at)):
        at += 1
    if at < len(items) and chunks.sentence.word(items[at].start) in _QUOTES:
        at += 1
    found: list[int] = []
    while at < len(items) and items[at].kind == "NP":
        if is_date(chunks, items[at]) and found:
            break
        while at + 2 < len(items) and items[at + 1].kind == "POSS" and items[at + 2].kind == "NP":
            at += 2
        found.append(at)
        after = _next_conjunct(chunks, at)
        if after is None:
            break
        at = after
    return found


def _particle(chunks: Chunks, at: int) -> bool:
    """Whether a chunk is the particle of a verb (`draw up a plan`) and no preposition."""
    chunk = chunks.chunks[at]
    return chunk.kind == "ADP" and chunks.sentence.word(chunk.start) in _PARTICLES


def conjuncts(chunks: Chunks, index: int) -> list[int]:
    """A noun phrase and the phrases coordinated after it (`A, B and C`)."""
    found = [index]
    after = _next_conjunct(chunks, index)
    while after is not None and len(found) < 30:
        found.append(after)
        after = _next_conjunct(chunks, after)
    return found


def _next_conjunct(chunks: Chunks, at: int) -> int | None:
    """The noun phrase coordinated with the one at this place, if a list goes on there."""
    items = chunks.chunks
    joint = at + 1
    if joint >= len(items):
        return None
    word = chunks.sentence.word(items[joint].start)
    if items[joint].kind != "CC" and word != ",":
        return None
    after = joint + 1
    if word == "," and after < len(items) and items[after].kind == "CC":
        after += 1
    while after < len(items) and items[after].kind == "OTHER":
        after += 1
    if after >= len(items) or items[after].kind != "NP" or is_date(chunks, items[after]):
        return None
    if (
        word == ","
        and items[joint].kind == "PUNCT"
        and items[joint + 1].kind != "CC"
        and not _list_goes_on(chunks, after)
    ):
        return None
    following = after + 1
    while following < len(items) and items[following].kind == "OTHER":
        following += 1
    new_clause = (
        following < len(items) and items[following].kind == "VG" and items[following].form == "fin"
    )
    return None if new_clause else after


def _list_goes_on(chunks: Chunks, at: int) -> bool:
    """Whether a comma list ends in `and` soon after this phrase."""
    items = chunks.chunks
    for step in range(at + 1, min(at + 14, len(items))):
        if items[step].kind == "CC":
            return step + 1 < len(items) and items[step + 1].kind in {"NP", "OTHER"}
        if items[step].kind != "NP" and chunks.sentence.word(items[step].start) != ",":
            return False
    return False
