"""``trigger``: a crawl on demand, done by Airflow."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

import crawlers
from canhgiac.airflow import Airflow, AirflowError, Run
from canhgiac.cli.application import JsonOption, Places, app, examples, notes, out, print_json
from canhgiac.cli.show import state_label
from canhgiac.cli.words import counted
from canhgiac.errors import SettingsError
from canhgiac.imports import Imports
from canhgiac.settings import Settings
from canhgiac.sources import load_sources, pick

PANEL = "Collect"
#: Those of the DAG's form: kinds that need no options.
KINDS = ("auto", "telegram", "forum", "youtube", "blog", "article", "sitemap", "feed", "wiki", "mastodon")


@app.command(
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac trigger dien-dan --wait", "canhgiac trigger --url https://forum.example/ --depth 3 --wait",
        "canhgiac trigger --file complaints.csv --notify",
    ),
)  # fmt: skip
def trigger(
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Names of sources.yaml.")] = None,
    url: Annotated[str | None, typer.Option("--url", help="One public address instead.")] = None,
    kind: Annotated[str, typer.Option("--kind", help=f"What the address is: {', '.join(KINDS)}.")] = "auto",
    file: Annotated[
        Path | None, typer.Option("--file", exists=True, dir_okay=False, help="A file of posts instead, uploaded.")
    ] = None,
    depth: Annotated[int, typer.Option("--depth", min=0, max=1000, help="Listing pages a visit turns over.")] = 0,
    notify: Annotated[bool, typer.Option("--notify", help="Send what was found to the team.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for the end and say what was found.")] = False,
    json: JsonOption = False,
) -> None:
    """Has Airflow crawl now: named sources, one address or a file of posts. Answers with the run's link."""
    settings = Places().settings
    params = _params(settings, sources or [], url, kind, file)
    airflow = Airflow(settings)
    run = _start(airflow, settings, {**params, "depth": depth, "notify": notify}, file)
    if not wait:
        if json:
            print_json(run)
        else:
            out.print(run.link, markup=False, soft_wrap=True)
        return
    notes.print(run.link, markup=False, soft_wrap=True)
    with notes.status("waiting") as status:
        run = airflow.wait(run, lambda state: status.update(state))
    if run.state != "success":
        raise AirflowError(f"the run failed at {', '.join(airflow.failed(run)) or 'an unknown task'}: see {run.link}")
    found = airflow.result(run)
    if json:
        print_json({"id": run.id, "state": run.state, "link": run.link, **found})
    else:
        _show(found)


def _start(airflow: Airflow, settings: Settings, params: dict[str, Any], file: Path | None) -> Run:
    """Starts the run; a file is uploaded once Airflow would take it, and deleted where no run came of it."""
    if file is None:
        return airflow.trigger(params)
    airflow.check()
    imports = Imports(settings.spool_url)
    name = imports.put(file, dt.datetime.now(dt.UTC))
    try:
        return airflow.trigger({**params, "file": name})
    except BaseException:
        imports.delete(name)
        raise


def _params(settings: Settings, sources: list[str], url: str | None, kind: str, file: Path | None) -> dict[str, Any]:
    """The run's parameters, checked here so that a mistake is named at once and not by a failed run."""
    if [bool(sources), bool(url), file is not None].count(True) != 1:
        raise typer.BadParameter("give one of names of sources, --url and --file", param_hint="SOURCE")
    if kind not in KINDS:
        raise typer.BadParameter(f"choose from {', '.join(KINDS)}", param_hint="--kind")
    if url is not None:
        problems = crawlers.validate(crawlers.kind_of(url) if kind == "auto" else kind, url, {})
        if problems:
            raise SettingsError("\n".join(problems))
        return {"url": url, "kind": kind}
    if sources and settings.sources_path.exists():  # another machine's list may be another one
        pick(load_sources(settings.sources_path), sources)
    return {"sources": sources} if sources else {}


def _show(found: dict[str, Any]) -> None:
    for visit in found["visits"]:
        why = f" · {escape(visit['reason'])}" if visit["reason"] else ""
        out.print(
            f"[bold]{visit['source']}[/] {state_label(visit['state'])} · {counted(visit['posts'], 'new post')}{why}"
        )
    counts = found["counts"]
    out.print(f"{counts['offers']} offers, {counts['reports']} reports, {counts['review']} for review")
    for finding in found["findings"]:
        out.print(f"{finding['id'][:12]} {finding['category']} {finding['role']} {finding['scheme']}")
