"""Who speaks: the name, and the office, inside the noun phrase beside a speech verb."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kr_policy_ie.facts.speech_text import Word
from kr_policy_ie.rules.speech import SpeechRules, grammar, speech_rules

Span = tuple[int, int]
#: `(start, end, label)` of the named mentions of a text, ascending.
Names = Sequence[tuple[int, int, str]]

_BODIES = frozenset({"GOV", "ORG", "COUNTRY", "PERSON"})


@dataclass(frozen=True)
class Speaker:
    """A speaker: the span that names it, its affiliations, and what kind of phrase it is.

    `kind` is `person`, `pronoun`, `title`, `body`, `name` or `phrase`; `stands_for` the
    earlier name that a pronoun or a title stands for, where the text tells.
    """

    start: int
    end: int
    affiliations: tuple[Span, ...] = ()
    kind: str = "phrase"
    stands_for: Span | None = None


def read_speaker(
    phrase: Sequence[Word], names: Names, apposition: Sequence[Word] = ()
) -> Speaker | None:
    """The speaker in a noun phrase, None if it can name no speaker.

    Args:
        phrase: The words of the phrase, without the words that only stand beside it.
        names: The named mentions of the text.
        apposition: The words of an apposition after it, as `a professor of trade law`.
    """
    rules = speech_rules()
    core = _strip(phrase)
    if not core:
        return None
    if len(core) == 1 and core[0].lower in rules.pronouns:
        return Speaker(core[0].start, core[0].end, kind="pronoun")
    inside = _inside(names, core)
    person = _person(core, inside, rules)
    if person is None and _is_adverbial(core):
        return None
    if person is not None:
        return _named(core, person, _strip(apposition), names)
    speaker = _unnamed(core, inside, rules)
    if speaker.kind != "name":
        return speaker
    return replace(speaker, affiliations=tuple(_from_apposition(_strip(apposition), names)))


def _is_adverbial(core: Sequence[Word]) -> bool:
    """Whether a phrase begins with a preposition, `about 20 members` apart."""
    counted = len(core) > 1 and core[1].text[0].isdigit()
    first = core[0]
    return first.lower in grammar().prepositions and first.text.islower() and not counted


def _strip(phrase: Sequence[Word]) -> list[Word]:
    found = list(phrase)
    while found and (not found[0].is_word or found[0].lower in grammar().articles):
        found.pop(0)
    while found and not found[-1].is_word:
        found.pop()
    return found


def _inside(names: Names, phrase: Sequence[Word]) -> list[tuple[int, int, str]]:
    start, end = phrase[0].start, phrase[-1].end
    return [name for name in names if start <= name[0] and name[1] <= end]


def _person(core: Sequence[Word], inside: Names, rules: SpeechRules) -> Span | None:
    """The person whom the phrase names as its head."""
    people = [(a, b) for a, b, label in inside if label == "PERSON"]
    for start, end in reversed(people):
        after = [w for w in core if w.start >= end]
        if not after or after[0].lower in grammar().links or not after[0].is_word:
            return start, end
    if people:
        return None
    return _guess_person(core, inside, rules)


def _guess_person(core: Sequence[Word], inside: Names, rules: SpeechRules) -> Span | None:
    """A run of capitalised words after a title: `Trade Minister Rha Woong-bae`.

    Or after the body that they speak for: `Toyota's Jun Sato`.
    """
    at = len(core)
    while at > 0 and _is_name_word(core[at - 1], rules) and not _owns(core[at - 1]):
        at -= 1
    run = core[at:]
    before = core[at - 1].lower if at > 0 else ""
    titled = before in rules.speakers or before in grammar().honorifics
    owned = at > 0 and len(run) > 1 and _owns(core[at - 1]) and bool(inside)
    if not run or not (titled or owned):
        return None
    if any(a < run[-1].end and run[0].start < b for a, b, _ in inside):
        return None
    return run[0].start, run[-1].end


def _owns(word: Word) -> bool:
    """Whether a word is a possessive (`Toyota's`)."""
    return word.lower.endswith(("'s", "’s"))


def _is_name_word(word: Word, rules: SpeechRules) -> bool:
    if word.lower in grammar().particles:
        return True
    return word.text[0].isupper() and word.lower not in rules.speakers and word.is_word


def _named(core: Sequence[Word], person: Span, apposition: Sequence[Word], names: Names) -> Speaker:
    before = [w for w in core if w.end <= person[0]]
    while before and (before[-1].lower in grammar().honorifics or not before[-1].is_word):
        before.pop()
    while before and before[0].lower in grammar().qualifiers | grammar().articles:
        before.pop(0)
    after = [w for w in core if w.start >= person[1]]
    offices: list[Span] = []
    if before:
        mark = 2 if _owns(before[-1]) else 0
        offices.append((before[0].start, before[-1].end - mark))
    if after and after[0].lower in grammar().links:
        body = _strip(after[1:])
        if body:
            offices.append((body[0].start, body[-1].end))
    offices.extend(_from_apposition(apposition, names))
    return Speaker(person[0], person[1], tuple(offices), kind="person")


def _from_apposition(apposition: Sequence[Word], names: Names) -> list[Span]:
    if not apposition or apposition[0].lower in grammar().circumstances:
        return []
    if apposition[0].lower in {"who", "whose", "which"}:
        linked = {w.end + 1 for w in apposition if w.lower in grammar().links}
        bodies = [n for n in _inside(names, apposition) if n[2] in {"ORG", "GOV"}]
        return [(a, b) for a, b, _ in bodies if {a, a - 4} & linked][:1]
    if not _is_office(apposition, names):
        return []
    return [(apposition[0].start, apposition[-1].end)]


def _is_office(apposition: Sequence[Word], names: Names) -> bool:
    heads = speech_rules().speakers
    if len(apposition) > 22 or apposition[0].lower in {"here", "there", "now"}:
        return False
    if any(w.lower in heads or w.lower.rpartition("-")[2] in heads for w in apposition):
        return True
    return any(n[2] in {"ORG", "GOV", "COUNTRY"} for n in _inside(names, apposition))


def _head(core: Sequence[Word]) -> Word:
    """The last word before `of …`, `in …`, `who …`: the head of a noun phrase."""
    ends = grammar().links | grammar().subordinators | {"who", "whose"}
    for at, word in enumerate(core):
        if at > 0 and word.lower in ends and not (word.name and core[at - 1].name):
            return core[at - 1]
    return core[-1]


def _is_title(head: Word, rules: SpeechRules) -> bool:
    return head.lower in rules.speakers or head.lower.rpartition("-")[2] in rules.speakers


def _unnamed(core: Sequence[Word], inside: Names, rules: SpeechRules) -> Speaker:
    last = core[-1]
    bodies = [n for n in inside if n[2] in _BODIES]
    if bodies and bodies[-1][1] == last.end:
        before = [w for w in core if w.end <= bodies[-1][0]]
        if not any(w.lower in grammar().links for w in before):
            return Speaker(bodies[-1][0], bodies[-1][1], kind="body")
    head = _head(core)
    if _is_title(head, rules):
        return Speaker(core[0].start, last.end, kind="title")
    if any(start <= head.start < end for start, end, _ in bodies):
        return Speaker(core[0].start, last.end, kind="body")
    if all(_is_name_word(w, rules) for w in core) and len(core) <= 4:
        return Speaker(core[0].start, last.end, kind="name")
    return Speaker(core[0].start, last.end, kind="phrase")
