"""Evidence written out as WARC, and read back by warcio as somebody else would."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from pathlib import Path

from scrapy.http import Headers
from warcio.archiveiterator import ArchiveIterator

from canhgiac.export.warc import FINDING, PAGE_DIGEST, write_warc
from canhgiac.records import Fragment, Post
from canhgiac.spool import Spool
from crawlers.fragment import kept_headers
from tests.canhgiac.findings import finding
from tests.canhgiac.test_cli import OFFER, WARNING
from tests.conftest import Command

FETCHED = dt.datetime.now(dt.UTC).replace(microsecond=123456)
PAGE = b"<html>the whole page</html>"


def _fragment(text: str, url: str = "https://forum.example/t/1#post-7") -> Fragment:
    sent = Headers({"Date": "Sun, 22 Nov 2026 03:00:00 GMT", "Content-Type": "application/json", "Set-Cookie": "s=1"})
    return Fragment(url, FETCHED, f"<div>{text}</div>", hashlib.sha256(PAGE).hexdigest(), 200, kept_headers(sent))


def _read(content: bytes) -> list[tuple[str, dict[str, str], dict[str, str], str]]:
    found = []
    for record in ArchiveIterator(io.BytesIO(content), check_digests="raise"):
        http = dict(record.http_headers.headers) if record.http_headers else {}
        found.append((record.rec_type, dict(record.rec_headers.headers), http, record.content_stream().read().decode()))
    return found


def test_a_record_has_all_that_is_known_of_the_page() -> None:
    file = io.BytesIO()
    assert write_warc(file, [(finding(), _fragment("Nạp đầu tặng 100%"))], "e.warc.gz") == 1
    info, (kind, about, http, body) = _read(file.getvalue())
    assert info[0] == "warcinfo" and "author was taken out" in info[3]
    assert kind == "response" and about["WARC-Target-URI"] == "https://forum.example/t/1#post-7"
    assert dt.datetime.fromisoformat(about["WARC-Date"]) == FETCHED
    assert about[PAGE_DIGEST] == "sha256:" + hashlib.sha256(PAGE).hexdigest() and about[FINDING] == "f1"
    assert http["Date"] == "Sun, 22 Nov 2026 03:00:00 GMT"
    assert http["Content-Type"] == "text/html; charset=utf-8"
    assert http["X-Archive-Orig-Content-Type"] == "application/json"
    assert "cookie" not in str(http).lower()
    assert body == "<div>Nạp đầu tặng 100%</div>"
    again = io.BytesIO()
    write_warc(again, [(finding(), _fragment("Nạp đầu tặng 100%"))])
    assert _read(again.getvalue())[1] == (kind, about, http, body), "the same evidence is the same record"


def test_what_a_page_wrote_begins_no_header() -> None:
    nasty = Fragment("https://a.vn/\r\nWARC-Type: warcinfo", FETCHED, "\ud800", "0" * 64, 799, {"server": "x\r\nEvil: 1"})
    file = io.BytesIO()
    write_warc(file, [(finding(), nasty)])
    _, (kind, about, http, _body) = _read(file.getvalue())
    assert kind == "response" and about["WARC-Type"] == "response"
    assert "Evil" not in http


def test_it_is_found_from_the_finding_until_it_is_purged(canhgiac: Command, tmp_path: Path, home: Path) -> None:
    texts = {"offer": OFFER, "report": WARNING, "neither": "Cho em hỏi quán phở nào ngon ở Nam Định ạ?"}
    posts = [
        Post(id, "s", "forum", f"https://forum.example/{id}", text, FETCHED, fragment=_fragment(text, f"https://forum.example/{id}"))
        for id, text in texts.items()
    ]  # fmt: skip
    Spool(str(home / "spool")).write("s", "forum", posts, FETCHED)
    assert canhgiac("process").returncode == 0
    path = tmp_path / "evidence.warc.gz"
    done = canhgiac("show", "offer", "--warc", str(path))
    assert done.returncode == 0 and "evidence of 1 findings" in done.stderr
    _, (_, about, _, body) = _read(path.read_bytes())
    assert about[FINDING] == "offer" and body == f"<div>{OFFER}</div>"
    assert json.loads(canhgiac("show", "offer", "--json").stdout)["page"]["page_sha256"] in about[PAGE_DIGEST]

    assert canhgiac("show", "report", "--warc", str(path)).returncode == 0
    _, (_, about, _, body) = _read(path.read_bytes())
    assert about["WARC-Target-URI"] == "https://forum.example/report" and body == "", "of a report no text is kept"
    assert b"Nam \xc4\x90\xe1\xbb\x8bnh" not in b"".join(each.read_bytes() for each in home.rglob("*") if each.is_file())

    assert canhgiac("show", "offer", "--warc", "x", "--json").returncode == 2
    assert canhgiac("purge", "offer", "--why", "thử").returncode == 0
    gone = canhgiac("show", "offer", "--warc", str(tmp_path / "none.warc.gz"))
    assert gone.returncode == 1 and not (tmp_path / "none.warc.gz").exists()


def test_findings_without_a_page_say_so(canhgiac: Command, tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").write_text(json.dumps({"id": "1", "text": OFFER}) + "\n", "utf-8")
    canhgiac("run", str(tmp_path / "posts.jsonl"))
    id = json.loads(canhgiac("search", "", "--json").stdout)["id"]
    done = canhgiac("show", id, "--warc", "e.warc.gz")
    assert done.returncode == 1 and "no evidence is kept" in done.stderr and "Traceback" not in done.stderr
