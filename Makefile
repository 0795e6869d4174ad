# make demo   a sample library and the main job on it (VIDEOS=path uses your own videos)
# make test   the tests
# make check  what must be green before a commit: format, lint, types, floors, tests
# make bench  the promises about speed and quality, measured

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FOLDERS := core data indexer retrieval training cli
VIDEOS ?=
# The official GPU build of faiss is chosen where an NVIDIA driver is present.
FAISS := $(if $(or $(wildcard /proc/driver/nvidia/version),$(shell command -v nvidia-smi 2>/dev/null)),gpu,cpu)

.PHONY: setup demo test check lint tree types floors bench clean

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$(FAISS),demo,dev,whisper]'
	touch $@

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: lint types floors test

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# The type checker and the import linter see the folders under their import names through a tree of links.
TREE ?= build/tree
tree:
	rm -rf $(TREE) && mkdir -p $(TREE)
	cp -rs $(CURDIR)/core $(TREE)/vsearch
	for folder in $(filter-out core,$(FOLDERS)); do cp -rs $(CURDIR)/$$folder $(TREE)/vsearch/$$folder; done

types: setup tree
	MYPYPATH=$(TREE) $(BIN)/mypy -p vsearch

floors: setup tree
	PYTHONPATH=$(TREE) $(BIN)/lint-imports

bench: setup
	$(BIN)/python -m bench

clean:
	rm -rf build $(VENV)
