"""Which utterances are statements: a transparent logistic decision over readable features."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kr_policy_ie.facts.span_index import SpanIndex
from kr_policy_ie.facts.speech_text import words
from kr_policy_ie.facts.utterances import Utterance
from kr_policy_ie.rules.speech import ModelRules, model_rules


@dataclass(frozen=True)
class Context:
    """What is known about a text beside its utterances, by where it begins.

    `facts` are the facts that are no statements, by their triggers; `values` the amounts,
    numbers and dates as `(start, end, label)`.
    """

    facts: SpanIndex[Mapping[str, Any]]
    values: SpanIndex[tuple[int, int, str]]

    @classmethod
    def of(
        cls, facts: Iterable[Mapping[str, Any]], values: Iterable[tuple[int, int, str]]
    ) -> "Context":
        """The context that these facts and values make; facts without a trigger are left out."""
        return cls(
            SpanIndex((fact["trigger"][0], fact) for fact in facts if fact.get("trigger")),
            SpanIndex((value[0], value) for value in values),
        )


def decide(
    text: str,
    utterance: Utterance,
    context: Context,
    rules: ModelRules | None = None,
    *,
    near_quote: bool = False,
) -> float:
    """The probability, by the shipped weights, that reported words are a statement.

    Args:
        text: The text.
        utterance: The reported words; whole quotations need no decision.
        context: What else is known about the text.
        rules: Weights; the shipped ones if None.
        near_quote: Whether the utterance before or after it is a quotation.
    """
    rules = rules or model_rules()
    score = rules.bias
    found = features(text, utterance, context, rules, near_quote=near_quote)
    for name, value in found.items():
        score += rules.weights.get(name, 0.0) * value
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def features(
    text: str,
    utterance: Utterance,
    context: Context,
    rules: ModelRules,
    *,
    near_quote: bool = False,
) -> dict[str, float]:
    """The features of an utterance by name; each is 1 where it holds."""
    content = [w for a, b in utterance.contents for w in words(text, a, b) if w.is_word]
    lower = [w.lower for w in content]
    speaker = utterance.speaker.kind if utterance.speaker else "none"
    names = {f"class={utterance.cls}", f"frame={utterance.frame}", f"speaker={speaker}"}
    names |= _word_features(lower, rules) | _fact_features(utterance, context)
    names |= {f"main={_main_verb(lower, rules)}"}
    flags = {
        "headline": utterance.headline,
        "near_quote": near_quote,
        "short": len(lower) < 6,
        "long": len(lower) > 25,
        "starts_pronoun": bool(lower) and lower[0] in rules.words.get("pronoun", ()),
    }
    return dict.fromkeys(names | {name for name, holds in flags.items() if holds}, 1.0)


def _main_verb(lower: Sequence[str], rules: ModelRules) -> str:
    """The kind of the first finite verb: `be`, `have`, `will`, `may` or `must`, else `none`."""
    kinds = ("must", "may", "will", "be", "have")
    for word in lower[1:]:
        for kind in kinds:
            if word in rules.words.get(f"main_{kind}", ()):
                return kind
    return "none"


def _word_features(lower: Sequence[str], rules: ModelRules) -> set[str]:
    found = set()
    for group, listed in rules.words.items():
        hits = sum(1 for word in lower if word in listed)
        if group.startswith("main_") or not hits:
            continue
        found |= {f"word={group}"} if hits == 1 else {f"word={group}", f"words={group}"}
    return found


def _fact_features(utterance: Utterance, context: Context) -> set[str]:
    inside = [
        fact
        for start, end in utterance.contents
        for fact in context.facts.starting_in(start, end)
        if fact["trigger"][1] <= end
    ]
    found = {f"fact={fact['type']}" for fact in inside}
    if inside:
        found.add("fact")
    if len(inside) > 1:
        found.add("facts")
    if any(_is_rich(fact) for fact in inside):
        found.add("fact_rich")
    labels = {
        label
        for a, b in utterance.contents
        for start, end, label in context.values.starting_in(a, b)
        if end <= b
    }
    return found | ({f"value={label}" for label in labels} or {"no_value"})


def _is_rich(fact: Mapping[str, Any]) -> bool:
    """Whether a fact says more than who and what."""
    return len([role for role, fillers in fact.get("slots", {}).items() if fillers]) >= 3
