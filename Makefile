# Every task of imgsvc. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
UV ?= uv
ARGS ?=

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
INSTALLED := .venv/.installed
INSTALLED_DEV := .venv/.installed-dev
DATA := $(or $(IMGSVC_DATA_DIR),var)
COLLECTED := $(DATA)/static/staticfiles.json
SNAPSHOT := tests/api/snapshots/openapi.json
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes
BANDIT := $(BIN)/bandit --configfile pyproject.toml --quiet --recursive imgsvc filters gunicorn.conf.py manage.py
COMPILE := $(UV) pip compile pyproject.toml --python-version 3.11 --generate-hashes --no-header --quiet

.PHONY: help run superuser test schemathesis lint types audit check docs openapi contact-sheet golden bench bench-check bench-streams overload soak corpus fuzz lock clean

help: ## List the tasks
	@awk -F ' *## *' '/^[a-z-]+:.*##/ { sub(/:.*/, "", $$1); printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(INSTALLED) ## Serve on http://127.0.0.1:8000 (HOST, PORT and other settings: docs/settings.md)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_presets
	@$(MAKE) --silent $(COLLECTED)
	@echo "imgsvc: http://$(or $(HOST),127.0.0.1):$(or $(PORT),8000)/   To manage presets at /admin/, first: make superuser"
	@exec $(BIN)/gunicorn

superuser: $(INSTALLED) ## Create an admin, who is asked for a name and a password
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) createsuperuser

test: $(INSTALLED_DEV) ## Run the tests (ARGS="tests/web -x" are passed to pytest)
	@$(BIN)/python -m pytest -n 2 $(ARGS)

schemathesis: $(INSTALLED_DEV) ## Try the API with many made-up requests (ARGS is how many for each call, 100)
	@SCHEMATHESIS_EXAMPLES=$(or $(ARGS),100) $(BIN)/python -m pytest -n 2 tests/api/test_published_schema.py tests/api/test_schema_with_a_key.py

lint: $(INSTALLED_DEV) ## Check style, the layers, and for insecure code
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BANDIT)

types: $(INSTALLED_DEV) ## Check types
	@$(BIN)/mypy

audit: $(INSTALLED_DEV) ## Look for weaknesses: in the code, and, over the internet, in every pinned package
	@$(BANDIT)
	@$(BIN)/python -m tests.audit

check: lint types test ## All of lint, types and test

docs: $(INSTALLED) ## Write the generated pages of docs/ again
	@$(MANAGE) generate_docs

openapi: $(INSTALLED) ## Write the API's description again, which the tests compare
	@$(MANAGE) spectacular --validate --fail-on-warn --format openapi-json --file $(SNAPSHOT)
	@$(BIN)/python -m json.tool --indent 1 --no-ensure-ascii $(SNAPSHOT) $(SNAPSHOT)

contact-sheet: $(INSTALLED) ## Draw docs/contact-sheet.webp again: each operation on the cat
	@$(MANAGE) contact_sheet

golden: $(INSTALLED_DEV) ## Write the golden pictures again (tests/engine/test_golden.py says when)
	@$(BIN)/python -m tests.engine.golden.write

bench: $(INSTALLED_DEV) ## Measure imgsvc beside other services, which install themselves (half an hour; ARGS=--help)
	@$(BIN)/python -m benchmarks $(ARGS)

bench-check: $(INSTALLED_DEV) ## Say what takes more CPU time than benchmarks/recorded.json (two minutes)
	@$(BIN)/python -m benchmarks.check $(ARGS)

bench-streams: $(INSTALLED_DEV) ## Send 2 GB through each call that streams, and hold its memory flat (two minutes)
	@$(BIN)/python -m benchmarks.streams.memory $(ARGS)

overload: $(INSTALLED_DEV) ## Send four times what the server can do for a minute, and say how it holds (three minutes)
	@$(BIN)/python -m benchmarks.overload $(ARGS)

soak: $(INSTALLED_DEV) ## Half an hour of mixed traffic: memory, processes and descriptors have to stay where they are
	@$(BIN)/python -m benchmarks.soak $(or $(ARGS),--minutes 30)

corpus: $(INSTALLED_DEV) ## Run over Pillow's own test pictures, damaged and hostile ones among them (downloads 47 MB)
	@$(BIN)/python -m tests.corpus $(ARGS)

fuzz: $(INSTALLED_DEV) ## Look for input that breaks a parser or a decoder (ten minutes; ARGS="--seconds 60")
	@$(BIN)/python -m tests.fuzz $(or $(ARGS),--seconds 600)

lock: ## Pin the newest versions that pyproject.toml allows (needs uv)
	@$(COMPILE) --upgrade --output-file requirements.txt
	@$(COMPILE) --upgrade --group dev --constraints requirements.txt --output-file requirements-dev.txt

clean: ## Remove what was made here, but not the data in var/
	@rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache $(DATA)/static
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "imgsvc needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python lacks its venv module: sudo apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

$(INSTALLED): requirements.txt | .venv/pyvenv.cfg
	@echo "Installing what imgsvc needs ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(INSTALLED_DEV): requirements-dev.txt $(INSTALLED)
	@echo "Installing what its tests need ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(COLLECTED): $(INSTALLED) $(shell find filters/static imgsvc/staticfiles.py -type f 2>/dev/null)
	@echo "Collecting static files ..."
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@touch $@
