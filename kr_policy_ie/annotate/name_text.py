"""A text as the name finders see it: words with their shapes, blocks, stretches to pass over."""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from spacy.tokens import Doc

from kr_policy_ie.rules.name_words import NameWords
from kr_policy_ie.rules.wording import WORD, norm_of

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATELINE = re.compile(
    r"\s*(?:[A-Z][\w ]{2,30} - (?=[A-Z]{3}))?"
    r"(?:[^\W\da-z][^\W\da-z'.’]+[ ,/]{1,2}){0,3}(?:[^\W\da-z][^\W\da-z'.’]+|Washington|Sejong)"
    r"(?:,? ?D\.C\.?|, [A-Z][a-z]+(?: [A-Z][a-z]+)?)?,?"
    rf"(?: ?(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}(?: \d{{1,2}})?(?:,? \d{{4}})?)?"
    r"(?: ?\([^)]{2,40}\))?(?: ?(?:--+|—|–) ?| - |: )"
)
_BYLINE = re.compile(
    r"\s*(?:By|Written by|Source|Photo|Contact|Media Contact|Publisher|Editor|Reporter)"
    r"(?::| (?=[A-Z가-힣])).{0,80}"
)
_CREDIT = re.compile(
    r"\((?:Photo|Image|Courtesy|Reporting|Writing|Editing|File photo)\b[^)]{0,200}\)"
    r"|\[(?:YONHAP|REUTERS|AP|NEWSIS|NEWS1)[^\]]{0,40}\]|\[\w+=[^\]]{0,60}\]"
    r"|\((?:Yonhap|Reuters|AP|AFP|WAM|Xinhua|END|LEAD)\)"
)
_TICKER = re.compile(r"<[A-Z0-9]{1,6}(?:\.[A-Z]{1,3})?>")


class NameText:
    """The words of a text as parallel lists, and what is known of each.

    Attributes:
        text: The text itself.
        words, norms: Each word and its lookup form.
        starts, ends: Character offsets of each word.
        blocks: Number of the block that each word stands in.
        shouted: Whether it stands in a block of capitals only.
        titled: Whether it stands in a headline that capitalises most words.
        skipped: Whether it stands in a dateline, byline or credit.
        opens: Whether it opens a sentence, a quotation or a block.
    """

    def __init__(
        self,
        text: str,
        blocks: Sequence[tuple[int, int]],
        tags: Callable[[], Mapping[int, str]] | None = None,
        *,
        abbreviated: Container[str] = frozenset(),
    ) -> None:
        self.text = text
        self._read_tags = tags
        self._abbreviated = abbreviated
        self._tags: Mapping[int, str] | None = None
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.blocks: list[int] = []
        self.shouted: list[bool] = []
        self.titled: list[bool] = []
        self.skipped: list[bool] = []
        for number, (start, end) in enumerate(blocks):
            self._add_block(number, start, end)
        self.norms = [norm_of(word) for word in self.words]
        self.opens = [self._opens(place) for place in range(len(self.words))]

    def _add_block(self, number: int, start: int, end: int) -> None:
        found = [(m.start(), m.end()) for m in WORD.finditer(self.text, start, end)]
        long = [self.text[a:b] for a, b in found if b - a > 2 and self.text[a].isalpha()]
        shouted = len(long) > 1 and sum(word.isupper() for word in long) >= 0.7 * len(long)
        high = sum(word[0].isupper() for word in long)
        titled = len(long) > 4 and high >= 0.8 * len(long) and end - start < 200
        hidden = [m.span() for m in _TICKER.finditer(self.text, start, end)]
        hidden += [] if shouted else _hidden(self.text, start, end)
        for first, last in found:
            self.words.append(self.text[first:last])
            self.starts.append(first)
            self.ends.append(last)
            self.blocks.append(number)
            self.shouted.append(shouted)
            self.titled.append(titled)
            self.skipped.append(any(a <= first < b for a, b in hidden))

    def _opens(self, place: int) -> bool:
        if place == 0 or self.blocks[place] != self.blocks[place - 1]:
            return True
        before = self.words[place - 1]
        if before == ".":
            return self.norms[place - 2] not in self._abbreviated
        return before in {
            "!",
            "?",
            ":",
            ";",
            '"',
            "“",
            "‘",
            "”",
            "•",
            "○",
            "|",
            "[",
            "…",
            "-",
        } and (before != "-" or self.starts[place] > self.ends[place - 1])

    def __len__(self) -> int:
        return len(self.words)

    def tag(self, place: int) -> str:
        """The part of speech of a word, or an empty text where there is no tagger."""
        if self._tags is None:
            self._tags = self._read_tags() if self._read_tags else {}
        return self._tags.get(self.starts[place], "")

    def surface(self, first: int, last: int) -> str:
        """The text of the words `[first, last)`."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def is_capital(self, place: int) -> bool:
        """Whether a word begins with a capital."""
        return self.words[place][0].isupper()

    def same_block(self, first: int, last: int) -> bool:
        """Whether the words `[first, last)` stand in one block."""
        return self.blocks[first] == self.blocks[last - 1]

    def norm(self, place: int) -> str:
        """The lookup form of a word, or an empty text outside."""
        return self.norms[place] if 0 <= place < len(self.norms) else ""

    def word(self, place: int) -> str:
        """A word, or an empty text outside."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def glued_dash(self, place: int) -> bool:
        """Whether a word is the second part of a compound: the `yang` of `Chang-yang`."""
        return self.glued(place) and self.words[place - 1] in {"-", "'", "’", "/", "&"}

    def glued(self, place: int) -> bool:
        """Whether nothing stands between a word and the one before."""
        return 0 < place < len(self.words) and self.starts[place] == self.ends[place - 1]


