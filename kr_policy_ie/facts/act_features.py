"""What tells the direction and the certainty of a fact, as named features.

The rules' own answers, before and after the slots are filled, are features among others: the
words of the trigger's phrase, the words above it in the tree with their auxiliaries, what stands
beside the numbers, dates to come.
"""

from dataclasses import dataclass, field
from typing import Any

from kr_policy_ie.facts.chunks import Chunk, Chunks
from kr_policy_ie.facts.clauses import controller_of
from kr_policy_ie.facts.cue_features import act_cues
from kr_policy_ie.facts.drafts import Draft, Span
from kr_policy_ie.facts.lexicon import singular
from kr_policy_ie.facts.paths import Paths

_LONGEST_WAY = 12
_MOST_VERBS = 3
_VERBS = frozenset({"VERB", "AUX"})
#: Words that hang on a verb and tell its tense, mood or denial.
_SMALL = frozenset({"aux", "mark", "advmod", "cop", "cc"})
_BESIDE = frozenset({"amod", "acl", "compound", "nmod", "advmod", "det"})
_LEVELS = ("after", "amount", "rate", "quantity")
_NUMBERS = ("amount", "rate", "quantity", "before", "after")
_ROLES = ("actor", "counterparty", "object", *_NUMBERS, "time", "instrument")
#: Words that compare a number with another, and how far from it they may stand.
_UP = frozenset({"up", "more", "another", "additional", "further", "extra"})
_DOWN = frozenset({"down", "less"})
_SOON = 6
_SURE = {"": -1, "None": -1, "realized": 0, "planned": 1, "considered": 2, "denied": 3, "not": 4}


