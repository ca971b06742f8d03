"""Statistics without a clause of their own: parts of a sum, lines of tables, unknown verbs."""

from kr_policy_ie.facts.clauses import subjects
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.lexicon import singular
from kr_policy_ie.facts.mentions import Found
from kr_policy_ie.facts.roles import following_phrases, head_party, is_party, phrase
from kr_policy_ie.facts.statistic_clauses import clause_opening, tail_end, values_after
from kr_policy_ie.facts.statistic_goals import finish, status_of
from kr_policy_ie.facts.statistic_phrases import add_goods, add_owner, describe, object_span
from kr_policy_ie.facts.statistic_scene import Scene
from kr_policy_ie.facts.statistic_values import take_dates, take_values
from kr_policy_ie.facts.statistic_verbs import read_shared, said_move, take_multiple

_SUMS = frozenset({"MONEY", "QUANTITY", "PERCENT"})
_PART_REACH = 14
_FAR = 6
_WHOSE = frozenset({"COUNTRY", "PLACE", "SECTOR"})
_DOWN = ("-", "−", "down", "down by")


def read_of_which(scene: Scene) -> None:
    """The parts of a sum: `…, of which 1.5 million tons came from China`."""
    words = scene.sentence.lower
    whole = next((d for d in scene.drafts if d.has("amount", "quantity")), None)
    if whole is None:
        return
    for offset in range(len(words) - 1):
        if words[offset] == "of" and words[offset + 1] == "which":
            _read_part(scene, whole, scene.sentence.start + offset)


def _read_part(scene: Scene, whole: Draft, at: int) -> None:
    value = next(
        (
            m
            for m in scene.sentence.mentions
            if m.first in {at + 2, at + 3} or at - 2 <= m.last < at
        ),
        None,
    )
    if value is None or value.label not in _SUMS or (value in scene.taken and value.last >= at):
        return
    draft = scene.start(
        "continue", whole.status, scene.chunks.of_token[value.last], None, "stat.part"
    )
    for role in ("actor", "object", "time"):
        if whole.has(role):
            draft.slots[role] = list(whole.slots[role])
    draft.add("amount" if value.label == "MONEY" else "quantity", (value.start, value.end))
    scene.taken.add(value)
    last = min(at + _PART_REACH, scene.sentence.end - 1)
    for mention in scene.sentence.within(max(value.last, at + 1), last):
        if mention.label in {"SECTOR", "COUNTRY"}:
            role = "sector" if mention.label == "SECTOR" else "counterparty"
            draft.add(role, (mention.start, mention.end))
            break
    scene.drafts.append(draft)


def read_line(scene: Scene) -> None:
    """A line of a table: `Ships | US$2.47bn | -0.4%`."""
    values = [m for m in scene.sentence.mentions if m.is_value and m.label != "DATE"]
    if "|" not in scene.sentence.lower or not values:
        return
    index = next(
        (i for i, c in enumerate(scene.items) if c.kind == "NP" and c.start < values[0].first),
        None,
    )
    if index is None:
        return
    draft = scene.start("continue", "realized", index, None, "stat.line")
    chunk = scene.items[index]
    if chunk.prep in {"to", "from"} and head_party(scene.chunks, chunk) is not None:
        draft.add("counterparty", phrase(scene.chunks, chunk))
    else:
        describe(scene, draft, index)
    for mention in values:
        _add_cell(scene, draft, mention)
    finish(scene, draft, index)


def _add_cell(scene: Scene, draft: Draft, mention: Found) -> None:
    before = scene.sentence.text_at(mention.start - 8, mention.start)
    role = {"MONEY": "amount", "QUANTITY": "quantity"}.get(mention.label, "rate")
    if role == "amount" and draft.has("amount"):
        role = "rate"
    draft.add(role, (mention.start, mention.end))
    scene.taken.add(mention)
    if role == "rate":
        draft.action = "decrease" if before.rstrip().endswith(_DOWN) else "increase"


