"""Facts that a sentence clearly states although no rule found them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from spacy.tokens import Doc, Span

from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.clauses import mood
from kr_policy_ie.facts.cues import RoleCues, TypeCue, role_cues, snapped, trimmed
from kr_policy_ie.facts.lexicon import load_lexicon
from kr_policy_ie.facts.mentions import Found, Sentence, mentions_of
from kr_policy_ie.rules.fact_ranking import RankingRules

PlainDict = dict[str, Any]
RULE, SUPPLEMENT = "cue.completion", "cue.supplement"
#: The labels of the mentions that fill a valued role; other roles take words.
_LABELS = {
    "amount": frozenset({"MONEY"}),
    "rate": frozenset({"PERCENT", "QUANTITY"}),
    "quantity": frozenset({"QUANTITY"}),
    "before": frozenset({"MONEY", "PERCENT", "QUANTITY"}),
    "after": frozenset({"MONEY", "PERCENT", "QUANTITY"}),
    "time": frozenset({"DATE"}),
    "sector": frozenset({"SECTOR"}),
}
_ACTIONS = {"trade_statistic": "continue", "target": None, "statement": None}


class Completer:
    """Makes facts from cues alone, by the same grammar of status and action as the rules."""

    def __init__(self, rules: RankingRules) -> None:
        self.rules = rules
        self.lexicon = load_lexicon()

    def missing(self, doc: Doc, facts: list[PlainDict], cues: list[TypeCue]) -> list[PlainDict]:
        """The facts that the cues call for and that are not there."""
        wanted = [
            cue
            for cue in cues
            if cue.probability >= self.rules.add
            and self.rules.roles_of(cue.type)
            and not any(_covers(doc, fact, cue) for fact in facts)
        ]
        if not wanted:
            return []
        mentions, roles = mentions_of(doc), role_cues(doc)
        made = (self._made(doc, cue, mentions, roles) for cue in wanted)
        return [fact for fact in made if fact["slots"]]

    def _made(self, doc: Doc, cue: TypeCue, mentions: list[Found], roles: RoleCues) -> PlainDict:
        span = doc[cue.start : cue.end]
        trigger = doc[cue.signal]
        action, status = self._act(span, cue, mentions)
        return {
            "type": cue.type,
            "action": action,
            "status": status,
            "confidence": cue.probability,
            "trigger": [trigger.idx, trigger.idx + len(trigger)],
            "evidence": [span.start_char, span.end_char],
            "slots": self._slots(
                doc,
                (cue.start, cue.end),
                mentions,
                roles,
                self.rules.roles_of(cue.type),
                self.rules.role,
            ),
            "source": None,
            "parent": None,
            "same_as": None,
            "rules": [RULE],
            "explain": {"cue": cue.probability},
        }

    def _act(self, span: Span, cue: TypeCue, mentions: list[Found]) -> tuple[str | None, str]:
        """Action and status by the verb group nearest to the word that signals the type."""
        chunks = Chunks(Sentence(span, mentions), self.lexicon)
        groups = [index for index, chunk in enumerate(chunks.chunks) if chunk.kind == "VG"]
        default = _ACTIONS.get(cue.type, "introduce")
        if not groups:
            return default, "realized"
        nearest = min(groups, key=lambda index: abs(chunks.chunks[index].head - cue.signal))
        lemma = chunks.lemma(chunks.chunks[nearest].head)
        change = self.lexicon.changes.get(lemma) or self.lexicon.intransitive.get(lemma)
        action = change.action if change and default is not None else default
        return action, mood(chunks, nearest).status

    def supplemented(self, doc: Doc, facts: list[PlainDict]) -> list[PlainDict]:
        """The facts; those alone in their sentence with the fillers of roles that they lack."""
        mentions, roles = mentions_of(doc), role_cues(doc)
        alone = Counter(tuple(fact["evidence"]) for fact in facts if fact["type"] != "statement")
        return [
            self._supplemented(doc, fact, mentions, roles)
            if alone[tuple(fact["evidence"])] == 1
            else fact
            for fact in facts
        ]

    def _supplemented(
        self, doc: Doc, fact: PlainDict, mentions: list[Found], roles: RoleCues
    ) -> PlainDict:
        slots = fact["slots"]
        lacking = [role for role in self.rules.roles_of(fact["type"]) if not slots.get(role)]
        if not lacking:
            return fact
        least = self.rules.supplement
        found = self._slots(doc, _tokens(doc, fact), mentions, roles, lacking, least)
        taken = [(item["start"], item["end"]) for fillers in slots.values() for item in fillers]
        added = {
            role: free
            for role, fillers in found.items()
            if (free := [item for item in fillers if _is_free(item, taken)])
        }
        rules = [*fact["rules"], SUPPLEMENT] if added else fact["rules"]
        return {**fact, "slots": {**slots, **added}, "rules": rules}

    def _slots(
        self,
        doc: Doc,
        place: tuple[int, int],
        mentions: list[Found],
        roles: RoleCues,
        wanted: Iterable[str],
        least: float,
    ) -> dict[str, list[PlainDict]]:
        """What the words of tokens `place` fill, for each role that is wanted."""
        within = [item for item in mentions if place[0] <= item.first < place[1]]
        slots: dict[str, list[PlainDict]] = {}
        for role in wanted:
            spans: list[tuple[int, int]] = []
            for start, end in roles.stretches(role, *place, least):
                stretch = trimmed(doc, start, end)
                if stretch is not None and role in _LABELS:
                    spans += snapped(stretch, within, _LABELS[role])
                elif stretch is not None:
                    spans.append(stretch)
            if spans:
                slots[role] = [{"start": start, "end": end} for start, end in dict.fromkeys(spans)]
        return slots


def _tokens(doc: Doc, fact: PlainDict) -> tuple[int, int]:
    """The tokens of a fact's evidence."""
    start, end = fact["evidence"]
    span = doc.char_span(start, end, alignment_mode="expand")
    return (span.start, span.end) if span is not None else (0, 0)


def _is_free(item: PlainDict, taken: list[tuple[int, int]]) -> bool:
    return not any(item["start"] < end and start < item["end"] for start, end in taken)


def _covers(doc: Doc, fact: PlainDict, cue: TypeCue) -> bool:
    """Whether a fact has the cue's type and shares its sentence."""
    start, end = fact["evidence"]
    return bool(
        fact["type"] == cue.type
        and doc[cue.start].idx < end
        and start < doc[cue.end - 1].idx + len(doc[cue.end - 1])
    )
