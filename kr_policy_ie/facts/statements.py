"""The spaCy component `kr_statements`: statements, and who vouches for the other facts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry

from kr_policy_ie.facts.span_index import SpanIndex
from kr_policy_ie.facts.speakers import Speaker
from kr_policy_ie.facts.statement_content import without_facts
from kr_policy_ie.facts.statement_decision import Context, decide
from kr_policy_ie.facts.utterances import Utterance, read_utterances
from kr_policy_ie.rules.speech import grammar, mark_rules, model_rules, speech_forms

PlainDict = dict[str, Any]
#: How often a quotation, one whose speaker another sentence names, and one inside a clause
#: are right, on the development gold.
_CONFIDENCE = {"quote": 0.98, "carried": 0.93, "mixed": 0.9}
#: Who doubts, denies or judges a measure does not vouch for it.
_NO_SOURCE = frozenset({"doubt", "deny", "judge"})
_VALUE_GROUPS = ("kr_values", "kr_dates")


class KrStatements:
    """Append statements to `doc._.kr_facts` and fill the `source` of the facts there.

    Reads `doc.spans["kr_names" | "kr_values" | "kr_dates"]`, `doc._.kr_anaphors`,
    `doc._.kr_source` and part-of-speech tags where they are there; needs none of them.
    """

    def __init__(self) -> None:
        grammar()
        mark_rules()
        model_rules()
        speech_forms()

    def __call__(self, doc: Doc) -> Doc:
        """Fill `doc._.kr_facts`."""
        return self.set_annotations(doc, self.match(doc))

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """What `nlp.evaluate` says of this component; `kr_policy_ie.evaluate` says far more."""
        scores: dict[str, Any] = registry.scorers.get("kr_policy_ie.scorer.v1")("kr_statements")(
            examples
        )
        return scores

    def match(self, doc: Doc) -> list[PlainDict]:
        """The facts of a document with its statements; those there already get sources."""
        utterances = utterances_of(doc)
        anaphors = SpanIndex((a["start"], a) for a in _extension(doc, "kr_anaphors") or [])
        known = [fact for fact in _extension(doc, "kr_facts") or [] if fact["type"] != "statement"]
        context = Context.of(known, _values(doc))
        tags = tags_of(doc)
        text = doc.text  # spaCy joins all tokens anew each time it is asked
        views = [without_facts(text, item, context, tags) for item in utterances]
        kept = select_statements(text, views, context)
        statements = [_as_fact(utterance, chance, anaphors) for utterance, chance in kept]
        return with_sources(known, utterances, anaphors) + statements

    def set_annotations(self, doc: Doc, facts: list[PlainDict]) -> Doc:
        """Write facts into the document."""
        doc._.kr_facts = facts
        return doc

    def to_disk(self, path: Any, *, exclude: Any = ()) -> None:
        """Nothing to save: the rules ship with the library."""

    def from_disk(self, path: Any, *, exclude: Any = ()) -> "KrStatements":
        """Nothing to load."""
        return self

    def to_bytes(self, *, exclude: Any = ()) -> bytes:
        """Nothing to save."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Any = ()) -> "KrStatements":
        """Nothing to load."""
        return self


def _extension(doc: Doc, name: str) -> Any:
    return getattr(doc._, name) if Doc.has_extension(name) else None


def utterances_of(doc: Doc) -> list[Utterance]:
    """The utterances of a document, by what is annotated in it."""
    source = _extension(doc, "kr_source") or {}
    blocks = source.get("blocks")
    return read_utterances(doc.text, blocks=blocks, names=_names(doc), tags=tags_of(doc))


def tags_of(doc: Doc) -> dict[int, str]:
    """Universal part-of-speech tags by the offset of their token; none in a blank pipeline."""
    return {token.idx: token.pos_ for token in doc if token.pos}


def _names(doc: Doc) -> list[tuple[int, int, str]]:
    spans = doc.spans.get("kr_names", doc.ents)
    return sorted((*_exact(span), str(span.label_)) for span in spans)


def _exact(span: Span) -> tuple[int, int]:
    """The offsets of a name, finer than tokens where the annotator says so."""
    value = getattr(span._, "kr_name") if span.has_extension("kr_name") else None  # noqa: B009
    if isinstance(value, dict) and "start" in value and "end" in value:
        return int(value["start"]), int(value["end"])
    return int(span.start_char), int(span.end_char)


def _values(doc: Doc) -> list[tuple[int, int, str]]:
    return [
        (span.start_char, span.end_char, span.label_)
        for group in _VALUE_GROUPS
        if group in doc.spans
        for span in doc.spans[group]
    ]


