"""Pairs what `respectively` ties: `Japan and China … 5 percent and 7 percent, respectively`."""

from collections.abc import Sequence

from kr_policy_ie.annotate.counting import Words
from kr_policy_ie.annotate.lexing import Lexed

#: A place in the text: character offsets.
Place = tuple[int, int]
#: A run of coordinated phrases: indices in the lexed text.
Run = list[tuple[int, int]]

_LINKS = frozenset({",", "and", "&"})
_PHRASE = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "X"})
_ARTICLES = frozenset({"the", "a", "an"})
_ENDS = frozenset({".", "!", "?", ";"})
#: How many words an item of a list may have, and how many items a list.
_LONGEST, _MOST = 8, 12
#: How far `respectively` may stand from the values that it pairs.
_NEAR = 4


def respective_pairs(words: Words, valued: Sequence[Place]) -> list[dict[str, object]]:
    """One dict for each `respectively` that could be resolved; none where lists differ in length.

    Args:
        words: The text.
        valued: Offsets of its values and dates, in order, without overlap.

    Returns:
        Dicts with `start` and `end` of the word and `pairs`: a list of
        `[[start, end], [start, end]]`, the item first, its value second.
    """
    lexed = words.lexed
    places = [i for i, low in enumerate(lexed.lows) if low == "respectively"]
    if not places:
        return []
    found: list[dict[str, object]] = []
    inside = _indices(lexed, valued)
    for at in places:
        first, last = _sentence(lexed, at)
        runs = _value_runs(lexed, [p for p in inside if first <= p[0] < last])
        values = _nearest(runs, at)
        if values is None:
            continue
        items = _items(words, runs, values, first, last)
        if items is None:
            continue
        pairs = [
            [_offsets(lexed, item), _offsets(lexed, value)]
            for item, value in zip(items, values, strict=True)
        ]
        found.append({"start": lexed.starts[at], "end": lexed.ends[at], "pairs": pairs})
    return found


def _offsets(lexed: Lexed, place: tuple[int, int]) -> list[int]:
    return [lexed.starts[place[0]], lexed.ends[place[1] - 1]]


def _indices(lexed: Lexed, valued: Sequence[Place]) -> Run:
    """The lexed words that each value covers."""
    first = {start: i for i, start in enumerate(lexed.starts)}
    last = {end: i + 1 for i, end in enumerate(lexed.ends)}
    return [(first[s], last[e]) for s, e in valued if s in first and e in last]


def _sentence(lexed: Lexed, at: int) -> tuple[int, int]:
    first = at
    while first > 0 and at - first < 120 and not _ends_at(lexed, first - 1):
        first -= 1
    last = at
    while last < len(lexed) and last - at < 60 and not _ends_at(lexed, last):
        last += 1
    return first, last


def _ends_at(lexed: Lexed, i: int) -> bool:
    return lexed.lows[i] in _ENDS and not lexed.glued(i + 1)


def _value_runs(lexed: Lexed, places: Run) -> list[Run]:
    """Values joined by commas and `and` only."""
    runs: list[Run] = []
    for place in places:
        gap = lexed.lows[runs[-1][-1][1] : place[0]] if runs else ["?"]
        if gap and set(gap) <= _LINKS:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [run for run in runs if len(run) > 1]


def _nearest(runs: list[Run], at: int) -> Run | None:
    """The run that ends right before `respectively`, else the one that begins right behind it."""
    before = [run for run in runs if run[-1][1] <= at and at - run[-1][1] <= _NEAR]
    behind = [run for run in runs if at < run[0][0] <= at + _NEAR]
    return before[-1] if before else (behind[0] if behind else None)


def _items(words: Words, runs: list[Run], values: Run, first: int, last: int) -> Run | None:
    """The other list of the sentence with as many items: values, else phrases."""
    others = [run for run in runs if run is not values and len(run) == len(values)]
    lists = [run for run in _phrase_lists(words, values, first, last) if len(run) == len(values)]
    both = sorted([*others, *lists], key=lambda run: abs(run[0][0] - values[0][0]))
    before = [run for run in both if run[0][0] < values[0][0]]
    chosen = before[:1] or both[:1]
    return chosen[0] if chosen else None


def _phrase_lists(words: Words, values: Run, first: int, last: int) -> list[Run]:
    """Lists of noun phrases, `Japan, China and the EU`, outside the values."""
    lexed = words.lexed
    taken = range(values[0][0], values[-1][1])
    lists: list[Run] = []
    for k in range(first + 1, last - 1):
        if lexed.lows[k] not in {"and", "&"} or k in taken:
            continue
        final = _phrase(words, k + 1, 1, last)
        run: Run = [final] if final else []
        at = k - 1
        while run and len(run) < _MOST:
            at -= lexed.low(at) == ","
            item = _phrase(words, at, -1, first)
            if item is None:
                break
            run.insert(0, item)
            at = item[0] - 1
            at -= lexed.low(at) in _ARTICLES
            if lexed.low(at) != ",":
                break
        if len(run) > 1:
            lists.append(run)
    return lists


def _phrase(words: Words, at: int, step: int, limit: int) -> tuple[int, int] | None:
    """The noun phrase that begins (step 1) or ends (step -1) at a place, without its article."""
    lexed = words.lexed
    at += step == 1 and lexed.low(at) in _ARTICLES
    end = at
    stop = limit if step == 1 else limit - 1
    while end != stop and abs(end - at) < _LONGEST and _fits(words, end):
        end += step
    if end == at:
        return None
    return (at, end) if step == 1 else (end + 1, at + 1)


def _fits(words: Words, i: int) -> bool:
    """Whether a word may belong to a phrase; without parts of speech only names do."""
    if words.lexed.kind(i) != "w" or words.lexed.lows[i] in _ARTICLES:
        return False
    return words.pos(i) in _PHRASE if words.tagged else words.lexed.words[i][:1].isupper()
