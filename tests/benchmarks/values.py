"""Values of kr_values beside those of quantulum3 and Recognizers-Text, in one run.

usage: python tests/benchmarks/values.py GOLD.jsonl... [--specs FOLDER]

GOLD holds Extractions. FOLDER holds `recognizers_*.dev.jsonl` of Recognizers-Text's specs.
Prints F1 of value, of value and unit, and of money with exact ranges, over the gold's MONEY,
PERCENT and QUANTITY, and words per CPU second; then the share of spec cases that are right.
Recognizers-Text is left out where it is not installed.
"""

import argparse
import importlib.util
import json
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import spacy
import yaml

from kr_policy_ie.annotate.currencies import CountryContext
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.annotate.values import ValueAnnotator
from kr_policy_ie.rules.values_loader import load_value_rules

LABELS = {"MONEY", "PERCENT", "QUANTITY"}
UNFIT = Path(__file__).with_name("unfit_specs.yaml")
GLUED = {"k": 3, "b": 9, "g": 9, "t": 12}


class Value(NamedTuple):
    """A value in its simplest form, comparable between systems."""

    start: int
    end: int
    number: Decimal
    high: Decimal | None
    unit: str


Reader = Callable[[str, str | None], list[Value]]


def simple_unit(unit: str | None) -> str:
    """The last word of a unit, singular; spellings that mean one unit made one."""
    word = (unit or "").lower().replace("-", " ").split(" ")[-1]
    same = {"percentage": "percent", "tonne": "ton", "people": "person", "dimensionless": ""}
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith("s") and word not in {"times"}:
        word = word[:-1]
    return same.get(word, word)


def from_contract(start: int, end: int, value: dict[str, Any]) -> Value:
    money = value["kind"] == "money"
    number, high = ("amount", "amount_max") if money else ("number", "number_max")
    top = value.get(high)
    unit = value["currency"] if money else simple_unit(value["unit"])
    return Value(start, end, Decimal(str(value[number])), top and Decimal(str(top)), unit)


def ours() -> Reader:
    nlp = spacy.blank("en")
    component = ValueAnnotator("kr_values", load_value_rules())

    def read(text: str, published: str | None) -> list[Value]:
        doc = nlp.make_doc(text)
        doc._.kr_document = {"published": published}
        found, _ = component.match(doc)
        return [from_contract(item["start"], item["end"], item["value"]) for item in found]

    return read


def quantulum() -> Reader:
    from quantulum3 import classifier, parser

    classifier.USE_CLF = False  # its stored model needs an old scikit-learn

    def read(text: str, published: str | None) -> list[Value]:
        found = []
        for quantity in parser.parse(text):
            code = getattr(quantity.unit, "currency_code", None)
            unit = code or simple_unit(quantity.unit.name)
            found.append(Value(*quantity.span, Decimal(str(quantity.value)), None, unit))
        return found

    return read


def recognizers() -> Reader | None:
    if importlib.util.find_spec("recognizers_number_with_unit") is None:
        return None
    from recognizers_number import NumberRecognizer
    from recognizers_number_with_unit import NumberWithUnitRecognizer

    units, numbers = NumberWithUnitRecognizer("en-us"), NumberRecognizer("en-us")
    models = [
        units.get_currency_model(),
        units.get_dimension_model(),
        numbers.get_percentage_model(),
        numbers.get_number_model(),
    ]
    codes = {"Dollar": "USD", "United States dollar": "USD", "South Korean won": "KRW"}

    def read(text: str, published: str | None) -> list[Value]:
        found: list[Value] = []
        for model in models:
            for result in model.parse(text):
                resolution = result.resolution or {}
                raw = str(resolution.get("value") or "").rstrip("%")
                if not raw or any(v.start <= result.start < v.end for v in found):
                    continue
                code = resolution.get("isoCurrency") or codes.get(resolution.get("unit"))
                unit = "percent" if "%" in str(resolution["value"]) else resolution.get("unit")
                number = Decimal(raw)
                found.append(
                    Value(result.start, result.end + 1, number, None, code or simple_unit(unit))
                )
        return sorted(found)

    return read


def gold_documents(paths: list[Path]) -> Iterator[tuple[str, str | None, list[dict[str, Any]]]]:
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            mentions = [m for m in row["mentions"] if m["label"] in LABELS]
            yield row["document"]["text"], row["document"].get("published"), mentions


def f_score(hits: int, golds: int, guesses: int) -> float:
    return 200 * hits / (golds + guesses) if golds + guesses else 0.0


def hits(golds: list[Value], found: list[Value], same: Callable[[Value, Value], bool]) -> int:
    free, count = list(found), 0
    for gold in golds:
        match = next(
            (v for v in free if v.start < gold.end and gold.start < v.end and same(gold, v)), None
        )
        if match is not None:
            free.remove(match)
            count += 1
    return count


