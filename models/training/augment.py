"""Copies of treebank sentences that look like trade and industrial-policy news.

Each function takes a record and a random generator and returns a changed copy or None where it
does not apply. A copy is kept only if spaCy's tokenizer gives its tokens back, so that training
and running see the same tokens.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable

from augment_names import WORDS, korean_name, swap_names
from records import Record, tokenises_back
from tree_edits import Node, compound_name, drop_leaves, flat_name, replace_span, top_is


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
        return [
            root,
            (value, *num, value, 2, "compound"),
            (scale, *word_num, scale, 0, "nummod"),
        ], 0
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


def swap_object(record: Record, rng: random.Random) -> Record | None:
    """Put an amount in the place of a pronoun object (`spent it` -> `spent 3 trillion won`)."""
    for index, word in enumerate(record["words"]):
        leaf = index not in record["head"][:index] + record["head"][index + 1 :]
        if (
            record["dep"][index] == "obj"
            and leaf
            and word.lower() in {"it", "them", "this", "that"}
        ):
            nodes, root = money(rng)
            return replace_span(record, index, index + 1, nodes, root)
    return None


def swap_subject(record: Record, rng: random.Random) -> Record | None:
    """Put a country, capital, body, company or Korean name in the place of a pronoun subject."""
    for index, word in enumerate(record["words"]):
        allowed = {"he", "she", "it"} | (
            {"they", "we", "i"} if past_or_modal(record, index) else set()
        )
        leaf = index not in record["head"][:index] + record["head"][index + 1 :]
        if not (
            record["dep"][index] in {"nsubj", "nsubj:pass"} and leaf and word.lower() in allowed
        ):
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
    auxiliaries = [
        i for i, h in enumerate(record["head"]) if h == verb and record["dep"][i].startswith("aux")
    ]
    if auxiliaries:
        return all(record["tag"][i] == "MD" for i in auxiliaries)
    return bool(record["tag"][verb] == "VBD")


def swap_measure(record: Record, rng: random.Random) -> Record | None:
    """Put a trade measure in the place of a short object, and often a policy verb before it.

    `sold the house` -> `lifted export restrictions`.
    """
    heads = record["head"]
    for index, dep in enumerate(record["dep"]):
        inside = [i for i in range(len(heads)) if top_is(heads, i, index)]
        short = len(inside) <= 3 and max(inside) - min(inside) + 1 == len(inside)
        if dep != "obj" or not short or record["pos"][index] not in {"NOUN", "PRON"}:
            continue
        if record["tag"][index] in {"WP", "WDT"} or index < heads[index]:
            continue
        nodes, root = noun_phrase(rng)
        verb = heads[index]
        result = replace_span(record, min(inside), max(inside) + 1, nodes, root)
        if result is not None and rng.random() < 0.7:
            swap_verb(result, verb, rng, WORDS["measure_verbs"])
        return result
    return None


def noun_phrase(rng: random.Random) -> tuple[list[Node], int]:
    """Return nodes of a measure: modifiers as they come, `compound` or `amod`, and a head noun."""
    words: list[list[str]] = rng.choice(WORDS["measures"])
    last = len(words) - 1
    nodes: list[Node] = []
    for word, tag, pos, lemma, dep in words:
        morph = {"NNS": "Number=Plur", "NN": "Number=Sing", "JJ": "Degree=Pos"}.get(tag, "")
        if pos == "DET":
            morph = "Definite=Def|PronType=Art" if word == "the" else "Definite=Ind|PronType=Art"
        nodes.append((word, tag, pos, morph, lemma, last, dep))
    return nodes, last


def swap_verb(
    record: Record, index: int, rng: random.Random, verbs: dict[str, list[list[str]]]
) -> None:
    """Replace a verb in place by one of the same tag, where there is one."""
    forms = verbs.get(record["tag"][index])
    particles = [i for i, h in enumerate(record["head"]) if h == index]
    if forms and not any(record["dep"][i] in {"compound:prt", "xcomp", "iobj"} for i in particles):
        record["words"][index], record["lemma"][index] = rng.choice(forms)


def swap_matrix(record: Record, rng: random.Random) -> Record | None:
    """Put a verb of intent in the place of a verb with an infinitive (`wants to` -> `plans to`)."""
    heads, deps = record["head"], record["dep"]
    for index, dep in enumerate(deps):
        verb = heads[index]
        marked = any(
            h == index and deps[i] == "mark" and record["words"][i] == "to"
            for i, h in enumerate(heads)
        )
        objects = any(h == verb and deps[i] in {"obj", "iobj"} for i, h in enumerate(heads))
        if dep != "xcomp" or not marked or objects or index < verb:
            continue
        forms = WORDS["intent_verbs"].get(record["tag"][verb])
        if forms:
            result = copy.deepcopy(record)
            result["words"][verb], result["lemma"][verb] = rng.choice(forms)
            return result
    return None


def headline(record: Record, rng: random.Random) -> Record | None:
    """Return the sentence as a headline: no articles, no full stop, Title Case or upper case."""
    if len(record["words"]) < 5 or len(record["words"]) > 25 or record["words"][-1] == "?":
        return None
    words = record["words"]
    last = len(words) - 1

    def left_out(index: int) -> bool:
        full_stop = index == last and words[index] == "."
        return full_stop or words[index].lower() in {"a", "an", "the"}

    result = drop_leaves(record, left_out)
    return upper(result, rng) if rng.random() < 0.15 else title(result)


def title(record: Record) -> Record:
    """Return a copy in Title Case."""
    small = {
        "of",
        "to",
        "in",
        "on",
        "for",
        "and",
        "or",
        "at",
        "by",
        "as",
        "from",
        "with",
        "n't",
        "'s",
    }
    words = [
        w if w in small and i else w[:1].upper() + w[1:] for i, w in enumerate(record["words"])
    ]
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


Change = Callable[[Record, random.Random], "Record | None"]
CHANGES: tuple[tuple[Change, float], ...] = (
    (swap_money, 1.0), (swap_object, 0.2), (swap_subject, 0.12), (swap_names, 0.35),
    (swap_measure, 0.12), (swap_matrix, 0.3), (headline, 0.05), (upper, 0.015), (lower, 0.03),
    (curly, 0.2), (no_space, 0.03),
)  # fmt: skip
TREE_CHANGES: tuple[Change, ...] = (
    swap_money, swap_object, swap_subject, swap_names, swap_measure, swap_matrix, headline,
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
