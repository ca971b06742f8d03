"""Our values and dates beside quantulum3, dateparser and Recognizers-Text, in one run.

usage: python tests/benchmarks/values.py [GOLD.jsonl...] [--meantime FILE] [--specs FOLDER]

GOLD holds Extractions; MEANTIME has the layout of `dates.py`; FOLDER holds the
`recognizers_*.dev.jsonl` of Recognizers-Text's specs. All three are found by themselves in
`../shared`, where that folder is; else the gold of the corpus is taken. Prints F1 over the gold's
MONEY, PERCENT and QUANTITY (value; value and unit; money with exact ranges), F1 of dates, the share
of the spec cases that fit the contract and are right, words per CPU second on the texts of gold and
MEANTIME; then our spec cases by kind.
Recognizers-Text is left out where it is not installed
(`pip install recognizers-text-suite "emoji<2"`). The numbers of quantulum3 are those without its
classifier, whose stored model needs an old scikit-learn.
"""

import argparse
import importlib.util
import json
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import dates as date_benchmark
import spacy
import yaml

from kr_policy_ie.annotate.currencies import CountryContext
from kr_policy_ie.annotate.dates import make_kr_dates
from kr_policy_ie.annotate.lexing import Lexed
from kr_policy_ie.annotate.values import ValueAnnotator, make_kr_values
from kr_policy_ie.rules.values_loader import load_value_rules

LABELS = {"MONEY", "PERCENT", "QUANTITY"}
UNFIT = Path(__file__).with_name("unfit_specs.yaml")
#: Read once before the clock starts: it loads what is loaded at first use.
WARM_UP = "It cost 5 million won last year, not on 24(Tue), Sep, 2019."
MEASURES = ("currency", "percentage", "dimension")
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


def score(read: Reader, documents: list[Any]) -> dict[str, float]:
    """F1 of value, of value and unit, of money with exact ranges."""
    total: dict[str, list[int]] = {"value": [0, 0, 0], "unit": [0, 0, 0], "money": [0, 0, 0]}
    for text, published, mentions in documents:
        found = read(text, published)
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
    return {kind: f_score(*counts) for kind, counts in total.items()}


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
    """The table of our own readings of the specs, with the cases that are wrong."""
    print("\n| spec | cases | fit the contract | right | wrong |\n|---|---|---|---|---|")
    component, read = ValueAnnotator("kr_values", load_value_rules()), ours()
    for kind in ("currency", "percentage", "dimension", "number", "numberrange"):
        rows, fit = fitting_cases(folder, kind)
        right = [row for row in fit if spec_case(kind, component, read, row)]
        wrong = ", ".join(row["id"] for row in fit if row not in right)
        share = 100 * len(right) / len(fit)
        print(f"| {kind} | {len(rows)} | {len(fit)} | {share:.1f} % | {wrong} |")


