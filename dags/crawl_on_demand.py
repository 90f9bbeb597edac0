"""``crawl_on_demand``: somebody wants to know now. Named sources, one address, or a file of posts.

Triggered by the form in Airflow, by its REST API, or by `canhgiac trigger`. An address is somebody else's word: what
lies in a private network is refused after the name was resolved and at each redirect. A file is named as an object
under the spool's `imports/` (`canhgiac trigger --file` puts it there), never as a path of a worker. The result is
what task `found` returns.
"""

from __future__ import annotations

import datetime as dt

from airflow.sdk import Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException
from canhgiac_command import (
    CRAWL_POOL,
    DONE,
    FAILED,
    PROCESS_POOL,
    START,
    SourceFailed,
    canhgiac,
    deliver,
    process_report,
    tell,
)

#: Seconds that the visits may take, and findings that the result names.
WITHIN, NAMED = 1800, 50
GOOD = ("ok", "nothing_new")


@dag(
    schedule=None,
    start_date=START,
    catchup=False,
    max_active_runs=4,
    default_args={
        "on_failure_callback": tell,
        "retries": 3,
        "retry_delay": dt.timedelta(seconds=20),
        "retry_exponential_backoff": True,
    },
    params={
        "sources": Param(
            [], type=["null", "array"], items={"type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,63}$"},
            maxItems=200, title="Sources", description="Names of sources.yaml, one a line",
        ),
        "url": Param(
            None, type=["null", "string"], pattern=r"^https?://[^\s]+$", maxLength=2000,
            title="Address", description="One public address instead: forum, channel, feed",
        ),
        "kind": Param(
            "auto", title="Kind", description="What the address is; kinds that need options are for sources.yaml",
            enum=["auto", "telegram", "forum", "youtube", "blog", "article", "sitemap", "feed", "wiki", "mastodon"],
        ),
        "file": Param(
            None, type=["null", "string"], pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,150}$",
            title="File", description="A file of posts instead: its name under the spool's imports/",
        ),
        "depth": Param(
            0, type="integer", minimum=0, maximum=1000, title="Depth",
            description="Pages of a listing to turn over; 0: as the source says",
        ),
        "notify": Param(False, type="boolean", title="Notify", description="Send what was found to the team"),
    },
    render_template_as_native_obj=True,
    tags=["canhgiac"],
    doc_md=__doc__,
)  # fmt: skip
def crawl_on_demand() -> None:
    @task
    def request() -> list[str]:
        """The crawl's command line. Fails where not exactly one of sources, address and file was given."""
        params = get_current_context()["params"]
        given = [name for name in ("sources", "url", "file") if params[name]]
        if len(given) != 1:
            raise AirflowFailException(f"give one of sources, url and file; given: {', '.join(given) or 'none'}")
        depth = ["--depth", str(params["depth"])] if params["depth"] else []
        if params["file"]:
            return ["--import", params["file"]]
        if params["url"]:
            kind = [] if params["kind"] == "auto" else ["--kind", params["kind"]]
            return [*depth, *kind, "--public", "--", params["url"]]
        return [*depth, "--", *params["sources"]]

    @task(pool=CRAWL_POOL, execution_timeout=dt.timedelta(seconds=WITHIN + 300))
    def crawl(arguments: list[str]) -> list[dict]:
        """The visits. Fails where none went well: the others are named in the result."""
        _, visits = canhgiac("crawl", "--json", "--within", str(WITHIN), *arguments, allowed=(DONE, FAILED))
        if not any(each["state"] in GOOD for each in visits):
            said = "; ".join(f"{each['source']}: {each['state']}: {each['reason']}" for each in visits)
            raise SourceFailed(said or "nothing could be read, see the log above")
        return [{name: each[name] for name in ("source", "state", "reason", "posts", "requests")} for each in visits]

    @task(pool=PROCESS_POOL, execution_timeout=dt.timedelta(hours=1))
    def process(visits: list[dict]) -> dict:
        """Assesses the batches of these sources at once; what is left over, the `process` DAG takes."""
        return process_report(*(word for each in visits for word in ("--source", each["source"])))

    @task(pool=PROCESS_POOL, execution_timeout=dt.timedelta(hours=1))
    def campaigns() -> None:
        """Clusters, campaigns and indicators anew."""
        canhgiac("campaigns", "--update", "--limit", "1")

    @task(pool=PROCESS_POOL, execution_timeout=dt.timedelta(minutes=30))
    def digest() -> None:
        """Today's digest, so far."""
        canhgiac("digest")

    @task
    def found(visits: list[dict], report: dict) -> dict:
        """What came of it: the visits, counts, and the newest findings of these sources since the run began."""
        context = get_current_context()
        began = context["dag_run"].start_date
        findings = []
        for visit in visits:
            _, hits = canhgiac("search", f"source:{visit['source']}", "--limit", str(NAMED), "--json")
            findings += [hit for hit in hits if dt.datetime.fromisoformat(hit["collected_at"]) >= began]
        named = ("id", "category", "role", "scheme", "score", "source", "url")
        if context["params"]["notify"]:
            said = f"{report['offers']} offers, {report['reports']} reports, {report['review']} for review"
            names = ", ".join(visit["source"] for visit in visits)
            run = context["dag_run"].run_id
            rows = [f"{hit['id'][:12]} {hit['category']} {hit['role']} {hit['scheme']}" for hit in findings[:20]]
            body = "\n".join([said, *rows])
            canhgiac("notify", "send", "--id", f"on-demand-{run}", "--title", f"{names}: {said}", "--body", body)
            deliver()
        return {
            "visits": visits,
            "counts": report,
            "findings": [{name: hit.get(name) for name in named} for hit in findings[:NAMED]],
        }

    visits = crawl(request())
    report = process(visits)
    made = campaigns()
    report >> made >> [digest(), found(visits, report)]


crawl_on_demand()
