"""Find date expressions in tokens: longest match of the grammar, then the words around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from kr_policy_ie.annotate import (
    date_readers_days,
    date_readers_durations,
    date_readers_months,
    date_readers_parts,
    date_readers_relative,
    date_readers_steps,
    date_readers_years,
)
from kr_policy_ie.annotate.calendar_intervals import Interval
from kr_policy_ie.annotate.date_anchors import anchor, elided, join
from kr_policy_ie.annotate.date_lexer import Tokens
from kr_policy_ie.annotate.date_pieces import Piece, Reader, Reading
from kr_policy_ie.annotate.date_timeline import Timeline
from kr_policy_ie.errors import RulesError
from kr_policy_ie.rules.date_rules import CompiledRule, DateRules

READERS: dict[str, Reader] = {
    **date_readers_days.READERS,
    **date_readers_months.READERS,
    **date_readers_years.READERS,
    **date_readers_parts.READERS,
    **date_readers_relative.READERS,
    **date_readers_steps.READERS,
    **date_readers_durations.READERS,
}
#: An expression holds at least one of these symbols, and starts at most so far left of it.
CORE = re.compile(r"[MmWwYUuqhQveToVKIZRN]")
REACH = 7
#: After these `end June` is a date; elsewhere `end` is a verb.
LIMITS = ("by", "until", "at", "since", "from", "before", "till", "to")
#: No expression is longer than this many tokens.
WINDOW = 24
#: Symbols that no pattern holds; they end a run.
OUTSIDE = re.compile("[_¶]")
#: So many runs are remembered at most.
REMEMBERED = 50_000
PREFIX_MODIFIERS = {
    "beginning": "start", "start": "start", "outset": "start", "early": "start", "turn": "start",
    "middle": "mid", "mid": "mid", "end": "end", "close": "end", "late": "end",
}  # fmt: skip


@dataclass(frozen=True)
class Match:
    """Where a rule matches: indices from the start of the piece looked at."""

    end: int
    order: int
    rule: str
    reader: Reader
    parts: dict[str, tuple[int, int]]


class Grammar:
    """The rules with their readers; remembers what each short run of symbols matches.

    Dates are said in few ways, so that most runs have been seen before; remembering keeps the
    scan fast however many rules there are.
    """

    def __init__(self, rules: DateRules) -> None:
        self._pairs = known_rules(rules)
        self._seen: dict[str, tuple[Match, ...]] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {"_pairs": self._pairs, "_seen": {}}

    def matches(self, run: str) -> tuple[Match, ...]:
        """All rules that match at the start of a run of symbols."""
        found = self._seen.get(run)
        if found is None:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            found = self._seen[run] = tuple(self._match(run))
        return found

    def _match(self, run: str) -> Iterator[Match]:
        for order, (rule, reader) in enumerate(self._pairs):
            match = rule.pattern.match(run)
            if match is not None:
                names = rule.pattern.groupindex
                parts = {name: match.span(name) for name in names if match.start(name) >= 0}
                yield Match(match.end(), order, rule.id, reader, parts)


def known_rules(rules: DateRules) -> tuple[tuple[CompiledRule, Reader], ...]:
    """Each rule with its reader.

    Raises:
        RulesError: where a rule names a reader that does not exist.
    """
    pairs = []
    for rule in rules.rules:
        reader = READERS.get(rule.reader)
        if reader is None:
            raise RulesError(f"grammar.yaml: rules.{rule.id}: reader: no reader {rule.reader!r}")
        pairs.append((rule, reader))
    return tuple(pairs)


def scan(tokens: Tokens, line: Timeline, grammar: Grammar) -> list[Reading]:
    """Readings from left to right, without overlap."""
    readings: list[Reading] = []
    taken = 0
    sentence = 0
    for core in CORE.finditer(tokens.symbols):
        if core.start() < taken:
            continue
        found = _longest_at(core.start(), taken, line, grammar)
        if found is None:
            continue
        sentence = _follow_sentences(sentence, found.first, line)
        taken = _settle(found, readings, taken, line)
    return readings


def _settle(found: Reading, readings: list[Reading], taken: int, line: Timeline) -> int:
    """Read the words around an expression and add it; the index of the first token after it."""
    _widen(found, taken, line)
    _set_modifier(found, line)
    _set_relation(found, line)
    found.sentence = line.sentence
    if readings and join(readings[-1], found, line):
        line.mention(readings[-1].interval, named=False, topical=True)
        return found.last
    anchor(found, readings, line)
    topical = found.topical and _is_topic(found, line)
    line.mention(found.interval, named=found.topical, topical=topical)
    readings.append(found)
    shortened = elided(found, line)
    if shortened is not None:
        readings.append(shortened)
    return readings[-1].last


def _longest_at(core: int, taken: int, line: Timeline, grammar: Grammar) -> Reading | None:
    """The reading that covers the core token: the one that ends last, then starts first."""
    symbols = line.tokens.symbols
    matches: list[tuple[int, int, int, Match]] = []
    for start in range(max(taken, core - REACH), core + 1):
        if symbols[start] in "_¶d,)/":
            continue
        stop = OUTSIDE.search(symbols, start, start + WINDOW)
        run = symbols[start : stop.start() if stop else start + WINDOW]
        if start + len(run) > core:
            for match in grammar.matches(run):
                if start + match.end > core:
                    matches.append((-start - match.end, start, match.order, match))
    if len(matches) > 1:
        matches.sort(key=lambda item: item[:3])
    for _, start, _, match in matches:
        reading = _read(match, start, line)
        if reading is not None:
            return reading
    return None


def _read(match: Match, start: int, line: Timeline) -> Reading | None:
    parts = {name: (start + first, start + last) for name, (first, last) in match.parts.items()}
    piece = Piece(match.rule, line.tokens, start, start + match.end, parts)
    try:
        return match.reader(piece, line)
    except (ValueError, OverflowError):
        # No such day (February 30) or beyond the calendar: not a date.
        return None


def _follow_sentences(position: int, first: int, line: Timeline) -> int:
    """Tell the timeline where a sentence has ended before the next expression."""
    symbols = line.tokens.symbols
    for index in range(position, first):
        if symbols[index] == "¶" or (symbols[index] == "d" and line.sentence_end(index)):
            line.new_sentence()
            break
    return max(position, first)


def _widen(found: Reading, taken: int, line: Timeline) -> None:
    """Take in `the end of`, `early`, `mid-`, `earlier`, `the rest of` before the expression."""
    if found.duration:
        return
    tokens = line.tokens
    index = found.first - 1
    if index < taken:
        return
    symbol = tokens.symbols[index]
    if (
        symbol == "A"
        and tokens.symbols[found.first] != "A"
        and index > taken
        and tokens.symbols[index - 1] in "fF"
    ):
        # `the end of the 1980s`, `late in the year`
        index -= 1
        symbol = tokens.symbols[index]
    boundary = _boundary(index, taken, tokens)
    if boundary is not None:
        first, word = boundary
        _apply_boundary(found, first, word, line)
    elif tokens.words[index] in ("earlier", "later") and _points_to_now(found, tokens):
        found.first = index


def _boundary(index: int, taken: int, tokens: Tokens) -> tuple[int, str] | None:
    """Where a prefix such as `the end of` starts, and its word."""
    symbols, words = tokens.symbols, tokens.words
    found: int | None = None
    if symbols[index] == "-":
        found = index - 1
        if symbols[taken:index].endswith("-f"):
            found = index - 3
        found = found if symbols[max(found, 0)] in "BE" else None
    elif symbols[index] == "E":
        found = index
    elif symbols[index] == "f" and index > taken and symbols[index - 1] in "Bz":
        found = index - 1
    elif symbols[index] == "B" and symbols[index + 1] != "A" and index > taken:
        found = index if words[index - 1] in LIMITS else None
    if found is None or found < taken:
        return None
    with_article = symbols[index] == "f" and found > taken and symbols[found - 1] == "A"
    return (found - 1 if with_article else found), words[found]


def _apply_boundary(found: Reading, first: int, word: str, line: Timeline) -> None:
    found.first = first
    if word in ("rest", "remainder"):
        today, interval = line.published, found.interval
        if interval.start and interval.end and today and interval.start <= today <= interval.end:
            found.interval = replace(interval, start=today)
        return
    found.modifier = PREFIX_MODIFIERS.get(word, found.modifier)


def _points_to_now(found: Reading, tokens: Tokens) -> bool:
    return tokens.symbols[found.first] in "Tt"


def _set_modifier(found: Reading, line: Timeline) -> None:
    """`about five months`, `two days or so`."""
    context, tokens = line.rules.context, line.tokens
    if tokens.word(found.last) == "or" and tokens.word(found.last + 1) in ("so", "thereabouts"):
        found.modifier = "approx"
    index = found.first - 1
    while index >= 0 and tokens.words[index] in ("the", "a", "an", "only", "just"):
        index -= 1
    before = tokens.word(index)
    if (
        before in context.approx_before
        or f"{tokens.word(index - 1)} {before}" in context.approx_before
    ):
        found.modifier = found.modifier or "approx"


def _set_relation(found: Reading, line: Timeline) -> None:
    """The relation that the words right before the expression make."""
    tokens, context = line.tokens, line.rules.context
    end = found.first
    for _ in range(3):
        if not tokens.word(end - 1).isalpha():
            break
        for length in (3, 2, 1):
            words = " ".join(tokens.words[max(0, end - length) : end])
            relation = line.rules.relations.get(words)
            if relation is not None and end - length >= 0:
                found.relation = _adjusted(relation, found)
                return
        if end and tokens.words[end - 1] in context.skipped:
            end -= 1
        else:
            break
    if tokens.symbols[found.first] in "Ww" and found.rule == "weekday":
        found.relation = "on"


def _adjusted(relation: str, found: Reading) -> str | None:
    """`to five days` sets no limit; `in the last three months` is a stretch."""
    if relation == "until" and found.duration:
        return None
    if relation == "in" and found.duration and found.interval.known:
        return "over"
    return relation


def _is_topic(found: Reading, line: Timeline) -> bool:
    """A compared period (`against 3 billion in January`) is not what the sentence is about."""
    if found.duration or found.modifier is not None:
        return False
    words = line.tokens.words[max(0, found.first - 2) : found.first]
    if any(word in line.rules.context.comparing for word in words):
        return False
    return found.relation not in ("since", "by", "until", "before", "after")


def value_of(reading: Reading) -> dict[str, str | None]:
    """The value of a reading, as in the output contract."""
    interval: Interval = reading.interval
    return {
        "kind": "date",
        "timex": interval.timex,
        "start": interval.start.isoformat() if interval.start else None,
        "end": interval.end.isoformat() if interval.end else None,
        "relation": reading.relation,
        "modifier": reading.modifier,
        "explain": reading.rule,
    }
