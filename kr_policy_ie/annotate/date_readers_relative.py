"""Readers of dates relative to publication or to a date named before."""

import datetime

from kr_policy_ie.annotate.calendar_intervals import (
    Day,
    Interval,
    add_months,
    add_units,
    between,
    duration_timex,
    month_length,
    of_day,
    of_month,
    of_week,
    of_weekend,
    of_year,
    period_of,
    shift_units,
    shift_years,
)
from kr_policy_ie.annotate.date_pieces import (
    Piece,
    Reader,
    Reading,
    month_number,
    number,
    ordinal,
    publication_period,
    reading,
    relative_offset,
    unit_name,
    unknown,
    year_or_unknown,
    year_reference,
)
from kr_policy_ie.annotate.date_timeline import Timeline

BOUNDARIES = {
    "beginning": "start", "start": "start", "outset": "start", "turn": "start",
    "middle": "mid", "end": "end", "close": "end",
}  # fmt: skip


# -- days and weeks around publication ---------------------------------------------------------


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


# -- this, last and next -----------------------------------------------------------------------


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
    if rel == "past" or (rel in ("last", "coming") and unit in ("decade", "century")):
        return _rolling(piece, 1, unit, -1 if rel != "coming" else 1, line, skip)
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
        value = 1.5
    if piece.has("num2") and value is None:
        value = 1
    if value is None:
        return None
    upper = number(piece.words("num2"), line) if piece.has("num2") else None
    if rel in ("final", "closing"):
        return _bare(piece, value, upper, unit)
    if rel in ("preceding", "previous", "prior", "following") and unit == "year":
        anchored = _years_beside(piece, int(value), relative_offset(rel), line)
        if anchored is not None:
            return anchored
    return _rolling(piece, value, unit, relative_offset(rel), line, 0, upper)


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


def _bare(piece: Piece, value: float, upper: float | None, unit: str) -> Reading:
    timex = duration_timex(value, unit)
    if upper is not None:
        timex = f"{timex}/{duration_timex(upper, unit)}"
    result = reading(piece, Interval(timex), topical=False)
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
    result = _bare(piece, value, upper, unit)
    result.first += skip
    today = line.today
    if today is None or unit in ("hour", "minute"):
        return result
    other = add_units(today, offset * (upper or value), unit)
    start, end = (today, other) if offset > 0 else (other, today)
    result.interval = Interval(result.interval.timex, start, end)
    return result


# -- steps from another date -------------------------------------------------------------------


def step(piece: Piece, line: Timeline) -> Reading | None:
    """`a year earlier`, `two years ago`, `three months later`, `48 hours later`."""
    word, unit = piece.word("step"), unit_name(piece.word("unit"), line)
    value = number(piece.words("num"), line)
    if value is None or value != int(value):
        return None
    if word in ("before", "after", "later", "previously", "afterwards") and not _phrase_ends(
        piece, line
    ):
        return None
    if word == "earlier" and piece.after() == "than":
        return None
    if word == "hence":
        return None
    if word == "ago":
        return _ago(piece, int(value), unit, line)
    sign = 1 if word in ("later", "after", "afterwards") else -1
    return _from_reference(piece, sign * int(value), unit, line)


def _phrase_ends(piece: Piece, line: Timeline) -> bool:
    """Whether `before` or `after` ends the phrase, and is no conjunction of what follows."""
    if piece.last >= len(piece.tokens.words):
        return True
    following = piece.after()
    if following in (
        "the",
        "a",
        "an",
        "it",
        "its",
        "this",
        "that",
        "his",
        "their",
        "they",
        "he",
        "she",
        "than",
    ):
        return piece.word("step") == "later" and following not in ("than",)
    if piece.word("step") == "later":
        return True
    if following[:1].isalpha():
        return following in line.rules.context.may_follow
    return not following[:1].isdigit()


