"""The class of each word of a sentence (noun, verb, preposition …), by tag, lexicon and place."""

from kr_policy_ie.facts.lexicon import Lexicon, NounHit
from kr_policy_ie.facts.mentions import Sentence

_NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "PRON", "SYM", "X"})
_OPENING = frozenset({'"', "“", "”", "’", "''", "``", "'", "‘"})
_BY_TAG = {"CCONJ": "CC", "ADJ": "A", "DET": "D", "ADV": "R", "PART": "R"}


class WordClasses:
    """Reads the classes: N, A, D, V, AUX, TO, R, ADP, MARK, CC, POSS, PUNCT, OTHER."""

    def __init__(
        self, sentence: Sentence, lexicon: Lexicon, hits: list[NounHit], *, shouts: bool
    ) -> None:
        self.sentence, self.lexicon, self.shouts = sentence, lexicon, shouts
        self.compounds = _compounds(sentence, lexicon, hits)

    def read(self) -> list[str]:
        """The classes of the sentence's words, in order."""
        return [self._kind(at) for at in range(self.sentence.start, self.sentence.end)]

    def _kind(self, at: int) -> str:  # noqa: PLR0911, PLR0912 - one return for each class
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
        if word in self.lexicon.words.like_prepositions or (
            word == "such" and sentence.word(at + 1) == "as"
        ):
            return "ADP"
        if word in self.lexicon.words.clause_openers:
            return "MARK"
        if token.is_punct or (not word.isalnum() and token.pos_ == "PUNCT"):
            return "PUNCT"
        if word in {"'s", "’s", "'", "’"} and token.pos_ in {"PART", "PUNCT", "AUX"}:
            return "POSS" if token.pos_ != "AUX" else "AUX"
        if at in self.compounds:
            return "N"
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
        if pos == "AUX" or word in self.lexicon.words.be:
            return "AUX"
        if pos == "VERB":
            return "A" if self._is_attribute(at) else "V"
        if pos in _NOMINAL or (pos == "ADJ" and self._is_hidden_verb(at)):
            return "V" if self._is_hidden_verb(at) else "N"
        if pos in {"ADP", "SCONJ"}:
            return "ADP" if word not in self.lexicon.words.subordinate or pos == "ADP" else "MARK"
        return _BY_TAG.get(pos, "OTHER")

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
        if (
            form is None
            or form.lemma not in self.lexicon.words.multiples
            or at == self.sentence.start
        ):
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
        for step in (1, 2, 3):
            value = self.sentence.value_at(at + step)
            if value is None or value.label == "DATE" or value.first != at + step:
                continue
            if self._multiplies(at + step):  # `have nearly doubled`
                continue
            phrase = " ".join([word, *(self.sentence.word(at + more) for more in range(1, step))])
            if phrase in self.lexicon.words.qualifiers:
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
        if after in self.compounds and self.sentence.pos_at(at) != "PART":
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
        dated = self.sentence.value_at(at - 1) if token is not None else None
        ended = dated is not None and dated.label == "DATE"  # `ended May 31 increased 5 pct`
        opens = token is not None and token.pos_ in {"DET", "ADJ", "NUM"} and not ended
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
        noun_before = self._kind_before(at) in {"N", "POSS"} and before not in {"'s", "’s", "'"}
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

    def _kind_before(self, at: int) -> str:
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


def _compounds(sentence: Sentence, lexicon: Lexicon, hits: list[NounHit]) -> frozenset[int]:
    """Tokens of compound measure nouns that are no verbs, whatever their tags.

    `export restrictions` after `after` is read as a verb with its object by many taggers.
    """
    inside: set[int] = set()
    for hit in hits:
        words = sentence.lower[hit.start : hit.end]
        if len(words) > 1 and "of" not in words and words[0] in lexicon.words.noun_verbs:
            inside.update(range(hit.start + sentence.start, hit.end + sentence.start))
    return frozenset(inside)
