"""Characters that are not what was written: mojibake, invisible and odd spaces, wide forms.

Each is replaced by what the writer meant, with the map back to the raw text.
"""

import html
import re
import unicodedata
from functools import lru_cache

from kr_policy_ie.ingest.offsets import Edit, Mapped, edited, identity

#: Characters that UTF-8 read as Windows-1252 turns into two or three others.
_TARGETS = (
    "‘’“”–—…•·‐‑′″€£¥₩°±×½¼¾²³©®™«»¿¡§\xa0àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßÀÁÂÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜ"
)
#: Characters that GB 2312 or EUC-KR read as Latin-1 turns into two others.
_EAST_ASIAN_TARGETS = "‘’“”—…·"

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
)
_BREAKS = "\r\x0b\x0c\x85\u2028\u2029"
_SPACES = "\t\x1c-\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_WIDE = "\uff01-\uff5e\uffe0-\uffe6\ufb00-\ufb06\u2010\u2011\u2212"
_APOSTROPHES = "‘’ʼʹ′´`\uff07‛"
_FIXED = {
    "newline": "\n",
    "break": "\n",
    "invisible": "",
    "space": " ",
    "surrogate": "\ufffd",
    "lost": "'",
}
_SINGLE = {"\u2010": "-", "\u2011": "-", "\u2212": "-"}

_APOSTROPHE = re.compile(rf"(?<=[^\W\d_])[{_APOSTROPHES}](?=[^\W\d_])")


def _as_windows(text: str) -> str:
    """The text as UTF-8 bytes, read as Windows-1252 (Latin-1 where that has no character)."""
    return "".join(
        bytes([byte]).decode("cp1252", errors="replace").replace("\ufffd", chr(byte))
        for byte in text.encode("utf-8")
    )


@lru_cache(maxsize=1)
def _mojibake() -> dict[str, str]:
    table: dict[str, str] = {}
    for target in _EAST_ASIAN_TARGETS:
        table[target.encode("gbk").decode("latin-1")] = target
    for target in _TARGETS:
        once = _as_windows(target)
        table[_as_windows(once)] = target
        table[once] = target
        table[target.encode("utf-8").decode("latin-1")] = target
    return table


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    garbled = "|".join(re.escape(key) for key in sorted(_mojibake(), key=len, reverse=True))
    return re.compile(
        rf"(?P<mojibake>{garbled})"
        r"|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)"
        r"|(?P<newline>\r\n)"
        rf"|(?P<invisible>[{_INVISIBLE}]+)"
        rf"|(?P<break>[{_BREAKS}])"
        rf"|(?P<space>[{_SPACES}])"
        rf"|(?P<control>[{_CONTROLS}])"
        rf"|(?P<wide>[{_WIDE}])"
        r"|(?P<accent>[\u0300-\u036f]+)"
        r"|(?P<surrogate>[\ud800-\udfff])"
        r"|(?P<lost>(?<=[a-z])[?\ufffd](?=(?:s|t|re|ve|ll)\b(?![=&])))"
    )


@lru_cache(maxsize=1)
def _suspects() -> re.Pattern[str]:
    """The characters that anything odd begins with: found fast, looked at closely after."""
    first = "".join(sorted({key[0] for key in _mojibake()}))
    return re.compile(
        rf"[&?\ufffd\u0300-\u036f\ud800-\udfff{re.escape(first)}"
        rf"{_INVISIBLE}{_BREAKS}{_SPACES}{_CONTROLS}{_WIDE}]"
    )


def _meant(kind: str | None, found: str) -> str:
    if kind in _FIXED:
        return _FIXED[kind]
    if kind == "mojibake":
        return _mojibake()[found].replace("\xa0", " ")
    if kind == "entity":
        return _plain_space(html.unescape(found))
    if kind == "wide":
        return _SINGLE.get(found) or unicodedata.normalize("NFKC", found)
    read = bytes([ord(found)]).decode("cp1252", errors="replace")  # a control character
    return read if ord(found) > 0x7F and read != "\ufffd" else " "


def _plain_space(text: str) -> str:
    """Entities may stand for any character: spaces, breaks and nothing become plain ones."""
    return "".join(
        " " if char.isspace() or not char.isprintable() or "\ud800" <= char <= "\udfff" else char
        for char in text
    )


def _edits(text: str) -> list[Edit]:
    found: list[Edit] = []
    match_at = _pattern().match
    done = 0
    for suspect in _suspects().finditer(text):
        if suspect.start() < done or not (match := match_at(text, suspect.start())):
            continue
        start, done = match.span()
        if match.lastgroup == "accent":
            if start > 0 and text[start - 1].isalpha() and (not found or found[-1][1] < start):
                start -= 1
            meant = unicodedata.normalize("NFC", text[start : min(done, start + 8)])
        else:
            meant = _meant(match.lastgroup, match[0])
        if meant != text[start:done]:
            found.append((start, done, meant))
    return found


def mend_characters(text: str) -> Mapped:
    r"""The text with plain spaces and line feeds, and with the characters that were meant.

    >>> mend_characters("Koreaâ€™s\u00a0R&amp;D").text
    "Korea's R&D"
    """
    edits = _edits(text)
    mended = edited(text, edits) if edits else identity(text)
    straight = _APOSTROPHE.sub("'", mended.text)
    return Mapped(straight, mended.segments)
