"""Who says what, read off the surface: no parse, no tags, no names but those given.

Each row is a text and its utterances as `speaker | content / content | how`.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kr_policy_ie.facts.utterances import Utterance, read_utterances

QUOTED = {
    "speaker after": (
        '"We cannot wait," said Kim Jung-kwan, the industry minister.',
        ["Kim Jung-kwan | We cannot wait | quote"],
    ),
    "speaker after, not inverted": (
        '"We cannot wait," the minister said.',
        ["minister | We cannot wait | quote"],
    ),
    "speaker before": ('Park said, "We cannot wait."', ["Park | We cannot wait. | quote"]),
    "colon": ('Park said: "We cannot wait."', ["Park | We cannot wait. | quote"]),
    "no comma": ('Park said "we cannot wait."', ["Park | we cannot wait. | quote"]),
    "in between": (
        '"We wait," an official said, "but not for long."',
        ["official | We wait / but not for long. | quote"],
    ),
    "pronoun": ('"We wait," he said.', ["he | We wait | quote"]),
    "present tense": ('"We wait," says a dealer in Busan.', ["dealer in Busan | We wait | quote"]),
    "tells reporters": ('"We wait," Park told reporters.', ["Park | We wait | quote"]),
    "tells with an apposition": (
        '"We wait," Park, a steel lobbyist, told the daily.',
        ["Park | We wait | quote"],
    ),
    "curly": ("“We wait,” the bank said in a report.", ["bank | We wait | quote"]),
    "two sentences, speaker in the second": (
        '"It is late. We cannot wait," Park said.',
        ["Park | It is late | carried", "Park | We cannot wait | quote"],
    ),
    "two sentences, speaker in the first": (
        'Park said, "It is late. We cannot wait."',
        ["Park | It is late | quote", "Park | We cannot wait. | carried"],
    ),
    "carried to the next sentence": (
        '"It is late," Park said. "We cannot wait any longer."',
        ["Park | It is late | quote", "Park | We cannot wait any longer. | carried"],
    ),
    "carried to the next paragraph": (
        '"It is late," Park said.\n"We cannot wait any longer."',
        ["Park | It is late | quote", "Park | We cannot wait any longer. | carried"],
    ),
    "carried past a pronoun": (
        '"It is late," Park said.\n"Really late," he said. "We cannot wait any longer."',
        [
            "Park | It is late | quote",
            "he | Really late | quote",
            "Park | We cannot wait any longer. | carried",
        ],
    ),
    "missing opening": (
        'We cannot wait," said Kim Jung-kwan.',
        ["Kim Jung-kwan | We cannot wait | quote"],
    ),
    "missing closing": (
        '"We cannot wait, an official said. Exports rose.',
        ["official | We cannot wait | quote"],
    ),
    "missing closing, inverted": (
        '"We cannot wait, said Kim Jung-kwan, a professor of law.',
        ["Kim Jung-kwan | We cannot wait | quote"],
    ),
    "adds": ('Kim added, "They need us."', ["Kim | They need us. | quote"]),
    "adding": (
        '"We wait," Kim said, adding: "They need us."',
        ["Kim | We wait | quote", "Kim | They need us. | quote"],
    ),
    "signed in brackets": (
        '"Nobody quarrels about the price." (A fund banker)',
        ["fund banker | Nobody quarrels about the price. | carried"],
    ),
    "html marks": ("&quot;We wait,&quot; he said.", ["he | We wait | quote"]),
    "asked before": (
        'Asked about steel, Yoon replied, "We have no plan."',
        ["Yoon | We have no plan. | quote"],
    ),
    "passive with agent": (
        'The act was called "a turning point" by the Chip Association.',
        ["Chip Association | a turning point | quote"],
    ),
    "cited": (
        '"Safety grounds" were cited by the trade minister.',
        ["trade minister | Safety grounds | quote"],
    ),
    "quoted as saying": (
        'Yonhap quoted Kim as saying "we cannot wait for them."',
        ["Kim | we cannot wait for them. | quote"],
    ),
    "omission dots stay inside": (
        '"We wait ... We hope for more," he said.',
        ["he | We wait ... We hope for more | quote"],
    ),
    "question": (
        '"Why us?" the farmer asked the crowd. "Why us?" he said.',
        ["he | Why us? | quote"],
    ),
    "predicate in a clause": (
        'The bill "is a danger to our mills," the council said.',
        ["council | is a danger to our mills | mixed"],
    ),
    "subordinate clause before": (
        'He said if the bill passed, "we will tax their goods."',
        ["He | we will tax their goods. | mixed"],
    ),
    "phrase inside a clause": (
        'Kim said the firms now live through "a hard winter".',
        ['Kim | the firms now live through "a hard winter | reported'],
    ),
}
REPORTED = {
    "that": ("Park said that the duty would hurt.", ["Park | the duty would hurt | reported"]),
    "no that": ("Park said the duty would hurt.", ["Park | the duty would hurt | reported"]),
    "after": ("The duty would hurt, Park said.", ["Park | The duty would hurt | reported"]),
    "inverted": (
        "The duty would hurt, said Park Min-ho, an economist.",
        ["Park Min-ho | The duty would hurt | reported"],
    ),
    "in between": (
        "The fall was due, he said, to weak demand.",
        ["he | The fall was due / to weak demand | reported"],
    ),
    "because": (
        "Talks may fail, Lee said, because nobody gives in.",
        ["Lee | Talks may fail / nobody gives in | reported"],
    ),
    "on a day": (
        "Park said on Monday the duty would hurt.",
        ["Park | the duty would hurt | reported"],
    ),
    "bare day": ("Park said Monday it would hurt.", ["Park | it would hurt | reported"]),
    "in a statement": (
        "Park said in a statement the duty would hurt.",
        ["Park | the duty would hurt | reported"],
    ),
    "in an address to": (
        "Park said in an address to the steel federation that duties would hurt.",
        ["Park | duties would hurt | reported"],
    ),
    "told somebody": (
        "Park told reporters the duty would hurt.",
        ["Park | the duty would hurt | reported"],
    ),
    "told a meeting": (
        "Park told a business meeting the duty would hurt.",
        ["Park | the duty would hurt | reported"],
    ),
    "told to": ("Lee told Park to calm the market.", ["Lee | to calm the market | reported"]),
    "warned somebody that": (
        "Park warned Japan that quotas might spark anger.",
        ["Park | quotas might spark anger | reported"],
    ),
    "warned of": ("Park warned of a trade war.", ["Park | a trade war | reported"]),
    "warned against": ("Park warned against more curbs.", ["Park | against more curbs | reported"]),
    "called for": ("Park called for calm.", ["Park | calm | reported"]),
    "called on": (
        "Park called on firms to stay calm.",
        ["Park | to stay calm | reported"],
    ),
    "urged": ("Park urged firms to stay calm.", ["Park | to stay calm | reported"]),
    "urged, passive": (
        "Firms were urged by the minister to stay calm.",
        ["minister | to stay calm | reported"],
    ),
    "accused": (
        "Japan accused Korea of breaking the deal.",
        ["Japan | breaking the deal | reported"],
    ),
    "denied that": (
        "Japan denied that it broke the deal.",
        ["Japan | it broke the deal | reported"],
    ),
    "denied something": ("Japan denied the charge.", ["Japan | the charge | reported"]),
    "doubted": ("Analysts doubt its use.", ["Analysts | its use | reported"]),
    "welcomed": ("The council welcomed the plan.", ["council | welcomed the plan | reported"]),
    "argues": (
        "She argues that the state should pay.",
        ["She | the state should pay | reported"],
    ),
    "two verbs of one subject": (
        "Park said the duty would hurt and warned that firms may leave.",
        ["Park | the duty would hurt | reported", "Park | firms may leave | reported"],
    ),
    "two speakers": (
        "Park said duties would hurt, but Lee said they would help.",
        ["Park | duties would hurt | reported", "Lee | they would help | reported"],
    ),
    "adding that": (
        "Park said duties would hurt, adding that firms may leave.",
        ["Park | duties would hurt | reported", "Park | firms may leave | reported"],
    ),
    "does not elaborate": (
        "Park said duties would hurt but did not elaborate.",
        ["Park | duties would hurt | reported"],
    ),
    "apposition before": (
        "Robert Stone, Canada's deputy envoy, said the law was fair.",
        ["Robert Stone | the law was fair | reported"],
    ),
    "title before a name in commas": (
        "The chairman of the board, Paul Stone, said the law was fair.",
        ["Paul Stone | the law was fair | reported"],
    ),
    "relative clause before": (
        "An official, who asked not to be named, said the law was fair.",
        ["official | the law was fair | reported"],
    ),
    "relative clause of the content": (
        "It is a move which diplomats said could mark a new phase.",
        ["diplomats | could mark a new phase | reported"],
    ),
    "nested": (
        "Park said he hoped the talks would go on.",
        ["Park | he hoped the talks would go on | reported"],
    ),
    "sentence broken at an abbreviation": (
        "Park said the U.S. Was growing impatient.",
        ["Park | the U.S. Was growing impatient | reported"],
    ),
    "connective left out": (
        "But despite the change, firms have lost, he said.",
        ["he | despite the change, firms have lost | reported"],
    ),
    "according to, before": (
        "According to Lee Ho-min, the director, both sides must talk.",
        ["Lee Ho-min | both sides must talk | reported"],
    ),
    "according to, after": (
        "Both sides must talk, according to the ministry.",
        ["ministry | Both sides must talk | reported"],
    ),
    "quoted as saying": (
        "Maki quoted Kim as saying that the rules were fair.",
        ["Kim | the rules were fair | reported"],
    ),
    "data show, before": (
        "Data released by the customs agency showed that exports fell.",
        ["customs agency | exports fell | reported"],
    ),
    "data show, after": (
        "Exports fell in May, government data show.",
        ["government data | Exports fell in May | reported"],
    ),
    "quoted word beside the copula": (
        "The policy is “neutral,” the government said.",
        ["government | neutral | mixed"],
    ),
    "capital headline": (
        "JAPAN WARNS OF NEW RIFT IN TRADE ROW",
        ["JAPAN | NEW RIFT IN TRADE ROW | reported"],
    ),
    "capital headline, says": (
        "KIM SAYS STEEL PACT JUST A START",
        ["KIM | STEEL PACT JUST A START | reported"],
    ),
    "headline tail": (
        "TRADE GAP TO STAY WIDE - MINISTER",
        ["MINISTER | TRADE GAP TO STAY WIDE | reported"],
    ),
    "headline tail after a colon": (
        "Tax cut splits parties; move hurts chip supply: expert\n",
        ["expert | move hurts chip supply | reported"],
    ),
    "unnamed speaker with a place": (
        "An official at the embassy in Hanoi said the rules were fair.",
        ["official at the embassy in Hanoi | the rules were fair | reported"],
    ),
    "coordinated speakers": (
        "Japanese firms and officials argue the rules were fair.",
        ["Japanese firms and officials | the rules were fair | reported"],
    ),
    "hard line wrap": (
        "Park said the very long rules of the new and much debated market\nwere fair.",
        ["Park | the very long rules of the new and much debated market\nwere fair | reported"],
    ),
}
NEAR_MISSES = {
    "quoted name": 'It stands on the national "key strategic technology list" of Korea.',
    "quoted programme": 'The "Green Future" plan starts in May.',
    "quoted title as a sentence": 'They read "Make Our Shipyards Great Again." It sold well.',
    "scare quotes": 'The "massive" pledge shrank.',
    "single quoted name": "Ministry of Industry 'K-Battery Strategy' starts",
    "noun claims": "The claims of the two firms fell.",
    "noun report": "A report on trade is due in May.",
    "noun demand": "Demand for chips rose in March.",
    "noun forecast": "The forecast for growth rose.",
    "noun calls": "Two calls by the union came late.",
    "to say": "It is too early to say.",
    "would not say": "He would not say why.",
    "did not say": "The firm did not say when.",
    "will announce": "The ministry will announce details in May.",
    "announced a thing": "The ministry announced a new plan.",
    "passive forecast": "Exports are expected by analysts to grow.",
    "passive without agent": "The firm was accused of dumping.",
    "participle": "The alleged dumping of steel went on.",
    "expected rise": "An expected rise in duties came.",
    "state noun": "The state of the economy is weak.",
    "charge noun": "A charge of ten dollars applies.",
    "no speech verb": "Japan lifted export curbs in March.",
    "number": "Exports rose 5.2 percent to $710 million.",
    "reports as plural": "Press reports about steel are rare.",
    "maintained a thing": "Korea maintained its quota.",
    "reaffirmed nothing": "The pact was reaffirmed.",
    "added a thing": "The list added 50 items.",
    "noted adjective": "The noted economist retired.",
    "backed by letters": "Trade was backed by letters of credit.",
    "with prices forecast": "Inflation climbs, with prices forecast to rise.",
    "ruled-out passive": "A deal was ruled out.",
    "plain headline": "CANADA TO MONITOR STEEL IMPORTS",
    "headline with a date": "TRADE FIGURES DUE - MAY 5",
    "warning noun": "A warning came late.",
    "stress noun": "Stress on banks rose.",
    "replied nothing": "The firm never replied.",
    "feared noun": "Fear of loss grew.",
    "inches": 'Makers of 8" wafers export more.',
    "apostrophes": "The firms' and Korea's exports don't fall.",
    "decades": "the '80s boom and '90s bust",
    "quoted title announced": "Ministry of Industry announces 'K-Battery Strategy'",
    "showed no data": "The minister showed the way.",
    "backs a thing": "Korea backs smoothly finishing the plant.",
    "stray mark": 'Exports fell last year " and rose again.',
}


def shown(text: str, utterance: Utterance) -> str:
    speaker = utterance.speaker
    name = text[speaker.start : speaker.end] if speaker else ""
    content = " / ".join(text[a:b] for a, b in utterance.contents)
    return f"{name} | {content} | {utterance.how}"


@pytest.mark.parametrize(
    ("text", "expected"), [*QUOTED.values(), *REPORTED.values()], ids=[*QUOTED, *REPORTED]
)
def test_utterances(text: str, expected: list[str]) -> None:
    assert [shown(text, utterance) for utterance in read_utterances(text)] == expected


@pytest.mark.parametrize("text", NEAR_MISSES.values(), ids=NEAR_MISSES.keys())
def test_near_misses_hold_no_utterance(text: str) -> None:
    assert read_utterances(text) == []


OFFICES = {
    "title before": ("Finance Minister Ha Do-yun said taxes would fall.", ["Finance Minister"]),
    "apposition after": (
        "Steel must wait, said Ha Do-yun, Korea's minister of trade, industry and energy.",
        ["Korea's minister of trade, industry and energy"],
    ),
    "of a body": (
        "Steel must wait, said Ha Do-yun of the Trade Forum.",
        ["Trade Forum"],
    ),
    "title and body": (
        "Steel must wait, said Director General Ha Do-yun of the export bureau.",
        ["Director General", "export bureau"],
    ),
    "circumstance is no office": ("Ha Do-yun, speaking in Busan, said taxes would fall.", []),
    "honorific is no office": ("Mr. Ha said taxes would fall.", []),
}


@pytest.mark.parametrize(("text", "expected"), OFFICES.values(), ids=OFFICES.keys())
def test_offices(text: str, expected: list[str]) -> None:
    at = text.find("Ha")
    names = [(at, at + len("Ha Do-yun"), "PERSON")] if "Ha Do-yun" in text else []
    (utterance,) = read_utterances(text, names=names)
    assert utterance.speaker is not None
    assert [text[a:b] for a, b in utterance.speaker.affiliations] == expected


def test_a_pronoun_stands_for_the_last_speaker_named() -> None:
    text = '"We wait," said Kim Jung-kwan. "They hope," he said.'
    spoken = read_utterances(text)
    assert spoken[1].speaker is not None
    assert spoken[1].speaker.stands_for is not None
    assert text[slice(*spoken[1].speaker.stands_for)] == "Kim Jung-kwan"


WORDS = (
    "\" “ ” ' ¡° &quot; ( ) : - … é \u200b SEOUL WARNS OF the duty would hurt said says told "
    "reporters according to Kim ministry he that by was adding as saying quoted U.S. , . and"
)
PIECES = st.sampled_from([*WORDS.split(), "\n", "\n\n", " "])


@settings(deadline=None)  # the first call reads the rules
@given(st.lists(PIECES, max_size=25).map(" ".join) | st.text(max_size=60))
def test_never_raises_and_offsets_hold(text: str) -> None:
    for utterance in read_utterances(text):
        spans = [utterance.sentence, *utterance.contents]
        spans += [(utterance.speaker.start, utterance.speaker.end)] if utterance.speaker else []
        assert all(0 <= start < end <= len(text) for start, end in spans)
