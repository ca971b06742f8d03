"""The speech verbs of a sentence that are used as such."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kr_policy_ie.facts.speech_clauses import QUOTE_SIGNS
from kr_policy_ie.facts.speech_text import Word
from kr_policy_ie.rules.speech import SpeechVerb, grammar, speech_forms, speech_rules


@dataclass(frozen=True)
class Cue:
    """A speech verb in a sentence: words `[index, stop)`."""

    index: int
    stop: int
    verb: SpeechVerb
    gerund: bool = False
    passive: bool = False


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
    if before in grammar().blockers or before.endswith(("n't", "n’t")):
        return None
    if before in grammar().be:
        return _passive(words, cue)
    if cue.gerund:
        return cue if before in {",", "and", "", "as"} | QUOTE_SIGNS else None
    nominal = before in grammar().determiners - grammar().pronominal
    if nominal or (
        not headline and (before in grammar().prepositions or _is_noun(words, cue, tags, before))
    ):
        return None
    return cue


def _is_noun(words: Sequence[Word], cue: Cue, tags: Mapping[int, str], before: str) -> bool:
    """Whether a form that is a noun as well is one here."""
    if not cue.verb.noun or words[cue.index].lower.endswith("ed"):
        return False
    tag = tags.get(words[cue.index].start)
    if tag is not None:
        return tag not in {"VERB", "AUX"}
    return before in {"and", "or"} or not _is_followed(words, cue.stop)


def _word_before(words: Sequence[Word], cue: Cue) -> str:
    fillers = speech_rules().fillers - grammar().determiners
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
    return words[at].lower in grammar().nominals or words[at].text[0].isupper()
