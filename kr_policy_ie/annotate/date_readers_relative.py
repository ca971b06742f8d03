"""Readers of dates relative to publication: `today`, `last week`, `the next five years`."""

import datetime

from kr_policy_ie.annotate.calendar_intervals import (
    Day,
    Interval,
    add_units,
    duration_timex,
    of_day,
    of_weekend,
    of_year,
    shift_units,
)
from kr_policy_ie.annotate.date_pieces import (
    Piece,
    Reader,
    Reading,
    bare_duration,
    number,
    reading,
    unit_name,
)
from kr_policy_ie.annotate.date_references import (
    publication_period,
    relative_offset,
    unknown,
)
from kr_policy_ie.annotate.date_timeline import Timeline

CLOSING_WORDS = ("end", "ending", "finish", "finished", "close", "closed")
LONG_LEADS = ("for", "in", "during", "within", "before", "over", "by", "until", "into")
#: The words before `the year`, `the day` that make it a date.
UNIT_LEADS = {
    "day": ("for", "during", "before"),
    "week": LONG_LEADS,
    "month": LONG_LEADS,
    "quarter": LONG_LEADS,
    "year": LONG_LEADS,
}
NARROWING = ("of", "that", "when", "which", "before", "after", "to", "ended", "ending")
#: Before `the next decade` these make it ten years from now, not the next calendar decade.
SPANNING = frozenset({"over", "for", "within", "during", "throughout", "across"})
#: Before `last` these make it a verb.
VERBAL = frozenset({
    "will", "would", "can", "could", "may", "might", "should", "must", "shall", "to", "not",
    "ll", "n't", "did", "does", "only", "usually", "typically", "normally", "likely", "also",
})  # fmt: skip
#: What is set for a period that has begun or lies ahead: `its export target for the year`.
AIMS = frozenset({"target", "targets", "goal", "goals", "forecast", "outlook", "projection"})
BOUNDARIES = {
    "beginning": "start", "start": "start", "outset": "start", "turn": "start",
    "middle": "mid", "end": "end", "close": "end",
}  # fmt: skip


def named_day(piece: Piece, line: Timeline) -> Reading | None:
    """`today`, `tomorrow`, `yesterday`, `tonight`."""
    if piece.before() == "times":
        return None
    step = {"yesterday": -1, "tomorrow": 1}.get(piece.word("day"), 0)
    return _day_reading(piece, step, line)


def named_day_step(piece: Piece, line: Timeline) -> Reading | None:
    """`the day after tomorrow`, `the day before yesterday`."""
    pair = (piece.word("step"), piece.word("day"))
    step = {("after", "tomorrow"): 2, ("before", "yesterday"): -2}.get(pair)
    return None if step is None else _day_reading(piece, step, line)


def _day_reading(piece: Piece, step: int, line: Timeline) -> Reading:
    today = line.today
    if today is None:
        return reading(piece, unknown("day"), topical=False)
    return reading(piece, of_day(today + datetime.timedelta(days=step)), topical=False)


def weekday(piece: Piece, line: Timeline) -> Reading | None:
    """`Friday`: by tense the nearest before or after publication."""
    if not _is_weekday_name(piece, line):
        return None
    value = line.rules.lexicon.weekdays[piece.word("weekday")]
    tense = _weekday_tense(piece, line)
    return reading(piece, line.weekday(value, tense), topical=False)


def _is_weekday_name(piece: Piece, line: Timeline) -> bool:
    if piece.before() in line.rules.context.named_days:
        return False
    first, last = piece.parts["weekday"]
    if piece.tokens.symbols[first] == "w":
        dotted = piece.tokens.symbols[first + 1 : last] == "d" and not line.sentence_end(first + 1)
        return (
            dotted
            and piece.tokens.raw(first)[0].isupper()
            and piece.before() in ("on", "last", "next", "this", "by", "since", "until")
        )
    return (
        piece.tokens.raw(first)[0].isupper()
        or piece.before() in line.rules.context.year_prepositions
        or piece.before() in ("on", "said")
    )


def _weekday_tense(piece: Piece, line: Timeline) -> str | None:
    before = piece.before()
    if before in ("by", "until", "till", "before", "through"):
        tense = line.tense(piece.first, piece.last)
        return "future" if tense != "past" or before in ("by", "until") else "past"
    if before in line.rules.context.speech and piece.before(2) != "be":
        return "past"
    return line.tense(piece.first, piece.last)


def relative_weekday(piece: Piece, line: Timeline) -> Reading | None:
    """`last Friday`, `next Monday`, `this Thursday`, `this past Wednesday`."""
    value = line.rules.lexicon.weekdays[piece.word("weekday")]
    words = piece.words("rel")
    today = line.today
    if today is None:
        return reading(piece, Interval(f"XXXX-WXX-{value}", grain="day"), topical=False)
    if words[0] in ("this", "current"):
        if len(words) == 1:
            return reading(piece, of_day(_week_day(today, 0, value)), topical=False)
        return reading(
            piece,
            line.weekday(value, "future" if relative_offset(words[1]) > 0 else None),
            topical=False,
        )
    offset = relative_offset(words[0])
    if len(words) > 1 or offset == 0 or words[0] in ("final", "closing"):
        return None
    if offset < 0 and today.isoweekday() >= 6 and value <= 5:
        offset = 0
    return reading(piece, of_day(_week_day(today, offset, value)), topical=False)


