"""A stretch of tokens of one kind: what a sentence is made of when it is read flat."""

from dataclasses import dataclass, field


@dataclass
class Chunk:
    """A stretch of tokens `[start, end)` of one kind: NP, VG, ADP, MARK, CC, PUNCT, OTHER."""

    kind: str
    start: int
    end: int
    head: int
    #: NP: the preposition before it, and the chunk that owns it (`Japan` in `Japan's ban`).
    prep: str = ""
    owner: int | None = None
    #: VG: the lexical verbs in order, and the words that tell tense, voice and negation.
    verbs: list[int] = field(default_factory=list)
    form: str = ""
    passive: bool = False
