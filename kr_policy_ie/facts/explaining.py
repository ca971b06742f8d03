"""Why the facts of a document are what they are: scores, ways in the tree, and what lost.

The component itself keeps only the ids of its rules; this reads a processed document once more
and notes what was considered on the way.
"""

from typing import Any

from spacy.tokens import Doc

from kr_policy_ie.facts.act_model import ActChances
from kr_policy_ie.facts.candidates import candidates
from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.component import KrFacts
from kr_policy_ie.facts.context import Memory
from kr_policy_ie.facts.cue_features import is_bare_guess
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.paths import Paths
from kr_policy_ie.facts.slot_features import Scene
from kr_policy_ie.facts.slot_model import Choice, options_of, pairs_of, says_something

#: Candidates that had less of a chance are not worth a line.
_WORTH_TELLING = 0.1
_MOST_TOLD = 6


def explain_document(doc: Doc) -> list[dict[str, Any]]:
    """Write into `explain` of each fact how it was found; the drafts that were rejected.

    Args:
        doc: A document that `kr_facts` has read; `doc._.kr_facts` is changed in place.

    Returns:
        Dicts with `type`, `action`, `status`, `trigger`, `sentence` (texts), `score`,
        `threshold`, `rules` and `why`, in reading order.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> _ = nlp.add_pipe("kr_facts")
    >>> explain_document(nlp("Nothing happened."))
    []
    """
    reader = _Explainer()
    told: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for fact, slots in reader.explain(doc):
        told.setdefault(_key(fact), []).append(slots)
    for fact in doc._.kr_facts or []:
        waiting = told.get(_key(fact))
        if waiting:
            fact["explain"] = {**(fact.get("explain") or {}), **waiting.pop(0)}
    return reader.rejected


def _key(fact: dict[str, Any]) -> tuple[Any, ...]:
    return fact["type"], tuple(fact["trigger"]), tuple(fact["evidence"])


class _Explainer(KrFacts):
    """`kr_facts` that remembers what it considered."""

    def __init__(self) -> None:
        super().__init__()
        self.rejected: list[dict[str, Any]] = []
        self._notes: list[tuple[tuple[str, int], dict[str, Any]]] = []
        self._kept: list[Draft] = []

    def explain(self, doc: Doc) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """The facts of a document, each with how its slots were filled."""
        facts = self.match(doc)
        waiting = list(self._notes)
        out = []
        for fact in facts:
            at = next(i for i, note in enumerate(waiting) if note[0] == _place(fact))
            out.append((fact, waiting.pop(at)[1]))
        return out

    def _keep(
        self, chunks: Chunks, drafts: list[Draft], quoted: frozenset[int], memory: Memory
    ) -> list[Draft]:
        self._kept = super()._keep(chunks, drafts, quoted, memory)
        kept = {id(draft) for draft in self._kept}
        for draft in sorted(drafts, key=lambda d: d.trigger):
            if id(draft) not in kept:
                self._reject(chunks, draft, "its score is below the threshold")
        return self._kept

    def _fill(self, chunks: Chunks, paths: Paths, drafts: list[Draft]) -> list[Draft]:
        alive = {(draft.type, draft.trigger) for draft in drafts}
        for draft in self._kept:
            if (draft.type, draft.trigger) not in alive:
                self._reject(chunks, draft, "another type reads the same words with more ground")
        proposed = [{span for spans in d.slots.values() for span in spans} for d in drafts]
        options = self._options(chunks, paths, drafts)
        left = super()._fill(chunks, paths, drafts)
        remaining = {id(draft) for draft in left}
        for draft, spans, considered in zip(drafts, proposed, options, strict=True):
            if id(draft) not in remaining:
                self._reject(chunks, draft, _why_left_out(chunks, draft))
                continue
            self._notes.append(
                (
                    (draft.type, chunks.sentence.offsets(draft.trigger[0], draft.trigger[0])[0]),
                    _told(chunks, paths, draft, spans, considered),
                )
            )
        return left

    def _decide(
        self, chunks: Chunks, paths: Paths, drafts: list[Draft], published: str | None
    ) -> list[ActChances]:
        chances = super()._decide(chunks, paths, drafts, published)
        notes = self._notes[len(self._notes) - len(chances) :]
        for (_, note), one in zip(notes, chances, strict=True):
            note["action"] = _answers(one.action, one.ruled[0])
            note["status"] = _answers(one.status, one.ruled[1])
        return chances

    def _options(self, chunks: Chunks, paths: Paths, drafts: list[Draft]) -> list[list[Choice]]:
        """The candidates of each draft with their chances."""
        if not drafts:
            return []
        scene = Scene(chunks, paths, drafts, candidates(chunks, drafts))
        return [
            options_of(self._models(chunks).slots, pairs_of(scene, index))
            for index in range(len(drafts))
        ]

    def _reject(self, chunks: Chunks, draft: Draft, why: str) -> None:
        doc = chunks.sentence.doc
        self.rejected.append(
            {
                "type": draft.type,
                "action": draft.action,
                "status": draft.status,
                "trigger": doc[draft.trigger[0] : draft.trigger[1]].text,
                "sentence": doc[chunks.sentence.start : chunks.sentence.end].text,
                "score": round(draft.score, 3),
                "threshold": self._models(chunks).drafts.threshold,
                "rules": list(dict.fromkeys(draft.rules)),
                "why": why,
            }
        )


def _why_left_out(chunks: Chunks, draft: Draft) -> str:
    if is_bare_guess(draft):
        return "it is a statistic without a number that no rule has drafted"
    if says_something(chunks, draft):
        return "a likelier fact of its type says the same"
    return "it says nothing beside its trigger"


def _answers(chances: dict[str, float], ruled: str | None) -> dict[str, Any]:
    """The likely answers of a model with their chances, and what the rules say."""
    ranked = sorted(chances.items(), key=lambda pair: (-pair[1], pair[0]))
    likely = {name: round(chance, 3) for name, chance in ranked if chance >= _WORTH_TELLING}
    return {"rules": ruled, "chances": likely}


def _place(fact: dict[str, Any]) -> tuple[str, int]:
    return fact["type"], fact["trigger"][0]


def _told(
    chunks: Chunks,
    paths: Paths,
    draft: Draft,
    proposed: set[tuple[int, int]],
    options: list[Choice],
) -> dict[str, Any]:
    """How the slots of a fact were filled, and which candidates lost."""
    above = paths.above(draft.trigger[0])
    filled = {(role, span) for role, spans in draft.slots.items() for span in spans}
    ranked = sorted(options, key=lambda o: (-o.chance, o.role, o.candidate.start))
    taken = [o for o in ranked if (o.role, _span(o)) in filled]
    lost = [o for o in ranked if (o.role, _span(o)) not in filled and o.chance >= _WORTH_TELLING]
    return {
        "filled": [_line(chunks, paths, above, option, proposed) for option in taken],
        "rejected": [_line(chunks, paths, above, option, proposed) for option in lost[:_MOST_TOLD]],
    }


def _span(option: Choice) -> tuple[int, int]:
    return option.candidate.start, option.candidate.end


def _line(
    chunks: Chunks,
    paths: Paths,
    above: dict[int, str],
    option: Choice,
    proposed: set[tuple[int, int]],
) -> dict[str, Any]:
    one = option.candidate
    return {
        "role": option.role,
        "text": chunks.sentence.text_at(one.start, one.end),
        "chance": round(option.chance, 3),
        "path": paths.between(above, one.token),
        "proposed": _span(option) in proposed,
    }
