"""Readers of days of the calendar, and of ranges of days."""

from kr_policy_ie.annotate.calendar_intervals import Day, Interval, add_months, between, of_day
from kr_policy_ie.annotate.date_pieces import (
    Piece,
    Reader,
    Reading,
    month_number,
    noun_phrase_ends,
    number,
    ordinal,
    reading,
)
from kr_policy_ie.annotate.date_references import named_period, year_reference
from kr_policy_ie.annotate.date_timeline import Timeline
from kr_policy_ie.annotate.odd_dates import read_odd_date

RATE_WORDS = frozenset({"percent", "pct", "%", "million", "billion", "mln", "bln", "trillion"})


def day(piece: Piece, line: Timeline) -> Reading | None:
    """`April 25, 2023`, `25 April`, `Tuesday, May 4th`, `July 4 last year`."""
    month = month_number(piece.words("month"), line)
    value = ordinal(piece.words("day"), line)
    if month is None or value is None or not 1 <= value <= 31 or _is_amount(piece):
        return None
    if _lower_abbreviation(piece) and not piece.has("year"):
        return None
    interval = _day_interval(month, value, piece.words("year"), piece, line)
    return reading(piece, interval) if interval else None


def _lower_abbreviation(piece: Piece) -> bool:
    first, _ = piece.parts["month"]
    return piece.tokens.symbols[first] == "m" and piece.tokens.raw(first).islower()


def _is_amount(piece: Piece) -> bool:
    """`May 5 percent`, `in March 200 companies`: a number that counts the next word."""
    if piece.has("year"):
        return False
    if piece.tokens.symbols[piece.last - 1] == "O" and piece.symbol_after() in ("q", "h", "u", "U"):
        return True
    following = piece.after()
    if (
        following in RATE_WORDS
        or following == "%"
        or _clock_follows(piece)
        or piece.before() in ("$", "€", "£")
    ):
        return True
    return piece.tokens.symbols[piece.last - 1] == "N" and piece.symbol_after() in ("U", "v")


def _clock_follows(piece: Piece) -> bool:
    """Whether a clock time has lent the expression its number: `in May 5:30 p.m.`."""
    tokens, last = piece.tokens, piece.last
    return tokens.words[last : last + 1] == [":"] and tokens.symbols[last + 1 : last + 2] == "N"


def _day_interval(
    month: int, value: int, year_words: list[str], piece: Piece, line: Timeline
) -> Interval | None:
    if year_words:
        reference = year_reference(year_words, line)
        if reference is None:
            return None
        if reference.year is None:
            return Interval(f"XXXX-{month:02d}-{value:02d}", grain="day")
        return of_day(Day(reference.year, month, value))
    return line.day_nearest(month, value, line.tense(piece.first, piece.last))


def day_in_words(piece: Piece, line: Timeline) -> Reading | None:
    """`the March five earthquake`, as agencies spell small numbers."""
    led = piece.before() in ("the", "on", "by", "until", "from", "since", "last")
    if not led and not noun_phrase_ends(piece, line):
        return None
    if piece.symbol_after() in ("U", "-", "c", "v", "N") or piece.after() in RATE_WORDS:
        return None
    value = number(piece.words("day"), line)
    month = month_number(piece.words("month"), line)
    if value is None or month is None or not 1 <= value <= 31:
        return None
    if piece.before() != "the" and piece.after().endswith("s"):
        return None
    interval = _day_interval(month, int(value), piece.words("year"), piece, line)
    return reading(piece, interval) if interval else None


def weekday_day(piece: Piece, line: Timeline) -> Reading | None:
    """`Thursday the 21st`."""
    value = ordinal(piece.words("day") or piece.words("word"), line)
    if value is None or not 1 <= value <= 31:
        return None
    interval = line.day_of_month(value, line.tense(piece.first, piece.last))
    if piece.has("word"):
        weekday = line.rules.lexicon.weekdays[piece.word("weekday")]
        agrees = interval.start is not None and interval.start.isoweekday() == weekday
        if not agrees or not noun_phrase_ends(piece, line):
            return None
    return reading(piece, interval)


def day_of_month(piece: Piece, line: Timeline) -> Reading | None:
    """`on the 24th`, `the 20th of next month`."""
    value = ordinal(piece.words("day"), line)
    if value is None or not 1 <= value <= 31 or piece.before() != "the":
        return None
    if piece.has("ref"):
        return _day_of_named_month(piece, value, line)
    if piece.before(2) not in (
        "for",
        "on",
        "of",
        "by",
        "until",
        "from",
        "since",
        "till",
        "before",
        "after",
    ):
        return None
    if not noun_phrase_ends(piece, line):
        return None
    interval = line.day_of_month(value, line.tense(piece.first - 2, piece.last))
    return reading(piece, interval)


