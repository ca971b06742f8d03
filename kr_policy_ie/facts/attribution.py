"""Who says what: speech verbs with their speakers and contents, sentence by sentence."""

from collections.abc import Sequence
from dataclasses import replace

from kr_policy_ie.facts.reported_content import (
    Attribution,
    Sentence,
    after_verb,
    is_reported,
    lead_before,
    quoted_after,
    rest_after,
    stretch,
)
from kr_policy_ie.facts.speakers import Speaker, read_speaker
from kr_policy_ie.facts.speech_clauses import CLAUSE_ENDS, DASHES, has_clause, is_adjunct
from kr_policy_ie.facts.speech_cues import Cue, find_cues
from kr_policy_ie.facts.speech_sources import colon_lead, headline_tail, source_phrases
from kr_policy_ie.facts.speech_subjects import (
    Subject,
    apposition_after,
    subject_after,
    subject_before,
)
from kr_policy_ie.facts.speech_text import Word
from kr_policy_ie.rules.speech import grammar, speech_rules

__all__ = ["Attribution", "Sentence", "attributions"]

#: Words after an inverted verb that begin no speaker.
_NO_SPEAKER = frozenset({"that", "to", "on", "in", "at", ":", ","})


def attributions(sentence: Sentence) -> list[Attribution]:
    """The attributions of one sentence, in the order of their cues."""
    if not sentence.words:
        return []
    found: list[Attribution] = []
    cues = find_cues(sentence.words, sentence.tags, headline=sentence.headline)
    floor = 0
    for number, cue in enumerate(cues):
        near = cues[max(0, number - 3) : number + 9]
        attribution = _read(sentence, cue, near, floor, found[-1] if found else None)
        if attribution is not None:
            found.append(attribution)
            floor = cue.stop
    found.extend(source_phrases(sentence))
    if not found:
        found.extend(colon_lead(sentence))
    if sentence.headline and not found:
        found.extend(headline_tail(sentence))
    return sorted(found, key=lambda item: item.cue)


def _read(
    sentence: Sentence, cue: Cue, cues: Sequence[Cue], floor: int, earlier: Attribution | None
) -> Attribution | None:
    if cue.gerund:
        return _continued(sentence, cue, cues, earlier)
    if cue.passive:
        return _passive(sentence, cue)
    if _is_nested(sentence, cue, earlier) or _quotes_another(sentence, cue, cues):
        return None
    if _is_inverted(sentence, cue, floor):
        inverted = subject_after(sentence.words, cue)
        if inverted is not None:
            return _before_verb(sentence, cue, inverted, floor)
    subject = subject_before(sentence.words, cue, floor)
    if subject is None:
        return _without_subject(sentence, cue, cues, earlier)
    return _around_subject(sentence, cue, cues, subject, floor)


def _is_nested(sentence: Sentence, cue: Cue, earlier: Attribution | None) -> bool:
    """Whether the cue stands inside what an earlier verb reports: `said he hopes`."""
    start = sentence.words[cue.index].start
    return earlier is not None and any(a <= start < b for a, b in earlier.contents)


def _quotes_another(sentence: Sentence, cue: Cue, cues: Sequence[Cue]) -> bool:
    """Whether `quoted X as saying` follows: the words are X's, not the subject's."""
    return any(
        other.gerund and sentence.words[other.index - 1].lower == "as"
        for other in cues
        if cue.index < other.index <= cue.index + 20
    )


def _speaker(sentence: Sentence, subject: Subject) -> Speaker | None:
    words = sentence.words
    apposition = words[subject.apposition[0] : subject.apposition[1]]
    return read_speaker(words[subject.start : subject.stop], sentence.names, apposition)


def _is_inverted(sentence: Sentence, cue: Cue, floor: int) -> bool:
    """Whether the subject follows: `…," said Lee` or `…, says a banker`."""
    words = sentence.words
    if cue.index <= floor or cue.stop >= len(words) or not _may_invert(cue):
        return False
    before, after = words[cue.index - 1], words[cue.stop]
    parted = before.quoted or before.lower in DASHES or before.lower == ","
    if not parted or after.quoted or after.lower in _NO_SPEAKER | grammar().subjects:
        return False
    if before.quoted:
        return True
    if subject_before(words, cue, floor) is not None and not _names_only(sentence, cue):
        return False
    return after.text[0].isupper() or after.lower in grammar().determiners | speech_rules().speakers


