"""Look-up of what begins in a stretch of text, in logarithmic time."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class SpanIndex(Generic[Item]):
    """Items by the offset at which they begin.

    >>> SpanIndex([(3, "b"), (1, "a"), (7, "c")]).starting_in(1, 7)
    ['a', 'b']
    """

    def __init__(self, items: Iterable[tuple[int, Item]]) -> None:
        ordered = sorted(items, key=lambda item: item[0])
        self._starts = [start for start, _ in ordered]
        self._items = [item for _, item in ordered]

    def starting_in(self, start: int, end: int) -> list[Item]:
        """The items that begin in `[start, end)`, by offset, then as given."""
        return self._items[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
