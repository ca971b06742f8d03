"""The shape of a sentence around a speech verb: its subject, what stands before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kr_policy_ie.facts.speech_text import Word
from kr_policy_ie.rules.speech import SpeechVerb, speech_forms, speech_rules

DETERMINERS = frozenset(
    {"the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her", "our", "my"}
    | {"your", "no", "any", "each", "every", "such", "some", "both", "all", "there", "another"}
)
SUBJECTS = frozenset(
    {"he", "she", "it", "they", "we", "i", "you", "there", "this", "these", "those"}
)
PREPOSITIONS = frozenset(
    {"in", "at", "on", "during", "after", "before", "by", "with", "to", "for", "from", "under"}
    | {"through", "via", "over", "following", "without", "about", "of", "into", "ahead", "upon"}
    | {"within", "amid", "against", "between", "among", "despite", "since", "until"}
)
SUBORDINATORS = frozenset(
    {
        "that",
        "which",
        "because",
        "although",
        "though",
        "if",
        "when",
        "as",
        "after",
        "before",
        "where",
    }
    | {"since", "unless", "until", "whether", "what", "than", "how", "why"}
)
CONJUNCTIONS = frozenset({"and", "but", "or", "nor", "yet", "so", "while", "whereas"})
CLAUSE_ENDS = frozenset({",", ";", ":", "(", ")", "—", "–", "--", "-"})
DASHES = frozenset({"—", "–", "--", "-"})
QUOTE_SIGNS = frozenset(
    {'"', "“", "”", "‘", "’", "'", "&quot;", "¡°", "¡±", "``", "''", "«", "»", "„"}
)
_BLOCKERS = frozenset(
    {"to", "will", "would", "may", "might", "could", "can", "should", "must", "not", "n't", "never"}
    | {"shall", "cannot"}
)
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "'s", "’s"})
_FINITE = frozenset(
    {"is", "are", "was", "were", "has", "have", "had", "will", "would", "may", "might", "could"}
    | {"can", "should", "must", "shall", "does", "did", "do", "'s", "’s", "'ll", "’ll", "cannot"}
)
_WHEN = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today"}
    | {"yesterday", "tonight", "earlier", "late", "early", "last", "this", "week", "month", "year"}
    | {"morning", "afternoon", "evening", "weekend", "recently", "day", "here", "there"}
    | {"separately", "january", "february", "march", "april", "may", "june", "july", "august"}
    | {"september", "october", "november", "december"}
    | {"jan.", "feb.", "aug.", "sept.", "oct.", "nov.", "dec."}
)


def is_break(word: Word) -> bool:
    """Whether a comma, bracket or dash parts phrases; those inside names do not."""
    return word.lower in CLAUSE_ENDS and not word.name


@dataclass(frozen=True)
class Cue:
    """A speech verb in a sentence: words `[index, stop)`."""

    index: int
    stop: int
    verb: SpeechVerb
    gerund: bool = False
    passive: bool = False


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


def find_cues(words: Sequence[Word], tags: Mapping[int, str], *, headline: bool) -> list[Cue]:
    """The speech verbs of a sentence that stand outside quotation marks."""
    found: list[Cue] = []
    for index, word in enumerate(words):
        if word.quoted or (found and index < found[-1].stop):
            continue
        cue = _cue_at(words, index)
        checked = _checked(words, cue, tags, headline=headline) if cue is not None else None
        if checked is not None:
            found.append(checked)
    return found


def _cue_at(words: Sequence[Word], index: int) -> Cue | None:
    forms, lower = speech_forms(), words[index].lower
    gerund = lower.endswith("ing")
    for rest, verb in forms.multi.get(lower, ()):
        if index + 1 < len(words) and words[index + 1].lower == rest:
            return Cue(index, index + 2, verb, gerund=gerund)
    verb_here = forms.single.get(lower)
    return Cue(index, index + 1, verb_here, gerund=gerund) if verb_here is not None else None


def _checked(
    words: Sequence[Word], cue: Cue, tags: Mapping[int, str], *, headline: bool
) -> Cue | None:
    """The cue, if it is a finite verb, a gerund that continues one or a passive with an agent."""
    before = _word_before(words, cue)
    if before in _BLOCKERS or before.endswith(("n't", "n’t")):
        return None
    if before in _BE:
        return _passive(words, cue)
    if cue.gerund:
        return cue if before in {",", "and", "", "as"} | QUOTE_SIGNS else None
    nominal = before in DETERMINERS - {"all", "both", "some", "this", "these", "those"}
    if nominal or (not headline and (before in PREPOSITIONS or _is_noun(words, cue, tags, before))):
        return None
    return cue


def _is_noun(words: Sequence[Word], cue: Cue, tags: Mapping[int, str], before: str) -> bool:
    """Whether a form that is a noun as well is one here."""
    if not cue.verb.noun:
        return False
    tag = tags.get(words[cue.index].start)
    if tag is not None:
        return tag not in {"VERB", "AUX"}
    return before in {"and", "or"} or not _is_followed(words, cue.stop)


def _word_before(words: Sequence[Word], cue: Cue) -> str:
    fillers = speech_rules().fillers - DETERMINERS
    at = cue.index - 1
    while at >= 0 and words[at].lower in fillers:
        at -= 1
    return words[at].lower if at >= 0 else ""


def _passive(words: Sequence[Word], cue: Cue) -> Cue | None:
    """Passives that still name a speaker: `were blamed by X`, `was called “…” by X`."""
    if not words[cue.index].lower.endswith("ed") or cue.verb.cls == "forecast":
        return None
    for at in range(cue.stop, min(len(words) - 1, cue.stop + 14)):
        if words[at].quoted:
            continue
        if words[at].lower == "by":
            return Cue(cue.index, cue.stop, cue.verb, passive=True)
        if words[at].lower in {",", ";", "that"}:
            return None
    return None


def _is_followed(words: Sequence[Word], at: int) -> bool:
    """Whether a clause, a quotation, a comma or the end follows, as after a verb."""
    if at >= len(words) or words[at].quoted or not words[at].is_word:
        return True
    return words[at].lower in DETERMINERS | SUBJECTS or words[at].text[0].isupper()


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
    if words[stop - 1].lower in {")", "—", "–", "--"}:
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
    if words[stop - 1].lower in SUBJECTS | {"who", "one"}:
        return stop - 1
    start = stop
    while start > floor and _is_in_phrase(words, start - 1, stop, floor):
        start -= 1
    return _skip_adjuncts(words, start, stop)


def _is_in_phrase(words: Sequence[Word], at: int, stop: int, floor: int) -> bool:
    word = words[at]
    if word.quoted or is_break(word) or word.lower in QUOTE_SIGNS:
        return False
    if word.name:
        return True
    if word.lower in SUBORDINATORS or word.lower in CONJUNCTIONS - {"and"}:
        return False
    if word.lower == "and":
        return not _joins_clauses(words, at + 1, stop, floor)
    return word.is_word or word.lower in {".", "/"}


def _joins_clauses(words: Sequence[Word], after: int, stop: int, floor: int) -> bool:
    """Whether the `and` before `after` joins clauses rather than nouns."""
    begin = after - 1
    while begin > max(floor, after - 14) and words[begin - 1].lower not in CLAUSE_ENDS:
        begin -= 1
    single = speech_forms().single
    finite = any(w.lower in _FINITE or w.lower in single for w in words[begin : after - 1])
    return finite or after == stop or words[after].lower in SUBJECTS


def _skip_adjuncts(words: Sequence[Word], start: int, stop: int) -> int:
    """Leaves out connectives and a phrase like `At the talks` before a subject."""
    while start < stop - 1 and words[start].lower in {"and", "but", "so", "yet", "still", "also"}:
        start += 1
    if start < stop and words[start].lower in PREPOSITIONS:
        for at in range(stop - 1, start + 1, -1):
            if words[at].lower in DETERMINERS | SUBJECTS:
                return at if words[at - 1].lower not in PREPOSITIONS else start
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
        return _subject(words, commas[0] + 1, comma, floor, (start, commas[0]))
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
    return likely and words[start].lower not in PREPOSITIONS


def is_name(phrase: Sequence[Word]) -> bool:
    """Whether a phrase looks like a bare name: two to four capitalised words."""
    names = [w for w in phrase if w.is_word]
    common = speech_rules().speakers | DETERMINERS
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
    if lower in SUBORDINATORS | {"who", "whose"} or lower in CONJUNCTIONS - {"and", "or"}:
        return True
    if lower in _WHEN:
        return lower not in {"may", "march", "last", "late", "early"}
    if lower in PREPOSITIONS - {"of"}:
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
    return not any(w in PREPOSITIONS or w in DETERMINERS or w == "," for w in following[:2])


def has_clause(words: Sequence[Word], tags: Mapping[int, str]) -> bool:
    """Whether a stretch holds a finite verb with something before it."""
    for word in words[1:]:
        tag = tags.get(word.start)
        if word.lower in _FINITE or tag == "AUX":
            return True
        if tag == "VERB" and not word.lower.endswith("ing"):
            return True
    return False


def is_adjunct(words: Sequence[Word]) -> bool:
    """Whether a stretch before a comma only sets the scene: `Asked about …`, `In a speech`."""
    if not words:
        return True
    first = words[0].lower
    if first in {"asked", "speaking", "noting", "citing", "addressing", "quoting"}:
        return True
    return first in PREPOSITIONS and not any(w.lower in _FINITE for w in words)


def skip_circumstance(words: Sequence[Word], at: int, stop: int) -> int:
    """Steps over fillers, dates and places of speaking after a verb: `on Monday in a report`."""
    single = speech_rules().fillers | (_WHEN - {"this", "last", "there", "may"})
    while at < stop and not words[at].quoted:
        lower = words[at].lower
        if lower in single:
            at += 1
        elif lower in {"this", "last", "next"} and at + 1 < stop and words[at + 1].lower in _WHEN:
            at += 2
        elif lower in PREPOSITIONS and _occasion_end(words, at, stop) > at:
            at = _occasion_end(words, at, stop)
        else:
            return at
    return at


def _occasion_end(words: Sequence[Word], at: int, stop: int) -> int:
    """The end of a phrase like `in a speech to exporters` or `on Friday`; `at` if it is none."""
    if at + 1 < stop and words[at + 1].lower in _WHEN - {"this", "last"}:
        end = at + 2
        return end + 1 if end < stop and words[end].text.isdigit() else end
    for end in range(at + 1, min(stop, at + 7)):
        if words[end].quoted or words[end].lower in CLAUSE_ENDS:
            return at
        if words[end].lower in speech_rules().occasions:
            return complement_end(words, end + 1, stop)
    return at


def complement_end(words: Sequence[Word], at: int, stop: int) -> int:
    """Steps over prepositional phrases: `with the daily`, `to the annual meeting of …`."""
    while at < stop and words[at].lower in PREPOSITIONS and not words[at].quoted:
        at += 1
        if at < stop and words[at].lower in DETERMINERS:
            at += 1
        while at < stop and _is_inside_phrase(words[at]):
            at += 1
    return at


def _is_inside_phrase(word: Word) -> bool:
    stops = DETERMINERS | SUBJECTS | PREPOSITIONS | SUBORDINATORS | CLAUSE_ENDS | _FINITE
    return word.is_word and not word.quoted and word.lower not in stops


def addressee_end(words: Sequence[Word], at: int, stop: int) -> int:
    """The end of the noun phrase that is spoken to: `told the ministers`, `told Reuters`."""
    if at >= stop or words[at].quoted:
        return at
    if words[at].lower in speech_rules().addressees | {"it", "them", "you"}:
        return at + 1
    start = at
    if words[at].lower in DETERMINERS:
        at += 1
    capital = start == at and words[at].text[0].isupper()
    while at < stop and _is_inside_phrase(words[at]):
        if capital and at > start and not words[at].text[0].isupper():
            break
        at += 1
    return complement_end(words, at, stop)
