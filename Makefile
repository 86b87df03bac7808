# Two commands matter: `make run` and `make test`. Each prepares what it needs and does nothing twice.
PORT ?= 8000
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check coverage lint bench fuzz shots requirements clean

run: $(VENV)/.run .env
	@sh scripts/system-libraries.sh run
	@PORT=$(PORT) sh scripts/serve.sh

test: $(VENV)/.dev
	@sh scripts/system-libraries.sh test
	@sh scripts/test.sh

# Before each commit, in less than a minute and a half: linters, types and the fast tests.
check: lint
	@sh scripts/check.sh

# Lines and branches by package, on SQLite and without a browser; ends with 1 where too few of them ran.
coverage: $(VENV)/.dev
	@sh scripts/system-libraries.sh test
	@sh scripts/coverage.sh

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m mypy
	$(BIN)/djlint templates --lint --quiet
	find templates -name "*.html" -exec $(BIN)/djade --check --target-version 5.2 {} +

bench: $(VENV)/.dev
	@sh scripts/system-libraries.sh test
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench_reports
	@$(BIN)/python -m tests.bench_saving
	@scripts/with-postgresql.sh $(BIN)/python -m tests.bench_saving

# At least 10,000 distinct inputs on each database, in 5 minutes at most.
fuzz: $(VENV)/.dev
	@sh scripts/system-libraries.sh test
	@sh scripts/fuzz.sh

shots: $(VENV)/.dev
	@sh scripts/system-libraries.sh test
	@$(BIN)/python -m tests.browser.shots docs/screenshots

# Pins with hashes, made from pyproject.toml. Needs uv (pip install uv).
requirements:
	uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --python-version 3.11 pyproject.toml -o requirements.txt
	uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --python-version 3.11 --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt

$(VENV)/bin/python:
	@PYTHON=$(PYTHON) VENV=$(VENV) sh scripts/virtual-environment.sh

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.run

.env:
	@sh scripts/local-settings.sh > .env

clean:
	rm -rf $(VENV) var .env
