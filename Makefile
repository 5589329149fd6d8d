# Everything runs in .venv, made from the lock files; nothing is installed elsewhere, but for Chromium (browser tests).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= demo-data
JOBS ?= $(shell nproc)
MANY ?= 10
READY := $(VENV)/.ready
DEV := $(VENV)/.dev
BROWSER := $(VENV)/.browser
STRACE := $(VENV)/.strace
PIP := $(BIN)/pip --disable-pip-version-check --quiet
COMPILE := $(BIN)/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links \
	--allow-unsafe --no-header --no-annotate

.PHONY: demo test test-long lint mutate bench docs lock sbom clean

demo: $(READY) ## a realistic centre, generated, imported, shown, and served where there is a terminal
	$(BIN)/cadran demo --serve --files $(DATA) --store $(DATA)/cadran.duckdb

test: $(DEV) $(BROWSER) lint ## every check and every test, one process and one thread for each core (JOBS=1 for one)
	CADRAN_THREADS=1 $(BIN)/pytest --numprocesses $(JOBS) --maxprocesses 8 --dist worksteal

# one process more than cores: the hour's soak, which comes first, mostly waits
test-long: $(DEV) $(STRACE) ## the slow and the many, beside an hour's soak: kills, attacks, random walks (KILLS=20 SOAK_S=600 MANY=2 for less)
	$(if $(KILLS),KILLS=$(KILLS)) $(if $(SOAK_S),SOAK_S=$(SOAK_S)) MANY=$(MANY) CADRAN_THREADS=1 $(BIN)/pytest -m "long or random" \
		--numprocesses $$(( $(JOBS) + 1 )) --dist loadgroup --durations 20

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

mutate: $(DEV) ## what the tests of the evaluator hold fast, far from any zone of theirs (ONLY=cadran/query/rows.py, SAMPLE=30, SEED=1)
	TZ=Asia/Tokyo CADRAN_THREADS=1 $(BIN)/python -m tests.mutate $(ONLY) $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED))

bench: $(DEV) ## speed and memory, as ratios within one run (SCALE=0.1 for a quick look)
	$(BIN)/python -m bench $(if $(SCALE),--scale $(SCALE))

docs: $(DEV) ## the reference pages, from the declarations, and a site to browse and search them: site/index.html
	$(BIN)/python -m reference docs
	$(BIN)/mkdocs build --quiet

sbom: $(DEV) ## the bill of materials (CycloneDX) of what is shipped, sbom.json, and the page of licences
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible --output-file sbom.json
	$(BIN)/python -m tests.supply

lock: $(DEV) ## the lock files, from pyproject.toml
	$(COMPILE) --build-deps-for editable --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra dev --extra test --extra docs --extra mutate --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Cadran needs Python 3.11 or later: $(PYTHON) is older. Set PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ command -v apt-get >/dev/null && apt-get update -q && apt-get install -y -q python3-venv; } || \
		{ echo "Python's venv module is missing: install the package python3-venv and try again."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(READY): requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock $(READY)
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(BROWSER): | $(VENV)/bin/python
	@command -v chromium >/dev/null || \
		{ command -v apt-get >/dev/null && apt-get update -q && apt-get install -y -q chromium; } || \
		{ echo "The browser tests need Chromium: install the package chromium and try again."; exit 1; }
	@touch $@

$(STRACE): | $(VENV)/bin/python
	@command -v strace >/dev/null || \
		{ command -v apt-get >/dev/null && apt-get update -q && apt-get install -y -q strace; } || \
		{ echo "The tests of power cuts need strace: install the package strace and try again."; exit 1; }
	@touch $@

clean:
	rm -rf $(VENV) $(DATA) site mutants
