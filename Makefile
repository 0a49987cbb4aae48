# make run   install, load the sample library, open the dashboard
# make test  install, bring a browser and LibreOffice, run every check
# make fuzz  install, break valid files of every format in 10,000 ways and read them (CASES=n for another number)
# Needs Python 3.11 or newer, git, make and a network to the package registries; all else is brought here.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
LIBRARY := data/documents data/milestones.csv

.PHONY: run install test fuzz install-dev programs lock clean

run: install
	@$(BIN)/python -m loaders load $(LIBRARY)
	@$(BIN)/python -m dashboard

install: $(VENV)/runtime.stamp

install-dev: $(VENV)/dev.stamp

test: install install-dev programs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist loadfile

CASES := 10000

fuzz: install-dev
	FUZZ_CASES=$(CASES) $(BIN)/pytest tests/loaders/test_fuzz.py

$(BIN)/uv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found. Install it, or name it: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/runtime.stamp: requirements.txt | $(BIN)/uv
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt | $(BIN)/uv
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -r requirements-dev.txt
	@touch $@

programs:
	@sh tests/find_programs.sh

# The locks name versions only, never an address of a registry.
lock: | $(BIN)/uv
	$(BIN)/uv pip compile --quiet pyproject.toml -o requirements.txt --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header
	$(BIN)/uv pip compile --quiet pyproject.toml --extra dev -c requirements.txt -o requirements-dev.txt --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header

clean:
	rm -rf $(VENV) store .mypy_cache .ruff_cache .pytest_cache .hypothesis
