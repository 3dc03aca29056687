# Everything a developer types. Each target prepares what it needs first.
PORT ?= 8000

.PHONY: help setup demo serve test test-peers test-year bench check fix pictures messages

help:         ## list of targets
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/'

setup:        ## prepare the environment (.venv) to run OsteoPRO
	@scripts/setup.sh

demo: setup   ## a synthetic clinic on 127.0.0.1 (PORT=8000) with a way in for every role
	@.venv/bin/osteopro demo --port $(PORT)

serve: setup  ## the production server; settings come from the environment
	@.venv/bin/osteopro serve

check:        ## lint, format, types, import contracts
	@scripts/setup.sh dev
	@scripts/check.sh

fix:          ## repair lint and format where a tool can
	@scripts/setup.sh dev
	@.venv/bin/ruff check --fix --quiet . && .venv/bin/ruff format --quiet .

test:         ## everything CI checks
	@scripts/setup.sh dev
	@scripts/system_packages.sh
	@scripts/test.sh

test-peers:   ## what is too slow for every change: each page at every width in both languages
	@scripts/setup.sh dev
	@scripts/system_packages.sh
	@OSTEOPRO_ALL_SIZES=1 .venv/bin/python -m pytest -q -n 2 tests/browser

test-year:    ## a year of due work with killed workers against a plain calculation
	@scripts/setup.sh dev
	@.venv/bin/python -m tests.year

bench:        ## ratios into var/bench.json and a table
	@scripts/setup.sh dev
	@.venv/bin/python -m bench

pictures:     ## take the README's pictures anew
	@scripts/setup.sh dev
	@OSTEOPRO_PICTURES=1 .venv/bin/python -m pytest -q tests/browser/story -k zh

messages:     ## add new texts to the message catalogues, empty, for translation
	@scripts/setup.sh dev
	@.venv/bin/python scripts/catalogues.py update
