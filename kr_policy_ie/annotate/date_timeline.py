"""What dates in a text refer to: publication day, periods mentioned before, tense."""

import datetime
from dataclasses import dataclass, field

from kr_policy_ie.annotate.calendar_intervals import (
    ONE_DAY,
    Day,
    Interval,
    of_day,
    of_half,
    of_month,
    of_quarter,
    of_year,
)
from kr_policy_ie.annotate.date_lexer import Tokens
from kr_policy_ie.rules.date_rules import DateRules

#: How far left of a date its verb is sought, in tokens; then how far right.
LEFT, RIGHT = 14, 10
#: Where the day before and the day after publication are about as far, tense decides.
UNCLEAR_DAYS = 100
#: So many days after its end a quarter is still reported on, whatever the tense.
REPORTED = 60
#: Before a participle these make it no act: `is prepared to`.
BE_FORMS = frozenset({"is", "are", "be", "been", "was", "were", "being"})
PERIODS = ("month", "quarter", "half", "year", "range")


@dataclass
class Timeline:
    """The state of reading one text from left to right."""

    tokens: Tokens
    rules: DateRules
    published: Day | None
    fiscal_month: int | None = None
    #: Topic period of this sentence, of the text so far; the last day, month and year named.
    sentence_topic: Interval | None = None
    topic: Interval | None = None
    last: dict[str, Interval] = field(default_factory=dict)
    nearest_period: Interval | None = None
    sentence: int = 0
    named_in: dict[str, int] = field(default_factory=dict)
    unresolved: bool = False
    ambiguous: bool = False

    def new_sentence(self) -> None:
        """Forget what only the last sentence was about."""
        said = self.sentence_topic
        if said is not None and (said.grain != "day" or self.topic is None):
            self.topic = said
        self.sentence_topic = self.nearest_period = None
        self.sentence += 1

    def mention(self, interval: Interval, *, named: bool, topical: bool) -> None:
        """Remember an interval for later words that point back to it.

        Args:
            interval: what an expression names.
            named: whether `the month`, `that year` may mean it.
            topical: whether the sentence may be about it, so that `a year earlier` counts from it.
        """
        if not interval.known:
            if topical and self.sentence_topic is None and interval.grain in PERIODS:
                self.sentence_topic = interval
            return
        if named or interval.grain == "day":
            self._remember(interval.grain, interval)
        start, end = interval.start, interval.end
        if start is None or end is None:
            return
        if interval.grain == "day" and named:
            self._remember("month", of_month(start.year, start.month))
        if start.year == end.year and (named or interval.grain == "day"):
            self._remember("year", of_year(start.year))
        if topical and interval.grain in PERIODS and interval.grain != "year":
            self.nearest_period = interval
        if not topical:
            return
        current = self.sentence_topic
        if current is None or (current.grain == "day" and interval.grain in PERIODS):
            self.sentence_topic = interval

    def _remember(self, grain: str, interval: Interval) -> None:
        self.last[grain] = interval
        self.named_in[grain] = self.sentence

    def recent(self, unit: str) -> Interval | None:
        """The day, month or quarter named in this sentence or the one before."""
        if (
            unit not in ("day", "month", "quarter")
            or self.named_in.get(unit, -9) < self.sentence - 1
        ):
            return None
        return self.last.get(unit)

    @property
    def reference(self) -> Interval | None:
        """The period that `a year earlier` counts from."""
        return self.sentence_topic or self.topic

    # -- periods without a year ------------------------------------------------------------

    def month_nearest(self, month: int, tense: str | None, *, bare: bool = False) -> Interval:
        """The month of that name that the text most likely means.

        A month without preposition (`bare`) lies ahead only where it is near.
        """
        day = self._published(f"XXXX-{month:02d}")
        if day is None:
            return Interval(f"XXXX-{month:02d}", grain="month")
        ahead = (month - day.month) % 12
        if ahead == 0:
            return of_month(day.year, month)
        if _lies_ahead(ahead, tense) and not (bare and ahead > 5):
            return of_month(day.year + (1 if month < day.month else 0), month)
        return of_month(day.year - (1 if month > day.month else 0), month)

    def day_nearest(self, month: int, number: int, tense: str | None) -> Interval:
        """The day of that month nearest to publication."""
        published = self._published("")
        if published is None:
            datetime.date(2000, month, number)
            return Interval(f"XXXX-{month:02d}-{number:02d}", grain="day")
        days = []
        for year in (published.year - 1, published.year, published.year + 1):
            try:
                days.append(datetime.date(year, month, number))
            except ValueError:
                continue
        if not days:
            datetime.date(2000, month, number)
            raise ValueError("no such day near publication")
        ranked = sorted(days, key=lambda day: (abs((day - published).days), day))
        if tense is not None and len(ranked) > 1:
            first, second = (abs((day - published).days) for day in ranked[:2])
            wrong = (ranked[0] < published) == (tense == "future")
            if wrong and second - first < UNCLEAR_DAYS:
                return of_day(ranked[1])
        return of_day(ranked[0])

    def part_nearest(self, unit: str, number: int, tense: str | None = None) -> Interval:
        """The quarter or half of that number nearest to publication."""
        letter = {"quarter": "Q", "half": "H"}[unit]
        day = self._published("")
        if day is None:
            return Interval(f"XXXX-{letter}{number}", grain=unit)
        make = of_quarter if unit == "quarter" else of_half
        options = [make(year, number) for year in (day.year - 1, day.year, day.year + 1)]
        nearest = min(options, key=lambda option: _distance(option, day))
        if tense == "future" and nearest.end is not None and (day - nearest.end).days > REPORTED:
            return make(nearest.end.year + 1, number)
        return nearest

    def weekday(self, number: int, tense: str | None) -> Interval:
        """The nearest such day not after publication, unless the tense says future."""
        day = self._published("")
        if day is None:
            return Interval(f"XXXX-WXX-{number}", grain="day")
        back = (day.isoweekday() - number) % 7
        if tense == "future":
            return of_day(day + datetime.timedelta(days=(-back) % 7))
        return of_day(day - datetime.timedelta(days=back))

    def day_of_month(self, number: int, tense: str | None) -> Interval:
        """The day of that number in the month of publication or beside it."""
        day = self._published("")
        if day is None:
            return Interval(f"XXXX-XX-{number:02d}", grain="day")
        options = []
        first = day.replace(day=1)
        for month in (first - ONE_DAY, first, first + datetime.timedelta(days=32)):
            try:
                options.append(month.replace(day=number))
            except ValueError:
                continue
        if tense == "future":
            return of_day(min(option for option in options if option >= day))
        past = [option for option in options if option <= day]
        return of_day(max(past) if past else min(options))

    def _published(self, _timex: str) -> Day | None:
        if self.published is None:
            self.unresolved = True
        return self.published

    @property
    def today(self) -> Day | None:
        """The publication day; asking for it in vain leaves a warning."""
        return self._published("")

    # -- tense -----------------------------------------------------------------------------

    def tense(self, first: int, last: int) -> str | None:
        """`past`, `future` or None for the clause around the tokens first..last (exclusive)."""
        left = self._tense_left(first)
        return left if left is not None else self._tense_right(last)

    def _tense_left(self, first: int) -> str | None:
        words, symbols = self.tokens.words, self.tokens.symbols
        stop = max(0, first - LEFT)
        for index in range(first - 1, stop - 1, -1):
            if symbols[index] == "¶" or (symbols[index] == "d" and self.sentence_end(index)):
                return None
            found = self._cue(index)
            if found is not None:
                return found
            if words[index] in (";", "\u201d", "\u201c", '"') and index < first - 1:
                return None
        return None

    def _tense_right(self, last: int) -> str | None:
        symbols = self.tokens.symbols
        for index in range(last, min(len(symbols), last + RIGHT)):
            if symbols[index] == "¶" or (symbols[index] == "d" and self.sentence_end(index)):
                return None
            found = self._promise(index) or self._cue(index)
            if found is not None:
                return found
        return None

    def _promise(self, index: int) -> str | None:
        """`In January it promised to …`: behind the date a promise is the act that it dates."""
        word, before = self.tokens.words[index], self.tokens.word(index - 1)
        made = word.endswith("ed") and word in self.rules.context.future_before_to
        return "past" if made and before not in BE_FORMS else None

    def _cue(self, index: int) -> str | None:
        word = self.tokens.words[index]
        context = self.rules.context
        before, after = self.tokens.word(index - 1), self.tokens.word(index + 1)
        if word in context.future_before_to and "to" in (after, self.tokens.word(index + 2)):
            return "future"
        if word in context.speech or word in context.past or self._is_participle(index):
            return self._unless_modal(index, "past")
        if word in context.future or (before == "to" and word in context.to_future):
            return "future"
        return None

    def _is_participle(self, index: int) -> bool:
        """`raised`, `banned`: regular past forms; `planned` and its like may point ahead."""
        word, context = self.tokens.words[index], self.rules.context
        if not word.endswith("ed") or len(word) <= 4 or word in context.future:
            return False
        return self.tokens.raw(index)[0].islower()

    def _unless_modal(self, index: int, tense: str) -> str:
        """A participle after `will be`, `to be`, `would have` is not past."""
        for back in range(1, 5):
            word = self.tokens.word(index - back)
            if word in ("will", "would", "shall", "must", "should", "may", "might", "could", "can"):
                return "future"
            if word == "to" and self.tokens.word(index - back + 1) == "be":
                return "future"
            if word not in (
                "be",
                "been",
                "have",
                "not",
                "also",
                "then",
                "to",
                "likely",
                "formally",
            ):
                break
        return tense

    def sentence_end(self, index: int) -> bool:
        """Whether the full stop at an index ends a sentence."""
        tokens = self.tokens
        if index + 1 >= len(tokens.words):
            return True
        if tokens.ends[index] == tokens.starts[index + 1]:
            return False
        before = tokens.word(index - 1)
        if tokens.symbols[index - 1 : index] == "m" or len(before) == 1:
            return False
        following = tokens.raw(index + 1)
        return bool(following) and (not following[0].islower())


def _lies_ahead(months: int, tense: str | None) -> bool:
    """Whether a month name means the one so many months ahead and not the one gone by."""
    if months <= 2:
        return True
    if months <= 5:
        return tense == "future" or (tense is None and months == 3)
    return tense == "future" and months <= 9


def _distance(interval: Interval, day: Day) -> int:
    if interval.start is None or interval.end is None:
        return 0
    if interval.start <= day <= interval.end:
        return 0
    return min(abs((interval.start - day).days), abs((interval.end - day).days))
