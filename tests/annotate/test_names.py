"""`kr_names` through its public door: a table of sentences, each with all names in it."""

import pickle

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, Span

from kr_policy_ie.annotate.names import make_kr_names  # noqa: F401 - registers the factory
from kr_policy_ie.errors import RulesError

CASES = [
    # countries, demonyms, prefixes
    ("S.KOREA and the U.S.-Japanese pact", "S.KOREA COUNTRY|U.S. COUNTRY|Japanese COUNTRY"),
    ("a wave of anti-U.S. feeling", "U.S. COUNTRY"),
    ("tell us what it is worth", ""),
    ("They paid 2.8 billion U.S. dlrs and US$3 million.", ""),
    ("The U.S. dollar fell.", "U.S. COUNTRY"),
    ("officials in Asia and Europe", "Asia PLACE|Europe PLACE"),
    ("South Koreans and Americans agreed", "South Koreans COUNTRY|Americans COUNTRY"),
    # capitals as powers and as cities
    ("Seoul will lift the ban.", "Seoul COUNTRY"),
    ("He will visit Seoul next week.", "Seoul PLACE"),
    ("The talks were held in Tokyo.", "Tokyo PLACE"),
    ("The deficit with Washington widened.", "Washington COUNTRY"),
    ("A Seoul-based firm took a Seoul-proposed plan.", "Seoul PLACE|Seoul COUNTRY"),
    ("She left for Beijing.", "Beijing PLACE"),
    # bodies
    (
        "the Ministry of Trade, Industry and Energy said",
        "Ministry of Trade, Industry and Energy GOV",
    ),
    ("the agriculture ministry said", "agriculture ministry GOV"),
    ("the ministry and the government said", ""),
    ("the South Korean government said", "South Korean government GOV"),
    ("the Reagan administration said", "Reagan administration GOV"),
    ("Treasury Secretary James Baker said", "James Baker PERSON"),
    ("The Treasury said so.", "Treasury GOV"),
    ("the Danish Maritime Authority said", "Danish COUNTRY|Maritime Authority GOV"),
    # people
    ("Industry Minister Lee Chang-yang said", "Lee Chang-yang PERSON"),
    ("Chang-yang Lee said", "Chang-yang Lee PERSON"),
    ("LEE Chang-yang said", "LEE Chang-yang PERSON"),
    ("President Yoon Suk Yeol spoke. Yoon left.", "Yoon Suk Yeol PERSON|Yoon PERSON"),
    ("analyst Petra Vandermolen said", "Petra Vandermolen PERSON"),
    ("Goran Vukic, a trader, agreed", "Goran Vukic PERSON"),
    ("The minister said nothing.", ""),
    # organisations
    ("Daesung Precision Co. sold shares", "Daesung Precision Co. ORG"),
    ("the Korea Kelp Growers Association said", "Korea Kelp Growers Association ORG"),
    (
        "the Korea Advanced Institute of Science and Technology (KAIST)",
        "Korea Advanced Institute of Science and Technology ORG|KAIST ORG",
    ),
    ("the company and the association said", ""),
    # companies by what they make; people of the same name; what a name does not take along
    ("a stake in Norvik Glass of Norway", "Norvik Glass ORG|Norway COUNTRY"),
    ("margins of 4% for Dongil Transformer", "Dongil Transformer ORG"),
    ("the Industrial Bank of Korea lent it", "Industrial Bank of Korea GOV"),
    ("Battery makers agreed", "Battery SECTOR"),
    ("Mr. Peter Copper spoke", "Peter Copper PERSON"),
    ("said the Nordic Shipowners' Forum", "Nordic Shipowners' Forum ORG"),
    ("passed by the U.S. House of Representatives", "U.S. House of Representatives GOV"),
    ("with the U.S. Department of Energy", "U.S. COUNTRY|Department of Energy GOV"),
    ("centres in Jakarta and Riyadh", "Jakarta PLACE|Riyadh PLACE"),
    ("It needs the consent of the Assembly.", "Assembly GOV"),
    ("The Assembly Hall stood near the assembly line.", ""),
    (
        "the Organisation of the Petroleum Exporting Countries met",
        "Organisation of the Petroleum Exporting Countries GOV",
    ),
    ("said the Korea Ocean Business Corp. guarantees", "Korea Ocean Business Corp. GOV"),
    ("ties between Tokyo and Seoul", "Tokyo COUNTRY|Seoul COUNTRY"),
    ("Manila ruled out a cap.", "Manila COUNTRY"),
    ("Nairobi is negotiating a pact.", "Nairobi COUNTRY"),
    ("Nairobi is hot.", "Nairobi PLACE"),
    ("a Canberra trade official spoke", "Canberra COUNTRY"),
    ("a Canberra trade fair opened", "Canberra PLACE"),
    ("The government in Manila agreed.", "Manila COUNTRY"),
    ("The firm in Manila agreed.", "Manila PLACE"),
    (
        "accepted the Agreement on Fisheries Subsidies in October",
        "Agreement on Fisheries Subsidies AGREEMENT",
    ),
    # laws, agreements, programmes
    ("under the Restriction of Special Taxation Act", "Restriction of Special Taxation Act LAW"),
    ("Section 301 of the Trade Act of 1974", "Section 301 of the Trade Act of 1974 LAW"),
    ("the Korea-Peru Free Trade Agreement", "Korea-Peru Free Trade Agreement AGREEMENT"),
    ("a free trade agreement with Chile", "Chile COUNTRY"),
    ('the "Bright Harbor" program', "Bright Harbor PROGRAM"),
    ('he said "nothing new" again', ""),
    ("off its whitelist of trusted buyers", "whitelist PROGRAM"),
    # sectors
    (
        "exports of next-generation secondary batteries",
        "next-generation secondary batteries SECTOR",
    ),
    ("the chip industry and electric vehicle makers", "chip SECTOR|electric vehicle SECTOR"),
    ("Semiconductors and steel products rose.", "Semiconductors SECTOR|steel products SECTOR"),
    ("parts of the panel report", ""),
    ("They ship and display it.", ""),
    ("She won a gold medal.", ""),
    ("They sold gold and silver.", "gold SECTOR|silver SECTOR"),
    ("A think tank said so.", ""),
    ("Drug cartels fought.", ""),
    ("Exports of drugs rose.", "drugs SECTOR"),
    ("They will rubber-stamp it.", ""),
    ("The firm is manufacturing the parts.", ""),
    ("The manufacturing sector grew.", "manufacturing SECTOR"),
    # classes of goods and industries; words of them that mean something else
    ("duties on transformers and fasteners", "transformers SECTOR|fasteners SECTOR"),
    (
        "the quota tariff on rice bran oil and coffee beans",
        "rice bran oil SECTOR|coffee beans SECTOR",
    ),
    ("tons of mackerel", "mackerel SECTOR"),
    ("imports of galvanised sheet and steel coils", "galvanised sheet SECTOR|steel coils SECTOR"),
    ("tungsten and phosphoric acid", "tungsten SECTOR|phosphoric acid SECTOR"),
    ("items including maleic anhydride", "maleic anhydride SECTOR"),
    ("duties on sodium sulphates", "sodium sulphates SECTOR"),
    ("the acid test of the policy", ""),
    ("cut carbon dioxide and greenhouse gas emissions", ""),
    ("a list with quantum and space", "quantum SECTOR|space SECTOR"),
    ("a quantum leap in trade", ""),
    ("It is a duty on Spanish olives.", "Spanish COUNTRY|olives SECTOR"),
    ("He found Spanish parts.", "Spanish COUNTRY"),
    ("It shut Spanish plants.", "Spanish COUNTRY"),
    ("They ate olives there.", ""),
    ("on beef, wine, and olives.", "beef SECTOR|wine SECTOR|olives SECTOR"),
    ("The plant is under construction.", ""),
    ("halted construction of a line", ""),
    ("The construction industry grew.", "construction SECTOR"),
    ("a tax on white wine and corn gluten", "white wine SECTOR|corn gluten SECTOR"),
    ("A gas station opened.", ""),
    ("a carrot and stick approach", ""),
    ("took concrete steps", ""),
    ("sanctions on computer products", "computer products SECTOR"),
    ("tires and auto parts", "tires SECTOR|auto parts SECTOR"),
    ("a stockpile of urea supplies", "urea SECTOR"),
    ("nuclear fusion and autonomous driving", "nuclear fusion SECTOR|autonomous driving SECTOR"),
    ("the plans of Mr. Steel", ""),
    ("It said IT exports rose.", "IT SECTOR"),
    ("Agriculture Secretary Richard Lyng", "Richard Lyng PERSON"),
    # page furniture
    ("SEOUL, July 1 (Yonhap) -- Japan acted.", "Japan COUNTRY"),
]


