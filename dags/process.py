"""``process``: what waits in the spool to the store, then campaigns.

Runs when a crawl has filled the spool, and every fifteen minutes whether one has or not: a crawl by hand, or one
that was killed, leaves nothing behind. Each run lists the spool anew.
"""

from __future__ import annotations

import datetime as dt

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, TriggerRule, dag, get_current_context, task
from canhgiac_command import PROCESS_POOL, SPOOL, START, TIMEZONE, canhgiac, deliver, process_report, tell

#: Groups of a run at most, and seconds after which a group begins no further batch: the rest is the next run's.
GROUPS, WITHIN = 64, 600


@dag(
    schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("*/15 * * * *", timezone=TIMEZONE), assets=[SPOOL]),
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args={
        "on_failure_callback": tell,
        "retries": 3,
        "retry_delay": dt.timedelta(seconds=30),
        "retry_exponential_backoff": True,
        "max_retry_delay": dt.timedelta(minutes=5),
    },
    tags=["canhgiac"],
    doc_md=__doc__,
)
def process() -> None:
    @task(execution_timeout=dt.timedelta(minutes=2))
    def groups() -> list[dict]:
        """The batches that wait, in groups; none where the spool is empty."""
        return canhgiac("spool", "groups", "--at-most", str(GROUPS), "--json")[1]

    @task(
        pool=PROCESS_POOL,
        execution_timeout=dt.timedelta(seconds=WITHIN + 300),
        map_index_template="{{ group_name }}",
    )
    def work_off(group: dict) -> dict:
        """Assesses the batches of one group and stores what is flagged. What breaks goes to quarantine (status 1)."""
        shares = ",".join(str(share) for share in group["shares"])
        sources = group["sources"]
        more = f" and {len(sources) - 1} more" if len(sources) > 1 else ""
        get_current_context()["group_name"] = f"{sources[0]}{more}"
        return process_report("--shares", shares, "--within", str(WITHIN))

    @task(pool=PROCESS_POOL, trigger_rule=TriggerRule.ALL_DONE, execution_timeout=dt.timedelta(hours=1))
    def campaigns() -> None:
        """Makes clusters, campaigns and indicators anew: one job, whatever came of the groups."""
        canhgiac("campaigns", "--update", "--limit", "1")

    @task(trigger_rule=TriggerRule.ALL_DONE, execution_timeout=dt.timedelta(minutes=10))
    def messages() -> None:
        """What the alert rules see goes to the outbox, and what waits there to its channels."""
        canhgiac("alerts")
        deliver()

    worked = work_off.expand(group=groups())
    grouped = campaigns()
    worked >> grouped >> messages()
    # A run is red where a group failed, although the campaigns of what was stored were made.
    [worked, grouped] >> EmptyOperator(task_id="done", trigger_rule=TriggerRule.NONE_FAILED)


process()
