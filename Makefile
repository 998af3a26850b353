# `make` or `make help` lists the targets. Everything is kept in .venv/ and var/, both ignored by git.
#
#   PYTHON  which Python makes the environment        PORT  where `make demo` listens

PYTHON ?= python3
PORT ?= 8000
export PORT
# Compiled modules are kept, whatever the environment says: else each of the many processes of a test run compiles
# Django, the product and pytest's rewritten tests again, which takes as long as what it then does.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
.DEFAULT_GOAL := help
.PHONY: help install install-dev secrets demo students test check check-types check-others bench lock messages \
    reference browsers

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# ---- the environment: each made again only when its list of packages has changed -------------------------

install: .venv/.installed  ## the environment, into .venv

install-dev: .venv/.installed-dev  ## the same, with all that tests need

.venv/bin/python:
	@$(PYTHON) deploy/preflight.py
	@echo "Making the environment in .venv (once, about half a minute) ..."
	@$(PYTHON) -m venv --clear .venv || { rm -rf .venv; exit 1; }

.venv/.installed: requirements.txt | .venv/bin/python
	@$(PIP) install --require-hashes --no-compile -r requirements.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt | .venv/bin/python
	@echo "Installing what tests need ..."
	@$(PIP) install --require-hashes --no-compile -r requirements-dev.txt
	@touch $@ .venv/.installed

# ---- to look at ------------------------------------------------------------------------------------------

secrets: | .venv/bin/python  ## keys at random into var/secrets.env, where there are none yet
	@$(BIN)/python deploy/make_secrets.py

STATIC_FILES := $(shell find static -type f 2>/dev/null)
var/static/staticfiles.json: $(STATIC_FILES) requirements.txt
	@$(BIN)/python manage.py collectstatic --no-input --clear --verbosity 0

demo:  ## the example study and an open survey, at http://localhost:$PORT
	@$(or $(wildcard .venv/bin/python),$(PYTHON)) deploy/preflight.py $(PORT)
	@$(MAKE) -s install secrets
	@$(MAKE) -s var/static/staticfiles.json
	@exec $(BIN)/python manage.py demo

students:  ## 60 made-up students answer in the running demonstration
	@$(BIN)/python manage.py rehearse tryout --students 60

# ---- to test ---------------------------------------------------------------------------------------------

# Two databases, one after the other. On the second one the tests that touch no database, and those of the
# browser but for the marked journeys, would only say the same again; `once` marks others of that kind (and `both`
# what in a file of such tests is not). REQUIRE_ALL=1: a skipped test fails.
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal -q

# The checks get what tests leave of the processors while they wait for a browser, and are waited for in the end.
CHECK := $(MAKE) --no-print-directory check
test: install-dev browsers  ## everything, on SQLite and on PostgreSQL
	@said="$$(mktemp)"; trap 'rm -f "$$said"' EXIT; \
	nice -n 19 $(CHECK) > "$$said" 2>&1 & checks=$$!; \
	echo "== Tests on SQLite"; \
	env -u DATABASE_URL $(PYTEST) -m "not postgres"; failed=$$?; \
	wait $$checks || failed=$$?; \
	echo "== Checks"; cat "$$said"; exit $$failed
	@echo "== Tests on PostgreSQL"
	@$(BIN)/python -m tests.postgres $(PYTEST) -m "not pure and (not once or both) and (not browser or journey)"

# Where we may, as root on Debian or Ubuntu; elsewhere the tests say what they lack.
BROWSERS := $(BIN)/python -c "from tests.other_browsers import packages; print(*packages())"
browsers:
	@lacking="$$($(BROWSERS))"; \
	if [ -n "$$lacking" ] && [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	    echo "Installing $$lacking for the browser tests ..."; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$lacking > /dev/null \
	    || echo "$$lacking could not be installed"; \
	fi

check: install-dev  ## style, types, directions of imports, migrations
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target check-types check-others

check-types:
	@$(BIN)/mypy surveyapp analysis deploy manage.py

check-others:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run

bench: install-dev  ## speed and memory, against a bare Django view; takes minutes
	@$(BIN)/python -m benchmarks

# ---- for maintainers -------------------------------------------------------------------------------------

# uv writes locks without addresses, and for every platform at once; it is needed for nothing else.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header
lock: install-dev  ## requirements*.txt from pyproject.toml, with hashes
	@$(PIP) install uv
	@$(LOCK) pyproject.toml --output-file requirements.txt
	@$(LOCK) pyproject.toml --group dev --output-file requirements-dev.txt

messages: install-dev  ## compile the translations in locale/
	@$(BIN)/pybabel compile --domain django --directory locale --statistics
	@$(BIN)/pybabel compile --domain django --directory locale/students --statistics

reference:  ## R again over the statistics' expected figures, and compare (needs Rscript)
	@$(BIN)/python tests/stats/reference/run.py