def _week_day(day: Day, weeks: int, weekday_number: int) -> Day:
    monday = day - datetime.timedelta(days=day.weekday())
    return monday + datetime.timedelta(days=7 * weeks + weekday_number - 1)


def weekday_of_week(piece: Piece, line: Timeline) -> Reading | None:
    """`Friday next week`, `next week Wednesday`, `Tuesday of last week`."""
    if piece.word("unit") != "week":
        return None
    value = line.rules.lexicon.weekdays[piece.word("weekday")]
    if line.today is None:
        return reading(piece, Interval(f"XXXX-WXX-{value}", grain="day"), topical=False)
    offset = relative_offset(piece.word("rel"))
    return reading(piece, of_day(_week_day(line.today, offset, value)), topical=False)


def relative_unit(piece: Piece, line: Timeline) -> Reading | None:
    """`last week`, `this year`, `next month`, `the previous quarter`, `the following day`."""
    unit, rel = unit_name(piece.word("unit"), line), piece.word("rel")
    if unit == "half" and piece.after() not in ("of", "and", "", ".", ","):
        return None
    if rel in ("final", "closing") or (rel == "past" and unit in ("quarter", "half")):
        return None
    anchored = rel in ("previous", "prior", "preceding", "following")
    skip = 0
    if piece.has("the"):
        skip = 0 if anchored else 1
    if anchored and (piece.has("the") or rel != "following"):
        interval = _beside_reference(unit, relative_offset(rel), line)
        if interval is not None:
            return reading(piece, interval, skip=skip)
    rolls = rel in ("last", "coming") or (rel == "next" and piece.before() in SPANNING)
    if rel == "past" or (rolls and unit in ("decade", "century")):
        return _rolling(piece, 1, unit, -1 if rel in ("past", "last") else 1, line, skip)
    if unit in ("day", "fortnight") and rel in ("last", "this", "current"):
        return None if rel == "last" or unit == "fortnight" else _day_reading(piece, 0, line)
    interval = publication_period(unit, relative_offset(rel), line)
    return reading(piece, interval, skip=skip, topical=unit not in ("day", "week", "weekend"))


def _beside_reference(unit: str, offset: int, line: Timeline) -> Interval | None:
    """The period just before or after the one of that kind named last."""
    last, reference = line.last.get(unit), line.reference
    if last is None or last.start is None or unit == "half":
        return None
    if unit != "year" or reference is None or reference.start is None or reference.grain == "day":
        return shift_units(last, offset, unit)
    return of_year(reference.start.year + offset)


def the_weekend(piece: Piece, line: Timeline) -> Reading | None:
    """`the weekend`, `a weekend interview`: the nearest weekend not after publication week."""
    if not piece.has("the") and piece.symbol_before() not in ("i", "t", "F", "A"):
        return None
    if line.today is None:
        return reading(piece, unknown("weekend"), topical=False, skip=1 if piece.has("the") else 0)
    day = line.today
    tense = line.tense(piece.first, piece.last)
    if tense != "future" and day.isoweekday() <= 5:
        day -= datetime.timedelta(days=7)
    skip = 1 if piece.has("the") else 0
    return reading(piece, of_weekend(day), topical=False, skip=skip)


def relative_units(piece: Piece, line: Timeline) -> Reading | None:
    """`the next five years`, `past three months`, `last two quarters`, `next year or two`."""
    unit = unit_name(piece.word("unit"), line)
    rel = piece.word("rel")
    if rel in ("this", "current") or unit == "half":
        return None
    value: float | None = number(piece.words("num"), line) if piece.has("num") else None
    if piece.has("half"):
        value = (value or 1) + 0.5
    if piece.has("num2") and value is None:
        value = 1
    if value is None:
        return None
    upper = number(piece.words("num2"), line) if piece.has("num2") else None
    if rel in ("final", "closing"):
        return bare_duration(piece, value, upper, unit)
    if rel == "last" and _is_verb(piece):
        result = bare_duration(piece, value, upper, unit)
        result.first += 1
        return result
    if rel in ("preceding", "previous", "prior", "following") and unit == "year":
        anchored = _years_beside(piece, int(value), relative_offset(rel), line)
        if anchored is not None:
            return anchored
    return _rolling(piece, value, unit, relative_offset(rel), line, 0, upper)


def _is_verb(piece: Piece) -> bool:
    """`inventories would last four months`, `did not last two years`."""
    return piece.first == piece.parts["rel"][0] and piece.before() in VERBAL


