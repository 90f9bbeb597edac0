"""Sets up what the tests need beyond Python packages: programs of the system and the real servers.

Programs are installed where it may, else it says how.

Run by ``make setup``. Nothing is downloaded when it is there already.
"""

from __future__ import annotations

import glob
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
    "dnsmasq": "dnsmasq-base", "docker-compose": "docker-compose", "php": "php-cli", "mariadbd": "mariadb-server",
    "redis-server": "redis-server", "pg_ctlcluster": "postgresql",
}  # fmt: skip
#: File → Debian package; a pattern where its place has a version in it.
NEEDED_FILES = {
    "/usr/share/mediawiki/api.php": "mediawiki", "/usr/share/wordpress/wp-load.php": "wordpress",
    "/usr/share/dokuwiki/feed.php": "dokuwiki", "/usr/lib/php/*/pdo_sqlite.so": "php-sqlite3",
    "/usr/lib/php/*/mysqli.so": "php-mysql", "/usr/lib/php/*/intl.so": "php-intl",
    "/usr/lib/php/*/mbstring.so": "php-mbstring", "/usr/lib/php/*/xml.so": "php-xml",
    "/usr/lib/php/*/gd.so": "php-gd",
}  # fmt: skip
#: Servers that packages start for the whole machine: the tests start their own, on the loopback address.
#: Program → unit.
SERVICES = {"named": "named", "apache2": "apache2", "mariadbd": "mariadb",
            "redis-server": "redis-server", "pg_ctlcluster": "postgresql"}  # fmt: skip


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
    missing = [package for program, package in NEEDED.items() if not _has(program)]
    missing += [package for pattern, package in NEEDED_FILES.items() if not glob.glob(pattern)]
    # What ran before is the machine's own affair.
    brought = [unit for program, unit in SERVICES.items() if not _has(program)]
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
    _stop(brought)
    return 0


def _has(program: str) -> bool:
    return shutil.which(program, path=PATH) is not None


def _stop(units: list[str]) -> None:
    """Stops servers that came with a package (apache2 comes with wordpress), now and at the next start."""
    for unit in units:
        if Path("/run/systemd/system").is_dir():
            subprocess.run(["systemctl", "disable", "--now", unit], capture_output=True)
        elif Path(f"/etc/init.d/{unit}").exists():
            subprocess.run([f"/etc/init.d/{unit}", "stop"], capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
