# Quayside. `make run` serves the demo port, `make test` runs the tests; both set themselves up.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SOURCES := app core llm agent knowledge tools governance store api models bench tests

export HF_HUB_OFFLINE := 1
export CMAKE_BUILD_PARALLEL_LEVEL ?= $(shell nproc 2>/dev/null || echo 2)

.PHONY: setup run demo test check format bench bench-engine soak evaluate clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@echo "==> Quayside: setting up $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info[:2] == (3, 11) else "Quayside needs Python 3.11: make PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "==> installing libraries, PyTorch first"
	@$(BIN)/pip install --quiet --upgrade pip
	@$(BIN)/pip install --quiet "$$(grep '^torch==' requirements.lock)"
	@echo "==> installing llama-cpp-python; the first time llama.cpp is compiled (about 6 minutes on two cores)"
	@$(BIN)/pip install --quiet "$$(grep '^llama_cpp_python==' requirements.lock)"
	@echo "==> installing the rest"
	@$(BIN)/pip install --quiet --requirement requirements.lock
	@$(BIN)/pip install --quiet --no-deps --editable .
	@touch $@
	@echo "==> ready"

run: setup
	@$(BIN)/quayside serve

demo: setup
	@$(BIN)/quayside demo

test: setup
	@$(BIN)/python -m pytest

check: setup
	@echo "==> format";  $(BIN)/ruff format --check --quiet .
	@echo "==> lint";    $(BIN)/ruff check --quiet .
	@echo "==> types";   $(BIN)/mypy $(SOURCES)
	@echo "==> imports"; $(BIN)/lint-imports
	@echo "==> docs";    $(BIN)/python -m pytest tests/docs

format: setup
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

bench: setup
	@$(BIN)/python -m bench.turns

# Against llama-cpp-python's server and llama.cpp's own, which it builds: over an hour on two quiet cores.
bench-engine: setup
	@$(BIN)/pip install --quiet --constraint requirements.lock --editable ".[bench]"
	@$(BIN)/python -m bench.engine $(BENCH)

soak: setup
	@$(BIN)/python -m bench.soak

evaluate: setup
	@$(BIN)/quayside eval --port demo/port evals/demo.jsonl

clean:
	rm -rf $(VENV) .data .cache build *.egg-info
