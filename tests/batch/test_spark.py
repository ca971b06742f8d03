"""Spark gives the rows of the embedded engine; skipped where Java or pyspark is missing."""

import json
import shutil

import pytest
from faulty import make_faulty
from outputs import letters, rows

from kr_policy_ie.batch import BatchOptions, process

pyspark = pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    # Spark's own Python side: sockets it leaves to the collector, functions it deprecates.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

OPTIONS = BatchOptions(
    timeout=2, start_timeout=60, memory_mb=4096, compression="none", part_size=4, retries=0
).model_copy(update={"tables": False})
TEXTS = ["fine 1", "raise", "fine 2", "fine 1", "die", "fine 3", "loop", "fine 4", "fine 5"]


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    import os
    from pathlib import Path

    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    tests = str(Path(__file__).parent)
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [tests, before]))
    found = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.memory", "512m")
        .config("spark.sql.warehouse.dir", str(folder))
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    yield found
    found.stop()
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


def spark_rows(session, sink):
    found = session.read.parquet(str(sink / "extractions")).orderBy("position").collect()
    return [json.loads(row["extraction"]) for row in found if row["extraction"]]


def test_spark_and_embedded_write_the_same_rows(session, archive, tmp_path):
    from kr_policy_ie.batch.spark_run import process_spark

    source = archive(TEXTS)
    here = process(source, tmp_path / "here", options=OPTIONS, make_extract=make_faulty)
    there = process_spark(
        source, tmp_path / "there", options=OPTIONS, make_extract=make_faulty, session=session
    )
    assert (there.rows, there.dead_letters, there.copies) == (6, 3, 1)
    assert (here.rows, here.dead_letters, here.copies) == (6, 3, 1)
    assert spark_rows(session, tmp_path / "there") == rows(tmp_path / "here")
    assert letters(tmp_path / "there") == letters(tmp_path / "here")
    for name in ("duplicates.jsonl", "_SUCCESS"):
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()


def test_a_broken_run_goes_on_by_what_is_committed(session, archive, tmp_path):
    from kr_policy_ie.batch.spark_run import process_spark
    from kr_policy_ie.errors import BatchError

    source = archive([f"fine {n}" for n in range(6)])
    out = tmp_path / "out"
    run = {"options": OPTIONS, "make_extract": make_faulty, "session": session, "wave": 2}

    def break_off(report):
        if report.documents == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        process_spark(source, out, on_progress=break_off, **run)
    report = process_spark(source, out, **run)
    assert (report.resumed, report.rows, report.is_complete) == (4, 6, True)
    assert [row["id"] for row in spark_rows(session, out)] == [f"d{n}" for n in range(6)]
    assert not (out / "records").exists()
    with pytest.raises(BatchError, match="similarity"):
        process_spark(
            source, out, **{**run, "options": OPTIONS.model_copy(update={"similarity": 0.9})}
        )


def test_a_data_frame_comes_back_as_one(session):
    from kr_policy_ie.batch.spark import OUTPUT_SCHEMA, extract_df

    given = [("a", "fine"), ("b", "raise"), ("c", None)]
    df = session.createDataFrame(given, "doc_id string, body string")
    made = extract_df(df, options=OPTIONS, make_extract=make_faulty)
    assert made.columns == [column.split()[0] for column in OUTPUT_SCHEMA.split(", ")]
    found = {row["id"]: row for row in made.collect()}
    assert json.loads(found["a"]["extraction"]) == {"id": "a", "length": 4}
    assert found["b"]["reason"] == "error"
    assert json.loads(found["c"]["letter"])["reason"] == "unreadable"


def test_a_data_frame_without_a_text_is_refused(session):
    from kr_policy_ie.batch.spark import extract_df
    from kr_policy_ie.errors import InputError

    df = session.createDataFrame([("a",)], "note string")
    with pytest.raises(InputError, match="no column holds the text, of note"):
        extract_df(df)
