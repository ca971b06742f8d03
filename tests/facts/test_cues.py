"""What the word vectors say: chances by hand, proposals, features, and which models are asked."""

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import kr_policy_ie
from kr_policy_ie.base import load_base
from kr_policy_ie.facts.chunks import Chunks
from kr_policy_ie.facts.component import KrFacts, Models, sentences
from kr_policy_ie.facts.cue_features import act_cues, draft_cues, levels, pair_cues, proposed
from kr_policy_ie.facts.cues import Cues, read_cues
from kr_policy_ie.facts.drafts import Draft
from kr_policy_ie.facts.lexicon import load_lexicon
from kr_policy_ie.facts.mentions import Sentence
from kr_policy_ie.facts.paths import Paths
from kr_policy_ie.rules.cue_weights import CueWeights, load_cue_weights, read_cue_weights
from kr_policy_ie.rules.frames import Weights

TEXT = "Japan imposed a tariff of 15 percent on Korean steel in March."

#: Words have one of three vectors: `u` states a tariff, `d` funding perhaps, and fills its slots.
VECTORS = {"u": (1, -1), "d": (-1, 1), "0": (0, 0)}
NETWORK: dict[str, Any] = {
    "vectors": ["test-1"],
    "types": ["tariff", "funding"],
    "actions": ["introduce", "end"],
    "statuses": ["realized", "planned"],
    "roles": ["actor", "amount"],
    "scale": [1.0, 1.0],
    "shift": [0.0, 0.0],
    "hidden": [[1.0, 0.0], [0.0, 1.0]],
    "hidden_bias": [0.0, 0.0],
    #        tariff funding introduce end realized planned
    "said": [[4.0, 0.0, 1.0, 0.0, 0.0, 0.0], [-2.0, 2.0, 0.0, 3.0, 0.0, 1.0]],
    "said_bias": [-3.0, -3.0, 0.0, 0.0, 1.0, 0.0],
    "point": [[1.0], [0.0]],
    "point_bias": [0.0],
    "fill": [[0.0], [1.0]],
    "fill_bias": [0.0],
    "type_points": [[1.0], [-3.0]],
    "pairs": [[[1.0, 0.0], [0.0, -1.0]], [[0.0, 1.0], [0.0, -4.0]]],
}
# sigmoid(1), sigmoid(-1) and so on, to four digits
S1, S_1, S_2, S_3, S_5 = 0.7311, 0.2689, 0.1192, 0.0474, 0.0067


@pytest.fixture(autouse=True)
def _extension() -> None:
    if not Doc.has_extension("kr_vectors"):
        Doc.set_extension("kr_vectors", default=None)


def _network() -> CueWeights:
    out = io.BytesIO()
    np.savez_compressed(out, **{name: np.array(value) for name, value in NETWORK.items()})
    return read_cue_weights(out.getvalue())


def _doc(kinds: str, **given: Any) -> Doc:
    """A document with one word for each letter, which says what vector it has."""
    doc = Doc(spacy.blank("en").vocab, words=list("abcdefgh"[: len(kinds)]), **given)
    doc.tensor = np.array([VECTORS[kind] for kind in kinds], dtype=np.float16).reshape(-1, 2)
    doc._.kr_vectors = "test-1"
    return doc


def _read(kinds: str, **given: Any) -> tuple[Chunks, Cues, Paths]:
    doc = _doc(kinds, **given)
    cues = read_cues(doc, _network())
    assert cues is not None
    (span,) = sentences(doc)
    return Chunks(Sentence(span, []), load_lexicon(), cues), cues, Paths(doc)


def _draft(type_: str, first: int, last: int) -> Draft:
    return Draft(type_, "introduce", "realized", (first, last), ["some.rule"])


#: vector, tariff, funding; introduce, end; realized, planned
SAID = [
    ("u", (S1, S_3), (S1, S_1), (S1, S_1)),
    ("d", (S_5, S_1), (S_3, 0.9526), (0.5, 0.5)),
    ("0", (S_3, S_3), (0.5, 0.5), (S1, S_1)),
]


