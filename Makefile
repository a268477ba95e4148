# make demo: set up, triage the samples, print the path of the report.   make test: set up, run all tests.
# make test T=tests/mail: one room, or T='tests/records/test_records.py -k quoted'.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# What is made first is needed by what follows, on a fresh machine.
.NOTPARALLEL:
.PHONY: demo test check bench fuzz clean setup format golden docs package programs matrix

demo: $(READY)
	@# The samples hold a file that OME refuses, and a damaged bundle: exit code 1 says so and is expected here.
	@$(BIN)/omelog chain check samples/certificates/one-blocker.pem || test $$? -eq 1
	@$(BIN)/omelog triage samples -o omelog-report || test $$? -eq 1

test: programs $(READY)
	$(BIN)/pytest -n auto $(T)

# Beyond Python: Chromium, a mail server and the like. Installed as root with apt, else named.
programs:
	@$(PYTHON) tools/system-packages

check: $(READY)
	$(BIN)/python tools/tree.py
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python docs/generate.py --check
	$(BIN)/omelog causes lint
	$(BIN)/omelog causes test

# In an environment of its own, as users have it: with the extras, pandas imports pyarrow too.
bench: $(READY)
	$(PYTHON) -m venv build/bench
	build/bench/bin/python -m pip install --quiet --constraint constraints.txt .
	build/bench/bin/python bench/run.py
	build/bench/bin/python bench/batch.py
	$(BIN)/python bench/render.py
	$(BIN)/python bench/chain.py

# The fuzz targets, ten minutes each; the tests run them for a short, fixed count.
fuzz: $(READY)
	mkdir -p build/fuzz && cp samples/*.zip samples/*.txt build/fuzz
	$(BIN)/python tests/fuzz/fuzz_records.py -max_total_time=600 build/fuzz
	$(BIN)/python tests/fuzz/fuzz_archives.py -max_total_time=600 build/fuzz
	$(BIN)/python tests/fuzz/fuzz_chain.py -max_total_time=600 build/fuzz

# The suite on each Python that is here, and with the oldest and newest versions of what omelog depends on: hours.
# One row, or some tests alone: make matrix ROWS='lowest -- -k mail'
matrix: programs $(READY)
	$(BIN)/python tools/matrix.py $(ROWS)

# Install the wheel into an environment that has nothing else, and run it from another folder.
package: $(READY)
	rm -rf build/package && mkdir -p build/package/elsewhere
	$(BIN)/python -m build --wheel --no-isolation --outdir build/package .
	$(PYTHON) -m venv build/package/venv
	build/package/venv/bin/python -m pip install --quiet --constraint constraints.txt build/package/*.whl
	cd build/package/elsewhere && ../venv/bin/omelog triage ../../../samples/one-blocker.zip
	test -s build/package/elsewhere/omelog-report/report.html

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(READY)
	$(BIN)/pytest -n 0 tests/report/test_golden.py tests/house/test_texts.py --update-golden

docs: $(READY)
	$(BIN)/python docs/generate.py

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build dist omelog-report .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
