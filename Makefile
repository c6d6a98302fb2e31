# Two commands are enough: `make demo` shows the whole job, `make test` passes the tests.
# Every target does its own set-up; `make help` lists them.

SHELL := /bin/sh
VENV  := .venv
PY    := $(VENV)/bin/python
READY := $(VENV)/.ready
DAYS  ?= 3

# The newest Python from 3.11 to 3.14 that really starts and can make a virtual environment.
PYTHON ?= $(shell for v in 3.14 3.13 3.12 3.11; do \
	if python$$v -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != tuple(map(int, "'$$v'".split("."))))' 2>/dev/null; \
	then echo python$$v; break; fi; done)

.PHONY: help install demo test test-slow check serve bench bench-hostile faults kills eval fuzz lock clean

help:  ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(READY)  ## Make .venv with haoshao and every extra
	@echo "ready: $(VENV)/bin/haoshao"

demo: $(READY)  ## Crawl the bundled make-believe market and print each day's digest
	@$(VENV)/bin/haoshao demo --days $(DAYS)

test: $(READY)  ## Run the tests
	@$(PY) -m pytest -n 2 --dist loadfile

test-slow: $(READY)  ## Run the long fault and mutation tests too
	@$(PY) -m pytest -n 2 --dist loadfile -m "slow or not slow"

check: $(READY)  ## Format, lint, types, import direction, tests
	@$(MAKE) --no-print-directory lint test

.PHONY: lint
lint: $(READY)  ## Format, lint, types and import direction only
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo 2>/dev/null || $(VENV)/bin/lint-imports

serve: $(READY)  ## Crawl the sites of ./config when they are due, until stopped
	@$(VENV)/bin/haoshao serve

bench: $(READY)  ## CPU per page of the full pipeline against bare Scrapy, and the other measurements
	@$(PY) -m benchmarks.pipeline_speed

bench-hostile: $(READY)  ## Everything a hostile world tries, what held, and what it cost the neighbours
	@$(PY) -m benchmarks.hostile

faults: $(READY)  ## Kill service and crawls 200 times, fill the disk, lock, jump the clock; print counts and differences
	@$(PY) -m pytest tests/e2e/test_faults.py tests/e2e/test_service_faults.py -m "slow or not slow"

kills: $(READY)  ## Kill imports of a world at 50 random moments and compare the rows
	@$(PY) -m benchmarks.world_kills

eval: $(READY)  ## Score the reader on the project's labelled texts
	@$(PY) -m benchmarks.eval_reading

fuzz: $(READY)  ## Try thousands of made-up inputs on everything that reads what others write; keep what breaks it
	@HAOSHAO_FUZZ=$${FUZZ:-3000} $(PY) -m pytest tests/fuzz -n 2

lock:  ## Write requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--all-extras --group dev --quiet pyproject.toml -o requirements.lock

clean:  ## Remove the environment and what a demo left
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache data/demo

$(READY): requirements.lock pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
		echo "haoshao needs Python 3.11 to 3.14 with venv: on Debian or Ubuntu 'apt-get install python3-venv', on macOS 'brew install python@3.13'" >&2; exit 1; fi
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) with $$($(PY) --version) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)
