"""Which number of a clause is the level, which the change, which the level before."""

from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.lexicon import singular
from kr_policy_ie.facts.mentions import Found
from kr_policy_ie.facts.statistic_scene import NUMERIC, Scene

_LEADS = frozenset({"up", "down", "higher", "lower"})
_LATE = frozenset({"earlier", "ago", "before"})
_TO_LEVEL = frozenset({"to", "at", "of", "worth"})
_PASSING = frozenset({"top", "exceed", "hit", "surpass", "overtake"})
_MOVING_RULES = frozenset({"stat.verb", "stat.gapping"})


def take_values(scene: Scene, draft: Draft, start: int, end: int, *, level: bool = False) -> None:
    """Give the values in tokens `[start, end)` to a draft, by what stands before them."""
    compared = False
    for mention in _free(scene, start, end):
        role = _role(scene, draft, mention, compared=compared, level=level)
        if mention.label != "DATE":
            compared = role == "before"
        if role:
            draft.add(role, (mention.start, mention.end))
            scene.taken.add(mention)


def take_dates(scene: Scene, draft: Draft, start: int, end: int) -> None:
    """Give the dates in tokens `[start, end)` to a draft."""
    for mention in _free(scene, start, end):
        if mention.label == "DATE" and _date_role(scene, draft, mention, compared=False):
            draft.add("time", (mention.start, mention.end))
            scene.taken.add(mention)


def _free(scene: Scene, start: int, end: int) -> list[Found]:
    return [
        m
        for m in scene.sentence.mentions
        if m.is_value
        and m.first >= start
        and m.last < end
        and m not in scene.taken
        and not scene.bracketed(m)
    ]


def _date_role(scene: Scene, draft: Draft, mention: Found, *, compared: bool) -> str:
    """`time` for the period measured; nothing for the one it is compared with."""
    words = _words_before(scene, mention)
    nearest = words[0] if words else ""
    if (
        compared
        or _since_when(mention, words)
        or scene.sentence.word(mention.last) in _LATE
        or nearest in scene.words.compared - {"over", "after"}
        or _compares(words)
        or draft.has("time")
    ):
        return ""
    return "time"


def _since_when(mention: Found, words: list[str]) -> bool:
    """Whether a duration tells how long nothing like it was seen (`the worst fall in years`)."""
    value = mention.value or {}
    duration = str(value.get("timex") or "").startswith("P") and value.get("start") is None
    superlative = any(w.endswith("est") or w in {"worst", "first", "best"} for w in words[1:])
    return duration and superlative and words[0] in {"for", "in"}


def _role(scene: Scene, draft: Draft, mention: Found, *, compared: bool, level: bool) -> str:
    if mention.label == "DATE":
        return _date_role(scene, draft, mention, compared=compared)
    words = _past_indicator(scene, _words_before(scene, mention))
    nearest = words[0] if words else ""
    lead = next((scene.words.move_words[w] for w in words[:2] if w in _LEADS), None)
    if _is_before(scene, draft, words) or (compared and _goes_on(scene, mention, nearest)):
        if lead and draft.action == "continue":
            draft.action = lead
        return "before"
    if _heads_indicator(scene, mention):
        return "amount"
    change = _change_after(scene, mention) or lead or _change_of(scene, words)
    if mention.label == "PERCENT" or change:
        return _rate(draft, mention, change, nearest, level=level)
    if _is_change(scene, draft, mention, nearest):
        return "rate"
    return "amount" if mention.label == "MONEY" else "quantity"


def _is_before(scene: Scene, draft: Draft, words: list[str]) -> bool:
    """Whether an amount is the one compared with (`from 10`, `against 8 in May`)."""
    nearest = words[0] if words else ""
    known = nearest in scene.words.compared - {"over"} and draft.has(*NUMERIC)
    return nearest == "from" or known or _compares(words) or _measured_by(scene, words)


def _past_indicator(scene: Scene, words: list[str]) -> list[str]:
    """The words before `a deficit of`: they tell what an amount after it is."""
    if len(words) > 2 and words[0] == "of" and singular(words[1]) in scene.words.nouns:
        return words[2:]
    return words


def _heads_indicator(scene: Scene, mention: Found) -> bool:
    """Whether an amount modifies an indicator (`up a 3 billion dlr surplus`)."""
    chunk = scene.items[scene.chunks.of_token[mention.last]]
    return mention.last < chunk.head and scene.indicator(chunk) and mention.label == "MONEY"


def _measured_by(scene: Scene, words: list[str]) -> bool:
    """Whether an amount is what a rate is measured by (`18 percent above the 9 billion`)."""
    return len(words) > 1 and words[0] in {"above", "below"} and words[1] in scene.words.units


def _goes_on(scene: Scene, mention: Found, nearest: str) -> bool:
    """Whether an amount goes on the one compared with (`from 10 in May and 8 in June`)."""
    if nearest not in {"and", ","} or mention.label == "PERCENT":
        return False
    after = scene.sentence.word(mention.last + 1)
    return after not in scene.words.move_words and singular(after) not in scene.words.move_nouns


def _change_after(scene: Scene, mention: Found) -> str | None:
    """The move that follows an amount (`3 percent lower`, `a 5 pct rise`)."""
    after = scene.sentence.word(mention.last + 1)
    return scene.words.move_words.get(after) or scene.words.move_nouns.get(singular(after))


def _change_of(scene: Scene, words: list[str]) -> str | None:
    """The move before `of` (`an increase of 3 percent`)."""
    if not words or words[0] != "of":
        return None
    nouns = scene.words.move_nouns
    return next((nouns[singular(w)] for w in words[1:3] if singular(w) in nouns), None)


def _is_change(scene: Scene, draft: Draft, mention: Found, nearest: str) -> bool:
    """Whether an amount after a verb of movement is the change (`rose by 5 dlrs`)."""
    if (
        draft.action not in {"increase", "decrease"}
        or nearest in _TO_LEVEL
        or draft.rules[0] not in _MOVING_RULES
        or draft.has("amount", "quantity")
    ):
        return False
    lemma = scene.lemma(draft.verb) if draft.verb is not None else ""
    if nearest != "by" and lemma in _PASSING:
        return False
    return nearest == "by" or scene.sentence.word(mention.last + 1) == "to"


def _rate(draft: Draft, mention: Found, change: str | None, nearest: str, *, level: bool) -> str:
    if change is not None and draft.action == "continue":
        draft.action = change
    if change is None and (level or draft.action == "continue"):
        return "quantity"
    if nearest == "to" and change is None and (mention.label == "PERCENT" or not draft.has("rate")):
        return "quantity" if mention.label == "PERCENT" else "amount"
    return "rate"


def _words_before(scene: Scene, mention: Found) -> list[str]:
    """The words before a mention, nearest first, without those that only qualify it."""
    out: list[str] = []
    at = mention.first - 1
    while at >= scene.sentence.start and len(out) < 4:
        word = scene.sentence.word(at)
        kind = scene.chunks.kinds[at - scene.sentence.start]
        qualifies = (not out and kind in {"D", "R", "A"}) or word in {"the", "a", "an"}
        if not qualifies or word in _LEADS:
            out.append(word)
        at -= 1
    return out


def _compares(words: list[str]) -> bool:
    return bool(words) and (
        words[0] in {"against", "versus", "than"}
        or (words[0] in {"with", "to"} and len(words) > 1 and words[1] == "compared")
    )
