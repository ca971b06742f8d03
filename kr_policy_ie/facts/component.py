"""The spaCy component `kr_facts`: facts of all types but statements, into `doc._.kr_facts`."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry

from kr_policy_ie.facts.act_model import ActChances, decide_acts
from kr_policy_ie.facts.binding import bind_sectors, bind_values
from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.context import Memory, context_drafts, retype
from kr_policy_ie.facts.cue_features import draft_cues, is_bare_guess, proposed
from kr_policy_ie.facts.cues import read_cues
from kr_policy_ie.facts.draft_clues import clues
from kr_policy_ie.facts.draft_model import features, probability
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.lexicon import load_lexicon
from kr_policy_ie.facts.measures import noun_drafts
from kr_policy_ie.facts.mentions import Sentence, mentions_of
from kr_policy_ie.facts.paths import Paths
from kr_policy_ie.facts.predicates import verb_drafts
from kr_policy_ie.facts.retyping import second_readings, share_values
from kr_policy_ie.facts.roles import Roles
from kr_policy_ie.facts.selection import (
    best_of_rivals,
    link_parts,
    merge_events,
    quoted_tokens,
    with_neighbours,
    without_echoes,
    without_empty,
)
from kr_policy_ie.facts.settling import share_times
from kr_policy_ie.facts.slot_model import fill_slots, says_something
from kr_policy_ie.facts.span_index import SpanIndex
from kr_policy_ie.facts.splitting import split_values
from kr_policy_ie.facts.statistics import rest_drafts, statistic_drafts
from kr_policy_ie.rules.act_weights import ActWeights, load_act_weights
from kr_policy_ie.rules.cue_weights import load_cue_weights
from kr_policy_ie.rules.fact_retypes import load_retypes
from kr_policy_ie.rules.frames import Weights, load_weights
from kr_policy_ie.rules.slot_weights import SlotWeights, load_slot_weights

EXTENSION = "kr_facts"
_EMPTY = frozenset(
    {"the", "a", "an", "up", "of", "which", "that", "some", "any", "all", "more", "other"}
)


@dataclass(frozen=True)
class Models:
    """What decides about drafts, their slots, and their action and status."""

    drafts: Weights
    slots: SlotWeights
    acts: ActWeights


def load_models(folder: str) -> Models:
    """The models that the library ships, with cues (`facts`) or without (`facts/plain`)."""
    return Models(load_weights(folder), load_slot_weights(folder), load_act_weights(folder))


class KrFacts:
    """Find facts sentence by sentence; see `kr_policy_ie/rules/facts/` for the rules.

    Reads tags, the parse's sentences, `doc.spans["kr_values"|"kr_dates"|"kr_names"]`; writes
    `doc._.kr_facts`, a list of plain dicts with character offsets into `doc.text`.
    """

    def __init__(self) -> None:
        self.lexicon = load_lexicon()
        self.retypes = load_retypes()
        self.cue_weights = load_cue_weights()
        self.models = load_models("facts")
        self.plain = load_models("facts/plain")
        self.roles = Roles(self.lexicon.frames.roles)

    def __call__(self, doc: Doc) -> Doc:
        """Fill `doc._.kr_facts`."""
        return self.set_annotations(doc, self.match(doc))

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """What `nlp.evaluate` says of this component; `kr_policy_ie.evaluate` says far more."""
        scores: dict[str, Any] = registry.scorers.get("kr_policy_ie.scorer.v1")("kr_facts")(
            examples
        )
        return scores

    def match(self, doc: Doc) -> list[dict[str, Any]]:
        """The facts of a document in reading order, each a plain dict."""
        mentions = SpanIndex((mention.first, mention) for mention in mentions_of(doc))
        quoted, memory = quoted_tokens(doc), Memory()
        text = doc.text  # spaCy joins all tokens anew each time it is asked
        paths, cues = Paths(doc), read_cues(doc, self.cue_weights)
        facts: list[dict[str, Any]] = []
        for span in sentences(doc):
            here = mentions.starting_in(span.start, span.end)
            chunks = Chunks(Sentence(span, here), self.lexicon, cues)
            drafts = self._drafts_of(chunks, quoted, memory, text, paths)
            base = len(facts)
            facts.extend(_as_dict(span, draft, base, text) for draft in drafts)
        return facts

    def set_annotations(self, doc: Doc, facts: list[dict[str, Any]]) -> Doc:
        """Write facts into the document."""
        doc._.kr_facts = facts
        return doc

    def _drafts_of(
        self,
        chunks: Chunks,
        quoted: frozenset[int],
        memory: Memory,
        text: str,
        paths: Paths,
    ) -> list[Draft]:
        memory.read(chunks)
        drafts = [*noun_drafts(chunks, self.roles), *verb_drafts(chunks, self.roles)]
        drafts = merge_events(drafts)
        statistics, taken = statistic_drafts(chunks, drafts)
        retype(chunks, statistics, memory)
        drafts += context_drafts(chunks, self.roles, memory, [*drafts, *statistics], taken)
        bind_values(chunks, drafts, taken)
        statistics += rest_drafts(chunks, [*drafts, *statistics], taken)
        bind_sectors(chunks, drafts)
        drafts += statistics
        share_values(drafts)
        drafts = merge_events(without_empty(chunks, drafts))
        if chunks.cues is not None:
            drafts += proposed(chunks, chunks.cues, paths, drafts)
        drafts += second_readings(drafts, self.retypes, memory.near())
        chosen = best_of_rivals(self._keep(chunks, drafts, quoted, memory))
        kept = [part for draft in chosen for part in split_values(draft, text)]
        kept.sort(key=lambda draft: draft.trigger)
        share_times(kept)
        kept = self._fill(chunks, paths, kept)
        self._decide(chunks, paths, kept, _published(chunks.sentence.doc))
        memory.note(kept)
        link_parts(chunks, kept)
        return kept

    def _models(self, chunks: Chunks) -> Models:
        """The models for a sentence with cues, or for one without."""
        return self.plain if chunks.cues is None else self.models

    def _fill(self, chunks: Chunks, paths: Paths, drafts: list[Draft]) -> list[Draft]:
        """The drafts with slots filled by the model, but those that say nothing."""
        fill_slots(chunks, paths, drafts, self._models(chunks).slots)
        said = [d for d in drafts if says_something(chunks, d) and not is_bare_guess(d)]
        return without_echoes(chunks, said)

    def _decide(
        self, chunks: Chunks, paths: Paths, drafts: list[Draft], published: str | None
    ) -> list[ActChances]:
        """Settle action and status of the drafts, in place; the chances they had."""
        return decide_acts(chunks, paths, drafts, published, self._models(chunks).acts)

    def _keep(
        self, chunks: Chunks, drafts: list[Draft], quoted: frozenset[int], memory: Memory
    ) -> list[Draft]:
        """The drafts that are likely facts, with their probability as score."""
        kept, weights = [], self._models(chunks).drafts
        for draft, near in with_neighbours(drafts):
            rivals = sum(other.type == draft.type for other in near)
            draft.features = features(chunks, draft, quoted, rivals) + clues(
                chunks, draft, near, memory
            )
            if chunks.cues is not None:
                draft.features += draft_cues(chunks, chunks.cues, draft, near)
            draft.score = probability(weights.weights, draft.features)
            if draft.score >= weights.threshold:
                kept.append(draft)
        return kept

    def to_disk(self, path: Any, *, exclude: Any = ()) -> None:
        """Nothing to save: the rules ship with the library."""

    def from_disk(self, path: Any, *, exclude: Any = ()) -> "KrFacts":
        """Nothing to load."""
        return self

    def to_bytes(self, *, exclude: Any = ()) -> bytes:
        """Nothing to save."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Any = ()) -> "KrFacts":
        """Nothing to load."""
        return self


