"""Whether a body with a name that many countries use is the one of a certain country."""

import re

from kr_policy_ie.annotate.link_context import Context, Name
from kr_policy_ie.rules.gazetteer import Entry

#: Words that make a bare `Congress` the American one where no country is named.
_AMERICAN = re.compile(
    r"\b(?:Senate|Senators?|Sen\.|House|Democrats?|Republicans?|Reagan|Bush|Clinton|Obama|Trump"
    r"|Biden|Washington|Federal|Fed)\b"
)
_LINKING_WORDS = frozenset({"ministry", "department", "of", "the", "and", "for", "s"})


def fits_country(name: Name, entry: Entry, local: str | None, context: Context) -> bool:
    """Whether the words beside a name, or else the countries of the text, allow an entry.

    Args:
        name: The name.
        entry: The body that it might mean.
        local: The country that the words right beside it give it, if they do.
        context: What else the text says.
    """
    if entry.kind == "generic" or not entry.country or entry.own:
        return entry.kind != "generic"
    if not is_shared(name, entry, context):
        return True
    if local is not None:
        return local == entry.country
    if "congress" in name.words:
        return _is_american(context)
    if entry.country not in context.counts:
        return _is_understood(name, entry.country, context)
    return _is_at_home(name, entry.country, context)


def _is_american(context: Context) -> bool:
    """Whether a text speaks more of the United States than of others with a Congress."""
    american = context.counts["US"]
    rivals = context.words["countries_with_congress"]
    most = max((context.counts[code] for code in rivals), default=0)
    if american <= 0 and most == 0:
        return bool(_AMERICAN.search(context.text))
    return american > most


def _is_understood(name: Name, country: str, context: Context) -> bool:
    """Whether a country that the text names nowhere may still be meant."""
    if not context.counts:
        return "assembly" not in name.words
    if name.words & context.words["ministries_everywhere"]:
        return False
    return country == "US" and context.focus() not in context.words["countries_with_departments"]


def _is_at_home(name: Name, country: str, context: Context) -> bool:
    """Whether a text that speaks of a country may leave unsaid that the body is its own."""
    barred = context.words["countries_without_ministries"] - {country}
    if context.focus(without=barred if "ministry" in name.words else frozenset()) == country:
        return True
    if not is_generic(name, context):
        return True
    if "assembly" in name.words:
        rivals = context.words["countries_with_assembly"] & set(context.counts)
        return not rivals - {country}
    if "prime" in name.words:
        return False
    full = " of " in name.text or not name.words & {"ministry", "department"}
    return full and 3 * context.counts[country] >= max(context.counts.values())


def is_generic(name: Name, context: Context) -> bool:
    """Whether a name only says a body's task: `finance ministry`."""
    topics = name.words - _LINKING_WORDS
    plain = len(topics) <= 2 and not topics & context.words["ministries_own_words"]
    return name.text[0].islower() or plain


def is_shared(name: Name, entry: Entry, context: Context) -> bool:
    """Whether every country may have a body of that name.

    An acronym that the text itself made of a full name is judged by the full name.
    """
    words = name.words
    if name.text.isupper() and " " not in name.text:
        if name.rule not in {"name.acronym", "name.again", "name.gazetteer.weak"}:
            return False
        words = frozenset(entry.name.lower().replace("'", " ").split())
    lands = context.words["ministries_lands"]
    return bool(words & context.words["ministries_shared"]) and not words & lands
