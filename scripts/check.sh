#!/bin/sh
# What can be said about the code without running it. Shows every finding, then fails.
set -u
cd "$(dirname "$0")/.."
failed=0
.venv/bin/ruff check --quiet . || failed=1
.venv/bin/ruff format --check --quiet . || { echo "ruff format: run 'make fix'"; failed=1; }
.venv/bin/mypy || failed=1
.venv/bin/lint-imports --no-logo || failed=1
exit $failed
