"""All figures of the batch runner in one command: pool, workers, gate, memory, imports.

usage: python tests/benchmarks/batch.py ARCHIVE [--limit 300] [--memory-limit N] [--base accurate]

ARCHIVE holds documents as JSONL (`text`, `id`, optional `published`, `topics`). Each figure is
measured in fresh processes on the first LIMIT documents that have a text, memory on the first
MEMORY_LIMIT (the same unless told). The bars are those of the issue; a busy machine measures
nothing: the wall-clock figures need two idle cores.
"""

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kr_policy_ie.batch import BatchOptions, process
from kr_policy_ie.batch.gate import shared_gate
from kr_policy_ie.batch.process import pipeline_maker


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("archive", type=Path)
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--memory-limit", type=int)
    parser.add_argument("--base", default="accurate")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        print(json.dumps(_MEASURES[options.only](options)))
        return
    with tempfile.TemporaryDirectory() as folder:
        sample = _sample(options.archive, options.limit, Path(folder, "sample.jsonl"))
        long = _sample(
            options.archive, options.memory_limit or options.limit, Path(folder, "long.jsonl")
        )
        print(f"{options.archive.name}: {options.limit} documents, base {options.base}")
        _print_imports()
        _print_scan(sample)
        _print_runs(sample, options.base)
        _print_memory(long, options.base)


def _sample(archive: Path, limit: int, target: Path) -> Path:
    opened = gzip.open if archive.suffix == ".gz" else open
    kept = 0
    with opened(archive, "rt", encoding="utf-8") as stream, target.open("w") as out:
        for line in stream:
            if kept == limit:
                break
            if (json.loads(line).get("text") or "").strip():
                out.write(line)
                kept += 1
    return target


def _run(only: str, sample: Path, base: str) -> dict:
    command = [sys.executable, __file__, str(sample), "--only", only, "--base", base]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _print_imports() -> None:
    """Seconds of `import kr_policy_ie` beyond `import spacy`; best of three."""

    def seconds(code: str) -> float:
        found = []
        for _ in range(3):
            started = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            found.append(time.perf_counter() - started)
        return min(found)

    alone = seconds("import kr_policy_ie")
    spacy = seconds("import spacy")
    both = seconds("import spacy, kr_policy_ie")
    print(f"import: {alone:.2f} s alone; beyond spaCy {both - spacy:+.2f} s (bar < 0.5)")
    heavy = "pyarrow pyspark trafilatura duckdb datasketch fsspec warcio pebble".split()
    code = f"import sys, kr_policy_ie.pipeline; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    print(f"extras loaded by the pipeline: {done.stdout.strip()} (bar [])")


def _print_scan(sample: Path) -> None:
    texts = [json.loads(line) for line in sample.read_text(encoding="utf-8").splitlines()]
    gate = shared_gate()
    started = time.process_time()
    passed = [gate.judge(f"{row.get('title') or ''}\n{row['text']}").passes for row in texts]
    each = (time.process_time() - started) / len(texts)
    size = sum(len(row["text"]) for row in texts)
    kept = sum(len(row["text"]) for row, passes in zip(texts, passed, strict=True) if passes)
    print(
        f"gate: {each * 1e3:.2f} ms a document, parses {sum(passed) / len(texts):.1%} of the "
        f"documents, {kept / size:.1%} of the characters"
    )


def _print_runs(sample: Path, base: str) -> None:
    found = {name: _run(name, sample, base) for name in ("loop", "one", "two", "gated")}
    loop, one, two, gated = (found[name] for name in ("loop", "one", "two", "gated"))
    cpu = one["cpu"] / loop["cpu"] - 1
    print(
        f"CPU, loading left out: bare loop {loop['cpu']:.1f} s, pool {one['cpu']:.1f} s: "
        f"{cpu:+.1%} (bar 8 %; with tables, compression and the search for copies)"
    )
    bare = _run("bare", sample, base)
    print(f"  the pool alone, no tables, no copies: {bare['cpu'] / loop['cpu'] - 1:+.1%}")
    print(
        f"wall: 1 worker {one['wall']:.1f} s, 2 workers {two['wall']:.1f} s: "
        f"{one['wall'] / two['wall']:.2f} times (bar 1.7)"
    )
    print(
        f"gate: off {one['wall']:.1f} s, on {gated['wall']:.1f} s: "
        f"{one['wall'] / gated['wall']:.2f} times (bar 4), CPU {one['cpu'] / gated['cpu']:.2f}"
    )
    print(
        f"facts: off {one['facts']:,}, on {gated['facts']:,} "
        f"({gated['facts'] / max(1, one['facts']):.1%} of all that is found anywhere)"
    )
    if loop["trade"]:
        print(
            f"facts of documents filed under `trade`: {loop['trade']:,}, kept "
            f"{loop['trade_kept'] / loop['trade']:.2%} (bar 98 %)"
        )


