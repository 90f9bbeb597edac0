"""A real Misago forum on the loopback address, for tests, with a PostgreSQL of its own.

It runs in the environment that ``MISAGO_VENV`` names (``make setup`` makes it), ``.venv-misago`` otherwise: it pins
an older Django than the other site here.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.services.database_and_queue import Postgres

_ROOT = Path(__file__).resolve().parents[2]
_ENVIRONMENT = Path(os.environ.get("MISAGO_VENV") or _ROOT / ".venv-misago")


class MisagoSite:
    """A forum while inside ``with``; ``folder`` holds its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""

    def __enter__(self) -> MisagoSite:
        python = _ENVIRONMENT / "bin" / "python"
        assert python.exists(), f"there is no Misago in {_ENVIRONMENT}: run `make setup`, or set MISAGO_VENV"
        self._database = Postgres().__enter__()
        self._process = subprocess.Popen(
            [str(python), "-m", "tests.sites.misago_site.serve"],
            env={**os.environ, "PYTHONPATH": str(_ROOT), "MISAGO_FOLDER": str(self.folder),
                 "MISAGO_DATABASE": str(self._database.port)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=self.folder,
        )  # fmt: skip
        self.url = f"http://127.0.0.1:{self._answer()['port']}"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._database.__exit__()

    def thread(self, title: str, text: str, author: str = "nguoi_dang", pinned: bool = False) -> tuple[int, int]:
        """A new thread; gives its number and that of its first post. Texts are Markdown with some BBCode."""
        made = self._do("thread", title=title, text=text, author=author, pinned=pinned)
        return made["thread"], made["post"]

    def reply(self, thread: int, text: str, author: str = "nguoi_tra_loi") -> int:
        """A new post in a thread; gives its number."""
        return int(self._do("reply", thread=thread, text=text, author=author))

    def edit(self, post: int, text: str) -> None:
        """Changes the text of a post."""
        self._do("edit", post=post, text=text)

    def hide(self, post: int) -> None:
        """Hides a post from everybody."""
        self._do("hide", post=post)

    def attach(self, post: int, address: str) -> None:
        """Puts a picture below a post."""
        self._do("attach", post=post, address=address)

    def remove(self, thread: int) -> None:
        """Deletes a thread."""
        self._do("remove", thread=thread)

    def wipe(self) -> None:
        """Deletes all threads, and forgets what was asked for."""
        self._do("wipe")

    def configure(self, **chosen: Any) -> None:
        """Makes settings as its administrator does."""
        self._do("configure", **chosen)

    def robots(self, text: str | None) -> None:
        """Writes the site's robots.txt; Misago's own stands there otherwise."""
        place = self.folder / "robots.txt"
        if text is None:
            place.unlink(missing_ok=True)
        else:
            place.write_text(text, encoding="utf-8")

    def requests(self) -> list[str]:
        """The paths that were asked for since this was called last."""
        return list(self._do("requests"))

    def _do(self, what: str, **order: Any) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, **order}) + "\n")
        self._process.stdin.flush()
        answer = self._answer()
        if "error" in answer:
            raise RuntimeError(f"misago {what}: {answer['error']}")
        return answer["done"]

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the forum's process ended with status {self._process.wait()}")
        return json.loads(line)
