"""Clauses, and the circumstances of speaking that stand around a speech verb."""

from collections.abc import Mapping, Sequence

from kr_policy_ie.facts.speech_text import Word
from kr_policy_ie.rules.speech import grammar, speech_rules

#: Marks that part phrases.
CLAUSE_ENDS = frozenset({",", ";", ":", "(", ")", "—", "–", "--", "-"})
DASHES = frozenset({"—", "–", "--", "-"})
QUOTE_SIGNS = frozenset(
    {'"', "“", "”", "‘", "’", "'", "&quot;", "¡°", "¡±", "``", "''", "«", "»", "„"}
)


def is_break(word: Word) -> bool:
    """Whether a comma, bracket or dash parts phrases; those inside names do not."""
    return word.lower in CLAUSE_ENDS and not word.name


def has_clause(words: Sequence[Word], tags: Mapping[int, str]) -> bool:
    """Whether a stretch holds a finite verb with something before it."""
    for word in words[1:]:
        tag = tags.get(word.start)
        if word.lower in grammar().finite or tag == "AUX":
            return True
        if tag == "VERB" and not word.lower.endswith("ing"):
            return True
    return False


def is_adjunct(words: Sequence[Word]) -> bool:
    """Whether a stretch before a comma only sets the scene: `Asked about …`, `In a speech`."""
    if not words:
        return True
    first = words[0].lower
    if first in grammar().scenes:
        return True
    return first in grammar().prepositions and not any(w.lower in grammar().finite for w in words)


def skip_circumstance(words: Sequence[Word], at: int, stop: int) -> int:
    """Steps over fillers, dates and places of speaking after a verb: `on Monday in a report`."""
    single = speech_rules().fillers | (grammar().times - grammar().doubtful_times)
    while at < stop and not words[at].quoted:
        lower = words[at].lower
        if lower in single:
            at += 1
        elif (
            lower in {"this", "last", "next"}
            and at + 1 < stop
            and words[at + 1].lower in grammar().times
        ):
            at += 2
        elif lower in grammar().prepositions and _occasion_end(words, at, stop) > at:
            at = _occasion_end(words, at, stop)
        else:
            return at
    return at


def _occasion_end(words: Sequence[Word], at: int, stop: int) -> int:
    """The end of a phrase like `in a speech to exporters` or `on Friday`; `at` if it is none."""
    if at + 1 < stop and words[at + 1].lower in grammar().times - grammar().doubtful_times:
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
    while at < stop and words[at].lower in grammar().prepositions and not words[at].quoted:
        if words[at].lower == "to" and not _is_noun_phrase(words, at + 1, stop):
            return at
        at += 1
        if at < stop and words[at].lower in grammar().determiners:
            at += 1
        while at < stop and _is_inside_phrase(words[at]):
            at += 1
    return at


def _is_noun_phrase(words: Sequence[Word], at: int, stop: int) -> bool:
    """Whether a noun phrase, not an infinitive, follows `to`."""
    return at < stop and (words[at].lower in grammar().determiners or words[at].text[0].isupper())


def _is_inside_phrase(word: Word) -> bool:
    stops = grammar().phrase_ends
    return (
        word.is_word
        and not word.quoted
        and word.lower not in stops
        and word.lower not in CLAUSE_ENDS
    )


def addressee_end(words: Sequence[Word], at: int, stop: int) -> int:
    """The end of the noun phrase that is spoken to: `told the ministers`, `told Reuters`."""
    if at >= stop or words[at].quoted:
        return at
    if words[at].lower in speech_rules().addressees | {"it", "them", "you"}:
        return at + 1
    start = at
    if words[at].lower in grammar().determiners:
        at += 1
    capital = start == at and words[at].text[0].isupper()
    while at < stop and _is_inside_phrase(words[at]):
        if capital and at > start and not words[at].text[0].isupper():
            break
        at += 1
    return complement_end(words, at, stop)
