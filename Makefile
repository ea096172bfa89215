# Two commands do everything on a machine that has Python 3.11 and make: `make demo` and `make check`.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1

.DEFAULT_GOAL := help
.PHONY: help demo check format accuracy bench lock docs clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(VENV)/.run  ## set up, and do the main job on the built-in demo council
	$(BIN)/ratsgraph demo

check: $(VENV)/.dev  ## everything that must hold: format, lint, types, import contracts, tests, accuracy
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist loadfile
	$(BIN)/python -m tools.accuracy --check

format: $(VENV)/.dev  ## write the code as the formatter wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

accuracy: $(VENV)/.dev  ## measure how well documents are read, and write it down (needs ../shared)
	$(BIN)/python -m tools.accuracy

bench: $(VENV)/.dev  ## measure speed and memory (needs ../shared)
	$(BIN)/python -m tools.bench
	$(BIN)/python -m tools.bench_harvest

docs: $(VENV)/.dev  ## write the generated pages and the root data package again
	$(BIN)/python tools/generate.py

lock: $(VENV)/.dev  ## lock the versions again
	$(BIN)/uv pip compile -q pyproject.toml --extra ocr --generate-hashes --no-header -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --extra ocr --extra cluster --generate-hashes --no-header -o requirements-cluster.lock
	$(BIN)/uv pip compile -q pyproject.toml --extra ocr --extra cluster --group dev --generate-hashes --no-header -o requirements-dev.lock

clean:  ## remove what was made here
	rm -rf $(VENV) data output/demo output/.releases/demo output/catalog.*

$(VENV)/.run: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	touch $@
