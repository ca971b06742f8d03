"""Which names of a text are one entity: the same id, a surname, an acronym, a short form."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from kr_policy_ie.annotate.link_choice import Link
from kr_policy_ie.annotate.link_context import Context, Name

_LEGAL = re.compile(
    r"[\s,]+(?:co|corp|corporation|inc|ltd|limited|plc|llc|gmbh|company|ag|nv|sa|holdings)\b\.?",
    re.IGNORECASE,
)
#: How many people of one surname back a bare surname may point.
_REACH = 20
_BRACKET = re.compile(r"(?:['’]s)?[”\"’']?\s*\([\"“]?")


def cluster(context: Context, links: list[Link]) -> Iterator[tuple[Link, str]]:
    """Each link, completed by what other mentions of its entity say, with the entity's key."""
    keys: dict[str, str] = {}
    best: dict[str, tuple[Link, str]] = {}
    out: list[tuple[Link, str]] = []
    surnames = _introduced(context)
    for name, link in zip(context.names, links, strict=True):
        key = _key(name, link, context, keys, surnames, out)
        keys.setdefault(_surface_key(name), key)
        known, longest = best.get(key, (link, name.text))
        if known.kb_id is None and link.kb_id is not None:
            known = link
        longest = max(longest, name.text, key=len) if name.label == "PERSON" else longest
        best[key] = (known, longest)
        out.append((link, key))
    for link, key in out:
        known, surface = best[key]
        kb_id = link.kb_id or known.kb_id
        yield replace(link, kb_id=kb_id, name=known.name or link.name or surface), key


def _surface_key(name: Name) -> str:
    plain = _LEGAL.sub("", name.text) if name.label == "ORG" else name.text
    return f"{name.label}:{plain.lower().strip('. ')}"


def _key(
    name: Name,
    link: Link,
    context: Context,
    keys: dict[str, str],
    surnames: dict[str, list[Name]],
    before: list[tuple[Link, str]],
) -> str:
    if name.index and name.rule == "name.acronym":
        earlier = context.names[name.index - 1]
        gap = context.text[earlier.end : name.start]
        if earlier.label == name.label and _BRACKET.fullmatch(gap):
            return before[name.index - 1][1]
    surface = _surface_key(name)
    if surface in keys and (link.kb_id is None or keys[surface].endswith(link.kb_id)):
        return keys[surface]
    if name.label == "PERSON" and (full := _full_name(name, surnames)) is not None:
        return keys.get(_surface_key(full), _surface_key(full))
    if link.kb_id is not None:
        return f"{name.label}={link.kb_id}"
    return surface


def _introduced(context: Context) -> dict[str, list[Name]]:
    """Full names of people by each of their words."""
    found: dict[str, list[Name]] = {}
    for name in context.names:
        if name.label == "PERSON" and len(name.words) > 1:
            for word in name.words:
                found.setdefault(word, []).append(name)
    return found


def _full_name(name: Name, surnames: dict[str, list[Name]]) -> Name | None:
    """The person introduced last before a surname; in a headline, the first one after it."""
    people = surnames.get(name.text.lower().split()[-1].strip("."), [])
    place = bisect_left(people, name.start, key=lambda one: one.start)
    for person in (*reversed(people[max(0, place - _REACH) : place]), *people[place : place + 1]):
        if name.words < person.words:
            return person
    return None
