# make run | test | check | bench | env | lint: everything this project asks of you.
PYTHON ?= python3
WORKERS ?= auto
GONGKAI := .venv/bin/gongkai
STAMP := .venv/.installed

.PHONY: env run test lint check bench
.DEFAULT_GOAL := run

env: $(STAMP)  ## build .venv with the command .venv/bin/gongkai

$(STAMP): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-dev.lock
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: env  ## fill the demonstration archive on first use and serve it
	$(GONGKAI) --home ./var-demo demo --if-empty
	$(GONGKAI) --home ./var-demo serve

test: env  ## the whole suite, a file at a time on each core (WORKERS=0: one after the other)
	.venv/bin/python -m pytest -q --numprocesses $(WORKERS) --maxprocesses 4 --max-worker-restart 0 --dist loadfile $(PYTEST)

lint: env  ## formatting, lint, types and the layers
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache

check: lint test  ## everything CI checks

bench: env  ## measure against raw drivers in the same run
	.venv/bin/python -m ops.bench $(BENCH) $(if $(FULL),--full) $(if $(ELASTICSEARCH),--elasticsearch $(ELASTICSEARCH))
