"""When things run: Airflow DAGs that call the ``canhgiac`` command as a subprocess, nothing of how.

A package for the import contract alone: Airflow reads the folder, see docs/airflow.md.
"""
