"""The command as its users meet it: help, pipes, bad input, and never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nlp.reasons import reason_text
from tests.canhgiac.imports import imported
from tests.conftest import Command, canhgiac_command

OFFER = (
    "Nhà cái uy tín số 1 châu Á, đăng ký nhận ngay 188k, nạp đầu tặng 100%, nổ hũ bắn cá rút tiền 3 phút. "
    "Link vào: vn99bet.vip liên hệ tele @cskhvn99 nhận code"
)
WARNING = (
    "Cảnh báo lừa đảo: mọi người tránh xa số tài khoản 19037245516018 Techcombank PHAM THI THAO VY, "
    "nó lừa mình đặt cọc 5 triệu rồi chặn luôn."
)


def test_help_names_every_command(canhgiac: Command) -> None:
    shown = canhgiac("--help")
    assert shown.returncode == 0
    for name in ("demo", "crawl", "process", "run", "assess", "search", "show", "mark", "digest", "sources", "purge"):
        assert name in shown.stdout
    assert "Example" in canhgiac("search", "--help").stdout


def test_an_import_is_found_shown_marked_and_hidden(canhgiac: Command, tmp_path: Path) -> None:
    done = imported(canhgiac, tmp_path, OFFER, WARNING, "Cho em hỏi quán phở nào ngon ở Nam Định ạ?")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in canhgiac("search", "lua dao", "--json").stdout.splitlines()]
    assert [row["role"] for row in rows] == ["report"]
    (offer,) = (json.loads(line) for line in canhgiac("search", "vn99bet", "--json").stdout.splitlines())
    assert offer["category"] == "gambling" and offer["text"] == OFFER
    for piece in offer["evidence"]:
        start, end = piece["span"]
        assert 0 <= start < end <= len(OFFER)
    assert any(offer["text"][start:end] == "vn99bet.vip" for start, end in (i["span"] for i in offer["indicators"]))

    shown = canhgiac("show", offer["id"][:8])
    assert "vn99bet[.]vip" in shown.stdout and "căn cứ" in shown.stdout
    assert canhgiac("mark", offer["id"], "--as", "false", "--why", "thử").returncode == 0
    assert "nothing found" in canhgiac("search", "vn99bet").stderr
    assert json.loads(canhgiac("search", "vn99bet", "--hidden", "--json").stdout)["decision"]["verdict"] == "false"
    assert "false" in canhgiac("show", offer["id"]).stdout


def test_show_says_why_in_the_language_of_the_settings(
    canhgiac: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(canhgiac, tmp_path, OFFER)
    (offer,) = (json.loads(line) for line in canhgiac("search", "vn99bet", "--json").stdout.splitlines())
    monkeypatch.setenv("COLUMNS", "200")
    for language in ("vi", "en"):
        monkeypatch.setenv("CANHGIAC_LANGUAGE", language)
        shown = canhgiac("show", offer["id"]).stdout
        for piece in offer["evidence"]:
            assert reason_text(piece["reason"], language) in shown


def test_the_digest_of_a_round(canhgiac: Command, tmp_path: Path, home: Path) -> None:
    imported(canhgiac, tmp_path, OFFER)
    assert "vn99bet[.]vip" in canhgiac("digest", "--text").stdout
    assert json.loads(canhgiac("digest", "--json").stdout)["counts"]["offers"] == 1
    path = Path(canhgiac("digest", "--lang", "en").stdout.strip())
    assert path.parent == home / "digests" and "Cảnh Giác digest" in path.read_text("utf-8")


def test_purge_takes_a_finding_from_everywhere(canhgiac: Command, tmp_path: Path, home: Path) -> None:
    imported(canhgiac, tmp_path, OFFER)
    id = json.loads(canhgiac("search", "", "--json").stdout)["id"]
    assert "1 finding would go" in canhgiac("purge", id, "--dry-run").stdout
    assert canhgiac("search", "vn99bet", "--json").stdout
    assert canhgiac("purge", id, "--why", "thử").returncode == 0
    assert canhgiac("search", "", "--json").stdout == ""
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"vn99bet" not in kept
    imported(canhgiac, tmp_path, OFFER)
    assert canhgiac("search", "", "--json").stdout == "", "a purged finding must not come back as new"


def test_assess_keeps_order_and_names_bad_lines(canhgiac: Command) -> None:
    lines = [
        json.dumps({"id": "a", "text": OFFER}),
        "not json",
        '{"id": "c"}',
        json.dumps({"id": 4, "text": ""}),
        "",
        json.dumps({"id": "\ud800e", "text": "xin chào \ud800"}),
        json.dumps({"id": "f", "text": "Chào buổi sáng cả nhà"}),
    ]
    done = canhgiac("assess", "-", input="\n".join(lines) + "\n")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1 and len(rows) == 6
    assert rows[0]["category"] == "gambling" and rows[0]["role"] == "offer"
    assert "line 2" in rows[1]["error"] and rows[2]["id"] == "c" and "text" in rows[2]["error"]
    assert rows[3]["id"] == "4" and rows[3]["category"] is None
    assert rows[5]["id"] == "f" and rows[5]["category"] is None
    assert set(rows[5]["scores"]) == {"fraud", "gambling", "cyber", "report"}


def test_assess_with_workers_answers_the_same_in_the_same_order(canhgiac: Command, tmp_path: Path) -> None:
    texts = [OFFER, "Chào buổi sáng cả nhà", WARNING]
    lines = [json.dumps({"id": str(n), "text": f"{texts[n % 3]} {n}"}) for n in range(1_500)]
    lines[700] = "not json"
    (tmp_path / "posts.jsonl").write_text("\n".join(lines), "utf-8")
    alone = canhgiac("assess", "posts.jsonl")
    shared = canhgiac("assess", "--workers", "2", "posts.jsonl")
    assert shared.returncode == alone.returncode == 1
    assert shared.stdout == alone.stdout and len(shared.stdout.splitlines()) == 1_500
    assert "line 701" in shared.stdout.splitlines()[700]


def _hear_interrupts() -> None:
    """A job that a shell runs in the background is deaf to them, and so are the tests that it runs."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_ctrl_c_ends_assess_and_its_workers(tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    with answers.open("wb") as out:
        running = subprocess.Popen(
            canhgiac_command(["assess", "--workers", "2", "-"]),
            stdin=subprocess.PIPE, stdout=out, stderr=subprocess.PIPE, start_new_session=True,
            preexec_fn=_hear_interrupts,
        )  # fmt: skip
    assert running.stdin is not None
    running.stdin.write((json.dumps({"id": "a", "text": OFFER}).encode() + b"\n") * 4_000)
    running.stdin.flush()
    deadline = time.monotonic() + 60
    while not answers.stat().st_size and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)  # at work, and standard input is still open
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130 and b"interrupted" in said and b"Traceback" not in said
    assert answers.stat().st_size
    with pytest.raises(ProcessLookupError):  # nothing of its group stays
        while time.monotonic() < deadline + 60:
            os.killpg(running.pid, 0)
            time.sleep(0.05)


