"""A real WordPress (Debian's package, on a MariaDB of its own) on the loopback address."""

from __future__ import annotations

import getpass
import json
import subprocess
import time
from pathlib import Path
from typing import Any

from tests.sites.php import PhpSite

ROOT = Path("/usr/share/wordpress")
_OWN = Path(__file__).parent / "wordpress_site"
_CONFIG = """<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', '{url}'); define('WP_SITEURL', '{url}');
define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true);
$table_prefix = 'wp_';
require_once ABSPATH . 'wp-settings.php';
"""


class Database:
    """A MariaDB in a folder, reached by its socket alone, run by whoever runs the tests."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.socket = folder, folder / "db.sock"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Makes the database and starts its server."""
        data, user = self.folder / "db", getpass.getuser()
        subprocess.run(
            ["mariadb-install-db", "--no-defaults", f"--datadir={data}", f"--user={user}", "--skip-test-db",
             "--auth-root-authentication-method=normal", "--innodb-log-file-size=4M"],
            check=True, capture_output=True,
        )  # fmt: skip
        with (self.folder / "db.log").open("wb") as log:
            self._process = subprocess.Popen(
                ["/usr/sbin/mariadbd", "--no-defaults", f"--datadir={data}", f"--user={user}", "--skip-networking",
                 f"--socket={self.socket}", f"--pid-file={self.folder / 'db.pid'}", "--innodb-buffer-pool-size=32M",
                 "--innodb-log-file-size=4M", "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin", "--aria-log-dir-path=" + str(data)],
                stdout=log, stderr=log,
            )  # fmt: skip
        ask = ["mariadb", "--no-defaults", f"--socket={self.socket}", "--user=root", "-e", "CREATE DATABASE wordpress"]
        for _ in range(300):
            if self._process.poll() is not None:
                raise RuntimeError(f"mariadbd ended: {(self.folder / 'db.log').read_text()[-2000:]}")
            if self.socket.exists() and subprocess.run(ask, capture_output=True).returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError("mariadbd does not answer")

    def stop(self) -> None:
        """Ends the server."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class WordPressSite(PhpSite):
    """A blog with readable addresses and a theme that writes what WordPress's own functions make. Its timezone is
    Asia/Ho_Chi_Minh. :meth:`wipe` makes it empty again."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, folder / "www", folder / "prelude.php")
        self.environment["SITE_URL"] = self.url
        self.database = Database(folder)
        self._agent: subprocess.Popen[str] | None = None

    def __enter__(self) -> WordPressSite:
        # WordPress looks for its settings beside its own files, so these are linked into a folder with ours.
        self.root.mkdir()
        for place in ROOT.iterdir():
            if place.name not in ("wp-config.php", "wp-content"):
                (self.root / place.name).symlink_to(place)
        (self.root / "wp-content" / "themes").mkdir(parents=True)
        (self.root / "wp-content" / "themes" / "tho").symlink_to(_OWN / "theme")
        (self.folder / "prelude.php").write_text(
            f"<?php defined('ABSPATH') || define('ABSPATH', '{self.root}/');", "utf-8"
        )
        self.database.start()
        config = _CONFIG.format(socket=self.database.socket, url=self.url)
        (self.root / "wp-config.php").write_text(config, "utf-8")
        try:
            self._start_agent("1")
            self._do("install")
            self._start_agent("")
            self.wipe()
            self.serve()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends the web server, the database and the process that writes."""
        super().stop()
        self._stop_agent()
        self.database.stop()

    def wipe(self) -> None:
        """Takes away all articles and comments."""
        self._do("wipe")
        self.robots(None)
        self.close_paths(0)

    def article(self, title: str, text: str, author: str, **more: Any) -> tuple[int, str]:
        """A new article; gives its number and address. ``date`` is in the blog's own time."""
        made = self._do("article", title=title, text=text, author=author, **more)
        return made["id"], made["url"]

    def comment(self, article: int, text: str, author: str, **more: Any) -> int:
        """A new comment; gives its number. ``parent``, ``date`` and ``site`` (the author's) may be given."""
        return int(self._do("comment", article=article, text=text, author=author, **more)["id"])

    def edit_article(self, number: int, text: str) -> None:
        """Another text for an article."""
        self._do("edit_article", id=number, text=text)

    def edit_comment(self, number: int, text: str) -> None:
        """Another text for a comment."""
        self._do("edit_comment", id=number, text=text)

    def remove_comment(self, number: int) -> None:
        """Takes a comment away."""
        self._do("remove_comment", id=number)

    def _start_agent(self, installing: str) -> None:
        self._stop_agent()
        self._agent = subprocess.Popen(
            [*self.command, str(_OWN / "agent.php")], env={**self.environment, "SITE_INSTALLING": installing},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._answer()

    def _stop_agent(self) -> None:
        if self._agent is not None:
            self._agent.kill()
            self._agent.communicate()
            self._agent = None

    def _do(self, what: str, **order: Any) -> Any:
        assert self._agent is not None and self._agent.stdin is not None, "the site is not running"
        self._agent.stdin.write(json.dumps({"do": what, **order}) + "\n")
        self._agent.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._agent is not None and self._agent.stdout is not None
        line = self._agent.stdout.readline()
        answer = json.loads(line) if line.startswith("{") else {"error": f"the agent says {line!r}"}
        if "error" in answer:
            raise RuntimeError(f"WordPress: {answer['error']}")
        return answer["done"]
