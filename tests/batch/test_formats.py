"""Every kind of archive, whole and broken: nothing is lost in silence, nothing is guessed."""

import functools
import gzip
import http.server
import json
import threading

import pytest

from kr_policy_ie.batch import BatchOptions
from kr_policy_ie.batch.fields import renamed, sniffed
from kr_policy_ie.batch.pages import NoArticleError, decode_page, page_record
from kr_policy_ie.batch.sources import find_fields, fingerprint, read_source
from kr_policy_ie.errors import InputError
from kr_policy_ie.ingest.files import Unreadable

OPTIONS = BatchOptions()
ARTICLE = (
    "<p>Seoul will raise its tariff on imported steel to 25 percent from July, the industry "
    "ministry said on Tuesday in a statement on its measures for the domestic industry.</p>"
    "<p>The ministry also pledged 52.5 billion won for makers of semiconductor materials, and it "
    "said that it would talk with its trading partners about their complaints in August.</p>"
)
PAGE = (
    "<html><head><title>Seoul raises steel tariff</title>"
    '<meta property="article:published_time" content="2023-04-25T09:00:00+09:00">'
    "</head><body><nav>Home | News</nav><article><h1>Seoul raises steel tariff</h1>"
    f"{ARTICLE}</article><footer>Copyright 1998</footer></body></html>"
)


def read(path, **options):
    return list(read_source(path, BatchOptions(**options)))


def texts(items):
    return [None if isinstance(item, Unreadable) else item.get("text", "page") for item in items]


@pytest.fixture
def parquet(tmp_path):
    pa = pytest.importorskip("pyarrow")
    writer = pytest.importorskip("pyarrow.parquet")

    def write(columns, name="news.parquet", **options):
        path = tmp_path / name
        writer.write_table(pa.table(columns), path, **options)
        return path

    return write


def test_parquet_rows_are_documents(parquet):
    import datetime

    day = datetime.datetime(2023, 4, 25, 9)
    path = parquet(
        {"id": [1, 2], "body": ["Exports rose.", None], "pub_date": [day, None], "n": [1, 2]}
    )
    good, bad = read(path)
    assert good == {"id": "1", "text": "Exports rose.", "published": "2023-04-25"}
    assert bad.message == "news.parquet: row 2: 'text' is missing: expected the article's text"
    assert find_fields(path, OPTIONS) == {"text": "body", "published": "pub_date"}


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_parquet_says_so(parquet, share):
    path = parquet({"text": [f"Exports rose {n}." for n in range(5000)]})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    (item,) = read(path)
    assert "truncated or damaged" in item.message


def test_a_damaged_row_group_ends_the_file_after_the_rows_before_it(parquet):
    rows = [f"Exports rose {n} times in {n * 7919} places." for n in range(3000)]
    path = parquet({"text": rows}, row_group_size=1000)
    content = bytearray(path.read_bytes())
    half = len(content) // 2
    content[half : half + 200] = b"\xff" * 200
    path.write_bytes(bytes(content))
    *whole, last = read(path)
    assert isinstance(last, Unreadable)
    assert texts(whole) == rows[: len(whole)]


def warc_file(records, packed):
    pytest.importorskip("warcio")
    found = []
    for url, status, headers, body in records:
        block = f"HTTP/1.1 {status}\r\nContent-Type: {headers}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
            "WARC-Date: 2023-04-25T00:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n"
        )
        found.append(head.encode() + b"\r\n" + block + b"\r\n\r\n")
    return b"".join(gzip.compress(record) if packed else record for record in found)


RECORDS = [
    ("https://a.example/1", "200 OK", "text/html; charset=utf-8", PAGE.encode()),
    ("https://a.example/2", "404 Not Found", "text/html", b"<p>Nothing</p>"),
    ("https://a.example/3.png", "200 OK", "image/png", b"\x89PNG"),
    ("https://a.example/../../etc/passwd", "200 OK", "text/plain", b"Exports rose."),
]


@pytest.mark.parametrize("packed", [True, False])
def test_a_warc_gives_its_pages_and_texts(tmp_path, packed):
    path = tmp_path / ("web.warc.gz" if packed else "web.warc")
    path.write_bytes(warc_file(RECORDS, packed))
    page, text = read(path)
    assert (page["id"], page["url"]) == ("https://a.example/1",) * 2
    assert (page["page"], page["charset"]) == (PAGE.encode(), "utf-8")
    # An address is a name: it never becomes a path.
    assert (text["id"], text["text"]) == ("https://a.example/../../etc/passwd", "Exports rose.")


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.7, 0.97])
def test_a_truncated_warc_says_so(tmp_path, packed, share):
    many = [
        (f"https://a.example/{n}", "200 OK", "text/plain", b"Exports rose %d times. " % n * 50)
        for n in range(40)
    ]
    content = warc_file(many, packed)
    path = tmp_path / ("web.warc.gz" if packed else "web.warc")
    path.write_bytes(content[: int(len(content) * share)])
    *whole, last = read(path)
    assert isinstance(last, Unreadable)
    assert "what follows is lost" in last.message
    assert [item["id"] for item in whole] == [record[0] for record in many[: len(whole)]]
    assert len(whole) >= int(40 * share) - 2


