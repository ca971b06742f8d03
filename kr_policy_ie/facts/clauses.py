"""Clauses over chunks: subjects, objects, governing verbs, and how sure the act is."""

from dataclasses import dataclass

from kr_policy_ie.facts.chunks import Chunk, Chunks
from kr_policy_ie.facts.lexicon import singular

_STOPS = frozenset({";", ":", "--", "—", "–", "|"})
_QUOTES = frozenset({'"', "“", "”", "``", "''"})
_RELATIVE = frozenset({"that", "which", "who", "where"})
_PRONOUNS = frozenset({"it", "they", "he", "she", "we", "them", "i", "you", "him", "her", "us"})
_ORDER = {"realized": 0, "planned": 1, "considered": 2, "denied": 3}
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no"})
_CONTROL = frozenset(
    {
        "urge",
        "ask",
        "tell",
        "force",
        "allow",
        "expect",
        "want",
        "press",
        "persuade",
        "call",
        "require",
        "invite",
    }
    | {
        "encourage",
        "enable",
        "help",
        "demand",
        "request",
        "pressure",
        "permit",
        "let",
        "appeal",
        "order",
        "oblige",
    }
)
_REPORT = frozenset({"say", "tell", "report", "announce", "add", "note", "state"})
MAX_WALK = 40


@dataclass(frozen=True)
class Mood:
    """How sure an act is, with the rules and words that say so."""

    status: str
    rules: tuple[str, ...] = ()


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
            controller = _controller(chunks, index)
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


def _controller(chunks: Chunks, index: int) -> tuple[str, int] | None:
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
            if lemma in _CONTROL and (plain or led) and not chunk.passive:
                return "noun", (plain or led)[-1]
            return "verb", back
        if chunk.kind == "NP":
            between.append(back)
        elif chunk.kind in {"MARK", "CC"} or chunks.sentence.word(chunk.start) in _STOPS | _QUOTES:
            return None
    return None


def _left_subject(  # noqa: PLR0911 - one return for each barrier
    chunks: Chunks, index: int
) -> tuple[list[int], int | None]:
    """The subject left of a finite verb group, or the group that it is coordinated with."""
    items = chunks.chunks
    comma_before = index > 0 and chunks.sentence.word(items[index - 1].start) == ","
    if _coordinated(chunks, index):
        verb = _verb_before(chunks, index)
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
            if word in _RELATIVE and back == index - 1:
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
        if word in _STOPS or word in _QUOTES:
            return [], None
        back -= 1
    return [], None


def _coordinated(chunks: Chunks, index: int) -> bool:
    """Whether `and` stands right before a verb group (`cut duties and raised quotas`)."""
    back = index - 1
    while back >= 0 and chunks.chunks[back].kind == "OTHER":
        back -= 1
    return back >= 0 and chunks.chunks[back].kind == "CC"


def _verb_before(chunks: Chunks, index: int) -> int | None:
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
            return back - 1 if chunks.sentence.word(items[back].start) in _RELATIVE else None
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
    return chunk.kind == "ADP" and chunks.sentence.word(chunk.start) in {
        "up",
        "out",
        "off",
        "down",
        "ahead",
    }


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


def mood(chunks: Chunks, index: int) -> Mood:
    """How sure the act of a verb group is: its own words, and what governs it.

    Reads modals, matrix verbs and adjectives within the group, negation, conditional marks and,
    for infinitives, the governing noun or verb.
    """
    status, rules = _own_mood(chunks, index)
    group = chunks.chunks[index]
    if _coordinated(chunks, index) and _is_base(chunks, group):
        first = _verb_before(chunks, index)
        if first is not None:
            inherited = mood(chunks, first)
            if _ORDER[inherited.status] > _ORDER[status]:
                return inherited
    if group.form in {"inf", "ing"} and "absolute" not in rules:
        outer = _outer_mood(chunks, index)
        if outer is not None and _ORDER[outer.status] > _ORDER[status]:
            return Mood(outer.status, (*rules, *outer.rules))
        if (
            outer is not None
            and group.form == "inf"
            and status == "planned"
            and "headline.infinitive" in rules
        ):
            return outer
    return Mood(status, rules)


