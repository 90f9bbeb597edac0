# What a person types here. `make demo` and `make test` need nothing done by hand before.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
# Airflow has an environment of its own: it and the application need not agree on libraries.
export AIRFLOW_VENV ?= $(CURDIR)/.venv-airflow
# So has the forum Misago, which only the tests need.
export MISAGO_VENV ?= $(CURDIR)/.venv-misago
PORT ?= 8080
# Test files that run side by side; each worker starts servers of its own.
WORKERS ?= 2
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: help setup airflow demo test test-faults lint bench quality train docs clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):[^#]*## ?/\1|/' | column -t -s '|'

$(VENV)/.app: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: make PYTHON=python3.11 …"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "the virtual environment could not be made: apt-get install python3-venv"; exit 2; }
	@echo "installing Cảnh Giác into $(VENV) (a few minutes, once)"
	@$(INSTALL) -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.app
	@echo "installing what the tests need into $(VENV)"
	@$(INSTALL) -e '.[dev]'
	@touch $@

$(AIRFLOW_VENV)/.made: pyproject.toml constraints.txt
	@test -x $(AIRFLOW_VENV)/bin/python || $(PYTHON) -m venv $(AIRFLOW_VENV)
	@echo "installing Airflow into $(AIRFLOW_VENV) (a few minutes, once)"
	@$(AIRFLOW_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt 'apache-airflow[celery,postgres]>=3.0,<4'
	@touch $@

$(MISAGO_VENV)/.made: tests/sites/misago_site/constraints.txt
	@test -x $(MISAGO_VENV)/bin/python || $(PYTHON) -m venv $(MISAGO_VENV)
	@echo "installing the forum Misago, for the tests, into $(MISAGO_VENV) (a minute, once)"
	@$(MISAGO_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r tests/sites/misago_site/constraints.txt
	@touch $@

airflow: $(VENV)/.app $(AIRFLOW_VENV)/.made  ## schedule everything on this machine, with pages to look at
	@CANHGIAC_BIN="$${CANHGIAC_BIN:-$(abspath $(BIN))/canhgiac}" $(AIRFLOW_VENV)/bin/python dags/standalone.py --port $(PORT)

setup: $(VENV)/.dev $(AIRFLOW_VENV)/.made $(MISAGO_VENV)/.made  ## everything that the tests need, Debian packages included
	@$(BIN)/python -m tests.setup

demo: $(VENV)/.app  ## see the product do its main job on a small bundled forum
	@$(BIN)/canhgiac demo

test: setup lint  ## lint, types, imports and all tests (no network after set-up)
	$(BIN)/python -m pytest -m 'not faults and not quality' -n $(WORKERS) --dist loadfile

test-faults: setup  ## kills at random points, full disks, long simulations
	$(BIN)/python -m pytest -m faults

lint: $(VENV)/.dev  ## style, types, and which package may import which
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup  ## speeds, each as a ratio measured in the same run
	$(BIN)/python -m tests.bench

quality: $(VENV)/.dev  ## detection figures on the evaluation data, against the pinned floors
	$(BIN)/python -m pytest -m quality -s

train: $(VENV)/.dev  ## train the shipped models anew from the corpora and the annotated texts
	$(BIN)/python -m nlp.training
	$(BIN)/python -m nlp.training.tagging

docs: $(VENV)/.app  ## write docs/schemes.md anew from nlp/taxonomy.py
	$(BIN)/python -m nlp.schemes > docs/schemes.md

clean:  ## remove the virtual environment and caches
	rm -rf $(VENV) $(AIRFLOW_VENV) $(MISAGO_VENV) .mypy_cache .ruff_cache .pytest_cache build *.egg-info
