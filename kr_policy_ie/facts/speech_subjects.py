"""Who the subject of a speech verb is, by the words around it."""

from collections.abc import Sequence
from dataclasses import dataclass

from kr_policy_ie.facts.speech_clauses import CLAUSE_ENDS, QUOTE_SIGNS, is_break
from kr_policy_ie.facts.speech_cues import Cue
from kr_policy_ie.facts.speech_text import Word
from kr_policy_ie.rules.speech import grammar, speech_forms, speech_rules


@dataclass(frozen=True)
class Subject:
    """The words `[start, stop)` beside a verb that are its subject, with an apposition.

    `limit` is where the words before the subject end, `edge` the word or mark there.
    """

    start: int
    stop: int
    limit: int
    edge: str
    apposition: tuple[int, int] = (0, 0)


def subject_before(words: Sequence[Word], cue: Cue, floor: int) -> Subject | None:
    """The subject of a verb by the words to its left, none further left than `floor`."""
    rules = speech_rules()
    beside = rules.fillers | rules.auxiliaries
    stop = cue.index
    while stop > floor and words[stop - 1].lower in beside and not words[stop - 1].quoted:
        stop -= 1
    if stop <= floor or words[stop - 1].quoted:
        return None
    if words[stop - 1].lower == ",":
        return _before_comma(words, stop - 1, floor)
    dashed = words[stop - 1].lower in {")", "—", "–", "--"}
    if dashed and not _is_acronym_bracket(words, stop - 1):
        return _before_bracket(words, stop - 1, floor)
    return _plain_subject(words, stop, floor)


def _plain_subject(words: Sequence[Word], stop: int, floor: int) -> Subject | None:
    start = _phrase_start(words, stop, floor)
    if start >= stop:
        return None
    with_name = _name_before_apposition(words, start, stop, floor)
    return with_name or _subject(words, start, stop, floor)


def _name_before_apposition(
    words: Sequence[Word], start: int, stop: int, floor: int
) -> Subject | None:
    """`…, chairman Dan Rostenkowski, an Illinois Democrat said`: the name, not the apposition."""
    if start - 1 <= floor or words[start - 1].lower != "," or words[start].lower not in {"a", "an"}:
        return None
    begin = _phrase_start(words, start - 1, floor)
    named = words[begin : start - 1]
    if len(named) < 2 or not named[-1].text[0].isupper() or not named[-2].text[0].isupper():
        return None
    return _subject(words, begin, start - 1, floor, (start, stop))


def _subject(
    words: Sequence[Word], start: int, stop: int, floor: int, apposition: tuple[int, int] = (0, 0)
) -> Subject:
    if start <= floor:
        return Subject(start, stop, start, "", apposition)
    if words[start - 1].quoted:
        return Subject(start, stop, start, '"', apposition)
    return Subject(start, stop, start - 1, words[start - 1].lower, apposition)


def _phrase_start(words: Sequence[Word], stop: int, floor: int) -> int:
    """Where the noun phrase that ends at `stop` begins."""
    if words[stop - 1].lower in grammar().short_subjects:
        return stop - 1
    start = stop
    lowest = max(floor, stop - 40)
    while start > lowest and _is_in_phrase(words, start - 1, stop, floor):
        start -= 1
    return _skip_adjuncts(words, start, stop)


def _is_in_phrase(words: Sequence[Word], at: int, stop: int, floor: int) -> bool:
    word = words[at]
    if _is_acronym_bracket(words, at):
        return True
    if word.quoted or is_break(word) or word.lower in QUOTE_SIGNS:
        return False
    if word.name:
        return True
    if word.lower in grammar().subordinators or word.lower in grammar().conjunctions - {"and"}:
        return False
    if word.lower == "and":
        return not _joins_clauses(words, at + 1, stop, floor)
    return word.is_word or word.lower in {".", "/"}


def _is_acronym_bracket(words: Sequence[Word], at: int) -> bool:
    """Whether the word is a bracket of `(MITI)` inside a name."""
    first = {")": at - 1, "(": at + 1}.get(words[at].lower, -1)
    if not 0 < first < len(words) - 1 or not words[first].text.isupper():
        return False
    return words[first - 1].lower == "(" and words[first + 1].lower == ")"


def _joins_clauses(words: Sequence[Word], after: int, stop: int, floor: int) -> bool:
    """Whether the `and` before `after` joins clauses rather than nouns."""
    begin = after - 1
    while begin > max(floor, after - 14) and words[begin - 1].lower not in CLAUSE_ENDS:
        begin -= 1
    single = speech_forms().single
    finite = any(w.lower in grammar().finite or w.lower in single for w in words[begin : after - 1])
    return finite or after == stop or words[after].lower in grammar().subjects


def _skip_adjuncts(words: Sequence[Word], start: int, stop: int) -> int:
    """Leaves out connectives and a phrase like `At the talks` before a subject."""
    while start < stop - 1 and words[start].lower in grammar().connectives:
        start += 1
    if start < stop and words[start].lower in grammar().prepositions:
        for at in range(stop - 1, start + 1, -1):
            if words[at].lower in grammar().nominals:
                return at if words[at - 1].lower not in grammar().prepositions else start
    return start


