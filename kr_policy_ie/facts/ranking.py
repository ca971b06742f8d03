"""The spaCy component `kr_ranking`: weighs facts by the encoder's cues, and completes them.

Rules find facts by words and phrases; the encoder says, from the whole sentence, which types it
states. A fact that the sentence does not support is dropped, a type that it clearly states and
that no rule found becomes a fact. Without cues the component changes nothing.
"""

import math
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from kr_policy_ie.facts.completion import Completer
from kr_policy_ie.facts.cues import TypeCue, type_cues
from kr_policy_ie.rules.fact_ranking import RankingRules, load_ranking

PlainDict = dict[str, Any]
_LEAST = 0.001


class KrRanking:
    """Weigh and complete `doc._.kr_facts`; see `kr_policy_ie/rules/facts/ranking.yaml`."""

    def __init__(self, rules: RankingRules) -> None:
        self.rules = rules
        self.completer = Completer(rules)

    def __call__(self, doc: Doc) -> Doc:
        """Replace `doc._.kr_facts` by the facts that stand."""
        cues = type_cues(doc)
        if cues:
            doc._.kr_facts = self.match(doc, cues)
        return doc

    def match(self, doc: Doc, cues: list[TypeCue]) -> list[PlainDict]:
        """The facts that stand, with their confidence, and those that no rule found."""
        weighed = [self._weighed(doc, fact, cues) for fact in doc._.kr_facts or []]
        kept = [fact["confidence"] >= self.rules.least for fact in weighed]
        facts = self.completer.supplemented(doc, _without(weighed, kept))
        return facts + self.completer.missing(doc, facts, cues)

    def _weighed(self, doc: Doc, fact: PlainDict, cues: list[TypeCue]) -> PlainDict:
        stated = stated_probability(doc, fact, cues)
        weights = self.rules.weights
        score = (
            weights.bias
            + weights.score * _logit(fact.get("confidence") or 0.5)
            + weights.cue * _logit(stated)
        )
        explain = {**(fact.get("explain") or {}), "cue": stated, "rule_score": fact["confidence"]}
        return {**fact, "confidence": round(1 / (1 + math.exp(-score)), 3), "explain": explain}


def stated_probability(doc: Doc, fact: PlainDict, cues: list[TypeCue]) -> float:
    """How likely the sentences of a fact's evidence state its type, by the encoder."""
    start, end = fact["evidence"]
    return max(
        (
            cue.probability
            for cue in cues
            if cue.type == fact["type"]
            and doc[cue.start].idx < end
            and start < doc[cue.end - 1].idx + len(doc[cue.end - 1])
        ),
        default=0.01,
    )


def _without(facts: list[PlainDict], kept: list[bool]) -> list[PlainDict]:
    """The facts that are kept, with `parent` and `same_as` counted anew."""
    place = {old: new for new, old in enumerate(old for old, stays in enumerate(kept) if stays)}
    return [
        {
            **fact,
            "parent": place.get(fact.get("parent", -1)),
            "same_as": place.get(fact.get("same_as", -1)),
        }
        for fact, stays in zip(facts, kept, strict=True)
        if stays
    ]


def _logit(probability: float) -> float:
    held = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(held / (1 - held))


@Language.factory("kr_ranking", requires=["doc._.kr_facts"], assigns=["doc._.kr_facts"])
def make_kr_ranking(nlp: Language, name: str) -> KrRanking:
    """The component `kr_ranking`.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> _ = nlp.add_pipe("kr_ranking")
    >>> nlp("Nothing happened.")._.kr_facts
    []
    """
    for extension, default in (("kr_facts", []), ("kr_cues", None)):
        if not Doc.has_extension(extension):
            Doc.set_extension(extension, default=default)
    return KrRanking(load_ranking())
