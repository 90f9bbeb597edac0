"""The command that judges host names: ``domain``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.markup import escape

from canhgiac.cli.application import JsonOption, Places, app, examples, notes, out, print_json
from canhgiac.defang import defang

if TYPE_CHECKING:
    from nlp.hosts import HostVerdict, NotAHost

PANEL = "Look"
#: What is no verdict on its own: the page decides, not the host.
_OPEN = ("shared", "shortener")
_COLOURS = {"official": "green", "lookalike": "red", "gambling": "red", "scam": "red", "unknown": "dim"}


@app.command(
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac domain vietcombank.vn-yys.club",
        "canhgiac domain https://www.shopee.vn/a bidv.com.vn --lang vi",
        "cut -f1 names.tsv | canhgiac domain - --json | jq 'select(.score > 0.9)'",
    ),
)
def domain(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME...|-", help="Host names or links; - reads them from standard input.")
    ],
    lang: Annotated[
        Literal["vi", "en"] | None,
        typer.Option("--lang", help="Language of the reasons; the setting if left out, English in JSON."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Judges host names: whose each is, whom it imitates, whether it looks like gambling or a scam, and why.

    The score is the probability that a name is bad: 0 for official hosts. Only the name is read; nothing is fetched.
    """
    from nlp import hosts  # numpy comes with it, which no other command that looks needs

    vietnamese = (lang or ("en" if json else Places().settings.language)) == "vi"
    bad = 0
    for judged in hosts.verdicts(_given(names)):
        bad += isinstance(judged, hosts.NotAHost)
        record = _record(judged, vietnamese)
        if json:
            print_json(record)
        else:
            out.print(_line(record))
    if bad:
        notes.print(f"{bad} of the names cannot be judged; each has its reason in its place")
        raise typer.Exit(1)


def _given(names: Iterable[str]) -> Iterator[str]:
    """The names of the command line; for ``-`` the lines of standard input as they come, blank ones passed over."""
    for name in names:
        if name != "-":
            yield name
            continue
        for line in sys.stdin.buffer:
            text = line.decode("utf-8", "backslashreplace").strip()
            if text:
                yield text


def _record(judged: HostVerdict | NotAHost, vietnamese: bool) -> dict[str, Any]:
    from nlp import hosts

    if isinstance(judged, hosts.NotAHost):
        return {"name": judged.name, "error": judged.error}
    return {
        "name": judged.name,
        "verdict": "unknown" if judged.verdict in _OPEN else judged.verdict,
        "score": judged.score,
        "imitates": judged.imitates,
        "reasons": [hosts.in_vietnamese(r) if vietnamese else str(r) for r in judged.reasons],
    }


def _line(record: dict[str, Any]) -> str:
    """One name as people read it; one that is called bad is written so that no program makes a link of it."""
    if "error" in record:
        return f"{escape(record['name'])}  [yellow]{record['error']}[/]"
    verdict = record["verdict"]
    name = record["name"] if verdict in ("official", "unknown") else defang(record["name"])
    copied = f" of [bold]{escape(record['imitates'])}[/]" if record["imitates"] else ""
    reasons = escape("; ".join(record["reasons"]))
    return f"{escape(name)}  [{_COLOURS[verdict]}]{verdict}[/]{copied}  {record['score']:.2f}  {reasons}"