def fitting_cases(folder: Path, kind: str) -> tuple[list[Any], list[Any]]:
    """All cases of a kind, and those that fit the contract."""
    unfit = {
        id_ for group in yaml.safe_load(UNFIT.read_text("utf-8")).values() for id_ in group["ids"]
    }
    lines = (folder / f"recognizers_{kind}.dev.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return rows, [row for row in rows if row["id"] not in unfit]


def spec_share(read: Reader, folder: Path) -> float:
    """Percentage of the currency, percentage and dimension cases that a system gets right."""
    component = ValueAnnotator("kr_values", load_value_rules())
    cases = [(kind, row) for kind in MEASURES for row in fitting_cases(folder, kind)[1]]
    right = sum(spec_case(kind, component, read, row) for kind, row in cases)
    return 100 * right / len(cases)


def timed(run: Callable[[str, str | None], object], texts: list[tuple[str, str | None]]) -> float:
    """CPU seconds over the texts, after one text that loads what is loaded once."""
    run(WARM_UP, "2023-04-25")
    started = time.process_time()
    for text, published in texts:
        run(text, published)
    return time.process_time() - started


def our_seconds(texts: list[tuple[str, str | None]]) -> float:
    """CPU seconds of kr_dates and kr_values together on tokenised text."""
    nlp = spacy.blank("en")
    dates, values = make_kr_dates(nlp, "kr_dates"), make_kr_values(nlp, "kr_values")
    docs = []
    for text, published in texts:
        doc = nlp.make_doc(text)
        doc._.kr_document = {"published": published}
        docs.append(doc)
    values(dates(nlp(WARM_UP)))
    started = time.process_time()
    for doc in docs:
        values(dates(doc))
    return time.process_time() - started


def print_row(cells: list[object]) -> None:
    shown = [f"{cell:.1f}" if isinstance(cell, float) else str(cell) for cell in cells]
    print("| " + " | ".join(shown) + " |")


def joint_table(gold: list[Path], meantime: Path | None, specs: Path | None) -> None:
    """All systems on all sets, and their speed on the texts of gold and MEANTIME, in one run."""
    documents = list(gold_documents(gold))
    dated = list(date_benchmark.gold_documents([str(path) for path in gold]))
    wiki = list(date_benchmark.meantime_documents(str(meantime))) if meantime else []
    texts = [(text, published) for text, published, _ in [*documents, *wiki]]
    words = sum(len(text.split()) for text, _ in texts)
    readers: dict[str, Reader | None] = {
        "kr_values": ours(),
        "quantulum3": quantulum(),
        "Recognizers-Text": recognizers(),
    }
    finders = {
        "kr_dates": date_benchmark.ours(),
        "dateparser.search": date_benchmark.dateparsers(),
        "Recognizers-Text dates": date_benchmark.recognizers(),
    }
    spent = {"kr_values + kr_dates": our_seconds(texts)}
    print_row(["values", "value", "value+unit", "money", "specs", "words per CPU s"])
    print("|---|---|---|---|---|---|")
    for name, read in readers.items():
        if read is not None:
            spent[name] = timed(read, texts)
            share = spec_share(read, specs) if specs else 0.0
            rates = score(read, documents)
            print_row([name, *rates.values(), share, f"{words / spent[name]:,.0f}"])
    print()
    print_row(["dates", "gold strict", "relaxed", "value", "MEANTIME strict", "relaxed", "value",
               "specs", "words per CPU s"])  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|")
    for name, find in finders.items():
        if find is None:
            continue
        spent[name] = timed(find, texts)
        sets = [date_benchmark.score(rows, find) for rows in (dated, wiki) if rows]
        cells = [100 * row[key] for row in sets for key in ("strict", "relaxed", "value")]
        cases = str(specs / "recognizers_datetime.dev.jsonl") if specs else None
        share = 100 * date_benchmark.specs(cases, find, verbose=False)["share"] if cases else 0.0
        print_row([name, *cells, share, f"{words / spent[name]:,.0f}"])
    print_speed(words, spent)


def print_speed(words: int, spent: dict[str, float]) -> None:
    """Both jobs together: ours, and what people would put in its place."""
    both = {
        "kr_values + kr_dates": spent["kr_values + kr_dates"],
        "quantulum3 + dateparser.search": spent["quantulum3"] + spent["dateparser.search"],
    }
    if "Recognizers-Text" in spent:
        both["Recognizers-Text"] = spent["Recognizers-Text"] + spent["Recognizers-Text dates"]
    print()
    print_row(["values and dates", "words per CPU s", "ours is faster by"])
    print("|---|---|---|")
    for name, seconds in both.items():
        factor = seconds / both["kr_values + kr_dates"]
        print_row([name, f"{words / seconds:,.0f}", f"{factor:.1f}"])


def main() -> None:
    shared = Path(__file__).resolve().parents[2].parent / "shared"
    gold = sorted((shared / "gold" / "dev").glob("*.gold.jsonl"))
    own = Path(__file__).resolve().parents[2] / "corpus" / "gold" / "dev.jsonl"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, nargs="*", default=gold or [own])
    parser.add_argument("--meantime", type=Path, default=shared / "data/dates/meantime.jsonl.gz")
    parser.add_argument("--specs", type=Path, default=shared / "data/test-specs")
    options = parser.parse_args()
    specs = options.specs if options.specs.is_dir() else None
    joint_table(options.gold, options.meantime if options.meantime.is_file() else None, specs)
    if specs:
        run_specs(specs)


if __name__ == "__main__":
    main()
