"""The file kind: what analysts export."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from crawlers import SourceSpec
from tests.crawlers.conftest import Crawls

_TEXT = "Cho thuê tài khoản, lương ngày, liên hệ sớm nhé các bạn ơi"


def _source(path: Path, **options: object) -> SourceSpec:
    return SourceSpec("nhap", "file", str(path), options)


def test_a_csv_with_our_columns(crawls: Crawls, tmp_path: Path) -> None:
    path = tmp_path / "khieu nai.csv"
    path.write_text(
        "id,text,url,author,thread,posted_at\r\n"
        '7,"Dòng một\r\nDòng ""hai""",https://A.vn/x?fbclid=1#c2,Lê Văn Kín,t1,2026-11-01 08:00\r\n'
        "8,Không có gì khác,,,,\r\n",
        encoding="utf-8",
        newline="",
    )
    done = crawls.run(_source(path))
    first, second = done.posts
    assert first.text == 'Dòng một\nDòng "hai"'
    assert (first.url, first.thread, str(first.posted_at)) == ("https://a.vn/x#c2", "t1", "2026-11-01 01:00:00+00:00")
    assert second.url == "file:khieu nai.csv#L4"
    assert "Văn Kín" not in crawls.everything()
    assert crawls.run(_source(path)).visit.state == "nothing_new"


def test_a_file_address_is_a_path(crawls: Crawls, tmp_path: Path) -> None:
    path = tmp_path / "có dấu.jsonl"
    path.write_text(json.dumps({"text": _TEXT}), encoding="utf-8")
    assert crawls.run(SourceSpec("nhap", "file", path.as_uri())).texts == [_TEXT]


@pytest.mark.parametrize(
    ("encoding", "options"),
    [("utf-8", {}), ("utf-8-sig", {}), ("utf-16", {}), ("cp1258", {}), ("utf-16-le", {"encoding": "utf-16-le"})],
)
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_encodings(crawls: Crawls, tmp_path: Path, encoding: str, options: dict[str, object], form: str) -> None:
    import unicodedata

    path = tmp_path / f"x.{form}"
    text = _TEXT
    if encoding == "cp1258":
        # Windows-1258 has the vowels of Vietnamese, and tones as letters of their own.
        text = "".join(
            unicodedata.normalize("NFC", "".join(m for m in unicodedata.normalize("NFD", c) if m not in _TONES))
            + "".join(m for m in unicodedata.normalize("NFD", c) if m in _TONES)
            for c in text
        )
    rows = f'text\n"{text}"\n' if form == "csv" else json.dumps({"text": text}, ensure_ascii=False) + "\n"
    path.write_bytes(rows.encode(encoding))
    done = crawls.run(_source(path, **options))
    assert done.texts == [_TEXT]
    assert done.visit.bad_lines == 0


_TONES = "\u0300\u0301\u0303\u0309\u0323"


def test_a_mapping_of_columns_and_any_delimiter(crawls: Crawls, tmp_path: Path) -> None:
    path = tmp_path / "bao cao.txt"
    path.write_text("Mã số;Mô tả sự việc;Ngày ghi\nKN-1;Bị lừa, mất tiền;01/11/2026 09:30\n", encoding="utf-8")
    wrong = crawls.run(_source(path)).visit
    assert wrong.state == "changed"
    assert "Mô tả sự việc" in wrong.reason and "columns: {text:" in wrong.reason
    columns = {"text": "mô tả sự việc", "id": "Mã số", "posted_at": "Ngày ghi"}
    (post,) = crawls.run(_source(path, columns=columns)).posts
    assert post.text == "Bị lừa, mất tiền"
    assert str(post.posted_at) == "2026-11-01 02:30:00+00:00"


def test_a_malformed_line_is_named_and_the_others_go_on(crawls: Crawls, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    lines = [
        b'{"id": 1, "text": "\xc4\x91\xc3\xbang"}', b"{", b"[1, 2]", b'"x"', b'{"id": 5}', b'{"text": "  "}', b'{"text": 7, "id": 7}',
        b'{"text": ["a"]}', b'{"text": "h\xff\xfeng"}', b"", b'{"text": "' + b"x" * 3000 + b'"}', b'{"text": "\xc4\x91\xc3\xbang sau"}',
    ]  # fmt: skip
    path.write_bytes(b"\n".join(lines))
    done = crawls.run(_source(path), max_bytes=2000)
    assert done.texts == ["đúng", "7", "đúng sau"]
    assert (done.visit.state, done.visit.bad_lines) == ("ok", 8)
    assert [refusal.url for refusal in done.visit.refusals] == [f"x.jsonl:{n}" for n in (2, 3, 4, 5, 6, 8, 9, 11)]
    assert all(refusal.reason for refusal in done.visit.refusals)
    assert "8 line(s)" in done.visit.reason


def test_malformed_csv_rows(crawls: Crawls, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b'id,text\n1,m\xe1\xbb\x99t\n2,a,b,c\n3,\n4,"x"y\n5,b\x00a\n\n6,h\xff\n7,sau c\xc3\xb9ng\n')
    done = crawls.run(_source(path))
    assert done.texts == ["một", "ba", "sau cùng"]
    assert done.visit.bad_lines == 4
    assert [refusal.url for refusal in done.visit.refusals] == ["x.csv:3", "x.csv:4", "x.csv:5", "x.csv:8"]


@pytest.mark.parametrize(
    ("name", "body", "state", "words"),
    [
        ("khong-co.csv", None, "unreachable", "no such file"),
        ("rong.csv", b"", "changed", "empty"),
        ("danh sach.json", b'[{"text": "a"}]', "changed", "one object on each line"),
        ("hong.jsonl", b"\xff\xfe\xff\n\x00\x01\n", "changed", "no line could be read"),
        ("anh.csv", b"\x89PNG\r\n\x1a\n" + bytes(500), "changed", ""),
    ],
)
def test_a_file_that_is_none(
    crawls: Crawls, tmp_path: Path, name: str, body: bytes | None, state: str, words: str
) -> None:
    if body is not None:
        (tmp_path / name).write_bytes(body)
    done = crawls.run(_source(tmp_path / name))
    assert (done.visit.state, done.posts, done.status) == (state, [], 0)
    assert words in done.visit.reason and name in done.visit.reason
    assert "Traceback" not in done.log


def test_a_folder_is_no_file(crawls: Crawls, tmp_path: Path) -> None:
    visit = crawls.run(_source(tmp_path)).visit
    assert visit.state == "changed" and "no file" in visit.reason


def test_the_same_row_is_one_post_whatever_its_line(crawls: Crawls, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "một"}\n{"text": "hai"}\n')
    crawls.run(_source(path))
    path.write_text('{"text": "không"}\n{"text": "hai"}\n{"text": "một"}\n{"text": "một"}\n')
    assert crawls.run(_source(path)).texts == ["không"]


def test_a_long_file_needs_no_more_memory_than_a_short_one(crawls: Crawls, tmp_path: Path) -> None:
    short, long = tmp_path / "short.csv", tmp_path / "long.csv"
    for path, count in ((short, 100), (long, 30_000)):
        written = io.StringIO()
        writer = csv.writer(written)
        writer.writerow(["id", "text"])
        # The same rows again and again: what is new would fill the test's own list.
        writer.writerows([number % 100, f"{_TEXT} {number % 100} " + "đệm " * 200] for number in range(count))
        path.write_text(written.getvalue(), encoding="utf-8")
    crawls.run(_source(short))
    crawls.run(_source(long))
    first, second = crawls.lines("memory.jsonl")
    assert second - first < 30_000, "kilobytes, for a file of 30 MB"
