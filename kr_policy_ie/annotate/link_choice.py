"""Which entry of the gazetteer a name means, and why."""

from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from kr_policy_ie.annotate.link_context import Context, Name
from kr_policy_ie.annotate.link_countries import fits_country, is_generic
from kr_policy_ie.rules.gazetteer import Entry
from kr_policy_ie.rules.portfolios import body_of

_END_OF_SOVIETS = "1991-12-26"
_FUZZY = 88
_TITLE_REACH = 60


@dataclass
class Link:
    """The id of a name, how sure, why, and what else it might have been."""

    kb_id: str | None
    name: str | None
    confidence: float
    reason: str
    alternatives: list[dict[str, Any]] = field(default_factory=list)
    stale: bool = False


def link_of(name: Name, context: Context) -> Link:
    """The link of one name by itself, without what the text says elsewhere."""
    unknown = [key for key in name.candidates if key not in context.gazetteer.entries]
    if unknown and name.rule.startswith("name.gazetteer"):
        return Link(unknown[0], name.text, 0.9, "own gazetteer, known to kr_names only")
    if name.label == "SECTOR":
        return _of_sector(name)
    if name.label == "COUNTRY":
        return _of_country(name, context)
    if name.label == "PERSON":
        return _of_person(name, context)
    if name.label == "GOV":
        return _of_body(name, context)
    entries = [
        context.gazetteer.entries[key]
        for key in name.candidates
        if key in context.gazetteer.entries
    ]
    there = [entry for entry in entries if not _is_yet_to_come(entry, context.day)]
    return _best(name, there, context, None) or Link(None, None, 0.5, "not in the gazetteer")


def _is_yet_to_come(entry: Entry, day: str | None) -> bool:
    """Whether a law, pact or programme did not exist on that day."""
    begun = entry.valid_from
    return bool(begun and day) and entry.label != "ORG" and str(begun) > str(day)


def _of_sector(name: Name) -> Link:
    key = name.candidates[0] if name.candidates else None
    return Link(key, None, 0.9 if key else 0.4, "taxonomy" if key else "model only")


def _of_country(name: Name, context: Context) -> Link:
    known = [key for key in name.candidates if key in context.gazetteer.entries]
    if not known:
        return Link(None, None, 0.4, "no known country")
    key, reason = known[0], "country name"
    if len(known) > 1 and not {"RU", "SU"} & set(known):
        likely = context.likeliest(known)
        if likely is None:
            others = [{"kb_id": other, "reason": "bears the same name"} for other in known]
            return Link(None, None, 0.4, "several countries bear that name", others)
        key, reason = likely, "country name, and the text speaks of it"
    if "RU" in known or "SU" in known:
        early = context.day is not None and context.day < _END_OF_SOVIETS
        if key == "RU" and (early or (context.day is None and "SU" in context.counts)):
            key, reason = "SU", "the Soviet Union until 1991"
    if name.rule.endswith(".capitals"):
        reason = "capital as its government"
    entry = context.gazetteer.entries[key]
    lost = [{"kb_id": other, "reason": "less usual"} for other in known if other != key]
    return Link(key, entry.name, 0.97 if name.rule.endswith("aliases") else 0.9, reason, lost)


def _of_body(name: Name, context: Context) -> Link:
    local = context.local(name)
    if "government" in name.words or "administration" in name.words:
        found = _government(name, local, context)
        if found:
            return found
    entries = [
        context.gazetteer.entries[key]
        for key in name.candidates
        if key in context.gazetteer.entries
    ]
    fitting = [entry for entry in entries if fits_country(name, entry, local, context)]
    found = _best(name, fitting, context, local)
    if found is None or (found.stale and is_generic(name, context)):
        return _by_portfolio(name, local, context)
    return found


def _government(name: Name, local: str | None, context: Context) -> Link | None:
    key = f"{local}-GOV"
    if "government" in name.words and local and key in context.gazetteer.entries:
        entry = context.gazetteer.entries[key]
        return Link(key, entry.name, 0.95, f"government of {local}")
    return (
        Link(None, None, 0.5, "a government without an id") if "government" in name.words else None
    )


def _best(name: Name, entries: list[Entry], context: Context, local: str | None) -> Link | None:
    if not entries:
        return None
    scored = sorted(
        ((_score(entry, context, local), entry) for entry in entries), key=lambda one: -one[0]
    )
    score, entry = scored[0]
    stale = not entry.valid_on(context.day)
    key = entry.line or entry.id
    reason = f"name of {entry.name}" + ("; stale on that day" if stale else "")
    if entry.line:
        reason += f" ({entry.id}), in the line of {key}"
    lost = [{"kb_id": other.id, "reason": f"scored {mark:.2f}"} for mark, other in scored[1:]]
    return Link(
        None if entry.kind == "generic" else key, entry.name, round(score, 2), reason, lost, stale
    )


def _score(entry: Entry, context: Context, local: str | None) -> float:
    score = 0.7 + 0.2 * entry.own
    if not entry.valid_on(context.day):
        score -= 0.3
    if entry.country:
        home = local or context.focus()
        score += 0.2 if home == entry.country else 0.05 * (entry.country in context.counts)
    return min(score, 0.98)


def _by_portfolio(name: Name, local: str | None, context: Context) -> Link:
    words = name.words
    if not words & {"ministry", "department", "dept"}:
        return Link(None, None, 0.5, "not in the gazetteer")
    home = local
    reason = f"{home}'s by the words beside it"
    if home is None:
        barred = (
            context.words["countries_without_ministries"] if "ministry" in words else frozenset()
        )
        home = context.focus(without=barred)
        reason = f"{home}'s, which the text is about"
        if (
            home is not None
            and "US" not in words
            and "department" in words
            and "US" in context.counts
        ):
            home, reason = "US", "a department, and the text speaks of the United States"
    key = body_of(home, words, context.day) if home else None
    if key is None:
        return Link(None, None, 0.5, "no ministry with an id")
    entry = context.gazetteer.entries.get(key)
    return Link(key, entry.name if entry else None, 0.9 if local else 0.75, reason)


def _of_person(name: Name, context: Context) -> Link:
    entries = [
        context.gazetteer.entries[key]
        for key in name.candidates
        if key in context.gazetteer.entries
    ]
    if found := _best(name, entries, context, None):
        return found
    around = context.text[max(0, name.start - _TITLE_REACH) : name.end + _TITLE_REACH].lower()
    for entry in context.people:
        held = context.day is not None and entry.valid_on(context.day)
        if held and _similar(name.text, entry) and _holds_role(entry, around):
            return Link(entry.id, entry.name, 0.7, f"spelt like {entry.name}, with the title")
    return Link(None, None, 0.5, "not in the gazetteer")


def _similar(text: str, entry: Entry) -> bool:
    """Whether a name may be another romanisation; the surname's first letter must agree."""
    if "-" not in text or " " not in text:
        return False
    return any(
        known[0] == text[0] and fuzz.ratio(known.lower(), text.lower()) >= _FUZZY
        for known in (entry.name, *entry.aliases)
    )


def _holds_role(entry: Entry, around: str) -> bool:
    wanted = {"minister", "president", "governor", "chairman", "secretary"}
    return any(
        word in around for role in entry.roles for word in role.lower().split() if word in wanted
    )
