"""Give each number, date and sector of a sentence to the fact whose phrase it stands in."""

from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.mentions import Found

_FROM = frozenset({"from", "against", "compared", "versus", "than"})
_FAR = 8.0
_NUMERIC_ROLES = {"MONEY": "amount", "PERCENT": "rate", "QUANTITY": "quantity", "DATE": "time"}
_AFTER_TYPES = frozenset(
    {"tariff", "tax_incentive", "trade_restriction", "target", "designation", "legislation"}
)
_COMPARED = frozenset({"earlier", "ago", "before"})


def bind_values(chunks: Chunks, drafts: list[Draft], taken: set[Found]) -> None:
    """Fill the value slots of drafts; a mention goes to one draft, the nearest.

    Args:
        chunks: The sentence.
        drafts: The facts of the sentence, other than statistics.
        taken: Mentions that already belong to a fact; grows.
    """
    if not drafts:
        return
    for mention in chunks.sentence.mentions:
        if not mention.is_value or mention in taken or _is_restated(chunks, mention):
            continue
        index = chunks.of_token.get(mention.last)
        if index is None:
            continue
        if mention.label == "DATE" and _of_speech(chunks, index):
            continue
        draft, distance = _nearest(chunks, drafts, index, mention)
        if draft is None or distance > _FAR:
            continue
        role = value_role(chunks, draft, mention, index)
        if role:
            draft.add(role, (mention.start, mention.end))
            taken.add(mention)
            if role != "time":
                draft.anchors.add(index)


def _of_speech(chunks: Chunks, index: int) -> bool:
    """Whether a date tells when something was said (`said on Monday`)."""
    back = index - 1
    while back >= 0 and chunks.chunks[back].kind in {"ADP", "OTHER"}:
        back -= 1
    if back < 0 or chunks.chunks[back].kind != "VG":
        return False
    return chunks.lemma(chunks.chunks[back].head) in chunks.lexicon.speech - {
        "announce",
        "report",
        "show",
    }


def _is_restated(chunks: Chunks, mention: Found) -> bool:
    """Whether an amount only restates the one before it in another currency."""
    before = chunks.sentence.word(mention.first - 1)
    if mention.label != "MONEY":
        return False
    if before in {"about", "around", "approximately"}:
        before = chunks.sentence.word(mention.first - 2)
    value = mention.value or {}
    return before == "(" or (before == "or" and bool(value.get("equivalent")))


def _nearest(
    chunks: Chunks, drafts: list[Draft], index: int, mention: Found
) -> tuple[Draft | None, float]:
    best: Draft | None = None
    least = float("inf")
    for draft in drafts:
        distance = min(
            (_distance(chunks, anchor, index) for anchor in draft.anchors), default=float("inf")
        )
        if draft.relation in {"none", "prep", "loose"}:
            distance = distance * 2 + 0.3
        if "purpose" in draft.rules:
            distance += 2.5
        if mention.label in draft.needs:
            distance -= 1.5
        if mention.label == "MONEY" and draft.type in {"funding", "investment"}:
            distance -= 0.5
        if mention.label == "DATE" and draft.relation == "none":
            distance += 1.0
        if distance < least:
            best, least = draft, distance
    return best, least


def _distance(chunks: Chunks, anchor: int, index: int) -> float:
    """Chunks between two places; verbs and clause marks count for more."""
    low, high = sorted((anchor, index))
    total = 0.0
    for at in range(low + 1, high):
        chunk = chunks.chunks[at]
        word = chunks.sentence.word(chunk.start)
        if chunk.kind == "VG":
            total += 3.0 if chunk.form == "fin" else 1.5
        elif chunk.kind == "MARK" or word in {";", ":"}:
            total += 3.0
        elif chunk.kind == "NP":
            total += 0.6 if chunks.sentence.name_at(chunk.head) is None else 0.3
        elif word == "," or chunk.kind == "CC":
            total += 0.5
    return total


def value_role(  # noqa: PLR0911 - one return for each rule reads best
    chunks: Chunks, draft: Draft, mention: Found, index: int
) -> str:
    """The slot of a valued mention in a fact, by its label and preposition."""
    chunk = chunks.chunks[index]
    prep = _preposition(chunks, mention) or chunk.prep
    if mention.label == "DATE":
        after = chunks.sentence.word(mention.last)
        if (
            after in _COMPARED
            and prep in {"from", "than", "to", ""}
            and draft.type == "trade_statistic"
        ):
            return ""
        return "time"
    if (mention.value or {}).get("unit") == "times":
        return "rate"
    if (
        prep in _FROM
        and draft.type not in {"cooperation", "program", "legislation"}
        and mention.label != "QUANTITY"
    ):
        return "before"
    if prep == "to" and draft.type in _AFTER_TYPES and mention.label in {"PERCENT", "MONEY"}:
        return "after"
    if prep == "to" and draft.type in _AFTER_TYPES and draft.has("before"):
        return "after"
    return _NUMERIC_ROLES[mention.label]


def _preposition(chunks: Chunks, mention: Found) -> str:
    """The word before a mention, past words that only qualify the number."""
    at = mention.first - 1
    while at >= chunks.sentence.start and chunks.kinds[at - chunks.sentence.start] in {
        "D",
        "R",
        "A",
    }:
        at -= 1
    word = chunks.sentence.word(at)
    return word if word in _FROM | {"to", "by", "of", "at", "in", "for"} else ""


def bind_sectors(chunks: Chunks, drafts: list[Draft]) -> None:
    """Add the sectors that stand in the phrases of a fact."""
    for mention in chunks.sentence.mentions:
        if mention.label != "SECTOR":
            continue
        index = chunks.of_token.get(mention.last)
        if index is None:
            continue
        near = [
            (min((_distance(chunks, a, index) for a in draft.anchors), default=99.0), at)
            for at, draft in enumerate(drafts)
        ]
        if not near:
            continue
        least = min(near)
        if least[0] <= 4.0:
            for distance, at in near:
                if distance == least[0]:
                    drafts[at].add("sector", (mention.start, mention.end))