def _may_invert(cue: Cue) -> bool:
    return cue.verb.cls in {"say", "opinion"} and "person" not in cue.verb.frames


def _names_only(sentence: Sentence, cue: Cue) -> bool:
    """Whether only a speaker follows the verb, not a clause."""
    subject = subject_after(sentence.words, cue)
    return subject is not None and not has_clause(
        sentence.words[cue.stop : subject.stop], sentence.tags
    )


def _before_verb(sentence: Sentence, cue: Cue, subject: Subject, floor: int) -> Attribution:
    """`CONTENT, said SPEAKER`, with what goes on after the speaker if that is quoted."""
    contents = lead_before(sentence, floor, cue.index)
    contents += quoted_after(sentence, max(subject.stop, subject.apposition[1]))
    return _make(sentence, cue, "clause", _speaker(sentence, subject), contents, before=True)


def _around_subject(
    sentence: Sentence, cue: Cue, cues: Sequence[Cue], subject: Subject, floor: int
) -> Attribution | None:
    """`SPEAKER said CONTENT`, `CONTENT, SPEAKER said` and `CONTENT, SPEAKER said, CONTENT`."""
    words = sentence.words
    speaker = _speaker(sentence, subject)
    if speaker is None or (speaker.kind == "phrase" and cue.verb.cls not in {"say", "data"}):
        return None
    if cue.verb.cls == "data":
        return _shown(sentence, cue, subject, floor)
    lead = words[floor : min(subject.limit, floor + 60)]
    after_quote = subject.start > floor and words[subject.start - 1].quoted
    can_lead = after_quote or subject.edge in DASHES or subject.edge == ","
    frame, after = after_verb(sentence, cue, cues)
    follows = bool(after) and (frame != "clause" or is_reported(sentence, cue, after))
    stands_before = after_quote or not follows or _has_comma(words, cue)
    if lead and can_lead and stands_before and (after_quote or not is_adjunct(lead)):
        contents = lead_before(sentence, floor, subject.limit) + rest_after(sentence, cue)
        return _make(sentence, cue, "clause", speaker, contents, before=True)
    return _make(sentence, cue, frame, speaker, after) if follows else None


def _shown(sentence: Sentence, cue: Cue, subject: Subject, floor: int) -> Attribution | None:
    """`Data released by X showed …` and `…, X figures show`: X vouches for what is shown."""
    words = sentence.words
    phrase = words[subject.start : subject.stop]
    documents = [at for at, w in enumerate(phrase) if w.lower in speech_rules().documents]
    if not documents:
        return None
    bodies = [w for w in phrase if w.name in {"GOV", "ORG"}]
    tail = phrase[documents[0] + 1 :]
    by = next((at for at, w in enumerate(tail) if w.lower in {"by", "from", "of"}), None)
    named = bodies or (tail[by + 1 :] if by is not None else phrase)
    speaker = read_speaker(named, sentence.names)
    that = cue.stop < len(words) and words[cue.stop].lower == "that"
    contents = stretch(sentence, cue.stop + that, len(words))
    before = not contents
    if before:
        contents = lead_before(sentence, floor, subject.limit)
    return _make(sentence, cue, "clause", speaker, contents, before=before)


def _has_comma(words: Sequence[Word], cue: Cue) -> bool:
    """Whether a comma follows the verb: `The fall was also due, he said, to …`."""
    return cue.stop < len(words) and words[cue.stop].lower == "," and not words[cue.stop].quoted


def _joint(sentence: Sentence, cue: Cue) -> int:
    """The word before a verb and its auxiliaries."""
    beside = speech_rules().fillers | speech_rules().auxiliaries
    at = cue.index - 1
    while at > 0 and sentence.words[at].lower in beside:
        at -= 1
    return at


def _without_subject(
    sentence: Sentence, cue: Cue, cues: Sequence[Cue], earlier: Attribution | None
) -> Attribution | None:
    """`… and warned that`: the speaker is the earlier one's."""
    at = _joint(sentence, cue)
    if at < 0 or sentence.words[at].lower not in {"and", "but", ","}:
        return None
    speaker = earlier.speaker if earlier else _first_subject(sentence, at)
    frame, after = after_verb(sentence, cue, cues)
    if speaker is None or not after:
        return None
    if frame == "clause" and not is_reported(sentence, cue, after):
        return None
    return _make(sentence, cue, frame, speaker, after)


