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
    text: str, utterance: Utterance, context: Context, rules: ModelRules | None = None
) -> float:
    """The probability, by the shipped weights, that an utterance is a statement.

    Whole quotations are statements always: the guidelines count each of them.
    """
    rules = rules or model_rules()
    score = rules.bias
    for name, value in features(text, utterance, context, rules).items():
        score += rules.weights.get(name, 0.0) * value
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def features(
    text: str, utterance: Utterance, context: Context, rules: ModelRules
) -> dict[str, float]:
    """The features of an utterance by name; all are 0 or 1, or small counts."""
    content = [w for a, b in utterance.contents for w in words(text, a, b) if w.is_word]
    lower = [w.lower for w in content]
    found = {
        f"class={utterance.cls}": 1.0,
        f"frame={utterance.frame}": 1.0,
        f"speaker={utterance.speaker.kind if utterance.speaker else 'none'}": 1.0,
    }
    found.update(_word_features(lower, rules))
    found.update(_fact_features(utterance, context))
    found["headline"] = float(utterance.headline)
    found["short"] = float(len(lower) < 6)
    found["long"] = float(len(lower) > 25)
    found["starts_pronoun"] = float(bool(lower) and lower[0] in {"he", "she", "it", "they", "we"})
    return {name: value for name, value in found.items() if value}


def _word_features(lower: Sequence[str], rules: ModelRules) -> dict[str, float]:
    found = {}
    for group, listed in rules.words.items():
        hits = sum(1 for word in lower if word in listed)
        if hits:
            found[f"word={group}"] = 1.0
        if hits > 1:
            found[f"words={group}"] = 1.0
    return found


def _fact_features(utterance: Utterance, context: Context) -> dict[str, float]:
    found: dict[str, float] = {}
    inside = [
        fact
        for start, end in utterance.contents
        for fact in context.facts.starting_in(start, end)
        if fact["trigger"][1] <= end
    ]
    for fact in inside:
        found[f"fact={fact['type']}"] = 1.0
    if inside:
        found["fact"] = 1.0
    if len(inside) > 1:
        found["facts"] = 1.0
    labels = {
        label
        for a, b in utterance.contents
        for start, end, label in context.values.starting_in(a, b)
        if end <= b
    }
    for label in labels:
        found[f"value={label}"] = 1.0
    if not labels:
        found["no_value"] = 1.0
    return found
