"""Trade statistics: which indicator moved or stood where, by how much, from what, when.

Works clause by clause over chunks: a verb of movement or level with an indicator as subject,
what has no verb because it shares one (`cars slipped 1.3 percent and steel 29.6 percent`), a
noun of movement (`a 5 pct rise in exports`), an amount that stands by its indicator (`a deficit
of 2 billion dlrs`), and lines of tables.  This module knows the order; the readers are in
`statistic_verbs`, `statistic_nouns` and `statistic_lists`.
"""

from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.mentions import Found
from kr_policy_ie.facts.statistic_lists import (
    read_any,
    read_line,
    read_of_which,
    read_short,
)
from kr_policy_ie.facts.statistic_nouns import read_amount, read_move_list, read_move_noun
from kr_policy_ie.facts.statistic_scene import Scene
from kr_policy_ie.facts.statistic_verbs import read_verb

_OWN_VERBS = frozenset({"obj", "verb", "subj", "part"})
_OWN_NOUNS = frozenset({"obj", "subj"})


def statistic_drafts(chunks: Chunks, others: list[Draft]) -> tuple[list[Draft], set[Found]]:
    """The statistics of a sentence, and the mentions that they took.

    Args:
        chunks: The sentence.
        others: The facts of other types; their verbs and nouns are left alone.
    """
    scene = _scene(chunks, others)
    _read(scene)
    return scene.drafts, scene.taken


def rest_drafts(chunks: Chunks, others: list[Draft], taken: set[Found]) -> list[Draft]:
    """Statistics in clauses with numbers that no other rule has claimed.

    Args:
        chunks: The sentence.
        others: All its drafts so far.
        taken: Mentions that belong to a fact already; grows.
    """
    scene = _scene(chunks, others)
    scene.busy_verbs |= {draft.verb for draft in others if draft.verb is not None}
    scene.taken = taken
    for index in _of_kind(scene, "VG"):
        if index not in scene.busy_verbs:
            read_any(scene, index)
    return scene.drafts


def _scene(chunks: Chunks, others: list[Draft]) -> Scene:
    verbs = {d.verb for d in others if d.verb is not None and d.relation in _OWN_VERBS}
    nouns = {d.noun for d in others if d.noun is not None and d.relation in _OWN_NOUNS}
    return Scene(chunks, busy_verbs=verbs, busy_nouns=nouns)


def _read(scene: Scene) -> None:
    """Collect the drafts, verbs first, then nouns, then what has no verb."""
    if not _has_clause(scene) or "|" in scene.sentence.lower:
        read_line(scene)
        if scene.drafts:
            return
    for index in _of_kind(scene, "NP"):
        if index not in scene.busy_nouns:
            read_move_list(scene, index)
    for index in _of_kind(scene, "VG"):
        if index not in scene.busy_verbs:
            read_verb(scene, index)
    for index in _of_kind(scene, "NP"):
        if index not in scene.used and index not in scene.busy_nouns:
            read_move_noun(scene, index)
    read_of_which(scene)
    read_short(scene)
    for index in _of_kind(scene, "NP"):
        if index not in scene.used and index not in scene.busy_nouns:
            read_amount(scene, index)


def _of_kind(scene: Scene, kind: str) -> list[int]:
    return [index for index, chunk in enumerate(scene.items) if chunk.kind == kind]


def _has_clause(scene: Scene) -> bool:
    return any((c.kind == "VG" and c.verbs) or c.form == "fin" for c in scene.items)