def _first_subject(sentence: Sentence, stop: int) -> Speaker | None:
    """The speaker with whom the sentence begins, for a second verb of the same subject."""
    words = sentence.words
    end = 0
    while end < min(stop, 14) and words[end].lower not in CLAUSE_ENDS | speech_rules().auxiliaries:
        end += 1
    apposition = apposition_after(words, end)
    speaker = read_speaker(words[:end], sentence.names, words[slice(*apposition)])
    return speaker if speaker is not None and speaker.kind in {"person", "pronoun"} else None


def _continued(
    sentence: Sentence, cue: Cue, cues: Sequence[Cue], earlier: Attribution | None
) -> Attribution | None:
    """`…, adding that …`, and `quoted X as saying …`."""
    before = sentence.words[cue.index - 1].lower if cue.index else ""
    frame, after = after_verb(sentence, cue, cues)
    if not after or (frame == "clause" and not is_reported(sentence, cue, after)):
        return None
    if before == "as":
        return _make(sentence, cue, frame, _quoted_person(sentence, cue, cues), after)
    if sentence.words[cue.index].lower not in grammar().additions:
        return None
    if earlier is None:
        later = next((c for c in cues if c.index > cue.index and not c.gerund), None)
        subject = subject_before(sentence.words, later, cue.stop) if later else None
        speaker = _speaker(sentence, subject) if subject else None
        return _make(sentence, cue, "gerund", speaker, after) if speaker else None
    return _make(sentence, cue, "gerund", earlier.speaker, after)


def _quoted_person(sentence: Sentence, cue: Cue, cues: Sequence[Cue]) -> Speaker | None:
    """Who said it in `Maki quoted Lyng as saying` and `Reagan was quoted as telling`."""
    words = sentence.words
    quoting = next((c for c in cues if c.verb.id in {"quote", "cite", "report"}), None)
    if quoting is not None and quoting.stop < cue.index - 1:
        return read_speaker(words[quoting.stop : cue.index - 1], sentence.names)
    at = cue.index - 2
    subject = subject_before(words, replace(cue, index=max(at, 0), stop=cue.index), 0)
    return _speaker(sentence, subject) if subject else None


def _passive(sentence: Sentence, cue: Cue) -> Attribution | None:
    """`X was blamed by the officials`, `The law was called “a turning point” by Y`."""
    words = sentence.words
    by = next(
        i for i in range(cue.stop, len(words)) if words[i].lower == "by" and not words[i].quoted
    )
    stop = _agent_end(sentence, by + 1, demand=cue.verb.cls == "demand")
    apposition = apposition_after(words, stop)
    speaker = read_speaker(words[by + 1 : stop], sentence.names, words[slice(*apposition)])
    if speaker is None or speaker.kind == "phrase":
        return None
    if cue.verb.cls == "demand":
        return _make(sentence, cue, "infinitive", speaker, stretch(sentence, stop, len(words)))
    quoted = [w for w in words[cue.stop : by] if w.quoted]
    if not quoted and cue.verb.cls == "say":
        quoted = [w for w in words[max(0, cue.index - 60) : cue.index] if w.quoted]
    if quoted:
        return _make(sentence, cue, "clause", speaker, [(quoted[0].start, quoted[-1].end)])
    if "phrase" not in cue.verb.frames:
        return None
    if stop < len(words) and words[stop].lower == "for":
        return _make(sentence, cue, "phrase", speaker, stretch(sentence, stop + 1, len(words)))
    lead = lead_before(sentence, 0, cue.stop)
    return _make(sentence, cue, "phrase", speaker, lead, before=True) if lead else None


def _agent_end(sentence: Sentence, start: int, *, demand: bool) -> int:
    """The end of the phrase after `by`; a demanded `to …` closes it past commas in titles."""
    words = sentence.words
    if demand:
        for at in range(start + 1, min(len(words), start + 18)):
            if words[at].lower == "to" and not words[at].quoted:
                return at
    stop = start
    while stop < len(words) and words[stop].lower not in CLAUSE_ENDS | {".", "to", "for", "who"}:
        if words[stop].quoted:
            break
        stop += 1
    return stop


def _make(
    sentence: Sentence,
    cue: Cue,
    frame: str,
    speaker: Speaker | None,
    contents: Sequence[tuple[int, int]],
    *,
    before: bool = False,
) -> Attribution:
    words = sentence.words
    span = (words[cue.index].start, words[cue.stop - 1].end)
    return Attribution(
        span, cue.verb.id, cue.verb.cls, frame, speaker, tuple(contents), sentence.span, before
    )
