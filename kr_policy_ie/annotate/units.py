"""Units of measure: quantulum3's inventory, pruned and added to by `rules/values/units.yaml`.

Of quantulum3 only the list of units is used (names, surfaces, symbols, dimensions): neither its
search nor its classifier runs. The list is read once, at the first use.
"""

from functools import lru_cache
from typing import NamedTuple

from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.rules.values_loader import NounWords, UnitWords

_SYMBOL_TAILS = frozenset({"/", "²", "³", "2", "3", "C", "F", "h", "s", "d", "b", "ms"})


class Unit(NamedTuple):
    """A unit of measure: canonical name, dimension, and what it is counted per (`bpd`: day)."""

    name: str
    dimension: str
    per: str | None = None
    glued_only: bool = False


class FoundUnit(NamedTuple):
    """A unit named at `lexed[first:last]`."""

    first: int
    last: int
    unit: Unit
    name: str


class UnitInventory:
    """Looks up the unit that starts at a place of a lexed text."""

    def __init__(self, words: UnitWords, nouns: NounWords) -> None:
        self.words = words
        self._irregular = nouns.irregular
        self._stop = nouns.stop_words
        self._surfaces, self._symbols = _inventory(words)
        self._firsts = {surface.split()[0] for surface in self._surfaces}

    def find(self, lexed: Lexed, i: int) -> FoundUnit | None:
        """The longest unit at `i`; a word in any number, a symbol in its exact case."""
        if i >= len(lexed) or not lexed.near(i):
            return None
        symbol = self._symbol(lexed, i)
        return symbol or self._surface(lexed, i)

    def _symbol(self, lexed: Lexed, i: int) -> FoundUnit | None:
        start, last = lexed.starts[i], i + 1
        while last - i < 3 and lexed.glued(last) and lexed.words[last] in _SYMBOL_TAILS:
            last += 1
        for stop in range(last, i, -1):
            text = lexed.text[start : lexed.ends[stop - 1]]
            unit = self._symbols.get(text) or (
                self._symbols.get(text[:-1])
                if len(text) > 2 and text.endswith("s") and text not in self._stop
                else None
            )
            if unit is not None and not (unit.glued_only and not lexed.glued(i)):
                if stop < len(lexed) and lexed.glued(stop) and lexed.kinds[stop] != "s":
                    continue
                return FoundUnit(i, stop, unit, unit.name)
        return None

    def _surface(self, lexed: Lexed, i: int) -> FoundUnit | None:
        if lexed.kinds[i] != "w":
            return None
        for length in (3, 2, 1):
            if i + length > len(lexed) or not all(lexed.near(i + k) for k in range(1, length)):
                continue
            words = lexed.lows[i : i + length]
            head = self.singular(words[-1])
            first = self.singular(words[0]) if length == 2 else words[0]  # `degrees Celsius`
            for surface in (
                " ".join([*words[:-1], head]),
                " ".join(words),
                " ".join([first, *words[1:]]),
            ):
                unit = self._surfaces.get(surface)
                if unit is not None:
                    return FoundUnit(i, i + length, unit, surface)
        return None

    def singular(self, word: str) -> str:
        """The singular of a lower-case noun.

        Spelling alone decides, so that a unit has one name in every pipeline.
        """
        return singular(word, self._irregular)


def singular(word: str, irregular: dict[str, str]) -> str:
    """The singular of a lower-case English noun by spelling and a list of exceptions.

    >>> singular("technologies", {}), singular("batches", {}), singular("glass", {})
    ('technology', 'batch', 'glass')
    """
    if word in irregular:
        return irregular[word]
    if word.endswith("men") and len(word) > 4:
        return word[:-3] + "man"
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=1)
def _quantulum_units() -> tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...]:
    """Name, dimension, surfaces and symbols of each unit that quantulum3 knows."""
    from quantulum3 import load  # noqa: PLC0415 - costs 1 s, only once a number needs it

    return tuple(
        (name, unit.entity.name, tuple(unit.surfaces), tuple(unit.symbols))
        for name, unit in sorted(load.units("en_US").names.items())
    )


def _inventory(words: UnitWords) -> tuple[dict[str, Unit], dict[str, Unit]]:
    surfaces: dict[str, Unit] = {}
    symbols: dict[str, Unit] = {}
    for name, dimension, own_surfaces, own_symbols in _quantulum_units():
        if dimension not in words.keep_dimensions:
            continue
        entry = Unit(name, dimension)
        for surface in own_surfaces:
            if surface not in words.drop_surfaces:
                surfaces.setdefault(surface.lower(), entry)
        for symbol in own_symbols:
            if symbol not in words.drop_symbols:
                symbols.setdefault(symbol, entry)
    for extra in words.extra:
        entry = Unit(extra.name, extra.dimension, extra.per, extra.glued_only)
        surfaces.update(dict.fromkeys(extra.surfaces, entry))
        symbols.update(dict.fromkeys(extra.symbols, entry))
    return surfaces, symbols
