"""An Extraction -> a table to read on a terminal."""

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from kr_policy_ie.schema import (
    DateInterval,
    Extraction,
    Fact,
    Filler,
    Mention,
    Money,
    Quantity,
)

_WHO = ("actor", "counterparty", "beneficiary", "affiliation")
_WHAT = ("object", "instrument", "sector", "place", "purpose", "content")
_HOW_MUCH = ("amount", "quantity", "rate", "before", "after")
_MARKS = {
    "counterparty": "↔ ",
    "beneficiary": "→ ",
    "affiliation": "as ",
    "instrument": "by ",
    "sector": "in ",
    "place": "at ",
    "before": "from ",
    "after": "to ",
}


def facts_table(extraction: Extraction) -> Table:
    """One row a fact: what it is, who, what, how much, when, and who says so."""
    document = extraction.document
    title = f"{document.title or document.id}" + (
        f"  ({document.published})" if document.published else ""
    )
    table = Table(title=Text(title), show_lines=True, expand=True, title_justify="left")
    table.add_column("fact", no_wrap=True)
    for header, ratio in (
        ("who", 4),
        ("what", 7),
        ("how much", 6),
        ("when", 3),
        ("says", 3),
    ):
        table.add_column(header, ratio=ratio, overflow="fold")
    values = {mention.id: mention for mention in extraction.mentions}
    for fact in extraction.facts:
        table.add_row(*(Text(cell) for cell in _cells(fact, values)))
    return table


def _cells(fact: Fact, mentions: dict[str, Mention]) -> Iterable[str]:
    yield _heading(fact)
    for roles in (_WHO, _WHAT, _HOW_MUCH, ("time",)):
        yield "\n".join(
            _MARKS.get(role, "") + _described(filler, mentions)
            for role in roles
            for filler in fact.slots.get(role, [])  # type: ignore[call-overload]
        )
    yield fact.source.text if fact.source else ""


def _heading(fact: Fact) -> str:
    lines = [fact.id, fact.type, ", ".join(filter(None, (fact.action, fact.status)))]
    if fact.parent:
        lines.append(f"part of {fact.parent}")
    if fact.same_as:
        lines.append(f"repeats {fact.same_as}")
    return "\n".join(lines)


def _described(filler: Filler, mentions: dict[str, Mention]) -> str:
    """The filler's words, one line, with the normalised value or id behind them."""
    words = " ".join(filler.text.split())
    mention = mentions.get(filler.mention or "")
    value = mention.value if mention else None
    if isinstance(value, Money):
        other = mentions.get(value.equivalent or "")
        sums = [value, other.value] if other else [value]
        lines = [_sum(money) for money in sums if isinstance(money, Money)]
        return "\n  ".join([words, *lines])
    if isinstance(value, DateInterval) and value.start:
        days = value.start if value.start == value.end else f"{value.start}…\n  {value.end or ''}"
        return f"{words}\n  = {days}"
    if isinstance(value, Quantity):
        return words
    return f"{words} [{filler.kb_id}]" if filler.kb_id else words


def _sum(money: Money) -> str:
    high = "" if money.amount_max is None else f"…{money.amount_max:,f}"
    return f"= {money.amount:,f}{high} {money.currency}"
