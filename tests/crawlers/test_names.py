"""The names kind: host names from lists, pipes and streams of certificate transparency."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from crawlers import SourceSpec
from crawlers.name_lines import Lines
from tests.crawlers.conftest import Crawls


def _source(path: Path) -> SourceSpec:
    return SourceSpec("ten", "names", str(path))


def certificate(*names: str, **data: Any) -> str:
    """A message as certstream sends it."""
    leaf = {"all_domains": list(names), "subject": {"CN": names[0] if names else None}, "serial_number": "01"}
    return json.dumps({"message_type": "certificate_update", "data": {"leaf_cert": leaf, **data}})


def test_a_list_of_names(crawls: Crawls, tmp_path: Path) -> None:
    path = tmp_path / "mới.txt"
    path.write_bytes("\ufeff# hôm nay\r\nA.example\r\n\r\nhttps://b.example/x\nNgân-Hàng.example\n*.c.example".encode())
    done = crawls.run(_source(path))
    assert done.texts == ["A.example", "https://b.example/x", "Ngân-Hàng.example", "c.example"]
    assert done.posts[0].url == "file:mới.txt#L2"
    assert (done.visit.state, done.visit.bad_lines, done.visit.requests) == ("ok", 0, 0)


def test_messages_of_certstream(crawls: Crawls, tmp_path: Path) -> None:
    path = tmp_path / "ct.jsonl"
    link = "https://ct.example/log/ct/v1/get-entries?start=7&end=7"
    lines = [
        certificate("a.example", "*.a.example", "www.b.example", cert_link=link, seen=1763780400.25),
        json.dumps({"message_type": "heartbeat", "timestamp": 1}),
        json.dumps({"message_type": "dns_entries", "data": ["c.example", "*.d.example"]}),
        certificate(),
        certificate("e.example", cert_link="javascript:alert(1)", seen="x"),
    ]
    path.write_text("\n".join(lines))
    done = crawls.run(_source(path))
    assert done.texts == ["a.example", "www.b.example", "c.example", "d.example", "e.example"]
    assert {post.url for post in done.posts[:2]} == {link} and done.posts[4].url == "file:ct.jsonl#L5"
    assert str(done.posts[0].posted_at) == "2025-11-22 03:00:00.250000+00:00" and done.posts[2].posted_at is None
    assert done.visit.bad_lines == 0


def test_a_malformed_line_is_named_and_the_others_go_on(crawls: Crawls, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    bad = [
        b"hai ten.example", b"localhost", b"{", b"{}", b'{"message_type": "dns_entries"}', b"[1]", b"a\xff.example",
        b'{"message_type": "certificate_update", "data": [1]}', b"a" * 5000 + b".example",
    ]  # fmt: skip
    path.write_bytes(b"\n".join([b"dau.example", *bad, b'{"message_type": "dns_entries", "data": [1, "cuoi.example"]}']))
    done = crawls.run(_source(path), max_bytes=2000)
    assert done.texts == ["dau.example", "cuoi.example"]
    assert (done.visit.state, done.visit.bad_lines) == ("ok", len(bad))
    assert [refusal.url for refusal in done.visit.refusals] == [f"x.txt:{n}" for n in range(2, 2 + len(bad))]
    assert all(refusal.reason for refusal in done.visit.refusals)


@pytest.mark.parametrize(
    ("name", "body", "state", "words"),
    [
        ("khong-co.txt", None, "unreachable", "no such file"),
        ("rong.txt", b"", "changed", "holds nothing"),
        ("anh.txt", b"\x89PNG\r\n\x1a\n" + bytes(500), "changed", "no line could be read"),
        ("utf16.txt", "a.example\n".encode("utf-16"), "changed", "no line could be read"),
    ],
)
def test_a_file_that_is_none(
    crawls: Crawls, tmp_path: Path, name: str, body: bytes | None, state: str, words: str
) -> None:
    if body is not None:
        (tmp_path / name).write_bytes(body)
    done = crawls.run(_source(tmp_path / name))
    assert (done.visit.state, done.posts, done.status) == (state, [], 0)
    assert words in done.visit.reason and name in done.visit.reason and "Traceback" not in done.log


def test_a_folder_is_no_file(crawls: Crawls, tmp_path: Path) -> None:
    visit = crawls.run(_source(tmp_path)).visit
    assert visit.state == "changed" and "no file" in visit.reason


def test_of_a_log_that_grows_only_what_was_added_is_read(crawls: Crawls, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text("hong\na.example\n")
    assert crawls.run(_source(path)).visit.bad_lines == 1
    with path.open("a") as file:
        file.write("b.example\nhong\n")
    more = crawls.run(_source(path))
    assert more.texts == ["b.example"] and more.visit.bad_lines == 1
    assert [refusal.url for refusal in more.visit.refusals] == ["log.txt:4"]
    assert crawls.run(_source(path)).visit.state == "nothing_new"
    path.write_text("c.example\na.example\nb.example\n" * 9)
    assert crawls.run(_source(path)).texts == ["c.example"], "written anew: all of it is read"


def test_a_pipe_is_read_as_it_comes_until_its_writer_ends(crawls: Crawls, tmp_path: Path) -> None:
    path = tmp_path / "ct"
    os.mkfifo(path)

    def write() -> None:
        with path.open("w") as pipe:
            for number in range(3):
                pipe.write(certificate(f"n{number}.example") + "\n")
                pipe.flush()
                time.sleep(0.2)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    done = crawls.run(_source(path))
    writer.join()
    assert done.texts == ["n0.example", "n1.example", "n2.example"] and done.visit.state == "ok"


def test_a_stream_that_never_ends_ends_with_the_visit(crawls: Crawls, tmp_path: Path) -> None:
    path = tmp_path / "ct"
    os.mkfifo(path)
    # Open for reading too, so that opening waits for nobody.
    pipe = os.open(path, os.O_RDWR)
    try:
        os.write(pipe, b"a.example\n")
        timed = crawls.run(_source(path), budget_seconds=2)
        assert timed.texts == ["a.example"] and "are over" in timed.visit.reason
        os.write(pipe, b"b.example\n")
        process = crawls.start(_source(path))
        while not process.done() and len(crawls.lines("calls.jsonl")) <= len(timed.calls):
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        assert "Traceback" not in process.wait()
        assert "SIGTERM" in crawls.lines("visits.jsonl")[-1]["reason"]
        assert crawls.lines("posts.jsonl")[-1]["text"] == "b.example"
    finally:
        os.close(pipe)


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_lines_are_the_same_however_the_bytes_come(size: int) -> None:
    text = b"mot\n\nhai\r\n" + b"x" * 40 + b"\nba"
    lines = Lines(20)
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    found = [line for piece in [*pieces, b""] for line in lines.feed(piece)]
    assert found == [(1, b"mot"), (2, b""), (3, b"hai\r"), (4, None), (5, b"ba")]
    assert lines.bytes == len(text)