def _own_mood(chunks: Chunks, index: int) -> tuple[str, tuple[str, ...]]:
    lexicon, sentence, group = chunks.lexicon, chunks.sentence, chunks.chunks[index]
    found: list[tuple[str, str]] = []
    negated = False
    for at in range(group.start, group.end):
        word = sentence.word(at)
        lemma = chunks.lemma(at)
        if word in _NEGATIONS:
            negated = True
        elif word in lexicon.modals:
            found.append((str(lexicon.modals[word].status), lexicon.modals[word].id))
        elif at != group.head and at in group.verbs and lemma in lexicon.matrix:
            rule = lexicon.matrix[lemma]
            if rule.status:
                found.append((rule.status, rule.id))
        elif at != group.head and word in lexicon.adjectives:
            found.append((str(lexicon.adjectives[word].status), lexicon.adjectives[word].id))
        elif (
            word == "to"
            and at > group.start
            and sentence.word(at - 1) in {"is", "are", "was", "were", "be"}
        ):
            found.append(("planned", "be.to"))
    if group.form == "inf" and _headline_infinitive(chunks, index):
        found.append(("planned", "headline.infinitive"))
    if group.form == "inf" and index and chunks.chunks[index - 1].prep == "with":
        found.append(("planned", "absolute"))
    if _conditional(chunks, index):
        found.append(("considered", "condition"))
    if (
        chunks.sentence.word(group.start) == "be"
        and group.form == "fin"
        and not _headline_be(chunks, index)
    ):
        found.append(("considered", "subjunctive"))
    if negated:
        return "denied", ("negation", *(rule for _, rule in found))
    status = max((status for status, _ in found), key=_ORDER.__getitem__, default="realized")
    return status, tuple(rule for _, rule in found)


def _is_base(chunks: Chunks, group: Chunk) -> bool:
    """Whether a verb group is a bare base form, so that it shares another's auxiliary."""
    token = chunks.sentence.token(group.start)
    form = chunks.lexicon.forms.get(chunks.sentence.word(group.start))
    return token.tag_ == "VB" or (
        group.form == "fin" and form is not None and form.kinds == {"base"} and token.tag_ != "VBP"
    )


def _headline_infinitive(chunks: Chunks, index: int) -> bool:
    """Whether an infinitive follows its subject without a verb before it (`Seoul to spend …`)."""
    before = chunks.chunks[:index]
    return (
        bool(before)
        and before[-1].kind == "NP"
        and not any(chunk.kind == "VG" and chunk.form == "fin" for chunk in before)
    )


def _headline_be(chunks: Chunks, index: int) -> bool:
    """Whether a bare `be` only goes on an auxiliary before an adverb (`will not soon be`)."""
    return index > 0 and chunks.chunks[index - 1].kind in {"VG", "OTHER"}


def _conditional(chunks: Chunks, index: int) -> bool:
    for back in range(index - 1, max(-1, index - 8), -1):
        chunk = chunks.chunks[back]
        word = chunks.sentence.word(chunk.start)
        if chunk.kind == "VG" or word in {",", ";"}:
            return False
        if chunk.kind == "MARK":
            return word in chunks.lexicon.marks
        if word in {"if", "unless"}:
            return True
    return False


def _outer_mood(chunks: Chunks, index: int) -> Mood | None:
    """What governs an infinitive or -ing form says of it."""
    lexicon, items = chunks.lexicon, chunks.chunks
    for back in range(index - 1, max(-1, index - 14), -1):
        chunk = items[back]
        if (chunk.kind == "NP" and back == index - 1) or (
            chunk.kind == "NP" and items[back + 1].kind == "ADP" and back == index - 2
        ):
            noun = _noun_lemma(chunks, chunk)
            rule = lexicon.modal_nouns.get(noun)
            if rule is not None and rule.status:
                return Mood(rule.status, (rule.id,))
        if chunk.kind == "VG":
            own = _own_mood(chunks, back)
            rule = lexicon.matrix.get(chunks.lemma(chunk.head))
            if rule is not None and rule.status and _ORDER[rule.status] > _ORDER[own[0]]:
                return Mood(rule.status, (*own[1], rule.id))
            return Mood(*own)
        if chunk.kind == "MARK" or chunks.sentence.word(chunk.start) in _STOPS:
            return None
    return None


def _noun_lemma(chunks: Chunks, chunk: Chunk) -> str:
    return singular(chunks.sentence.word(chunk.head))


def is_purpose(chunks: Chunks, index: int) -> bool:
    """Whether an infinitive only says what for (`… to help ease friction`)."""
    group = chunks.chunks[index]
    if group.form != "inf" or _headline_infinitive(chunks, index):
        return False
    if index and chunks.chunks[index - 1].prep == "with":
        return False
    before = chunks.chunks[index - 1] if index else None
    if before is None or before.kind not in {"NP", "OTHER", "PUNCT", "ADP"}:
        return False
    if before.kind == "NP" and _noun_lemma(chunks, before) in chunks.lexicon.modal_nouns:
        return False
    controller = _controller(chunks, index)
    if controller is None:
        return True
    return controller[0] != "noun"
