"""Copies of treebank sentences that look like trade and industrial-policy news.

Each function takes a record and a random generator and returns a changed copy or None where it
does not apply. A copy is kept only if spaCy's tokenizer gives its tokens back, so that training
and running see the same tokens.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from records import BLANK, TREE_COLUMNS, Record, tokenises_back

Node = tuple[str, str, str, str, str, int, str]  # word, tag, pos, morph, lemma, head, dep
WORDS: dict[str, Any] = json.loads((Path(__file__).parent / "domain_words.json").read_text("utf8"))
PROPN = ("NNP", "PROPN", "Number=Sing")


def replace_span(record: Record, start: int, end: int, nodes: list[Node], top: int) -> Record | None:
    """Return a copy with tokens [start, end) replaced by a small tree whose root is `top`."""
    heads = record["head"]
    tops = [i for i in range(start, end) if not start <= heads[i] < end or heads[i] == i]
    if len(tops) != 1:
        return None
    old, new, shift = tops[0], start + top, len(nodes) - (end - start)

    def moved(index: int) -> int:
        if start <= index < end:
            return new
        return index + shift if index >= end else index

    result = copy.deepcopy(record)
    last_space = record["spaces"][end - 1]
    spaces = spaces_of([node[0] for node in nodes])
    result["words"][start:end] = [node[0] for node in nodes]
    result["spaces"][start:end] = [*spaces[:-1], last_space]
    for place, key in enumerate(("tag", "pos", "morph", "lemma")):
        result[key][start:end] = [node[1 + place] for node in nodes]
    root_dep = record["dep"][old]
    result["dep"][start:end] = [root_dep if i == top else node[6] for i, node in enumerate(nodes)]
    outside = [moved(heads[i]) for i in range(len(heads)) if not start <= i < end]
    own = [start + node[5] for node in nodes]
    own[top] = new if heads[old] == old else moved(heads[old])
    result["head"] = [*outside[:start], *own, *outside[start:]]
    if record["ents"] is not None:
        result["ents"] = moved_entities(record["ents"], start, end, shift)
    return result


def spaces_of(words: list[str]) -> list[bool]:
    """Return where spaces stand in a phrase: none around a hyphen, none after `$` or before `'s`."""
    spaces = [True] * len(words)
    for index, word in enumerate(words):
        if word in {"-", "–"}:
            spaces[index] = False
            spaces[max(index - 1, 0)] = False
        if word.endswith("$"):
            spaces[index] = False
    return spaces


def moved_entities(ents: list[list[Any]], start: int, end: int, shift: int) -> list[list[Any]]:
    """Return entities after a replacement; one that held the span exactly keeps its label."""
    result: list[list[Any]] = []
    for first, last, label in ents:
        if last <= start:
            result.append([first, last, label])
        elif first >= end:
            result.append([first + shift, last + shift, label])
        elif first <= start and last >= end:
            result.append([first, last + shift, label])
    return result


def flat_name(name: str) -> tuple[list[Node], int]:
    """Return the nodes of a person's name: first token heads, the rest are `flat`."""
    words = [token.text for token in BLANK.make_doc(name)]
    nodes: list[Node] = []
    for index, word in enumerate(words):
        if word == "-":
            nodes.append((word, "HYPH", "PUNCT", "", word, index + 1, "punct"))
        else:
            nodes.append((word, *PROPN, word, 0, "flat"))
    return nodes, 0


def compound_name(name: str) -> tuple[list[Node], int]:
    """Return the nodes of a name headed by its last token, the rest `compound`."""
    words = [token.text for token in BLANK.make_doc(name)]
    last = len(words) - 1
    nodes: list[Node] = []
    for index, word in enumerate(words):
        if word == "-":
            nodes.append((word, "HYPH", "PUNCT", "", word, index + 1, "punct"))
        elif word in {"South", "North"} and index < last:
            nodes.append((word, "NNP", "ADJ", "Degree=Pos", word, last, "amod"))
        else:
            nodes.append((word, *PROPN, word, last, "compound"))
    return nodes, last


def number(rng: random.Random) -> str:
    """Return a number as news writes it."""
    kind = rng.random()
    if kind < 0.4:
        return f"{rng.randint(1, 999)}.{rng.randint(1, 9)}"
    if kind < 0.6:
        return f"{rng.randint(1, 99)},{rng.randint(0, 999):03d}"
    return str(rng.randint(2, 990))


