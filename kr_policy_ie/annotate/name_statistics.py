"""What the base pipeline's NER says, where it fits the shape of the words."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from spacy.tokens import Doc

from kr_policy_ie.annotate.name_text import Found, NameText
from kr_policy_ie.rules.name_words import NameWords
from kr_policy_ie.schema import NAMED_LABELS

#: Labels of other pipelines' NER.
_OTHERS = {"GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "PER": "PERSON"}
#: What stands before a place that nobody knows.
_PLACE_CUES = frozenset({"in", "at", "near", "from", "to", "outside", "of", "around", "via", ","})
_TRUSTED = frozenset({"PERSON", "ORG", "GOV", "PLACE", "SECTOR", "LAW", "AGREEMENT", "PROGRAM"})


def find_statistical(doc: Doc, text: NameText, words: NameWords) -> Iterator[Found]:
    """The entities of the model that the words do not contradict."""
    for entity in doc.ents:
        label = _OTHERS.get(entity.label_, entity.label_)
        if label not in NAMED_LABELS or label not in _TRUSTED:
            continue
        first = bisect_left(text.starts, entity.start_char)
        last = bisect_right(text.ends, entity.end_char)
        while first < last and text.norms[first] in {"the", "a", "an", '"', "“", "'"}:
            first += 1
        while (
            last > first
            and text.norms[last - 1] in {"'s", ",", ".", '"', "”"}
            and (text.norms[last - 1] != "." or last - first == 1)
        ):
            last -= 1
        if label == "PERSON" and _is_company(text, words, first, last):
            label = "ORG"
        if (
            first < last
            and text.same_block(first, last)
            and _plausible(text, words, first, last, label)
        ):
            yield Found(first, last, label, "ner", f"name.ner.{label.lower()}", (last - first) / 10)


def _is_company(text: NameText, words: NameWords, first: int, last: int) -> bool:
    """Whether what the model takes for a person ends as companies do: `Hansol Cathode`."""
    if last - first < 2 or text.norms[last - 1] not in words["company_heads"]:
        return False
    titled = text.norm(first - 1 - (text.norm(first - 1) == ".")) in words["titles_strong"]
    return not titled and text.norms[first].capitalize() not in words.given_names


def _plausible(text: NameText, words: NameWords, first: int, last: int, label: str) -> bool:
    norms = text.norms[first:last]
    if label == "SECTOR":
        known = norms[-1] in words["sector_heads"] or text.norm(last) in words["sector_followers"]
        joined = {"and", "or", "of", "next", "general", "new"}
        return known and not set(norms) & (words["not_names"] - joined)
    if text.shouted[first] or not text.is_capital(first):
        return False
    if label == "PERSON":
        plain = words["topics"] | words["gov_heads"] | words["titles_strong"]
        return not set(norms) & plain and norms[0] not in words["not_names"]
    if norms[0] in words["not_names"] and (last - first == 1 or label == "PLACE"):
        return False
    return last - first > 1 or _single_is_plausible(text, words, first, label)


def _single_is_plausible(text: NameText, words: NameWords, first: int, label: str) -> bool:
    norm = text.norms[first]
    if label in {"GOV", "PLACE"} and not text.words[first].isupper():
        return label == "PLACE" and text.norm(first - 1) in _PLACE_CUES
    return norm not in words["topics"] and norm not in words["titles_strong"]
