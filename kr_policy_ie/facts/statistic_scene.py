"""What the readers of statistics share: the sentence, what is found, what is taken."""

from dataclasses import dataclass, field

from kr_policy_ie.facts.chunks import Chunk, Chunks
from kr_policy_ie.facts.clauses import objects, subjects
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.lexicon import singular
from kr_policy_ie.facts.mentions import Found, Sentence
from kr_policy_ie.facts.statistic_words import Words, load_words

_SECTORS = frozenset({"SECTOR"})
_PARTICLES = frozenset({"go", "come", "edge", "inch"})
NUMERIC = ("amount", "quantity", "rate", "before")


@dataclass
class Scene:
    """One sentence with the statistics read so far."""

    chunks: Chunks
    busy_verbs: set[int]
    busy_nouns: set[int]
    words: Words = field(default_factory=load_words)
    drafts: list[Draft] = field(default_factory=list)
    taken: set[Found] = field(default_factory=set)
    used: set[int] = field(default_factory=set)

    @property
    def sentence(self) -> Sentence:
        """The sentence."""
        return self.chunks.sentence

    @property
    def items(self) -> list[Chunk]:
        """The chunks in order."""
        return self.chunks.chunks

    def indicator(self, chunk: Chunk) -> bool:
        """Whether a noun phrase is headed by a measured indicator."""
        if chunk.kind != "NP" or self.sentence.value_at(chunk.head) is not None:
            return False
        word = singular(self.sentence.word(chunk.head))
        before = self.sentence.word(chunk.head - 1)
        return word in self.words.nouns or f"{before} {word}" in self.words.nouns

    def sector(self, chunk: Chunk) -> Found | None:
        """The sector mention that heads a noun phrase."""
        return self.sentence.name_at(chunk.head, _SECTORS)

    def lemma(self, index: int) -> str:
        """The lemma of a verb group, with the particle that makes it a verb of movement."""
        group = self.items[index]
        lemma = self.chunks.lemma(group.head)
        if lemma in _PARTICLES:
            particle = self.sentence.word(group.head + 1)
            return f"{lemma} {particle}" if f"{lemma} {particle}" in self.words.moves else lemma
        return "be" if not group.verbs else lemma

    def inner_values(self, chunk: Chunk) -> list[Found]:
        """The amounts inside a noun phrase."""
        return [
            m
            for m in self.sentence.within(chunk.start, chunk.end - 1)
            if m.is_value and m.label != "DATE"
        ]

    def bracketed(self, mention: Found) -> bool:
        """Whether an amount stands in brackets, restating the one before."""
        return mention.label == "MONEY" and self.sentence.word(mention.first - 1) == "("

    def governor(self, index: int, *, subject: bool = False) -> int | None:
        """The first verb group that has a phrase as object (or as subject, if asked)."""
        for at, chunk in enumerate(self.items):
            if chunk.kind != "VG":
                continue
            if index in objects(self.chunks, at):
                return at
            if subject and index in subjects(self.chunks, at):
                return at
        return None

    def start(self, action: str, status: str, index: int, verb: int | None, rule: str) -> Draft:
        """A draft about the noun phrase at this place."""
        at = self.items[verb if verb is not None else index].head
        draft = Draft(
            "trade_statistic",
            action,
            status,
            (at, at + 1),
            [rule],
            verb=verb,
            noun=index,
            relation="verb" if verb is not None else "none",
        )
        draft.anchors.add(index)
        return draft
