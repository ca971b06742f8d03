"""Which lines of a page are furniture, and what they say of the document.

A line is cut into cells (`Published : …   Updated : …`, `Share | Print`). It is furniture if
each of its cells is, and at least one is so beyond doubt.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from kr_policy_ie.ingest.stamps import PARTIAL, STAMP, read_day
from kr_policy_ie.rules.furniture_rules import Furniture, load_furniture

#: Longer lines are read as text.
LONGEST = 320

_CELL = re.compile(r"\s{2,}|\t|\s*[|·•‧▶►▲▼|]\s*|\s+/\s+|\s+>\s+|\s*»\s*")
_PATH = re.compile(r"\S\s*[>»›]\s*\S.*[>»›]\s*\S")
_RULE = re.compile(r"[\W_]+")
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "at", "by", "de", "for", "from", "in", "la", "of", "on", "or", "the", "to"}
    | {"with", "&", "+", "-"}
)
_WORD = re.compile(r"[^\s,;:()\[\]/]+")
_NAME_WORD = re.compile(r"['’\"“(]?(?:[A-Z0-9À-ÞĀ-ſ가-힣][\w.'’&-]*)[,.)”\"]?", re.UNICODE)
_DIGIT = re.compile(r"[0-9]")
_CAPITAL_START = re.compile(r"[\W_]*[^\W\d_a-zß-ÿ]")
_LONGEST_UI = 80
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")


@dataclass(frozen=True)
class Verdict:
    """What a line is, if it is furniture.

    Attributes:
        kind: `stamp`, `counter`, `ui`, `issue`, `file`, `address`, `key`, `byline`, `credit`,
            `related`, `pointer`, `foreign`, `rule`, or `name` (weak: a short name).
        metadata: What it says: `published`, `updated`, `source`, `byline`.
    """

    kind: str
    metadata: dict[str, str] = field(default_factory=dict)


class FurnitureJudge:
    """Judges lines by the patterns of `furniture.yaml`."""

    def __init__(self, rules: Furniture) -> None:
        """Compile the patterns."""
        self._rules = rules
        self._ui_words = frozenset(word.lower() for word in rules.ui_words)
        self._ui_weak = frozenset(word.lower() for word in rules.ui_weak)
        self.publisher_words = rules.publisher_words
        self._whole = [(kind, _any(patterns)) for kind, patterns in rules.lines.items()]
        self._marked = [(marked.needs, _full(marked.pattern)) for marked in rules.marked]
        self._related = _any(rules.related)
        self._pointer = _any(rules.pointers)
        labels = {kind: "|".join(patterns) for kind, patterns in rules.stamps.items()}
        self._stamps = [
            (
                kind,
                _full(
                    rf"[\[(]?(?:{label})\s*[:：=-]?\s*(?:{STAMP}|{PARTIAL})[\])]?(?: by .{{2,40}})?"
                ),
            )
            for kind, label in labels.items()
        ]
        who = r"(?:\s+(?:by\s+)?(?P<who>[^\W\d_][^\d|]{1,40}))?"
        self._bare_stamp = _full(rf"[\[(]?{STAMP}[\])]?{who}")
        self._masthead = _full(rf"(?P<name>.{{2,60}}?)(?:,| -| –| —|:)\s+{STAMP}")
        number = r"[0-9][0-9,.]*\s?[kKmM]?"
        count = "|".join(rules.counters)
        self._counter = _full(
            rf"[\[(]?(?:(?:{count})\s*[:：(]?\s*{number}\)?|{number}\s*(?:{count}))[\])]?"
        )
        self._key = _full(rf"(?P<key>{'|'.join(rules.keys)})\s?[:：]\s*(?P<said>.{{0,200}})")
        issue = "|".join(rules.lines["issue"])
        self._numbered = _full(rf"(?P<name>.{{2,60}}?)(?:,| -| –| —|:)?\s+(?:{issue})")
        self._credit = _full(rf"[\[(]?{self.credit}[\])]?\.?")

    @property
    def credit(self) -> str:
        """The pattern of a picture's credit, without brackets."""
        who = r"[\w.,&'’/ @-]{2,50}"
        agency = f"(?:{'|'.join(self._rules.agencies)})"
        patterns = (
            p.replace("{who}", who).replace("{agency}", agency) for p in self._rules.credits
        )
        return f"(?:{'|'.join(patterns)})"

    def judge(self, line: str) -> Verdict | None:
        """The verdict on a line without surrounding space; None if it may be text.

        >>> judge = furniture_judge()
        >>> judge.judge("Update time : 2023-04-25 10:27:40").metadata
        {'updated': '2023-04-25'}
        >>> judge.judge("Exports rose 5 percent in April.") is None
        True
        """
        if len(line) > LONGEST:
            return None
        if verdict := self._whole_line(line):
            return verdict
        cells = [cell for part in _CELL.split(line) if (cell := part.strip(" []"))]
        if len(cells) > 1 or (cells and cells[0] != line):
            return self._cells(line, cells) or self._cell(line)
        return self._cell(line)

    def _whole_line(self, line: str) -> Verdict | None:
        if _RULE.fullmatch(line):
            return Verdict("rule")
        if _is_foreign(line):
            return Verdict("foreign", self._stamped(line))
        if self._related.fullmatch(line.rstrip(" :：")):
            return Verdict("related")
        return Verdict("pointer") if self._pointer.fullmatch(line) else None

    def _cells(self, line: str, cells: list[str]) -> Verdict | None:
        cells = [cell for cell in cells if not _RULE.fullmatch(cell)]
        if not cells:
            return Verdict("rule")
        verdicts: list[Verdict] = []
        for cell in cells:
            verdict = self._cell(cell) or (Verdict("name") if is_name(cell) else None)
            if verdict is None:
                return None
            verdicts.append(verdict)
        strong = [verdict for verdict in verdicts if verdict.kind != "name"]
        if not strong:
            return Verdict("ui") if _PATH.search(line) else self._signed(line)
        metadata: dict[str, str] = {}
        for verdict in strong:
            for key, value in verdict.metadata.items():
                metadata.setdefault(key, value)
        if len(cells) > 1 and verdicts[0].kind == "name" and not is_breadcrumb(line):
            key, name = ("byline", cells[0][3:]) if cells[0][:3] == "By " else ("source", cells[0])
            metadata.setdefault(key, name)
        return Verdict(strong[0].kind, metadata)

    def _cell(self, cell: str) -> Verdict | None:
        if _DIGIT.search(cell) and (verdict := self._dated(cell)):
            return verdict
        for kind, pattern in self._whole:
            if pattern.fullmatch(cell):
                return Verdict(kind, self._stamped(cell))
        lowered = cell.lower()
        for needs, pattern in self._marked:
            if any(need in lowered for need in needs) and pattern.fullmatch(cell):
                return Verdict("ui")
        if self._credit.fullmatch(cell):
            return Verdict("credit")
        if match := self._key.fullmatch(cell):
            return Verdict("key", _said(match["key"].lower(), match["said"].strip()))
        return Verdict("ui") if self._is_ui(lowered) else None

    def _dated(self, cell: str) -> Verdict | None:
        for kind, pattern in self._stamps:
            if pattern.fullmatch(cell):
                day = read_day(cell)
                return Verdict("stamp", {kind: day} if day else {})
        bare = self._bare_stamp.fullmatch(cell)
        if bare and (bare["who"] is None or is_name(bare["who"])):
            day = read_day(cell)
            return Verdict("stamp", {"published": day} if day else {})
        return Verdict("counter") if self._counter.fullmatch(cell) else self._named(cell)

    def _named(self, cell: str) -> Verdict | None:
        """A masthead: a name with a day or an issue's number."""
        if not _CAPITAL_START.match(cell):
            return None
        for pattern in (self._masthead, self._numbered):
            match = pattern.fullmatch(cell)
            if match and is_name(match["name"]):
                metadata = {"source": match["name"].strip(" -–—,:")}
                day = read_day(cell)
                return Verdict("stamp", metadata | ({"published": day} if day else {}))
        return None

    def _signed(self, line: str) -> Verdict | None:
        """A publisher's name in brackets: `[Hankook TV News]`."""
        bracketed = line[0] in "[(" and line[-1] in "])" and is_name(line[1:-1])
        if bracketed and self.publisher_words.intersection(line[1:-1].split()):
            return Verdict("credit", {"source": line[1:-1]})
        return None

    def _is_ui(self, lowered: str) -> bool:
        """Whether a cell in small letters is made of a button's or menu's words."""
        if len(lowered) > _LONGEST_UI:
            return False
        words = [word for part in lowered.replace("/", " ").split() if (word := part.strip(".!?:"))]
        if not words or words[0] not in self._ui_words or len(words) > 8:
            return False
        return self._ui_words.issuperset(words) and not self._ui_weak.issuperset(words)

    def _stamped(self, line: str) -> dict[str, str]:
        day = read_day(line)
        return {"published": day} if day else {}


