"""``crawl_15m``, ``crawl_hourly``, ``crawl_daily``: sources to the spool, each cadence a DAG.

A run asks which groups of sources there are (all sources of a host in one), visits each group in a process of its
own, and tells the spool's asset. A source that fails makes its group's task red; the others and the run go on.
"""

from __future__ import annotations

import datetime as dt

from airflow.sdk import CronTriggerTimetable, TriggerRule, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException
from canhgiac_command import CRAWL_POOL, DONE, FAILED, SPOOL, START, TIMEZONE, canhgiac, utc

#: Cadence → DAG's name, when, and seconds that the visits of a run may take: less than what lies between two runs.
CADENCES = {
    "15m": ("crawl_15m", "*/15 * * * *", 600),
    "hourly": ("crawl_hourly", "7 * * * *", 2700),
    "daily": ("crawl_daily", "30 1 * * *", 4 * 3600),
}
#: Beyond its time a crawl may take this long to start and to end its requests.
MARGIN = 180
#: A try with less time left than this is not worth it: the next run comes.
LEAST = 30
GOOD, PASSING = ("ok", "nothing_new"), ("unreachable", "never_ran")


def crawl(cadence: str, name: str, cron: str, within: int) -> None:
    @dag(
        dag_id=name,
        schedule=CronTriggerTimetable(cron, timezone=TIMEZONE),
        start_date=START,
        catchup=False,
        max_active_runs=1,
        tags=["canhgiac"],
        doc_md=f"Visits the sources of cadence `{cadence}` and fills the spool. {__doc__}",
    )
    def one() -> None:
        @task(retries=2, retry_delay=dt.timedelta(seconds=30), execution_timeout=dt.timedelta(minutes=2))
        def groups() -> list[dict]:
            """The groups of sources; none where no source has this cadence."""
            return canhgiac("sources", "groups", "--cadence", cadence, "--json")[1]

        @task(
            pool=CRAWL_POOL,
            retries=2,
            retry_delay=dt.timedelta(minutes=1),
            retry_exponential_backoff=True,
            max_retry_delay=dt.timedelta(seconds=within // 3),
            execution_timeout=dt.timedelta(seconds=within + MARGIN),
            map_index_template="{{ task.op_kwargs['group']['name'] }}",
        )
        def visit(group: dict) -> dict:
            """Visits the sources of one group; what a try before has visited is left out."""
            context = get_current_context()
            began = context["dag_run"].start_date
            left = within - (dt.datetime.now(dt.UTC) - began).total_seconds()
            if left < LEAST:
                raise AirflowFailException("the run's time is over; the next run goes on")
            status, visits = canhgiac(
                "crawl", "--json", "--within", f"{left:.0f}", "--unvisited-since", utc(began), "--", *group["sources"],
                allowed=(DONE, FAILED),
            )  # fmt: skip
            failed = [each for each in visits if each["state"] not in GOOD]
            said = "; ".join(f"{each['source']}: {each['state']}: {each['reason']}" for each in failed)
            if any(each["state"] in PASSING for each in failed):
                raise AirflowException(said)
            if failed or (status and not visits):
                raise AirflowFailException(said or "the crawl failed, see the log above")
            return {"visits": len(visits), "posts": sum(each["posts"] for each in visits)}

        @task(outlets=[SPOOL], trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)
        def filled() -> None:
            """All groups are done: the spool has what came of it."""

        visit.expand(group=groups()) >> filled()

    one()


for _cadence, (_name, _cron, _within) in CADENCES.items():
    crawl(_cadence, _name, _cron, _within)
