"""``notify`` and ``alerts``: messages to people."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Annotated

import typer
from rich.markup import escape

from canhgiac.cli.application import JsonOption, Places, app, examples, notes, out, print_json
from canhgiac.errors import CanhGiacError, NotFoundError
from canhgiac.locks import held
from canhgiac.notify.delivery import flush as flush_outbox
from canhgiac.notify.messages import Message, Severity
from canhgiac.notify.outbox import Outbox
from canhgiac.settings import nearest
from canhgiac.sources import load_sources
from canhgiac.watch import load_lists

PANEL = "Decide and hand on"

notify_app = typer.Typer(help="Messages to people: the outbox and its channels.", no_args_is_help=True)
app.add_typer(notify_app, name="notify", rich_help_panel=PANEL)


@notify_app.command(
    "send",
    epilog=examples(
        "canhgiac notify send --id crawl-2026-11-22 --severity warning --title 'Crawl failed' --body 'see the log'",
        "tail -20 crawl.log | canhgiac notify send --id crawl-2026-11-22 --title 'Crawl failed' --body -",
    ),
)
def send(
    id: Annotated[str, typer.Option("--id", help="What the message is called; the same one is never sent twice.")],
    title: Annotated[str, typer.Option("--title", help="One line; the subject of a mail.")],
    body: Annotated[str, typer.Option("--body", help="The text; - is standard input; the title if left out.")] = "",
    severity: Annotated[Severity, typer.Option("--severity", help="Channels take it from theirs on.")] = "info",
    json: JsonOption = False,
) -> None:
    """Puts a message into the outbox; `notify flush` delivers it."""
    if not id.strip() or not title.strip():
        raise typer.BadParameter("--id and --title must say something")
    text = sys.stdin.buffer.read().decode("utf-8", "replace") if body == "-" else body
    message = Message(id, severity, title, text, dt.datetime.now(dt.UTC))
    added = Outbox(Places().settings.spool_url).add(message)
    if json:
        print_json({"id": id, "added": added})
    else:
        out.print(escape(f"{id} {'is in the outbox' if added else 'is known already: not sent again'}"))


@notify_app.command("flush", epilog=examples("canhgiac notify flush", "canhgiac notify flush --now --json"))
def flush(
    now: Annotated[bool, typer.Option("--now", help="Try again at once what failed before.")] = False,
    json: JsonOption = False,
) -> None:
    """Delivers what waits in the outbox. A channel that fails gets it later; exit status 1 where one did."""
    from canhgiac.notify.by_apprise import send as send_by_apprise

    settings = Places().settings
    outbox = Outbox(settings.spool_url)
    with held(settings.home, "notify", doing="delivering messages"), notes.status("delivering messages"):
        done = flush_outbox(outbox, settings.channels, send_by_apprise, dt.datetime.now(dt.UTC), again=now)
    if json:
        print_json(done)
    else:
        for name, count in done.delivered.items():
            out.print(f"{name}: {count} delivered")
        out.print(f"{done.waiting} waiting")
    for reason in done.failed.values():
        notes.print(escape(reason))
    if done.waiting and not settings.channels:
        notes.print("no channels are set: name one in canhgiac.toml, as [channels.team] with its url", markup=False)
    if done.failed:
        raise typer.Exit(1)


@notify_app.command("test", epilog=examples("canhgiac notify test", "canhgiac notify test team"))
def test(
    names: Annotated[list[str] | None, typer.Argument(metavar="[CHANNEL]...", help="All if none.")] = None,
    json: JsonOption = False,
) -> None:
    """Sends a test message to channels at once, and says what each of them answered."""
    from canhgiac.notify.by_apprise import send as send_by_apprise

    channels = Places().settings.channels
    if not channels:
        raise NotFoundError("no channels are set: name one in canhgiac.toml, as [channels.team] with its url")
    for name in names or []:
        if name not in channels:
            raise NotFoundError(f"no channel is named `{name}`{nearest(name, channels)}")
    failed = False
    for name in names or channels:
        message = Message(
            "test", "info", f"Cảnh Giác: test of {name}", "This channel works.", dt.datetime.now(dt.UTC)
        )
        problem = ""
        try:
            send_by_apprise(name, channels[name], message)
        except CanhGiacError as error:
            problem, failed = str(error), True
        if json:
            print_json({"channel": name, "ok": not problem, "error": problem})
        else:
            out.print(escape(problem or f"{name}: works"))
    if failed:
        raise typer.Exit(1)


@notify_app.command("list", epilog=examples("canhgiac notify list", "canhgiac notify list --json | jq .error"))
def list_waiting(json: JsonOption = False) -> None:
    """Lists what waits in the outbox: for which channel, how often it was tried, why it failed."""
    settings = Places().settings
    outbox = Outbox(settings.spool_url)
    for message in outbox.waiting():
        wanting = [name for name, channel in settings.channels.items() if channel.wants(message)]
        for name in wanting or [""]:
            delivery = outbox.delivery(message, name) if name else None
            if delivery is not None and delivery.done_at is not None:
                continue
            tried = (delivery.attempts, delivery.error) if delivery is not None else (0, "")
            if json:
                record = {"id": message.id, "severity": message.severity, "title": message.title, "at": message.at}
                print_json({**record, "channel": name or None, "attempts": tried[0], "error": tried[1]})
            else:
                why = f" · {tried[0]} tries: {tried[1]}" if tried[0] else ""
                out.print(escape(f"{message.id} [{message.severity}] {message.title} → {name or 'no channel'}{why}"))


@app.command(rich_help_panel=PANEL, epilog=examples("canhgiac alerts", "canhgiac alerts --dry-run --json"))
def alerts(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what the rules see, put nothing down.")] = False,
    json: JsonOption = False,
) -> None:
    """Puts what the alert rules see into the outbox, each thing once; `notify flush` delivers it."""
    from canhgiac.alerts.evaluate import Alerts

    places = Places()
    settings = places.settings
    outbox = Outbox(settings.spool_url)
    sources = load_sources(settings.sources_path) if settings.sources_path.exists() else []
    total = new = 0
    with notes.status("looking at the alert rules"), places.store() as store:
        seen = Alerts(
            store, settings.alerts, load_lists(settings), sources, dt.datetime.now(dt.UTC), settings.language
        )
        for message, former in seen.all():
            known = outbox.knows(message.id) or any(map(outbox.knows, former))
            if not known and not dry_run:
                outbox.add(message)
            total, new = total + 1, new + (not known)
            if json:
                print_json({"id": message.id, "severity": message.severity, "title": message.title, "new": not known})
            elif not known:
                out.print(escape(f"[{message.severity}] {message.title}"))
    notes.print(f"{new} new of {total} alerts")
