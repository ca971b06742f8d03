"""Readers of absolute dates: days, months, years, quarters, halves, decades, ranges."""

from kr_policy_ie.annotate.calendar_intervals import (
    ONE_DAY,
    Day,
    Interval,
    add_months,
    between,
    of_day,
    of_decade,
    of_fiscal_year,
    of_half,
    of_month,
    of_quarter,
    of_year,
)
from kr_policy_ie.annotate.date_pieces import (
    Piece,
    Reader,
    Reading,
    YearReference,
    month_number,
    number,
    ordinal,
    reading,
    two_digit_year,
    year_or_unknown,
    year_reference,
)
from kr_policy_ie.annotate.date_timeline import Timeline
from kr_policy_ie.annotate.odd_dates import read_odd_date

#: Prepositions that make a month an adverb and no modifier of a noun.
MONTH_LEADS = ("in", "by", "until", "till", "through", "of", "from", "since", "for", "to", "on")
#: Words that a hyphen joins to a year without making it part of a name.
HYPHENATED = ("mid", "end", "pre", "post", "early", "late", "quarter", "half", "year")
RATE_WORDS = frozenset({"percent", "pct", "%", "million", "billion", "mln", "bln", "trillion"})


# -- days --------------------------------------------------------------------------------------


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
    following = piece.after()
    if following in RATE_WORDS or following in ("%", ":"):
        return True
    return piece.tokens.symbols[piece.last - 1] == "N" and piece.symbol_after() in ("U", "v")


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
    if piece.before() not in ("the", "on", "by", "until", "from", "since", "last"):
        return None
    if piece.symbol_after() in ("U", "-", "c", "v", "N") or piece.after() in RATE_WORDS:
        return None
    value = number(piece.words("day"), line)
    month = month_number(piece.words("month"), line)
    if value is None or month is None or not 1 <= value <= 31:
        return None
    if piece.before() != "the" and piece.after().endswith("s"):
        return None
    interval = line.day_nearest(month, int(value), line.tense(piece.first, piece.last))
    return reading(piece, interval)


def weekday_day(piece: Piece, line: Timeline) -> Reading | None:
    """`Thursday the 21st`."""
    value = ordinal(piece.words("day"), line)
    if value is None:
        return None
    interval = line.day_of_month(value, line.tense(piece.first, piece.last))
    return reading(piece, interval)