@dataclass(frozen=True)
class Found:
    """A possible name: the words `[first, last)`, its label, and how it was found."""

    first: int
    last: int
    label: str
    by: str
    rule: str
    weight: float
    ids: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many words it has."""
        return self.last - self.first


def read_names_text(doc: Doc, words: NameWords) -> NameText:
    """The Doc's text, cut into the blocks of its source, or else at its line breaks."""
    source = doc._.kr_source if Doc.has_extension("kr_source") else None
    text = doc.text
    blocks = [(start, end) for start, end, *_ in source["blocks"]] if source else []
    tags = partial(_tags_of, doc) if doc.has_annotation("POS") else None
    short = words["abbreviations_plain"] | words["abbreviations_titles"]
    return NameText(text, blocks or list(_paragraphs(text)), tags, abbreviated=short)


def _tags_of(doc: Doc) -> dict[int, str]:
    """The part of speech of each token, by where it begins."""
    return {token.idx: token.pos_ for token in doc}


def _paragraphs(text: str) -> Iterable[tuple[int, int]]:
    """Stretches between blank lines; a first line of capitals is one of its own."""
    for match in re.finditer(r"\S(?:[^\n]|\n(?![ \t]*(?:\n|\Z)))*", text):
        start, end = match.span()
        line_end = text.find("\n", start, end)
        while line_end != -1 and _stands_alone(text, start, line_end):
            yield start, line_end
            start = line_end + 1
            line_end = text.find("\n", start, end)
        if start < end:
            yield start, end


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a line ends what it says: it is no wrapped line of running text."""
    line = text[start:end].rstrip()
    wrapped = len(line) >= 50 and (line[-1:].isalnum() or line[-1:] in ",-")
    return not wrapped or line.isupper()


def _hidden(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    block = text[start:end]
    if match := _DATELINE.match(block):
        yield start, start + match.end()
    if len(block) < 120 and (match := _BYLINE.fullmatch(block)):
        yield start, end
    for match in _CREDIT.finditer(text, start, end):
        yield match.span()
