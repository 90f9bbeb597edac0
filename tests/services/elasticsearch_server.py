"""The Elasticsearch that tests run against: fetched through Maven, unpacked, given the test plugin, kept.

Elastic publishes its own server on Maven Central for tests, without the module ``analysis-common`` and
without a Java. ``analysis_plugin`` fills in the few analysis parts that we need.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import zipfile
from pathlib import Path

VERSION = "8.19.21"
COORDINATES = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
#: Who the server runs as where the tests run as root: it refuses root.
UNPRIVILEGED = "nobody"

_REPOSITORY = Path(__file__).parents[2]
_PLUGIN = Path(__file__).parent / "analysis_plugin"
_DESCRIPTOR = f"""\
name=canhgiac-test-analysis
description=Analysis parts that the server for tests leaves out
version=1
classname=vn.canhgiac.testing.CommonAnalysisPlugin
java.version=17
elasticsearch.version={VERSION}
"""


class ServiceMissing(RuntimeError):
    """A server that tests need isn't there; the message says how to get it."""


def server_user() -> str | None:
    """Whom to start the server as; ``None`` where the present user will do."""
    return UNPRIVILEGED if os.geteuid() == 0 else None


def java_home() -> Path:
    """The Java that the server and the compiler run with."""
    java = shutil.which("javac")
    if java is None:
        raise ServiceMissing("no JDK is installed: run `make setup`")
    return Path(java).resolve().parents[1]


def services_folder() -> Path:
    """Where servers are kept: in the clone, or beside other temporary files where root's clone lies in a
    place that the server's user may not enter."""
    inside = _REPOSITORY / ".services"
    user = server_user()
    if user is None or _may_enter(user, _REPOSITORY):
        return inside
    return Path(tempfile.gettempdir()) / "canhgiac-services"


def _may_enter(user: str, folder: Path) -> bool:
    of = pwd.getpwnam(user)
    for each in (folder, *folder.parents):
        state = each.stat()
        bit = stat.S_IXUSR if state.st_uid == of.pw_uid else stat.S_IXGRP if state.st_gid == of.pw_gid else stat.S_IXOTH
        if not state.st_mode & bit:
            return False
    return True


def installed() -> Path:
    """The server's folder. Raises ``ServiceMissing`` where ``make setup`` has not been run."""
    place = services_folder() / f"elasticsearch-{VERSION}-{_fingerprint()}"
    if not (place / "bin" / "elasticsearch").is_file():
        raise ServiceMissing(f"the Elasticsearch that tests run against is not at {place}: run `make setup`")
    return place


def install() -> Path:
    """Fetches, unpacks and completes the server where that is not done yet; returns its folder."""
    try:
        return installed()
    except ServiceMissing:
        pass
    folder = services_folder()
    folder.mkdir(parents=True, exist_ok=True)
    print(f"fetching Elasticsearch {VERSION} for the tests (107 MB, once)")
    draft = Path(tempfile.mkdtemp(dir=folder, prefix=".draft-"))
    try:
        server = _unpacked(_fetched(draft), draft)
        _add_plugin(server)
        _open_to_all(server)
        place = folder / f"elasticsearch-{VERSION}-{_fingerprint()}"
        shutil.rmtree(place, ignore_errors=True)
        server.rename(place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return place


def _fingerprint() -> str:
    """Goes into the folder's name, so that a change of the plugin makes a new server."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(_PLUGIN.glob("*.java")))).hexdigest()[:8]


def _fetched(draft: Path) -> Path:
    command = ["mvn", "-B", "-q", "dependency:copy", f"-Dartifact={COORDINATES}", f"-DoutputDirectory={draft}"]
    done = subprocess.run(command, cwd=draft, capture_output=True, text=True)
    archives = list(draft.glob("*.zip"))
    if done.returncode or not archives:
        raise ServiceMissing(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return archives[0]


def _unpacked(archive: Path, draft: Path) -> Path:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(draft)
    archive.unlink()
    server = draft / f"elasticsearch-{VERSION}"
    for program in (server / "bin").iterdir():
        program.chmod(0o755)
    return server


def _add_plugin(server: Path) -> None:
    plugin = server / "plugins" / "canhgiac-test-analysis"
    classes = server / "classes"
    sources = [str(path) for path in sorted(_PLUGIN.glob("*.java"))]
    subprocess.run(["javac", "-cp", f"{server / 'lib'}/*", "-d", str(classes), *sources], check=True)
    plugin.mkdir(parents=True)
    with zipfile.ZipFile(plugin / "plugin.jar", "w") as jar:
        for path in sorted(classes.rglob("*.class")):
            jar.write(path, path.relative_to(classes))
    (plugin / "plugin-descriptor.properties").write_text(_DESCRIPTOR, "utf-8")
    shutil.rmtree(classes)


def _open_to_all(server: Path) -> None:
    """Readable by whoever runs it, writable by the owner alone: nodes keep their things elsewhere."""
    for path in (server.parent.parent, *server.rglob("*"), server):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
