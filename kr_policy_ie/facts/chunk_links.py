"""What stands before each noun phrase: its preposition, its owner, the clause it opens."""

from kr_policy_ie.facts.chunk import Chunk
from kr_policy_ie.facts.mentions import Sentence
from kr_policy_ie.rules.fact_words import Words


class ChunkLinks:
    """Mends kinds and forms of chunks by their order and links prepositions and owners."""

    def __init__(self, sentence: Sentence, chunks: list[Chunk], words: Words) -> None:
        self.sentence, self.chunks, self.words = sentence, chunks, words

    def link(self) -> None:
        """Change the chunks in place."""
        self._settle_subordinators()
        self._settle_forms()
        self._link_prepositions()
        self._link_lists()

    def _link_lists(self) -> None:
        """Give the preposition of a phrase to the phrases coordinated with it."""
        chunks = self.chunks
        for index in range(2, len(chunks)):
            chunk, before = chunks[index], chunks[index - 2]
            if chunk.kind != "NP" or chunk.prep or chunks[index - 1].kind != "CC":
                continue
            if before.kind != "NP" or not before.prep:
                continue
            is_subject = index + 1 < len(chunks) and chunks[index + 1].kind == "VG"
            if is_subject and any(c.kind == "VG" and c.form == "fin" for c in chunks[:index]):
                continue
            chunk.prep = before.prep

    def _settle_subordinators(self) -> None:
        """`after` before a noun phrase with a finite verb opens a clause (`after Japan cut …`)."""
        chunks = self.chunks
        for index in range(len(chunks) - 2):
            if (
                chunks[index].kind != "ADP"
                or self.sentence.word(chunks[index].head) not in self.words.subordinate
            ):
                continue
            at = index + 1
            while (
                at + 2 < len(chunks) and chunks[at].kind == "NP" and chunks[at + 1].kind == "POSS"
            ):
                at += 2
            group = chunks[at + 1] if chunks[at].kind == "NP" and at + 1 < len(chunks) else None
            if group is not None and group.kind == "VG" and group.form == "fin":
                chunks[index].kind = "MARK"

    def _settle_forms(self) -> None:
        """A past form between two noun phrases is finite (`Japan restricted exports`)."""
        chunks = self.chunks
        for index in range(1, len(chunks) - 1):
            group, before, after = chunks[index], chunks[index - 1], chunks[index + 1]
            if group.form == "part" and self._in_relative_clause(index):
                group.form = "fin"
            if (
                group.kind != "VG"
                or group.form != "part"
                or not (before.kind in {"NP", "OTHER"} or self.sentence.word(before.start) == ")")
                or after.kind != "NP"
            ):
                continue
            value = self.sentence.value_at(after.head)
            if value is None or value.label != "DATE":
                group.form = "fin"

    def _in_relative_clause(self, index: int) -> bool:
        """Whether a verb follows a relative word and its subject (`curbs that Japan imposed`)."""
        if index < 2 or self.chunks[index - 1].kind != "NP":
            return False
        mark = self.chunks[index - 2]
        return mark.kind == "MARK" and self.sentence.word(mark.start) in self.words.relative

    def _link_prepositions(self) -> None:
        chunks = self.chunks
        for index, chunk in enumerate(chunks):
            if chunk.kind != "NP":
                continue
            back = index - 1
            if back >= 1 and chunks[back].kind == "POSS" and chunks[back - 1].kind == "NP":
                chunk.owner = back - 1
                chunk.prep = chunks[back - 1].prep
            elif back >= 0 and chunks[back].kind == "ADP":
                chunk.prep = self._preposition(back)
            elif back >= 1 and chunks[back].kind == "OTHER" and chunks[back - 1].kind == "ADP":
                chunk.prep = self.sentence.word(chunks[back - 1].head)

    def _preposition(self, at: int) -> str:
        """The preposition that ends at a chunk, with the word that it forms a pair with."""
        word = self.sentence.word(self.chunks[at].head)
        before = self.sentence.word(self.chunks[at - 1].head) if at else ""
        return f"{before} {word}" if before in self.words.paired else word

    # -- words --------------------------------------------------------------------------------