def _day_of_named_month(piece: Piece, value: int, line: Timeline) -> Reading | None:
    month = named_period(piece.words("ref"), line)
    if month is None or month.grain != "month":
        return None
    if month.start is None:
        return reading(piece, Interval(f"XXXX-XX-{value:02d}", grain="day"))
    return reading(piece, of_day(month.start.replace(day=value)))


def numeric_day(piece: Piece, line: Timeline) -> Reading | None:
    """`2023-04-25`, `25.4.2023`, `4/25/2023`."""
    first, last = piece.parts["date"]
    if not piece.tokens.glued(first, last - 1):
        return None
    if piece.symbol_before() in ("-", "/") and first and piece.tokens.glued(first - 1, first):
        return None
    if piece.symbol_after() in ("-", "/") and piece.tokens.glued(last - 1, last):
        return None
    text = piece.tokens.text[piece.tokens.starts[first] : piece.tokens.ends[last - 1]]
    odd = read_odd_date(text, line.published)
    if odd is None:
        return None
    result = reading(piece, odd.interval)
    if odd.ambiguous:
        result.notes = ("ambiguous_date_order",)
    return result


def odd_day(piece: Piece, line: Timeline) -> Reading | None:
    """`24(Tue), Sep, 2019`, `23/Sep/2020`."""
    first, last = piece.parts["date"]
    text = piece.tokens.text[piece.tokens.starts[first] : piece.tokens.ends[last - 1]]
    odd = read_odd_date(text, line.published)
    return reading(piece, odd.interval) if odd else None


def day_range(piece: Piece, line: Timeline) -> Reading | None:
    """`June 8-10`, `May 25 and 26`, `between 3 and 12 September`."""
    month = month_number(piece.words("month"), line)
    first, last = ordinal(piece.words("from"), line), ordinal(piece.words("to"), line)
    if month is None or first is None or last is None or not 1 <= first < last <= 31:
        return None
    if _is_amount(piece) or (piece.word("join") == "and" and _counts_next_noun(piece, line)):
        return None
    start = _day_interval(month, first, piece.words("year"), piece, line)
    end = _day_interval(month, last, piece.words("year"), piece, line)
    return reading(piece, between(start, end)) if start and end else None


def day_range_of_period(piece: Piece, line: Timeline) -> Reading | None:
    """`the 1st to the 20th of this month`, `4 to 22 this month`."""
    first, last = ordinal(piece.words("from"), line), ordinal(piece.words("to"), line)
    month = named_period(piece.words("ref"), line)
    if month is None or month.grain != "month" or first is None or last is None or first >= last:
        return None
    if month.start is None:
        return reading(piece, Interval(f"XXXX-XX-{first:02d}/XXXX-XX-{last:02d}"))
    days = of_day(month.start.replace(day=first)), of_day(month.start.replace(day=last))
    return reading(piece, between(*days))


def _counts_next_noun(piece: Piece, line: Timeline) -> bool:
    """`on May 25 and 26 firms`: the second number counts something."""
    following = piece.after()
    return following.endswith("s") and following not in line.rules.context.may_follow


def day_to_day(piece: Piece, line: Timeline) -> Reading | None:
    """`January 1 to March 23`, `between February 18 and March 4`."""
    if piece.word("join") in ("and", "or") and piece.before() != "between":
        return None
    month, month2 = (month_number(piece.words(name), line) for name in ("month", "month2"))
    first, last = ordinal(piece.words("from"), line), ordinal(piece.words("to"), line)
    if month is None or month2 is None or first is None or last is None:
        return None
    year2 = piece.words("year2")
    year = piece.words("year") or year2
    start = _day_interval(month, first, year, piece, line)
    end = _day_interval(month2, last, year2, piece, line)
    if start is None or end is None:
        return None
    if start.start and end.end and end.end < start.start and not piece.has("year"):
        start = of_day(add_months(start.start, -12))
    return reading(piece, between(start, end))


READERS: dict[str, Reader] = {
    "day": day,
    "day_in_words": day_in_words,
    "weekday_day": weekday_day,
    "day_of_month": day_of_month,
    "numeric_day": numeric_day,
    "odd_day": odd_day,
    "day_range": day_range,
    "day_range_of_period": day_range_of_period,
    "day_to_day": day_to_day,
}
