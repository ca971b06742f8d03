"""The words of trade statistics, read from `rules/facts/indicators.yaml`."""

from dataclasses import dataclass
from functools import lru_cache

from kr_policy_ie.errors import RulesError
from kr_policy_ie.facts.lexicon import singular
from kr_policy_ie.rules.frames import Indicator, load_frames


@dataclass(frozen=True)
class Words:
    """The words of trade statistics, by use."""

    #: Measured indicators (`exports`, `trade surplus`).
    nouns: frozenset[str]
    #: Verbs, nouns and adverbs of movement, with the action they tell.
    moves: dict[str, str]
    move_nouns: dict[str, str]
    move_words: dict[str, str]
    #: Verbs of level, and those of them that also say a hundred other things.
    levels: frozenset[str]
    weak_levels: frozenset[str]
    trade_verbs: frozenset[str]
    share_verbs: frozenset[str]
    forecast: frozenset[str]
    predict: frozenset[str]
    aims: frozenset[str]
    asks: frozenset[str]
    #: Words before the level that another one is compared with.
    compared: frozenset[str]
    #: Pronouns that stand for an indicator, and words that say nothing of it.
    pronouns: frozenset[str]
    fillers: frozenset[str]
    #: Words of percentages, as they end an amount.
    units: frozenset[str]
    #: Indicators that need their `of` phrase (`balance of payments`).
    partitive: frozenset[str]
    #: Verbs of a balance that changes sides (`swung to a surplus`).
    swings: frozenset[str]
    #: Subjects that stand for an economy or its parts (`industry`, `the nations`).
    collective: frozenset[str]
    #: Verbs of movement with somebody as subject (`Japan cut exports`).
    causing: frozenset[str]


@lru_cache(maxsize=1)
def load_words() -> Words:
    """The words of the indicator rules, indexed.

    >>> load_words().moves["rise"]
    'increase'
    """
    rules = _Rows({rule.id: rule for rule in load_frames().indicators})
    moving = [rule for rule in rules.values() if rule.action in {"increase", "decrease"}]
    return Words(
        nouns=frozenset(map(_singular, rules["stat.indicator"].nouns)),
        moves={verb: rule.action or "" for rule in moving for verb in rule.verbs},
        move_nouns={noun: rule.action or "" for rule in moving for noun in rule.nouns},
        move_words={word: rule.action or "" for rule in moving for word in rule.words},
        levels=_verbs(rules["stat.level"]) | _verbs(rules["stat.swing"]),
        weak_levels=_verbs(rules["stat.level.weak"]),
        trade_verbs=_verbs(rules["stat.trade"]),
        share_verbs=_verbs(rules["stat.share"]),
        forecast=_verbs(rules["stat.forecast"]),
        predict=_verbs(rules["stat.predict"]),
        aims=_verbs(rules["stat.aim"]),
        asks=_verbs(rules["stat.ask"]),
        compared=frozenset(rules["stat.before"].words),
        pronouns=frozenset(rules["stat.pronoun"].words),
        fillers=frozenset(rules["stat.filler"].words),
        units=frozenset(rules["stat.unit"].words),
        partitive=frozenset(rules["stat.partitive"].nouns),
        swings=_verbs(rules["stat.swing"]),
        collective=frozenset(rules["stat.collective"].nouns),
        causing=_verbs(rules["stat.cause"]),
    )


def _singular(noun: str) -> str:
    """The noun as its last word is looked up (`factory orders` as `factory order`)."""
    first, _, last = noun.rpartition(" ")
    return f"{first} {singular(last)}".strip()


class _Rows(dict[str, Indicator]):
    """Rules by id; a missing one is an error of the data."""

    def __missing__(self, name: str) -> Indicator:
        raise RulesError(f"facts/indicators.yaml: rule {name}: missing, the readers need it")


def _verbs(rule: Indicator) -> frozenset[str]:
    return frozenset(rule.verbs)
