# Alcove's commands. From a clean checkout only Python 3.11 or later and make are needed.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

HOST ?= 127.0.0.1
PORT ?= 8000
ALCOVE_DEMO ?= 1
export HOST PORT ALCOVE_DEMO

VENV := .venv
PY := $(VENV)/bin/python
COMPILE := uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11
CODE := forum tests benchmarks migrations wsgi.py

# What `make run` needs grows with what the settings name.
RUN_LOCK := runtime
ifneq (,$(findstring postgresql,$(ALCOVE_DATABASE_URL))$(ALCOVE_DATABASE_URL_FILE))
RUN_LOCK += postgres
endif
ifneq (,$(ALCOVE_REDIS_URL)$(ALCOVE_REDIS_URL_FILE))
RUN_LOCK += redis
endif

.PHONY: help install run test bench crash lint format lock pictures programs check-run check-development

help: ## Show these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

install: check-run ## Install what serving needs, or what a new version needs of it

run: export ALCOVE_PREPARE := 1
run: export PYTHONDONTWRITEBYTECODE :=# the second start finds the code compiled
run: check-run ## Serve Alcove on http://127.0.0.1:8000 with a demonstration community; Ctrl-C stops it
	@exec $(PY) -m gunicorn --config forum/server.py wsgi:app

test: check-development programs ## Run everything that must pass: lint, types, house rules, tests, journeys
	@tests/everything

bench: check-development ## Measure speed beside references of the same run; WHAT=read measures a part
	@$(PY) -m benchmarks $(WHAT)

crash: check-development programs ## Kill the server fifty times on each database while eight people write
	@ALCOVE_CRASH_ROUNDS=50 $(PY) -m pytest tests/crash -n0 -q

lint: check-development ## Run only what reads the code: style, types, templates, floors, security
	@tests/everything --lint

format: check-development ## Put the code into its one form
	@$(PY) -m ruff check --fix --quiet $(CODE) || true
	@$(PY) -m ruff format --quiet $(CODE)

lock: ## Write requirements/*.lock anew from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv on the PATH."; exit 1; }
	@$(COMPILE) pyproject.toml -o requirements/runtime.lock
	@$(COMPILE) --extra postgres -c requirements/runtime.lock pyproject.toml -o requirements/postgres.lock
	@$(COMPILE) --extra redis -c requirements/runtime.lock pyproject.toml -o requirements/redis.lock
	@$(COMPILE) --all-extras -c requirements/runtime.lock pyproject.toml -o requirements/development.lock

pictures: check-development programs ## Take the screenshots in docs/pictures
	@$(PY) -m tests.pictures

check-run:
	@.ci/install $(RUN_LOCK)

check-development:
	@.ci/install development

programs:
	@.ci/programs
