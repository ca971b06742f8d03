"""From the coarse classes of public corpora to the contract's labels.

GOV is told from ORG, COUNTRY from PLACE, and LAW, AGREEMENT and PROGRAM from other things by the
words of the name; the lists are short on purpose and the noise they make is reported in the card.
"""

from __future__ import annotations

import re
from pathlib import Path

LABELS = (
    "PERSON", "ORG", "GOV", "PLACE", "COUNTRY", "LAW", "AGREEMENT", "PROGRAM", "SECTOR",
)  # fmt: skip
GOV_WORDS = re.compile(
    r"\b(ministr(y|ies)|departments?|governments?|administration|parliament|congress|senate|agency"
    r"|commission|cabinet|court|assembly|treasury|embassy|house of|white house|state department"
    r"|security council|general assembly|united nations|un|wto|imf|oecd|world bank|nato|federal"
    r"|bureau|customs|council of ministers|national assembly|central bank|bank of (korea|japan"
    r"|england|canada)|foreign office|home office|pentagon|epa|fda|fbi|cia|nasa|irs|sec|army|navy"
    r"|air force|police|isaf|unesco|unicef|who|international monetary fund|authority)\b",
    re.IGNORECASE,
)
NOT_GOV = re.compile(r"\b(university|college|school|museum|company|inc|press|team|party)\b", re.I)
LAW_WORDS = re.compile(
    r"\b(act|law|bill|decree|constitution|amendment|ordinance|code|directive|resolution)\b", re.I
)
AGREEMENT_WORDS = re.compile(
    r"\b(treaty|agreement|accords?|pact|protocol|convention|charter|nafta|gatt)\b", re.I
)
PROGRAM_WORDS = re.compile(
    r"\b(program|programme|initiative|project|strategy|plan|fund|campaign)\b", re.I
)
TITLES = {
    "president", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "sir", "lord", "lady",
    "minister", "prime", "vice", "secretary", "general", "gen.", "gen", "senator", "sen.", "rep.",
    "governor", "gov.", "captain", "colonel", "col.", "lt.", "lieutenant", "major", "sgt.",
    "professor", "prof.", "prof", "judge", "justice", "king", "queen", "prince", "princess",
    "pope", "saint", "st.", "ambassador", "chancellor", "chairman", "director", "foreign",
    "deputy", "congressman", "representative", "rev.", "reverend", "father", "brother", "sister",
    "uncle", "aunt", "commander", "chief", "mayor", "premier", "officer", "sheikh", "imam",
    "former", "special", "ceo", "envoy", "coach", "detective", "sergeant", "admiral",
}  # fmt: skip


def load_country_names() -> set[str]:
    """Return the lower-cased names and demonyms of countries and blocs."""
    path = Path(__file__).parent / "countries.txt"
    lines = path.read_text(encoding="utf8").splitlines()
    return {
        name.strip().casefold()
        for line in lines
        if line and line[0] != "#"
        for name in line.split(",")
    }


COUNTRIES = load_country_names()


def organisation_label(name: str) -> str:
    """Return GOV or ORG, or COUNTRY for a bloc."""
    if name.casefold() in COUNTRIES:
        return "COUNTRY"
    return "GOV" if GOV_WORDS.search(name) and not NOT_GOV.search(name) else "ORG"


def place_label(name: str) -> str:
    """Return COUNTRY or PLACE."""
    return "COUNTRY" if name.casefold() in COUNTRIES else "PLACE"


def thing_label(name: str) -> str | None:
    """Return LAW, AGREEMENT or PROGRAM for other named things, None for the rest."""
    for label, words in (
        ("LAW", LAW_WORDS),
        ("AGREEMENT", AGREEMENT_WORDS),
        ("PROGRAM", PROGRAM_WORDS),
    ):
        if words.search(name) and len(name.split()) > 1:
            return label
    return None


def trim(words: list[str], start: int, end: int, *, person: bool) -> tuple[int, int]:
    """Return the span without leading articles and titles and without a trailing possessive."""
    while start < end and words[end - 1] in {"'s", "’s", "'", "’", ",", ".", ":", ";", '"', "”"}:
        end -= 1
    while start < end and words[start].casefold() in {"the", "a", "an", '"', "“", "'", ","}:
        start += 1
    while person and end - start > 1 and words[start].casefold() in TITLES | COUNTRIES:
        start += 1
    return start, end


def add_demonyms(words: list[str], ents: list[list[int | str]]) -> None:
    """Add country names and demonyms that no entity covers (corpora without such a class)."""
    taken = {i for start, end, _ in ents for i in range(int(start), int(end))}
    for length in (3, 2, 1):
        for start in range(len(words) - length + 1):
            span = range(start, start + length)
            name = " ".join(words[start : start + length])
            if name[0].isupper() and name.casefold() in COUNTRIES and not taken.intersection(span):
                ents.append([start, start + length, "COUNTRY"])
                taken.update(span)
    ents.sort(key=lambda ent: int(ent[0]))
