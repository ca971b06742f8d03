"""The HTML report: complete, self-contained, and safe with hostile text."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kr_policy_ie.evaluate import bootstrap, compare, evaluate, html_report
from kr_policy_ie.schema import Extraction

Make = Callable[..., Extraction]
HOSTILE = (
    "Seoul </script><script>document.title='owned'</script> \u202eraised\u202c \x00 tariffs "
    '<img src=x onerror="document.title=1"> "quoted" & {{ 7*7 }} \ud800 on \U0001f697 cars.'
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")


def hostile_report(make: Make) -> str:
    cars = HOSTILE.index("cars")
    gold = make(
        HOSTILE.replace("\ud800", " "),
        {
            "mentions": [
                ["<img src=x onerror=", 1, "ORG", {"name": '"><script>alert(1)</script>'}],
                ["cars", 1, "SECTOR", {"at": cars}],
            ],
            "facts": [
                {
                    "type": "tariff",
                    "action": "increase",
                    "status": "realized",
                    "sentence": "Seoul </script>",
                    "slots": {"object": ["<script>document.title='owned'</script>"]},
                }
            ],
        },
        name='"/><script>1</script>',
        source="<b>Wire</b>",
    )
    return html_report(evaluate([gold], []), title="<i>A & B</i>", by=["source"])


def corpus_report(gold: list[Extraction], edited: Make, **options: Any) -> str:
    predicted = [
        edited(extraction, facts=[], mentions=[], entities=[]) if number % 3 == 0 else extraction
        for number, extraction in enumerate(gold)
    ]
    evaluation = evaluate(gold, predicted)
    return html_report(
        evaluation,
        intervals=bootstrap(evaluation, samples=50),
        comparison=compare(evaluate(gold, gold), evaluation, samples=50),
        **options,
    )


def test_hostile_text_is_escaped(make: Make) -> None:
    page = hostile_report(make)
    assert page.count("<script") == 1
    assert page.count("</script") == 1
    assert "<img" not in page
    assert "<i>A" not in page
    assert "<b>Wire" not in page
    assert not re.search("[\x00\u202e\ud800]", page)
    page.encode("utf-8")


def test_the_page_needs_nothing_else(corpus_gold: list[Extraction], edited: Make) -> None:
    page = corpus_report(corpus_gold[:5], edited)
    without_namespace = page.replace('xmlns="http://www.w3.org/2000/svg"', "")
    tags = re.findall(r"<(?:link|img|iframe|script|object|embed)[^>]*>", without_namespace)
    assert tags == ["<script>"]
    assert not re.search(r"@import|url\(|\ssrc=|\shref=\"(?!#)", without_namespace)
    assert "default-src 'none'" in page


def test_everything_is_there(corpus_gold: list[Extraction], edited: Make) -> None:
    page = corpus_report(corpus_gold, edited, by=["year"])
    for part in ("summary", "mentions", "facts", "matrices", "changes", "errors", "by-1"):
        assert f'<section id="{part}">' in page
    assert page.count("<svg") == 4
    assert page.count("<article") > 100
    assert "predicted tariff:" in page


def test_a_perfect_run_has_no_errors(corpus_gold: list[Extraction]) -> None:
    page = html_report(evaluate(corpus_gold, corpus_gold))
    assert "<article" not in page
    assert '<span id="shown">0</span> of 0' in page


def test_a_hundred_documents_stay_small(corpus_gold: list[Extraction], edited: Make) -> None:
    many = []
    for number in range(100):
        extraction = corpus_gold[number % len(corpus_gold)]
        document = extraction.document.model_dump() | {"id": f"d{number}"}
        many.append(edited(extraction, document=document))
    assert len(corpus_report(many, edited).encode("utf-8")) < 5_000_000


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")
@pytest.mark.parametrize("kind", ["hostile", "corpus"])
def test_in_a_browser(
    kind: str, make: Make, corpus_gold: list[Extraction], edited: Make, tmp_path: Path
) -> None:
    page = hostile_report(make) if kind == "hostile" else corpus_report(corpus_gold, edited)
    # The page's script counts the errors that are shown: 0 in the file, unless it ran.
    page, count = re.subn(r'<span id="shown">\d+</span>', '<span id="shown">?</span>', page)
    assert count == 1
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    done = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", path.as_uri()],
        capture_output=True,
        timeout=60,
        check=True,
        text=True,
    )
    shown = re.search(r'<span id="shown">(\d+)</span> of (\d+)', done.stdout)
    assert shown is not None, "the page's own script did not run"
    assert shown[1] == shown[2] != "0"
    title = re.search("<title>(.*?)</title>", done.stdout)
    assert title is not None
    assert title[1] in ("Evaluation", "&lt;i&gt;A &amp; B&lt;/i&gt;")
    assert done.stdout.count("<script>") == 1
