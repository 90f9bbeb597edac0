"""A PHP application from Debian on the loopback address, by PHP's own server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

#: Writes down what was asked for, serves robots.txt from the site's folder, and gives the rest to the application.
_ROUTER = """<?php
$folder = getenv('SITE_FOLDER');
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
file_put_contents("$folder/requests.log", $_SERVER['REQUEST_URI'] . "\\n", FILE_APPEND | LOCK_EX);
if ($path === '/robots.txt') {
    header('Content-Type: text/plain');
    if (is_file("$folder/robots.txt")) { readfile("$folder/robots.txt"); } else { http_response_code(404); }
    return true;
}
$closed = is_file("$folder/closed.txt") ? file("$folder/closed.txt", FILE_IGNORE_NEW_LINES) : [];
foreach ($closed as $line) {
    [$status, $start] = explode(' ', $line, 2);
    if (str_starts_with($_SERVER['REQUEST_URI'], $start)) { http_response_code((int) $status); echo 'closed'; return true; }
}
$file = $_SERVER['DOCUMENT_ROOT'] . $path;
if (is_file($file) && !str_ends_with($path, '.php')) { return false; }
$script = is_file($file) ? $path : (is_file("$file/index.php") ? rtrim($path, '/') . '/index.php' : '/index.php');
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = $script;
$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . $script;
// PHP's own server runs no prelude before a router.
if (ini_get('auto_prepend_file')) { require_once ini_get('auto_prepend_file'); }
chdir(dirname($_SERVER['SCRIPT_FILENAME']));
require $_SERVER['SCRIPT_FILENAME'];
"""


class PhpSite:
    """Serves an application's folder ``root``; what belongs to this one site lies in ``folder``. ``prelude`` is a
    file of PHP that runs before each of its scripts."""

    def __init__(self, folder: Path, root: Path, prelude: Path | None = None, **environment: str) -> None:
        self.folder, self.root = folder, root
        self.command = ["php", "-d", "display_errors=0", "-d", "opcache.enable_cli=1"]
        if prelude is not None:
            self.command += ["-d", f"auto_prepend_file={prelude}"]
        self.folder.mkdir(parents=True, exist_ok=True)
        self.environment = {**os.environ, "SITE_FOLDER": str(folder), "PHP_CLI_SERVER_WORKERS": "2", **environment}
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def serve(self) -> None:
        """Starts the server; it answers when this comes back."""
        router = self.folder / "router.php"
        router.write_text(_ROUTER, "utf-8")
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self.command, "-S", f"127.0.0.1:{self.port}", "-t", str(self.root), str(router)],
                env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        wait_for_port(self.port, self._process)

    def stop(self) -> None:
        """Ends the server and the workers that it forked."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def php(self, *arguments: str, input: str | None = None) -> str:
        """Runs a script of the application, and gives what it printed."""
        done = subprocess.run(
            [*self.command, *arguments], env=self.environment, input=input, capture_output=True, text=True, timeout=120
        )
        if done.returncode:
            raise RuntimeError(f"php {' '.join(arguments)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def robots(self, text: str | None) -> None:
        """Writes the site's robots.txt, or takes it away."""
        (self.folder / "robots.txt").write_text(text or "", "utf-8")
        if text is None:
            (self.folder / "robots.txt").unlink()

    def close_paths(self, status: int, *starts: str) -> None:
        """Answers with ``status`` for addresses that begin so, as a security plug-in would; none opens all."""
        (self.folder / "closed.txt").write_text("".join(f"{status} {start}\n" for start in starts), "utf-8")

    def requests(self) -> list[str]:
        """The paths that were asked for since this was called last, without robots.txt."""
        log = self.folder / "requests.log"
        asked = log.read_text("utf-8").splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return [path for path in asked if path != "/robots.txt"]


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until something answers on a port; raises where the process ends before."""
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with status {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not listen on port {port}")
