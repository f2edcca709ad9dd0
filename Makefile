# Everything is set up by these: `make chat` opens the program, `make test` passes its tests.
# Tests come in three sizes: test-fast for every save, test for every change, test-long for every
# style that is to ship.
PYTHON ?= python3
BIN := .venv/bin
# Files of tests run side by side, in the order of tests/conftest.py; each process that trains takes
# a GiB of memory.
PYTEST := $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 \
	--dist loadfile --no-loadscope-reorder
READY := .venv/ready
# Tests start the program many times; without its .pyc files each start would compile it anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: chat test test-fast test-long bench bench-smoke check setup format

chat: $(READY)
	@$(BIN)/pastiche

test: $(READY)
	@$(PYTEST)

test-fast: $(READY)
	@$(PYTEST) --ignore tests/training --ignore tests/measures --ignore tests/test_whole_way.py \
		-m 'not (terminal or program or slow or long)' --hypothesis-profile fast \
		--maxprocesses 2

test-long: $(READY)
	@$(PYTEST) -m '' --hypothesis-profile long

# Speed beside other tools and limits; needs ten quiet minutes, the first time more.
bench: $(READY)
	@$(BIN)/python benchmarks/bench.py --json docs/benchmarks.json
	@$(BIN)/python docs/benchmarks_page.py

# Every benchmark in its smallest size, so that none of them rots; the figures mean nothing.
bench-smoke: $(READY)
	@for script in $(filter-out benchmarks/sample_%.py,$(wildcard benchmarks/*.py)); do \
		echo "== $$script"; $(BIN)/python $$script --smoke || exit 1; done

check: $(READY)
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy

format: $(READY)
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

setup: $(READY)
	@:

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
		|| { echo "Pastiche needs Python 3.11 to 3.13: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up .venv, once; most of it is TensorFlow."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[train,dev]'
	@touch $@
