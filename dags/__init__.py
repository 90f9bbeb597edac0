"""When things run: Airflow DAGs that call the ``canhgiac`` command as a subprocess, nothing of how.

The place is kept here so that the import contract covers it from the start; the DAGs arrive with the
scheduling work. Until then ``canhgiac run`` from cron does a whole round.
"""