def test_malformed_lines_of_an_import_are_named_and_the_rest_goes_on(canhgiac: Command, tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(
        json.dumps({"id": "1", "text": OFFER}) + "\n{broken\n" + json.dumps({"id": "2", "text": WARNING}) + "\n"
    )
    done = canhgiac("run", str(path))
    assert done.returncode == 1 and "posts.jsonl:2" in done.stdout + done.stderr
    assert len(canhgiac("search", "", "--json").stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["crawl", "nosuch"], 2, "sources.yaml"),
        (["crawl", "nowhere.jsonl"], 1, "nowhere.jsonl: no such file"), (["run", "./"], 1, "./: it is a folder"),
        (["crawl", "https://e.example/", "--kind", "fourm"], 2, "did you mean 'forum'"),
        (["show", "ffff"], 1, "ffff"),
        (["mark", "ffff", "--as", "false"], 1, "ffff"),
        (["mark", "ffff", "--as", "wrong"], 2, "--as"),
        (["digest", "--day", "someday"], 2, "not a day"),
        (["crawl", "https://e.example/", "--kind", "forum", "--name", "../x"], 2, "the name `../x`"),
        (["assess", "nosuch.jsonl"], 1, "nosuch.jsonl"),
        (["nosuch"], 2, "nosuch"),
    ],
)
def test_wrong_use_is_one_clear_message(canhgiac: Command, arguments: list[str], status: int, said: str) -> None:
    done = canhgiac(*arguments)
    assert done.returncode == status, done.stderr
    assert said in done.stderr and "Traceback" not in done.stderr