def money(rng: random.Random) -> tuple[list[Node], int]:
    """Return nodes of an amount, `937.6 billion won` or `$710 million`, and its root."""
    value = number(rng)
    num = ("CD", "NUM", "NumForm=Digit|NumType=Card")
    scale = rng.choice(["billion", "billion", "million", "trillion", None])
    word_num = ("CD", "NUM", "NumForm=Word|NumType=Card")
    if rng.random() < 0.35:
        sign = rng.choice(["$", "$", "US$", "€", "₩", "¥"])
        root: Node = (sign, "$", "SYM", "", sign, 0, "")
        if scale is None:
            return [root, (value, *num, value, 0, "nummod")], 0
        return [root, (value, *num, value, 2, "compound"), (scale, *word_num, scale, 0, "nummod")], 0
    unit, tag, morph, lemma = rng.choice(WORDS["currencies"])
    if scale is None:
        return [(value, *num, value, 1, "nummod"), (unit, tag, "NOUN", morph, lemma, 0, "")], 1
    return [
        (value, *num, value, 1, "compound"),
        (scale, *word_num, scale, 2, "nummod"),
        (unit, tag, "NOUN", morph, lemma, 0, ""),
    ], 2


def swap_money(record: Record, rng: random.Random) -> Record | None:
    """Replace a dollar amount by another amount, won first of all."""
    words, heads = record["words"], record["head"]
    for top, word in enumerate(words):
        if word not in {"$", "dollars", "bucks", "euros", "pounds"}:
            continue
        start, end = top, top + 1
        while end < len(words) and record["pos"][end] == "NUM" and top_is(heads, end, top):
            end += 1
        while start > 0 and record["pos"][start - 1] == "NUM" and top_is(heads, start - 1, top):
            start -= 1
        if end - start > 1:
            nodes, root = money(rng)
            return replace_span(record, start, end, nodes, root)
    return None


def top_is(heads: list[int], index: int, top: int) -> bool:
    """Tell whether `index` lies under `top`."""
    for _ in range(len(heads)):
        if index == top:
            return True
        if heads[index] == index:
            return False
        index = heads[index]
    return False


def swap_object(record: Record, rng: random.Random) -> Record | None:
    """Put an amount in the place of a bare pronoun object (`spent it` -> `spent 3 trillion won`)."""
    for index, word in enumerate(record["words"]):
        leaf = index not in record["head"][:index] + record["head"][index + 1 :]
        if record["dep"][index] == "obj" and leaf and word.lower() in {"it", "them", "this", "that"}:
            nodes, root = money(rng)
            return replace_span(record, index, index + 1, nodes, root)
    return None


def swap_subject(record: Record, rng: random.Random) -> Record | None:
    """Put a country, capital, body, company or Korean name in the place of a pronoun subject."""
    for index, word in enumerate(record["words"]):
        allowed = {"he", "she", "it"} | ({"they", "we", "i"} if past_or_modal(record, index) else set())
        leaf = index not in record["head"][:index] + record["head"][index + 1 :]
        if not (record["dep"][index] in {"nsubj", "nsubj:pass"} and leaf and word.lower() in allowed):
            continue
        label = rng.choice(["COUNTRY", "COUNTRY", "GOV", "ORG", "PERSON"])
        name = korean_name(rng) if label == "PERSON" else rng.choice(WORDS["subjects"][label])
        nodes, root = flat_name(name) if label == "PERSON" else compound_name(name)
        result = replace_span(record, index, index + 1, nodes, root)
        if result is not None and result["ents"] is not None:
            result["ents"] = sorted([*result["ents"], [index, index + len(nodes), label]])
        return result
    return None


def past_or_modal(record: Record, subject: int) -> bool:
    """Tell whether the subject's verb shows no agreement."""
    verb = record["head"][subject]
    auxiliaries = [i for i, h in enumerate(record["head"]) if h == verb and record["dep"][i].startswith("aux")]
    if auxiliaries:
        return all(record["tag"][i] == "MD" for i in auxiliaries)
    return bool(record["tag"][verb] == "VBD")


def korean_name(rng: random.Random) -> str:
    """Return a Korean name as newspapers romanise it."""
    family = rng.choice(WORDS["korean_family"])
    first, second = rng.sample(WORDS["korean_syllables"], 2)
    style = rng.random()
    if style < 0.7:
        return f"{family} {first}-{second.lower()}"
    return f"{family} {first}{second.lower()}" if style < 0.85 else f"{first}-{second.lower()} {family}"


def swap_names(record: Record, rng: random.Random) -> Record | None:
    """Replace names of people by Korean ones and single-word places by the domain's countries."""
    result: Record | None = record
    changed = False
    for start, end, label in sorted(record["ents"] or [], reverse=True):
        if label == "PERSON" and record["pos"][start] == "PROPN" and end - start <= 3:
            nodes, root = flat_name(korean_name(rng))
        elif label == "COUNTRY" and end - start == 1 and record["pos"][start] == "PROPN":
            nodes, root = compound_name(rng.choice(WORDS["subjects"]["COUNTRY"]))
        elif label in {"ORG", "GOV"} and end - start == 1 and record["pos"][start] == "PROPN":
            nodes, root = compound_name(rng.choice(WORDS["subjects"][label]))
        else:
            continue
        replaced = replace_span(result, start, end, nodes, root) if result else None
        if replaced is not None:
            result, changed = replaced, True
    return result if changed else None