@dataclass
class ActScene:
    """A sentence with what the features of all its facts share."""

    chunks: Chunks
    paths: Paths
    published: str | None
    below: dict[int, list[int]] = field(default_factory=dict)
    shared: list[str] = field(default_factory=list)
    #: When each date is, by its span.
    whens: dict[Span, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sentence = self.chunks.sentence
        if self.paths.parsed:
            heads = self.paths.heads
            for at in range(sentence.start, sentence.end):
                self.below.setdefault(heads[at], []).append(at)
        for mention in sentence.mentions:
            if mention.label == "DATE" and mention.value is not None:
                when = _when(mention.value, self.published)
                self.whens[mention.start, mention.end] = (
                    when,
                    f"{when}/{mention.value.get('relation')}",
                )
        words = sentence.lower
        if self.chunks.shouts:
            self.shared.append("shouts")
        if words[-1] == "?":
            self.shared.append("question")
        if "." not in words[-2:]:
            self.shared.append("headline")


def act_features(scene: ActScene, draft: Draft, ruled: tuple[str | None, str]) -> list[str]:
    """The names of the features of a draft; each counts one.

    Args:
        scene: Its sentence.
        draft: The draft with its slots filled and the rules' last word on action and status.
        ruled: What the rules said before the slots were filled.
    """
    type_, action, status = draft.type, draft.action, draft.status
    relation, rule = draft.relation, draft.rules[0]
    out = [
        f"type={type_}",
        f"action={action}",
        f"status={status}",
        f"{type_}&action={action}",
        f"{type_}&status={status}",
        f"{action}&{status}",
        f"was={ruled[0]}>{action}",
        f"was={ruled[1]}>{status}",
        f"rel={relation}",
        f"rel={relation}&action={action}",
        f"rel={relation}&status={status}",
        f"rule={rule}",
    ]
    out += [f"more={name}" for name in draft.rules[1:]]
    for role in _ROLES:
        if draft.slots.get(role):
            out += [f"has={role}", f"{type_}&has={role}"]
    out += _phrase(scene.chunks, draft)
    if draft.verb is not None:
        out += _governing(scene.chunks, draft, draft.verb)
    if scene.paths.parsed:
        out += _beside(scene, draft.trigger[1] - 1) + _above(scene, draft)
    out += _dates(scene, draft) + _values(scene.chunks, draft)
    if scene.chunks.cues is not None:
        out += act_cues(scene.chunks.cues, draft)
    return out + scene.shared + [f"{type_}&{name}" for name in scene.shared]


def _phrase(chunks: Chunks, draft: Draft) -> list[str]:
    """The trigger, the words around it, and how its phrase opens."""
    sentence, type_ = chunks.sentence, draft.type
    first, last = draft.trigger[0], draft.trigger[1] - 1
    out = [
        f"trigger={singular(sentence.word(last))}",
        f"{type_}&before={sentence.word(first - 1)}",
        f"after={sentence.word(last + 1)}",
    ]
    if draft.noun is None:
        return out
    chunk = chunks.chunks[draft.noun]
    owned = chunk.owner is not None
    return [
        *out,
        f"opens={sentence.word(chunk.start)}",
        f"prep={chunk.prep}",
        f"{type_}&prep={chunk.prep}",
        f"owner={owned}",
        f"{draft.relation}&owner={owned}",
    ]


def _governing(chunks: Chunks, draft: Draft, index: int) -> list[str]:
    """The verb group that states the act, the one it hangs on, and the mark before it."""
    sentence, group = chunks.sentence, chunks.chunks[index]
    type_, relation = draft.type, draft.relation
    lemma, tense = chunks.lemma(group.head), _tense(chunks, group)
    out = [
        f"verb={lemma}",
        f"{relation}&verb={lemma}",
        f"{type_}&verb={lemma}",
        f"tense={tense}",
        f"{relation}&tense={tense}",
        f"{type_}&tense={tense}",
        f"passive={group.passive}",
        f"next={sentence.word(group.end)}",
    ]
    out += [f"aux={sentence.word(at)}" for at in range(group.start, group.end) if at != group.head]
    if group.form in {"inf", "ing"}:
        controller = controller_of(chunks, index)
        if controller is not None:
            outer = chunks.chunks[controller[1]]
            out.append(f"outer={chunks.lemma(outer.head)}")
            if outer.kind == "VG":
                out.append(f"outer tense={_tense(chunks, outer)}")
    if index and chunks.chunks[index - 1].kind == "MARK":
        out.append(f"mark={sentence.word(chunks.chunks[index - 1].start)}")
    return out


def _tense(chunks: Chunks, group: Chunk) -> str:
    """Form of a verb group, tag of its first word and, where it has several, that word."""
    first = chunks.sentence.token(group.start)
    return f"{group.form}/{first.tag_}/{first.lower_ if group.end - group.start > 1 else ''}"


def _beside(scene: ActScene, at: int) -> list[str]:
    """What the words that hang on the trigger tell: adjectives, participles, objects."""
    out = []
    sentence, labels = scene.chunks.sentence, scene.paths.labels
    for child in scene.below.get(at, ()):
        label = labels[child]
        if child == at or label not in _BESIDE:
            continue
        out.append(f"child {label}={sentence.word(child)}")
        act, sure = _classes(scene.chunks, child)
        if act or sure:
            out += [f"child={act}/{sure}", f"child {label}/{act}/{sure}"]
    return out


def _above(scene: ActScene, draft: Draft) -> list[str]:
    """The way up the tree from the trigger: directions, certainties, verbs and small words."""
    labels, heads = scene.paths.labels, scene.paths.heads
    sentence = scene.chunks.sentence
    at, verbs = draft.trigger[1] - 1, 0
    out: list[str] = []
    acts: list[str] = []
    sures: list[str] = []
    for step in range(_LONGEST_WAY):
        act, sure = _classes(scene.chunks, at)
        acts += [act] if act else []
        sures += [sure] if sure else []
        if sentence.pos_at(at) in _VERBS:
            names, modal = _small_words(scene, at, verbs, sures)
            out += names
            out += [
                f"up={scene.chunks.lemma(at)}",
                f"v{verbs} class={act}/{sure}/{modal}/{labels[at]}",
            ]
            verbs += 1
            if verbs == _MOST_VERBS:
                break
        elif step and (act or sure):
            out.append(f"n class={act}/{sure}")
        head = heads[at]
        if step < 2:
            out.append(f"up{step}={labels[at]}<{sentence.word(head)}")
        if head == at or (labels[at] == "acl" and not _classes(scene.chunks, head)[1]):
            break  # what governs the noun of a relative clause says nothing of the clause
        at = head
    return [*out, f"verbs={verbs}", *_summed(draft, acts, sures)]


def _small_words(scene: ActScene, at: int, verbs: int, sures: list[str]) -> tuple[list[str], str]:
    """The auxiliaries, marks and adverbs of a verb; what they say is added to `sures`."""
    out, modal = [], ""
    words, lexicon = scene.chunks.words, scene.chunks.lexicon
    for child in scene.below.get(at, ()):
        label = scene.paths.labels[child]
        if label not in _SMALL:
            continue
        word = scene.chunks.sentence.word(child)
        out += [f"v{verbs} {label}={word}", f"up {label}={word}"]
        rule = lexicon.modals.get(word)
        if rule is not None:
            modal = str(rule.status)
            sures.append(modal)
        elif word in words.negations:
            sures.append("not")
    return out, modal


def _summed(draft: Draft, acts: list[str], sures: list[str]) -> list[str]:
    """What all directions and certainties on the way come to."""
    first = acts[0] if acts else ""
    sure = max(sures, key=_SURE.__getitem__, default="")
    return [
        f"acts={first}",
        f"acts={first}&{draft.action}",
        f"{draft.type}&acts={first}",
        f"{draft.relation}&acts={first}",
        f"sure={sure}",
        f"sure={sure}&{draft.status}",
        f"first sure={sures[0] if sures else ''}&{draft.status}",
        f"{draft.type}&sure={sure}",
    ]


def _classes(chunks: Chunks, at: int) -> tuple[str, str]:
    """The direction and the certainty that a word stands for, if any."""
    lexicon, words = chunks.lexicon, chunks.words
    word, pos = chunks.sentence.word(at), chunks.sentence.pos_at(at)
    if pos in _VERBS:
        lemma = chunks.lemma(at)
        change = lexicon.changes.get(lemma) or lexicon.intransitive.get(lemma)
        rule = lexicon.matrix.get(lemma)
    elif pos == "NOUN":
        lemma = singular(word)
        change, rule = lexicon.change_nouns.get(lemma), lexicon.modal_nouns.get(lemma)
    else:
        change, rule = None, lexicon.adjectives.get(word)
    sure = rule.status or "" if rule is not None else ""
    if change is not None:
        return str(change.action), sure
    if pos == "ADJ" and word in words.more:
        return "increase", sure
    return ("decrease" if pos == "ADJ" and word in words.fewer else ""), sure


def _dates(scene: ActScene, draft: Draft) -> list[str]:
    """When the fact holds, and what else is dated, seen from the day of publication."""
    spans = draft.slots.get("time", ())
    out = []
    for span, names in scene.whens.items():
        if span in spans:
            name = f"time={names[0]}"
            out += [name, f"time={names[1]}", f"{draft.type}&{name}", f"{name}&{draft.status}"]
        else:
            out += [f"date={name}" for name in names]
    return out


def _when(value: dict[str, Any], published: str | None) -> str:
    """Whether a date lies before, about or after the day of publication."""
    start, end = value.get("start"), value.get("end")
    if published is None or not isinstance(start, str):
        return "unknown"
    if start > published:
        return "later"
    return "earlier" if isinstance(end, str) and end < published else "now"


def _values(chunks: Chunks, draft: Draft) -> list[str]:
    """What stands beside the numbers of the fact, and which way they go."""
    sentence, out = chunks.sentence, []
    levels: dict[str, float] = {}
    for role in _NUMBERS:
        spans = draft.slots.get(role)
        if not spans:
            continue
        for mention in sentence.mentions:
            if not mention.is_value or (mention.start, mention.end) not in spans:
                continue
            before = f"{role}<{sentence.word(mention.first - 1)}"
            out += [before, f"{role}>{sentence.word(mention.last + 1)}", f"{draft.type}&{before}"]
            if role in _LEVELS:
                out += _compared(chunks, draft, mention.first, mention.last)
            number = _number(mention.value or {})
            if number is not None:
                levels.setdefault(role, number)
    level = next((levels[role] for role in _LEVELS if role in levels), None)
    if level is not None and "before" in levels:
        way = "up" if level > levels["before"] else "down"
        out += [f"goes={way}", f"{draft.type}&goes={way}"]
    return out


def _compared(chunks: Chunks, draft: Draft, first: int, last: int) -> list[str]:
    """Whether words in or soon after a number say more or less (`, up from`, `more than last`)."""
    sentence, words = chunks.sentence, chunks.words
    for at in range(first, min(last + _SOON, sentence.end)):
        word = sentence.word(at)
        change = chunks.lexicon.change_nouns.get(word)
        way = str(change.action) if change is not None else ""
        if word in _UP or word in words.more:
            way = "increase"
        elif word in _DOWN or word in words.fewer:
            way = "decrease"
        if way in {"increase", "decrease"}:
            return [f"compared={way}", f"{draft.type}&compared={way}"]
        if at > last and sentence.pos_at(at) == "VERB":
            break
    return []


def _number(value: dict[str, Any]) -> float | None:
    number = value.get("amount", value.get("number"))
    try:
        return float(str(number))
    except ValueError:
        return None
