"""Disks that are full or read-only, bombs, broken archives: refused, neutralised or named."""

import errno
import gzip
import json
import os
import shutil
import subprocess
import sys

import pytest
from faulty import make_faulty
from outputs import content, letters, rows

from kr_policy_ie.batch import BatchOptions, process
from kr_policy_ie.batch.sources import read_source
from kr_policy_ie.errors import BatchError, InputError
from kr_policy_ie.ingest.files import Unreadable

OPTIONS = BatchOptions(part_size=4, compression="none", start_timeout=60, memory_mb=4096)
PLAIN = OPTIONS.model_copy(update={"tables": False, "duplicates": "off"})


def run(source, sink, options=PLAIN):
    return process(source, sink, options=options, make_extract=make_faulty)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of half a megabyte; making one takes root's rights."""
    if not sys.platform.startswith("linux") or os.geteuid() or not shutil.which("mount"):
        pytest.skip("mounting a small disk takes root on Linux")
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)], check=False
    )
    if made.returncode:
        pytest.skip("mounting a small disk is not allowed here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_keeps_what_is_finished_and_goes_on_with_room(archive, tmp_path, small_disk):
    source = archive([f"fine {n}" for n in range(40)])
    run(source, tmp_path / "whole")
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (512 * 1024 - 10 * 4096))
    with pytest.raises(BatchError, match=os.strerror(errno.ENOSPC)):
        run(source, small_disk / "out")
    finished = json.loads((small_disk / "out" / "manifest.json").read_text())["parts"]
    assert 0 < len(finished) < 10
    filler.unlink()
    report = run(source, small_disk / "out")
    assert (report.rows, report.resumed) == (40, 4 * len(finished))
    whole = content(tmp_path / "whole")
    assert {k: v for k, v in content(small_disk / "out").items() if k in whole} == whole


def test_a_read_only_disk_is_an_error(archive, small_disk):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(BatchError, match="cannot be written"):
        run(archive(["fine"]), small_disk / "out")


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc")
def test_a_sink_where_nothing_may_be_written_is_an_error(archive):
    with pytest.raises(BatchError, match="cannot be written"):
        run(archive(["fine"]), "/proc/no-such-sink")


def _broken(tmp_path, name):
    lines = b"".join(
        json.dumps({"id": f"d{n}", "text": f"fine {n * 7919}"}).encode() + b"\n"
        for n in range(2000)
    )
    if name.endswith(".gz"):
        packed = gzip.compress(lines)
    elif name.endswith(".zst"):
        packed = pytest.importorskip("zstandard").compress(lines)
    else:
        pa = pytest.importorskip("pyarrow")
        found = [json.loads(line) for line in lines.splitlines()]
        pytest.importorskip("pyarrow.parquet").write_table(
            pa.Table.from_pylist(found), tmp_path / name
        )
        packed = (tmp_path / name).read_bytes()
    path = tmp_path / name
    path.write_bytes(packed[: len(packed) // 2])
    return path


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst", "a.parquet"])
def test_a_truncated_archive_is_one_dead_letter(tmp_path, name):
    source = _broken(tmp_path, name)
    options = PLAIN.model_copy(update={"part_size": 1000})
    report = run(source, tmp_path / "out", options)
    assert report.documents == report.rows + report.dead_letters
    (letter,) = letters(tmp_path / "out")
    assert letter["reason"] == "unreadable"
    assert "what follows is lost" in letter["message"]
    assert [row["id"] for row in rows(tmp_path / "out")] == [f"d{n}" for n in range(report.rows)]


def test_invalid_utf8_and_deep_nesting_are_dead_letters(tmp_path):
    source = tmp_path / "a.jsonl"
    deep = b'{"id": "deep", "text": "fine", "more": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"
    lines = [b'{"id": "a", "text": "fine"}', b'{"id": "b", "text": "\xff\xfe"}', deep]
    source.write_bytes(b"\n".join(lines) + b"\n")
    report = run(source, tmp_path / "out")
    assert report.documents == report.rows + report.dead_letters == 3
    reasons = {letter["position"]: letter["message"] for letter in letters(tmp_path / "out")}
    assert "is no utf-8" in reasons[1]
    assert 2 not in reasons or "nested too deeply" in reasons[2]


def test_a_zstandard_bomb_is_not_unpacked_into_memory(tmp_path):
    zstandard = pytest.importorskip("zstandard")
    path = tmp_path / "bomb.jsonl.zst"
    path.write_bytes(zstandard.compress(b"0" * 300_000_000))
    assert path.stat().st_size < 100_000
    (item,) = read_source(path, PLAIN)
    assert isinstance(item, Unreadable)
    assert "too long to be a document" in item.message


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.tgz", "a.7z"])
def test_archives_of_files_are_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"PK\x03\x04")
    with pytest.raises(InputError, match=r"expected \.jsonl"):
        read_source(tmp_path / name, PLAIN)


HOSTILE_IDS = ["../../outside", "/etc/passwd", "a\\..\\b", "part-00000", "x\x00y", "=1+1"]


def test_ids_never_become_paths(tmp_path):
    source = tmp_path / "a.jsonl"
    source.write_text(
        "".join(json.dumps({"id": name, "text": "fine"}) + "\n" for name in HOSTILE_IDS)
    )
    before = set(tmp_path.rglob("*"))
    run(source, tmp_path / "out")
    assert [row["id"] for row in rows(tmp_path / "out")] == HOSTILE_IDS
    made = set(tmp_path.rglob("*")) - before
    assert all(tmp_path / "out" in [path, *path.parents] for path in made)


def test_links_out_of_a_folder_are_dead_letters(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("fine")
    (folder / "b.txt").symlink_to("/etc/hostname")
    (folder / "c").symlink_to("/etc")
    report = run(folder, tmp_path / "out")
    assert (report.rows, report.dead_letters) == (1, 2)
    assert all("symbolic link" in letter["message"] for letter in letters(tmp_path / "out"))


def test_bytes_that_are_no_page_are_a_dead_letter(tmp_path):
    pytest.importorskip("trafilatura")
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.html").write_bytes(bytes(range(256)) * 10)
    (folder / "b.html").write_text("<p></p>")
    report = run(folder, tmp_path / "out")
    assert report.documents == report.rows + report.dead_letters == 2
    letter = letters(tmp_path / "out")[-1]
    assert (letter["reason"], letter["message"]) == ("unreadable", "the page holds no article")
    assert letter["record"]["page_base64"]
