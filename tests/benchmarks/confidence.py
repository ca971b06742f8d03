"""Whether the confidence of facts is what it says: a reliability table against gold.

usage: python tests/benchmarks/confidence.py GOLD.jsonl… [--predicted PRED.jsonl]
       [--markdown OUT.md]

Without `--predicted` the articles of the gold are read anew.

A fact is right if it is aligned with a gold fact of its type, as detection counts. For each band
of confidence: how many facts, their mean confidence, how many are right, and the 95 % interval
(Wilson) of that share; then the same by the rule that proposed the fact, where it made 10 or
more. Under the tables stands the expected calibration error: the mean gap between confidence
and precision, weighted by the number of facts.
"""

import argparse
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import kr_policy_ie
from kr_policy_ie.evaluate.fact_alignment import align_facts, known_facts
from kr_policy_ie.evaluate.loading import read_extractions
from kr_policy_ie.schema import Extraction

BANDS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
FEWEST = 10
Row = tuple[str, float, bool]


def main() -> None:
    """Print the tables, or write them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--predicted", type=Path, help="extractions to judge")
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args()
    rows = [row for path in options.gold for row in judged(path, options.predicted)]
    lines = list(report(rows))
    if options.markdown:
        options.markdown.write_text("\n".join(lines) + "\n", encoding="utf-8")
    else:
        print("\n".join(lines))


def judged(gold: Path, predicted: Path | None) -> Iterable[Row]:
    """The first rule, the confidence and the judgement of each fact that is found."""
    wanted = read_extractions(gold)
    if predicted is not None:
        given = read_extractions(predicted)
        extractions = [given[name] for name in wanted if name in given]
    else:
        extractions = read_anew(wanted)
    for found in extractions:
        facts = known_facts(found)
        pairs = align_facts(known_facts(wanted[found.document.id]), facts)
        right = {pair.predicted.fact.id for pair in pairs}
        for known in facts:
            rule = known.fact.rules[0] if known.fact.rules else "-"
            yield rule, known.fact.confidence or 0.0, known.fact.id in right


def read_anew(wanted: Mapping[str, Extraction]) -> list[Extraction]:
    """The articles of a gold, read by the library as it is."""
    records = [
        {
            "id": one.document.id,
            "text": one.document.text,
            "published": one.document.published,
            "title": one.document.title,
        }
        for one in wanted.values()
    ]
    return list(kr_policy_ie.extract_all(records))


def report(rows: Sequence[Row]) -> Iterable[str]:
    """The tables as Markdown lines."""
    yield from _table("confidence", ((_band(c), c, ok) for _, c, ok in rows), fewest=1)
    sure = [ok for _, confidence, ok in rows if confidence >= 0.8]
    yield ""
    yield f"Facts with confidence of 0.8 and more: {len(sure)}, right {sum(sure)} ({_share(sure)})."
    yield f"Expected calibration error: {calibration_error(rows):.3f}."
    yield ""
    yield from _table("rule", rows, fewest=FEWEST)


def calibration_error(rows: Sequence[Row]) -> float:
    """The mean gap between confidence and precision over the bands, weighted by facts."""
    groups = _grouped((_band(c), c, ok) for _, c, ok in rows)
    gaps = (abs(sum(c for c, _ in group) - sum(ok for _, ok in group)) for group in groups.values())
    return sum(gaps) / max(len(rows), 1)


def _table(name: str, rows: Iterable[Row], *, fewest: int) -> Iterable[str]:
    yield f"| {name} | facts | mean confidence | right | precision | 95 % |"
    yield "|---|---|---|---|---|---|"
    for key, group in sorted(_grouped(rows).items()):
        count, right = len(group), sum(ok for _, ok in group)
        if count >= fewest:
            low, high = wilson(right, count)
            mean = sum(confidence for confidence, _ in group) / count
            yield (
                f"| {key} | {count} | {mean:.2f} | {right} | {right / count:.2f} "
                f"| {low:.2f}-{high:.2f} |"
            )


def _grouped(rows: Iterable[Row]) -> dict[str, list[tuple[float, bool]]]:
    groups: dict[str, list[tuple[float, bool]]] = {}
    for key, confidence, ok in rows:
        groups.setdefault(key, []).append((confidence, ok))
    return groups


def _band(confidence: float) -> str:
    at = next(i for i in range(len(BANDS) - 1) if BANDS[i] <= confidence < BANDS[i + 1])
    return f"{BANDS[at]:.1f}-{min(BANDS[at + 1], 1.0):.1f}"


def _share(judgements: Sequence[bool]) -> str:
    return f"{sum(judgements) / len(judgements):.3f}" if judgements else "-"


def wilson(right: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share.

    >>> wilson(8, 10)
    (0.49, 0.943)
    """
    z = 1.96
    share = right / count
    middle = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return round((middle - spread) / scale, 3), round((middle + spread) / scale, 3)


if __name__ == "__main__":
    main()
