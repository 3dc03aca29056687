#!/bin/sh
# Every check, the cheapest first; stops at the first suite that fails.
set -eu
cd "$(dirname "$0")/.."

data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
export OSTEOPRO_DATA="$data"

say() { printf '\n== %s\n' "$1"; }
suite() { .venv/bin/python -m pytest -q -p no:cacheprovider "$@"; }
on_postgres() { python3 scripts/with_postgres.py .venv/bin/python -m pytest -q -p no:cacheprovider "$@"; }

say "lint, format, types, import contracts"
scripts/check.sh

say "pure tests and architecture"
suite -n 2 tests/unit tests/architecture

say "database tests on SQLite"
suite -n 2 tests/integration

say "database tests on PostgreSQL"
on_postgres -n 2 tests/integration

say "browser journeys"
suite -n 2 --dist loadfile tests/browser

say "crash tests"
suite tests/crash

say "crash tests on PostgreSQL"
on_postgres tests/crash
