"""Names that a country's name is only a part of: `Qatar Charity`, `Movistar Venezuela`."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kr_policy_ie.annotate.name_choice import country_spans
from kr_policy_ie.annotate.name_text import Found, NameText
from kr_policy_ie.rules.name_words import NameWords

_LINKS = frozenset({"of", "for", "and", "&", "de", "the", "-", "'s", "in", ","})

_LABELS = frozenset({"ORG", "GOV", "PLACE"})


def outside_regions(known: list[Found]) -> list[Found]:
    """Without the countries inside a region's name: the `America` of `Latin America`."""
    regions = {
        place
        for one in known
        if one.label == "PLACE" and one.size > 1
        for place in range(one.first, one.last)
    }
    return [
        one
        for one in known
        if one.label != "COUNTRY" or one.size > 1 or not regions & set(range(one.first, one.last))
    ]


def with_their_parts(
    text: NameText, words: NameWords, found: Iterable[Found], known: list[Found]
) -> Iterator[Found]:
    """The model's names; one that a country or company is plainly a part of outweighs it.

    The contract leaves the country before a government body a mention of its own, so that
    only bodies that end in `of` their country are taken whole.
    """
    countries = country_spans(known)
    companies = {one.first for one in known if one.label == "ORG" and one.size == 1}
    for one in found:
        whole = any(place in countries for place in range(one.first, one.last))
        if (whole and _is_whole(text, words, one, countries)) or _is_other_company(
            text, words, one, companies
        ):
            yield replace(one, weight=10 * one.size + 0.5, rule=one.rule + ".whole")
        else:
            yield one


def _is_whole(
    text: NameText, words: NameWords, one: Found, countries: dict[int, tuple[int, int]]
) -> bool:
    if (
        one.label not in {"ORG", "GOV", "PLACE"}
        or text.titled[one.first]
        or text.shouted[one.first]
    ):
        return False
    spans = {countries[place] for place in range(one.first, one.last) if place in countries}
    if len(spans) != 1 or not _is_capitalised(text, one):
        return False
    first, last = spans.pop()
    rest = one.size - (last - first)
    if first < one.first or last > one.last or rest < 1:
        return False
    return (
        _ends_in(text, words, one, first)
        if last == one.last
        else _opens_with(text, words, one, first, last)
    )


def _opens_with(text: NameText, words: NameWords, one: Found, first: int, last: int) -> bool:
    """Whether a name begins with its country: `Qatar Charity`."""
    owned = text.words[first].isupper() or text.norm(last) == "'s"
    if one.label == "GOV" or first != one.first or owned:
        return False
    official = words["titles_strong"] | words["titles_weak"] | words["gov_heads"]
    return text.norms[one.last - 1] not in official and "." not in text.words[first]


def _ends_in(text: NameText, words: NameWords, one: Found, first: int) -> bool:
    """Whether a name ends in its country: `National Theatre of China`, `Amoco Canada`."""
    before = text.norms[first - 1]
    if before == "of":
        if one.label == "ORG" and text.norm(first - 2) in words["company_heads"]:
            return False
        return first - 2 > one.first or one.label == "PLACE"
    plain = words["not_names"] | words["topics"] | words["titles_strong"] | {"in", "and", "-", "/"}
    return one.label == "ORG" and before not in plain and text.words[first - 1][0].isupper()


def _is_other_company(text: NameText, words: NameWords, one: Found, companies: set[int]) -> bool:
    """Whether a known company only ends another one's name: `Hindustan Unilever`."""
    if one.label != "ORG" or one.size != 2 or one.last - 1 not in companies:
        return False
    before, word = text.norms[one.first], text.words[one.first]
    plain = words["not_names"] | words["topics"] | words["titles_strong"] | words["titles_weak"]
    plain |= words["legal_forms"]
    shown = text.titled[one.first] or text.shouted[one.first] or text.opens[one.first]
    return not shown and word[0].isupper() and word.isalpha() and before not in plain


def _is_capitalised(text: NameText, one: Found) -> bool:
    return all(
        text.is_capital(place) or text.norms[place] in _LINKS - {"in", ",", "'s"}
        for place in range(one.first, one.last)
    )
