# Everything a person types at Pitboss; `make` alone prints the list.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --annotation-style line --custom-compile-command 'make lock' $(ARGS)
JOBS ?= 3

export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help demo run test lint format generated lock bench fuzz chaos

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/run.installed ## Try Pitboss in a browser, with no Slack workspace
	@$(BIN)/python -m bot demo $(ARGS)

run: $(VENV)/run.installed ## Run the bot for a real workspace (settings: PITBOSS_…)
	@$(BIN)/python -m bot run $(ARGS)

test: $(VENV)/dev.installed ## Run the tests (ARGS="-k word", RECORD=DIR keeps what the bot sent, JOBS=3)
	@$(if $(RECORD),mkdir -p '$(RECORD)' && PITBOSS_RECORD='$(abspath $(RECORD))') \
		PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses $(JOBS) --dist worksteal $(ARGS)

chaos: $(VENV)/dev.installed ## Kill bots in the middle of their work, in 200 rounds (ARGS=--short for ten, --seed N)
	@$(BIN)/python -m tests.chaos $(ARGS)

lint: $(VENV)/dev.installed ## Check style, types and who imports whom, in seconds
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(VENV)/dev.installed ## Lay the code out and mend what can be mended
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

generated: $(VENV)/dev.installed ## Write manifest.yml and docs/reference anew, from the code
	@$(BIN)/python -m bot manifest --write
	@$(BIN)/python -m bot reference

lock: $(VENV)/dev.installed ## Write the lock files anew (ARGS=--upgrade takes newer versions)
	@$(COMPILE) --group build --output-file requirements/run.txt
	@$(COMPILE) --group dev --constraints requirements/run.txt --output-file requirements/dev.txt

bench: $(VENV)/dev.installed ## Measure every figure against its baseline (ARGS=--short for minutes)
	@$(BIN)/python -m bench $(ARGS)

fuzz: $(VENV)/dev.installed ## Send 100,000 signed requests of odd shapes to every route (ARGS="NUMBER SEED")
	@$(BIN)/python -m tests.support.fuzzing $(ARGS)

$(VENV)/%.installed: requirements/%.txt pyproject.toml | $(BIN)/python
	@echo 'Installing what requirements/$*.txt names into $(VENV) (once).'
	@$(PIP) install --require-hashes --requirement $<
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(BIN)/python:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
			&& $$python -m venv --prompt pitboss $(VENV); then exit 0; fi; \
	done; \
	rm -rf $(VENV); \
	echo 'Pitboss needs Python 3.11 or newer with its venv and ensurepip modules, and none was found here.' >&2; \
	echo 'On Debian and Ubuntu: apt-get install python3 python3-venv. Elsewhere: make PYTHON=/path/to/python3' >&2; \
	exit 1