def select_statements(
    text: str, utterances: Sequence[Utterance], context: Context
) -> list[tuple[Utterance, float]]:
    """The utterances that are statements, with their probability, in reading order.

    Quotations always are; reported words if the decision says so. What `…, adding that …`
    goes on with is joined to its statement.
    """
    rules = model_rules()
    spoken = [u for u in utterances if u.cue and u.cls not in {"source", "data"}]
    cues = SpanIndex((u.cue[0], u) for u in spoken if u.cue)
    found: list[tuple[Utterance, float]] = []
    for number, utterance in enumerate(utterances):
        if _is_source_only(utterance, cues):
            continue
        chance = _CONFIDENCE.get(utterance.how)
        if chance is None:
            near = is_near_quote(utterances, number)
            chance = decide(text, utterance, context, rules, near_quote=near)
            if chance < rules.threshold:
                continue
        if found and _goes_on(found[-1][0], utterance):
            earlier, before = found[-1]
            joined = replace(earlier, contents=earlier.contents + utterance.contents)
            found[-1] = (joined, max(before, chance))
        else:
            found.append((utterance, chance))
    return found


def is_near_quote(utterances: Sequence[Utterance], number: int) -> bool:
    """Whether the utterance before or after one is a quotation."""
    around = (*utterances[max(0, number - 1) : number], *utterances[number + 1 : number + 2])
    return any(utterance.how in _CONFIDENCE for utterance in around)


def _is_source_only(utterance: Utterance, cues: SpanIndex[Utterance]) -> bool:
    """Whether it only vouches: data show it, or `according to X` stands beside another speaker."""
    if utterance.cls != "source":
        return utterance.cls == "data"
    return any(cues.starting_in(start, end) for start, end in utterance.reported)


def _goes_on(earlier: Utterance, utterance: Utterance) -> bool:
    return (
        utterance.frame == "gerund"
        and earlier.sentence == utterance.sentence
        and earlier.speaker == utterance.speaker
    )


def _as_fact(utterance: Utterance, chance: float, anaphors: SpanIndex[PlainDict]) -> PlainDict:
    slots: dict[str, list[PlainDict]] = {}
    speaker = utterance.speaker
    if speaker is not None:
        slots["actor"] = [_filler(speaker, anaphors)]
        if speaker.affiliations and utterance.how != "carried":
            slots["affiliation"] = [{"start": a, "end": b} for a, b in speaker.affiliations]
    slots["content"] = [{"start": a, "end": b} for a, b in utterance.contents]
    return {
        "type": "statement",
        "action": None,
        "status": "denied" if utterance.cls == "deny" else "realized",
        "confidence": round(chance, 3),
        "trigger": list(utterance.cue or utterance.contents[0]),
        "evidence": list(utterance.sentence),
        "slots": slots,
        "source": None,
        "parent": None,
        "same_as": None,
        "rules": [f"statement.{utterance.how}.{utterance.verb or 'carried'}"],
        "explain": {"how": utterance.how, "frame": utterance.frame, "class": utterance.cls},
    }


def _filler(speaker: Speaker, anaphors: SpanIndex[PlainDict]) -> PlainDict:
    """The speaker as a filler; a pronoun or title with what it stands for."""
    filler: PlainDict = {"start": speaker.start, "end": speaker.end}
    if speaker.kind == "person":
        return filler
    for anaphor in anaphors.starting_in(speaker.start - 4, speaker.end):
        if anaphor["end"] >= speaker.end or speaker.kind == "pronoun":
            if anaphor.get("kb_id"):
                filler["kb_id"] = anaphor["kb_id"]
            if anaphor.get("antecedent"):
                filler["antecedent"] = list(anaphor["antecedent"])
            return filler
    if speaker.stands_for is not None:
        filler["antecedent"] = list(speaker.stands_for)
    return filler


def with_sources(
    facts: Sequence[PlainDict],
    utterances: Sequence[Utterance],
    anaphors: SpanIndex[PlainDict],
) -> list[PlainDict]:
    """The facts, each with the speaker of the innermost utterance that states it as source."""
    triggers = SpanIndex(
        (fact["trigger"][0], number) for number, fact in enumerate(facts) if fact.get("trigger")
    )
    best: dict[int, tuple[int, Speaker]] = {}
    for utterance in utterances:
        contents = utterance.reported or utterance.contents
        size = sum(end - start for start, end in contents)
        if utterance.speaker is None or utterance.cls in _NO_SOURCE:
            continue
        for number in (n for a, b in contents for n in triggers.starting_in(a, b)):
            if number not in best or size < best[number][0]:
                best[number] = (size, utterance.speaker)
    return [
        {**fact, "source": _filler(best[number][1], anaphors)}
        if number in best and not fact.get("source")
        else fact
        for number, fact in enumerate(facts)
    ]


@Language.factory(
    "kr_statements",
    requires=["doc._.kr_facts"],
    assigns=["doc._.kr_facts"],
    default_config={},
)
def make_kr_statements(nlp: Language, name: str) -> KrStatements:
    """The component `kr_statements`.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> _ = nlp.add_pipe("kr_statements")
    >>> doc = nlp('"We will not wait," said Kim Jung-kwan, the industry minister.')
    >>> fact = doc._.kr_facts[0]
    >>> [doc.text[f["start"]:f["end"]] for f in fact["slots"]["actor"] + fact["slots"]["content"]]
    ['Kim Jung-kwan', 'We will not wait']
    """
    if not Doc.has_extension("kr_facts"):
        Doc.set_extension("kr_facts", default=None)
    return KrStatements()
