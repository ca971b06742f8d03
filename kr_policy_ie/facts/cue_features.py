"""The cues as features of the models that decide, and the facts that they propose."""

from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.cues import Cues
from kr_policy_ie.facts.drafts import NEARBY, NUMBERS, Draft
from kr_policy_ie.facts.paths import Paths

_LEVELS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9)
_COARSE = (0.1, 0.3, 0.5, 0.7, 0.9)
#: The least chance of a word to be proposed as a fact.
_LEAST = 0.12
_NEAR = 3
#: The least chance of a statistic without a number that only the vectors see: `The sun rose`.
_LEAST_BARE = 0.4
_RULE = "cue"


def levels(name: str, chance: float, steps: tuple[float, ...] = _LEVELS) -> list[str]:
    """One feature for each level that a chance reaches.

    >>> levels("cue", 0.06)
    ['cue>=0.02', 'cue>=0.05']
    """
    return [f"{name}>={step}" for step in steps if chance >= step]


def proposed(chunks: Chunks, cues: Cues, paths: Paths, drafts: list[Draft]) -> list[Draft]:
    """Drafts for words that are likely to state a fact that no rule has drafted.

    Args:
        chunks: The sentence.
        cues: The document's cues.
        paths: Its tree.
        drafts: What the rules have drafted.
    """
    start, end = chunks.sentence.start, chunks.sentence.end
    chances = cues.types[start:end]
    taken = {(at, d.type) for d in drafts for at in range(d.trigger[0] - 1, d.trigger[1] + 1)}
    places = zip(*(found.tolist() for found in (chances >= _LEAST).nonzero()), strict=True)
    found = sorted((-float(chances[at, kind]), start + at, kind) for at, kind in places)
    out: list[Draft] = []
    for _, at, kind in found:
        type_ = cues.weights.types[kind]
        if (at, type_) not in taken:
            taken |= {(near, type_) for near in (at - 1, at, at + 1)}
            out.append(_draft(chunks, cues, paths, at, type_))
    return sorted(out, key=lambda draft: (draft.trigger, draft.type))


def _draft(chunks: Chunks, cues: Cues, paths: Paths, at: int, type_: str) -> Draft:
    own = chunks.of_token.get(at)
    noun = own if own is not None and chunks.chunks[own].kind == "NP" else None
    verb = own if own is not None and chunks.chunks[own].kind == "VG" else None
    if verb is None and paths.parsed:
        for above in paths.above(at):
            place = chunks.of_token.get(above)
            if place is not None and chunks.chunks[place].kind == "VG":
                verb = place
                break
    weights = cues.weights
    return Draft(
        type=type_,
        action=weights.actions[int(cues.actions[at].argmax())],
        status=weights.statuses[int(cues.statuses[at].argmax())],
        trigger=(at, at + 1),
        rules=[_RULE],
        verb=verb,
        noun=noun,
        relation="cue",
    )


def is_bare_guess(draft: Draft) -> bool:
    """Whether a draft is a statistic without a number that no rule has drafted, and not likely."""
    return (
        draft.rules[0] == _RULE
        and draft.type == "trade_statistic"
        and not draft.has(*NUMBERS)
        and draft.score < _LEAST_BARE
    )


def draft_cues(chunks: Chunks, cues: Cues, draft: Draft, drafts: list[Draft]) -> list[str]:
    """What the cues say of a draft, as features of the model that keeps or drops it."""
    start, end = _reach(draft, chunks.sentence.start, chunks.sentence.end)
    own = cues.of_type(draft.type, start, end)
    first, last = draft.trigger[0] - start, draft.trigger[1] - start
    here = float(own[first:last].max())
    near = float(own[max(0, first - _NEAR) : last + _NEAR].max())
    best = cues.types[draft.trigger[0] : draft.trigger[1]].max(axis=0)
    other = max(float(c) for t, c in zip(cues.weights.types, best, strict=True) if t != draft.type)
    out = levels("cue", here) + levels("cue near", near) + levels("cue all", float(own.max()))
    out += levels("cue other", other, _COARSE)
    out += levels(f"{draft.type}&cue", here, _COARSE) + levels(f"{draft.relation}&cue", near)
    out.append(f"cues={min(int((own >= 0.3).sum()), 4)}")
    out += _rivals(cues, draft, drafts, here)
    roles = cues.roles(cues.peak(*draft.trigger, draft.type), draft.type, start, end).max(axis=0)
    filled = [r for r, c in zip(cues.weights.roles, roles.tolist(), strict=True) if c >= 0.4]
    out += [f"cue has={role}" for role in filled]
    out += [f"{draft.type}&cue has={role}" for role in filled]
    out.append(f"cue filled={min(len(filled), 5)}")
    return out


def _reach(draft: Draft, start: int, end: int) -> tuple[int, int]:
    """The part of a sentence in which a draft's cues are looked for."""
    return max(start, draft.trigger[0] - NEARBY), min(end, draft.trigger[1] + NEARBY)


def _rivals(cues: Cues, draft: Draft, drafts: list[Draft], here: float) -> list[str]:
    """Whether a draft of the same type beside this one is likelier by its word."""
    gaps = [
        max(other.trigger[0] - draft.trigger[1], draft.trigger[0] - other.trigger[1], 0)
        for other in drafts
        if other is not draft
        and other.type == draft.type
        and float(cues.of_type(draft.type, *other.trigger).max()) >= here
    ]
    if not gaps:
        return ["cue rival=none"]
    gap = min(gaps)
    return [f"cue rival={'beside' if gap < 3 else 'near' if gap < 8 else 'far'}"]


def pair_cues(cues: Cues, draft: Draft, tokens: tuple[int, int], start: int, end: int) -> list[str]:
    """What the cues say of a draft and a candidate, as features of the slot model.

    Args:
        cues: The document's cues.
        draft: The draft.
        tokens: The candidate's tokens, first and after the last.
        start: First token of the sentence.
        end: Token after its last.
    """
    start, end = _reach(draft, start, end)
    if tokens[0] < start or end < tokens[1]:
        return ["cue none"]
    table = cues.roles(cues.peak(*draft.trigger, draft.type), draft.type, start, end)
    mean = table[tokens[0] - start : tokens[1] - start].mean(axis=0)
    out: list[str] = []
    for role, chance in zip(cues.weights.roles, mean.tolist(), strict=True):
        if chance >= _COARSE[0]:
            out += levels(f"cue {role}", chance, _COARSE)
    return out or ["cue none"]


def act_cues(cues: Cues, draft: Draft) -> list[str]:
    """What the cues say of a draft's action and status, as features of the models of both."""
    at = cues.peak(*draft.trigger, draft.type)
    out: list[str] = []
    for names, row in (
        (cues.weights.actions, cues.actions[at]),
        (cues.weights.statuses, cues.statuses[at]),
    ):
        for name, chance in zip(names, row.tolist(), strict=True):
            out += levels(f"cue {name}", chance, _COARSE)
    return out
