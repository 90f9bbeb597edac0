"""docs/team.md, followed to the letter by a new user on a secured cluster of one node."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.elasticsearch_nodes import ADMIN, Cluster, cluster

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]
REPOSITORY = Path(__file__).parents[3]
POST = "Nhà cái uy tín, nạp đầu tặng 100%. Vào https://vn99bet.vip/dk hoặc tele @cskhvn99, số 0912345678"


@pytest.fixture(scope="module")
def secured() -> Iterator[Cluster]:
    with cluster(secured=True) as running:
        yield running


def _commands() -> list[str]:
    """The page's blocks of commands, in order; those that need Docker are not for here."""
    blocks = re.findall(r"^```sh\n(.*?)^```", (REPOSITORY / "docs" / "team.md").read_text("utf-8"), re.M | re.S)
    here = [block for block in blocks if "docker compose" not in block]
    assert (len(blocks), len(here)) == (4, 3)
    return here


def _as_here(commands: str, secured: Cluster, folder: Path) -> str:
    """The same commands with this machine's address, folders and administrator."""
    for there, here in (
        ("https://search.example:9200", secured.url), ("/etc/canhgiac", str(folder)), ("elastic:", f"{ADMIN[0]}:"),
        ("/var/backups/canhgiac", str(secured.repository / "canhgiac")),
    ):  # fmt: skip
        commands = commands.replace(there, here)
    return commands


def test_a_new_user_gets_a_store_that_works_and_can_be_restored(secured: Cluster, tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "ca.pem").write_bytes(secured.ca.read_bytes())
    (folder / "elastic").write_text(ADMIN[1], "utf-8")
    posts = tmp_path / "posts.jsonl"
    posts.write_text(f'{{"id": "1", "text": "{POST}", "url": "https://dien-dan.example/1"}}\n', "utf-8")
    roles, start, snapshot = (_as_here(block, secured, folder) for block in _commands())
    start = start.replace("canhgiac run", f"canhgiac run {shlex.quote(str(posts))}")
    script = f"""
        set -euo pipefail
        canhgiac() {{ {shlex.quote(sys.executable)} -m canhgiac "$@"; }}
        {roles}
        {start}
        canhgiac search 'nha cai' --json > found-before
        {snapshot}
        CANHGIAC_STORE_API_KEY_FILE={shlex.quote(str(folder))}/reader.key canhgiac search 'nha cai' --json > found-after
        id=$(python3 -c 'import json; print(json.loads(open("found-after").readline())["id"])')
        export CANHGIAC_STORE_API_KEY_FILE={shlex.quote(str(folder))}/decider.key
        canhgiac mark "$id" --as confirmed --why 'đã gọi' --by lan
    """
    environment = {**os.environ, "CANHGIAC_HOME": str(home), "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=500
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "done: make the index canhgiac-findings-000001" in done.stdout and done.stdout.count(": sound") == 2
    before, after = (tmp_path / name for name in ("found-before", "found-after"))
    assert before.read_text("utf-8") == after.read_text("utf-8") and "vn99bet.vip" in after.read_text("utf-8")
    assert {path.stat().st_mode & 0o077 for path in folder.glob("*.key")} == {0}


def test_the_set_up_of_compose_makes_users_who_can_do_their_work(secured: Cluster, tmp_path: Path, home: Path) -> None:
    secrets = tmp_path / "secrets"
    variables = {**os.environ, "SERVICES_UID": str(os.getuid()), "PYTHONPATH": str(REPOSITORY), "SECRETS": str(secrets)}
    subprocess.run([REPOSITORY / "compose" / "make-secrets.sh", secrets], env=variables, check=True, capture_output=True)
    (secrets / "elastic").write_text(ADMIN[1], "utf-8")
    command = tmp_path / "bin" / "canhgiac"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m canhgiac "$@"\n', "utf-8")
    command.chmod(0o755)
    store = {"CANHGIAC_STORE": secured.urls[0], "CANHGIAC_STORE_CA": str(secured.ca), "CANHGIAC_STORE_PREFIX": "canhgiac"}
    variables |= {**store, "ELASTIC_USER": ADMIN[0], "PATH": f"{command.parent}:{os.environ['PATH']}", "CANHGIAC_HOME": str(home)}
    for _ in range(2):  # after an update it runs again
        done = subprocess.run(
            [REPOSITORY / "compose" / "set-up.sh"], env=variables, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        assert done.stdout.rstrip().endswith(": sound")
        assert all(path.read_text("utf-8") not in done.stdout + done.stderr for path in secrets.iterdir())
    posts = tmp_path / "posts.jsonl"
    posts.write_text(f'{{"id": "1", "text": "{POST}"}}\n', "utf-8")

    def run(user: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        login = {"CANHGIAC_STORE_USER": f"canhgiac_{user}", "CANHGIAC_STORE_PASSWORD_FILE": str(secrets / user)}
        return subprocess.run(
            [command, *arguments], env={**variables, **login, "CANHGIAC_KEY_FILE": str(secrets / "installation.key")},
            cwd=tmp_path, capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    done = run("writer", "run", str(posts))
    assert done.returncode == 0 and "1 offer" in done.stdout, done.stderr
    found = json.loads(run("analyst", "search", "nha cai", "--json").stdout.splitlines()[-1])
    assert run("analyst", "mark", found["id"], "--as", "confirmed", "--by", "lan").returncode == 0
    refused = run("analyst", "purge", found["id"])
    assert refused.returncode == 1 and "does not allow this" in refused.stderr
