"""The DAGs in a real Airflow."""