def _years_beside(piece: Piece, count: int, offset: int, line: Timeline) -> Reading | None:
    """Whole calendar years before or after the year named last in the sentence."""
    anchor = line.sentence_topic
    if anchor is None or anchor.start is None:
        return None
    year = anchor.start.year
    first, last = (year - count, year - 1) if offset < 0 else (year + 1, year + count)
    interval = Interval(duration_timex(count, "year"), Day(first, 1, 1), Day(last, 12, 31))
    result = reading(piece, interval, topical=False)
    result.duration = True
    return result


def _rolling(
    piece: Piece,
    value: float,
    unit: str,
    offset: int,
    line: Timeline,
    skip: int,
    upper: float | None = None,
) -> Reading:
    """A stretch that ends or begins on the publication day."""
    result = bare_duration(piece, value, upper, unit)
    result.first += skip
    today = line.today
    if today is None or unit in ("hour", "minute"):
        return result
    other = add_units(today, offset * (upper or value), unit)
    start, end = (today, other) if offset > 0 else (other, today)
    result.interval = Interval(result.interval.timex, start, end)
    return result


def the_unit(piece: Piece, line: Timeline) -> Reading | None:
    """`for the month`, `before the month is out`, `end the day`."""
    unit, before = unit_name(piece.word("unit"), line), piece.before()
    leads = CLOSING_WORDS if before in CLOSING_WORDS else UNIT_LEADS.get(unit, ())
    if before not in leads or (before in CLOSING_WORDS and unit != "day"):
        return None
    if not _stands_alone(piece, line):
        return None
    last = line.recent(unit)
    if unit == "year" and line.named_in.get("year") == line.sentence:
        last = line.last.get("year")
    if last is None and unit == "day":
        return _day_reading(piece, 0, line)
    if unit == "year" and before == "for" and _is_aimed_at(piece):
        last = None
    interval = last or publication_period(unit, 0, line)
    modifier = "end" if before == "before" else None
    return reading(piece, interval, topical=False, modifier=modifier)


def _is_aimed_at(piece: Piece) -> bool:
    """`an export target of $700 billion for the year`: this year's, whatever year is named."""
    words = piece.tokens.words[max(0, piece.first - 9) : piece.first]
    for end in (".", ";"):
        if end in words:
            words = words[len(words) - words[::-1].index(end) :]
    return bool(AIMS.intersection(words))


def _stands_alone(piece: Piece, line: Timeline) -> bool:
    """Whether no noun, number, clause or phrase follows that says which year or day it is."""
    following = piece.after()
    if following == "to" and piece.after(2)[:1].isdigit():
        return piece.after(3) in ("%", "percent", "pct", ".")  # `for the year to 0.8%`
    if piece.symbol_after() in ("-", "'", "Y", "N") or following in NARROWING:
        return False
    return not following[:1].isalpha() or following in line.rules.context.may_follow


def boundary_unit(piece: Piece, line: Timeline) -> Reading | None:
    """`the end of the year`, `end of month`, `end-year`, `the rest of the week`."""
    unit, word = unit_name(piece.word("unit"), line), piece.word("bound")
    if unit in ("day", "decade", "century", "half") and word in ("rest", "remainder"):
        return None
    if piece.rule == "end-unit" and (word != "end" or piece.tokens.symbols[piece.first + 1] != "-"):
        return None
    if unit in ("century", "half"):
        return None
    named = line.recent(unit) if piece.before() == "at" else None
    interval = named or publication_period(unit, 0, line)
    start = interval.start
    if word in ("rest", "remainder"):
        today = line.today
        start = today if today is not None and start is not None and start <= today else start
    period = Interval(interval.timex, start, interval.end, unit, BOUNDARIES.get(word))
    return reading(piece, period, topical=False)


def unit_end(piece: Piece, line: Timeline) -> Reading | None:
    """`year-end`, `the month-end`: the period, marked as its end."""
    unit = unit_name(piece.word("unit"), line)
    if piece.word("end") not in ("end", "close") or unit in ("day", "decade", "century"):
        return None
    if piece.symbol_after() == "-" or piece.after() in ("of",):
        return None
    if (
        not piece.tokens.glued(piece.first, piece.last - 1)
        and "-" not in piece.tokens.words[piece.first : piece.last]
    ):
        return None
    period = publication_period(unit, 0, line)
    if piece.has("year"):
        if unit != "year":
            return None
        period = of_year(int(piece.words("year")[-1]))
    return reading(
        piece, Interval(period.timex, period.start, period.end, unit, "end"), topical=False
    )


READERS: dict[str, Reader] = {
    "named_day": named_day,
    "named_day_step": named_day_step,
    "weekday": weekday,
    "relative_weekday": relative_weekday,
    "weekday_of_week": weekday_of_week,
    "relative_unit": relative_unit,
    "the_weekend": the_weekend,
    "relative_units": relative_units,
    "the_unit": the_unit,
    "boundary_unit": boundary_unit,
    "unit_end": unit_end,
}
