"""The part of reported words that is a view, where another part is a fact of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kr_policy_ie.facts.speakers import Span
from kr_policy_ie.facts.speech_clauses import has_clause
from kr_policy_ie.facts.speech_text import Word, words
from kr_policy_ie.facts.statement_decision import Context
from kr_policy_ie.facts.utterances import Utterance
from kr_policy_ie.rules.speech import grammar, model_rules

_JOINTS = frozenset({"but", "and", "although", "though", "because", "while"})
_LEAST_WORDS = 4


def without_facts(
    text: str, utterance: Utterance, context: Context, tags: Mapping[int, str]
) -> Utterance:
    """The utterance with the last of its clauses alone, where only those before state facts.

    `X has cut duties but must think of farmers, he said` states a tariff and a view. The
    clause that stays must sound like a view; quotations stay whole.
    """
    if utterance.how != "reported" or utterance.frame not in {"clause", "source"}:
        return utterance
    clauses = [part for span in utterance.contents for part in _clauses(text, span, tags)]
    last = len(clauses)
    while last > 0 and not context.facts.starting_in(*clauses[last - 1]):
        last -= 1
    kept = clauses[last:]
    if kept and words(text, *kept[0])[0].lower in grammar().finite:
        return utterance  # the subject stands in the clause before
    if last == 0 or not any(_is_view(text, part) for part in kept):
        return utterance
    return replace(utterance, contents=tuple(_merged(text, kept)))


def _is_view(text: str, part: Span) -> bool:
    groups = model_rules().words
    view = groups.get("opinion", frozenset()) | groups.get("modal", frozenset())
    view |= groups.get("may", frozenset())
    return any(word.lower in view for word in words(text, *part))


def _clauses(text: str, span: Span, tags: Mapping[int, str]) -> list[Span]:
    """The coordinate clauses of a stretch; commas and joints between them left out."""
    inside = words(text, *span)
    found: list[Span] = []
    begin = 0
    for at in range(1, len(inside) - _LEAST_WORDS):
        if not _is_joint(inside, at) or at - begin < _LEAST_WORDS:
            continue
        following = inside[at + 1 : at + 12]
        if has_clause(following, tags) and has_clause(inside[begin : min(at, begin + 40)], tags):
            stop = at - 1 if inside[at - 1].lower == "," else at
            found.append((inside[begin].start, inside[stop - 1].end))
            begin = at + 1
    found.append((inside[begin].start, span[1]) if inside else span)
    return found


def _is_joint(inside: Sequence[Word], at: int) -> bool:
    lower = inside[at].text
    if lower == ";":
        return True
    if lower not in _JOINTS:
        return False
    return lower != "and" or inside[at - 1].lower == ","


def _merged(text: str, parts: Sequence[Span]) -> list[Span]:
    """Neighbouring clauses as one stretch again."""
    found: list[Span] = []
    for start, end in parts:
        gap = text[found[-1][1] : start] if found else ""
        if found and len(gap) < 12 and "\n" not in gap:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
