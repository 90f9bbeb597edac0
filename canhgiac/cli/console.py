"""The command ``look``: the console of one machine in a browser."""

from __future__ import annotations

import contextlib
from typing import Annotated

import typer

from canhgiac.cli.application import Places, app, examples, notes, out
from canhgiac.cli.groups import user
from canhgiac.errors import CanhGiacError, SettingsError

PANEL = "Look"


@app.command(
    rich_help_panel=PANEL,
    epilog=examples("canhgiac look --open", "canhgiac look --port 0", "canhgiac look --by an --by binh"),
)
def look(
    host: Annotated[
        str, typer.Option("--host", help="Address to serve at; any but this machine's own asks everybody for a link.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="0 takes a free one.")] = 8321,
    by: Annotated[
        list[str] | None, typer.Option("--by", help="Who may decide, each with a link; your log-in name if left out.")
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open a browser, ready to decide.")] = False,
) -> None:
    """Opens the console in a browser: the morning's questions, search, tables, evidence, sheets, decisions.

    For the SQLite store of this machine. Reading needs no log-in on this machine; to decide, open the link that is
    printed (good once). Ctrl-C ends it.
    """
    places = Places()
    if places.settings.store != "sqlite":
        raise SettingsError(
            "the console is for the SQLite store of one machine; with Elasticsearch, Kibana is the place: "
            "canhgiac kibana write, and docs/kibana.md"
        )
    try:
        import datasette  # noqa: F401  an extra
    except ImportError as error:
        raise CanhGiacError("the console needs Datasette: pip install 'canhgiac[console]'") from error
    from canhgiac.console.serve import is_loopback, serve

    with places.store():  # made or upgraded, if need be
        pass
    if not is_loopback(host):
        notes.print(
            f"[yellow]warning:[/] {host} can be reached from other machines, without encryption: whoever has a link "
            "reads all findings. Only in a network that you trust."
        )

    def ready(address: str, links: dict[str, str]) -> None:
        out.print(address, markup=False)
        for name, link in links.items():
            out.print(f"to decide as {name}, open once: {link}", markup=False)
        notes.print("Ctrl-C ends it")
        if open_browser:
            typer.launch(next(iter(links.values())))

    with contextlib.suppress(KeyboardInterrupt):
        serve(places.settings, places.settings.home / "canhgiac.db", by or [user()], host, port, ready)
