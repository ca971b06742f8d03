"""Load what a draft of one type may be instead (`rules/facts/retypes.yaml`)."""

from dataclasses import dataclass
from functools import lru_cache

from kr_policy_ie.rules.frames import read_rows
from kr_policy_ie.schema.facts import FACT_TYPES

_FILE = "retypes.yaml"


@dataclass(frozen=True)
class Retype:
    """Types that the words of a draft may state instead of its own."""

    id: str
    from_: str
    to: tuple[str, ...]
    near: bool


@lru_cache(maxsize=1)
def load_retypes() -> tuple[Retype, ...]:
    """The second readings, validated; read once.

    Raises:
        RulesError: If a row is wrong; names file, rule and field.

    >>> {row.from_ for row in load_retypes()} <= set(FACT_TYPES)
    True
    """
    found = []
    for row in read_rows(_FILE):
        made = Retype(
            id=row.id,
            from_=row.one("from", FACT_TYPES),
            to=row.words("to", FACT_TYPES),
            near=row.one("needs", (None, "near")) == "near",
        )
        row.done()
        found.append(made)
    return tuple(found)
