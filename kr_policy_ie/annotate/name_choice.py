"""Which of the possible names stay: the best supported, the longest, none overlapping."""

from collections.abc import Iterable, Iterator

from kr_policy_ie.annotate.name_text import Found, NameText

_OFFICES = frozenset(
    [
        "secretary",
        "minister",
        "ministers",
        "undersecretary",
        "under",
        "assistant",
        "deputy",
        "speaker",
        "spokesman",
        "secretaries",
        "chairman",
        "whip",
        "leader",
        "vice",
        "representative",
    ]
)
#: Bodies whose bare name before an office is a part of the office: `Treasury Secretary`.
_IN_OFFICES = frozenset(
    {"treasury", "commerce", "house", "cabinet", "state", "ways and means", "senate", "interior"}
)

#: Bodies beside which a bare `House` is the American one.
_HILL = frozenset({"US-CONGRESS", "US-SENATE", "US-HOUSE", "US-WAYSMEANS", "US-PRES", "US-SENFIN"})


def choose(found: Iterable[Found]) -> list[Found]:
    """The names that stay, in reading order: heavier ones first, then earlier, then longer."""
    ordered = sorted(found, key=lambda one: (-one.weight, one.first, -one.size, one.label))
    taken: set[int] = set()
    kept: list[Found] = []
    for one in ordered:
        place = range(one.first, one.last)
        if taken.isdisjoint(place):
            taken.update(place)
            kept.append(one)
    return sorted(kept, key=lambda one: one.first)


def visible(text: NameText, found: Iterable[Found]) -> Iterator[Found]:
    """Without those in datelines and bylines, and those that are a part of an office."""
    for one in found:
        if text.skipped[one.first] or one.last > len(text):
            continue
        if one.label == "GOV" and (_is_in_office(text, one) or _is_in_longer_name(text, one)):
            continue
        yield one


def _is_in_office(text: NameText, one: Found) -> bool:
    name = " ".join(text.norms[one.first : one.last])
    after = text.norm(one.last)
    if (one.by == "ner" or one.size == 1) and text.norm(one.first - 1) in {"of", "for"}:
        return text.norm(one.first - 2) in {"minister", "ministers", "secretary", "undersecretary"}
    if name.endswith("trade representative") and "office" not in name:
        return text.is_capital(min(one.last, len(text) - 1)) and one.last < len(text)
    return name in _IN_OFFICES and after in _OFFICES


def _is_in_longer_name(text: NameText, one: Found) -> bool:
    """Whether `Congress` is the last word of another name: `Karnataka Congress`."""
    if (
        one.size > 1
        or not one.rule.startswith("name.gazetteer")
        or text.norm(one.first) != "congress"
    ):
        return False
    before = one.first - 1
    if before < 0 or text.opens[one.first] or text.titled[one.first] or text.shouted[one.first]:
        return False
    word = text.words[before]
    named = word[0].isupper() and not word.isupper() and not text.opens[before]
    return named and "." not in word


def believed(text: NameText, found: list[Found]) -> Iterator[Found]:
    """Without the weak abbreviations that nothing else in the text supports."""
    certain = {key for one in found if not one.rule.endswith(".weak") for key in one.ids}
    lands = {key.split("-")[0] for key in certain}
    if certain & _HILL:
        lands.add("US-HILL")
    for one in found:
        if not one.rule.endswith(".weak"):
            yield one
        elif ids := tuple(key for key in one.ids if key in certain or _fits(text, one, key, lands)):
            yield Found(one.first, one.last, one.label, one.by, one.rule, one.weight + 7, ids)


def _fits(text: NameText, one: Found, key: str, lands: set[str]) -> bool:
    """`House` in news of the United States, `Commerce` before its officials."""
    name = text.norms[one.first]
    if text.shouted[one.first] and name == "house":
        return text.norm(one.first - 1) in {"u.s", "us"} and "US" in lands
    if name == "house":
        return (
            "US-HILL" in lands
            and text.norm(one.first - 1) not in {"opera", "white"}
            and (text.norm(one.first - 1) in {"the", "u.s", "us", "full", "and"})
        )
    if name == "commerce":
        after = text.norm(one.last)
        return after in {
            "officials",
            "official",
            "implements",
            "said",
            "says",
            "announces",
            "'s",
        } or (
            text.opens[one.first]
            and after not in _OFFICES | {"and", "ministry", "department", "of"}
        )
    if name == "diet":
        return "JP" in lands and text.norm(one.first - 1) in {"the", "japanese", "national"}
    return False


def country_spans(found: Iterable[Found]) -> dict[int, tuple[int, int]]:
    """For each word of a country's name, the longest such name around it, as word places."""
    spans: dict[int, tuple[int, int]] = {}
    for one in found:
        if one.label == "COUNTRY":
            for place in range(one.first, one.last):
                if place not in spans or one.size > spans[place][1] - spans[place][0]:
                    spans[place] = (one.first, one.last)
    return spans