@pytest.fixture(scope="module")
def nlp():
    pipeline = spacy.blank("en")
    pipeline.add_pipe("kr_names")
    return pipeline


def names_of(doc):
    found = [span._.kr_name | {"label": span.label_} for span in doc.spans["kr_names"]]
    return "|".join(f"{doc.text[one['start'] : one['end']]} {one['label']}" for one in found)


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:40] for case in CASES])
def test_names(nlp, text, expected):
    assert names_of(nlp(text)) == expected


@pytest.fixture(scope="module")
def tagged(nlp):
    def read(words, tags, ents=()):
        doc = Doc(nlp.vocab, words=words, pos=tags, ents=None)
        doc.ents = [Span(doc, first, last, label=label) for first, last, label in ents]
        return names_of(nlp(doc))

    return read


# (words, parts of speech, what the model's NER found, the names)
TAGGED = [
    ("We paint homes", "PRON VERB NOUN", [], ""),
    ("Sales of paint", "NOUN ADP NOUN", [], "paint SECTOR"),
    ("They may farm", "PRON AUX VERB", [], ""),
    ("a gift of Qatar Charity", "DET NOUN ADP PROPN PROPN", [(3, 5, "ORG")], "Qatar Charity ORG"),
    ("a gift of Qatar Charity", "DET NOUN ADP PROPN PROPN", [], "Qatar COUNTRY"),
    ("a unit of Movistar Chile", "DET NOUN ADP PROPN PROPN", [(3, 5, "ORG")], "Movistar Chile ORG"),
    (
        "a unit of Hindustan Unilever",
        "DET NOUN ADP PROPN PROPN",
        [(3, 5, "ORG")],
        "Hindustan Unilever ORG",
    ),
    ("a firm in rural Chile", "DET NOUN ADP ADJ PROPN", [(3, 5, "ORG")], "Chile COUNTRY"),
]


