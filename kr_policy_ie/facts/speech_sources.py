"""Sources without a speech verb: `according to X`, and the tails of headlines."""

from kr_policy_ie.facts.reported_content import Attribution, Sentence, lead_before, stretch
from kr_policy_ie.facts.speakers import Span, read_speaker
from kr_policy_ie.facts.speech_clauses import DASHES, has_clause
from kr_policy_ie.rules.speech import speech_rules

#: The most words that a speaker before a colon has.
_NAME_REACH = 12


def source_phrases(sentence: Sentence) -> list[Attribution]:
    """`According to X, CONTENT` and `CONTENT, according to X`; at most one a sentence."""
    words = sentence.words
    for index in range(len(words) - 2):
        if words[index].quoted:
            continue
        width = _phrase_width(sentence, index)
        if width:
            return _read_source(sentence, index, width)
    return []


def _phrase_width(sentence: Sentence, index: int) -> int:
    for phrase in speech_rules().sources:
        parts = phrase.split()
        here = [w.lower for w in sentence.words[index : index + len(parts)]]
        if here == parts:
            return len(parts) - (1 if parts[-1] == "the" else 0)
    return 0


def _read_source(sentence: Sentence, index: int, width: int) -> list[Attribution]:
    words = sentence.words
    leading = index <= 1
    stop, apposition = _source_end(sentence, index + width, leading=leading)
    speaker = read_speaker(
        words[index + width : stop], sentence.names, words[apposition[0] : apposition[1]]
    )
    if leading:
        contents = stretch(sentence, max(stop, apposition[1]), len(words))
    else:
        contents = lead_before(sentence, 0, index)
    cue = (words[index].start, words[index + width - 1].end)
    found = Attribution(
        cue,
        "according_to",
        "source",
        "source",
        speaker,
        tuple(contents),
        sentence.span,
        not leading,
    )
    return [found]


def _source_end(sentence: Sentence, start: int, *, leading: bool) -> tuple[int, Span]:
    """Where the name of a source ends, and the apposition after it, as word numbers."""
    words = sentence.words
    stop = start
    while stop < len(words) and words[stop].lower not in {",", ";", "(", ":"}:
        if words[stop].quoted:
            break
        stop += 1
    if stop >= len(words):
        return (stop - 1 if words[-1].lower == "." else stop), (0, 0)
    if not leading or words[stop].lower != "," or stop + 1 >= len(words):
        return stop, (0, 0)
    closing = next(
        (i for i in range(stop + 1, min(len(words), stop + 20)) if words[i].lower == ","), None
    )
    first = words[stop + 1].lower
    if closing is None or first not in {"the", "a", "an", "which", "who"}:
        return stop, (0, 0)
    inside = words[stop + 1 : closing]
    if has_clause(inside, sentence.tags) and first not in {"which", "who"}:
        return stop, (0, 0)
    return stop, (stop + 1, closing)


def colon_lead(sentence: Sentence) -> list[Attribution]:
    """`Minister Kim: "Exports will recover."`: the name before a colon says the quotation."""
    words = sentence.words
    index = next((i for i, w in enumerate(words[:_NAME_REACH]) if w.lower == ":"), 0)
    if not index or index + 1 >= len(words) or any(w.quoted for w in words[:index]):
        return []
    if not any(w.quoted for w in words[index + 1 : index + 3]):
        return []
    speaker = read_speaker(words[:index], sentence.names)
    contents = stretch(sentence, index + 1, len(words))
    if speaker is None or speaker.kind not in {"person", "title", "body"} or not contents:
        return []
    cue = (words[index].start, words[index].end)
    return [
        Attribution(cue, "colon", "say", "clause", speaker, tuple(contents), sentence.span, False)
    ]


def headline_tail(sentence: Sentence) -> list[Attribution]:
    """`TRADE DEFICIT TO WIDEN - VOLCKER`, `move disrupts supply chains: expert`."""
    words = sentence.words
    for index in range(len(words) - 2, max(2, len(words) - 7), -1):
        mark = words[index].lower
        if words[index].quoted or mark not in DASHES | {":", ","}:
            continue
        if mark == "," and index + 2 != len(words):
            return []
        speaker = read_speaker(words[index + 1 :], sentence.names)
        begin = next((i + 1 for i in range(index, 0, -1) if words[i].lower == ";"), 0)
        lead = stretch(sentence, begin, index)
        if speaker is None or speaker.kind == "phrase" or not lead:
            return []
        cue = (words[index].start, words[index].end)
        found = Attribution(
            cue, "headline", "say", "clause", speaker, tuple(lead), sentence.span, True
        )
        return [found]
    return []
