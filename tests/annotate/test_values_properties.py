"""What holds for all numbers and all texts: round trips, offsets, no crash, linear time."""

import os
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

import kr_policy_ie.annotate.values  # noqa: F401 - registers the factory
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.annotate.numbers import NumberGrammar
from kr_policy_ie.errors import RulesError
from kr_policy_ie.rules.values_loader import HERE, load_value_rules

NLP = spacy.blank("en")
PIPE = NLP.add_pipe("kr_values")
GRAMMAR = NumberGrammar(load_value_rules().numbers)
ROOT = Path(__file__).resolve().parents[2]

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split()
)
ONES += "fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def words(number: int) -> str:
    """A whole number below 10^15 in words, as a style book would have it."""
    if number < 20:
        return ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return TENS[tens - 2] + (f"-{ONES[ones]}" if ones else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{ONES[hundreds]} hundred" + (f" and {words(rest)}" if rest else "")
    for power, name in ((12, "trillion"), (9, "billion"), (6, "million"), (3, "thousand")):
        if number >= 10**power:
            head, rest = divmod(number, 10**power)
            link = " and " if 0 < rest < 100 else " "
            return f"{words(head)} {name}" + (f"{link}{words(rest)}" if rest else "")
    raise ValueError(number)


def number_of(text: str) -> Decimal | None:
    lexed = Lexed(text)
    number = GRAMMAR.read(lexed, 0)
    return number.value if number and number.last == len(lexed) else None


def values(text: str) -> list[tuple[str, str, dict[str, object]]]:
    doc = NLP(text)
    found = []
    for span in doc.spans["kr_values"]:
        value = span._.kr_value
        found.append((span.label_, text[value["start"] : value["end"]], value["value"]))
    return found


@given(st.integers(0, 999_999_999_999_999))
def test_spelled_numbers_read_back(number: int) -> None:
    assert number_of(words(number)) == number


@given(st.integers(0, 10**15), st.integers(0, 3))
def test_grouped_digits_read_back(number: int, places: int) -> None:
    value = Decimal(number).scaleb(-places)
    assert number_of(f"{value:,f}") == value
    assert number_of(f"{number:,}".replace(",", "\u202f")) == number


@given(
    st.decimals(min_value=1, max_value=999, places=2),
    st.sampled_from([("trillion", 12), ("bn", 9), ("mln", 6), ("thousand", 3), ("lakh crore", 12)]),
)
def test_scales_read_back(value: Decimal, scale: tuple[str, int]) -> None:
    assert number_of(f"{value} {scale[0]}") == value * Decimal(10) ** scale[1]


@given(
    st.decimals(min_value=Decimal("0.01"), max_value=Decimal("9999999"), places=2),
    st.sampled_from(["KRW {}", "{} JPY", "US${}", "NT${}", "€{}", "{} won", "{} Canadian dollars"]),
)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_money_reads_back(value: Decimal, style: str) -> None:
    currency = {
        "KRW {}": "KRW",
        "{} JPY": "JPY",
        "US${}": "USD",
        "NT${}": "TWD",
        "€{}": "EUR",
        "{} won": "KRW",
        "{} Canadian dollars": "CAD",
    }[style]
    text = style.format(f"{value:,f}")
    ((label, span, read),) = values(f"They paid {text} for it.")
    assert (label, span, read["currency"]) == ("MONEY", text, currency)
    assert Decimal(str(read["amount"])) == value


PIECES = [*"0123456789.,-–%$€₩ \n\u00a0\u202f５①½é\u0301🚢가'\"()/:+"]
PIECES += ["won ", " and ", "to ", "half ", "of ", "billion ", "a ", "one ", "percent ", "tons "]
PIECES += ["from ", "between ", "two ", "hundred "]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_text_keeps_the_contract(text: str) -> None:
    doc = NLP(text)
    last = 0
    for span in doc.spans["kr_values"]:
        value = span._.kr_value
        assert last <= value["start"] < value["end"] <= len(text)
        assert span.start_char <= value["start"]
        assert value["end"] <= span.end_char
        last = value["end"]


@given(st.sampled_from(["🚢🚢 ", "e\u0301\u0323 ", "한국은 ", "\u00a0", "“"]), st.integers(1, 5))
@settings(deadline=None)
def test_offsets_hold_behind_any_unicode(prefix: str, times: int) -> None:
    found = values(prefix * times + "spent $5 million on ３ firms")
    assert [span for _, span, _ in found] == ["$5 million", "３ firms"]


HOSTILE = {
    "digits": "1" * 1_000_000,
    "commas": "1," * 500_000,
    "dots": "1." * 500_000,
    "of": "of " * 333_333,
    "signs": "$" * 1_000_000,
    "letters": "a" * 1_000_000,
    "half of": "half of " * 50_000,
    "hundred": "hundred " * 125_000,
    "adjectives": "5 " + "new " * 250_000,
    "abbreviations": "U." * 500_000,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_text_in_two_seconds(name: str) -> None:
    text = HOSTILE[name]
    doc = Doc(NLP.vocab, words=[text[k : k + 5000] for k in range(0, len(text), 5000)],
              spaces=[False] * -(-len(text) // 5000))  # fmt: skip
    started = time.process_time()
    PIPE.match(doc)
    assert time.process_time() - started < 2


def test_component_is_saved_and_runs_in_processes(tmp_path: Path) -> None:
    nlp: Language = spacy.blank("en")
    nlp.add_pipe("kr_values")
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    texts = ["It cost 5 million won.", "Seven firms.", ""]
    for doc, text in zip(again.pipe(texts, n_process=2), texts, strict=True):
        copy = Doc(nlp.vocab).from_bytes(doc.to_bytes())
        plain = nlp(text)
        assert [s._.kr_value for s in copy.spans["kr_values"]] == [
            s._.kr_value for s in plain.spans["kr_values"]
        ]


SCRIPT = """
import spacy, json
import kr_policy_ie.annotate.values
nlp = spacy.blank("en")
nlp.add_pipe("kr_values")
doc = nlp("France paid 5 mln francs and 10 to 15 billion won ($12 million) for 7 key items.")
print(json.dumps([span._.kr_value for span in doc.spans["kr_values"]]))
"""


def test_result_does_not_depend_on_hash_seed_or_time_zone() -> None:
    results = set()
    for seed, zone in (("0", "UTC"), ("1", "Asia/Seoul")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
        results.add(subprocess.check_output([sys.executable, "-c", SCRIPT], env=env))
    assert len(results) == 1


def copy_rules(folder: Path) -> None:
    for path in HERE.glob("*.yaml"):
        (folder / path.name).write_text(path.read_text("utf-8"), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("numbers.yaml", "two: 2", "two: many", r"numbers\.yaml: field small\.two"),
        ("multiples.yaml", "context: compare", "context: perhaps", r"rule twice: field context"),
        ("modifiers.yaml", "id: or-so", "id: about", r"rule about: field id: given twice"),
        ("nouns.yaml", "plurals: [people", "plurals: [no, people", r"nouns\.yaml: field plurals"),
        ("units.yaml", "extra:", "extras:", r"units\.yaml"),
        ("currencies.yaml", "code: CAD", "code: cad", r"currencies\.yaml: field prefixes"),
        ("contexts.yaml", "determiners: [", "determiners: [[", r"contexts\.yaml: no valid YAML"),
    ],
)
def test_bad_rules_name_file_rule_and_field(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    copy_rules(tmp_path)
    path = tmp_path / file
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(RulesError, match=message):
        load_value_rules(tmp_path)


def test_missing_rules_are_reported(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="cannot be read"):
        load_value_rules(tmp_path)
