"""Whatever a document, a worker or the machine does: rows + dead letters = input."""

import errno
import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from faulty import make_broken, make_deadly, make_faulty
from outputs import content, letters, rows

from kr_policy_ie.batch import BatchOptions, process
from kr_policy_ie.errors import BatchError

FAST = {
    "timeout": 2,
    "start_timeout": 30,
    "memory_mb": 4096,
    "compression": "none",
    "tables": False,
}


def run(source, sink, **options):
    chosen = BatchOptions(**{**FAST, "part_size": 4, **options})
    return process(source, sink, options=chosen, make_extract=make_faulty)


FAULTS = {
    "raise": ("error", "ValueError: cannot read this"),
    "loop": ("timeout", "took longer than 2 s"),
    "die": ("worker_died", "its worker died 2 times, last with exit code -9"),
    "exit": ("worker_died", "its worker died 2 times, last with exit code 3"),
    "allocate": ("memory", "MemoryError"),
}


def test_each_fault_is_named_once_and_stops_nothing(archive, tmp_path):
    texts = ["fine", "raise", "fine", "loop", "die", "fine", "allocate", "exit", "fine"]
    report = run(archive(texts), tmp_path / "out", retries=1)
    assert report.documents == report.rows + report.dead_letters == len(texts)
    assert [row["id"] for row in rows(tmp_path / "out")] == ["d0", "d2", "d5", "d8"]
    found = {letter["record"]["text"]: letter for letter in letters(tmp_path / "out")}
    assert {text: (x["reason"], x["message"]) for text, x in found.items()} == FAULTS
    assert [letter["position"] for letter in letters(tmp_path / "out")] == [1, 3, 4, 6, 7]
    assert (tmp_path / "out" / "_SUCCESS").exists()


def test_a_text_that_is_too_long_is_not_even_sent(archive, tmp_path):
    source = archive(["fine", "x" * 50_000_000, "fine"])
    report = run(source, tmp_path / "out")
    assert (report.rows, report.dead_letters) == (2, 1)
    (letter,) = letters(tmp_path / "out")
    assert letter["reason"] == "too_long"
    assert letter["record"] == {"id": "d1", "text": None}


def test_a_worker_killed_from_outside_costs_nothing(archive, tmp_path):
    texts = ["fine"] * 10
    texts[3] = f"die once {tmp_path / 'marker'}"
    source = archive(texts)
    first = run(source, tmp_path / "a")
    second = run(source, tmp_path / "b")
    assert first.rows == second.rows == 10
    assert content(tmp_path / "a") == content(tmp_path / "b")


def test_two_workers_write_the_same_bytes_as_one(archive, tmp_path):
    source = archive([*(["fine", "raise"] * 10), "loop", "fine"])
    for workers in (1, 2):
        run(source, tmp_path / str(workers), workers=workers)
    assert content(tmp_path / "1") == content(tmp_path / "2")


@pytest.mark.parametrize("make", [make_broken, make_deadly])
def test_workers_that_never_start_are_an_error(archive, tmp_path, make):
    options = BatchOptions(**FAST)
    with pytest.raises(BatchError, match="no worker can be started"):
        process(archive(["fine"]), tmp_path / "out", options=options, make_extract=make)


COORDINATOR = """
import os, signal, sys
sys.path.insert(0, {tests!r})
from faulty import make_faulty
from kr_policy_ie.batch import BatchOptions, process, sink

wait = int(sys.argv[1])
real = sink.Sink.write_whole

def write_whole(self, name, content):
    global wait
    wait -= 1
    if wait < 0:
        half = self.folder / (name + ".partial")
        half.parent.mkdir(exist_ok=True)
        half.write_bytes(content[: len(content) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
    real(self, name, content)

if __name__ == "__main__":
    sink.Sink.write_whole = write_whole
    options = BatchOptions(
        timeout=2, start_timeout=30, memory_mb=4096, compression="none", part_size=4, tables=False
    )
    process({source!r}, {out!r}, options=options, make_extract=make_faulty)
"""


def test_a_run_killed_at_any_write_goes_on_to_the_same_bytes(archive, tmp_path):
    source = archive(["fine 1", "raise", "fine 1", "fine 2", "fine 3", "raise"])
    run(source, tmp_path / "whole")
    script = tmp_path / "coordinator.py"
    killed = 0
    for wait in range(13):
        out = tmp_path / f"killed-{wait}"
        tests = str(Path(__file__).parent)
        script.write_text(
            COORDINATOR.format(tests=tests, source=str(source), out=str(out)), encoding="utf-8"
        )
        code = subprocess.run([sys.executable, str(script), str(wait)], check=False).returncode
        killed += code == -signal.SIGKILL
        run(source, out)
        assert content_without_partials(out) == content(tmp_path / "whole"), wait
    assert killed == 12


def content_without_partials(sink):
    return {name: data for name, data in content(sink).items() if not name.endswith(".partial")}