def headline(record: Record, rng: random.Random) -> Record | None:
    """Return the sentence as a headline: no articles, no full stop, Title Case or upper case."""
    if len(record["words"]) < 5 or len(record["words"]) > 25 or record["words"][-1] == "?":
        return None
    result: Record = drop_leaves(record, lambda i: record["words"][i].lower() in {"a", "an", "the"} or (
        i == len(record["words"]) - 1 and record["words"][i] == "."))  # fmt: skip
    return upper(result, rng) if rng.random() < 0.15 else title(result)


def drop_leaves(record: Record, drop: Callable[[int], bool]) -> Record:
    """Return a copy without the given tokens where nothing hangs on them and no name ends."""
    heads = record["head"]
    gone = {i for i in range(len(heads)) if drop(i) and heads.count(i) == 0}
    kept = [i for i in range(len(heads)) if i not in gone]
    place = {old: new for new, old in enumerate(kept)}
    result = {key: [record[key][i] for i in kept] for key in ("words", "spaces", *TREE_COLUMNS)}
    result["spaces"][-1] = True
    result["head"] = [place[heads[i]] for i in kept]
    ents = record["ents"]
    if ents is not None:
        ents = [[place[s], place[e - 1] + 1, label] for s, e, label in ents if s in place and e - 1 in place]
    return {**record, **result, "ents": ents}


def title(record: Record) -> Record:
    """Return a copy in Title Case."""
    small = {"of", "to", "in", "on", "for", "and", "or", "at", "by", "as", "from", "with", "n't", "'s"}
    words = [w if w in small and i else w[:1].upper() + w[1:] for i, w in enumerate(record["words"])]
    return {**record, "words": words}


def upper(record: Record, rng: random.Random) -> Record:
    """Return a copy in upper case."""
    return {**record, "words": [w.upper() for w in record["words"]]}


def lower(record: Record, rng: random.Random) -> Record:
    """Return a copy in lower case."""
    return {**record, "words": [w.lower() for w in record["words"]]}


def curly(record: Record, rng: random.Random) -> Record | None:
    """Return a copy with typographic quotes and apostrophes."""
    words, opening = [], True
    for word in record["words"]:
        if word in {'"', "``", "''"}:
            words.append("“" if opening else "”")
            opening = not opening
        else:
            words.append(word.replace("'", "’"))
    return {**record, "words": words} if words != record["words"] else None


def no_space(record: Record, rng: random.Random) -> Record | None:
    """Return a copy without the space after its end or after one comma."""
    commas = [i for i, word in enumerate(record["words"][:-1]) if word == ","]
    spaces = list(record["spaces"])
    if commas and rng.random() < 0.6:
        spaces[rng.choice(commas)] = False
    elif record["words"][-1] in {".", "”", '"'}:
        spaces[-1] = False
    return {**record, "spaces": spaces} if spaces != record["spaces"] else None


def swap_flat_names(
    record: Record, rng: random.Random, gazetteer: dict[str, list[str]], probability: float
) -> Record:
    """Return a copy of a record without tree whose names are replaced by gazetteer names."""
    result = copy.deepcopy(record)
    for index in range(len(result["ents"]) - 1, -1, -1):
        start, end, label = result["ents"][index]
        if label in gazetteer and rng.random() < probability:
            name = korean_name(rng) if label == "PERSON" else rng.choice(gazetteer[label])
            doc = BLANK.make_doc(name)
            shift = len(doc) - (end - start)
            space = result["spaces"][end - 1]
            result["words"][start:end] = [token.text for token in doc]
            result["spaces"][start:end] = [*(bool(t.whitespace_) for t in doc[:-1]), space]
            later = [[s + shift, e + shift, label] for s, e, label in result["ents"][index + 1 :]]
            result["ents"] = [*result["ents"][:index], [start, start + len(doc), label], *later]
    return result


def load_gazetteer(path: Path) -> dict[str, list[str]]:
    """Return names and aliases per label from the project's gazetteer (unverified ones too)."""
    names: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        for name in [row["name"], *row.get("aliases", [])]:
            if name.isascii() and 2 < len(name) < 60:
                names.setdefault(row["label"], []).append(name)
    return names


Change = Callable[[Record, random.Random], "Record | None"]
CHANGES: tuple[tuple[Change, float], ...] = (
    (swap_money, 1.0), (swap_object, 0.2), (swap_subject, 0.12), (swap_names, 0.35),
    (headline, 0.05), (upper, 0.015), (lower, 0.03), (curly, 0.2), (no_space, 0.03),
)  # fmt: skip


def augmented(records: list[Record], seed: int, share: float = 1.0) -> list[Record]:
    """Return changed copies of records, each function applied with its own probability."""
    rng = random.Random(seed)
    result: list[Record] = []
    for record in records:
        for change, probability in CHANGES:
            if rng.random() >= probability * share:
                continue
            if record["head"] is None and change in TREE_CHANGES:
                continue
            copied = change(copy.deepcopy(record), rng)
            if copied is not None and tokenises_back(copied):
                result.append(copied)
    return result


TREE_CHANGES: tuple[Change, ...] = (swap_money, swap_object, swap_subject, swap_names, headline)
