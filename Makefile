# Everything runs in .venv, made from the lock file; nothing is installed elsewhere.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= demo-data
READY := $(VENV)/.ready

.PHONY: demo test lint bench docs lock clean

demo: $(READY) ## a realistic centre, generated, imported and shown
	$(BIN)/cadran demo --files $(DATA) --store $(DATA)/cadran.duckdb

test: $(READY) lint ## every check and every test
	$(BIN)/pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY) ## speed and memory, as ratios within one run (SCALE=0.1 for a quick look)
	$(BIN)/python -m bench $(if $(SCALE),--scale $(SCALE))

docs: $(READY) ## the reference pages, generated from the declarations
	$(BIN)/python -m cadran.reports.reference docs

lock: $(READY) ## the lock file, from pyproject.toml
	$(BIN)/pip-compile --quiet --extra dev --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe --no-header \
		--no-annotate --output-file requirements.lock pyproject.toml

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Cadran needs Python 3.11 or later: $(PYTHON) is older. Set PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ (command -v apt-get >/dev/null && apt-get update -q && apt-get install -y -q python3-venv) || \
		{ echo "Python's venv module is missing: install the package python3-venv and try again."; exit 1; }; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf $(VENV) $(DATA)
