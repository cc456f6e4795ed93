# 掌柜 Zhanggui. Needs Python >= 3.11 with venv, and make; nothing else.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS   ?=

.PHONY: run test lint coverage bench clean lock

run: $(VENV)/run.stamp  ## install what is missing, then open the demo shop
	@exec $(BIN)/zhanggui demo $(ARGS)

test: lint  ## lint, types, import contracts, tests
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

coverage: $(VENV)/dev.stamp  ## the tests again, with the lines nobody walked
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report=term-missing $(ARGS)

bench: $(VENV)/bench.stamp  ## the figures of docs/performance.md, beside their rivals
	$(BIN)/python -m tests.bench $(ARGS)

clean:  ## remove what was built; var/ (the shop's data) stays
	rm -rf $(VENV) dist build .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find bot persona tagging tests -name __pycache__ -prune -exec rm -rf {} +

lock:  ## resolve the pinned requirements again (needs uv)
	uv pip compile $(LOCK) pyproject.toml -o requirements.lock
	uv pip compile $(LOCK) pyproject.toml $(EXTRAS) --group dev -o requirements-dev.lock
	uv pip compile $(LOCK) --group bench -c requirements-dev.lock -o requirements-bench.lock
	uv pip compile $(LOCK) --group build --no-emit-package django --no-emit-package asgiref \
	  --no-emit-package sqlparse --no-emit-package tzdata -o requirements-build.lock

EXTRAS := --extra bulk --extra cluster --extra insight --extra postgres
LOCK := --quiet --universal --generate-hashes --no-annotate --no-header --no-emit-find-links \
        --python-version 3.11

# Wheels that exist only as sources (jieba) are built with the locked setuptools, not a fresh one.
INSTALL := $(PIP) install --require-hashes --no-deps --no-build-isolation

$(VENV)/build.stamp: requirements-build.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "zhanggui needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) -r requirements-build.lock
	@touch $@

$(VENV)/run.stamp: requirements.lock pyproject.toml hatch_build.py $(VENV)/build.stamp
	$(INSTALL) -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(INSTALL) -r requirements-dev.lock
	@touch $@

$(VENV)/bench.stamp: requirements-bench.lock $(VENV)/dev.stamp
	$(INSTALL) -r requirements-bench.lock
	@touch $@