def _before_comma(words: Sequence[Word], comma: int, floor: int) -> Subject | None:
    """The subject before an apposition or parenthesis that a comma closes."""
    commas = [
        at
        for at in range(comma - 1, max(floor, comma - 45), -1)
        if words[at].lower == "," and not words[at].quoted and not words[at].name
    ]
    if commas and is_name(words[commas[0] + 1 : comma]):
        start = _phrase_start(words, commas[0], floor)
        title = _subject(words, start, commas[0], floor)
        return Subject(commas[0] + 1, comma, title.limit, title.edge, (start, commas[0]))
    best: Subject | None = None
    for at in commas[:4]:
        start = _phrase_start(words, at, floor)
        if any(w.quoted for w in words[start:comma]):
            break
        if start < at and at - start <= 14 and _is_likely(words, start, at):
            named = words[at - 1].name == "PERSON"
            if best is None or named:
                best = _subject(words, start, at, floor, (at + 1, comma))
            if named:
                break
    return best


def _is_likely(words: Sequence[Word], start: int, stop: int) -> bool:
    rules = speech_rules()
    head = words[stop - 1]
    likely = head.text[0].isupper() or head.lower in rules.speakers | rules.pronouns
    return likely and words[start].lower not in grammar().prepositions


def is_name(phrase: Sequence[Word]) -> bool:
    """Whether a phrase looks like a bare name: two to four capitalised words."""
    names = [w for w in phrase if w.is_word]
    common = speech_rules().speakers | grammar().determiners
    return 2 <= len(names) <= 4 and all(
        w.text[0].isupper() and w.lower not in common for w in names
    )


def _before_bracket(words: Sequence[Word], closing: int, floor: int) -> Subject | None:
    pair = "(" if words[closing].lower == ")" else words[closing].lower
    for at in range(closing - 1, max(floor, closing - 25), -1):
        if words[at].lower == pair:
            start = _phrase_start(words, at, floor)
            return _subject(words, start, at, floor) if start < at else None
    return None


def subject_after(words: Sequence[Word], cue: Cue) -> Subject | None:
    """The subject of an inverted verb: `said Lee Chang-yang, the minister, at …`."""
    start = cue.stop
    while start < len(words) and words[start].lower in speech_rules().fillers:
        start += 1
    stop = _name_end(words, start)
    if stop <= start:
        return None
    return Subject(start, stop, cue.index, "", apposition_after(words, stop))


def _name_end(words: Sequence[Word], start: int) -> int:
    stop = start
    while stop < len(words):
        word = words[stop]
        if (
            word.quoted
            or is_break(word)
            or not (word.is_word or word.lower in {".", ",", "’", "'"})
        ):
            break
        ends = stop > start and not word.name and _ends_name(words, stop)
        if ends and not _person_ahead(words, stop):
            break
        stop += 1
    while stop > start and not words[stop - 1].is_word:
        stop -= 1
    return stop


def _person_ahead(words: Sequence[Word], at: int) -> bool:
    """Whether a long title goes on up to a person's name: `Under Secretary … for … X`."""
    if words[at].lower not in {"for", "of", "and", "in"}:
        return False
    for word in words[at + 1 : at + 9]:
        if is_break(word) or word.quoted or word.lower in {"in", "at", "on", "."}:
            return False
        if word.name == "PERSON":
            return True
    return False


def _ends_name(words: Sequence[Word], stop: int) -> bool:
    """Whether the word at `stop` begins what follows the speaker: `in a speech`, `who`."""
    lower = words[stop].lower
    if lower in grammar().subordinators | {"who", "whose"} or lower in grammar().conjunctions - {
        "and",
        "or",
    }:
        return True
    if lower in grammar().times:
        return lower not in grammar().doubtful_times - {"this", "there"}
    if lower in grammar().prepositions - {"of"}:
        named = words[stop - 1].text[0].isupper()
        return named or lower not in {"at", "from", "for", "in"} or _is_occasion(words, stop)
    return False


def _is_occasion(words: Sequence[Word], at: int) -> bool:
    occasions = speech_rules().occasions
    return any(w.lower in occasions for w in words[at : at + 7] if not w.quoted)


def apposition_after(words: Sequence[Word], stop: int) -> tuple[int, int]:
    """The apposition after a name: up to the comma that closes it, lists stepped over."""
    if stop >= len(words) or words[stop].lower != ",":
        return (0, 0)
    end = stop + 1
    while end < len(words):
        word = words[end]
        if word.quoted or not (word.is_word or word.lower in {",", ".", "'", "’", "&", "/"}):
            break
        if word.lower == "," and not word.name and not _is_list_comma(words, end):
            break
        if end > stop + 3 and word.lower in {"adding", "saying", "while", "after", "during"}:
            break
        end += 1
    return (stop + 1, end)


def _is_list_comma(words: Sequence[Word], at: int) -> bool:
    """Whether a comma parts the items of a list, as in `industry, trade and resources`."""
    following = [w.lower for w in words[at + 1 : at + 5]]
    if "and" not in following[1:3]:
        return False
    return not any(
        w in grammar().prepositions or w in grammar().determiners or w == "," for w in following[:2]
    )
