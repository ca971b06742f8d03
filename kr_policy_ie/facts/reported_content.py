"""Which words of a sentence a speech verb reports."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kr_policy_ie.facts.speakers import Names, Span, Speaker
from kr_policy_ie.facts.speech_clauses import (
    CLAUSE_ENDS,
    addressee_end,
    has_clause,
    skip_circumstance,
)
from kr_policy_ie.facts.speech_cues import Cue
from kr_policy_ie.facts.speech_subjects import subject_before
from kr_policy_ie.facts.speech_text import Word
from kr_policy_ie.rules.speech import grammar, speech_rules

#: How many words decide what a clause is: keeps very long sentences linear.
_WINDOW = 120


@dataclass(frozen=True)
class Attribution:
    """Words given to a speaker by a speech verb or `according to`, in one sentence.

    `contents` are the reported stretches as they stand in the text, marks included;
    `before` says that they stand before the verb.
    """

    cue: Span
    verb: str
    cls: str
    frame: str
    speaker: Speaker | None
    contents: tuple[Span, ...]
    sentence: Span
    before: bool = False


@dataclass(frozen=True)
class Sentence:
    """The words of a sentence, with what is known about them."""

    words: Sequence[Word]
    names: Names
    tags: Mapping[int, str]
    headline: bool = False

    def between(self, start: int, end: int) -> Sequence[Word]:
        """The words that begin in `[start, end)`."""
        low = bisect_left(self.words, start, key=_begin)
        return self.words[low : bisect_left(self.words, end, low, key=_begin)]

    @property
    def span(self) -> Span:
        """The stretch from the first to the last word."""
        return self.words[0].start, self.words[-1].end


def _begin(word: Word) -> int:
    return word.start


def lead_before(sentence: Sentence, start: int, stop: int) -> list[Span]:
    """The words before an attribution, without connectives and the comma at the end."""
    words = sentence.words
    while start < stop and not words[start].quoted and _opens_late(words[start]):
        start += 1
    while stop > start and not words[stop - 1].quoted:
        if words[stop - 1].lower not in CLAUSE_ENDS - {")"}:
            break
        stop -= 1
    return [(words[start].start, words[stop - 1].end)] if start < stop else []


def _opens_late(word: Word) -> bool:
    return word.lower in grammar().connectives or word.lower in CLAUSE_ENDS - {"("}


def stretch(sentence: Sentence, start: int, stop: int) -> list[Span]:
    """The words from `start` to `stop` without commas at the ends and the final stop."""
    words = sentence.words
    while start < stop and not words[start].quoted and words[start].lower in CLAUSE_ENDS - {"("}:
        start += 1
    while stop > start and not words[stop - 1].quoted and not words[stop - 1].is_word:
        if words[stop - 1].lower in {")", "%", "'"}:
            break
        stop -= 1
    return [(words[start].start, words[stop - 1].end)] if start < stop else []


def quoted_after(sentence: Sentence, at: int) -> list[Span]:
    """The quotation that goes on after `he said,` in the same sentence."""
    words = sentence.words
    start = next((i for i in range(at, min(len(words), at + 13)) if words[i].quoted), None)
    if start is None:
        return []
    gap = [w.lower for w in words[at:start]]
    if gap and (gap[-1] not in {",", ":", "and", "but", "that"} or grammar().additions & set(gap)):
        return []
    stop = start
    while stop < len(words) and words[stop].quoted:
        stop += 1
    return [(words[start].start, words[stop - 1].end)]


def rest_after(sentence: Sentence, cue: Cue) -> list[Span]:
    """What goes on after `, he said,`: a quotation, or `because …` and the like."""
    words = sentence.words
    at = skip_circumstance(words, cue.stop, len(words))
    quoted = quoted_after(sentence, at)
    if quoted:
        return quoted
    if at + 3 >= len(words) or words[at].lower != "," or words[at + 1].quoted:
        return []
    following = words[at + 1].lower
    if following.endswith("ing") or following in {"who", "which"}:
        return []
    start = at + 2 if following in {"because", "and", "but"} else at + 1
    return stretch(sentence, start, len(words))


def after_verb(sentence: Sentence, cue: Cue, cues: Sequence[Cue]) -> tuple[str, list[Span]]:
    """The frame and the contents after the verb; no contents if nothing is reported there."""
    words, frames = sentence.words, cue.verb.frames
    stop = _content_stop(sentence, cue, cues)
    at = skip_circumstance(words, cue.stop, stop)
    if at >= stop:
        return "clause", []
    lower = words[at].lower
    if "of" in frames and lower == "of":
        return "of", stretch(sentence, at + 1, stop)
    if "against" in frames and lower == "against":
        return "against", stretch(sentence, at, stop)
    if "accuse" in frames:
        return "accuse", _past_word(sentence, at, stop, "of")
    that = _find_that(sentence, at, stop)
    if that is not None:
        return "clause", stretch(sentence, that, stop)
    return _by_frame(sentence, cue, at, stop)


def _by_frame(sentence: Sentence, cue: Cue, at: int, stop: int) -> tuple[str, list[Span]]:
    words, frames = sentence.words, cue.verb.frames
    if "person" in frames:
        past = addressee_end(words, at, stop)
        if past < stop and words[past].lower in grammar().finite:
            past = at  # no addressee but the subject: `warned the curbs could hurt`
        if past < stop and words[past].lower == "to" and "infinitive" in frames:
            return "infinitive", stretch(sentence, past, stop)
        return "clause", stretch(sentence, skip_circumstance(words, past, stop), stop)
    if "infinitive" in frames:
        found = _past_word(sentence, at, stop, "to")
        if found or "noun" not in frames:
            return "infinitive", found
    if "phrase" in frames:
        return "phrase", stretch(sentence, cue.index, stop)
    frame = "noun" if "noun" in frames else "clause"
    return frame, stretch(sentence, at, stop)


def _past_word(sentence: Sentence, at: int, stop: int, word: str) -> list[Span]:
    """The stretch after the first `word` that follows, if it comes soon."""
    for index in range(at, min(stop, at + 16)):
        if sentence.words[index].lower == word and not sentence.words[index].quoted:
            return stretch(sentence, index + 1 if word == "of" else index, stop)
    return []


def _find_that(sentence: Sentence, at: int, stop: int) -> int | None:
    """Where the content begins after `that` or a colon that belongs to the verb."""
    words = sentence.words
    for index in range(at, min(stop, at + 26)):
        word = words[index]
        if word.quoted:
            return None
        if word.lower == ":" and index + 1 < stop:
            return index + 1
        if word.lower == "that" and (index == at or not _is_relative(sentence, at, index)):
            return index + 1
    return None


def _is_relative(sentence: Sentence, at: int, index: int) -> bool:
    """Whether `that` hangs on a noun of the content rather than on the verb."""
    between = sentence.words[at:index]
    if has_clause(between, sentence.tags):
        return True
    first = between[0].lower
    beside = first in grammar().prepositions or first in speech_rules().addressees
    return not beside and len(between) > 14


def _content_stop(sentence: Sentence, cue: Cue, cues: Sequence[Cue]) -> int:
    """Where the content after a verb ends: before `, adding that`, `and warned`, the end."""
    for other in cues:
        if other.index > cue.stop and not other.passive:
            cut = _cut_before(sentence, cue, other)
            if cut is not None:
                return cut
    words = sentence.words
    for index in range(max(cue.stop, len(words) - 14), len(words) - 1):
        joint = words[index].lower in {"but", "and", "without"} and not words[index].quoted
        if joint and any(w.lower in grammar().trailers for w in words[index + 1 : index + 5]):
            return index
    return len(words)


def _cut_before(sentence: Sentence, cue: Cue, other: Cue) -> int | None:
    """Where another speech verb of the sentence ends the content of the first."""
    words = sentence.words
    beside = speech_rules().fillers | speech_rules().auxiliaries
    at = other.index - 1
    while at > cue.stop and words[at].lower in beside:
        at -= 1
    if other.gerund:
        parted = words[at].lower == "," or words[at].quoted
        extra = parted and words[other.index].lower in grammar().additions
        return at + words[at].quoted if extra else None
    if words[at].lower in {"and", "but"}:
        following = words[other.stop : other.stop + 1]
        opens = any(w.quoted or w.lower in {"that", ":"} for w in following)
        return at if opens or other.verb.frames != {"quote"} else None
    subject = subject_before(words, other, cue.stop)
    if subject is None or subject.edge not in {"and", "but", "while", ";"}:
        return None
    return subject.limit if other.verb.cls in {"say", "opinion", "deny"} else None


def _takes_inner_quotes(cue: Cue) -> bool:
    """Whether a quotation further on is reported too: `called it “unfair”`, not `added “X”`."""
    return bool({"clause", "person"} & cue.verb.frames) or cue.verb.id in {"call", "describe"}


def is_reported(sentence: Sentence, cue: Cue, spans: Sequence[Span]) -> bool:
    """Whether what follows the verb is reported words rather than its object."""
    if not spans:
        return False
    begin, end = spans[0]
    words = sentence.between(begin, end)[:_WINDOW]
    marked = any(w.lower in {"that", ":"} for w in sentence.between(begin - 5, begin))
    inner = any(w.quoted for w in words) and _takes_inner_quotes(cue)
    if marked or inner or words[0].quoted:
        return True
    if sentence.headline:
        return len(words) >= 2
    if len(words) < 3 or words[0].lower in {"by", "to", "for", "of", "with"}:
        return False
    if {"clause", "person"} & cue.verb.frames:
        return cue.verb.id in {"say", "tell"} or has_clause(words, sentence.tags)
    subject_like = words[0].lower in grammar().determiners | {"it", "he", "she", "they", "there"}
    subject_like = subject_like or words[0].text[0].isupper() or len(words) > 5
    clausal = subject_like and has_clause(words[:14], sentence.tags)
    return clausal and cue.verb.cls != "judge"