def _ago(piece: Piece, value: int, unit: str, line: Timeline) -> Reading | None:
    if unit == "year" and value == 1 and line.reference is not None:
        return reading(piece, shift_years(line.reference, -1), topical=False)
    today = line.today
    if today is None:
        return reading(
            piece, unknown(unit if unit not in ("hour", "minute") else "day"), topical=False
        )
    if unit in ("hour", "minute"):
        return None
    if unit in ("day", "week", "fortnight"):
        return reading(piece, of_day(add_units(today, -value, unit)), topical=False)
    if unit in ("decade", "century"):
        return reading(piece, of_year(add_units(today, -value, unit).year), topical=False)
    return reading(
        piece, period_of(add_units(today.replace(day=1), -value, unit), unit), topical=False
    )


def _from_reference(piece: Piece, value: int, unit: str, line: Timeline) -> Reading | None:
    if unit in ("hour", "minute"):
        day = line.last.get("day")
        if day is None or day.start is None or unit == "minute" or value % 24:
            return None
        return reading(
            piece, of_day(day.start + datetime.timedelta(days=value // 24)), topical=False
        )
    reference = (
        line.reference
        if unit == "year"
        else line.last.get(unit) or line.last.get("day") or line.reference
    )
    if unit == "month":
        reference = line.sentence_topic or line.last.get("month") or line.topic
    if reference is None:
        if unit != "year" or value != -1:
            return None
        return reading(piece, publication_period("year", -1, line), topical=False)
    if not reference.known:
        return reading(piece, _shift_unknown(reference, value, unit), topical=False)
    return reading(piece, shift_units(reference, value, unit), topical=False)


def _shift_unknown(reference: Interval, value: int, unit: str) -> Interval:
    """`three months earlier` than an October of unknown year is a July."""
    timex = reference.timex
    if unit == "month" and reference.grain == "month" and timex[5:7].isdigit():
        month = (int(timex[5:7]) - 1 + value) % 12 + 1
        return Interval(f"XXXX-{month:02d}", grain="month")
    return Interval(timex, grain=reference.grain)


def unit_step(piece: Piece, line: Timeline) -> Reading | None:
    """`the year-ago figure`, `the year-earlier period`."""
    unit = unit_name(piece.word("unit"), line)
    if piece.word("step") not in ("ago", "earlier") or unit != "year":
        return None
    result = _from_reference(piece, -1, unit, line)
    if result is not None and piece.has("tail"):
        result.first = piece.first - (1 if piece.before() == "the" else 0)
    return result


def the_unit_step(piece: Piece, line: Timeline) -> Reading | None:
    """`the day before`, `the year previous`, `the month after`."""
    unit, word = unit_name(piece.word("unit"), line), piece.word("step")
    sign = {"before": -1, "previous": -1, "earlier": -1, "prior": -1, "after": 1, "later": 1}.get(
        word
    )
    if sign is None or not _phrase_ends(piece, line):
        return None
    if unit in ("day", "week"):
        day = line.last.get("day")
        if day is None or day.start is None:
            if line.today is None:
                return reading(piece, unknown(unit), topical=False)
            day = of_day(line.today)
        start = add_units(day.start, sign, unit)  # type: ignore[arg-type]
        return reading(piece, of_day(start) if unit == "day" else of_week(start), topical=False)
    return _from_reference(piece, sign, unit, line)


def same_period(piece: Piece, line: Timeline) -> Reading | None:
    """`the same period last year`, `the same month a year earlier`, `the same 1986 period`."""
    unit = unit_name(piece.word("unit"), line)
    if piece.word("same") != "same" and unit not in ("period", "month", "quarter"):
        return None
    if unit in ("period", "term", "session"):
        reference = line.nearest_period or line.reference
    else:
        reference = line.last.get(unit)
        if unit == "month" and line.reference is not None and line.reference.grain == "month":
            reference = line.reference
        if unit == "quarter" and line.reference is not None and line.reference.grain == "quarter":
            reference = line.reference
    if unit == "session" or (unit == "term" and not piece.has("tail")):
        return None
    if reference is None:
        return reading(piece, unknown(unit if unit != "period" else "year"), topical=False)
    interval = _same(piece, reference, line)
    return reading(piece, interval, topical=False) if interval else None


def _same(piece: Piece, reference: Interval, line: Timeline) -> Interval | None:
    if piece.has("month"):
        return _same_days_in_month(piece, reference, line)
    words = piece.words("tail") or piece.words("year")
    if not words:
        return reference
    if words[0] in ("a", "an") or words[-1] in ("before", "earlier", "previous"):
        return shift_years(reference, -1)
    year = year_reference(words, line)
    if year is None or year.year is None or not reference.known:
        return Interval(
            reference.timex if not reference.known else "XXXX" + reference.timex[4:],
            grain=reference.grain,
        )
    end_year = reference.end.year if reference.end else year.year
    return shift_years(reference, year.year - end_year)


def _same_days_in_month(piece: Piece, reference: Interval, line: Timeline) -> Interval | None:
    value = month_number(piece.words("month"), line)
    if value is None or reference.start is None or reference.end is None:
        return None
    year = reference.start.year - (1 if value > reference.start.month else 0)
    if piece.has("myear"):
        named = year_reference(piece.words("myear"), line)
        if named is None or named.year is None:
            return None
        year = named.year
    if reference.grain == "month":
        return of_month(year, value)
    first = Day(year, value, min(reference.start.day, month_length(year, value)))
    last = Day(year, value, min(reference.end.day, month_length(year, value)))
    return between(of_day(first), of_day(last))


def year_ago_period(piece: Piece, line: Timeline) -> Reading | None:
    """`the year-ago period`, `the year-earlier quarter`."""
    if piece.word("unit") != "year" or piece.word("step") not in ("ago", "earlier"):
        return None
    return _from_reference(piece, -1, "year", line)


def that_unit(piece: Piece, line: Timeline) -> Reading | None:
    """`that year`, `that day`: the one named last."""
    unit = unit_name(piece.word("unit"), line)
    last = line.last.get(unit)
    if last is None or piece.symbol_after() == "-":
        return None
    return reading(piece, last, topical=False)


def the_unit(piece: Piece, line: Timeline) -> Reading | None:
    """`for the month`, `before the month is out`, `end the day`."""
    unit = unit_name(piece.word("unit"), line)
    before = piece.before()
    if before not in (
        "for",
        "in",
        "during",
        "within",
        "before",
        "over",
        "by",
        "until",
        "ending",
        "end",
        "finish",
        "finished",
        "close",
        "closed",
        "into",
    ):
        return None
    if before in ("end", "finish", "ending", "finished", "close", "closed") and unit != "day":
        return None
    if unit == "day" and before in ("in", "by", "over", "into", "within", "until"):
        return None
    if unit in ("decade", "century"):
        return None
    following = piece.after()
    if (
        following[:1].isalpha() and following not in line.rules.context.may_follow
    ) or piece.symbol_after() in ("-", "'"):
        return None
    if following in ("of", "that", "when", "which", "before", "after", "to"):
        return None
    skip = 0
    last = line.recent(unit)
    if unit == "day" and last is None:
        return _day_reading(piece, 0, line)
    if unit == "year" and line.named_in.get("year") == line.sentence:
        last = line.last.get("year")
    if last is not None:
        return reading(
            piece, last, skip=skip, topical=False, modifier="end" if before == "before" else None
        )
    interval = publication_period(unit, 0, line)
    if unit == "month" and before == "before":
        interval = Interval(interval.timex, interval.start, interval.end, "month", "end")
    return reading(piece, interval, skip=skip, topical=False)


def boundary_unit(piece: Piece, line: Timeline) -> Reading | None:
    """`the end of the year`, `end of month`, `end-year`, `the rest of the week`."""
    unit, word = unit_name(piece.word("unit"), line), piece.word("bound")
    if unit in ("day", "decade", "century", "half") and word in ("rest", "remainder"):
        return None
    if piece.rule == "end-unit" and (word != "end" or piece.tokens.symbols[piece.first + 1] != "-"):
        return None
    if unit in ("century", "half"):
        return None
    interval = line.recent(unit) or publication_period(unit, 0, line)
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


# -- parts of longer periods -------------------------------------------------------------------


def first_units(piece: Piece, line: Timeline) -> Reading | None:
    """`the first 20 days of November`, `the final six weeks of the first quarter`."""
    unit, nth = unit_name(piece.word("unit"), line), piece.word("nth")
    count = number(piece.words("num"), line)
    whole = named_period(piece.words("ref"), line)
    at_end = relative_offset(nth) < 0
    if count is None or count != int(count) or whole is None or (nth != "first" and not at_end):
        return None
    if unit not in ("day", "week", "month", "quarter", "year"):
        return None
    skip = 1 if piece.has("the") and at_end else 0
    if whole.start is None or whole.end is None:
        return reading(piece, _unknown_part(int(count), unit, whole, at_end), skip=skip)
    interval = _part_of(whole, int(count), unit, at_end=at_end)
    return reading(piece, interval, skip=skip) if interval else None


def _unknown_part(count: int, unit: str, whole: Interval, at_end: bool) -> Interval:
    if unit == "month" and whole.grain == "year" and 1 <= count <= 12:
        first, last = (13 - count, 12) if at_end else (1, count)
        return Interval(f"XXXX-{first:02d}/XXXX-{last:02d}")
    if unit == "day" and whole.grain == "month" and not at_end:
        return Interval(f"{whole.timex}-01/{whole.timex}-{count:02d}")
    return Interval(duration_timex(count, unit))


def _part_of(whole: Interval, count: int, unit: str, *, at_end: bool) -> Interval | None:
    start, end = whole.start, whole.end
    if start is None or end is None or count < 1:
        return None
    day = datetime.timedelta(days=1)
    if at_end:
        start = add_units(end + day, -count, unit)
    else:
        end = add_units(start, count, unit) - day
    if start < (whole.start or start) or end > (whole.end or end):
        return None
    if unit in ("month", "quarter") and start.day == 1:
        return between(of_month(start.year, start.month), of_month(end.year, end.month))
    if unit == "week":
        return Interval(duration_timex(count, "week"), start, end)
    return between(of_day(start), of_day(end))


def nth_unit(piece: Piece, line: Timeline) -> Reading | None:
    """`the first week of May`, `the third month of next year`, `the second week of 2021`."""
    unit = unit_name(piece.word("unit"), line)
    whole = named_period(piece.words("ref"), line)
    nth = piece.word("nth")
    value = -1 if relative_offset(nth) < 0 else ordinal([nth], line)
    if whole is None or value is None or unit in ("decade", "century", "fortnight"):
        return None
    if whole.start is None or whole.end is None:
        return reading(piece, unknown(unit))
    if unit in ("week", "weekend"):
        return _nth_week(piece, whole, value, unit)
    if unit == "year" and whole.grain != "decade":
        return None
    base = (
        add_units(whole.end + datetime.timedelta(days=1), -1, unit)
        if value < 0
        else add_units(whole.start, value - 1, unit)
    )
    if not whole.start <= base <= whole.end:
        return None
    return reading(piece, period_of(base, unit))


def _nth_week(piece: Piece, whole: Interval, value: int, unit: str) -> Reading | None:
    """Weeks belong to the month or year that holds their Thursday, as in ISO 8601."""
    if whole.start is None or whole.end is None:
        return None
    monday = whole.start - datetime.timedelta(days=whole.start.weekday())
    if (monday + datetime.timedelta(days=3)) < whole.start:
        monday += datetime.timedelta(days=7)
    if value < 0:
        monday = whole.end - datetime.timedelta(days=whole.end.weekday())
        if monday + datetime.timedelta(days=3) > whole.end:
            monday -= datetime.timedelta(days=7)
    else:
        monday += datetime.timedelta(days=7 * (value - 1))
    if monday > whole.end:
        return None
    return reading(piece, of_week(monday) if unit == "week" else of_weekend(monday))


def first_units_alone(piece: Piece, line: Timeline) -> Reading | None:
    """`its first three years`: how long, not when."""
    unit = unit_name(piece.word("unit"), line)
    value = number(piece.words("num"), line)
    if value is None or piece.word("nth") != "first":
        return None
    result = _bare(piece, value, None, unit)
    result.first += 1 if piece.has("the") else 0
    if (
        unit == "month"
        and piece.has("the")
        and value <= 12
        and piece.before() in ("in", "for", "during", "over")
    ):
        today = line.today
        if today is not None and today.month >= value:
            interval = between(of_month(today.year, 1), of_month(today.year, int(value)))
            result.interval, result.duration, result.topical = interval, False, True
            result.first = piece.first
    return result


def named_period(words: list[str], line: Timeline) -> Interval | None:
    """The period of a reference: `May`, `last year`, `the first quarter`, `the month`, `1986`."""
    words = [word for word in words if word not in ("the", ".", "-", ",")]
    if not words:
        return None
    lexicon = line.rules.lexicon
    if words[0] in lexicon.months:
        return _named_month(words, line)
    units = [word for word in words if word in ("quarter", "half", "qtr")]
    if units:
        return _named_part(words, unit_name(units[0], line), line)
    if words[-1] in lexicon.units and words[-1] != "year":
        unit = unit_name(words[-1], line)
        if len(words) == 1 and unit == "month":
            return line.last.get("month") or publication_period("month", 0, line)
        return publication_period(unit, relative_offset(words[0]), line)
    reference = year_reference(words, line)
    return year_or_unknown(reference) if reference else None


def _named_month(words: list[str], line: Timeline) -> Interval | None:
    value = line.rules.lexicon.months[words[0]]
    if len(words) == 1:
        return line.month_nearest(value, None)
    reference = year_reference(words[1:], line)
    if reference is None or reference.year is None:
        return Interval(f"XXXX-{value:02d}", grain="month")
    return of_month(reference.year, value)


def _named_part(words: list[str], unit: str, line: Timeline) -> Interval | None:
    if words[0] in ("this", "last", "next", "current", "previous"):
        return publication_period(unit, relative_offset(words[0]), line)
    nth = line.rules.lexicon.ordinals.get(words[0])
    if nth is None or nth > (4 if unit == "quarter" else 2):
        return None
    index = words.index("half" if unit == "half" else "quarter") if unit in words else 1
    rest = words[index + 1 :]
    reference = year_reference(rest, line) if rest else None
    if reference is None:
        return line.part_nearest(unit, nth)
    if reference.year is None:
        return Interval(f"XXXX-{unit[0].upper()}{nth}", grain=unit)
    months = 3 if unit == "quarter" else 6
    return period_of(add_months(Day(reference.year, 1, 1), months * (nth - 1)), unit)


READERS: dict[str, Reader] = {
    "named_day": named_day,
    "named_day_step": named_day_step,
    "weekday": weekday,
    "relative_weekday": relative_weekday,
    "weekday_of_week": weekday_of_week,
    "relative_unit": relative_unit,
    "the_weekend": the_weekend,
    "relative_units": relative_units,
    "step": step,
    "unit_step": unit_step,
    "the_unit_step": the_unit_step,
    "same_period": same_period,
    "year_ago_period": year_ago_period,
    "that_unit": that_unit,
    "the_unit": the_unit,
    "boundary_unit": boundary_unit,
    "unit_end": unit_end,
    "first_units": first_units,
    "nth_unit": nth_unit,
    "first_units_alone": first_units_alone,
}