def read_short(scene: Scene) -> None:
    """Indicators without a verb, as headlines have them: `Exports up 6 percent in May`."""
    for at in range(scene.sentence.start + 1, scene.sentence.end - 1):
        word = scene.sentence.word(at)
        value = scene.sentence.value_at(at + 1)
        if word not in {"up", "down"} or value is None or value in scene.taken:
            continue
        index = _indicator_before(scene, at)
        if index is None or index in scene.used:
            continue
        draft = scene.start(scene.words.move_words[word], "realized", index, None, "stat.short")
        draft.trigger = (at, at + 1)
        describe(scene, draft, index)
        take_values(scene, draft, scene.items[index].end, _short_end(scene, at))
        finish(scene, draft, index)


def _indicator_before(scene: Scene, token: int) -> int | None:
    """The indicator that a phrase is about: the nearest without a verb or mark in between."""
    index = scene.chunks.of_token.get(token, 0) - 1
    while index >= 0 and scene.items[index].kind in {"NP", "ADP", "POSS"}:
        if scene.items[index].kind == "NP" and scene.indicator(scene.items[index]):
            return index
        index -= 1
    return None


def _short_end(scene: Scene, token: int) -> int:
    marks = (
        at
        for at in range(token, scene.sentence.end)
        if scene.sentence.word(at) in {";", ",", "...", "…", "and", "but"}
    )
    return next(marks, scene.sentence.end)


def read_any(scene: Scene, index: int) -> None:
    """A clause with a number that no rule knows; the ranking decides whether it is a fact."""
    found = subjects(scene.chunks, index)
    left = [
        m for m in values_after(scene, index) if m not in scene.taken and not scene.bracketed(m)
    ]
    inner = [m for at in found for m in scene.inner_values(scene.items[at]) if m not in scene.taken]
    group = scene.items[index]
    far = not inner and bool(left) and left[0].first - group.end > _FAR
    if not found or not (left or inner) or far:
        return
    if not any(_may_be_measured(scene, at) for at in found):
        return
    action = scene.words.moves.get(scene.lemma(index)) or said_move(scene, index) or "continue"
    draft = scene.start(action, status_of(scene, index), found[0], index, "stat.any")
    draft.anchors.add(index)
    for at in found:
        if is_party(scene.chunks, scene.items[at]):
            draft.add("actor", phrase(scene.chunks, scene.items[at]))
        elif scene.sentence.value_at(scene.items[at].head) is None:
            describe(scene, draft, at)
    _add_phrases(scene, draft, found[-1] if inner else index)
    for mention in inner:
        role = "amount" if mention.label == "MONEY" else "quantity"
        draft.add(role, (mention.start, mention.end))
        scene.taken.add(mention)
    tail = tail_end(scene, index)
    take_multiple(scene, draft, group)
    take_values(scene, draft, group.end, tail)
    take_dates(scene, draft, clause_opening(scene, found[0]), scene.items[found[0]].start)
    if not draft.has("rate", "before", "time", "sector") and not draft.rules[1:]:
        return  # `the office has 20 desks` measures nothing
    finish(scene, draft, found[0])
    read_shared(scene, tail, draft.action or "continue", draft.status, index)


def _may_be_measured(scene: Scene, at: int) -> bool:
    """Whether a subject may be measured: an indicator, goods, a country, a number, a pronoun.

    Companies and things with numbers about them are the world's, not trade's.
    """
    chunk = scene.items[at]
    if scene.indicator(chunk) or scene.sector(chunk) is not None:
        return True
    if scene.sentence.name_at(chunk.head, _WHOSE) or scene.sentence.value_at(chunk.head):
        return True
    word = scene.sentence.word(chunk.head)
    if word in scene.words.pronouns or singular(word) in scene.words.collective:
        return True
    following = scene.items[at + 1 : at + 4]
    return any(
        c.prep in {"of", "in", "to", "from"} and (scene.indicator(c) or scene.sector(c))
        for c in following
    )


def _add_phrases(scene: Scene, draft: Draft, index: int) -> None:
    """What is measured and with whom, from the phrases after the subject or the verb."""
    for at in following_phrases(scene.chunks, index):
        chunk = scene.items[at]
        if (
            chunk.prep == "of"
            and scene.sentence.value_at(chunk.head) is None
            and not draft.has("object")
        ):
            draft.add("object", object_span(scene, chunk))
            add_goods(scene, draft, chunk)
            add_owner(scene, draft, at)
        elif chunk.prep in {"to", "from"} and head_party(scene.chunks, chunk) is not None:
            draft.add("counterparty", phrase(scene.chunks, chunk))
