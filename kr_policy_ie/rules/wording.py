"""How names are cut into words, in rules and in texts alike."""

import re

WORD = re.compile(
    r"[^\W\d_](?:\.[^\W\d_])+\.?(?![^\W_])"  # U.S., S.G.
    r"|[A-Z]\.(?=\s?[A-Z])"  # the S. of S. Korea
    r"|(?<=[^\W_])['’‘]s\b"  # the possessive
    r"|[^\W_]+"
    r"|[^\w\s]|_"
)


def words_of(text: str) -> list[str]:
    """The words and marks of a text.

    >>> words_of("U.S.-made K-Chips, Japan's S.Korea")
    ['U.S.', '-', 'made', 'K', '-', 'Chips', ',', 'Japan', "'s", 'S.', 'Korea']
    """
    return WORD.findall(text)


def norm_of(word: str) -> str:
    """The form under which a word is looked up.

    >>> norm_of("U.S."), norm_of("U.S"), norm_of("’s")
    ('u.s', 'u.s', "'s")
    """
    folded = word.casefold()
    if len(folded) > 1:
        return folded.rstrip(".").replace("’", "'").replace("‘", "'")
    return {"’": "'", "‘": "'", "–": "-", "‐": "-", "‑": "-"}.get(folded, folded)


def key_of(text: str) -> tuple[str, ...]:
    """The lookup key of a name.

    >>> key_of("K-Chips Act")
    ('k', '-', 'chips', 'act')
    """
    return tuple(norm_of(word) for word in words_of(text))
