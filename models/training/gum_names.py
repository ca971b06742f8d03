"""Named entities out of GUM's nested entity annotation (MISC `Entity=`)."""

from __future__ import annotations

import re
from typing import Any

from name_labels import COUNTRIES, TITLES, organisation_label, place_label, thing_label, trim

MARK = re.compile(r"\((\d+)-([a-z]+)-[^()]*(\)?)|(\d+)\)")
NAME_TAGS = {"NNP", "NNPS"}
LINKS = {"of", "and", "the", "for", "&", "-", "–", "/", "de", "la", "on", "in", ".", "’s", "'s"}


def gum_entities(
    record: dict[str, Any], miscs: list[str], node_of: dict[int, int]
) -> list[list[Any]]:
    """Return non-overlapping named entities of one sentence, longest first, sorted by place."""
    found: list[tuple[int, int, str]] = []
    for first, last, kind in mentions(miscs):
        named = name_of_mention(record, node_of[first], node_of[last] + 1, kind)
        if named is not None:
            found.append(named)
    taken: set[int] = set()
    kept: list[list[Any]] = []
    for start, end, label in sorted(found, key=lambda item: (-(item[1] - item[0]), item)):
        if not taken.intersection(range(start, end)):
            kept.append([start, end, label])
            taken.update(range(start, end))
    add_country_words(record, kept, taken)
    return sorted(kept)


def mentions(miscs: list[str]) -> list[tuple[int, int, str]]:
    """Return (first word, last word, entity type) of every mention closed in the sentence."""
    result: list[tuple[int, int, str]] = []
    open_marks: list[tuple[str, int, str]] = []
    for index, misc in enumerate(miscs):
        value = next((part[7:] for part in misc.split("|") if part.startswith("Entity=")), "")
        for match in MARK.finditer(value):
            number, kind, closed, closing = match.groups()
            if closed:
                result.append((index, index, kind))
            elif number:
                open_marks.append((number, index, kind))
            else:
                close_mark(open_marks, closing, index, result)
    return result


def close_mark(
    open_marks: list[tuple[str, int, str]],
    number: str,
    index: int,
    result: list[tuple[int, int, str]],
) -> None:
    """Close the innermost open mention with this number."""
    for place in range(len(open_marks) - 1, -1, -1):
        if open_marks[place][0] == number:
            _, start, kind = open_marks.pop(place)
            result.append((start, index, kind))
            return


def name_of_mention(
    record: dict[str, Any], start: int, end: int, kind: str
) -> tuple[int, int, str] | None:
    """Return the proper-noun run around the head of a mention with its label, if it is a name."""
    pos, heads = record["tag"], record["head"]
    tops = [i for i in range(start, end) if not start <= heads[i] < end or heads[i] == i]
    if not tops or pos[tops[0]] not in NAME_TAGS:
        return None
    head = tops[0]
    left, right = head, head + 1
    links = set() if kind == "person" else LINKS
    while left > start and (
        pos[left - 1] in NAME_TAGS or joins(record, left - 1, start, links, -1)
    ):
        left -= 1
    while right < end and (pos[right] in NAME_TAGS or joins(record, right, end, links, 1)):
        right += 1
    words = record["words"]
    left, right = trim(words, left, right, person=kind == "person")
    if left >= right:
        return None
    if kind == "person" and (pos[right - 1] == "NNPS" or words[left].casefold() in TITLES):
        name = words[right - 1].casefold()
        return (left, right, "COUNTRY") if right - left == 1 and name in COUNTRIES else None
    label = label_for(" ".join(words[left:right]), kind)
    return (left, right, label) if label else None


def joins(record: dict[str, Any], index: int, limit: int, links: set[str], step: int) -> bool:
    """Tell whether the token links two parts of a name (`Bank of Korea`, `Bailey-Ross`)."""
    word, pos = record["words"][index], record["tag"]
    far = index + step
    inside = limit <= far if step < 0 else far < limit
    if not inside:
        return False
    if word == "-" or word in links:
        return bool(
            pos[far] in NAME_TAGS or (word in {"of", "for"} and record["words"][far] == "the")
        )
    return word == "the" and record["words"][index - 1] in {"of", "for"} and pos[far] in NAME_TAGS


def label_for(name: str, kind: str) -> str | None:
    """Return the contract's label for a GUM entity type."""
    if kind == "organization":
        return organisation_label(name)
    if kind == "place":
        return place_label(name)
    if kind == "person":
        return "COUNTRY" if name.casefold() in COUNTRIES else "PERSON"
    return "COUNTRY" if name.casefold() in COUNTRIES else thing_label(name)


def add_country_words(record: dict[str, Any], kept: list[list[Any]], taken: set[int]) -> None:
    """Add demonyms and country names that are no mention of their own (`Spanish art`)."""
    for index, word in enumerate(record["words"]):
        is_name = record["pos"][index] in {"PROPN", "ADJ"} and word[0].isupper()
        if is_name and index not in taken and word.casefold() in COUNTRIES:
            kept.append([index, index + 1, "COUNTRY"])
