"""Write `docs/facts.md` from the rules.

usage: python docs/generate_facts.py

`tests/facts/test_facts_doc.py` fails where the page is older than the rules.
"""

from collections.abc import Iterator
from pathlib import Path

from kr_policy_ie.rules.fact_types import TypeRule, load_fact_types
from kr_policy_ie.rules.frames import Frames, load_frames

PAGE = Path(__file__).with_name("facts.md")
_SHOWN = 12
_INTRODUCTION = """\
# Facts

<!-- Written by docs/generate_facts.py from kr_policy_ie/rules/facts: do not edit. -->

What `kr_facts` and `kr_statements` find. A fact has a type, an action (which way it goes), a
status (how sure it is), slots with spans of the text, the ids of the rules that made it, and a
confidence. `kr-policy-ie explain FILE --fact f3` shows how one was found: the rules that proposed
it, the chance and the way in the tree of each filler, the candidates that lost, and the drafts
that were rejected.

How it works: measure nouns and verbs decide the type, verbs of change the action, governing verbs,
modals and negation the status; phrases around the trigger propose the fillers. Where the base
pipeline leaves word vectors, a small network over them proposes facts that no rule reaches (rule
id `cue`). Small logistic models, whose weights are data in the rules, decide which drafts are
facts, which candidate fills which slot, and whether the rules are right about action and status.
[architecture](architecture.md) has the order, [evaluation](evaluation/facts.md) how well it works.
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """The page as the rules of today give it."""
    frames = load_frames()
    parts = [_INTRODUCTION, "## Types\n"]
    parts += ["\n".join(_type_lines(rule, frames)) for rule in load_fact_types()]
    parts += ["\n".join(_shared_lines(frames))]
    return "\n".join(parts)


def _type_lines(rule: TypeRule, frames: Frames) -> Iterator[str]:
    yield f"### {rule.id}\n"
    yield f"{rule.definition}\n"
    slots = ", ".join(f"`{name}`" for name in rule.slots)
    yield f"Slots: {slots}; `time`, `place`, `purpose`, `sector`.\n"
    for measure in frames.measures:
        if measure.type == rule.id:
            yield f"- nouns `{measure.id}` ({len(measure.nouns)}): {_words(measure.nouns)}"
    for verb in frames.verbs:
        if verb.type == rule.id:
            yield f"- verbs `{verb.id}` ({len(verb.verbs)}): {_words(verb.verbs)}"
    for phrases in frames.roles:
        if rule.id in phrases.types:
            party, thing = _cases(phrases.party), _cases(phrases.thing)
            yield f"- phrases `{phrases.id}`: {party} for parties; {thing} for things"
    if rule.id == "trade_statistic":
        for indicator in frames.indicators:
            words = indicator.nouns or indicator.verbs or indicator.words
            yield f"- words `{indicator.id}` ({len(words)}): {_words(words)}"
    yield "\nExamples:\n"
    for example in rule.examples:
        yield f"- {example.text} → `{example.gives}`"
    yield ""


def _words(words: tuple[str, ...]) -> str:
    more = ", …" if len(words) > _SHOWN else ""
    return ", ".join(words[:_SHOWN]) + more


def _cases(table: dict[str, str]) -> str:
    return ", ".join(f"*{word}* {role}" for word, role in table.items()) or "none of their own"


def _shared_lines(frames: Frames) -> Iterator[str]:
    yield "## Actions\n"
    for change in frames.changes:
        yield f"- `{change.action}` (`{change.id}`): {_words((*change.verbs, *change.nouns))}"
    yield "\n## Status\n"
    for rule in frames.modality:
        words = (*rule.modals, *rule.verbs, *rule.adjectives, *rule.nouns, *rule.marks)
        yield f"- `{rule.status or '-'}` (`{rule.id}`): {_words(words or rule.speech)}"
    yield ""


if __name__ == "__main__":
    main()
