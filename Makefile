# Everything runs in .venv, made here with plain python3 and pip from locked, hashed requirements.
PYTHON ?= python3
BIN := .venv/bin
IMAGES ?=
PORT ?=
DATA ?= ../shared/data
WORK ?= ../mini
SHARE ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint unit serve elasticsearch bench accept mini texts lock clean

help:  ## List the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

.venv/pyvenv.cfg:
	$(PYTHON) -m venv .venv

.venv/base: requirements/base.txt requirements/build.txt pyproject.toml | .venv/pyvenv.cfg
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/base.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/build.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements/dev.txt .venv/base
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/dev.txt
	@touch $@

demo: .venv/base  ## A drawn sample to search at once, or a folder of yours: make demo IMAGES=DIR
	$(BIN)/lookalike demo $(if $(IMAGES),--images "$(IMAGES)") $(if $(PORT),--port $(PORT))

serve: .venv/base  ## Serve what is indexed
	$(BIN)/lookalike serve $(if $(PORT),--port $(PORT))

test: lint unit  ## ruff, mypy, import-linter, pytest

lint: .venv/dev  ## ruff, mypy --strict, the floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: .venv/dev  ## pytest alone
	$(BIN)/python -m pytest

elasticsearch: .venv/dev  ## A real Elasticsearch from jars, on 127.0.0.1:9200, until Ctrl-C
	$(BIN)/python tests/elasticsearch/local_server.py --port 9200

bench: .venv/dev  ## The benchmarks, as ratios measured side by side
	@for script in bench/[a-z]*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

accept: .venv/dev  ## Every promise: figure, command, PASS or MISS
	$(BIN)/python -m accept

mini: .venv/dev  ## Train the encoder that ships again, hours: make mini DATA=DIR WORK=DIR; killed it goes on
	HF_HUB_OFFLINE=1 $(BIN)/python -m lookalike.training.mini $(DATA) $(WORK) $(SHARE)

texts: .venv/dev  ## Bring the catalogues of translations up to date with the sources
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ --no-location --sort-output --width 100 -o .venv/lookalike.pot lookalike ingest webapp templates
	$(BIN)/pybabel -q update -N --ignore-obsolete --ignore-pot-creation-date --width 100 -i .venv/lookalike.pot -d lookalike/locale -D lookalike
	$(BIN)/pybabel -q compile -d lookalike/locale -D lookalike

lock:  ## Lock the requirements again (needs uv)
	@for extra in base evaluate train deep mini; do \
		uv export --quiet --no-header --no-emit-project --format requirements-txt \
			$$(test $$extra = base || echo --extra $$extra) --output-file requirements/$$extra.txt >/dev/null; \
	done
	@uv export --quiet --no-header --no-emit-project --format requirements-txt --all-extras \
		--output-file requirements/dev.txt >/dev/null
	@printf "hatchling==1.33.0\neditables\n" | uv pip compile --quiet --no-header --generate-hashes --universal --python-version 3.11 --output-file requirements/build.txt - >/dev/null

clean:  ## Remove .venv and every cache of the tools
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache tests/elasticsearch/server/target