@pytest.mark.parametrize(("kind", "types", "actions", "statuses"), SAID)
def test_what_a_word_states(
    kind: str, types: tuple[float], actions: tuple[float], statuses: tuple[float]
) -> None:
    _, cues, _ = _read("0" + kind)  # the word before changes nothing
    for found, wanted in (
        (cues.types, types),
        (cues.actions, actions),
        (cues.statuses, statuses),
    ):
        assert found[1].tolist() == pytest.approx(wanted, abs=1e-6)
    assert cues.of_type("funding", 1, 2).tolist() == pytest.approx([types[1]], abs=1e-6)


#: trigger, type, chance of each word of `ud0` to be the actor, and the amount
FILLS = [
    ("tariff", 0, (S_1, S1, S_1), (S_2, S_2, S_2)),
    ("tariff", 1, (S_1, S_1, S_1), (0.018, 0.018, 0.018)),
    ("tariff", 2, (S_1, 0.5, S_1), (S_3, S_3, S_3)),
    ("funding", 0, (S_1, S_1, S_1), (0.018, 0.018, 0.018)),
]


@pytest.mark.parametrize(("type_", "trigger", "actor", "amount"), FILLS)
def test_which_words_fill_its_slots(
    type_: str, trigger: int, actor: tuple[float], amount: tuple[float]
) -> None:
    _, cues, _ = _read("ud0")
    table = cues.roles(trigger, type_, 0, 3)
    assert table[:, 0].tolist() == pytest.approx(actor, abs=1e-6)
    assert table[:, 1].tolist() == pytest.approx(amount, abs=1e-6)
    assert cues.roles(trigger, type_, 1, 2).tolist() == table[1:2].tolist()


def _by_the_book(vectors: Any, weights: CueWeights) -> Any:
    """The chances of types layer by layer, in double precision."""
    t = {name: table.astype(np.float64) for name, table in weights.tables.items()}
    spread = np.sqrt(vectors.var(axis=1, keepdims=True) + 1e-5)
    normed = (vectors - vectors.mean(axis=1, keepdims=True)) / spread * t["scale"] + t["shift"]
    hidden = np.maximum(normed @ t["hidden"] + t["hidden_bias"], 0)
    said = (hidden @ t["said"] + t["said_bias"])[:, : len(weights.types)]
    return 1 / (1 + np.exp(-said))


#: name, rows of 768 numbers
TABLES = [
    ("as the encoder's", np.random.default_rng(1).normal(0, 0.5, (9, 768))),
    ("far from nought", np.random.default_rng(2).normal(3, 0.5, (9, 768))),
    ("large", np.random.default_rng(3).normal(0, 90, (9, 768))),
    ("white space", np.zeros((2, 768))),
    ("all the same", np.full((2, 768), 7.0)),
]


@pytest.mark.parametrize("rows", [row[1] for row in TABLES], ids=[row[0] for row in TABLES])
def test_the_shipped_network_is_read_by_the_book(rows: Any) -> None:
    weights = load_cue_weights()
    doc = Doc(spacy.blank("en").vocab, words=["a"] * len(rows))
    doc.tensor, doc._.kr_vectors = rows.astype(np.float16), weights.vectors
    cues = read_cues(doc, weights)
    assert cues is not None
    wanted = _by_the_book(doc.tensor.astype(np.float64), weights)
    assert np.abs(cues.types - wanted).max() < 5e-4


#: name, chance, steps that it reaches
LEVELS = [
    ("below the least", 0.019, []),
    ("on a step", 0.02, ["cue>=0.02"]),
    ("between two", 0.06, ["cue>=0.02", "cue>=0.05"]),
    ("nothing", 0.0, []),
]