def test_a_data_folder_that_cannot_be_written_is_said(
    canhgiac: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CANHGIAC_HOME", str(tmp_path / "file" / "home"))
    for arguments in (["search", ""], ["process"], ["digest"]):
        done = canhgiac(*arguments)
        assert done.returncode == 1 and "Traceback" not in done.stderr and "file" in done.stderr, done.stderr


def test_a_password_in_the_store_s_address_is_refused_and_not_repeated(
    canhgiac: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANHGIAC_STORE", "https://user:secret@es.example:9200")
    done = canhgiac("search", "")
    assert done.returncode == 1 and "CANHGIAC_STORE_PASSWORD_FILE" in done.stderr and "secret" not in done.stderr


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    lines = (json.dumps({"id": str(n), "text": "chào"}) for n in range(20000))
    piped = subprocess.run(
        ["bash", "-o", "pipefail", "-c", '"$@" | head -1', "bash", *canhgiac_command(["assess", "-"])],
        input="\n".join(lines), capture_output=True, text=True, env=dict(os.environ),
    )  # fmt: skip
    assert json.loads(piped.stdout)["id"] == "0" and piped.stderr == "" and piped.returncode == 0


def test_ctrl_c_stops_a_round_cleanly_and_the_next_one_goes_on(canhgiac: Command, tmp_path: Path, home: Path) -> None:
    posts = tmp_path / "posts.jsonl"
    posts.write_text("".join(json.dumps({"id": str(n), "text": f"{OFFER} {n}"}) + "\n" for n in range(60_000)), "utf-8")
    running = subprocess.Popen(
        canhgiac_command(["run", str(posts)]), stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while not list(home.glob("spool/batches/*.gz")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to every process of the group
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130 and "interrupted; run it again" in said and "Traceback" not in said
    assert list(home.glob("spool/state/*.json"))


def test_ctrl_c_while_the_command_is_still_loading_is_one_line() -> None:
    program = """
import sys
class Interrupting:
    def find_spec(self, name, *_):
        if name == "canhgiac.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
from canhgiac.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 130
    assert done.stderr == "canhgiac: interrupted; run it again to go on where it stopped\n"


def test_sources_list_shows_health(canhgiac: Command, tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text(f'id,text\n1,"{OFFER}"\n', "utf-8")
    (tmp_path / "sources.yaml").write_text("sources:\n  - {name: don, kind: file, url: posts.csv}\n", "utf-8")
    assert "never_ran" in canhgiac("sources", "list").stdout
    assert canhgiac("sources", "check").returncode == 0
    assert canhgiac("run").returncode == 0
    (row,) = (json.loads(line) for line in canhgiac("sources", "list", "--json").stdout.splitlines())
    assert row["visit"]["state"] == "ok" and row["visit"]["posts"] == 1
    (tmp_path / "sources.yaml").unlink()
    (row,) = (json.loads(line) for line in canhgiac("sources", "list", "--json").stdout.splitlines())
    assert (row["name"], row["cadence"], row["state"]) == ("don", "typed", "ok"), "what nobody lists was still visited"
    assert canhgiac("store", "check").returncode == 0


@pytest.mark.parametrize("first", [["search", "lừa"], ["crawl", "./posts.jsonl"]])
def test_a_new_data_folder_is_its_owners_alone(tmp_path: Path, first: list[str]) -> None:
    (tmp_path / "posts.jsonl").write_text(json.dumps({"text": OFFER}), "utf-8")
    home = tmp_path / "kept" / "home"
    subprocess.run(
        canhgiac_command(first), env=os.environ | {"CANHGIAC_HOME": str(home)}, input=b"", capture_output=True,
        cwd=tmp_path,
    )  # fmt: skip
    assert home.stat().st_mode & 0o777 == 0o700
