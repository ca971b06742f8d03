"""Benchmark of `kr_dates` against dateparser's search: F1 and words per CPU second.

usage: python tests/benchmarks/dates.py [--gold F.jsonl …] [--meantime F.jsonl.gz] [--specs F.jsonl]

Gold files are Extractions; the MEANTIME file and the specifications have the layouts described in
the data's own README. Nothing here is needed to use the library.
"""

import argparse
import datetime
import gzip
import importlib.util
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import spacy
import yaml
from dateparser.search import search_dates

from kr_policy_ie.annotate.calendar_intervals import period_of
from kr_policy_ie.annotate.dates import make_kr_dates

Row = dict[str, Any]
Finder = Callable[[str, str | None], list[Row]]
EXCEPTIONS = Path(__file__).parent / "date_spec_exceptions.yaml"
VAGUE = re.compile(r"(PRESENT|PAST|FUTURE)_REF|X|-(SP|SU|FA|WI)$")
#: So many documents are read before the clock starts: what is loaded or remembered once.
WARM_UP = 40
SPEC_TYPES = ("date", "daterange", "duration")


def ours() -> Finder:
    """`kr_dates` in a blank pipeline; tokenisation is not timed by `measure`."""
    nlp = spacy.blank("en")
    component = make_kr_dates(nlp, "kr_dates")

    def find(text: str, published: str | None) -> list[Row]:
        doc = nlp.make_doc(text)
        doc._.kr_document = {"published": published}
        begun = time.process_time()
        found = component.match(doc)
        find.seconds += time.process_time() - begun  # type: ignore[attr-defined]
        return [
            {**f["value"], **_days(f["value"]), "start": f["start"], "end": f["end"]} for f in found
        ]

    find.seconds = 0.0  # type: ignore[attr-defined]
    return find


def dateparsers() -> Finder:
    """dateparser's own search, with the same settings for its base as ours."""

    def find(text: str, published: str | None) -> list[Row]:
        base = datetime.datetime.fromisoformat(published or "2000-01-01")
        begun = time.process_time()
        found = search_dates(text, languages=["en"], settings={"RELATIVE_BASE": base}) or []
        find.seconds += time.process_time() - begun  # type: ignore[attr-defined]
        rows, position = [], 0
        for surface, moment in found:
            start = text.find(surface, position)
            if start >= 0:
                position = start + len(surface)
                day = moment.date().isoformat()
                place = {"start": start, "end": position, "timex": day}
                rows.append({**place, "start_day": day, "end_day": day, "modifier": None})
        return rows

    find.seconds = 0.0  # type: ignore[attr-defined]
    return find


def recognizers() -> Finder | None:
    """Recognizers-Text's date and time model; None where it is not installed."""
    if importlib.util.find_spec("recognizers_date_time") is None:
        return None
    from recognizers_date_time import DateTimeRecognizer

    model = DateTimeRecognizer("en-us").get_datetime_model()

    def find(text: str, published: str | None) -> list[Row]:
        base = datetime.datetime.fromisoformat(published or "2000-01-01")
        begun = time.process_time()
        found = model.parse(text, base)
        find.seconds += time.process_time() - begun  # type: ignore[attr-defined]
        rows = []
        for result in found:
            values = (result.resolution or {}).get("values") or [{}]
            kind = result.type_name.split(".")[-1]
            if kind in SPEC_TYPES:
                value = values[-1] if published is None else _not_after(values, published)
                day, start, end = (value.get(key) for key in ("value", "start", "end"))
                end = _before(end) if end and len(end) == 10 else end
                rows.append({"start": result.start, "end": result.end + 1,
                             "timex": value.get("timex") or "", "modifier": None,
                             "start_day": start or (day if kind == "date" else None),
                             "end_day": end or (day if kind == "date" else None)})  # fmt: skip
        return rows

    find.seconds = 0.0  # type: ignore[attr-defined]
    return find


def _not_after(values: list[Row], published: str) -> Row:
    """Of a past and a future reading the past one, as news wants it."""
    past = [v for v in values if (v.get("value") or v.get("start") or "9") <= published]
    return (past or values)[-1]


