"""Readers of years, fiscal years, decades, quarters and halves."""

from kr_policy_ie.annotate.calendar_intervals import (
    ONE_DAY,
    Day,
    Interval,
    add_months,
    between,
    duration_timex,
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
    month_number,
    noun_phrase_ends,
    number,
    ordinal,
    reading,
    two_digit_year,
    unit_name,
)
from kr_policy_ie.annotate.date_references import YearReference, relative_offset, year_reference
from kr_policy_ie.annotate.date_timeline import Timeline

#: Before `year to December` these make it a duration and a limit: `by one year to December`.
COUNTED = ("c", "N", "n", "i")
#: Words that a hyphen joins to a year without making it part of a name.
HYPHENATED = ("mid", "end", "pre", "post", "early", "late", "quarter", "half", "year")


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
        last = int(piece.word("to")) % 100
        if last == (value + 1) % 100:
            return reading(piece, _fiscal(value, line))
        if last <= value % 100:
            return None
        return reading(piece, between(of_year(value), of_year(value // 100 * 100 + last)))
    calendar_year = of_year(value)
    return reading(piece, Interval(f"FY{value}", calendar_year.start, calendar_year.end, "year"))


def _fiscal(value: int, line: Timeline) -> Interval:
    """A fiscal year that crosses the new year; without its country the days are not known."""
    if line.fiscal_month is not None:
        return of_fiscal_year(value, line.fiscal_month)
    return Interval(f"FY{value}", grain="year")


def relative_fiscal_year(piece: Piece, line: Timeline) -> Reading | None:
    """`this fiscal year`, `the next fiscal year`, `the current financial year`."""
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
    end = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    if len(last) == 2 and end < first:
        end += 100
    if len(last) < 2 or not (1800 <= first <= 2150 and first < end <= first + 100):
        return None
    if not _joins_years(piece, join, last) or piece.after() in line.rules.context.not_year_after:
        return None
    if join == "/":
        return reading(piece, _fiscal(first, line)) if end == first + 1 else None
    return reading(piece, between(of_year(first), of_year(end)))


def _joins_years(piece: Piece, join: str, last: str) -> bool:
    """Whether the joint makes a range: `and` only after `between`, `to` only of full years."""
    tokens = piece.tokens
    if join in ("and", "or"):
        return piece.before() == "between"
    if join in ("to", "through", "till", "until", "thru"):
        return len(last) == 4
    if piece.symbol_before() == "-" and tokens.glued(piece.first - 1, piece.first):
        return False
    if piece.symbol_after() in ("-", "/") and tokens.glued(piece.last - 1, piece.last):
        return False
    return len(last) == 4 or tokens.glued(piece.first, piece.last - 1)


def year_ended(piece: Piece, line: Timeline) -> Reading | None:
    """`year ended March 31`, `year to June 1987`: the twelve months that end then."""
    by_preposition = not piece.word("ended").startswith("end")
    if piece.word("unit") != "year" or (by_preposition and piece.symbol_before() in COUNTED):
        return None
    month_value = month_number(piece.words("month"), line)
    if month_value is None:
        return None
    last = accounts_end(month_value, piece, line)
    if last is None:
        return reading(piece, Interval("FYXXXX", grain="year"))
    start = add_months(last + ONE_DAY, -12)
    return reading(piece, Interval(f"FY{start.year}", start, last, "year"))


def months_ended(piece: Piece, line: Timeline) -> Reading | None:
    """`nine months ended January 31`, `the third quarter ended March 31`."""
    unit = unit_name(piece.word("unit"), line)
    count = number(piece.words("num"), line) if piece.has("num") else 1
    month_value = month_number(piece.words("month"), line)
    months = {"month": 1, "quarter": 3, "half": 6}.get(unit)
    if count is None or count != int(count) or month_value is None or months is None:
        return None
    timex = duration_timex(count, unit) if piece.has("num") else f"P{months}M"
    last = accounts_end(month_value, piece, line)
    if last is None:
        return reading(piece, Interval(timex))
    start = add_months(last + ONE_DAY, -months * int(count))
    return reading(piece, Interval(timex, start, last))


def accounts_end(month_value: int, piece: Piece, line: Timeline) -> Day | None:
    """The last day of a period of accounts; without a day, that of the month."""
    if piece.has("year"):
        reference = year_reference(piece.words("year"), line)
        if reference is None or reference.year is None:
            return None
        last = of_month(reference.year, month_value)
    else:
        tense = "future" if piece.word("ended") == "ending" else "past"
        last = line.month_nearest(month_value, tense, bare=tense == "past")
    if last.start is None or last.end is None or not piece.has("day"):
        return last.end
    words = piece.words("day")
    value = ordinal(words, line) or number(words, line)
    return last.start.replace(day=int(value)) if value else last.end


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
    elif piece.word("nth") in ("last", "past", "previous", "final") or piece.after() == "of":
        return None
    else:
        interval = line.part_nearest(unit, nth, line.tense(piece.first, piece.last))
    skip = 0
    if (
        piece.has("the")
        and not noun_phrase_ends(piece, line)
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
    """`Q3`, `1H`, `2Q23`, `H1 2016`, `2017 Q1`, `Q4 FY2023`."""
    code = piece.word("code")
    letter = "q" if "q" in code else "h"
    left, right = code.split(letter)
    digits, rest = (left, right) if len(left) == 1 else (right[:1], left or right[1:])
    unit = "quarter" if letter == "q" else "half"
    reference = year_reference(piece.words("year"), line) if piece.has("year") else None
    if piece.has("fiscal"):  # `Q4 FY2023`: a fiscal year is a calendar year, as everywhere
        written = "".join([*piece.words("fiscal"), *piece.words("year")])
        rest = "".join(sign for sign in written if sign.isdigit())
    if rest:
        reference = YearReference(int(rest) if len(rest) == 4 else two_digit_year(rest))
    if reference is None:
        return reading(piece, line.part_nearest(unit, int(digits)))
    return reading(piece, _part(unit, int(digits), reference))


def quarter_code_range(piece: Piece, line: Timeline) -> Reading | None:
    """`Q1-Q3 2024`: both in the year of the last."""
    last = quarter_code(piece, line)
    written = piece.word("from")
    if last is None or last.interval.end is None or len(written) != len("q1"):
        return None
    unit = "quarter" if "q" in written else "half"
    number = int(written.strip("qh"))
    first = _part(unit, number, YearReference(last.interval.end.year))
    if first.start is None or first.start >= last.interval.end or unit != last.interval.grain:
        return None
    last.interval = between(first, last.interval)
    return last


def two_quarters(piece: Piece, line: Timeline) -> Reading | None:
    """`the second and third quarters of 2023`."""
    first, last = (_nth(piece.word(name), "quarter", line) for name in ("nth", "nth2"))
    tense = line.tense(piece.first, piece.last)
    if first is None or last is None or last <= first:
        return None
    if piece.has("year"):
        reference = year_reference(piece.words("year"), line)
        if reference is None:
            return None
        return reading(
            piece, between(_part("quarter", first, reference), _part("quarter", last, reference))
        )
    start = line.part_nearest("quarter", first, tense)
    if start.start is None:
        return reading(piece, Interval(f"XXXX-Q{first}/XXXX-Q{last}"))
    return reading(piece, between(start, of_quarter(start.start.year, last)))


READERS: dict[str, Reader] = {
    "year": year,
    "short_year": short_year,
    "fiscal_code": fiscal_code,
    "relative_fiscal_year": relative_fiscal_year,
    "year_range": year_range,
    "year_ended": year_ended,
    "months_ended": months_ended,
    "decade": decade,
    "quarter": quarter,
    "quarter_code": quarter_code,
    "quarter_code_range": quarter_code_range,
    "two_quarters": two_quarters,
}
