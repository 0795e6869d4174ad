# make demo   a sample library and the main job on it (VIDEOS=path uses your own videos)
# make serve  the same library in a browser
# make setup  everything, torch and what only tests need too; demo and serve need less
# make test   the tests that are quick
# make cluster-test  several machines: a real Ray, Milvus and object storage, fetched, started and ended
# make check  what must be green before a commit: format, lint, types, floors, all tests
# make page   the web page built anew from web/page (needs Node 20; nobody else does); make pictures: the README's of it
# make fuzz   a hundred thousand damaged libraries, in about two hours
# make bench  the promises about speed and quality, measured

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What a test process has compiled, the next one reads.
export PYTHONDONTWRITEBYTECODE :=
FOLDERS := core data media indexer retrieval training cluster cli web
VIDEOS ?=
# The official GPU build of faiss is chosen where an NVIDIA driver is present.
FAISS := $(if $(or $(wildcard /proc/driver/nvidia/version),$(shell command -v nvidia-smi 2>/dev/null)),gpu,cpu)

.PHONY: setup base demo serve test slow cluster-test ray-test server-test fuzz browser browse pictures check page page-check style lint tree types floors openapi bench clean

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[$(FAISS),cloud,cluster,decord,demo,dev,models,screen,web,whisper]'
	$(BIN)/python -m compileall -q $(FOLDERS)  # as pip does for packages that are not editable: each start is quicker
	touch $@

# Enough to index, search, be shown something and serve it: no torch, a sixth of what everything takes.
base: $(VENV)/.base

$(VENV)/.base: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[$(FAISS),demo,screen,web]'
	$(BIN)/python -m compileall -q $(FOLDERS)
	touch $@

demo: $(if $(wildcard $(VENV)/.ready),setup,base)
	$(BIN)/vsearch demo $(VIDEOS)

serve: $(if $(wildcard $(VENV)/.ready),setup,base)
	test -f demo/library/library.json || $(BIN)/vsearch demo
	$(BIN)/vsearch serve --open --library demo/library

test: setup browser
	$(BIN)/python -m pytest -n 2 -m "not slow and not browser and not cluster"

slow: setup
	$(BIN)/python -m pytest -n 2 -m "slow and not browser and not cluster"

# A Ray of three nodes, a whole Milvus from PyPI in an environment of its own, and Azure's emulator from npm; where one cannot be had, what needs it is
# skipped. The Milvus takes the machine's memory up to 3 GiB, and listens on every address; all end with the tests. Who asks a Ray works, and who
# asks another server waits, so they run beside each other; neither reads the tests that ask for none.
cluster-test: setup build/milvus/.tried build/azurite/.tried
	$(MAKE) --no-print-directory -j 2 -k --output-sync=target ray-test server-test

ray-test:
	$(BIN)/python -m pytest -m cluster tests/cluster/work

server-test:
	$(BIN)/python -m pytest -m cluster $$(grep -rl --include='*.py' --exclude-dir=work 'mark\.cluster' tests)

build/milvus/.tried: constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[cluster]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps milvus-lite==3.2.2 || true
	$(PYTHON) -m venv build/milvus && build/milvus/bin/pip install --quiet --disable-pip-version-check milvus==2.3.5 || true
	mkdir -p build/milvus && touch $@

build/azurite/.tried:
	mkdir -p $(@D)
	! command -v npm > /dev/null || npm install --prefix $(@D) --no-audit --no-fund --silent --fetch-retries 1 --fetch-timeout 60000 azurite@3.37.0 || rm -rf $(@D)/node_modules
	touch $@

# The page in a real browser, at both widths and in both themes; pictures of it go to build/page/.
browse: setup browser
	$(BIN)/python -m pytest -m browser

# The README's pictures of the page, made anew by the test that compares them.
pictures: setup browser
	VSEARCH_PICTURES=1 $(BIN)/python -m pytest -m browser tests/web/page/test_readme_pictures.py

fuzz: setup
	VSEARCH_FUZZ=100000 $(BIN)/python -m pytest -n 2 tests/cli/test_fuzz.py

# The HTML page is tested in a real browser: Debian's, installed where that is possible.
browser:
	@command -v chromium chromium-browser google-chrome > /dev/null || { test "$$(id -u)" = 0 && command -v apt-get > /dev/null \
		&& apt-get update -qq && apt-get install -y -qq chromium > /dev/null 2>&1; } \
		|| echo "There is no Chromium here: the test of the HTML page is skipped."

check: test slow browse style page-check

# The built page lies in the repository, so that Node is needed only to change it.
page:
	cd web/page && npm ci --no-audit --silent && npm run build

# Where Node is, the page must be of the sources beside it, and the sources must pass their own checks once installed.
page-check:
	@command -v node > /dev/null || { echo "There is no Node here: the sources of the page are not checked."; exit 0; }; \
		node web/page/scripts/stamp.mjs --check && { test ! -d web/page/node_modules || npm --prefix web/page run --silent check; }

style: lint types floors

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

# The page's client is generated from this description of the API.
openapi: setup
	$(BIN)/python -m vsearch.web.openapi web/page/openapi.json

bench: setup
	$(BIN)/python -m bench

clean:
	rm -rf build $(VENV)