def gold_documents(paths: list[str]) -> Iterator[tuple[str, str | None, list[Row]]]:
    """Text, publication day and date mentions of Extractions."""
    for path in paths:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            document = json.loads(line)
            dates = [
                {
                    "start": m["start"],
                    "end": m["end"],
                    **_days(m["value"]),
                    "timex": m["value"]["timex"],
                }
                for m in document["mentions"]
                if m["label"] == "DATE"
            ]
            yield document["document"]["text"], document["document"]["published"], dates


def _days(value: Row) -> Row:
    return {
        "timex": value["timex"],
        "start_day": value.get("start"),
        "end_day": value.get("end"),
    }


def meantime_documents(path: str) -> Iterator[tuple[str, str | None, list[Row]]]:
    """Text, publication day and times of MEANTIME; vague times are marked."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            dates = []
            for time_expression in row["timexes"]:
                value = re.sub(r"TMO$", "", time_expression["value"])
                vague = VAGUE.search(value) or time_expression["type"] not in ("DATE", "DURATION")
                place = {"start": time_expression["start"], "end": time_expression["end"]}
                dates.append({**place, "timex": value, "vague": bool(vague)})
            yield row["text"], row["dct"], dates


def same(gold: Row, found: Row) -> bool:
    """Whether a value is right: the interval where gold has one, else the TIMEX value."""
    if gold.get("start_day") or gold.get("end_day"):
        return (gold["start_day"], gold["end_day"]) == (found["start_day"], found["end_day"])
    return bool(gold["timex"] == found["timex"])


def overlap(one: Row, other: Row) -> bool:
    """Whether two spans share a character."""
    return bool(min(one["end"], other["end"]) > max(one["start"], other["start"]))


def score(documents: list[tuple[str, str | None, list[Row]]], find: Finder) -> Row:
    """Strict, relaxed and value F1 and speed of a finder."""
    for text, published, _ in documents[:WARM_UP]:
        find(text, published)
    find.seconds = 0.0  # type: ignore[attr-defined]
    gold_count = found_count = strict = relaxed = value = words = 0
    for text, published, dates in documents:
        words += len(text.split())
        found = find(text, published)
        gold = [row for row in dates if not row.get("vague")]
        vague = [row for row in dates if row.get("vague")]
        gold_count += len(gold)
        used: set[int] = set()
        for wanted in gold:
            near = [
                (abs(wanted["start"] - row["start"]) + abs(wanted["end"] - row["end"]), index)
                for index, row in enumerate(found)
                if index not in used and overlap(wanted, row)
            ]
            if near:
                distance, index = min(near)
                used.add(index)
                strict += distance == 0
                relaxed += 1
                value += same(wanted, found[index])
        found_count += sum(
            index in used or not any(overlap(row, other) for other in vague)
            for index, row in enumerate(found)
        )
    both = gold_count + found_count
    seconds = max(find.seconds, 1e-9)  # type: ignore[attr-defined]
    return {
        "strict": 2 * strict / both,
        "relaxed": 2 * relaxed / both,
        "value": 2 * value / both,
        "words/s": round(words / seconds),
    }


def spec_cases(path: str) -> Iterator[tuple[Row, Row, str | None]]:
    """Each expected date of the specifications with its case, and why it does not fit, if so."""
    exceptions = yaml.safe_load(EXCEPTIONS.read_text(encoding="utf-8"))["exceptions"]
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        for wanted in case["results"]:
            if wanted["type"].split(".")[-1] not in SPEC_TYPES or not wanted.get("timex"):
                continue
            fields = {"text": wanted["text"], "timex": wanted["timex"], "input": case["input"]}
            if "not resolved" in str(wanted) or "0001-01-01" in str(wanted):
                yield case, wanted, "no value expected"
                continue
            reason = next(
                (
                    rule["reason"]
                    for rule in exceptions
                    if re.search(rule["pattern"], fields[rule["where"]], re.IGNORECASE)
                ),
                None,
            )
            yield case, wanted, reason


def spec_right(case: Row, wanted: Row, found: list[Row]) -> bool:
    """Whether a date that overlaps the expected one has its value, said in the contract's way."""
    first = wanted.get("start", case["input"].lower().find(wanted["text"].lower()))
    place = {"start": first, "end": first + len(wanted["text"])}
    near = [row for row in found if overlap(place, row)]
    return any(_agrees(option, row, wanted) for row in near for option in _options(wanted))


