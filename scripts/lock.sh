#!/bin/sh
# Pin every package with hashes: requirements.txt to run, requirements-dev.txt to develop and test.
# Run after a change of the dependencies in pyproject.toml; add --upgrade for newer releases.
set -eu
cd "$(dirname "$0")/.."

# Names no package index: whoever installs decides where packages come from, the hashes what they are.
lock() {
    CUSTOM_COMPILE_COMMAND=scripts/lock.sh .venv/bin/pip-compile --quiet --generate-hashes \
        --strip-extras --allow-unsafe --build-deps-for wheel \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links "$@" pyproject.toml
}

lock --output-file requirements.txt "$@"
lock --extra dev --constraint requirements.txt --output-file requirements-dev.txt "$@"
