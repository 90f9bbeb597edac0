"""A real MediaWiki (Debian's package, on SQLite) on the loopback address, written to by its own api.php."""

from __future__ import annotations

import http.cookiejar
import json
import shutil
import sqlite3
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from tests.sites.php import PhpSite

ROOT = Path("/usr/share/mediawiki")
_PASSWORD = "mat-khau-cua-bai-thu"
_ADMIN = "Quản trị"
_SETTINGS = """
$wgShowExceptionDetails = true;
$wgRateLimits = [];
$wgMainCacheType = CACHE_NONE;
$wgJobRunRate = 0;
$wgEnableUploads = false;
$wgUseDatabaseMessages = false;
$wgGroupPermissions['*']['createpage'] = true;
$wgGroupPermissions['*']['edit'] = true;
$wgPasswordPolicy['policies']['default'] = [];
"""


class MediaWikiSite(PhpSite):
    """A wiki whose database lies in ``folder``; :meth:`wipe` makes it empty again. ``members`` are registered when
    it is made."""

    def __init__(self, folder: Path, *members: str) -> None:
        super().__init__(folder, ROOT, MW_CONFIG_FILE=str(folder / "LocalSettings.php"))
        self.members = members
        self._openers: dict[str, urllib.request.OpenerDirector] = {}
        self._tokens: dict[str, str] = {}

    def __enter__(self) -> MediaWikiSite:
        self._install()
        self.serve()
        self._remember()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _install(self) -> None:
        # The installer refuses to run where it is told of settings that are there already.
        config = self.environment.pop("MW_CONFIG_FILE")
        self.php(
            str(ROOT / "maintenance/install.php"), "--dbtype", "sqlite", "--dbpath", str(self.folder / "data"),
            "--dbname", "wiki", "--server", self.url, "--scriptpath", "", "--lang", "vi", "--skins", "Vector",
            "--confpath", str(self.folder), "--pass", _PASSWORD, "Bách khoa", _ADMIN,
        )  # fmt: skip
        self.environment["MW_CONFIG_FILE"] = config
        with (self.folder / "LocalSettings.php").open("a", encoding="utf-8") as file:
            file.write(_SETTINGS)
        for member in self.members:
            self.php(str(ROOT / "maintenance/createAndPromote.php"), "--force", member, _PASSWORD)

    def log_in(self) -> None:
        """Logs all members in, for good: :meth:`wipe` leaves them so."""
        for member in (*self.members, _ADMIN, ""):
            self._token(member)
        self._remember()

    def _remember(self) -> None:
        """Keeps the databases as they are, without the page that the installer writes among the changes."""
        with sqlite3.connect(self.folder / "data/wiki.sqlite") as database:
            database.execute("DELETE FROM recentchanges")
        database.close()
        shutil.copytree(
            self.folder / "data", self.folder / "empty", ignore=shutil.ignore_patterns("*-wal", "*-shm"),
            dirs_exist_ok=True,
        )  # fmt: skip

    def wipe(self) -> None:
        """Takes away all that was written since the wiki was made."""
        for place in (self.folder / "empty").glob("*.sqlite"):
            for left in ("-wal", "-shm"):
                (self.folder / "data" / (place.name + left)).unlink(missing_ok=True)
            shutil.copy(place, self.folder / "data" / place.name)
        self.robots(None)
        self.close_paths(0)

    def fill(self, pages: dict[str, str], user: str) -> None:
        """Writes many pages by title, in this order, with MediaWiki's own script."""
        drafts = self.folder / "drafts"
        shutil.rmtree(drafts, ignore_errors=True)
        drafts.mkdir()
        places = [drafts / title for title in pages]
        for place, text in zip(places, pages.values(), strict=True):
            place.write_text(text, "utf-8")
        self.php(
            str(ROOT / "maintenance/importTextFiles.php"), "--rc", "--overwrite", "--user", user,
            *map(str, places),
        )  # fmt: skip

    def edit(self, title: str, text: str, user: str = "", **more: str) -> dict[str, Any]:
        """Writes a page, as a registered user or, without one, as somebody by his address."""
        done = self._api(user, action="edit", title=title, text=text, token=self._token(user), **more)
        return dict(done["edit"])

    def append(self, title: str, text: str, user: str = "") -> dict[str, Any]:
        """Adds to a page."""
        done = self._api(user, action="edit", title=title, appendtext=text, token=self._token(user))
        return dict(done["edit"])

    def undo(self, title: str, revision: int, user: str = "") -> None:
        """Takes back one edit."""
        self._api(user, action="edit", title=title, undo=str(revision), token=self._token(user))

    def delete(self, title: str) -> None:
        """Deletes a page, as a sysop does."""
        self._api(_ADMIN, action="delete", title=title, token=self._token(_ADMIN))

    def _token(self, user: str) -> str:
        if user not in self._tokens:
            if user:
                self._log_in(user)
            got = self._api(user, action="query", meta="tokens")
            self._tokens[user] = got["query"]["tokens"]["csrftoken"]
        return self._tokens[user]

    def _log_in(self, user: str) -> None:
        token = self._api(user, action="query", meta="tokens", type="login")["query"]["tokens"]["logintoken"]
        done = self._api(
            user, action="clientlogin", username=user, password=_PASSWORD, logintoken=token, loginreturnurl=self.url
        )
        assert done["clientlogin"]["status"] == "PASS", done

    def _api(self, user: str, **parameters: str) -> dict[str, Any]:
        opener = self._openers.setdefault(
            user, urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        )
        body = urllib.parse.urlencode({"format": "json", "formatversion": "2", **parameters}).encode()
        with opener.open(f"{self.url}/api.php", body, timeout=60) as answer:
            done: dict[str, Any] = json.load(answer)
        if "error" in done:
            raise RuntimeError(f"MediaWiki: {done['error']}")
        return done