def _options(wanted: Row) -> list[tuple[str | None, str | None]]:
    values = wanted.get("values")
    if values is None:
        sides = [wanted.get(name) or {} for name in ("future", "past")]
        return [
            (side.get("date") or side.get("startDate"), side.get("date") or side.get("endDate"))
            for side in sides
            if side
        ] or [(None, None)]
    return [
        (value.get("value") or value.get("start"), value.get("value") or value.get("end"))
        for value in values
    ]


def _agrees(option: tuple[str | None, str | None], row: Row, wanted: Row) -> bool:
    if row["timex"] == {"P0.5Y": "P6M"}.get(wanted["timex"], wanted["timex"]):
        return True
    start, end = option
    ours_start, ours_end = row["start_day"], row["end_day"]
    if ours_start is None or ours_end is None:
        return False
    if start is None or end is None:
        # Open intervals: the contract keeps the period named and says `after` or `before` beside.
        return bool({start, end, _before(start)} & {ours_start, ours_end, _after(ours_end)})
    if row["modifier"] is not None or wanted["text"].lower().startswith(("earlier", "later")):
        return bool(ours_start <= start <= ours_end)
    shifted = wanted["timex"].endswith(("D)", "W)", "Y)")) and _after(ours_start) == start
    return bool((ours_start == start or shifted) and _same_end(ours_end, end, shifted=shifted))


def _same_end(ours_end: str, end: str, *, shifted: bool) -> bool:
    """Exclusive ends, and ranges that end where their last period begins."""
    last = {end, _before(end)}
    day = datetime.date.fromisoformat(end)
    for unit in ("month", "year", "quarter", "week"):
        period = period_of(day, unit)
        if period.start == day and period.end is not None:
            last.add(period.end.isoformat())
    return ours_end in last or (shifted and _after(ours_end) in last)


def _before(day: str | None) -> str | None:
    return _moved(day, -1)


def _after(day: str | None) -> str | None:
    return _moved(day, 1)


def _moved(day: str | None, days: int) -> str | None:
    if day is None:
        return None
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=days)).isoformat()


def specs(path: str, find: Finder, *, verbose: bool) -> Row:
    """Share of fitting cases whose value is right."""
    right = fitting = outside = 0
    for case, wanted, reason in spec_cases(path):
        published = (case.get("reference") or "")[:10] or None
        found = find(case["input"], published)
        if reason is not None:
            outside += 1
            continue
        fitting += 1
        good = spec_right(case, wanted, found)
        right += good
        if not good and verbose:
            print(published, case["input"][:90], "|", wanted["text"], wanted["timex"], "|",
                  [(r["timex"], r["start_day"], r["end_day"]) for r in found])  # fmt: skip
    return {"right": right, "fitting": fitting, "outside": outside, "share": right / fitting}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", nargs="*", default=[])
    parser.add_argument("--meantime")
    parser.add_argument("--specs")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    sets = {}
    if arguments.gold:
        sets["gold"] = list(gold_documents(arguments.gold))
    if arguments.meantime:
        sets["MEANTIME"] = list(meantime_documents(arguments.meantime))
    print(f"| {'set':10} | {'finder':18} | strict | relaxed | value | words/s |")
    print("|---|---|---|---|---|---|")
    for name, documents in sets.items():
        for label, find in (("kr_dates", ours()), ("dateparser search", dateparsers())):
            row = score(documents, find)
            print(f"| {name:10} | {label:18} | {row['strict']:.3f} | {row['relaxed']:.3f} "
                  f"| {row['value']:.3f} | {row['words/s']} |")  # fmt: skip
    if arguments.specs:
        row = specs(arguments.specs, ours(), verbose=arguments.verbose)
        print(f"specifications: {row['right']} of {row['fitting']} = {row['share']:.3f}, "
              f"{row['outside']} outside the contract")  # fmt: skip


if __name__ == "__main__":
    main()
