"""Statistics that are goals, and what a draft must say to be kept."""

from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.moods import mood
from kr_policy_ie.facts.statistic_scene import NUMERIC, Scene

_REACH = 6


def finish(scene: Scene, draft: Draft, index: int) -> None:
    """Keep a draft that says something of its indicator."""
    settle_goal(scene, draft)
    told = draft.has("actor", "counterparty", "time", "sector")
    if not draft.has(*NUMERIC) and (draft.action == "continue" or not told):
        return
    scene.used.add(index)
    scene.drafts.append(draft)


def status_of(scene: Scene, index: int) -> str:
    """How sure a verb of statistics is; what is forecast is planned."""
    status = mood(scene.chunks, index).status
    lemma = scene.chunks.lemma(scene.items[index].head)
    foresees = scene.words.forecast - {"put", "see", "estimate"}
    if lemma in foresees and status == "realized":
        return "planned"
    return "planned" if status == "considered" else status


def settle_goal(scene: Scene, draft: Draft) -> None:
    """What somebody aims at, is to reach or is asked to do is a target, not a statistic."""
    if draft.verb is None or draft.status == "realized":
        return
    asked = _is_asked(scene, draft.verb)
    if not asked and not _is_aim(scene, draft, draft.verb):
        return
    draft.type = "target"
    draft.status = "considered" if asked else "planned"
    draft.rules.append("stat.goal")
    if draft.action == "continue":
        draft.action = None
    for role in ("amount", "quantity"):
        if draft.action in {"increase", "decrease"} and draft.has(role):
            draft.slots["after"] = draft.slots.pop(role)


def _is_aim(scene: Scene, draft: Draft, verb: int) -> bool:
    group = scene.items[verb]
    lemmas = {scene.chunks.lemma(at) for at in group.verbs[:-1]}
    if lemmas & scene.words.aims or "be.to" in mood(scene.chunks, verb).rules:
        return True
    if _goes_on_aim(scene, verb):
        return True
    return group.passive and draft.action != "continue" and not lemmas & scene.words.forecast


def _goes_on_aim(scene: Scene, verb: int) -> bool:
    """Whether an infinitive goes on one that is aimed at (`aims to grow and to lift …`)."""
    items = scene.items
    if items[verb].form != "inf" or verb == 0 or items[verb - 1].kind != "CC":
        return False
    before = next((c for c in reversed(items[: verb - 1]) if c.kind == "VG"), None)
    return before is not None and any(
        scene.chunks.lemma(at) in scene.words.aims for at in before.verbs
    )


def _is_asked(scene: Scene, index: int) -> bool:
    """Whether an infinitive is what somebody is asked or pressed to do."""
    if scene.items[index].form != "inf":
        return False
    for back in range(index - 1, max(-1, index - _REACH), -1):
        if scene.items[back].kind == "VG":
            return scene.chunks.lemma(scene.items[back].head) in scene.words.asks
    return False
