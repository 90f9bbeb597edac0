"""``maintenance``: every night, retention and health.

Deletes what is past its time, checks and copies the store, names the sources that went dark, reads findings of
earlier models again, and writes the block list anew.
"""

from __future__ import annotations

import datetime as dt
import os

from airflow.sdk import CronTriggerTimetable, TriggerRule, dag, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from canhgiac_command import DONE, FAILED, PROCESS_POOL, START, TIMEZONE, canhgiac


@dag(
    schedule=CronTriggerTimetable("30 3 * * *", timezone=TIMEZONE),
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args={
        "pool": PROCESS_POOL,
        "retries": 2,
        "retry_delay": dt.timedelta(minutes=5),
        "execution_timeout": dt.timedelta(hours=2),
        # Each step stands for itself: a source that went dark keeps nothing from being deleted or copied.
        "trigger_rule": TriggerRule.ALL_DONE,
    },
    tags=["canhgiac"],
    doc_md=__doc__,
)
def maintenance() -> None:
    @task
    def purge() -> None:
        """Deletes what is past its time, wherever text lies."""
        canhgiac("purge")

    @task
    def store_check() -> None:
        """Checks that the store is sound."""
        canhgiac("store", "check")

    @task
    def snapshot() -> None:
        """Copies the store, after the purge: a copy never outlives what was deleted by more than its own age."""
        canhgiac("store", "snapshot")

    @task(retries=0)
    def dark_sources() -> None:
        """Fails with the names of the sources that are not well, and what to do about each."""
        status, dark = canhgiac("sources", "list", "--dark", "--json", allowed=(DONE, FAILED))
        if dark:
            named = "; ".join(f"{each['name']}: {each['state']} ({each['advice']})" for each in dark)
            raise AirflowFailException(f"{len(dark)} sources are not well: {named}")
        if status:
            raise AirflowFailException("the sources could not be listed, see the log above")

    @task
    def refresh_model() -> None:
        """Reads the findings of earlier models again; nothing to do where there was no upgrade."""
        canhgiac("process", "--reassess", "--json")

    @task
    def refresh_blocklist() -> None:
        """Writes the block list anew, where ``CANHGIAC_BLOCKLIST`` says where to."""
        path = os.environ.get("CANHGIAC_BLOCKLIST")
        if not path:
            raise AirflowSkipException("CANHGIAC_BLOCKLIST names no file")
        canhgiac("export", "blocklist", "--output", path)

    purge() >> store_check() >> snapshot() >> refresh_model() >> refresh_blocklist()
    dark_sources()


maintenance()
