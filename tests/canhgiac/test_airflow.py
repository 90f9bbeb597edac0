"""``trigger`` against what is no Airflow, or one that says no: a word, no traceback; no token, no file left behind."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Command

DAG = "/api/v2/dags/crawl_on_demand"
#: An Airflow that takes the run.
GOOD: dict[str, Any] = {
    "/auth/token": {"access_token": "tok"},
    DAG: {"is_paused": False},
    f"{DAG}/dagRuns": {"dag_run_id": "r1", "state": "success"},
    f"{DAG}/dagRuns/r1/taskInstances/found/xcomEntries/return_value": {
        "value": {"visits": [], "counts": {"offers": 1, "reports": 0, "review": 0}, "findings": []}
    },
}


class Answers:
    """What the server answers by path (a text is where it redirects to), and what it was asked."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.by_path: dict[str, Any] = {}
        self.asked: list[str] = []


@contextlib.contextmanager
def serving() -> Iterator[Answers]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answers.asked.append(self.path)
            answer = answers.by_path.get(self.path)
            self.send_response(404 if answer is None else 302 if isinstance(answer, str) else 200)
            if isinstance(answer, str):
                self.send_header("Location", answer)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        answers = Answers(server.server_port)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield answers
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def airflow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    with serving() as answers:
        monkeypatch.setenv("CANHGIAC_AIRFLOW_URL", answers.url)
        monkeypatch.setenv("CANHGIAC_AIRFLOW_USER", "an")
        monkeypatch.setenv("CANHGIAC_AIRFLOW_PASSWORD", "mật khẩu")
        yield answers


@pytest.fixture
def complaints(tmp_path: Path) -> Path:
    file = tmp_path / "complaints.jsonl"
    file.write_text('{"id": "1", "text": "chào"}\n', "utf-8")
    return file


@pytest.mark.parametrize(
    "wrong",
    [
        {"/auth/token": {"ok": True}}, {"/auth/token": ["x"]}, {DAG: {}}, {f"{DAG}/dagRuns": {"id": 1}},
        {f"{DAG}/dagRuns": {"dag_run_id": "r1", "state": "failed"}, f"{DAG}/dagRuns/r1/taskInstances": {}},
        {f"{DAG}/dagRuns/r1/taskInstances/found/xcomEntries/return_value": {"value": {"visits": []}}},
        {f"{DAG}/dagRuns/r1/taskInstances/found/xcomEntries/return_value": {}},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_airflow_is_told(canhgiac: Command, airflow: Answers, wrong: dict[str, Any]) -> None:
    airflow.by_path = GOOD | wrong
    done = canhgiac("trigger", "--url", "https://forum.example/", "--kind", "forum", "--wait")
    assert done.returncode == 1 and "does not answer as Airflow does" in done.stderr, done.stderr
    assert "CANHGIAC_AIRFLOW_URL" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("path", ["/auth/token", DAG, f"{DAG}/dagRuns"])
def test_no_redirect_carries_the_token_on(canhgiac: Command, airflow: Answers, path: str) -> None:
    with serving() as other:
        airflow.by_path = GOOD | {path: f"{other.url}/elsewhere"}
        done = canhgiac("trigger", "--url", "https://forum.example/", "--kind", "forum")
        assert done.returncode == 1 and "which is not followed" in done.stderr, done.stderr
        assert other.asked == []


def test_a_file_is_uploaded_for_its_owner_alone_and_only_for_a_run(
    canhgiac: Command, airflow: Answers, home: Path, complaints: Path
) -> None:
    imports = home / "spool" / "imports"
    airflow.by_path = GOOD | {DAG: {"is_paused": True}}
    assert "paused" in canhgiac("trigger", "--file", str(complaints)).stderr
    assert not imports.exists(), "nothing is uploaded before Airflow would take it"
    airflow.by_path = {path: answer for path, answer in GOOD.items() if path != f"{DAG}/dagRuns"}
    assert canhgiac("trigger", "--file", str(complaints)).returncode == 1
    assert list(imports.iterdir()) == [], "what no run will read is deleted"
    airflow.by_path = GOOD
    done = canhgiac("trigger", "--file", str(complaints), "--json")
    assert json.loads(done.stdout)["id"] == "r1", done.stderr
    [kept] = imports.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600 and kept.read_bytes() == complaints.read_bytes()
