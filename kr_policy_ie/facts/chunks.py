"""Shallow syntax: noun phrases, verb groups, prepositions, read off tags and the lexicon.

The parse of newspaper prose is often wrong where facts are (headlines, numbers, `Japan
restricted exports`), so the rules read chunks first and ask the tree where chunks leave doubt.
"""

from dataclasses import dataclass, field

from kr_policy_ie.facts.lexicon import Lexicon
from kr_policy_ie.facts.mentions import Found, Sentence

_NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "PRON", "SYM", "X"})
_JOINING = frozenset({"ADJ", "DET"})
_BE = frozenset({"be", "is", "are", "was", "were", "been", "being", "am", "'s", "'re", "’s", "’re"})
_HAVE = frozenset({"have", "has", "had", "having", "'ve", "’ve"})
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "hardly"})
_RELATIVE = frozenset({"that", "which", "who", "whose", "whom", "where", "when"})
_SUBORDINATE = frozenset(
    {"after", "before", "while", "because", "since", "although", "though", "if", "unless", "until"}
    | {"as", "whereas", "once", "when", "whether", "that", "despite", "so"}
)
_NOT_A_NOUN = frozenset(
    {"which", "who", "that", "whom", "what", "where", "when", "why", "how", "there"}
)
_LIKE_PREPOSITIONS = frozenset(
    {"including", "excluding", "according", "worth", "like", "per", "versus", "vs", "amid", "via"}
)
_QUALIFIERS_1 = frozenset(
    {
        "about",
        "nearly",
        "almost",
        "around",
        "some",
        "roughly",
        "approximately",
        "over",
        "just",
        "only",
        "another",
    }
    | {
        "exactly",
        "barely",
        "estimated",
        "total",
        "record",
        "mere",
        "further",
    }
)
_QUALIFIERS_2 = frozenset(
    {
        "more than",
        "less than",
        "fewer than",
        "up to",
        "at least",
        "at most",
        "close to",
        "well over",
    }
)
_QUALIFIERS_3 = frozenset(
    {"as much as", "as many as", "no more than", "a total of", "no less than", "a combined total"}
)
_OPENING = frozenset({'"', "“", "”", "’", "''", "``", "'", "‘"})
_MULTIPLES = frozenset({"double", "triple", "quadruple", "halve", "treble"})
_STATES = frozenset({"stay", "remain", "fall", "rise", "drop", "grow", "continue", "end", "expire"})
_PAIRED = frozenset(
    {"according", "because", "instead", "such", "due", "as", "compared", "ahead", "out"}
)
_ADVERBS_IN_NAMES = frozenset({"more", "most", "less"})


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


