"""Load the closed word lists that the reading of clauses needs (`rules/facts/words.yaml`)."""

from dataclasses import dataclass, fields
from functools import lru_cache

from kr_policy_ie.errors import RulesError
from kr_policy_ie.rules.frames import read_rows

_FILE = "words.yaml"


@dataclass(frozen=True)
class Words:
    """Closed sets of lower-case words, each a row of the file."""

    #: Forms of be that tell tense and voice.
    be: frozenset[str]
    #: Forms of have that tell the perfect.
    have: frozenset[str]
    #: Words that deny a verb group.
    negations: frozenset[str]
    #: Words that open a relative clause right after its noun.
    relative: frozenset[str]
    #: Words that open a clause where a noun phrase and a finite verb follow.
    subordinate: frozenset[str]
    #: Words tagged as pronouns that open a clause and head no noun phrase.
    clause_openers: frozenset[str]
    #: Participles and nouns that work as prepositions.
    like_prepositions: frozenset[str]
    #: Words and phrases that only qualify the number after them.
    qualifiers: frozenset[str]
    #: Verbs that are numbers by themselves.
    multiples: frozenset[str]
    #: Verbs that end a headline clause without an object.
    states: frozenset[str]
    #: First words of two-word prepositions.
    paired: frozenset[str]
    #: Adverbs that stand inside noun phrases.
    name_adverbs: frozenset[str]
    #: Verbs whose object is the subject of the infinitive after it.
    control: frozenset[str]
    #: Heads that a measure noun may modify without ceasing to be the measure.
    light_heads: frozenset[str]
    #: Nouns whose `of` phrase is what the clause is about.
    pass_through: frozenset[str]
    #: Matrix verbs that, with a measure as object, do it rather than want it.
    settled: frozenset[str]
    #: Participles that say whom a measure hits.
    hurt: frozenset[str]
    #: Pronouns that may stand for a measure of the sentences before.
    anaphors: frozenset[str]
    #: Nouns that may stand for a measure of the sentences before.
    generic: frozenset[str]
    #: Verbs that say what a part of a sum is for.
    part_verbs: frozenset[str]
    #: Nouns of indicators, whose amounts are no public money.
    world: frozenset[str]
    #: Common nouns for public bodies.
    public_bodies: frozenset[str]
    #: Common nouns for companies and industries.
    companies: frozenset[str]
    #: Verbs of promising, whose past is a plan.
    promises: frozenset[str]
    #: Verbs that make a list longer.
    widening: frozenset[str]
    #: Verbs that put something on a list that exists.
    adding: frozenset[str]
    #: Verbs that take something off a list.
    removing: frozenset[str]
    #: Words beside a verb that tell joint work.
    manner: frozenset[str]
    #: Nouns that are verbs too, so that taggers mistake them before a measure noun.
    noun_verbs: frozenset[str]
    #: Particles that go with a verb and lead no noun phrase.
    particles: frozenset[str]
    #: Verbs that weigh a measure rather than do it.
    weighing: frozenset[str]
    #: What follows `be` where a measure is in force.
    in_force: frozenset[str]
    #: What follows a verb where a measure is not decided yet.
    pending: frozenset[str]
    #: Verbs that bring an agreement about by closing it.
    closing: frozenset[str]
    #: Comparatives that make a measure stronger.
    more: frozenset[str]
    #: Comparatives that make a measure weaker.
    fewer: frozenset[str]


@lru_cache(maxsize=1)
def load_words() -> Words:
    """The word lists, validated; read once.

    Raises:
        RulesError: If a list is missing or unknown; names file and rule.

    >>> "was" in load_words().be
    True
    """
    found: dict[str, frozenset[str]] = {}
    known = {field.name for field in fields(Words)}
    for row in read_rows(_FILE):
        if row.id not in known:
            raise row.fail("id", "no list of this name is read")
        found[row.id] = frozenset(row.words("words"))
        row.done()
    missing = sorted(known - set(found))
    if missing:
        raise RulesError(f"facts/{_FILE}: no rule {missing[0]}")
    return Words(**found)
