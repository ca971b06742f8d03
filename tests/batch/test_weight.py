"""A base install stays light: nothing of the extras is loaded before it is used."""

import subprocess
import sys

import pytest

EXTRAS = (
    "pebble pyarrow datasketch trafilatura htmldate warcio fsspec duckdb pyspark pandas"
).split()

DOORS = [
    "kr_policy_ie",
    "kr_policy_ie.pipeline",
    "kr_policy_ie.cli",
    "kr_policy_ie.batch",
    "kr_policy_ie.batch.query",
]


@pytest.mark.parametrize("door", DOORS)
def test_a_door_loads_no_extra(door):
    code = f"import sys, {door}; print([m for m in {EXTRAS} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_the_package_itself_loads_almost_nothing():
    code = "import sys, kr_policy_ie; print('spacy' in sys.modules, 'pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False False"


def test_the_extras_are_in_no_base_dependency():
    from importlib.metadata import requires

    base = [line for line in requires("kr-policy-ie") or [] if "extra ==" not in line]
    assert base
    assert not [line for line in base if line.split(">")[0].split("[")[0].strip() in EXTRAS]


def test_what_runs_archives_is_named_when_it_is_missing(tmp_path):
    code = (
        "import sys; sys.modules['pebble'] = None\n"
        "from kr_policy_ie.cli import main\n"
        "sys.exit(main(['batch', 'news.jsonl', '-o', 'out']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 1
    assert "pip install 'kr-policy-ie[batch]'" in done.stderr
