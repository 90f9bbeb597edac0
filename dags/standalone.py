"""Starts Airflow on this machine with these DAGs: ``python dags/standalone.py`` with the Python of its environment.

What ``airflow standalone`` does, but bound to the loopback address (its log servers listen everywhere), on any
port, with our pools, unpaused DAGs and no examples. A part that ends (its database was away, say) is started again.
Ends with all its parts on Ctrl-C or SIGTERM. Needs nothing but the standard library.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ADDRESS = "127.0.0.1"
READY_SECONDS = 300
#: Seconds before a part that ended is started again.
PAUSE_SECONDS = 5
API = ("api-server",)
#: Tasks talk to the API: started before it answers, the first ones would fail.
AFTER_API = (("scheduler", "--skip-serve-logs"), ("dag-processor",))
Parts = dict[tuple[str, ...], subprocess.Popen[bytes]]


def main() -> int:
    arguments = _parser().parse_args()
    home: Path = arguments.home.absolute()
    home.mkdir(parents=True, exist_ok=True)
    environment = environment_of(home, arguments.port, dict(os.environ))
    airflow = str(Path(sys.executable).with_name("airflow"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # The DAGs are read before anything runs: who is told that Airflow is ready finds them there.
    for step in (["db", "migrate"], ["pools", "import", str(HERE / "pools.json")], ["dags", "reserialize"]):
        if step[0] == "pools" and (home / "pools-imported").exists():
            continue  # the operator may have changed them since
        done = subprocess.run([airflow, *step], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            sys.stderr.buffer.write(done.stdout)
            return done.returncode
    (home / "pools-imported").touch()
    parts: Parts = {}
    try:
        parts[API] = _start(airflow, API, home, environment)
        if _well(arguments.port, parts, "metadatabase"):
            parts |= {part: _start(airflow, part, home, environment) for part in AFTER_API}
        if len(parts) == 1 or not _well(arguments.port, parts, "scheduler", "dag_processor"):
            print(f"Airflow did not start; see the logs in {home}", file=sys.stderr)
            return 1
        user, password = _login(home)
        print(f"Airflow is ready: http://{ADDRESS}:{arguments.port}/  user {user}  password {password}", flush=True)
        while True:
            time.sleep(1)
            for part, process in parts.items():
                if process.poll() is not None:
                    print(f"{part[0]} ended and is started again; its log: {_log(home, part)}", file=sys.stderr)
                    with contextlib.suppress(ProcessLookupError):  # what a scheduler that was killed left behind
                        os.killpg(process.pid, signal.SIGKILL)
                    time.sleep(PAUSE_SECONDS)
                    parts[part] = _start(airflow, part, home, environment)
    except KeyboardInterrupt:
        return 0
    finally:
        _end(list(parts.values()))


def _start(airflow: str, part: tuple[str, ...], home: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    with _log(home, part).open("ab") as log:
        return subprocess.Popen(
            [airflow, *part], env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )


def _log(home: Path, part: tuple[str, ...]) -> Path:
    return home / f"{part[0]}.log"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Starts Airflow on this machine with the DAGs of Cảnh Giác.")
    parser.add_argument("--home", type=Path, default=Path(".airflow"), help="Airflow's folder (.airflow)")
    parser.add_argument("--port", type=int, default=8080, help="of the pages and the API, on 127.0.0.1 (8080)")
    return parser


def environment_of(home: Path, port: int, environment: dict[str, str]) -> dict[str, str]:
    """What Airflow is told. A variable that is set already wins."""
    url = f"http://{ADDRESS}:{port}"
    told = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(HERE),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": str(max(4, 2 * (os.cpu_count() or 1))),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__API__HOST": ADDRESS,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__API__WORKERS": "1",
        # On a busy machine the API may take longer than the five seconds that tasks give it.
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",
        # One secret for all parts; each would make its own otherwise.
        "AIRFLOW__API_AUTH__JWT_SECRET": _secret(home),
    }
    for name, variable in (("sources.yaml", "CANHGIAC_SOURCES"), ("canhgiac.toml", "CANHGIAC_CONFIG")):
        if Path(name).exists():  # tasks run in another folder
            told[variable] = str(Path(name).absolute())
    path = os.pathsep.join((str(Path(sys.executable).parent), environment.get("PATH", os.defpath)))
    return {**told, **environment, "PATH": path}


def _secret(home: Path) -> str:
    place = home / "jwt-secret"
    if not place.exists():
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return place.read_text()


def _well(port: int, parts: Parts, *wanted: str) -> bool:
    """Waits until the API says that each of the ``wanted`` is healthy; false when a part ends or patience does."""
    ends = time.monotonic() + READY_SECONDS
    while time.monotonic() < ends and all(part.poll() is None for part in parts.values()):
        with contextlib.suppress(OSError, urllib.error.URLError, ValueError):
            with urllib.request.urlopen(f"http://{ADDRESS}:{port}/api/v2/monitor/health", timeout=5) as answer:
                health = json.load(answer)
            if all(health[part]["status"] == "healthy" for part in wanted):
                return True
        time.sleep(0.5)
    return False


def _login(home: Path) -> tuple[str, str]:
    made = home / "simple_auth_manager_passwords.json.generated"
    if not made.exists():
        return "as configured", "as configured"
    user, password = next(iter(json.loads(made.read_text()).items()))
    return user, password


def _end(parts: list[subprocess.Popen[bytes]]) -> None:
    for part in parts:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(part.pid, signal.SIGTERM)
    ends = time.monotonic() + 20
    for part in parts:
        try:
            part.wait(max(0.1, ends - time.monotonic()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(part.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
