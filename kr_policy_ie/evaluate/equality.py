"""When two values, two texts and two fillers are the same.

The rules are those of the project's reference scorer. Two of them look at gold first:
a gold date without an interval is compared by its timex alone, and `per`, `relation`
and `equivalent` of values are not compared.
"""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kr_policy_ie.schema import DateInterval, Extraction, Filler, Money, Quantity
from kr_policy_ie.schema.values import MentionValue

#: The roles whose fillers are compared, in the reference scorer's order.
CORE_ROLES = (
    *("actor", "counterparty", "beneficiary", "object", "instrument", "sector"),
    *("amount", "quantity", "rate", "before", "after", "time", "affiliation", "content"),
)
VALUED_ROLES = frozenset({"amount", "quantity", "rate", "before", "after", "time"})

#: Bodies that were renamed, for which the guidelines keep one id.
_ONE_ID = {"KR-MOTIR": "KR-MOTIE", "KR-MOFE": "KR-MOEF", "SU": "RU"}
_UNITS = {
    **{"tonne": "ton", "tonnes": "ton", "tons": "ton", "pct": "percent", "fold": "times"},
    **{"persons": "person", "people": "person"},
}
_WORD = re.compile(r"[\w&.+-]+")
_STOP = frozenset(
    {"the", "a", "an", "of", "'s", "’s", "its", "their", "his", "her", "this", "that"}
)
_SAME_PHRASE, _SAME_WORDS, _SAME_QUOTE = 0.5, 0.999, 0.8


def same_id(kb_id: str | None) -> str | None:
    """The id that stands for all names of a body that was renamed.

    >>> same_id("KR-MOTIR")
    'KR-MOTIE'
    """
    return _ONE_ID.get(kb_id, kb_id) if kb_id else None


@lru_cache(maxsize=4096)
def base_unit(unit: str | None) -> str:
    """The unit in the form in which units are compared: last word, singular.

    >>> base_unit("metric tonnes"), base_unit("companies"), base_unit(None)
    ('ton', 'company', '')
    """
    words = (unit or "").lower().replace("-", " ").split()
    last = words[-1] if words else ""
    last = _UNITS.get(last, last)
    if last.endswith("ies") and len(last) > 4:
        return last[:-3] + "y"
    if last.endswith("s") and not last.endswith(("ss", "times", "us", "is")):
        return last[:-1]
    return last


def same_value(gold: MentionValue | None, predicted: MentionValue | None) -> bool:
    """Whether two values are the same number, unit, currency or interval, modifiers apart.

    >>> same_value(Quantity(number="3.20", unit="tons"), Quantity(number=3.2, unit="ton"))
    True
    >>> same_value(Money(amount=5, currency="KRW"), Money(amount=5, currency="USD"))
    False
    """
    if isinstance(gold, Money) and isinstance(predicted, Money):
        return (gold.amount, gold.amount_max, gold.currency) == (
            predicted.amount,
            predicted.amount_max,
            predicted.currency,
        )
    if isinstance(gold, Quantity) and isinstance(predicted, Quantity):
        return (gold.number, gold.number_max, base_unit(gold.unit)) == (
            predicted.number,
            predicted.number_max,
            base_unit(predicted.unit),
        )
    if isinstance(gold, DateInterval) and isinstance(predicted, DateInterval):
        if gold.start or gold.end:
            return (gold.start, gold.end) == (predicted.start, predicted.end)
        return gold.timex == predicted.timex
    return False


def same_modifier(gold: MentionValue | None, predicted: MentionValue | None) -> bool:
    """Whether two values have the same modifier."""
    return (gold.modifier if gold else None) == (predicted.modifier if predicted else None)


def describe_value(value: MentionValue | None) -> str | None:
    """The value in one short line for people.

    >>> describe_value(Money(amount="710000000", currency="USD", modifier="approx"))
    'approx 710000000 USD'
    """
    if value is None:
        return None
    if isinstance(value, DateInterval):
        interval = (
            f" [{value.start or '?'}..{value.end or '?'}]" if value.start or value.end else ""
        )
        return " ".join(filter(None, [value.modifier, value.timex + interval]))
    if isinstance(value, Money):
        low, high, unit = value.amount, value.amount_max, value.currency
    else:
        low, high, unit = value.number, value.number_max, value.unit or ""
    number = _plain(low) if high is None else f"{_plain(low)}..{_plain(high)}"
    return " ".join(filter(None, [value.modifier, number, unit]))


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=65536)
def _words(text: str) -> Counter[str]:
    bare = text.lower().replace("’s", "").replace("'s", "")
    return Counter(word for word in _WORD.findall(bare) if word not in _STOP)


@lru_cache(maxsize=65536)
def word_overlap(first: str, second: str) -> float:
    """F1 of the words of two texts, articles and possessives apart.

    >>> word_overlap("the trade ministry", "Trade ministry"), word_overlap("steel", "chips")
    (1.0, 0.0)
    """
    one, two = _words(first), _words(second)
    if not one or not two:
        return float(first.strip().lower() == second.strip().lower())
    return 2 * sum((one & two).values()) / (sum(one.values()) + sum(two.values()))


@dataclass(frozen=True, slots=True)
class Known:
    """A filler with all that is known of what it stands for."""

    text: str
    start: int
    end: int
    value: MentionValue | None
    kb_id: str | None
    names: tuple[str, ...]


class FillerIndex:
    """Looks up what the fillers of one extraction stand for."""

    def __init__(self, extraction: Extraction) -> None:
        self._mentions = {mention.id: mention for mention in extraction.mentions}
        self._entities = {entity.id: entity for entity in extraction.entities}
        self._values = {
            (mention.start, mention.end): mention.value
            for mention in extraction.mentions
            if mention.value
        }

    def known(self, filler: Filler) -> Known:
        """The filler with its value, its entity's id and all names to compare it by."""
        mention = self._mentions.get(filler.mention or "")
        value = filler.value or (mention.value if mention else None)
        value = value or self._values.get((filler.start, filler.end))
        entity = self._entities.get(filler.entity or (mention.entity if mention else None) or "")
        kb_id = same_id(filler.kb_id or (entity.kb_id if entity else None))
        names = (filler.text, kb_id, entity.name if entity else None)
        unique = tuple(dict.fromkeys(name for name in names if name))
        return Known(filler.text, filler.start, filler.end, value, kb_id, unique)


def same_filler(role: str, gold: Known, predicted: Known, *, strict: bool = False) -> bool:
    """Whether a predicted filler answers a gold one.

    Numbers and dates answer by value; names by id, or by their words or those of what
    they stand for: half of them (relaxed) or all (strict). Quoted words need 0.8.
    """
    if role in VALUED_ROLES and (gold.value or predicted.value):
        return same_value(gold.value, predicted.value)
    if gold.kb_id and gold.kb_id == predicted.kb_id:
        return True
    best = max(word_overlap(one, two) for one in gold.names for two in predicted.names)
    if role == "content":
        return best >= _SAME_QUOTE
    return best >= (_SAME_WORDS if strict else _SAME_PHRASE)
