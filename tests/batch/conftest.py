"""Each test of the batch runner has a time-out of its own: a hang is a failure."""

import gzip
import json
import signal
import sys
from pathlib import Path

import pytest

#: Workers are started with `spawn` and import what they run: by name, from this folder.
sys.path.insert(0, str(Path(__file__).parent))

SECONDS = 300


@pytest.fixture(autouse=True)
def time_out():
    def expire(*_):
        raise TimeoutError(f"the test hangs: more than {SECONDS} s")

    before = signal.signal(signal.SIGALRM, expire)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def archive(tmp_path):
    """Writes documents, one text each, as JSONL."""

    def write(texts, name="news.jsonl"):
        path = tmp_path / name
        lines = [json.dumps({"id": f"d{n}", "text": text}) for n, text in enumerate(texts)]
        content = ("\n".join(lines) + "\n").encode()
        path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
        return path

    return write
