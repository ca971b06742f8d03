"""Tells numbers of dates and durations, which are kr_dates's, from quantities."""

from spacy.tokens import Doc, Span

from kr_policy_ie.annotate.amount import HYPHENS, Amount
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.rules.values_loader import ValueRules


class DateNumbers:
    """Recognises numbers that belong to a date, with or without `kr_dates` in the pipeline."""

    def __init__(self, rules: ValueRules) -> None:
        self.rules = rules

    def owns(self, lexed: Lexed, amount: Amount, taken: list[tuple[int, int]]) -> bool:
        """Whether a number belongs to a date or duration; those are kr_dates's."""
        start, end = lexed.starts[amount.first], lexed.ends[amount.last - 1]
        if any(start < stop and begin < end for begin, stop in taken):
            return True
        if (
            amount.unit in self.rules.contexts.duration_units
            and lexed.low(amount.last - 2) not in HYPHENS
        ):
            return True  # a duration; `52-hour` is a measure
        if amount.unit in {"working day", "business day"}:
            return lexed.low(amount.first - 1) in self.rules.contexts.term_before
        if amount.kind is not None:
            return False
        return self._beside_month(lexed, amount) or self._beside_time_unit(lexed, amount)

    def _beside_month(self, lexed: Lexed, amount: Amount) -> bool:
        if amount.power or amount.number != amount.number.to_integral_value() or amount.number > 31:
            return False
        months = self.rules.nouns.months
        before = amount.first - 1
        if lexed.low(before) in {"and", "to", ","} | HYPHENS and lexed.kind(before - 1) == "n":
            before -= 2  # `July 5 and 20`
        if lexed.low(before) == ".":
            before -= 1
        for place in (
            before,
            amount.last,
            amount.last + 1 if lexed.low(amount.last) == "of" else -1,
        ):
            if lexed.low(place) in months and lexed.words[place][0].isupper():
                return True
        foreign_month = lexed.words[amount.last : amount.last + 1]
        year = lexed.words[amount.last + 1 : amount.last + 2]
        return bool(foreign_month and foreign_month[0].istitle() and year) and _is_year(year[0])

    def _beside_time_unit(self, lexed: Lexed, amount: Amount) -> bool:
        at = amount.last
        if lexed.low(at) in HYPHENS and lexed.glued(at):
            at += 1
        return (
            lexed.low(at) in self.rules.units.time_units
            and lexed.near(at)
            and not is_part_of_days(lexed, amount, at)
        )


def date_spans(doc: Doc) -> list[tuple[int, int]]:
    """The exact offsets of what kr_dates has found, if it ran before."""
    if "kr_dates" not in doc.spans:
        return []
    spans = []
    for span in doc.spans["kr_dates"]:
        value = span._.kr_date if Span.has_extension("kr_date") else None
        spans.append((value["start"], value["end"]) if value else (span.start_char, span.end_char))
    return spans


def is_part_of_days(lexed: Lexed, amount: Amount, at: int) -> bool:
    """`13.5 days`: working days are counted in halves, calendar days are not."""
    return lexed.low(at) in {"day", "days"} and amount.number != amount.number.to_integral_value()


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdecimal() and 1900 <= int(word) <= 2100
