"""Starts the console: Datasette with our plugin, on one socket, until Ctrl-C."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from pathlib import Path

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from canhgiac.console.access import Access
from canhgiac.console.database import NAME, StoreDatabase
from canhgiac.console.pages import Pages
from canhgiac.console.plugin import Console
from canhgiac.console.questions import metadata
from canhgiac.console.words import WORDS
from canhgiac.errors import CanhGiacError, SettingsError
from canhgiac.settings import Settings
from canhgiac.sources import load_sources

_HERE = Path(__file__).parent
#: Seconds that requests under way are given when it ends.
_GRACE = 3
_SETTINGS = {
    "default_allow_sql": False, "allow_download": False, "suggest_facets": False, "default_page_size": 50,
    "sql_time_limit_ms": 5000, "facet_time_limit_ms": 1500, "truncate_cells_html": 0, "num_sql_threads": 3,
}  # fmt: skip


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def application(settings: Settings, store: Path, access: Access) -> Datasette:
    """Datasette with the store at ``store`` as its one database."""
    try:
        sources = load_sources(settings.sources_path)
    except SettingsError:
        sources = []  # none is named: those that were visited are told as they were then
    datasette = Datasette(
        metadata=metadata(settings.language), settings=_SETTINGS, template_dir=str(_HERE / "templates"),
        static_mounts=[("console", str(_HERE / "static"))],
    )  # fmt: skip
    datasette.console_words = WORDS[settings.language]
    database = StoreDatabase(datasette, store, sources, settings.language)
    datasette.add_database(database, name=NAME)
    printing = pm.get_plugin("datasette.handle_exception")
    if printing is not None:
        pm.unregister(printing)  # it prints every variable on the terminal, texts and tokens too
    pm.register(Console(Pages(settings, store, access), access), name="canhgiac")
    return datasette


def serve(
    settings: Settings, store: Path, people: Iterable[str], host: str, port: int,
    ready: Callable[[str, dict[str, str]], None],
) -> None:
    """Serves until Ctrl-C. ``ready`` gets the address, and the link of each person who may decide.

    Raises ``CanhGiacError`` where the address cannot be had.
    """  # fmt: skip
    access = Access(people, locked=not is_loopback(host), language=settings.language)
    datasette = application(settings, store, access)
    with _bound(host, port) as opened:
        address = f"http://{_shown(host)}:{opened.getsockname()[1]}"
        config = uvicorn.Config(
            datasette.app(), log_level="warning", lifespan="on", timeout_graceful_shutdown=_GRACE, server_header=False
        )
        server = uvicorn.Server(config)
        ready(f"{address}/", access.links(address))
        server.run(sockets=[opened])


def _shown(host: str) -> str:
    """The host of the printed links: one that a browser can open, on another machine too."""
    try:
        if ipaddress.ip_address(host).is_unspecified:  # every address of this machine
            return socket.gethostname()
    except ValueError:
        return host
    return f"[{host}]" if ":" in host else host


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        opened = socket.socket(family, kind, protocol)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
    except OSError as error:
        raise CanhGiacError(
            f"the console can't be served at {host}, port {port}: {error.strerror or error}; "
            "take another --port (0 finds a free one) or --host"
        ) from error
    opened.listen(64)
    return opened
