"""``digest``: yesterday's page, every morning; its figures are frozen, a recount says that it is one.

The time is ``CANHGIAC_DIGEST_TIME`` (``07:00`` if not set), Vietnam's.
"""

from __future__ import annotations

import datetime as dt
import os
from zoneinfo import ZoneInfo

from airflow.sdk import CronTriggerTimetable, Param, dag, get_current_context, task
from canhgiac_command import PROCESS_POOL, START, TIMEZONE, canhgiac

_HOUR, _, _MINUTE = os.environ.get("CANHGIAC_DIGEST_TIME", "07:00").partition(":")


@dag(
    schedule=CronTriggerTimetable(f"{int(_MINUTE or 0)} {int(_HOUR)} * * *", timezone=TIMEZONE),
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": dt.timedelta(minutes=2), "retry_exponential_backoff": True},
    params={
        "day": Param(
            None, type=["null", "string"], format="date", title="Day",
            description="Vietnam's days; the day before the run's own if left out",
        ),
        "recount": Param(
            False, type="boolean", title="Recount", description="Count a finished day again; the digest says so"
        ),
    },
    tags=["canhgiac"],
    doc_md=__doc__,
)  # fmt: skip
def digest() -> None:
    @task(pool=PROCESS_POOL, execution_timeout=dt.timedelta(minutes=30))
    def write() -> str:
        """Writes the day's digest."""
        context = get_current_context()
        params, run = context["params"], context["dag_run"]
        moment = (run.logical_date or run.run_after).astimezone(ZoneInfo(TIMEZONE))
        day = params["day"] or str(moment.date() - dt.timedelta(days=1))
        canhgiac("digest", "--day", day, *(["--recount"] if params["recount"] else []))
        return day

    write()


digest()