@lru_cache(maxsize=1)
def furniture_judge() -> FurnitureJudge:
    """The judge with the library's rules."""
    return FurnitureJudge(load_furniture())


def is_name(line: str) -> bool:
    """Whether a line is a short run of capitalised words, as a name or a menu's entry.

    >>> is_name("Office of Congressional and Public Affairs"), is_name("Exports log worst fall")
    (True, False)
    """
    words = _WORD.findall(line) if len(line) <= 70 else []
    if not words or len(words) > 8 or line[-1] in ".?!;" or not _LETTER.search(line):
        return False
    return all(_NAME_WORD.fullmatch(word) or word in _SMALL_WORDS for word in words)


def is_breadcrumb(line: str) -> bool:
    """Whether a line shows the way to a page: `Home > World > Trade`."""
    return bool(re.match(r"(?:home|main|news)\s*(?:[>»/›]|::)", line, re.IGNORECASE))


def _is_foreign(line: str) -> bool:
    if line.isascii():
        return False
    letters = _LETTER.findall(line)
    if len(letters) < 3:
        return False
    latin = len(_LATIN.findall("".join(letters)))
    return latin < 0.7 * len(letters)


def _said(key: str, said: str) -> dict[str, str]:
    if key in {"source", "publisher", "published by"}:
        name = re.split(r"\s*[(\[;|]", said, maxsplit=1)[0].strip(" .")
        return {"source": name} if 1 < len(name) <= 60 else {}
    return {"byline": said} if key in {"author", "authors", "reporter", "writer"} and said else {}


def _full(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return _full("|".join(f"(?:{pattern})" for pattern in patterns))
