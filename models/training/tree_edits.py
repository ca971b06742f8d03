"""Small operations on records: replace a span by a little tree, drop leaves, build name trees."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from records import BLANK, TREE_COLUMNS, Record

Node = tuple[str, str, str, str, str, int, str]  # word, tag, pos, morph, lemma, head, dep
PROPN = ("NNP", "PROPN", "Number=Sing")


def replace_span(
    record: Record, start: int, end: int, nodes: list[Node], top: int
) -> Record | None:
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
    """Return where spaces stand in a phrase: none around a hyphen, none after `$`."""
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


def top_is(heads: list[int], index: int, top: int) -> bool:
    """Tell whether `index` lies under `top`."""
    for _ in range(len(heads)):
        if index == top:
            return True
        if heads[index] == index:
            return False
        index = heads[index]
    return False


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
        ents = [
            [place[s], place[e - 1] + 1, label]
            for s, e, label in ents
            if s in place and e - 1 in place
        ]
    return {**record, **result, "ents": ents}


def replace_flat(record: Record, index: int, nodes: list[Node]) -> Record:
    """Return a copy of a record without tree with one token replaced by several."""
    result = copy.deepcopy(record)
    words = [node[0] for node in nodes]
    spaces = [*spaces_of(words)[:-1], record["spaces"][index]]
    result["words"][index : index + 1] = words
    result["spaces"][index : index + 1] = spaces
    result["ents"] = moved_entities(record["ents"], index, index + 1, len(nodes) - 1)
    return result
