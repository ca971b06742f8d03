"""Which drafts are facts: at least who, what exactly, how much or when; one for each event."""

from spacy.tokens import Doc

from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.drafts import Draft

_DIRECT = {"“": 1, "”": -1, "„": 1}
_SHORT_QUOTE = 6
_NUMBERS = ("amount", "quantity", "rate", "before", "after")
#: Types whose fact needs a number of its own, and what it is where there is none.
_WITHOUT_NUMBER = {"funding": "support", "investment": None}
_PRIORITY = {
    name: at
    for at, name in enumerate(
        (
            "designation",
            "tax_incentive",
            "tariff",
            "trade_restriction",
            "trade_probe",
            "investment",
            "funding",
            "legislation",
            "cooperation",
            "program",
            "support",
            "target",
            "trade_statistic",
        )
    )
}


def quoted_tokens(doc: Doc) -> frozenset[int]:
    """Tokens inside quotations longer than a name; an opening mark lasts to its paragraph's end.

    >>> import spacy
    >>> doc = spacy.blank("en")('He said, "we will impose tariffs on all of these goods."')
    >>> sorted(quoted_tokens(doc))[:2]
    [4, 5]
    """
    inside: set[int] = set()
    opened: int | None = None
    for token in doc:
        word = token.text
        if word in {'"', "``", "''"}:
            direction = 1 if opened is None else -1
        else:
            direction = _DIRECT.get(word, 0)
        if direction > 0:
            opened = token.i
        elif direction < 0 and opened is not None:
            if token.i - opened > _SHORT_QUOTE:
                inside.update(range(opened + 1, token.i))
            opened = None
    return frozenset(inside)


def select(
    chunks: Chunks, drafts: list[Draft], quoted: frozenset[int], *, final: bool = False
) -> list[Draft]:
    """The drafts that are facts, each event once.

    Args:
        chunks: The sentence.
        drafts: Candidates.
        quoted: Tokens inside quotations; vague measures there are statements, not facts.
        final: Whether values are bound already, so that what has no content can go.
    """
    if not final:
        return _one_per_event(chunks, drafts)
    out = [draft for draft in drafts if _settle_type(draft) and _says_something(chunks, draft)]
    return _one_per_event(chunks, out)


def link_parts(chunks: Chunks, drafts: list[Draft]) -> None:
    """Make an amount `with 52.5 billion won to be spent on …` a part of the sum before it."""
    for at, part in enumerate(drafts):
        if part.verb is None or part.verb < 1 or not part.has("amount"):
            continue
        lead = chunks.chunks[part.verb - 1]
        if lead.prep not in {"with", "of", "including"} or chunks.chunks[part.verb].form == "fin":
            continue
        whole = next(
            (
                i
                for i, d in enumerate(drafts)
                if i != at and d.type == part.type and d.has("amount") and d.trigger < part.trigger
            ),
            None,
        )
        if whole is None:
            continue
        part.parent = whole
        for role in ("actor", "time"):
            if not part.has(role):
                part.slots[role] = list(drafts[whole].slots.get(role, []))


def _settle_type(draft: Draft) -> bool:
    """Adjust the type to the numbers that were bound; False where nothing is left."""
    if draft.type == "support" and draft.has("amount"):
        draft.type = "funding"
        draft.slots["instrument"] = draft.slots.pop("object", [])
    return not (
        (draft.needs and not draft.has("amount", "rate", "before", "quantity"))
        or (draft.type == "investment" and draft.needs and not draft.has("amount", "quantity"))
    )


def _says_something(chunks: Chunks, draft: Draft) -> bool:
    if draft.type == "trade_statistic":
        return True
    content = draft.filled(
        "actor",
        "counterparty",
        "beneficiary",
        "object",
        "quantity",
        "amount",
        "rate",
        "before",
        "after",
        "time",
        "place",
    )
    if draft.relation in {"none", "prep", "loose", "modifier"} and not _attributive(chunks, draft):
        return False
    own = draft.type in {"program", "support", "cooperation", "legislation"} and draft.has("object")
    if own:
        content -= 1
    if "purpose" in draft.rules:
        return draft.has(*_NUMBERS)
    return content >= 1


#: Slots that make an attributive mention (`Japan's rice import ban`) a fact, by type.

_SOLID = (
    "actor",
    "counterparty",
    "beneficiary",
    "object",
    "amount",
    "rate",
    "quantity",
    "before",
    "after",
    "time",
)


def _attributive(chunks: Chunks, draft: Draft) -> bool:
    """Whether a measure that no verb of change governs names somebody, something or a value."""
    own = "object" if draft.type in {"program", "support", "cooperation"} else ""
    spans = [span for role in _SOLID if role != own for span in draft.slots.get(role, [])]
    mentions = chunks.sentence.mentions
    return any(m.start < end and start < m.end for start, end in spans for m in mentions)


def _one_per_event(chunks: Chunks, drafts: list[Draft]) -> list[Draft]:
    """One draft for each pair of type and verb, and for each trigger word."""
    ranked = sorted(drafts, key=lambda d: (d.trigger[0], -(d.trigger[1] - d.trigger[0])))
    out: list[Draft] = []
    for draft in ranked:
        rival = next((other for other in out if _same_event(other, draft)), None)
        if rival is None:
            out.append(draft)
        elif _better(draft, rival):
            _absorb(draft, rival)
            out[out.index(rival)] = draft
        else:
            _absorb(rival, draft)
    return out


def _same_event(one: Draft, other: Draft) -> bool:
    overlap = one.trigger[0] < other.trigger[1] and other.trigger[0] < one.trigger[1]
    if overlap:
        return one.type == other.type or not (one.needs or other.needs) or one.verb == other.verb
    if one.type != other.type:
        return False
    if one.type == "trade_statistic":
        return False
    if one.verb is None or one.verb != other.verb:
        return False
    return one.type not in {"funding", "investment"} or "verb" in {one.relation, other.relation}


def _better(one: Draft, other: Draft) -> bool:
    strength = {"obj": 3, "verb": 2, "subj": 2, "part": 2, "prep": 1, "none": 0}
    mine, theirs = strength.get(one.relation, 0), strength.get(other.relation, 0)
    if mine != theirs:
        return mine > theirs
    return _PRIORITY.get(one.type, 99) < _PRIORITY.get(other.type, 99)


def _absorb(winner: Draft, loser: Draft) -> None:
    """Keep what the losing draft knew of the same event."""
    if winner.type != loser.type:
        return
    for role, spans in loser.slots.items():
        for span in spans:
            if role in {"object", "instrument"} and winner.has(role):
                continue
            winner.add(role, span)
    winner.anchors |= loser.anchors


def _merge(drafts: list[Draft]) -> list[Draft]:
    return drafts
