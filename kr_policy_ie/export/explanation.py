"""Facts with their grounds as lines of text, for the command `explain`."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kr_policy_ie.schema import Fact

_LISTS = ("filled", "rejected")


def explanation_lines(
    facts: Sequence[Fact], rejected: Sequence[Mapping[str, Any]], *, of_all: bool
) -> Iterator[str]:
    """What was found, by which rules, how each slot was filled, and what lost.

    Args:
        facts: Facts whose `explain` is filled.
        rejected: The drafts of the document that became no facts.
        of_all: Whether to name all rejected drafts, or only those of the facts' sentences.

    >>> list(explanation_lines([], [], of_all=True))
    ['no facts']
    """
    if not facts:
        yield "no facts"
    for fact in facts:
        yield from _fact_lines(fact)
    sentences = {" ".join(fact.evidence.text.split()) for fact in facts}
    for draft in rejected:
        if of_all or " ".join(draft["sentence"].split()) in sentences:
            yield from _draft_lines(draft)


def _fact_lines(fact: Fact) -> Iterator[str]:
    explain = dict(fact.explain or {})
    yield (
        f"{fact.id} {fact.type} action={fact.action} status={fact.status} "
        f"confidence={fact.confidence}"
    )
    yield f"  evidence: {' '.join(fact.evidence.text.split())}"
    yield f"  trigger:  {fact.trigger.text if fact.trigger else '-'}"
    yield f"  rules:    {', '.join(fact.rules) or '-'}"
    told = {(line["role"], line["text"]): line for line in explain.get("filled", ())}
    for role, fillers in fact.slots.items():
        for filler in fillers:
            yield f"  {role}: {_filler(filler.text, told.get((role, filler.text)))}"
    for line in explain.get("rejected", ()):
        yield f"  not {line['role']}: {_filler(line['text'], line)}"
    for key, value in sorted(explain.items()):
        if key not in _LISTS:
            yield f"  why {key}: {json.dumps(value, ensure_ascii=False)}"


def _filler(text: str, line: Mapping[str, Any] | None) -> str:
    shown = " ".join(text.split())
    if line is None:
        return shown
    proposed = "proposed by the rules" if line["proposed"] else "found by the model"
    return f"{shown}  [chance {line['chance']}, {proposed}, path {line['path']}]"


def _draft_lines(draft: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"rejected {draft['type']} action={draft['action']} status={draft['status']} "
        f"score={draft['score']} (threshold {draft['threshold']}): {draft['why']}"
    )
    yield f"  evidence: {' '.join(draft['sentence'].split())}"
    yield f"  trigger:  {draft['trigger']}"
    yield f"  rules:    {', '.join(draft['rules']) or '-'}"