class Chunks:
    """The chunks of a sentence, with the relations that their order gives."""

    def __init__(self, sentence: Sentence, lexicon: Lexicon) -> None:
        self.sentence, self.lexicon = sentence, lexicon
        letters = [
            token.text for token in sentence.doc[sentence.start : sentence.end] if token.is_alpha
        ]
        self.shouts = len(letters) > 2 and sum(word.isupper() for word in letters) > 0.7 * len(
            letters
        )
        self.kinds = [self._kind(at) for at in range(sentence.start, sentence.end)]
        self._mend()
        if self.shouts:
            self._mend_headline()
        self.chunks = self._build()
        self._link()
        self.cache: dict[str, dict[int, list[int]]] = {}
        self.of_token: dict[int, int] = {}
        for index, chunk in enumerate(self.chunks):
            for token in range(chunk.start, chunk.end):
                self.of_token[token] = index

    # -- word classes -------------------------------------------------------------------------

    def _kind(self, at: int) -> str:  # noqa: PLR0911 - one return for each class
        sentence = self.sentence
        token, word = sentence.token(at), sentence.word(at)
        if sentence.by_token.get(at):
            return "V" if self._multiplies(at) else "N"
        if word == "|":
            return "PUNCT"
        if word in {"-", "–"} and self._joins_words(at):
            return "A"
        if self._qualifies(at):
            return "D"
        if word in _OPENING and (self._opens_name(at) or self._closes_name(at)):
            return "A"
        if word in _LIKE_PREPOSITIONS or (word == "such" and sentence.word(at + 1) == "as"):
            return "ADP"
        if word in _NOT_A_NOUN:
            return "MARK"
        if token.is_punct or (not word.isalnum() and token.pos_ == "PUNCT"):
            return "PUNCT"
        if word in {"'s", "’s", "'", "’"} and token.pos_ in {"PART", "PUNCT", "AUX"}:
            return "POSS" if token.pos_ != "AUX" else "AUX"
        if word == "to" and self._is_infinitive(at):
            return "TO"
        if word in self.lexicon.modals and (
            token.pos_ in {"AUX", "VERB"} or (self.shouts and at > self.sentence.start)
        ):
            return "AUX"
        if self._follows_hyphen(at):
            return "N"
        return self._kind_by_tag(at)

    def _kind_by_tag(self, at: int) -> str:
        token, word = self.sentence.token(at), self.sentence.word(at)
        pos = token.pos_
        if pos == "AUX" or word in _BE:
            return "AUX"
        if pos == "VERB":
            return "A" if self._is_attribute(at) else "V"
        if pos in _NOMINAL or (pos == "ADJ" and self._is_hidden_verb(at)):
            return "V" if self._is_hidden_verb(at) else "N"
        if pos in {"ADP", "SCONJ"}:
            return "ADP" if word not in _SUBORDINATE or pos == "ADP" else "MARK"
        return {"CCONJ": "CC", "ADJ": "A", "DET": "D", "ADV": "R", "PART": "R"}.get(pos, "OTHER")

    def _closes_name(self, at: int) -> bool:
        """Whether a quotation mark closes a name that a noun follows (`"alchemy" program`)."""
        name = self.sentence.name_at(at - 1) if at > self.sentence.start else None
        if name is None or name.last != at - 1 or name.label not in {"PROGRAM", "LAW", "AGREEMENT"}:
            return False
        return at + 1 < self.sentence.end and self.sentence.token(at + 1).pos_ in {"NOUN", "PROPN"}

    def _multiplies(self, at: int) -> bool:
        """Whether a quantity is a verb by itself (`the surplus doubled to …`)."""
        value = self.sentence.value_at(at)
        if (
            value is None
            or value.label != "QUANTITY"
            or value.first != value.last
            or len(self.sentence.by_token[at]) > 1
        ):
            return False
        form = self.lexicon.forms.get(self.sentence.word(at))
        if form is None or form.lemma not in _MULTIPLES or at == self.sentence.start:
            return False
        after = self.sentence.word(at + 1)
        ends = after in {"in", "to", "from", "by", "over", "since", "during", "on", ",", ".", ""}
        follows = self.sentence.token(at - 1).pos_ in {"NOUN", "PROPN", "AUX", "ADV", "PRON"}
        return follows and (ends or self.sentence.value_at(at + 1) is not None)

    def _opens_name(self, at: int) -> bool:
        """Whether a quotation mark opens a name inside a noun phrase (`the "alchemy" program`)."""
        name = self.sentence.name_at(at + 1) if at + 1 < self.sentence.end else None
        return (
            name is not None
            and name.first == at + 1
            and name.label in {"PROGRAM", "LAW", "AGREEMENT"}
        )

    def _follows_hyphen(self, at: int) -> bool:
        """Whether a word is the second part of a noun with a hyphen (`anti-dumping`)."""
        if at - 1 <= self.sentence.start or not self._joins_words(at - 1):
            return False
        return self.sentence.word(at - 2) not in {"re", "co", "pre", "un", "de"}

    def _joins_words(self, at: int) -> bool:
        """Whether a hyphen stands between two parts of one noun (`anti-dumping`)."""
        if not self.sentence.start < at < self.sentence.end - 1:
            return False
        before = self.sentence.token(at - 1)
        return (
            not before.whitespace_
            and not self.sentence.token(at).whitespace_
            and before.pos_ not in {"VERB", "AUX"}
        )

    def _qualifies(self, at: int) -> bool:
        """Whether a word only qualifies the number after it (`about`, `more than`, `up to`)."""
        word = self.sentence.word(at)
        for step, words in ((1, _QUALIFIERS_1), (2, _QUALIFIERS_2), (3, _QUALIFIERS_3)):
            value = self.sentence.value_at(at + step)
            if value is None or value.label == "DATE" or value.first != at + step:
                continue
            phrase = " ".join([word, *(self.sentence.word(at + more) for more in range(1, step))])
            if phrase in words:
                return True
        return self._within_qualifier(at)

    def _within_qualifier(self, at: int) -> bool:
        """Whether a word is the second or third of a qualifier (`to` in `up to 20 percent`)."""
        word = self.sentence.word(at)
        if word not in {"to", "than", "least", "most", "much", "many", "as"}:
            return False
        before = self.sentence.word(at - 1)
        return before in {"up", "more", "less", "fewer", "at", "close", "as", "much", "many"} and (
            self._qualifies(at - 1) or (before in {"much", "many"} and self._qualifies(at - 2))
        )

    def _is_infinitive(self, at: int) -> bool:
        """Whether `to` at this token opens an infinitive, whatever its tag."""
        after = at + 1
        while self.sentence.word(after) and self.sentence.token(after).pos_ == "ADV":
            after += 1
        if after >= self.sentence.end or self.sentence.by_token.get(after):
            return False
        form = self.lexicon.forms.get(self.sentence.word(after))
        token = self.sentence.token(after)
        if token.pos_ in {"VERB", "AUX"}:
            return (
                token.tag_ in {"VB", ""}
                or self.sentence.word(after) == "be"
                or form is None
                or "base" in form.kinds
            )
        if form is None or "base" not in form.kinds or token.pos_ not in _NOMINAL:
            return False
        following = self.sentence.word(after + 1)
        return self.sentence.token(at).tag_ == "TO" or following in {
            "the",
            "a",
            "an",
            "its",
            "on",
            "up",
        }

    def _is_attribute(self, at: int) -> bool:
        """Whether a participle stands inside a noun phrase (`the proposed increase`)."""
        word, before, after = (self.sentence.word(at + step) for step in (0, -1, 1))
        if not word.endswith(("ed", "ing", "en")) or at + 1 >= self.sentence.end:
            return False
        if not self._nominal(at + 1):
            return False
        token = self.sentence.token(at - 1) if at > self.sentence.start else None
        opens = token is not None and token.pos_ in {"DET", "ADJ", "NUM"}
        owns = before in {"'s", "’s", "'", "its", "their", "his", "her", "our"}
        # `by increased exports`, but not `for selling chips`
        led = (
            token is not None and token.pos_ == "ADP" and not word.endswith("ing") and after != "by"
        )
        return opens or owns or led

    def _nominal(self, at: int) -> bool:
        return at < self.sentence.end and (
            bool(self.sentence.by_token.get(at))
            or self.sentence.token(at).pos_ in {"NOUN", "PROPN", "ADJ"}
        )

    def _is_hidden_verb(self, at: int) -> bool:
        """Whether a word tagged as a noun is a verb of the lexicon by its place (headlines)."""
        form = self.lexicon.forms.get(self.sentence.word(at))
        if form is None or at == self.sentence.start:
            return False
        before, after = self.sentence.word(at - 1), self.sentence.word(at + 1)
        if (
            before in {"to", "will", "may", "would", "could", "should", "must", "not"}
            and "base" in form.kinds
        ):
            return before != "to" or self._is_infinitive(at - 1)
        noun_before = self.kind_before(at) in {"N", "POSS"} and before not in {"'s", "’s", "'"}
        if not noun_before:
            return False
        if self._number_follows(at) and form.kinds & {"s", "past", "base"}:
            return True
        if after == "to" and self._is_infinitive(at + 1) and form.kinds & {"s", "past"}:
            return True
        shouting = self.sentence.token(at).text.isupper() and len(self.sentence.word(at)) > 2
        capital = self.sentence.token(at).text.istitle() and at - 1 > self.sentence.start
        return (
            (shouting or capital)
            and bool(form.kinds & {"s"} - {"base"})
            and self._starts_phrase(at + 1)
        )

    def _number_follows(self, at: int) -> bool:
        """Whether an amount or a percentage follows, after `to`, `by` or `from` perhaps."""
        step = at + 1
        if self.sentence.word(step) in {"to", "by", "from", "a", "an"}:
            step += 1
        while self.sentence.word(step) and self._qualifies(step):
            step += 1
        value = self.sentence.value_at(step)
        return value is not None and (
            value.label in {"PERCENT", "MONEY"} or (step > at + 1 and value.label == "QUANTITY")
        )

    def kind_before(self, at: int) -> str:
        """The class of the word before a token, without looking at mended classes."""
        before = at - 1
        if before < self.sentence.start:
            return ""
        if self.sentence.by_token.get(before):
            return "N"
        return "N" if self.sentence.token(before).pos_ in _NOMINAL else ""

    def _starts_phrase(self, at: int) -> bool:
        if at >= self.sentence.end:
            return False
        return bool(self.sentence.by_token.get(at)) or self.sentence.token(at).pos_ in {
            "NOUN", "PROPN", "ADJ", "DET", "NUM", "ADP", "VERB", "PART", "ADV",
        }  # fmt: skip

    def _mend(self) -> None:
        """Correct classes by what stands beside them."""
        kinds, sentence = self.kinds, self.sentence
        for index, kind in enumerate(kinds):
            at = sentence.start + index
            following = kinds[index + 1] if index + 1 < len(kinds) else ""
            # `plans to`, `vows to` as nouns after a name are verbs
            form = self.lexicon.forms.get(sentence.word(at))
            if (
                kind == "N"
                and following == "TO"
                and form
                and form.kinds & {"s", "past"}
                and form.lemma in self.lexicon.matrix
                and not sentence.by_token.get(at)
                and index
                and kinds[index - 1] == "N"
                and not self._determined(at)
            ):
                kinds[index] = "V"
            word = sentence.word(at)
            if (
                kind == "A"
                and form
                and form.kinds & {"part"}
                and word.endswith("ed")
                and self._after_be(index)
            ):
                kinds[index] = "V"
            if (
                kind == "V"
                and following in {"N", "A"}
                and form
                and "base" in form.kinds
                and index
                and kinds[index - 1] == "V"
                and not word.endswith("ing")
            ):
                kinds[index] = "N"
            if kind == "R" and following in {"N", "A"} and index and kinds[index - 1] in {"D", "A"}:
                kinds[index] = "A"
            if (
                kind == "ADP"
                and word in {"up", "out", "off", "down"}
                and index
                and kinds[index - 1] == "V"
                and following in {"N", "A", "D"}
                and sentence.value_at(at + 1) is None
            ):
                kinds[index] = "OTHER"
            if kind == "R" and sentence.word(at) in _ADVERBS_IN_NAMES and following in {"N", "A"}:
                kinds[index] = "A"
            if (
                kind == "A"
                and word.endswith("ed")
                and form
                and following in {"TO", "D"}
                and index
                and kinds[index - 1] in {"N", "R"}
            ):
                kinds[index] = "V"
            if kind == "CC" and self._joins_adjectives(index):
                kinds[index] = "A"
            if (
                kind == "N"
                and following == "PUNCT"
                and form
                and form.lemma in _STATES
                and "s" in form.kinds
                and index
                and kinds[index - 1] == "N"
                and not sentence.by_token.get(at)
            ):
                kinds[index] = "V"

    def _mend_headline(self) -> None:
        """In capitals tags fail: without a finite verb, the first verb form after a noun is it."""
        kinds, sentence = self.kinds, self.sentence
        if any(
            kind in {"V", "AUX"} and index and kinds[index - 1] != "TO"
            for index, kind in enumerate(kinds)
        ):
            return
        for index in range(1, len(kinds) - 1):
            at = sentence.start + index
            form = self.lexicon.forms.get(sentence.word(at))
            if kinds[index] not in {"N", "A"} or sentence.by_token.get(at) or form is None:
                continue
            if (
                form.kinds & {"s", "past", "part"}
                and kinds[index - 1] == "N"
                and kinds[index + 1] != "V"
            ):
                kinds[index] = "V"
                return

    def _joins_adjectives(self, index: int) -> bool:
        """Whether `and` stands between two adjectives (`economic and industrial ties`)."""
        kinds, sentence = self.kinds, self.sentence
        if not 0 < index < len(kinds) - 2 or kinds[index - 1] != "A":
            return False
        return (
            kinds[index + 1] == "A"
            and kinds[index + 2] == "N"
            and not sentence.by_token.get(sentence.start + index - 1)
        )

    def _after_be(self, index: int) -> bool:
        back = index - 1
        while back >= 0 and self.kinds[back] == "R":
            back -= 1
        return back >= 0 and self.sentence.word(self.sentence.start + back) in _BE

    def _determined(self, at: int) -> bool:
        """Whether the noun phrase up to a token is opened by an article or possessor nearby."""
        for back in range(at - 1, max(self.sentence.start, at - 4) - 1, -1):
            if self.sentence.word(back) in {"'s", "’s", "'", "its", "their", "his"}:
                return True
        return False

    # -- chunks -------------------------------------------------------------------------------

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
        names = {"POSS": "POSS", "ADP": "ADP", "MARK": "MARK", "CC": "CC", "PUNCT": "PUNCT"}
        return Chunk(names.get(kind, "OTHER"), at, at + 1, at)

    def _noun_phrase(self, at: int) -> Chunk:
        end = at
        limit = self.sentence.end
        while end < limit:
            mention = self._mention_from(end)
            if self.kinds[end - self.sentence.start] == "V":
                break
            if mention is not None:
                if end > at and self._splits(end, mention):
                    break
                end = max(end, mention.last) + 1
                if self._closes(mention, at, end):
                    break
                continue
            kind = self.kinds[end - self.sentence.start]
            if kind not in {"N", "A", "D"} or (kind == "D" and end > at):
                break
            if end > at and self.sentence.word(end) in {
                "it",
                "they",
                "he",
                "she",
                "we",
                "i",
                "you",
            }:
                break
            end += 1
        return Chunk("NP", at, end, self._head(at, end))

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
                        or self.sentence.word(end - 1) in _BE | _HAVE | {"not"}
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
        if before in _BE | _HAVE | {"to", "not", "n't"} or self.kinds[
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
            and any(word in _BE | {"get", "got"} for word in before[-3:])
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

    def _link(self) -> None:
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
                or self.sentence.word(chunks[index].head) not in _SUBORDINATE
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
        return f"{before} {word}" if before in _PAIRED else word

    # -- words --------------------------------------------------------------------------------

    def lemma(self, at: int) -> str:
        """The lemma of a verb of the lexicon, or the word itself."""
        form = self.lexicon.forms.get(self.sentence.word(at))
        return form.lemma if form else self.sentence.word(at)

    def text(self, chunk: Chunk) -> str:
        """The lower-case words of a chunk."""
        return " ".join(self.sentence.word(at) for at in range(chunk.start, chunk.end))