def test_workers_end_with_their_coordinator(archive, tmp_path):
    source = archive(["loop"] * 3)
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from faulty import make_faulty\n"
        "from kr_policy_ie.batch import BatchOptions, process\n"
        "if __name__ == '__main__':\n"
        f"    process({str(source)!r}, {str(tmp_path / 'out')!r}, make_extract=make_faulty,\n"
        "        options=BatchOptions(timeout=60, compression='none', tables=False))\n"
    )
    script = tmp_path / "coordinator.py"
    script.write_text(code, encoding="utf-8")
    coordinator = subprocess.Popen([sys.executable, str(script)])
    children: list[int] = []
    while not any(_is_worker(pid) for pid in children):
        time.sleep(0.1)
        children = _children(coordinator.pid)
    time.sleep(1)
    coordinator.kill()
    coordinator.wait()
    while any(_is_worker(pid) for pid in children):
        time.sleep(0.1)


def test_a_run_killed_with_all_its_workers_goes_on_to_the_same_bytes(archive, tmp_path):
    source = archive([f"fine {n}" for n in range(6)] + ["loop"] + ["fine"] * 3)
    run(source, tmp_path / "whole", timeout=3)
    out = tmp_path / "out"
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_faults import run\n"
        "if __name__ == '__main__':\n"
        f"    run({str(source)!r}, {str(out)!r}, timeout=3)\n"
    )
    script = tmp_path / "coordinator.py"
    script.write_text(code, encoding="utf-8")
    group = subprocess.Popen([sys.executable, str(script)], start_new_session=True)
    while not (out / "manifest.json").exists():  # the first part is written, then comes the loop
        time.sleep(0.05)
    os.killpg(group.pid, signal.SIGKILL)
    assert group.wait() == -signal.SIGKILL
    report = run(source, out, timeout=3)
    assert report.resumed == 4
    assert content_without_partials(out) == content(tmp_path / "whole")


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


def _is_worker(pid: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def test_ctrl_c_keeps_what_is_finished(archive, tmp_path):
    source = archive([*["fine"] * 8, "loop"])
    timer = threading.Timer(6, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        run(source, tmp_path / "out", timeout=60)
    timer.cancel()
    assert len(rows(tmp_path / "out")) == 8
    assert not (tmp_path / "out" / "_SUCCESS").exists()


def test_a_finished_run_is_not_run_again(archive, tmp_path):
    source = archive(["fine"] * 3)
    run(source, tmp_path / "out")
    before = content(tmp_path / "out")
    report = run(source, tmp_path / "out", workers=2)
    assert (report.resumed, report.documents) == (3, 3)
    assert content(tmp_path / "out") == before


def test_a_sink_of_another_run_is_refused(archive, tmp_path):
    source = archive(["fine"] * 3)
    run(source, tmp_path / "out")
    with pytest.raises(BatchError, match=r"part_size: 4 then, 5 now"):
        run(source, tmp_path / "out", part_size=5)
    with source.open("a") as stream:
        stream.write('{"id": "new", "text": "fine"}\n')
    with pytest.raises(BatchError, match=r"source\.bytes"):
        run(source, tmp_path / "out")


def test_two_runs_never_share_a_sink(archive, tmp_path):
    from kr_policy_ie.batch.sink import Sink

    with Sink(tmp_path / "out", "none"), pytest.raises(BatchError, match="another run"):
        run(archive(["fine"]), tmp_path / "out")


def test_a_sink_that_cannot_be_a_folder_is_an_error(archive, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(BatchError, match="cannot be written"):
        run(archive(["fine"]), tmp_path / "out")


def test_a_full_disk_keeps_what_is_finished(archive, tmp_path, monkeypatch):
    source = archive(["fine"] * 12)
    run(source, tmp_path / "whole")
    real, left = os.fsync, [8]

    def fsync(descriptor):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", fsync)
        with pytest.raises(BatchError, match="No space left on device"):
            run(source, tmp_path / "out")
    run(source, tmp_path / "out")
    assert content_without_partials(tmp_path / "out") == content(tmp_path / "whole")


def test_a_damaged_manifest_is_refused(archive, tmp_path):
    source = archive(["fine"] * 3)
    run(source, tmp_path / "out")
    (tmp_path / "out" / "manifest.json").write_text("{")
    with pytest.raises(BatchError, match="is no manifest"):
        run(source, tmp_path / "out")


def test_a_part_that_was_changed_is_refused(archive, tmp_path):
    source = archive(["fine"] * 3)
    run(source, tmp_path / "out")
    (tmp_path / "out" / "extractions" / "part-00000.jsonl").write_text("")
    with pytest.raises(BatchError, match="is not as the manifest says"):
        run(source, tmp_path / "out")


def test_bad_lines_and_truncated_archives_lose_nothing_else(archive, tmp_path):
    path = archive(["fine"] * 2000, "news.jsonl.gz")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    report = run(path, tmp_path / "out", part_size=1000, compression="gz")
    (letter,) = letters(tmp_path / "out")
    assert letter["message"].endswith("the gzip data is truncated: what follows is lost")
    assert report.rows == report.documents - 1 > 100
    assert len(rows(tmp_path / "out")) == report.rows


def test_the_pool_survives_hours_of_deaths(archive, tmp_path):
    texts = ["die" if n % 3 == 0 else "fine" for n in range(12)]
    report = run(archive(texts), tmp_path / "out", retries=0, workers=2)
    assert (report.rows, report.dead_letters) == (8, 4)


def test_gzip_parts_are_whole_files(archive, tmp_path):
    run(archive(["fine"] * 3), tmp_path / "out", compression="gz")
    (part,) = (tmp_path / "out" / "extractions").iterdir()
    assert len(gzip.decompress(part.read_bytes()).splitlines()) == 3
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["parts"][0]["rows"] == 3
