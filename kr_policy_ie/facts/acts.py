"""Which way a measure goes and how sure it is: action and status from what governs it."""

from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.governors import Governor
from kr_policy_ie.facts.lexicon import NounHit
from kr_policy_ie.facts.moods import mood
from kr_policy_ie.facts.roles import receives

_RANK = {"": -1, "realized": 0, "planned": 1, "considered": 2, "denied": 3}


def act_of(
    chunks: Chunks, governor: Governor, hit: NounHit, index: int
) -> tuple[str | None, str, list[str]]:
    """Action and status of a measure, with the rules that gave them."""
    action, status = hit.measure.bare
    rules: list[str] = []
    verb = governor.verb
    if verb is not None and not _bears(chunks, governor, verb):
        governor.relation = "loose"
    if verb is not None and governor.relation in {"obj", "subj"}:
        action, status, rules = _governed(chunks, governor, verb, hit)
    elif verb is not None and governor.status:
        status = max(mood(chunks, verb).status, governor.status, key=_RANK.__getitem__)
        action = "introduce"
    else:
        participle = _participle_after(chunks, index)
        if participle is not None:
            action = verb_action(chunks, participle, "subj") or action
            status = "realized"
            governor.verb, governor.relation = participle, "part"
    if verb is not None and governor.relation in {"obj", "subj"}:
        action = _of_agreement(chunks, verb, hit, action)
    action = _by_comparison(chunks, hit, action)
    if governor.change is not None:
        action = governor.change.action
        rules.append(governor.change.id)
        if verb is None and not governor.status:
            status = "realized"
    if governor.status and _RANK[governor.status] > _RANK[status]:
        status = governor.status
    return action, status, rules


def _governed(
    chunks: Chunks, governor: Governor, verb: int, hit: NounHit
) -> tuple[str | None, str, list[str]]:
    """Action, status and rules of a measure that is object or subject of a verb."""
    group = chunks.chunks[verb]
    found = mood(chunks, verb)
    status, rules = found.status, [*found.rules]
    action = verb_action(chunks, verb, governor.relation) or hit.measure.bare[0]
    ordered = group.form == "fin" and not group.passive and governor.relation == "subj"
    if ordered and status == "considered" and "condition" not in rules:
        status = "planned" if chunks.sentence.word(group.start) == "should" else status
    lemma = chunks.lemma(group.head)
    rule = chunks.lexicon.matrix.get(lemma)
    if (
        rule is not None
        and rule.status
        and (lemma not in chunks.words.settled or _is_weighed(chunks, lemma, hit))
        and _RANK[rule.status] > _RANK[status]
    ):
        status = rule.status
        rules.append(rule.id)
        kept = rule.status == "denied" and lemma not in chunks.lexicon.changes
        action = action if kept else "introduce"
    return action, status, rules


def _of_agreement(chunks: Chunks, verb: int, hit: NounHit, action: str | None) -> str | None:
    """An agreement that is closed begins; one that a country has goes on."""
    lemma = chunks.lemma(chunks.chunks[verb].head)
    if hit.measure.type != "cooperation":
        return action
    if lemma in chunks.words.closing:
        return "introduce"
    return "continue" if lemma == "have" and action == "introduce" else action


def _by_comparison(chunks: Chunks, hit: NounHit, action: str | None) -> str | None:
    """A comparative before a measure that is introduced tells its direction (`tighter curbs`)."""
    before = chunks.sentence.word(hit.start - 1)
    if action not in {"introduce", "continue"}:
        return action
    if before in chunks.words.more:
        return "increase"
    return "decrease" if before in chunks.words.fewer else action


def _is_weighed(chunks: Chunks, lemma: str, hit: NounHit) -> bool:
    """Whether a measure is only studied or reviewed, which of talks and probes is the act."""
    return lemma in chunks.words.weighing and hit.measure.type not in {"cooperation", "trade_probe"}


def _bears(chunks: Chunks, governor: Governor, verb: int) -> bool:
    """Whether a verb acts on the measure rather than only mentions it (`welcomed the plan`)."""
    if governor.relation not in {"obj", "subj"}:
        return True
    if governor.change is not None or receives(chunks, verb) or _holds(chunks, verb):
        return True
    group = chunks.chunks[verb]
    lemma = chunks.lemma(group.head)
    if verb_action(chunks, verb, governor.relation) is not None and group.verbs:
        return True
    if governor.relation == "subj" and not group.passive:
        return False
    rule = chunks.lexicon.matrix.get(lemma)
    return rule is not None and rule.status is not None


def _holds(chunks: Chunks, verb: int) -> bool:
    """Whether a measure is said to be in force (`are in effect`, `was in place`)."""
    group, sentence = chunks.chunks[verb], chunks.sentence
    if sentence.word(group.head) not in chunks.words.be:
        return False
    return f"{sentence.word(group.end)} {sentence.word(group.end + 1)}" in chunks.words.in_force


def verb_action(chunks: Chunks, verb: int, relation: str) -> str | None:
    """The action that a verb stands for with the measure as its object or subject."""
    if relation == "subj" and _holds(chunks, verb):
        return "continue"
    group = chunks.chunks[verb]
    lemma = chunks.lemma(group.head)
    lexicon = chunks.lexicon
    active_subject = relation == "subj" and not group.passive and group.form != "part"
    if active_subject:
        particle = chunks.sentence.word(group.head + 1)
        change = lexicon.intransitive.get(f"{lemma} {particle}") or lexicon.intransitive.get(lemma)
        return change.action if change else None
    particle = chunks.sentence.word(group.head + 1)
    change = lexicon.changes.get(f"{lemma} {particle}") or lexicon.changes.get(lemma)
    for at in reversed(group.verbs):
        if change is None or (change.action == "introduce" and lemma in {"begin", "start"}):
            change = lexicon.changes.get(chunks.lemma(at)) or change
    return change.action if change else None


def _participle_after(chunks: Chunks, index: int) -> int | None:
    """A participle right after a noun phrase (`tariffs imposed by`)."""
    items = chunks.chunks
    at = index + 1
    while at < len(items) and (
        items[at].kind in {"ADP", "OTHER"}
        or (items[at].kind == "NP" and items[at].prep)
        or chunks.sentence.word(items[at].start) == ","
    ):
        at += 1
        if at > index + 6:
            return None
    if (
        at < len(items)
        and items[at].kind == "VG"
        and (items[at].form == "part")
        and chunks.lemma(items[at].head) in chunks.lexicon.changes
    ):
        return at
    return None
