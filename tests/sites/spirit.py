"""A real django-spirit forum on the loopback address, for tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]


class SpiritSite:
    """A forum with its database in ``folder``. The first start makes the database; ``template`` is the
    folder of a stopped site whose (empty) database is copied instead, which is much quicker."""

    def __init__(self, folder: str | Path, *, template: str | Path | None = None, language: str = "en") -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.language = language
        self.url = ""
        self._process: subprocess.Popen[str] | None = None
        if template is not None:
            shutil.copy(Path(template) / "forum.sqlite3", self.folder / "forum.sqlite3")

    def __enter__(self) -> SpiritSite:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, port: int = 0) -> str:
        """Starts the site and gives its address, which lists all topics."""
        environment = dict(os.environ, SPIRIT_FOLDER=str(self.folder), SPIRIT_LANGUAGE=self.language)
        environment["PYTHONPATH"] = os.pathsep.join([str(_ROOT), environment.get("PYTHONPATH", "")])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.sites.spirit_site.serve", str(port)],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=self.folder,
        )
        self.url = f"http://127.0.0.1:{self._answer()['port']}/"
        return self.url

    def stop(self) -> None:
        """Ends the site's process; the database stays."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process = None

    def fill(self, rows: Iterable[dict[str, str]], per_topic: int = 10) -> list[int]:
        """Writes posts and gives their comment numbers in the same order. A row has ``text`` and may have
        ``topic`` (title; equal titles are one topic), ``author`` and ``category``; rows without a topic are
        put together, ``per_topic`` in each."""
        kept = [{k: str(row[k]) for k in ("text", "topic", "author", "category") if row.get(k)} for row in rows]
        return [made["comment"] for made in self._do("fill", rows=kept, per_topic=per_topic)]

    def topic(self, title: str, text: str, author: str = "nguoi_dang", category: str = "Chung") -> tuple[int, int]:
        """A new topic; gives the numbers of topic and first comment."""
        made = self._do("topic", title=title, text=text, author=author, category=category)
        return made["topic"], made["comment"]

    def reply(self, topic: int, text: str, author: str = "nguoi_tra_loi") -> int:
        """A new post in a topic; gives its comment number."""
        return int(self._do("reply", topic=topic, text=text, author=author)["comment"])

    def edit(self, comment: int, text: str) -> None:
        """Changes the text of a post."""
        self._do("edit", comment=comment, text=text)

    def category(self, title: str) -> str:
        """The address of a category's listing; it is made if it isn't there."""
        return self.url + str(self._do("category", title=title)).lstrip("/")

    def remove(self, topic: int) -> None:
        """Takes a topic away."""
        self._do("remove", topic=topic)

    def age(self, topic: int, days: float) -> None:
        """Lets a topic's last activity be so many days longer ago."""
        self._do("age", topic=topic, days=days)

    def robots(self, text: str) -> None:
        """Writes the site's robots.txt."""
        (self.folder / "robots.txt").write_text(text, encoding="utf-8")

    def requests(self) -> list[str]:
        """The paths that were asked for since this was called last."""
        return list(self._do("requests"))

    def _do(self, what: str, **order: Any) -> Any:
        assert self._process is not None and self._process.stdin is not None, "the site is not running"
        self._process.stdin.write(json.dumps({"do": what, **order}) + "\n")
        self._process.stdin.flush()
        answer = self._answer()
        if "error" in answer:
            raise RuntimeError(f"spirit {what}: {answer['error']}")
        return answer["done"]

    def _answer(self) -> Any:
        assert self._process is not None and self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the forum's process ended with status {self._process.wait()}")
        return json.loads(line)