def _published(doc: Doc) -> str | None:
    """The day of publication that the document carries, if any."""
    data = doc._.kr_document if Doc.has_extension("kr_document") else None
    day = data.get("published") if isinstance(data, dict) else None
    return day if isinstance(day, str) else None


def sentences(doc: Doc) -> list[Span]:
    """The sentences of a document, a headline being one; a document without any is one.

    >>> import spacy
    >>> [span.text for span in sentences(spacy.blank("en")("Exports rise"))]
    ['Exports rise']
    """
    if not len(doc):
        return []
    found = _parsed_sentences(doc)
    headlines = _headlines(doc)
    out: list[Span] = []
    for span in found:
        last = out[-1] if out else None
        if last is not None and any(
            s <= last.start_char and span.end_char <= e for s, e in headlines
        ):
            out[-1] = doc[last.start : span.end]
        else:
            out.append(span)
    return out


def _parsed_sentences(doc: Doc) -> list[Span]:
    """What `doc.sents` gives; it walks through all tokens in Python twice."""
    flags = doc.to_array(["SENT_START"]).ravel()
    starts = [0, *(at for at in (flags == 1).nonzero()[0].tolist() if at)]
    return [doc[start:end] for start, end in pairwise([*starts, len(doc)])]


def _headlines(doc: Doc) -> list[tuple[int, int]]:
    source = doc._.kr_source if Doc.has_extension("kr_source") else None
    if not isinstance(source, dict):
        return []
    return [
        (b[0], b[1]) for b in source.get("blocks", []) if b[2] == "headline" and b[1] - b[0] < 300
    ]


def _names(text: str) -> bool:
    """Whether a filler is more than a function word or a mark."""
    return text.lower() not in _EMPTY and any(letter.isalnum() for letter in text)


def _as_dict(doc_span: Span, draft: Draft, base: int, text: str) -> dict[str, Any]:
    doc = doc_span.doc
    trigger = doc[draft.trigger[0] : draft.trigger[1]]
    return {
        "type": draft.type,
        "action": draft.action,
        "status": draft.status,
        "confidence": round(max(0.05, min(0.99, draft.score)), 3),
        "trigger": [trigger.start_char, trigger.end_char],
        "evidence": [doc_span.start_char, doc_span.end_char],
        "slots": {
            role: [{"start": start, "end": end} for start, end in spans if _names(text[start:end])]
            for role, spans in draft.slots.items()
            if any(_names(text[start:end]) for start, end in spans)
        },
        "source": None,
        "parent": None if draft.parent is None else base + draft.parent,
        "same_as": None,
        "rules": list(dict.fromkeys(draft.rules)),
        "explain": {"relation": draft.relation},
    }


@Language.factory(
    "kr_facts",
    requires=["doc.spans"],
    assigns=["doc._.kr_facts"],
    default_config={},
)
def make_kr_facts(nlp: Language, name: str) -> KrFacts:
    """The component `kr_facts`.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> _ = nlp.add_pipe("kr_facts")
    >>> nlp("Nothing happened.")._.kr_facts
    []
    """
    if not Doc.has_extension(EXTENSION):
        Doc.set_extension(EXTENSION, default=None)
    return KrFacts()