def score(name: str, read: Reader, documents: list[Any]) -> None:
    total: dict[str, list[int]] = {"value": [0, 0, 0], "unit": [0, 0, 0], "money": [0, 0, 0]}
    read("It cost 5 million won.", None)
    words, spent = 0, 0.0
    for text, published, mentions in documents:
        started = time.process_time()
        found = read(text, published)
        spent += time.process_time() - started
        words += len(text.split())
        golds = [from_contract(m["start"], m["end"], m["value"]) for m in mentions]
        money = [v for v, m in zip(golds, mentions, strict=True) if m["label"] == "MONEY"]
        guessed = [v for v in found if len(v.unit) == 3 and v.unit.isupper()]
        for kind, wanted, given, same in (
            ("value", golds, found, lambda g, v: v.number in {g.number, g.high}),
            ("unit", golds, found, lambda g, v: (v.number, v.unit) == (g.number, g.unit)),
            ("money", money, guessed, lambda g, v: v[2:] == g[2:]),
        ):
            counts = (hits(wanted, given, same), len(wanted), len(given))
            total[kind] = [a + b for a, b in zip(total[kind], counts, strict=True)]
    rates = " | ".join(f"{f_score(*total[kind]):.1f}" for kind in ("value", "unit", "money"))
    print(f"| {name} | {rates} | {words / spent:,.0f} |")


def spec_values(component: ValueAnnotator, text: str) -> list[tuple[float, float | None, Any]]:
    """Bare numbers with bounds, as the amounts below the contract have them."""
    lexed = Lexed(text)
    found: list[tuple[float, float | None, Any]] = []
    for amount in component.reader.read(lexed, CountryContext(lexed, component.currencies, None)):
        modifier = component.qualifiers.modifier(lexed, amount.first, amount.last)
        if amount.high is not None:
            found.append((float(amount.number), float(amount.high), None))
        elif modifier:
            found.append((float(amount.number), None, modifier))
        elif {"equal", "equals", "equaling"} & set(
            lexed.lows[max(amount.first - 2, 0) : amount.first]
        ):
            found.append((float(amount.number), float(amount.number), None))
    return found


def wanted_range(text: str) -> tuple[float, float | None, str | None]:
    low, high = text[1:-1].split(",")
    if low and high:
        return float(low), float(high), None
    if low:
        return float(low), None, "at_least" if text[0] == "[" else "more_than"
    return float(high), None, "at_most" if text[-1] == "]" else "less_than"


def spec_numbers(component: ValueAnnotator, text: str) -> list[float]:
    lexed, free, found = Lexed(text), 0, []
    grammar = component.reader.grammar
    for i in range(len(lexed)):
        number = grammar.read(lexed, i) if i >= free and grammar.is_anchor(lexed, i) else None
        if number is None:
            continue
        free = number.last
        letters = lexed.low(free) if lexed.glued(free) and lexed.kind(free) == "w" else ""
        if not letters or letters in GLUED:
            found.append(float(number.value * 10 ** GLUED.get(letters, 0)))
    return found


def spec_case(kind: str, component: ValueAnnotator, read: Reader, row: dict[str, Any]) -> bool:
    wanted = [e for e in row["expected"] if e["value"] is not None]
    if kind == "number":
        given = spec_numbers(component, row["input"])
        pairs = zip(given, wanted, strict=False)
        close = all(abs(a - e["value"]) <= 1e-3 * max(1, abs(e["value"])) for a, e in pairs)
        return len(given) == len(wanted) and close
    if kind == "numberrange":
        return spec_values(component, row["input"]) == [wanted_range(e["value"]) for e in wanted]
    found = [v for v in read(row["input"], None) if fits_kind(kind, v)]
    if kind == "dimension":
        found = [v for v in found if any(v.start < e["end"] and e["start"] < v.end for e in wanted)]
    minor = {"Cent", "Pence"}
    return len(found) == len(wanted) and all(
        abs(float(v.number) * (100 if e["unit"] in minor else 1) - e["value"]) < 1e-3
        for v, e in zip(found, wanted, strict=True)
    )


def fits_kind(kind: str, value: Value) -> bool:
    money = len(value.unit) == 3 and value.unit.isupper()
    percent = value.unit in {"percent", "percentage_point"}
    return {"currency": money, "percentage": percent, "dimension": not (money or percent)}[kind]


def run_specs(folder: Path) -> None:
    unfit = {
        id_ for group in yaml.safe_load(UNFIT.read_text("utf-8")).values() for id_ in group["ids"]
    }
    component, read = ValueAnnotator("kr_values", load_value_rules()), ours()
    for kind in ("currency", "percentage", "dimension", "number", "numberrange"):
        lines = (folder / f"recognizers_{kind}.dev.jsonl").read_text("utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        fit = [row for row in rows if row["id"] not in unfit]
        right = [row for row in fit if spec_case(kind, component, read, row)]
        wrong = ", ".join(row["id"] for row in fit if row not in right)
        share = 100 * len(right) / len(fit)
        print(f"| {kind} | {len(rows)} | {len(fit)} | {share:.1f} % | {wrong} |")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--specs", type=Path)
    options = parser.parse_args()
    documents = list(gold_documents(options.gold))
    print("| system | value | value+unit | money | words per CPU s |\n|---|---|---|---|---|")
    systems = {"kr_values": ours(), "quantulum3": quantulum(), "Recognizers-Text": recognizers()}
    for name, read in systems.items():
        if read is not None:
            score(name, read, documents)
    if options.specs:
        print("\n| spec | cases | fit the contract | right | wrong |\n|---|---|---|---|---|")
        run_specs(options.specs)


if __name__ == "__main__":
    main()
