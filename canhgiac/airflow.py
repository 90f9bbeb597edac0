"""A client of Airflow's REST API (version 2, Airflow 3), as far as ``trigger`` needs it.

https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from canhgiac.errors import CanhGiacError, SettingsError
from canhgiac.settings import Settings

DAG = "crawl_on_demand"
#: The task whose return value says what was found.
RESULT_TASK = "found"
DEFAULT_URL = "http://127.0.0.1:8080"
TIMEOUT = 30.0
#: What its value has.
_FOUND = {"visits", "counts", "findings"}
_ENDED = ("success", "failed")


class AirflowError(CanhGiacError):
    """Airflow cannot be reached or says no; the message says what to do."""


class Run(msgspec.Struct, frozen=True):
    """A run of the DAG: its id, state, and the page where a person sees it."""

    id: str
    state: str
    link: str


class _Login(msgspec.Struct):
    access_token: str


class _Dag(msgspec.Struct):
    is_paused: bool


class _DagRun(msgspec.Struct):
    dag_run_id: str
    state: str


class _Value(msgspec.Struct):
    value: Any


class _Task(msgspec.Struct):
    task_id: str
    state: str | None = None


class _Tasks(msgspec.Struct):
    task_instances: list[_Task]


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: urllib would carry the token, or the password, to wherever it leads."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """None: the redirect is an answer, and no good one."""
        return


_open = urllib.request.build_opener(_Stay).open
_Answer = TypeVar("_Answer")


class Airflow:
    """The Airflow of the settings. Every method raises ``AirflowError``."""

    def __init__(self, settings: Settings) -> None:
        self.url = (settings.airflow_url or DEFAULT_URL).rstrip("/")
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise SettingsError(f"CANHGIAC_AIRFLOW_URL={self.url!r} must start with http:// or https://")
        self._token = settings.airflow_token or _content(settings.airflow_token_file)
        self._user = settings.airflow_user
        self._password = settings.airflow_password or _content(settings.airflow_password_file)
        if not self._token and not (self._user and self._password):
            raise SettingsError(
                "who asks? Set CANHGIAC_AIRFLOW_USER and CANHGIAC_AIRFLOW_PASSWORD (or …_PASSWORD_FILE), "
                "or CANHGIAC_AIRFLOW_TOKEN"
            )

    def trigger(self, params: dict[str, Any]) -> Run:
        """Starts a run with these parameters."""
        self.check()
        # Airflow 3 wants the key although a run by hand has no logical date.
        body = {"logical_date": None, "conf": params}
        return self._run(self._ask(_DagRun, "POST", f"/api/v2/dags/{DAG}/dagRuns", body))

    def check(self) -> None:
        """Raises where Airflow would not take a run now: who asks is unknown, there is no such DAG, it is paused."""
        if self._ask(_Dag, "GET", f"/api/v2/dags/{DAG}").is_paused:
            raise AirflowError(f"the DAG {DAG} is paused, so that its runs would wait: unpause it at {self._page()}")

    def wait(self, run: Run, on_state: Callable[[str], None], every: float = 2.0) -> Run:
        """The run when it has ended."""
        while run.state not in _ENDED:
            time.sleep(every)
            run = self._run(self._ask(_DagRun, "GET", f"/api/v2/dags/{DAG}/dagRuns/{quote(run.id)}"))
            on_state(run.state)
        return run

    def result(self, run: Run) -> dict[str, Any]:
        """What a successful run found (the DAG's docs say of what form)."""
        path = f"/api/v2/dags/{DAG}/dagRuns/{quote(run.id)}/taskInstances/{RESULT_TASK}/xcomEntries/return_value"
        value = self._ask(_Value, "GET", path).value
        try:
            found = json.loads(value) if isinstance(value, str) else value
        except ValueError:
            found = None
        if not isinstance(found, dict) or not found.keys() >= _FOUND:
            raise self._stranger(path, f"the task {RESULT_TASK} did not return {', '.join(sorted(_FOUND))}")
        return found

    def failed(self, run: Run) -> list[str]:
        """The tasks of a run that failed."""
        answer = self._ask(_Tasks, "GET", f"/api/v2/dags/{DAG}/dagRuns/{quote(run.id)}/taskInstances")
        return [each.task_id for each in answer.task_instances if each.state == "failed"]

    def _run(self, answer: _DagRun) -> Run:
        return Run(answer.dag_run_id, answer.state, f"{self._page()}/runs/{quote(answer.dag_run_id)}")

    def _page(self) -> str:
        return f"{self.url}/dags/{DAG}"

    def _stranger(self, path: str, why: object) -> AirflowError:
        return AirflowError(f"{self.url}{path} does not answer as Airflow does: {why}; set CANHGIAC_AIRFLOW_URL")

    def _ask(self, of: type[_Answer], method: str, path: str, body: dict[str, Any] | None = None) -> _Answer:
        if not self._token:
            login = {"username": self._user, "password": self._password}
            self._token = self._send(_Login, "POST", "/auth/token", login).access_token
        return self._send(of, method, path, body, {"Authorization": f"Bearer {self._token}"})

    def _send(
        self,
        of: type[_Answer],
        method: str,
        path: str,
        body: dict[str, Any] | None,
        headers: dict[str, str] | None = None,
    ) -> _Answer:
        request = urllib.request.Request(  # noqa: S310  the scheme was checked
            self.url + path,
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json", **(headers or {})},
            method=method,
        )
        try:
            with _open(request, timeout=TIMEOUT) as answer:
                return msgspec.json.decode(answer.read(), type=of)
        except urllib.error.HTTPError as error:
            if 300 <= error.code < 400:
                where = f"it sends us on to {error.headers.get('Location', 'nowhere')}, which is not followed"
                raise self._stranger(path, where) from error
            raise AirflowError(f"{self.url}{path}: {_why(error)}") from error
        except (OSError, ValueError, http.client.HTTPException, msgspec.MsgspecError) as error:
            raise self._stranger(path, getattr(error, "reason", error)) from error


def _why(error: urllib.error.HTTPError) -> str:
    known = {
        401: "Airflow does not know this user, password or token",
        403: "this user may not do that in Airflow",
        404: f"there is no such thing in this Airflow; does it have the DAG {DAG}?",
    }
    try:
        detail = json.loads(error.read())["detail"]
    except (OSError, ValueError, KeyError, TypeError):
        detail = error.reason
    said = detail if isinstance(detail, str) else json.dumps(detail, ensure_ascii=False)
    return f"{known[error.code]} ({said})" if error.code in known else f"{error.code} {said}"


def _content(file: str) -> str:
    if not file:
        return ""
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from error
