"""What each type of fact is: its definition, slots and examples, from `facts/types.yaml`."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kr_policy_ie.rules.frames import Row, read_rows
from kr_policy_ie.schema.facts import FACT_TYPES, ROLES

_FILE = "types.yaml"


@dataclass(frozen=True)
class Example:
    """A text, and a fact that it must give: `type action status | slot=text | …`."""

    text: str
    gives: str


@dataclass(frozen=True)
class TypeRule:
    """A type of fact, as `docs/facts.md` describes it."""

    id: str
    definition: str
    slots: tuple[str, ...]
    examples: tuple[Example, ...]


@lru_cache(maxsize=1)
def load_fact_types() -> tuple[TypeRule, ...]:
    """The types in the order of the contract.

    Raises:
        RulesError: If the file is wrong, or does not hold each type once.

    >>> [rule.id for rule in load_fact_types()][:2]
    ['funding', 'investment']
    """
    rules = []
    for row in read_rows(_FILE):
        rules.append(_type_rule(row))
        if [rule.id for rule in rules] != list(FACT_TYPES[: len(rules)]):
            raise row.fail("id", f"expected the types in the order {', '.join(FACT_TYPES)}")
    return tuple(rules)


def _type_rule(row: Row) -> TypeRule:
    definition = row.data.pop("definition", None)
    if not isinstance(definition, str) or not definition:
        raise row.fail("definition", f"expected a text, got {definition!r:.80}")
    given = row.data.pop("examples", None)
    if not isinstance(given, list) or not given:
        raise row.fail("examples", "expected a list with at least one example")
    examples = tuple(_example(row, one) for one in given)
    made = TypeRule(row.id, definition, row.words("slots", ROLES), examples)
    row.done()
    return made


def _example(row: Row, given: Any) -> Example:
    if (
        not isinstance(given, dict)
        or set(given) != {"text", "gives"}
        or not all(isinstance(value, str) for value in given.values())
    ):
        raise row.fail("examples", f"expected texts `text` and `gives`, got {given!r:.80}")
    return Example(given["text"], given["gives"])
