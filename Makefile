# Every target sets up what it needs; nothing has to be done by hand before it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# WHEELS=dir installs from a folder of wheels, for machines without a package registry.
PIP_FROM := $(if $(WHEELS),--no-index --find-links $(WHEELS),)
# What was installed is compiled on every processor at once, and without the tests that packages bring along.
COMPILE := $(BIN)/python -m compileall -q -j 0 -x '/tests?/' $(VENV)/lib > /dev/null || true
DEPS := $(PYTHON) -c "import tomllib,sys; p=tomllib.load(open('pyproject.toml','rb'))['project']; print('\n'.join(p['dependencies']+sum((p['optional-dependencies'][x] for x in sys.argv[1:]),[])))"
EXTRA := $(PYTHON) -c "import tomllib,sys; p=tomllib.load(open('pyproject.toml','rb'))['project']; print('\n'.join(p['optional-dependencies'][sys.argv[1]]))"

.PHONY: setup setup-test test demo crawl browse bench bench-archive bench-crawl bench-extract bench-attribute bench-dedup

setup: $(VENV)/.compiled
setup-test: $(VENV)/.ready-test $(VENV)/.compiled

$(VENV)/.ready: constraints.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(DEPS) compile > $(VENV)/requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile $(PIP_FROM) -c constraints.txt -r $(VENV)/requirements.txt \
		|| { echo "make setup: a package could not be installed (see above). Without a registry: make $(MAKECMDGOALS) WHEELS=folder-of-wheels"; exit 1; }
	@$(COMPILE)
	@touch $@

# Reading pages, compiled; where there is no C compiler it says so, and the interpreted modules do the work.
$(VENV)/.compiled: $(VENV)/.ready $(wildcard pipelines/extract/kernels/*.p*)
	@$(BIN)/python -m scripts.build_kernels
	@touch $@

$(VENV)/.ready-test: $(VENV)/.ready
	@$(DEPS) compile test > $(VENV)/requirements-test.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile $(PIP_FROM) -c constraints.txt -r $(VENV)/requirements-test.txt
	@$(COMPILE)
	@touch $@

# Formatter, linter, types, import contracts, tests. Hundreds of processes are started: each module is compiled once.
test: export PYTHONDONTWRITEBYTECODE :=
test: setup-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist worksteal

# Speed and quality against peers measured in the same run; each prints its inputs and ratios.
bench: bench-archive bench-crawl bench-extract bench-attribute bench-dedup
bench-archive: setup-test
	$(BIN)/python bench/bench_archive_write.py
	$(BIN)/python bench/bench_archive_read.py
	$(BIN)/python bench/bench_replay.py --pages 100
bench-crawl: setup-test
	$(BIN)/python bench/bench_crawl.py
	$(BIN)/python bench/bench_refill.py
	$(BIN)/python bench/bench_restate.py
bench-extract: setup-test
	$(BIN)/python -m bench.bench_extract
bench-attribute: setup-test
	$(BIN)/python bench/bench_attribute.py
bench-dedup: setup-test
	$(BIN)/python bench/bench_dedup.py

# The main job on an embedded newsroom: crawl, archive, clean, find the wire copies, replay to the same bytes.
DATA ?= data/demo
demo: setup
	@$(BIN)/python -m crawler.demo $(DATA)

# A live crawl: make crawl SOURCES=moscow_times,rt DATA=data CONTACT=you@example.org
crawl: DATA := $(if $(filter command line,$(origin DATA)),$(DATA),data)
crawl: setup
	$(BIN)/scrapy crawl news $(if $(SOURCES),-a sources=$(SOURCES)) -s WIRECOPY_DATA=$(DATA) $(if $(CONTACT),-s WIRECOPY_CONTACT=$(CONTACT))

# The archive in a browser: make browse DATA=data. pywb wants older packages than ours, so it gets a virtual environment of its own.
BROWSE := .venv-browse
$(BROWSE)/.ready: constraints-browse.txt pyproject.toml
	@test -x $(BROWSE)/bin/python || $(PYTHON) -m venv $(BROWSE)
	@$(EXTRA) browse > $(BROWSE)/requirements.txt
	@$(BROWSE)/bin/python -m pip install --quiet --disable-pip-version-check $(PIP_FROM) -c constraints-browse.txt -r $(BROWSE)/requirements.txt \
		|| { echo "make browse: pywb could not be installed (see above). Without a registry: make browse WHEELS=folder-of-wheels"; exit 1; }
	@touch $@
browse: setup $(BROWSE)/.ready
	@$(BIN)/scrapy browse -s WIRECOPY_DATA=$(DATA) $(if $(PORT),--port $(PORT))
