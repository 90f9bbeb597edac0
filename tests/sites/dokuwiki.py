"""A real DokuWiki (Debian's package, on files) on the loopback address, written to by its own XML-RPC."""

from __future__ import annotations

import hashlib
import time
import xmlrpc.client
from pathlib import Path

from tests.sites.php import PhpSite

ROOT = Path("/usr/share/dokuwiki")
_PASSWORD = "mat-khau"
_FOLDERS = ("attic", "cache", "index", "locks", "log", "media", "media_attic", "media_meta", "meta", "pages", "tmp")


class DokuWikiSite(PhpSite):
    """A wiki whose pages lie in ``folder``. ``members`` are pairs of a login and the name that is shown."""

    def __init__(self, folder: Path, *members: tuple[str, str]) -> None:
        super().__init__(folder, ROOT, folder / "prelude.php")
        self.members = members

    def __enter__(self) -> DokuWikiSite:
        for name in _FOLDERS:
            (self.folder / "data" / name).mkdir(parents=True)
        conf = self.folder / "conf"
        conf.mkdir()
        (self.folder / "prelude.php").write_text(
            f"<?php defined('DOKU_CONF') || define('DOKU_CONF', '{conf}/');", "utf-8"
        )
        (conf / "local.php").write_text(
            f"<?php $conf['savedir'] = '{self.folder / 'data'}'; $conf['title'] = 'Sổ tay'; $conf['lang'] = 'vi';"
            "$conf['useacl'] = 1; $conf['remote'] = 1; $conf['remoteuser'] = ''; $conf['showuseras'] = 'username';"
            "$conf['superuser'] = '@admin'; $conf['allowdebug'] = 0;",
            "utf-8",
        )
        (conf / "acl.auth.php").write_text("* @ALL 8\n", "utf-8")
        # MD5 is one of the ways that it stores passwords (inc/PassHash.php).
        secret = hashlib.md5(_PASSWORD.encode()).hexdigest()
        rows = [f"{login}:{secret}:{name}:{login}@example.com:user" for login, name in self.members]
        (conf / "users.auth.php").write_text("\n".join(rows) + "\n", "utf-8")
        self.serve()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def edit(self, page: str, text: str, user: str, summary: str = "") -> None:
        """Writes a page in a second of its own; an empty text deletes it."""
        # Its validators are times in whole seconds: within one it calls a changed feed unchanged.
        time.sleep(1 - time.time() % 1)
        address = self.url.replace("http://", f"http://{user}:{_PASSWORD}@")
        with xmlrpc.client.ServerProxy(f"{address}/lib/exe/xmlrpc.php") as wiki:
            wiki.wiki.putPage(page, text, {"sum": summary})
        # It keeps a feed for five minutes.
        for kept in (self.folder / "data" / "cache").rglob("*.feed"):
            kept.unlink()