@pytest.mark.parametrize(("chance", "wanted"), [row[1:] for row in LEVELS])
def test_levels(chance: float, wanted: list[str]) -> None:
    assert levels("cue", chance) == wanted


def test_all_levels_are_reached_at_one() -> None:
    assert len(levels("cue", 1.0)) == 9
    assert levels("x", 1.0, (0.1, 0.9)) == ["x>=0.1", "x>=0.9"]


#: name, words, drafts of rules (type, trigger), what is proposed
PROPOSED = [
    ("a word that no rule drafted", "00u0", [], [("tariff", 2)]),
    ("nothing likely", "0000", [], []),
    ("a draft of the type at the word", "00u0", [("tariff", 2, 3)], []),
    ("one that begins after it", "00u0", [("tariff", 3, 4)], []),
    ("one that ends before it", "00u0", [("tariff", 0, 2)], []),
    ("one that is a word away", "0u00", [("tariff", 3, 4)], [("tariff", 1)]),
    ("a draft of another type", "00u0", [("funding", 2, 3)], [("tariff", 2)]),
    ("two neighbours are one fact", "0uu0", [], [("tariff", 1)]),
    ("the third in a row is another", "0uuu", [], [("tariff", 1), ("tariff", 3)]),
    ("two types", "u0d0", [], [("tariff", 0), ("funding", 2)]),
    ("neighbours of two types", "ud00", [], [("tariff", 0), ("funding", 1)]),
]


@pytest.mark.parametrize(
    ("kinds", "drafts", "wanted"), [row[1:] for row in PROPOSED], ids=[row[0] for row in PROPOSED]
)
def test_proposed(
    kinds: str, drafts: list[tuple[str, int, int]], wanted: list[tuple[str, int]]
) -> None:
    chunks, cues, paths = _read(kinds)
    found = proposed(chunks, cues, paths, [_draft(*one) for one in drafts])
    assert [(one.type, one.trigger[0]) for one in found] == wanted
    assert all(one.trigger[1] == one.trigger[0] + 1 for one in found)
    assert all(one.rules == ["cue"] and one.relation == "cue" for one in found)
    assert not any(one.slots for one in found)


def test_a_proposal_has_the_likeliest_action_and_status() -> None:
    chunks, cues, paths = _read("u0d")
    found = proposed(chunks, cues, paths, [])
    assert [(one.action, one.status) for one in found] == [
        ("introduce", "realized"),
        ("end", "realized"),  # on a par: the first
    ]


def test_a_proposal_finds_its_verb_above_it() -> None:
    tree = {"pos": ["PROPN", "VERB", "NOUN", "PUNCT"], "heads": [1, 1, 1, 1]}
    chunks, cues, paths = _read("00u0", **tree, deps=["nsubj", "ROOT", "obj", "punct"])
    (draft,) = proposed(chunks, cues, paths, [])
    assert draft.noun is not None
    assert chunks.chunks[draft.noun].kind == "NP"
    assert draft.verb is not None
    assert chunks.chunks[draft.verb].head == 1
    chunks, cues, paths = _read("0u00", **tree, deps=["nsubj", "ROOT", "obj", "punct"])
    (draft,) = proposed(chunks, cues, paths, [])
    assert (draft.noun, draft.verb) == (None, chunks.of_token[1])


def test_features_of_a_draft() -> None:
    chunks, cues, _ = _read("du00")
    draft = _draft("tariff", 1, 3)
    found = draft_cues(chunks, cues, draft, [draft])
    reached = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65]
    coarse = [0.1, 0.3, 0.5, 0.7]
    assert found == [
        *(f"cue>={step}" for step in reached),
        *(f"cue near>={step}" for step in reached),
        *(f"cue all>={step}" for step in reached),
        *(f"tariff&cue>={step}" for step in coarse),
        *(f"none&cue>={step}" for step in reached),
        "cues=1",
        "cue rival=none",
        "cue has=actor",
        "tariff&cue has=actor",
        "cue filled=1",
    ]


