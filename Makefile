PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: serve test bench lock clean

serve: $(VENV)/.serve-ready
	$(BIN)/nnx-judge serve

test: $(VENV)/.test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

bench: $(VENV)/.serve-ready
	$(BIN)/nnx-judge bench

# Each stamp is newer than the lock file that it was made from, so a changed lock installs again.
$(VENV)/.serve-ready: requirements.txt pyproject.toml | $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.test-ready: requirements-test.txt $(VENV)/.serve-ready
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-test.txt
	touch $@

$(VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# Newest releases that serve every supported Python; the files name packages and hashes, no index.
lock:
	uv pip compile pyproject.toml --group build --python-version 3.11 --universal --generate-hashes \
	  --no-header --no-annotate --upgrade --output-file requirements.txt
	uv pip compile pyproject.toml --group build --group test --python-version 3.11 --universal --generate-hashes \
	  --no-header --no-annotate --constraint requirements.txt --output-file requirements-test.txt

clean:
	rm -rf $(VENV)
