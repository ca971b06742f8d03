"""Time of the evaluation and of its report: `python tests/benchmarks/evaluation.py`.

Documents are copies of the corpus' development gold with other ids. Needs the corpus only;
the opening time of the page needs Chromium.
"""

import shutil
import subprocess
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from kr_policy_ie import extract_all
from kr_policy_ie.evaluate import evaluate, html_report
from kr_policy_ie.evaluate.loading import read_extractions
from kr_policy_ie.schema import Extraction

GOLD = Path(__file__).resolve().parents[2] / "corpus" / "gold" / "dev.jsonl"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def many(extractions: list[Extraction], count: int) -> list[Extraction]:
    """As many documents as wanted, each with an id of its own."""
    return [
        one.model_copy(update={"document": one.document.model_copy(update={"id": f"d{number}"})})
        for number, one in enumerate(islice(cycle(extractions), count))
    ]


def main() -> None:
    """Print the figures."""
    gold = list(read_extractions(GOLD).values())
    predicted = list(extract_all(one.document.model_dump() for one in gold))
    large = many(gold, 1000), many(predicted, 1000)
    started = time.perf_counter()
    evaluate(*large)
    print(f"evaluate 1,000 documents: {time.perf_counter() - started:.1f} s")
    page = html_report(evaluate(many(gold, 100), many(predicted, 100)))
    print(f"report of 100 documents: {len(page.encode()) / 1e6:.2f} MB")
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print("opening the report: no Chromium is installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        print(f"opening it, browser start included: {opened(browser, folder, page):.1f} s")
        print(f"an empty page: {opened(browser, folder, '<p>'):.1f} s")


def opened(browser: str, folder: str, page: str) -> float:
    """Seconds until headless Chromium has loaded and laid out the page."""
    path = Path(folder) / "report.html"
    path.write_text(page, encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    profile = f"--user-data-dir={folder}/profile"
    started = time.perf_counter()
    command = [browser, *flags, profile, "--dump-dom", path.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
