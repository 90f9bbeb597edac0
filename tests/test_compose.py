"""compose.yaml and its secrets, as far as they can be tried without a Docker daemon."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from cryptography.fernet import Fernet

from canhgiac.keys import load_keys
from canhgiac.settings import load_settings
from canhgiac.stores.elastic_access import access_of
from tests.services.elasticsearch_server import VERSION

REPOSITORY = Path(__file__).parents[1]
#: These end by themselves, or run when somebody asks for them.
ONCE = {"set-up", "airflow-init", "canhgiac", "analyst"}


def _make_secrets(folder: Path) -> None:
    script = REPOSITORY / "compose" / "make-secrets.sh"
    variables = {**os.environ, "SERVICES_UID": str(os.getuid())}
    subprocess.run([script, folder / "secrets"], env=variables, check=True, capture_output=True)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone as far as compose looks at it, with its secrets."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copy(REPOSITORY / "compose.yaml", folder)
    _make_secrets(folder)
    return folder


@pytest.fixture(scope="module")
def secrets(project: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in (project / "secrets").iterdir()}


@pytest.fixture(scope="module")
def composed(project: Path) -> dict[str, Any]:
    """The file as docker-compose understands it."""
    command = ["docker-compose", "--profile", "command", "config"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = yaml.safe_load(done.stdout)
    return read


def test_every_service_has_limits_and_the_lasting_ones_a_health_check(composed: dict[str, Any]) -> None:
    for name, service in composed["services"].items():
        limits = service["deploy"]["resources"]["limits"]
        assert float(limits["cpus"]) > 0 and limits["memory"], name
        assert service["logging"]["options"]["max-size"], name
        assert ("healthcheck" in service, service["restart"]) == (
            (False, "no") if name in ONCE else (True, "unless-stopped")
        ), name


def test_services_wait_for_what_they_need(composed: dict[str, Any]) -> None:
    services = composed["services"]
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            wanted = "service_completed_successfully" if needed in ONCE else "service_healthy"
            assert (needed in services, how["condition"]) == (True, wanted), name


def test_nothing_is_open_to_the_network(composed: dict[str, Any]) -> None:
    ports = [port for service in composed["services"].values() for port in service.get("ports", [])]
    assert ports and all(str(port).startswith("127.0.0.1:") for port in ports)


def test_secrets_are_files_and_stand_nowhere_else(
    project: Path, composed: dict[str, Any], secrets: dict[str, str]
) -> None:
    named = {path.name for path in (project / "secrets").iterdir()}
    # the authority's own key signs the next certificate and is mounted nowhere
    assert set(composed["secrets"]) == named - {"ca.key", "ca.srl"}
    shown = yaml.safe_dump(composed)
    for name, content in secrets.items():
        assert content.strip() not in shown, name
    for service in composed["services"].values():
        for used in service.get("secrets", []):
            assert (used if isinstance(used, str) else used["source"]) in composed["secrets"]
    assert {path.stat().st_mode & 0o777 for path in (project / "secrets").iterdir()} == {0o600}


def test_a_second_run_keeps_every_secret(project: Path, secrets: dict[str, str]) -> None:
    _make_secrets(project)
    assert {path.name: path.read_text("utf-8") for path in (project / "secrets").iterdir()} == secrets


def test_secrets_have_the_form_that_their_readers_take(secrets: dict[str, str]) -> None:
    Fernet(secrets["airflow_fernet"])
    for name in ("airflow_database", "airflow_results"):
        assert urlsplit(secrets[name]).password == secrets["postgres"]
    assert f"requirepass {urlsplit(secrets['airflow_broker']).password}\n" in secrets["redis.conf"]
    kibana = yaml.safe_load(secrets["kibana.yml"])
    assert kibana["elasticsearch.password"] == secrets["kibana_system"]
    assert len({value for key, value in kibana.items() if "encryptionKey" in key and len(value) >= 32}) == 3


def test_the_certificate_is_good_for_both_names_of_the_server(project: Path) -> None:
    folder = project / "secrets"
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / "node.pem", folder / "node.key")
    trusting = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    for name in ("elasticsearch", "localhost", "127.0.0.1"):
        here, there = socket.socketpair()
        with here, there:
            accepted = threading.Thread(target=lambda end=there: serving.wrap_socket(end, server_side=True).close())
            accepted.start()
            with trusting.wrap_socket(here, server_hostname=name) as talking:
                assert talking.version()
            accepted.join()


@pytest.mark.parametrize("service", ["airflow-worker", "canhgiac", "analyst"])
def test_the_product_takes_its_settings(project: Path, composed: dict[str, Any], service: str) -> None:
    """Each variable is a setting, each file it names is mounted."""
    body = composed["services"][service]
    mounted = {f"/run/secrets/{name if isinstance(name, str) else name['source']}" for name in body["secrets"]}
    variables = {name: value for name, value in body["environment"].items() if name.startswith("CANHGIAC_")}
    files = {value for value in variables.values() if str(value).startswith("/run/secrets/")}
    assert files and files <= mounted
    here = {
        name: str(value or "").replace("/run/secrets", str(project / "secrets")) for name, value in variables.items()
    }
    settings = load_settings({**here, "CANHGIAC_HOME": str(project)})
    assert access_of(settings).user.startswith("canhgiac_") and load_keys(settings)


def test_airflow_gets_all_its_secrets(composed: dict[str, Any]) -> None:
    for name, service in composed["services"].items():
        for variable, value in (service.get("environment") or {}).items():
            if variable.endswith("_CMD"):
                command, file = str(value).split()
                mounted = {each if isinstance(each, str) else each["source"] for each in service["secrets"]}
                assert command == "cat" and Path(file).name in mounted, (name, variable)


def test_versions_are_those_that_were_tried(composed: dict[str, Any]) -> None:
    for name in ("elasticsearch", "kibana"):
        assert composed["services"][name]["image"].endswith(f":{VERSION}")
    dockerfile = (REPOSITORY / "Dockerfile").read_text("utf-8")
    copied = {
        line.removeprefix("!") for line in (REPOSITORY / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    assert {"canhgiac", "crawlers", "nlp", "index_mappings", "dags", "pyproject.toml"} <= copied
    assert all((REPOSITORY / name).exists() for name in copied)
    assert set(re.findall(r"^FROM .* AS (\w+)$", dockerfile, re.M)) == {
        service["build"]["target"] for service in composed["services"].values() if "build" in service
    }
