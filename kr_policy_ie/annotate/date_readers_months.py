"""Readers of months, with and without their year, and of ranges of months."""

from kr_policy_ie.annotate.calendar_intervals import Interval, between, of_month
from kr_policy_ie.annotate.date_pieces import Piece, Reader, Reading, month_number, reading
from kr_policy_ie.annotate.date_references import year_reference
from kr_policy_ie.annotate.date_timeline import Timeline

#: Prepositions that make a month an adverb and no modifier of a noun.
MONTH_LEADS = ("in", "by", "until", "till", "through", "of", "from", "since", "for", "to", "on")


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
        follows = piece.tokens.text[piece.tokens.ends[piece.last - 1] :][:2].lstrip()
        return raw[0].isupper() and led and not follows[:1].isupper()
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
    lead = _leading_word(piece)
    if lead in ("by", "until", "till", "through") or (lead == "to" and piece.before() != "to"):
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
    if first is None or last is None or first == last or piece.symbol_after() in ("N", "o"):
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


READERS: dict[str, Reader] = {
    "month": month,
    "relative_month_name": relative_month_name,
    "month_range": month_range,
    "counted_months": counted_months,
}
