PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: client completions serve test quick quick-tests newest lint types suite coverage bench release sbom lock pages node chromium clean

serve: $(VENV)/.serve-ready
	$(BIN)/nnx-judge serve

# At once: types are checked by one process only.
test: $(VENV)/.test-ready frontend/node_modules/.ready client-js/node_modules/.ready | chromium
	@$(MAKE) --no-print-directory --jobs=2 lint types suite

# In some 90 seconds: the tests that start no judge, no server, no browser and no PostgreSQL, without
# the subjects whose tests store most; run those of the subject that you change beside it.
STARTS := KeyedServer|\bJudge\(|: Judge\b|subprocess|run_script|Server\(|Sandbox\(|multiprocessing|postgresql|start_judge
quick: $(VENV)/.test-ready frontend/node_modules/.ready client-js/node_modules/.ready
	@$(MAKE) --no-print-directory --jobs=2 lint types quick-tests

quick-tests: $(VENV)/.test-ready
	$(BIN)/pytest $$(grep --recursive --files-without-match --extended-regexp '$(STARTS)' \
	  --include='test_*.py' tests/app tests/client tests/graders | grep --invert-match --extended-regexp \
	  -e '/test_(real_|author|generated|connection_limits|pages)|/cli/test_submit' \
	  -e '/(assignments|editorials|lti|mistakes|monitoring|oidc|problems|reviews|runs|statistics|track)/')

# What depends on the versions of Python, JAX and Flax, for a second environment. What is wrong by its
# arithmetic is so with all of them:
# make newest VENV=.venv-newest PYTHON=python3.13
newest: $(VENV)/.test-ready
	$(BIN)/pytest tests/graders/sandbox tests/graders/execution tests/graders/test_judge*.py \
	  tests/reference tests/app/test_real_judge.py --right-examples-only

lint: $(VENV)/.test-ready frontend/node_modules/.ready client-js/node_modules/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/typos
	npm run --prefix frontend --silent lint
	npm run --prefix client-js --silent lint

types: $(VENV)/.test-ready
	$(BIN)/mypy

suite: $(VENV)/.test-ready
	$(BIN)/pytest

# Apart from `make test`, which it makes take half as long again.
coverage: $(VENV)/.test-ready frontend/node_modules/.ready client-js/node_modules/.ready | chromium
	$(BIN)/pytest --cov --cov-report=term

bench: $(VENV)/.serve-ready
	$(BIN)/nnx-judge bench

# A wheel and an sdist in dist/, tried in an empty environment: needs a package index.
release: $(VENV)/.test-ready
	$(BIN)/python -m tests.installed

# What an installation or an image contains of others, by name, version and hash, in CycloneDX's
# format: needs `uv`, a network and nothing else.
sbom:
	mkdir -p dist
	uv tool run --from cyclonedx-bom cyclonedx-py requirements requirements.txt --pyproject pyproject.toml \
	  --output-reproducible --output-format JSON --output-file dist/sbom.json

# Each stamp is newer than the lock file that it was made from, so a changed lock installs again.
$(VENV)/.serve-ready: requirements.txt pyproject.toml client/pyproject.toml | $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e ./client -e .
	touch $@

$(VENV)/.test-ready: requirements-test.txt $(VENV)/.serve-ready
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-test.txt
	touch $@

# Without scripts: esbuild brings its program as a package.
%/node_modules/.ready: %/package-lock.json | node
	npm ci --prefix $* --ignore-scripts --silent
	touch $@

# The pages' bundle, which is committed: whoever runs the judge needs no Node.
pages: frontend/node_modules/.ready
	npm run --prefix frontend --silent build

# The names that the editor completes, from the installed libraries; committed too.
completions: $(VENV)/.test-ready
	$(BIN)/python -m tests.app.web.completions

# What follows from the OpenAPI document, and the sync half of the Python client; committed too.
client: $(VENV)/.test-ready client-js/node_modules/.ready
	$(BIN)/python -m tests.client.generate

# Debian's packages, for tests only: installed where that can be done, else asked for.

node:
	@command -v npm > /dev/null || $(call debian,nodejs npm)

chromium:
	@command -v chromium-headless-shell > /dev/null \
	  || { [ "$$(id -u)" != 0 ] && command -v chromium > /dev/null; } \
	  || ( $(call debian,chromium-headless-shell) ) || command -v chromium > /dev/null

debian = if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; \
	  then apt-get update --quiet=2 && apt-get install --yes --quiet=2 --no-install-recommends $(1); \
	  else echo "$(1) is needed: apt-get install $(1)" >&2; exit 1; fi

$(VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# Newest releases that serve every supported Python; the files name packages and hashes, no index.
lock:
	uv pip compile pyproject.toml --group build --python-version 3.11 --universal --generate-hashes \
	  --no-header --no-annotate --no-emit-package nnx-judge-client --upgrade --output-file requirements.txt
	uv pip compile pyproject.toml --group build --group test --python-version 3.11 --universal --generate-hashes \
	  --no-header --no-annotate --no-emit-package nnx-judge-client --constraint requirements.txt --output-file requirements-test.txt

clean:
	rm -rf $(VENV)
