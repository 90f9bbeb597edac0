# Two images: `canhgiac`, the command alone, and `airflow`, Apache Airflow with the same command beside it.
# Airflow and the product have environments of their own; DAGs find the command by CANHGIAC_BIN.
ARG PYTHON=3.11
ARG AIRFLOW=3.3.2

FROM python:${PYTHON}-slim-bookworm AS canhgiac
RUN apt-get update \
    && apt-get install --yes --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --group=0 --mode=2775 /var/lib/canhgiac
COPY . /tmp/source
RUN python -m venv /opt/canhgiac \
    && /opt/canhgiac/bin/pip install --no-cache-dir --constraint /tmp/source/constraints.txt \
        "/tmp/source[elasticsearch,export,notify]" \
    && install /tmp/source/compose/set-up.sh /usr/local/bin/canhgiac-set-up \
    && rm -rf /tmp/source
# any user of group 0 may run it: whoever owns the secrets; LOGNAME, for it has no name here (decisions: --by)
ENV PATH=/opt/canhgiac/bin:$PATH CANHGIAC_HOME=/var/lib/canhgiac LOGNAME=canhgiac
USER 1000:0
WORKDIR /var/lib/canhgiac
ENTRYPOINT ["canhgiac"]

FROM apache/airflow:${AIRFLOW}-python${PYTHON} AS airflow
ARG AIRFLOW_USER=airflow
USER root
RUN install --directory --owner=${AIRFLOW_USER} --group=0 --mode=2775 /opt/canhgiac /var/lib/canhgiac
USER ${AIRFLOW_USER}
COPY --chown=${AIRFLOW_USER}:0 . /tmp/source
# PIP_USER: Airflow's image installs for the user unless told otherwise, which a virtual environment refuses
RUN python -m venv /opt/canhgiac \
    && PIP_USER=false /opt/canhgiac/bin/pip install --no-cache-dir --constraint /tmp/source/constraints.txt \
        "/tmp/source[elasticsearch,export,notify]" \
    && cp --recursive /tmp/source/dags /opt/airflow/ \
    && rm -rf /tmp/source
ENV CANHGIAC_BIN=/opt/canhgiac/bin/canhgiac CANHGIAC_HOME=/var/lib/canhgiac
