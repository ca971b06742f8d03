"""Made-up headlines of policy news with their trees.

Headlines are in the present tense, without articles, often in Title Case, and the treebanks have
next to none: `Korea Lifts Export Curbs, Vows Aid for Chipmakers`. Each is put together from a few
patterns over the word lists of `domain_words.json`; the trees follow UD (`to` marks a root
infinitive, a second verb is `conj`).
"""

from __future__ import annotations

import random

from augment import lower, money, noun_phrase, title, upper
from augment_names import WORDS, korean_name
from records import Record, tokenises_back
from tree_edits import Node, compound_name, flat_name, spaces_of

MORPH = {
    "VBZ": "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin",
    "VBP": "Mood=Ind|Number=Plur|Person=3|Tense=Pres|VerbForm=Fin",
    "VB": "VerbForm=Inf",
    "VBN": "Tense=Past|VerbForm=Part|Voice=Pass",
    "VBG": "VerbForm=Ger",
}


class Line:
    """A headline in the making: nodes whose heads are indices into the whole line."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.ents: list[list[int | str]] = []

    def add(self, nodes: list[Node], root: int, dep: str, head: int | None = None) -> int:
        """Append a small tree; return the index of its root (its head is set later if None)."""
        base = len(self.nodes)
        for place, (word, tag, pos, morph, lemma, inner, label) in enumerate(nodes):
            is_root = place == root
            target = (-1 if head is None else head) if is_root else base + inner
            self.nodes.append((word, tag, pos, morph, lemma, target, dep if is_root else label))
        return base + root

    def word(
        self, text: str, tag: str, pos: str, dep: str, head: int | None, lemma: str = ""
    ) -> int:
        """Append one word."""
        node = (text, tag, pos, MORPH.get(tag, ""), lemma or text.lower(), 0, dep)
        return self.add([node], 0, dep, head)

    def attach(self, index: int, head: int) -> None:
        """Set the head of a node."""
        word, tag, pos, morph, lemma, _, dep = self.nodes[index]
        self.nodes[index] = (word, tag, pos, morph, lemma, head, dep)


def subject(line: Line, rng: random.Random, dep: str) -> tuple[int, bool]:
    """Append a subject; return its index and whether it is plural."""
    label = rng.choice(["COUNTRY", "COUNTRY", "COUNTRY", "GOV", "ORG", "PERSON", "NOUN", "NOUN"])
    start = len(line.nodes)
    if label == "NOUN":
        word, lemma, plural = rng.choice(WORDS["subject_nouns"])
        tag, number = ("NNS", "Number=Plur") if plural else ("NN", "Number=Sing")
        node = (word, tag, "NOUN", number, lemma, 0, dep)
        return line.add([node], 0, dep), bool(plural)
    if label == "PERSON":
        nodes, root = flat_name(korean_name(rng))
    else:
        nodes, root = compound_name(rng.choice(WORDS["subjects"][label]))
    index = line.add(nodes, root, dep)
    line.ents.append([start, len(line.nodes), label])
    return index, False


def measure(line: Line, rng: random.Random, dep: str, head: int | None) -> int:
    """Append a measure, with `on steel` or `on Japan` half of the time; articles left out."""
    nodes, root = noun_phrase(rng)
    kept = [i for i, node in enumerate(nodes) if node[2] != "DET"]
    place = {old: new for new, old in enumerate(kept)}
    cut = [(*nodes[i][:5], place[nodes[i][5]], nodes[i][6]) for i in kept]
    index = line.add(cut, place[root], dep, head)
    if rng.random() < 0.5:
        preposition = rng.choice(["on", "for", "against", "with", "from"])
        case = line.word(preposition, "IN", "ADP", "case", None)
        line.attach(case, target(line, rng, "nmod", index))
    return index


def target(line: Line, rng: random.Random, dep: str, head: int) -> int:
    """Append a country or a good."""
    start = len(line.nodes)
    if rng.random() < 0.5:
        nodes, root = compound_name(rng.choice(WORDS["subjects"]["COUNTRY"]))
        index = line.add(nodes, root, dep, head)
        line.ents.append([start, len(line.nodes), "COUNTRY"])
        return index
    word, tag, lemma = rng.choice(WORDS["goods"])
    number = "Number=Plur" if tag == "NNS" else "Number=Sing"
    return line.add([(word, tag, "NOUN", number, lemma, 0, dep)], 0, dep, head)


def spending(line: Line, rng: random.Random, verb: int) -> None:
    """Append an amount and what it is for."""
    nodes, root = money(rng)
    line.add(nodes, root, "obj", verb)
    case = line.word(rng.choice(["on", "in", "for"]), "IN", "ADP", "case", None)
    line.attach(case, target(line, rng, "obl", verb))


def verb_of(line: Line, rng: random.Random, tag: str, dep: str, head: int | None) -> int:
    """Append a policy verb in the form of a tag."""
    form, lemma = rng.choice(WORDS["measure_verbs"][tag])
    return line.word(form, tag, "VERB", dep, head, lemma)


def active(rng: random.Random) -> Line:
    """Return `Korea lifts export curbs on Japan(, eases import duties)`."""
    line = Line()
    agent, plural = subject(line, rng, "nsubj")
    tag = "VBP" if plural else "VBZ"
    verb = verb_of(line, rng, tag, "ROOT", None)
    line.attach(agent, verb)
    line.attach(verb, verb)
    measure(line, rng, "obj", verb)
    if rng.random() < 0.3:
        mark = line.word(
            *rng.choice([(",", ",", "PUNCT", "punct"), ("and", "CC", "CCONJ", "cc")]), None
        )
        second = verb_of(line, rng, tag, "conj", verb)
        line.attach(mark, second)
        measure(line, rng, "obj", second)
    return line


def infinitive(rng: random.Random) -> Line:
    """Return `Seoul to ban chip exports` or `Seoul (plans) to spend 3 trillion won on chips`."""
    line = Line()
    agent, plural = subject(line, rng, "nsubj")
    matrix = None
    if rng.random() < 0.4:
        tag = "VBP" if plural else "VBZ"
        form, lemma = rng.choice(WORDS["intent_verbs"][tag])
        matrix = line.word(form, tag, "VERB", "ROOT", None, lemma)
        line.attach(matrix, matrix)
        line.attach(agent, matrix)
    to = line.word("to", "TO", "PART", "mark", None)
    spends = rng.random() < 0.35
    dep = "ROOT" if matrix is None else "xcomp"
    if spends:
        form = rng.choice(["spend", "invest", "provide", "inject"])
        verb = line.word(form, "VB", "VERB", dep, matrix)
    else:
        verb = verb_of(line, rng, "VB", dep, matrix)
    line.attach(to, verb)
    if matrix is None:
        line.attach(verb, verb)
        line.attach(agent, verb)
    if spends:
        spending(line, rng, verb)
    else:
        measure(line, rng, "obj", verb)
    return line


def passive(rng: random.Random) -> Line:
    """Return `export curbs on Japan lifted (by Seoul)`."""
    line = Line()
    patient = measure(line, rng, "nsubj:pass", None)
    verb = verb_of(line, rng, "VBN", "ROOT", None)
    line.attach(patient, verb)
    line.attach(verb, verb)
    if rng.random() < 0.4:
        case = line.word("by", "IN", "ADP", "case", None)
        agent, _ = subject(line, rng, "obl:agent")
        line.attach(agent, verb)
        line.attach(case, agent)
    return line


def considered(rng: random.Random) -> Line:
    """Return `Washington mulls tariffs on steel` or `Washington considers imposing tariffs`."""
    line = Line()
    agent, plural = subject(line, rng, "nsubj")
    tag = "VBP" if plural else "VBZ"
    form, lemma = rng.choice(WORDS["thinking_verbs"][tag])
    verb = line.word(form, tag, "VERB", "ROOT", None, lemma)
    line.attach(agent, verb)
    line.attach(verb, verb)
    if rng.random() < 0.4:
        verb = verb_of(line, rng, "VBG", "xcomp", verb)
    measure(line, rng, "obj", verb)
    return line


def to_record(line: Line, number: int) -> Record:
    """Return the record of a headline."""
    words = [node[0] for node in line.nodes]
    spaces = spaces_of(words)
    for index, word in enumerate(words[1:], start=1):
        if word == ",":
            spaces[index - 1] = False
    columns = list(zip(*line.nodes, strict=True))
    return {
        "words": words, "spaces": [*spaces[:-1], True],
        "tag": list(columns[1]), "pos": list(columns[2]), "morph": list(columns[3]),
        "lemma": list(columns[4]), "head": list(columns[5]), "dep": list(columns[6]),
        "ents": sorted(line.ents), "par": True, "doc": f"headline-{number}",
    }  # fmt: skip


def headlines(count: int, seed: int) -> list[Record]:
    """Return headlines in Title Case (half), sentence case, upper and lower case."""
    rng = random.Random(seed)
    result: list[Record] = []
    for number in range(count):
        maker = rng.choice([active, active, infinitive, infinitive, passive, considered])
        record = to_record(maker(rng), number)
        style = rng.random()
        if style < 0.5:
            record = title(record)
        elif style < 0.6:
            record = upper(record, rng)
        elif style < 0.63:
            record = lower(record, rng)
        else:
            first = record["words"][0]
            record["words"][0] = first[:1].upper() + first[1:]
        if tokenises_back(record):
            result.append(record)
    return result
