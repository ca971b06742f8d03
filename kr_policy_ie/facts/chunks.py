"""Shallow syntax: noun phrases and verb groups, read off word classes.

The parse of newspaper prose is often wrong where facts are (headlines, numbers, `Japan
restricted exports`), so the rules read chunks first and ask the tree where chunks leave doubt.
"""

from functools import cached_property

from kr_policy_ie.facts.chunk import Chunk
from kr_policy_ie.facts.chunk_links import ChunkLinks
from kr_policy_ie.facts.class_mending import ClassMending
from kr_policy_ie.facts.cues import Cues
from kr_policy_ie.facts.lexicon import Lexicon
from kr_policy_ie.facts.mentions import Found, Sentence
from kr_policy_ie.facts.word_classes import WordClasses

__all__ = ["Chunk", "Chunks"]
_PRONOUNS = frozenset({"it", "they", "he", "she", "we", "i", "you"})
_KINDS = {"POSS", "ADP", "MARK", "CC", "PUNCT"}


class Chunks:
    """The chunks of a sentence, with the relations that their order gives."""

    def __init__(self, sentence: Sentence, lexicon: Lexicon, cues: Cues | None = None) -> None:
        self.sentence, self.lexicon, self.words = sentence, lexicon, lexicon.words
        self.cues = cues
        letters = [token.text for token in sentence.tokens if token.is_alpha]
        self.shouts = len(letters) > 2 and sum(word.isupper() for word in letters) > 0.7 * len(
            letters
        )
        self.hits = lexicon.find_nouns(sentence.lower)
        self.kinds = WordClasses(sentence, lexicon, self.hits, shouts=self.shouts).read()
        ClassMending(sentence, lexicon, self.kinds).mend(shouts=self.shouts)
        self.chunks = self._build()
        ChunkLinks(sentence, self.chunks, self.words).link()
        self.cache: dict[str, dict[int, list[int]]] = {}
        self.of_token: dict[int, int] = {}
        for index, chunk in enumerate(self.chunks):
            for token in range(chunk.start, chunk.end):
                self.of_token[token] = index

    def _build(self) -> list[Chunk]:
        out: list[Chunk] = []
        at, end = self.sentence.start, self.sentence.end
        while at < end:
            chunk = self._chunk_at(at)
            out.append(chunk)
            at = chunk.end
        return out

    def _chunk_at(self, at: int) -> Chunk:
        kind = self.kinds[at - self.sentence.start]
        if kind in {"N", "A", "D"}:
            return self._noun_phrase(at)
        if kind in {"V", "AUX", "TO"}:
            return self._verb_group(at)
        return Chunk(kind if kind in _KINDS else "OTHER", at, at + 1, at)

    def _noun_phrase(self, at: int) -> Chunk:
        end = at
        limit = self.sentence.end
        while end < limit:
            mention = self._mention_from(end)
            if self.kinds[end - self.sentence.start] == "V":
                break
            if mention is not None:
                if end > at and self._splits(end, mention) and not self._only_opened(at, end):
                    break
                end = max(end, mention.last) + 1
                if self._closes(mention, at, end):
                    break
                continue
            kind = self.kinds[end - self.sentence.start]
            if kind not in {"N", "A", "D"}:
                break
            if kind == "D" and end > at and not self._only_opened(at, end):
                break
            if end > at and self.sentence.word(end) in _PRONOUNS:
                break
            end += 1
        return Chunk("NP", at, end, self._head(at, end))

    def _only_opened(self, start: int, end: int) -> bool:
        """Whether a noun phrase is nothing but articles and qualifiers yet (`a record`)."""
        return all(
            kind == "D"
            for kind in self.kinds[start - self.sentence.start : end - self.sentence.start]
        )

    def _mention_from(self, at: int) -> Found | None:
        here = [m for m in self.sentence.by_token.get(at, ()) if m.first == at]
        return max(here, key=lambda m: m.last, default=None)

    def _splits(self, at: int, mention: Found) -> bool:
        """Whether a mention opens a noun phrase of its own after other words."""
        if mention.label == "DATE":
            return True
        return mention.label == "MONEY" and bool(self.sentence.value_at(at - 1))

    def _closes(self, mention: Found, start: int, end: int) -> bool:
        """Whether a mention ends its noun phrase even if nouns follow."""
        if end >= self.sentence.end:
            return True
        if mention.label == "DATE":
            attributive = self.kinds[end - self.sentence.start] in {
                "N",
                "A",
            } and not self.sentence.name_at(end)
            before = self.sentence.word(start - 1)
            led = (
                start > self.sentence.start and self.kinds[start - 1 - self.sentence.start] == "ADP"
            )
            return not attributive or (
                led and before not in {"of", "to", "from", "with", "by", "on", "as"}
            )
        return mention.label == "PERCENT" and self.kinds[end - self.sentence.start] == "D"

    def _head(self, start: int, end: int) -> int:
        for at in range(end - 1, start - 1, -1):
            if self.sentence.by_token.get(at) or self.kinds[at - self.sentence.start] == "N":
                return at
        return end - 1

    def _verb_group(self, at: int) -> Chunk:
        chunk = Chunk("VG", at, at + 1, at)
        end = at
        while end < self.sentence.end:
            kind = self.kinds[end - self.sentence.start]
            if kind == "V":
                if chunk.verbs and not self._chains(chunk, end):
                    break
                chunk.verbs.append(end)
            elif kind == "R" or (kind == "A" and self._bridges(end)):
                if not self._verb_follows(end):
                    break
            elif (
                kind not in {"AUX", "TO"}
                or (
                    kind == "AUX"
                    and chunk.verbs
                    and self.sentence.word(end) not in {"be", "been", "being", "have"}
                )
                or (
                    kind == "TO"
                    and end > at
                    and not (
                        chunk.verbs
                        or self._bridges(end - 1)
                        or self.sentence.word(end - 1) in self.words.be | self.words.have | {"not"}
                    )
                )
            ):
                break
            end += 1
        chunk.end = max(end, at + 1)
        self._describe(chunk)
        return chunk

    def _chains(self, chunk: Chunk, at: int) -> bool:
        """Whether a verb goes on the group (`is considering imposing`, `to be lifted`)."""
        before = self.sentence.word(at - 1)
        if before in self.words.be | self.words.have | {"to", "not", "n't"} or self.kinds[
            at - 1 - self.sentence.start
        ] in {"AUX", "R", "TO"}:
            return True
        return self.sentence.word(at).endswith("ing")

    def _bridges(self, at: int) -> bool:
        word = self.sentence.word(at)
        return word in self.lexicon.adjectives or word in {"able", "likely", "about", "unable"}

    def _verb_follows(self, at: int) -> bool:
        for after in range(at + 1, min(at + 4, self.sentence.end)):
            kind = self.kinds[after - self.sentence.start]
            if kind in {"V", "TO", "AUX"}:
                return True
            if kind not in {"R"} and not self._bridges(after):
                return False
        return False

    def _describe(self, chunk: Chunk) -> None:
        words = [self.sentence.word(at) for at in range(chunk.start, chunk.end)]
        chunk.head = chunk.verbs[-1] if chunk.verbs else chunk.end - 1
        main = self.sentence.word(chunk.head)
        token = self.sentence.token(chunk.head)
        before = words[: chunk.head - chunk.start]
        chunk.passive = (
            bool(chunk.verbs)
            and any(word in self.words.be | {"get", "got"} for word in before[-3:])
            and not main.endswith("ing")
            and self._may_be_participle(chunk.head)
        )
        if words[0] == "to":
            chunk.form = "inf"
        elif len(words) == 1 and main.endswith("ing"):
            chunk.form = "ing"
        elif (
            all(
                self.kinds[at - self.sentence.start] in {"V", "R"}
                for at in range(chunk.start, chunk.end)
            )
            and self._may_be_participle(chunk.head)
            and (token.tag_ == "VBN" or token.morph.get("VerbForm", []) == ["Part"])
        ):
            chunk.form = "part"
        else:
            chunk.form = "fin"

    def _may_be_participle(self, at: int) -> bool:
        word = self.sentence.word(at)
        form = self.lexicon.forms.get(word)
        if form is not None:
            return bool(form.kinds & {"part"})
        return word.endswith(("ed", "en")) or self.sentence.token(at).tag_ == "VBN"

    @cached_property
    def reports(self) -> bool:
        """Whether the sentence has a verb of speech."""
        return any(
            self.lemma(at) in self.lexicon.speech
            for chunk in self.chunks
            if chunk.kind == "VG"
            for at in chunk.verbs
        )

    def lemma(self, at: int) -> str:
        """The lemma of a verb of the lexicon, or the word itself."""
        form = self.lexicon.forms.get(self.sentence.word(at))
        return form.lemma if form else self.sentence.word(at)

    def text(self, chunk: Chunk) -> str:
        """The lower-case words of a chunk."""
        return " ".join(self.sentence.word(at) for at in range(chunk.start, chunk.end))
