"""What the shipped encoder reads: constructions of policy prose, through a loaded pipeline."""

import pytest
import spacy

from kr_policy_ie.base import load_base

# text, then `word<relation<head` for what facts are read off
READINGS = [
    ("Japan lifted export restrictions on Monday.",
     "Japan<nsubj<lifted restrictions<obj<lifted export<compound<restrictions"),
    ("Export restrictions were lifted by Japan.",
     "restrictions<nsubj:pass<lifted were<aux:pass<lifted Japan<obl:agent<lifted"),
    ("Seoul plans to ban exports of nickel ore.",
     "Seoul<nsubj<plans ban<xcomp<plans exports<obj<ban ore<nmod<exports"),
    ("The ministry said it will raise tariffs on steel.",
     "ministry<nsubj<said raise<ccomp<said it<nsubj<raise tariffs<obj<raise"),
    ("The government will spend 937.6 billion won on chips and batteries.",
     "won<obj<spend billion<nummod<won chips<obl<spend batteries<conj<chips"),
    ("Companies that invest in batteries will receive a tax credit of 25 percent.",
     "invest<acl:relcl<Companies credit<obj<receive tax<compound<credit percent<nmod<credit"),
    ("Korea raised duties on rice and cut those on wheat.",
     "Korea<nsubj<raised duties<obj<raised cut<conj<raised those<obj<cut"),
    ("Tariffs will be cut if the parliament approves the deal.",
     "approves<advcl<cut parliament<nsubj<approves deal<obj<approves"),
]  # fmt: skip
HEADLINES = [
    ("Korea Lifts Export Curbs on Japan", "Korea<nsubj<Lifts Curbs<obj<Lifts"),
    ("Seoul to Ban Chip Exports", "Seoul<nsubj<Ban Exports<obj<Ban"),
    ("SEOUL TO BAN EXPORTS", "SEOUL<nsubj<BAN EXPORTS<obj<BAN"),
    ("Washington Mulls Tariffs on Steel", "Washington<nsubj<Mulls Tariffs<obj<Mulls"),
    ("Govt to spend 3 trillion won on batteries", "Govt<nsubj<spend won<obj<spend"),
]


@pytest.fixture(scope="module")
def nlp():
    return load_base("accurate")


def arcs(doc):
    return {f"{token.text}<{token.dep_}<{token.head.text}" for token in doc}


@pytest.mark.parametrize(("text", "expected"), READINGS + HEADLINES)
def test_reading(nlp, text, expected):
    assert set(expected.split()) - arcs(nlp(text)) == set()


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. imposed tariffs. Hyundai Motor Co. raised output on Nov. 30 in No. 2 plant.",
        "Tariffs rose 5.2 percent. Exports of U.S. beef fell.",
        "“We will respond,” he said. The minister did not elaborate.",
    ],
)
def test_abbreviations_end_no_sentence(nlp, text):
    assert len(list(nlp(text).sents)) == 2


def test_threads_change_nothing(nlp, tmp_path):
    nlp.to_disk(tmp_path / "model")
    many = spacy.load(tmp_path / "model", config={"components": {"kr_encoder": {"threads": 2}}})
    assert many.get_pipe("kr_encoder").threads == 2
    for text, _ in READINGS:
        one, two = nlp(text), many(text)
        assert (
            one.to_array(["HEAD", "DEP", "TAG", "ENT_TYPE"]).tolist()
            == two.to_array(["HEAD", "DEP", "TAG", "ENT_TYPE"]).tolist()
        )


def test_paragraphs_are_read_alike_wherever_they_stand(nlp):
    # Where paragraphs end is preset, so that each is read in windows of its own or whole beside
    # others; what it says must hold in both.
    texts = [text for text, _ in READINGS]
    alone = [arcs(nlp(text)) for text in texts]
    doc = nlp.make_doc(" ".join(texts))
    starts = {sum(len(other) + 1 for other in texts[:n]) for n in range(len(texts))}
    for token in doc:
        token.is_sent_start = token.idx in starts
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    together = [arcs(sentence) for sentence in doc.sents]
    same = sum(len(a & b) for a, b in zip(alone, together, strict=True))
    assert same >= 0.97 * sum(len(a) for a in alone)
