"""How sure an act is: the verb group's own words, and what governs it."""

from dataclasses import dataclass

from kr_policy_ie.facts.chunks import Chunk, Chunks
from kr_policy_ie.facts.clauses import STOPS, controller_of, is_coordinated, verb_before
from kr_policy_ie.facts.lexicon import singular

_ORDER = {"realized": 0, "planned": 1, "considered": 2, "denied": 3}


@dataclass(frozen=True)
class Mood:
    """How sure an act is, with the rules and words that say so."""

    status: str
    rules: tuple[str, ...] = ()


def mood(chunks: Chunks, index: int) -> Mood:
    """How sure the act of a verb group is: its own words, and what governs it.

    Reads modals, matrix verbs and adjectives within the group, negation, conditional marks and,
    for infinitives, the governing noun or verb.
    """
    status, rules = _own_mood(chunks, index)
    group = chunks.chunks[index]
    if is_coordinated(chunks, index) and _is_base(chunks, group):
        first = verb_before(chunks, index)
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
        if word in chunks.words.negations:
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
    found += _mood_around(chunks, index)
    if negated:
        return "denied", ("negation", *(rule for _, rule in found))
    status = max((status for status, _ in found), key=_ORDER.__getitem__, default="realized")
    return status, tuple(rule for _, rule in found)


def _mood_around(chunks: Chunks, index: int) -> list[tuple[str, str]]:
    """Statuses with their rules that the place of a verb group and the words by it tell."""
    sentence, group = chunks.sentence, chunks.chunks[index]
    found = []
    if f"{sentence.word(group.end)} {sentence.word(group.end + 1)}" in chunks.words.pending:
        found.append(("considered", "pending"))
    if group.form == "inf" and _headline_infinitive(chunks, index):
        found.append(("planned", "headline.infinitive"))
    if group.form == "inf" and index and chunks.chunks[index - 1].prep == "with":
        found.append(("planned", "absolute"))
    if _conditional(chunks, index):
        found.append(("considered", "condition"))
    if (
        sentence.word(group.start) == "be"
        and group.form == "fin"
        and not _headline_be(chunks, index)
    ):
        found.append(("considered", "subjunctive"))
    return found


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
        if chunk.kind == "MARK" or chunks.sentence.word(chunk.start) in STOPS:
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
    controller = controller_of(chunks, index)
    if controller is None:
        return True
    return controller[0] != "noun"