def day_of_month(piece: Piece, line: Timeline) -> Reading | None:
    """`on the 24th`, `the 20th of next month`."""
    value = ordinal(piece.words("day"), line)
    if value is None or not 1 <= value <= 31 or piece.before() != "the":
        return None
    if piece.has("ref"):
        return _day_of_named_month(piece, value, line)
    if piece.before(2) not in (
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
    if not _noun_phrase_ends(piece, line):
        return None
    interval = line.day_of_month(value, line.tense(piece.first - 2, piece.last))
    return reading(piece, interval)


def _day_of_named_month(piece: Piece, value: int, line: Timeline) -> Reading | None:
    from kr_policy_ie.annotate.date_readers_relative import named_period  # noqa: PLC0415

    month = named_period(piece.words("ref"), line)
    if month is None or month.grain != "month":
        return None
    if month.start is None:
        return reading(piece, Interval(f"XXXX-XX-{value:02d}", grain="day"))
    return reading(piece, of_day(month.start.replace(day=value)))


def _noun_phrase_ends(piece: Piece, line: Timeline) -> bool:
    """Whether the next word is no noun that the expression would modify."""
    if piece.last >= len(piece.tokens.words):
        return True
    following = piece.after()
    if following in line.rules.context.may_follow or not following[:1].isalpha():
        return following != "-"
    if piece.tokens.raw(piece.last)[:1].isupper():
        return True
    return following.endswith(("ed", "ly"))


def numeric_day(piece: Piece, line: Timeline) -> Reading | None:
    """`2023-04-25`, `25.4.2023`, `4/25/2023`: read by dateparser on the located span."""
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
        result.notes.append("ambiguous_date_order")
    return result


def odd_day(piece: Piece, line: Timeline) -> Reading | None:
    """`24(Tue), Sep, 2019`, `23/Sep/2020`: read by dateparser on the located span."""
    first, last = piece.parts["date"]
    text = piece.tokens.text[piece.tokens.starts[first] : piece.tokens.ends[last - 1]]
    odd = read_odd_date(text, line.published)
    return reading(piece, odd.interval) if odd else None


# -- ranges of days ----------------------------------------------------------------------------


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


# -- months ------------------------------------------------------------------------------------


def month(piece: Piece, line: Timeline) -> Reading | None:
    """`April`, `April 2023`, `February last year`, `last year in September`."""
    value = month_number(piece.words("month"), line)
    if value is None:
        return None
    if piece.has("year"):
        reference = year_reference(piece.words("year"), line)
        if reference is None:
            return None
        if reference.year is None:
            return reading(piece, Interval(f"XXXX-{value:02d}", grain="month"))
        return reading(piece, of_month(reference.year, value))
    if not is_month_name(piece, line):
        return None
    return reading(
        piece, line.month_nearest(value, month_tense(piece, line), bare=_modifies(piece))
    )


def is_month_name(piece: Piece, line: Timeline) -> bool:
    """Whether a bare month name is one: not `may`, `Jan` as a name, `march`."""
    first, _ = piece.parts["month"]
    raw, before = piece.tokens.raw(first), piece.before()
    context = line.rules.context
    led = before in context.year_prepositions or before in ("last", "next", "this", "since")
    led = led or (before == "-" and piece.before(2) in context.year_prepositions)
    if piece.tokens.symbols[first] == "m":
        return raw[0].isupper() and led and not piece.tokens.raw(piece.last - 1).isalpha()
    if raw.lower() in ("may", "march", "august", "april", "june"):
        if raw.lower() == "may":
            return led or (before == "the" and raw == "May") or _possessive(piece)
        name_before = first > 0 and piece.tokens.raw(first - 1)[:1].isupper()
        if name_before and not raw.isupper() and not led and before not in context.may_follow:
            return False
    name_after = piece.last < len(piece.tokens.words) and piece.tokens.raw(piece.last)[:1].isupper()
    if raw.lower() in ("april", "june") and name_after and not led and not raw.isupper():
        return not piece.tokens.raw(piece.last).istitle() or before in ("the", "")
    return True


def month_tense(piece: Piece, line: Timeline) -> str | None:
    """The tense around a month; a limit (`until late September`) lies ahead."""
    if _leading_word(piece) in ("by", "until", "till", "through"):
        return "future"
    return line.tense(piece.first, piece.last)


def _leading_word(piece: Piece) -> str:
    """The word before the month and before `the end of`, `late` and the like."""
    index = piece.first - 1
    while index >= 0 and piece.tokens.symbols[index] in "ABEf-":
        index -= 1
    return piece.tokens.word(index)


def _modifies(piece: Piece) -> bool:
    """Whether a month modifies a noun (`the January deficit`): such a month has mostly gone by."""
    return _leading_word(piece) not in MONTH_LEADS


def _possessive(piece: Piece) -> bool:
    return piece.symbol_after() == "'" and piece.after(2) == "s"


def relative_month_name(piece: Piece, line: Timeline) -> Reading | None:
    """`last July`, `next September`, `this May`."""
    value = month_number(piece.words("month"), line)
    today = line.today
    if value is None:
        return None
    if today is None:
        return reading(piece, Interval(f"XXXX-{value:02d}", grain="month"))
    rel = piece.word("rel")
    if rel == "this":
        return reading(piece, of_month(today.year, value))
    if rel in ("last", "past", "previous"):
        year = today.year - (1 if value >= today.month else 0)
        return reading(piece, of_month(year, value))
    if rel in ("next", "coming", "upcoming"):
        year = today.year + (1 if value <= today.month else 0)
        return reading(piece, of_month(year, value))
    return None


def month_range(piece: Piece, line: Timeline) -> Reading | None:
    """`January-March`, `the April-June quarter`, `January and February`, `July or August`."""
    first, last = (month_number(piece.words(name), line) for name in ("month", "month2"))
    if first is None or last is None or first == last:
        return None
    joined = piece.word("join") in ("and", "or")
    adjacent = (last - first) % 12 == 1 and not piece.has("year")
    if joined and not adjacent and piece.before() != "between":
        return None
    year2 = piece.words("year2") or piece.words("year3")
    end = _month_interval(last, year2, piece, line)
    if end is None:
        return None
    if piece.has("year"):
        start = _month_interval(first, piece.words("year"), piece, line)
    elif end.start is None:
        start = Interval(f"XXXX-{first:02d}", grain="month")
    else:
        start = of_month(end.start.year - (1 if first > last else 0), first)
    if start is None:
        return None
    skip = 1 if piece.has("the") and not piece.has("tail") else 0
    return reading(piece, between(start, end), skip=skip)


def _month_interval(
    value: int, year_words: list[str], piece: Piece, line: Timeline
) -> Interval | None:
    if not year_words:
        return line.month_nearest(value, line.tense(piece.first, piece.last) or "past")
    reference = year_reference(year_words, line)
    if reference is None:
        return None
    if reference.year is None:
        return Interval(f"XXXX-{value:02d}", grain="month")
    return of_month(reference.year, value)


def counted_months(piece: Piece, line: Timeline) -> Reading | None:
    """`the two months of January and February`."""
    result = month_range(piece, line)
    if result is not None:
        result.first, result.last = piece.first, piece.last
    return result


# -- years -------------------------------------------------------------------------------------


def year(piece: Piece, line: Timeline) -> Reading | None:
    """`2023`, `fiscal 2024`, `2022 fiscal year`, `calendar 1989`."""
    value = int(piece.words("year")[-1])
    kind = piece.word("kind")
    if not kind:
        return reading(piece, of_year(value)) if is_year(piece, line) else None
    interval = of_year(value)
    if kind in ("fiscal", "financial"):
        interval = Interval(f"FY{value}", interval.start, interval.end, "year")
    return reading(piece, interval)


def short_year(piece: Piece, line: Timeline) -> Reading | None:
    """`since '82`."""
    if piece.before() not in line.rules.context.year_prepositions:
        return None
    if not piece.tokens.glued(piece.first, piece.last - 1) or piece.symbol_after() in ("'", "-"):
        return None
    return reading(piece, of_year(two_digit_year(piece.word("year"))))


def is_year(piece: Piece, line: Timeline) -> bool:
    """Whether a four-digit number is a year and not a count, a model, a part of a law's name."""
    context, tokens = line.rules.context, piece.tokens
    before, after = piece.before(), piece.after()
    if after in context.not_year_after or before in context.not_year_before:
        return False
    if _glued_to_word(piece):
        return False
    value = int(piece.word("year"))
    led = before in context.year_prepositions
    if not led and not 1900 <= value <= 2100:
        return False
    if before == "of" and tokens.word(piece.first - 2) in context.law_head:
        return False
    return not _in_name(piece, line)


def _in_name(piece: Piece, line: Timeline) -> bool:
    """`Vision 2040`, `1985 farm bill`, `Forum (GSF) 2024"`: a year inside a name."""
    context, tokens = line.rules.context, piece.tokens
    if piece.before() in context.named_years and tokens.raw(piece.first - 1)[0].isupper():
        return True
    if any(piece.after(step) in context.law_after for step in (1, 2, 3)):
        return all(piece.after(step)[:1].isalpha() for step in (1, 2))
    quoted = piece.after() in ('"', "\u201d", "\u2019\u2019")
    return quoted and (piece.before() == ")" or tokens.raw(piece.first - 1)[:1].isupper())


def _glued_to_word(piece: Piece) -> bool:
    """`RTX-2080`, `KS2023`, `2019-nCoV`, `$2000`, `3.2019`."""
    tokens, first, last = piece.tokens, piece.first, piece.last
    if first and tokens.glued(first - 1, first):
        sign, symbol = tokens.words[first - 1], tokens.symbols[first - 1]
        if sign in ("$", "€", "£", "#", "₩", "¥"):
            return True
        if symbol == "-" and tokens.word(first - 2) in HYPHENATED:
            return False
        if symbol in ("-", "/", "d") and first > 1 and tokens.glued(first - 2, first - 1):
            return True
    if last < len(tokens.words) and tokens.glued(last - 1, last):
        if tokens.words[last] in ("%", "°", "+") or tokens.symbols[last : last + 3] == "-N-":
            return True
        glued_on = last + 1 < len(tokens.words) and tokens.glued(last, last + 1)
        return glued_on and tokens.symbols[last] in "/d" and tokens.words[last + 1][:1].isalnum()
    return False


def fiscal_code(piece: Piece, line: Timeline) -> Reading | None:
    """`FY2024`, `FY24`, `FY 2024`, `FY2022/23`."""
    digits = "".join(sign for sign in piece.word("code") if sign.isdigit())
    if not digits and piece.has("year"):
        digits = piece.words("year")[-1]
    if not digits:
        return None
    value = int(digits) if len(digits) == 4 else two_digit_year(digits)
    if piece.word("code").startswith("cy"):
        return reading(piece, of_year(value))
    if piece.has("to"):
        return reading(piece, _fiscal(value, line))
    calendar_year = of_year(value)
    return reading(piece, Interval(f"FY{value}", calendar_year.start, calendar_year.end, "year"))


def _fiscal(value: int, line: Timeline) -> Interval:
    """A fiscal year that crosses the new year; without its country the days are not known."""
    if line.fiscal_month is not None:
        return of_fiscal_year(value, line.fiscal_month)
    return Interval(f"FY{value}", grain="year")


def relative_fiscal_year(piece: Piece, line: Timeline) -> Reading | None:
    """`this fiscal year`, `the next fiscal year`, `the current financial year`."""
    from kr_policy_ie.annotate.date_pieces import relative_offset  # noqa: PLC0415

    today = line.today
    kind = piece.word("kind")
    if kind not in ("fiscal", "financial", "calendar"):
        return None
    if today is None:
        return reading(piece, Interval("XXXX" if kind == "calendar" else "FYXXXX", grain="year"))
    value = today.year + relative_offset(piece.word("rel"))
    interval = of_year(value)
    if kind == "calendar":
        return reading(piece, interval)
    if line.fiscal_month is not None:
        value -= 1 if today.month < line.fiscal_month else 0
        return reading(piece, of_fiscal_year(value, line.fiscal_month))
    return reading(piece, Interval(f"FY{value}", interval.start, interval.end, "year"))


def year_range(piece: Piece, line: Timeline) -> Reading | None:
    """`2023-27`, `2015 to 2017`, `1987/88`, `between 1967 and 1974`."""
    first, join, last = int(piece.word("from")), piece.word("join"), piece.word("to")
    if join in ("and", "or") and piece.before() != "between":
        return None
    if join in ("to", "through", "till", "until", "thru") and len(last) != 4:
        return None
    end = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    if len(last) == 2 and end < first:
        end += 100
    if len(last) < 2 or not first < end <= first + 100:
        return None
    if not 1800 <= first <= 2150 or piece.after() in line.rules.context.not_year_after:
        return None
    if piece.symbol_before() == "-" and piece.tokens.glued(piece.first - 1, piece.first):
        return None
    if join == "/":
        return reading(piece, _fiscal(first, line)) if end == first + 1 else None
    if not piece.tokens.glued(piece.first, piece.last - 1) and join in "-–—" and len(last) != 4:
        return None
    if piece.symbol_after() == "-" and piece.tokens.glued(piece.last - 1, piece.last):
        return None
    return reading(piece, between(of_year(first), of_year(end)))


def year_ended(piece: Piece, line: Timeline) -> Reading | None:
    """`year ended March 31`, `year to June 1987`: the twelve months that end then."""
    if piece.word("unit") != "year" or piece.word("ended") in ("in", "for", "on"):
        return None
    month_value = month_number(piece.words("month"), line)
    if month_value is None:
        return None
    last = of_last_day(month_value, piece, line)
    if last.end is None:
        return reading(piece, Interval("FYXXXX", grain="year"))
    start = add_months(last.end + ONE_DAY, -12)
    return reading(piece, Interval(f"FY{start.year}", start, last.end, "year"))


def of_last_day(month_value: int, piece: Piece, line: Timeline) -> Interval:
    """The month or day that ends a year of accounts."""
    if piece.has("year"):
        reference = year_reference(piece.words("year"), line) or YearReference(None)
        if reference.year is None:
            return Interval("XXXX")
        return of_month(reference.year, month_value)
    return line.month_nearest(month_value, "past" if piece.word("ended") != "ending" else None)


def decade(piece: Piece, line: Timeline) -> Reading | None:
    """`the 1990s`, `the '80s`."""
    digits = piece.word("decade")[:-1]
    if len(digits) == 2:
        if (
            piece.before() not in ("the", "and", "'", "early", "late", "mid", "-")
            and piece.last - piece.first == 1
        ):
            return None
        return reading(piece, of_decade(1900 + int(digits)), topical=False)
    return reading(piece, of_decade(int(digits)), topical=False)


# -- quarters and halves -----------------------------------------------------------------------


def quarter(piece: Piece, line: Timeline) -> Reading | None:
    """`the second quarter`, `first-quarter 1987`, `the first half of this year`."""
    unit = "half" if piece.word("unit") == "half" else "quarter"
    nth = _nth(piece.word("nth"), unit, line)
    if nth is None or (
        piece.after() in ("in", "straight", "consecutive") and piece.after(3) == "row"
    ):
        return None
    if piece.has("year"):
        reference = year_reference(piece.words("year"), line)
        if reference is None:
            return None
        interval = _part(unit, nth, reference)
    elif piece.word("nth") in ("last", "past", "previous", "final"):
        return None
    else:
        interval = line.part_nearest(unit, nth)
    skip = 0
    if (
        piece.has("the")
        and not _noun_phrase_ends(piece, line)
        and piece.parts["the"][0] == piece.first
    ):
        skip = 1
    return reading(piece, interval, skip=skip)


def _nth(word: str, unit: str, line: Timeline) -> int | None:
    most = 4 if unit == "quarter" else 2
    if word in ("last", "final", "closing"):
        return most
    value = line.rules.lexicon.ordinals.get(word)
    return value if value is not None and value <= most else None


def _part(unit: str, nth: int, reference: YearReference) -> Interval:
    if reference.year is None:
        return Interval(f"XXXX-{'Q' if unit == 'quarter' else 'H'}{nth}", grain=unit)
    return of_quarter(reference.year, nth) if unit == "quarter" else of_half(reference.year, nth)


def quarter_code(piece: Piece, line: Timeline) -> Reading | None:
    """`Q3`, `1H`, `2Q23`, `H1 2016`, `2017 Q1`."""
    code = piece.word("code")
    letter = "q" if "q" in code else "h"
    left, right = code.split(letter)
    digits = left if left and len(left) == 1 else right[:1]
    rest = right if left else right[1:]
    unit = "quarter" if letter == "q" else "half"
    reference = year_reference(piece.words("year"), line) if piece.has("year") else None
    if rest:
        reference = YearReference(int(rest) if len(rest) == 4 else two_digit_year(rest))
    if reference is None:
        return reading(piece, line.part_nearest(unit, int(digits)))
    return reading(piece, _part(unit, int(digits), reference))


def two_quarters(piece: Piece, line: Timeline) -> Reading | None:
    """`the second and third quarters of 2023`."""
    first, last = (_nth(piece.word(name), "quarter", line) for name in ("nth", "nth2"))
    if first is None or last is None or last <= first:
        return None
    if piece.has("year"):
        reference = year_reference(piece.words("year"), line)
        if reference is None:
            return None
        return reading(
            piece, between(_part("quarter", first, reference), _part("quarter", last, reference))
        )
    return reading(
        piece, between(line.part_nearest("quarter", first), line.part_nearest("quarter", last))
    )


READERS: dict[str, Reader] = {
    "day": day,
    "day_in_words": day_in_words,
    "weekday_day": weekday_day,
    "day_of_month": day_of_month,
    "numeric_day": numeric_day,
    "odd_day": odd_day,
    "day_range": day_range,
    "day_to_day": day_to_day,
    "month": month,
    "relative_month_name": relative_month_name,
    "month_range": month_range,
    "counted_months": counted_months,
    "year": year,
    "short_year": short_year,
    "fiscal_code": fiscal_code,
    "relative_fiscal_year": relative_fiscal_year,
    "year_range": year_range,
    "year_ended": year_ended,
    "decade": decade,
    "quarter": quarter,
    "quarter_code": quarter_code,
    "two_quarters": two_quarters,
}

__all__ = ["READERS", "year_or_unknown"]