#: name, words, draft, another, where the likelier one is
RIVALS = [
    ("beside", "u0u00000", ("tariff", 0, 1), ("tariff", 2, 3), "beside"),
    ("near", "u000u000", ("tariff", 0, 1), ("tariff", 4, 5), "near"),
    ("likelier ones count alone", "u0000000", ("tariff", 0, 1), ("tariff", 2, 3), "none"),
    ("of the same type", "u0d00000", ("tariff", 0, 1), ("funding", 2, 3), "none"),
    ("less likely than another", "0u000000", ("tariff", 3, 4), ("tariff", 1, 2), "beside"),
]


@pytest.mark.parametrize(
    ("kinds", "own", "other", "wanted"),
    [row[1:] for row in RIVALS],
    ids=[row[0] for row in RIVALS],
)
def test_likelier_drafts_beside(
    kinds: str, own: tuple[str, int, int], other: tuple[str, int, int], wanted: str
) -> None:
    chunks, cues, _ = _read(kinds)
    draft, rival = _draft(*own), _draft(*other)
    (told,) = [f for f in draft_cues(chunks, cues, draft, [draft, rival]) if "rival" in f]
    assert told == f"cue rival={wanted}"


#: name, candidate's tokens, features
PAIRS = [
    ("the word it asks for", (1, 2), ["actor", S1, "amount", S_2]),
    ("another", (2, 3), ["actor", S_1, "amount", S_2]),
    ("both: the mean", (1, 3), ["actor", (S1 + S_1) / 2, "amount", S_2]),
]


@pytest.mark.parametrize(
    ("tokens", "chances"), [row[1:] for row in PAIRS], ids=[row[0] for row in PAIRS]
)
def test_features_of_a_pair(tokens: tuple[int, int], chances: list[Any]) -> None:
    _, cues, _ = _read("ud0")
    found = pair_cues(cues, _draft("tariff", 0, 1), tokens, 0, 3)
    steps = (0.1, 0.3, 0.5, 0.7, 0.9)
    roles = zip(chances[::2], chances[1::2], strict=True)
    # a mean of 0.5 and a bit is 0.5 still
    wanted = [f"cue {role}>={step}" for role, c in roles for step in steps if c + 1e-6 >= step]
    assert found == wanted


def test_a_pair_of_which_the_cues_say_nothing() -> None:
    _, cues, _ = _read("0d0")
    weights = _network()
    weights.tables["pairs"][:] = 0
    weights.tables["pairs"][:, -1, -1] = -9
    quiet = replace(cues, weights=weights, known={})
    assert pair_cues(quiet, _draft("tariff", 2, 3), (1, 2), 0, 3) == ["cue none"]


def test_features_of_action_and_status() -> None:
    _, cues, _ = _read("0u0")
    assert act_cues(cues, _draft("tariff", 0, 3)) == [  # the likeliest word of the trigger
        *(f"cue introduce>={step}" for step in (0.1, 0.3, 0.5, 0.7)),
        "cue end>=0.1",
        *(f"cue realized>={step}" for step in (0.1, 0.3, 0.5, 0.7)),
        "cue planned>=0.1",
    ]


#: name, name of the vectors, their table
FOREIGN = [
    ("no vectors", None, np.zeros((0,))),
    ("no name", None, np.zeros((3, 2))),
    ("another's name", "test-2", np.zeros((3, 2))),
    ("a row too few", "test-1", np.zeros((2, 2))),
    ("another width, of a tok2vec say", "test-1", np.zeros((3, 96))),
    ("no table", "test-1", np.zeros(3)),
    ("nothing", "test-1", np.zeros((0,))),
    ("a table of tables", "test-1", np.zeros((3, 2, 2))),
]