def _print_memory(sample: Path, base: str) -> None:
    points = _run("memory", sample, base)["points"]
    for documents, megabytes in points[:: max(1, len(points) // 10)]:
        print(f"  after {documents:6,} documents: {megabytes:,.0f} MB in the process tree")
    start = next((mb for n, mb in points if n >= 2000), points[0][1])
    end = next((mb for n, mb in reversed(points) if n <= 20_000), points[-1][1])
    print(f"memory: {start:,.0f} MB to {end:,.0f} MB: {end / start - 1:+.1%} (bar 5 %)")


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _loop(options: argparse.Namespace) -> dict:
    """The documents one after another in this process."""
    rows = [json.loads(line) for line in options.archive.read_text().splitlines()]
    make = pipeline_maker(BatchOptions(base=options.base, gate=False))
    extract = make()
    gate = shared_gate()
    extract(rows[0])
    started, trade, kept = _cpu(), 0, 0
    for row in rows:
        line = extract({key: row.get(key) for key in ("id", "text", "title", "published")})
        if "trade" in row.get("topics", ()):
            facts = line.count('"evidence": {')
            trade += facts
            kept += facts * gate.judge(f"{row.get('title') or ''}\n{row['text']}").passes
    return {"cpu": _cpu() - started, "trade": trade, "trade_kept": kept}


def _archive(options: argparse.Namespace, **chosen: object) -> dict:
    """A run; what a run of one document takes, which is loading, is taken off."""
    load = options.archive.with_name("one.jsonl")
    with options.archive.open() as stream:
        load.write_text(stream.readline())
    empty = _timed(load, options.base, **chosen)
    full = _timed(options.archive, options.base, **chosen)
    return {
        "cpu": full["cpu"] - empty["cpu"],
        "wall": full["wall"] - empty["wall"],
        "facts": full["facts"],
    }


def _timed(source: Path, base: str, **chosen: object) -> dict:
    started, wall = _cpu(), time.perf_counter()
    with tempfile.TemporaryDirectory() as sink:
        report = process(source, sink, options=BatchOptions(base=base, **chosen))
    return {"cpu": _cpu() - started, "wall": time.perf_counter() - wall, "facts": report.facts}


def _memory(options: argparse.Namespace) -> dict:
    points: list[tuple[int, float]] = []

    def measure(report: object) -> None:
        points.append((report.documents, _tree_megabytes()))

    with tempfile.TemporaryDirectory() as sink:
        chosen = BatchOptions(base=options.base, workers=2, gate=False, part_size=100)
        process(options.archive, sink, options=chosen, on_progress=measure)
    return {"points": points}


def _tree_megabytes() -> float:
    """Memory of this process and all below it, shared pages counted once (Linux)."""
    total, left = 0, [os.getpid()]
    while left:
        pid = left.pop()
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            tasks = Path(f"/proc/{pid}/task").iterdir()
            for task in tasks:
                left += [int(child) for child in (task / "children").read_text().split()]
        except (OSError, ValueError):
            continue  # it has just ended
        total += next(int(row.split()[1]) for row in rollup.splitlines() if row[:4] == "Pss:")
    return total / 1024


_MEASURES = {
    "loop": _loop,
    "one": lambda options: _archive(options, workers=1, gate=False),
    "bare": lambda options: _archive(
        options, workers=1, gate=False, tables=False, duplicates="off", compression="none"
    ),
    "two": lambda options: _archive(options, workers=2, gate=False),
    "gated": lambda options: _archive(options, workers=1, gate=True),
    "memory": _memory,
}

if __name__ == "__main__":
    main()
