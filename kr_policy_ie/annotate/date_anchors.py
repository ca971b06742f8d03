"""Give bare durations the interval that the words around them tie them to."""

import datetime
from dataclasses import replace

from kr_policy_ie.annotate.calendar_intervals import (
    ONE_DAY,
    Interval,
    add_months,
    add_units,
    between,
    duration_timex,
    of_day,
)
from kr_policy_ie.annotate.date_pieces import Reading, number
from kr_policy_ie.annotate.date_references import publication_period, relative_offset
from kr_policy_ie.annotate.date_timeline import Timeline

#: How many tokens may stand between a duration and the day that it begins on.
GAP = 14


def anchor(found: Reading, earlier: list[Reading], line: Timeline) -> None:
    """Tie a duration to a superlative or a perfect tense, or an earlier one to this day."""
    if found.duration and found.length is not None and not found.interval.known:
        interval = _since_reference(found, line) or _before_publication(found, line)
        if interval is not None:
            found.interval = interval
    elif earlier and found.interval.grain == "day" and found.interval.start is not None:
        _begin(earlier[-1], found, line)


def join(first: Reading, last: Reading, line: Timeline) -> bool:
    """Whether two expressions are one range, `from Monday to Wednesday`; the first takes it in."""
    tokens = line.tokens
    between_them = [word for word in tokens.words[first.last : last.first] if word != "the"]
    if len(between_them) != 1 or first.duration or last.duration:
        return False
    joint = between_them[0]
    if joint in ("to", "until", "till", "through"):
        joined = first.relation == "from"
    else:
        joined = joint == "and" and tokens.word(first.first - 1) == "between"
    start, end = first.interval.start, last.interval.end
    if not joined or start is None or end is None:
        return False
    if end < start and first.rule == last.rule == "weekday":
        first.interval = of_day(start - datetime.timedelta(days=7))
    elif end <= start:
        return False
    first.last, first.modifier = last.last, last.modifier
    first.interval = between(replace(first.interval, grain="range"), last.interval)
    return True


def _begin(duration: Reading, day: Reading, line: Timeline) -> None:
    """`two weeks from Monday`, `four days of talks tomorrow`: the duration begins on the day."""
    if not duration.duration or duration.interval.known or duration.length is None:
        return
    if duration.sentence != line.sentence or day.first - duration.last > GAP:
        return
    if "/" in duration.interval.timex or line.tokens.symbols[day.last : day.last + 1] == "'":
        return
    of_talks = line.tokens.word(duration.last) == "of" and day.rule == "named-day"
    if day.relation != "from" and not (of_talks and day.first - duration.last <= 4):
        return
    count, unit = duration.length
    start = day.interval.start
    if start is None or unit in ("hour", "minute"):
        return
    end = add_units(start, count, unit) - ONE_DAY
    duration.interval = Interval(duration.interval.timex, start, max(start, end))


def _before_publication(found: Reading, line: Timeline) -> Interval | None:
    """`the worst fall in six years`: the years up to publication."""
    count, unit = found.length or (0, "")
    if unit not in ("year", "decade") or line.published is None or not _superlative(found, line):
        return None
    start = add_units(line.published, -count, unit)
    return Interval(found.interval.timex, start, line.published)


def _since_reference(found: Reading, line: Timeline) -> Interval | None:
    """`have grown for eight months`, `the first fall in three months`: up to the month reported."""
    count, unit = found.length or (0, "")
    reference = line.reference
    if unit != "month" or count != int(count) or reference is None or reference.grain != "month":
        return None
    if reference.end is None or not (_superlative(found, line) or _perfect(found, line)):
        return None
    start = add_months(reference.end + datetime.timedelta(days=1), -int(count))
    return Interval(found.interval.timex, start, reference.end)


def _superlative(found: Reading, line: Timeline) -> bool:
    tokens = line.tokens
    if tokens.word(found.first - 1) not in ("in", "for", "over"):
        return False
    words = tokens.words[max(0, found.first - 6) : found.first - 1]
    known = line.rules.context.superlatives
    return any(word in known for word in words) and tokens.words[found.first] not in ("a", "an")


def _perfect(found: Reading, line: Timeline) -> bool:
    tokens = line.tokens
    if tokens.word(found.first - 1) not in ("for", "lasted"):
        return False
    return any(
        word in ("has", "have") for word in tokens.words[max(0, found.first - 8) : found.first]
    )


def elided(found: Reading, line: Timeline) -> Reading | None:
    """What follows an expression and leaves its unit out."""
    return elided_duration(found, line) or elided_period(found, line)


def elided_period(found: Reading, line: Timeline) -> Reading | None:
    """`this year and next`: the second word alone."""
    tokens = line.tokens
    unit = found.interval.grain
    if found.rule != "relative-unit" or tokens.word(found.last) not in ("and", "or"):
        return None
    offset = relative_offset(tokens.word(found.last + 1))
    following = tokens.word(found.last + 2)
    if offset == 0 or tokens.words[found.last - 2 : found.last - 1] not in (["this"], ["last"]):
        return None
    if following[:1].isalnum() and following not in line.rules.context.may_follow:
        return None
    first = found.last + 1
    interval = publication_period(unit, offset, line)
    return replace(found, first=first, last=first + 1, interval=interval, rule="elided-period")


def elided_duration(found: Reading, line: Timeline) -> Reading | None:
    """`shortened to five days from 15`, `within five years instead of seven`."""
    if not found.duration or found.length is None:
        return None
    tokens, context = line.tokens, line.rules.context
    for phrase in context.elided_after:
        words = phrase.split()
        at = found.last + len(words)
        if tokens.words[found.last : at] != words or tokens.symbols[at : at + 1] not in ("N", "c"):
            continue
        following = tokens.word(at + 1)
        joined = tokens.symbols[at + 1 : at + 2] in ("-", "/", "'", "&")
        if joined or (following[:1].isalnum() and following not in context.may_follow):
            return None
        value = number([tokens.words[at]], line)
        if value is None:
            return None
        timex = duration_timex(value, found.length[1])
        return replace(
            found,
            first=at,
            last=at + 1,
            interval=Interval(timex),
            rule="elided-duration",
            length=(value, found.length[1]),
            relation=None,
            modifier=None,
        )
    return None
