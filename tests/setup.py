"""Sets up what the tests need beyond Python packages: programs of the system and the real servers.

Programs are installed where it may, else it says how.

Run by ``make setup``. Nothing is downloaded when it is there already.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.services.elasticsearch_server import ServiceMissing, install

#: Servers lie where only root looks.
PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
#: Program → Debian package.
NEEDED = {
    "chromium": "chromium", "javac": "default-jdk-headless", "mvn": "maven", "named": "bind9",
    "dnsmasq": "dnsmasq-base", "docker-compose": "docker-compose",
}  # fmt: skip


def main() -> int:
    return _programs() or _servers()


def _servers() -> int:
    try:
        install()
    except ServiceMissing as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _programs() -> int:
    missing = [package for program, package in NEEDED.items() if shutil.which(program, path=PATH) is None]
    if not missing:
        return 0
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print("the tests need " + ", ".join(missing) + "; install with: sudo " + " ".join(command), file=sys.stderr)
        return 1
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print("installing " + ", ".join(missing))
    for step in (["apt-get", "update", "--quiet"], command):
        done = subprocess.run(step, env=environment, capture_output=True, text=True)
        if done.returncode:
            print(f"{' '.join(step)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}", file=sys.stderr)
            return 1
    if "bind9" in missing and Path("/run/systemd/system").is_dir():
        # the package starts a name server for the whole machine; the tests start their own, on the loopback address
        subprocess.run(["systemctl", "disable", "--now", "named"], capture_output=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
