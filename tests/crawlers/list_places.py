"""A public list, for the contract suite."""

from __future__ import annotations

from pathlib import Path

from crawlers import SourceSpec
from tests.crawlers.places import robots_txt
from tests.sites.static import StaticSite


class BlocklistPlace:
    """A list in the form of a hosts file; nobody wrote its entries."""

    web = True
    cheap = 2

    def __init__(self, folder: Path) -> None:
        self.site = StaticSite()
        self.site.__enter__()
        self.hosts: list[str] = []
        self.robots(None)

    def source(self) -> SourceSpec:
        return SourceSpec("place", "blocklist", f"{self.site.url}/hosts.txt", allow_private=True)

    def add(self, count: int) -> None:
        start = len(self.hosts)
        self.hosts += [f"lua-dao-{number}.top" for number in range(start, start + count)]
        lines = "\n".join(f"0.0.0.0 {host}" for host in self.hosts)
        self.site.text("/hosts.txt", f"# Title: Danh sách\n127.0.0.1 localhost\n{lines}\n", "text/plain; charset=utf-8")

    def edit(self, number: int, text: str) -> None:
        raise AssertionError("an entry is not edited")

    def robots(self, text: str | None) -> None:
        robots_txt(self.site, text)

    def texts(self) -> list[str]:
        return list(self.hosts)
