"""Names that the gazetteer knows."""

from collections.abc import Iterator

from kr_policy_ie.annotate.name_text import Found, NameText
from kr_policy_ie.rules.gazetteer import Alias, Gazetteer
from kr_policy_ie.rules.name_words import NameWords

#: Abbreviations that are common words in capitals.
_COMMON_IN_CAPITALS = frozenset({"us", "it", "who", "aid", "can", "arm", "gm", "house", "total"})
_MOUNTAINS = frozenset({"mt", "mount", "lake"})
#: No noun stands behind a demonym before these.
_NO_NOUN = frozenset({".", ",", ";", ")", "through", "from", "at", "as", "by", "?", "!", '"', "”"})
_SCALES = frozenset(
    {"million", "billion", "trillion", "thousand", "mln", "bln", "tn", "bn", "crore"}
)
_CURRENCIES = frozenset(
    [
        "dollar",
        "dollars",
        "dlr",
        "dlrs",
        "won",
        "yen",
        "yuan",
        "renminbi",
        "euro",
        "euros",
        "pound",
        "pounds",
        "peso",
        "pesos",
        "rupee",
        "rupees",
        "ruble",
        "rubles",
        "rouble",
        "roubles",
        "krona",
        "kronor",
        "krone",
        "kroner",
        "koruna",
        "crown",
        "crowns",
        "franc",
        "francs",
        "mark",
        "marks",
        "lira",
        "lire",
        "guilder",
        "guilders",
        "baht",
        "ringgit",
        "rupiah",
        "dong",
        "real",
        "reais",
        "cent",
        "cents",
    ]
)


def find_known(text: NameText, gazetteer: Gazetteer, words: NameWords) -> Iterator[Found]:
    """Every stretch of words that is a name in the gazetteer, longest first at each word."""
    lengths = gazetteer.lengths
    for first, norm in enumerate(text.norms):
        for size in lengths.get(norm, ()):
            last = first + size
            aliases = gazetteer.aliases.get(tuple(text.norms[first:last]))
            if aliases and last <= len(text) and text.same_block(first, last):
                for found in _fitting(text, first, last, aliases):
                    if _owns(text, gazetteer, found):
                        continue
                    if not _is_something_else(text, words, found):
                        yield found


def _owns(text: NameText, gazetteer: Gazetteer, one: Found) -> bool:
    """Whether only `U.S.` stands before a name of the same body: a mention of its own."""
    if one.label != "GOV" or one.size < 3 or text.norms[one.first] not in {"u.s", "us"}:
        return False
    rest = one.first + 1 + (text.norm(one.first + 1) == ".")
    if text.norm(rest) == "house":
        return False  # which alone may be any country's
    shorter = gazetteer.aliases.get(tuple(text.norms[rest : one.last]), [])
    return any(alias.entry.id in one.ids for alias in shorter)


def _fitting(text: NameText, first: int, last: int, aliases: list[Alias]) -> Iterator[Found]:
    """One Found for each label and kind, with the ids of all entries that share it."""
    grouped: dict[tuple[str, str], list[Alias]] = {}
    for alias in aliases:
        if not (alias.entry.own or _case_fits(text, first, alias)):
            continue
        if alias.entry.label == "COUNTRY" and (
            _is_money(text, first, last) or text.norm(first - 1) in _MOUNTAINS
        ):
            continue
        grouped.setdefault((alias.entry.label, alias.kind), []).append(alias)
    for (label, kind), group in grouped.items():
        own = any(alias.entry.own for alias in group)
        sure = 9 if last - first > 1 else 2
        weight = 10 * (last - first) + {"weak": -6, "capitals": 1}.get(kind, sure) + 8 * own
        ids = tuple(dict.fromkeys(alias.entry.id for alias in group))
        yield Found(first, last, label, "gazetteer", f"name.gazetteer.{kind}", weight, ids)


def _is_something_else(text: NameText, words: NameWords, one: Found) -> bool:
    """Whether the words around make a name another thing: a language, a people, a city."""
    before, after = text.norm(one.first - 1), text.norm(one.last)
    if one.label == "COUNTRY":
        if before == "-" and text.norm(one.first - 2) in words["prefixes_of_peoples"]:
            return text.glued(one.first)
        return one.rule.endswith(".demonyms") and _is_language(text, words, one)
    if one.label != "ORG" or one.size > 1:
        return False
    located = before in {"in", "near"} and after == "," and one.last + 1 < len(text)
    return located and text.is_capital(one.last + 1) and text.norm(one.last + 2) not in {",", "and"}


def _is_language(text: NameText, words: NameWords, one: Found) -> bool:
    """`English-speaking`, `said in Spanish through a translator`."""
    place = one.last + (text.norm(one.last) == "-")
    if text.norm(place) in words["languages_behind"]:
        return True
    open_end = one.last == len(text) or text.norm(one.last) in _NO_NOUN
    return open_end and text.norm(one.first - 1) in words["languages_before"]


def _case_fits(text: NameText, first: int, alias: Alias) -> bool:
    """Whether the words are written as a name is, with regard to lines of capitals."""
    shouted = text.shouted[first]
    for offset, known in enumerate(alias.words):
        word = text.words[first + offset]
        if not known[0].isalpha() or not known[0].isupper():
            continue
        if _is_acronym(known):
            if word != known and not (shouted and word == known.upper()):
                return False
            if shouted and len(alias.words) == 1 and text.norms[first] in _COMMON_IN_CAPITALS:
                return False
        elif not word[0].isupper() or (
            len(word) < 3 and word.isupper() and not shouted and word != known
        ):
            return False
    return True


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and sum(letter.isupper() for letter in word) > 1


def _is_money(text: NameText, first: int, last: int) -> bool:
    """Whether a country's name only belongs to a sum: `2.8 billion U.S. dlrs`, `US$3`."""
    after = text.norm(last)
    if after in {"$", "£", "€", "₩"} and text.glued(last):
        return True
    if after not in _CURRENCIES:
        return False
    before = text.norm(first - 1)
    if text.norm(last + 1)[:1].isdigit():
        return True
    return before in _SCALES or before[:1].isdigit()