def test_a_packed_page_that_is_too_large_is_not_unpacked(tmp_path):
    bomb = gzip.compress(b"0" * 50_000_000, compresslevel=1)
    kind = "text/html\r\nContent-Encoding: gzip"
    path = tmp_path / "web.warc.gz"
    path.write_bytes(warc_file([("https://a.example/b", "200 OK", kind, bomb)], packed=True))
    (item,) = read(path, max_page_bytes=1_000_000)
    assert "more than 1,000,000 bytes" in item.message


def test_what_is_no_warc_is_named(tmp_path):
    pytest.importorskip("warcio")
    path = tmp_path / "web.warc"
    path.write_bytes(b"This is no web archive at all.\r\n" * 10)
    (item,) = read(path)
    assert isinstance(item, Unreadable)


def test_a_folder_may_hold_everything(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("Exports rose.")
    (folder / "b.html").write_text(PAGE)
    (folder / "c.json").write_text('{"headline": "Trade", "content": "Imports fell."}')
    (folder / "d.jsonl").write_text('{"id": "x", "text": "One."}\n{"id": "y", "text": "Two."}\n')
    (folder / "e.json").write_text("[" * 10_000)
    (folder / "f.pdf").write_bytes(b"%PDF-1.4")
    (folder / "linked").symlink_to("/etc")
    text, page, data, one, two, nested, link = read(folder)
    assert (text["id"], page["id"], page["page"]) == ("a", "b", PAGE.encode())
    assert data == {"id": "c", "text": "Imports fell.", "title": "Trade"}
    assert (one["id"], two["id"]) == ("x", "y")
    assert "nested too deeply" in nested.message
    assert link.message == "linked: is a symbolic link: not followed"


def test_a_file_that_is_too_large_is_named(tmp_path):
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("x" * 200)
    (item,) = read(tmp_path / "news", max_page_bytes=100)
    assert item.message == "a.txt: the file has more than 100 bytes"


def test_an_article_is_found_on_its_page():
    pytest.importorskip("trafilatura")
    found = page_record({"id": "a", "page": PAGE.encode(), "url": "https://a.example/1"})
    assert found["text"].startswith("Seoul")
    assert "25 percent from July" in found["text"]
    assert "Home" not in found["text"]
    assert (found["title"], found["published"]) == ("Seoul raises steel tariff", "2023-04-25")


def test_what_is_known_of_a_page_stands():
    pytest.importorskip("trafilatura")
    found = page_record({"id": "a", "page": PAGE, "published": "2020-01-01"})
    assert found["published"] == "2020-01-01"


def test_the_year_of_a_footer_is_no_day():
    pytest.importorskip("trafilatura")
    page = PAGE.replace('<meta property="article:published_time"', "<meta name=nothing")
    assert page_record({"id": "a", "page": page}).get("published") != "1998-01-01"


@pytest.mark.parametrize("page", ["<html></html>", "x", "<p>", "<div>" * 10_000, "\x00"])
def test_a_page_without_an_article_is_none(page):
    pytest.importorskip("trafilatura")
    with pytest.raises(NoArticleError):
        page_record({"id": "a", "page": page})


PAGES = {
    "stated": ("<p>Korea’s</p>".encode("cp1252"), "cp1252", "’", False),
    "meta": ('<meta charset="euc-kr"><p>한국</p>'.encode("euc-kr"), None, "한국", False),
    "UTF-8": ("<p>한국</p>".encode(), None, "한국", False),
    "mark": ("<p>한국</p>".encode("utf-16"), None, "한국", False),
    "wrongly stated": ("<p>한국</p>".encode(), "ascii", "한국", False),
    "no such": ("<p>한국</p>".encode(), "x-unknown", "한국", False),
    "unknown": (
        ("<p>" + "무역 정책과 수출 통계를 보라. " * 20 + "</p>").encode("cp949"),
        None,
        "무역",
        True,
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_encoding_of_a_page_is_found_and_a_guess_is_said(name):
    pytest.importorskip("charset_normalizer")
    content, stated, expected, is_guess = PAGES[name]
    text, warning = decode_page(content, stated)
    assert expected in text
    assert (warning is not None) == is_guess


def test_the_encoding_of_texts_is_guessed_only_if_asked(tmp_path):
    pytest.importorskip("charset_normalizer")
    (tmp_path / "news").mkdir()
    content = ("The ministry’s plan – a “strategy” – helps Korea’s exporters. " * 20).encode(
        "cp1252"
    )
    (tmp_path / "news" / "a.txt").write_bytes(content)
    (strict,) = read(tmp_path / "news")
    assert "is no utf-8" in strict.message
    (guessed,) = read(tmp_path / "news", encoding="detect")
    assert "ministry’s plan" in guessed["text"]
    assert guessed["warnings"][0]["code"] == "encoding_guessed"


SNIFFED = [
    (["text", "date"], {}, {"published": "date"}),
    (["Body", "Headline"], {}, {"text": "Body", "title": "Headline"}),
    (["Text", "ID"], {}, {"text": "Text", "id": "ID"}),
    (["html", "link"], {}, {"page": "html", "url": "link"}),
    (["html", "text"], {}, {}),
    (["text", "date", "pub_date"], {}, {}),
    (["body", "note"], {"text": "note"}, {}),
    (["a", "b"], {}, {}),
]


@pytest.mark.parametrize(("names", "told", "expected"), SNIFFED)
def test_fields_are_seen_where_there_is_no_doubt(names, told, expected):
    assert sniffed(names, told) == expected


def test_two_fields_that_may_hold_the_text_are_an_error(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text('{"body": "One.", "content": "Two."}\n')
    with pytest.raises(InputError, match=r"several fields may hold the text \(body, content\)"):
        read(path)
    assert texts(read(path, fields={"text": "content"})) == ["Two."]


DAYS = [
    ("Tue, 25 Apr 2023 10:00:00 +0900", "2023-04-25"),
    ("2023-04-25T10:00:00Z", "2023-04-25T10:00:00Z"),
    ("yesterday", "yesterday"),
    ("", ""),
    (None, None),
    (7, 7),
]


@pytest.mark.parametrize(("given", "expected"), DAYS)
def test_days_of_feeds_are_read_and_others_left(given, expected):
    assert renamed({"published": given}, {}) == {"published": expected}


def test_a_store_is_read_like_a_disk():
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    lines = b'{"id": "a", "text": "Exports rose."}\n{"id": "b", "text": "Imports fell."}\n'
    store.pipe("/news/2023/a.jsonl.gz", gzip.compress(lines))
    store.pipe("/news/2023/b.txt", b"Trade talks.")
    try:
        assert [item["id"] for item in read("memory://news/2023/a.jsonl.gz")] == ["a", "b"]
        assert [item["id"] for item in read("memory://news")] == ["a", "b", "2023/b"]
        assert fingerprint("memory://news")["files"] == 2
        with pytest.raises(InputError, match="there is no such file or folder"):
            read("memory://news/none.jsonl")
    finally:
        store.rm("/news", recursive=True)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_web_server_is_read(tmp_path):
    pytest.importorskip("aiohttp")
    (tmp_path / "news.jsonl").write_text('{"id": "a", "text": "Exports rose."}\n')
    handler = functools.partial(_Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/news.jsonl"
        assert texts(read(url)) == ["Exports rose."]
        with pytest.raises(InputError, match="there is no such file or folder"):
            read(url.replace("news", "none"))
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def test_an_unknown_store_is_an_error():
    pytest.importorskip("fsspec")
    with pytest.raises(InputError, match="cannot be opened"):
        read("nosuchstore://bucket/news.jsonl")


MISSING = [
    ("pyarrow", "news.parquet", "pip install 'kr-policy-ie[batch]'"),
    ("warcio.archiveiterator", "web.warc", "pip install 'kr-policy-ie[html]'"),
    ("fsspec", "s3://bucket/news.jsonl", "pip install 'kr-policy-ie[cloud]'"),
]


@pytest.mark.parametrize(("package", "source", "advice"), MISSING)
def test_a_missing_extra_is_named(tmp_path, monkeypatch, package, source, advice):
    import sys

    monkeypatch.setitem(sys.modules, package, None)
    if "://" not in source:
        (tmp_path / source).write_bytes(b"x")
        source = tmp_path / source
    with pytest.raises(InputError) as caught:
        read(source)
    assert advice in str(caught.value)


def test_a_page_field_of_a_table_is_read(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text(json.dumps({"id": "a", "html": PAGE, "date": "2023-04-25"}) + "\n")
    (item,) = read(path)
    assert item == {"id": "a", "published": "2023-04-25", "page": PAGE}
