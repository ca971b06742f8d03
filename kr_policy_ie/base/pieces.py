"""Words -> word pieces and case classes, the encoder's input."""

from __future__ import annotations

from collections.abc import Sequence

from tokenizers import Tokenizer

_CACHE_LIMIT = 200_000


def case_class(word: str) -> int:
    """Return the case class of a word: the encoder's vocabulary is lower-cased.

    1 lower case, 2 Capitalised, 3 UPPER CASE, 4 one upper-case letter, 5 mIxed, 6 with a digit,
    7 without letter or digit; 0 stands for the special pieces.

    >>> [case_class(word) for word in ("won", "Seoul", "MOTIE", "A", "eBay", "4.5", ",")]
    [1, 2, 3, 4, 5, 6, 7]
    """
    if any(char.isdigit() for char in word):
        return 6
    letters = [char for char in word if char.isalpha()]
    if not letters:
        return 7
    if not any(char.isupper() for char in letters):
        return 1
    if len(letters) == 1:
        return 4
    if all(char.isupper() for char in letters):
        return 3
    return 2 if letters[0].isupper() and not any(c.isupper() for c in letters[1:]) else 5


class WordPieces:
    """Cuts single words into piece ids with a `tokenizers` file, remembering what it has seen."""

    def __init__(self, definition: str) -> None:
        self.definition = definition
        self._tokenizer = Tokenizer.from_str(definition)
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cache: dict[str, tuple[tuple[int, ...], int]] = {}
        self.start = self._id("[CLS]")
        self.end = self._id("[SEP]")
        self.unknown = self._id("[UNK]")

    def _id(self, piece: str) -> int:
        number = self._tokenizer.token_to_id(piece)
        if number is None:
            raise ValueError(f"the tokenizer definition has no piece {piece}")
        return int(number)

    def pieces(self, word: str) -> tuple[tuple[int, ...], int]:
        """Return the piece ids of a word (at most 16, at least one) and its case class."""
        found = self._cache.get(word)
        if found is None:
            ids = self._tokenizer.encode(word, add_special_tokens=False).ids
            if len(ids) > 16:
                ids = [*ids[:15], ids[-1]]
            found = (tuple(ids) or (self.unknown,), case_class(word))
            if len(self._cache) >= _CACHE_LIMIT:
                self._cache.clear()
            self._cache[word] = found
        return found

    def sequence(self, words: Sequence[str]) -> tuple[list[int], list[int], list[int], list[int]]:
        """Return piece ids, case classes, and the first and last piece of every word.

        The sequence starts with `[CLS]` and ends with `[SEP]`; positions count from `[CLS]`.
        """
        ids, cases = [self.start], [0]
        first: list[int] = []
        last: list[int] = []
        for word in words:
            pieces, case = self.pieces(word)
            first.append(len(ids))
            ids.extend(pieces)
            cases.extend([case] * len(pieces))
            last.append(len(ids) - 1)
        ids.append(self.end)
        cases.append(0)
        return ids, cases, first, last