@pytest.mark.parametrize(("words", "tags", "ents", "expected"), TAGGED)
def test_names_of_tagged_texts(tagged, words, tags, ents, expected):
    assert tagged(words.split(), tags.split(), ents) == expected


def test_headline_of_capitals_takes_names_from_the_text_below(nlp):
    text = "BALDRIGE WARNS JAPAN ON CHIPS\nCommerce Secretary Malcolm Baldrige said so."
    assert names_of(nlp(text)) == (
        "BALDRIGE PERSON|JAPAN COUNTRY|CHIPS SECTOR|Malcolm Baldrige PERSON"
    )


def test_names_that_share_a_token_keep_their_own_data(nlp):
    doc = nlp("the U.S.-Japanese pact")
    spans = doc.spans["kr_names"]
    assert [(one._.kr_name["start"], one._.kr_name["end"]) for one in spans] == [(4, 8), (9, 17)]


def test_own_gazetteer_wins(tmp_path):
    path = tmp_path / "own.jsonl"
    path.write_text('{"id": "my.kelp", "label": "ORG", "name": "Seoul", "aliases": ["kelp"]}\n')
    pipeline = spacy.blank("en")
    pipeline.add_pipe("kr_names", config={"gazetteers": [str(path)]})
    doc = pipeline("Seoul sells kelp.")
    spans = doc.spans["kr_names"]
    assert [(one.text, one._.kr_name["candidates"]) for one in spans] == [
        ("Seoul", ["my.kelp"]),
        ("kelp", ["my.kelp"]),
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", '{"id": "x", "label": "ORG", "name": "A"}\n' * 2, "a.jsonl:2: id: 'x'"),
        ("a.jsonl", '{"id": "x", "label": "CITY", "name": "A"}\n', "a.jsonl:1: label: 'CITY'"),
        ("a.jsonl", '{"id": "x", "label": "ORG"}\n', "a.jsonl:1: name"),
        ("a.jsonl", "nonsense\n", "a.jsonl:1: no JSON"),
        ("a.jsonl", "[1]\n", "a.jsonl:1: expected an object"),
        ("a.jsonl", '{"id": "x", "label": "ORG", "name": "A", "aliases": [""]}\n', "aliases"),
        ("a.jsonl", '{"id": "x", "label": "ORG", "name": "A", "alias": "B"}\n', "alias: unknown"),
        (
            "a.jsonl",
            '{"id": "x", "label": "ORG", "name": "A", "valid_from": "2023-13"}\n',
            "a.jsonl:1: valid_from: '2023-13'",
        ),
        (
            "a.jsonl",
            '{"id": "x", "label": "ORG", "name": "A", "valid_from": "2023", "valid_to": "2022"}\n',
            "lies before",
        ),
        ("a.csv", "id,label,name\nx,ORG,A,extra\n", "a.csv:2: has not as many cells"),
    ],
)
def test_wrong_gazetteers_are_named_with_their_line(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(RulesError, match=message.replace("[", r"\[")):
        spacy.blank("en").add_pipe("kr_names", config={"gazetteers": [str(path)]})


def test_csv_gazetteer(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("id,label,name,aliases\nmy.a,ORG,Alpha Kelp,AK;Kelp One\n")
    pipeline = spacy.blank("en")
    pipeline.add_pipe("kr_names", config={"gazetteers": [str(path)]})
    assert names_of(pipeline("Kelp One grew.")) == "Kelp One ORG"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "Seoul",
                    "U.S.-",
                    "Co.",
                    "(",
                    ")",
                    "“",
                    "Act",
                    "of",
                    "the",
                    "\n",
                    "\n\n",
                    "Lee",
                    "-",
                    "yang",
                    "Ministry",
                    "and",
                    ",",
                    ".",
                    "'s",
                    "Trade",
                    "Section",
                    "301",
                    "FTA",
                ]
            ),
            st.text(max_size=8),
        ),
        max_size=30,
    )
)
def test_any_text_gives_spans_that_fit(pieces):
    pipeline = _PIPELINE
    doc = pipeline(" ".join(pieces))
    last = 0
    for span in doc.spans["kr_names"]:
        found = span._.kr_name
        assert last <= found["start"] < found["end"] <= len(doc.text)
        last = found["end"]


_PIPELINE = spacy.blank("en")
_PIPELINE.add_pipe("kr_names")


def test_component_survives_pickling_and_the_disk(nlp, tmp_path):
    text = "Seoul will lift tariffs on steel, MOTIE said."
    expected = names_of(nlp(text))
    nlp.to_disk(tmp_path / "model")
    assert names_of(spacy.load(tmp_path / "model")(text)) == expected
    assert names_of(pickle.loads(pickle.dumps(nlp(text)))) == expected


def test_processes_agree(nlp):
    texts = ["Tokyo acted.", "Washington reacted."] * 4
    alone = [names_of(doc) for doc in nlp.pipe(texts)]
    assert [names_of(doc) for doc in nlp.pipe(texts, n_process=2, batch_size=2)] == alone