@pytest.mark.parametrize(
    ("name", "tensor"), [row[1:] for row in FOREIGN], ids=[row[0] for row in FOREIGN]
)
def test_vectors_of_others_are_not_read(name: str | None, tensor: Any) -> None:
    doc = _doc("ud0")
    doc.tensor, doc._.kr_vectors = tensor, name
    assert read_cues(doc, _network()) is None


@pytest.fixture
def without_models() -> KrFacts:
    """A component that keeps nothing where there are cues."""
    component = KrFacts()
    component.models = replace(component.models, drafts=Weights(1.1, {}))
    return component


def test_the_shipped_network_reads_the_shipped_vectors() -> None:
    doc = load_base("accurate")(TEXT)
    assert doc._.kr_vectors == load_cue_weights().vectors
    assert read_cues(doc, load_cue_weights()) is not None


def test_cues_choose_the_models(nlp: Language, without_models: KrFacts) -> None:
    assert without_models.match(nlp(TEXT)) == []


@pytest.mark.parametrize("change", ["name", "rows", "width"])
def test_foreign_vectors_choose_the_plain_models(
    change: str, nlp: Language, without_models: KrFacts
) -> None:
    doc, rows = nlp(TEXT), nlp(TEXT).tensor
    doc._.kr_vectors = "another" if change == "name" else doc._.kr_vectors
    doc.tensor = {"name": rows, "rows": rows[:-1], "width": rows[:, :96]}[change]
    found = without_models.match(doc)
    assert [fact["type"] for fact in found] == ["tariff"]
    assert not any("cue" in fact["rules"] for fact in found)


def test_the_fast_pipeline_has_no_cues_but_facts(without_models: KrFacts) -> None:
    fast = kr_policy_ie.load(base="fast")
    doc = fast(TEXT)
    assert doc._.kr_vectors is None
    assert read_cues(doc, load_cue_weights()) is None
    assert [fact["type"] for fact in doc._.kr_facts] == ["tariff"]
    assert [fact["type"] for fact in without_models.match(doc)] == ["tariff"]


def test_words_that_no_rule_knows_are_drafted_and_judged() -> None:
    doc = _doc("00u0")
    seen: list[Draft] = []

    class Judge(KrFacts):
        def _keep(self, chunks: Any, drafts: list[Draft], *rest: Any) -> list[Draft]:
            seen.extend(drafts)
            return super()._keep(chunks, drafts, *rest)

    judge = Judge()
    judge.cue_weights = _network()
    judge.models = Models(Weights(0.0, {}), judge.models.slots, judge.models.acts)
    judge.match(doc)
    assert [(one.type, one.trigger) for one in seen] == [("tariff", (2, 3))]
    doc._.kr_vectors = None
    seen.clear()
    judge.match(doc)
    assert seen == []


TEXTS = [
    TEXT,
    "",
    " ",
    " \n\n\t ",
    "  Japan  \n\n imposed tariffs .  ",
    "?",
    "\u200b",
    "관세 인상 😀",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_same_again_on_any_text(text: str, nlp: Language) -> None:
    doc = nlp(text)
    facts = nlp.get_pipe("kr_facts")
    assert isinstance(facts, KrFacts)
    first = facts.match(doc)
    assert facts.match(doc) == first
    assert facts.match(nlp(text)) == first


@pytest.mark.parametrize("text", TEXTS)
def test_a_pipeline_that_keeps_white_space(text: str) -> None:
    nlp = load_base("accurate")
    nlp.add_pipe("kr_facts")
    doc = nlp(text)
    assert doc.text == text
    for fact in doc._.kr_facts:
        start, end = fact["trigger"]
        assert doc.text[start:end].strip()


def test_a_document_read_back_has_its_cues(nlp: Language) -> None:
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    weights = load_cue_weights()
    one, other = read_cues(doc, weights), read_cues(again, weights)
    assert one is not None
    assert other is not None
    assert (one.types == other.types).all()
    facts: Any = nlp.get_pipe("kr_facts")
    assert facts.match(again) == facts.match(doc)
