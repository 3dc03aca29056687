#!/bin/sh
# Prepare .venv: `setup.sh` to run OsteoPRO, `setup.sh dev` to develop and test it as well.
# Does only what is not done yet, so every make target can call it first.
set -eu
cd "$(dirname "$0")/.."

case "${1:-run}" in
    run) requirements=requirements.txt ;;
    dev) requirements=requirements-dev.txt ;;
    *) echo "usage: scripts/setup.sh [run|dev]" >&2; exit 2 ;;
esac

fail() {
    echo "setup: $1" >&2
    exit 1
}

python=${PYTHON:-python3}

make_environment() {
    command -v "$python" >/dev/null || fail "Python 3.11 or newer is missing: install python3."
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "Python 3.11 or newer is needed, $("$python" --version) is too old: set PYTHON=/path/to/python3.11."
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null && [ "$(id -u)" = 0 ] &&
        command -v apt-get >/dev/null; then
        scripts/apt_install.sh python3-venv
    fi
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        "$python" -m venv --clear .venv
    elif "$python" -m virtualenv --version >/dev/null 2>&1; then
        "$python" -m virtualenv --quiet --clear .venv
    else
        fail "Python cannot make an environment: run 'sudo apt-get install python3-venv', then the same command again."
    fi
}

# A stamp holds the hash of what was installed; the developer's set contains the other one.
hash_of() { sha256sum "$1" | cut -d ' ' -f 1; }
stamp=.venv/.installed-$requirements
installed() { [ "$(cat "$1" 2>/dev/null)" = "$(hash_of "$2")" ]; }

.venv/bin/python -c '' 2>/dev/null || make_environment

if ! installed "$stamp" "$requirements"; then
    echo "Installing $(grep -c '^[a-z].*==' "$requirements") pinned packages (a minute or two the first time) ..."
    rm -f "$stamp"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input \
        --require-hashes -r "$requirements"
    hash_of "$requirements" >"$stamp"
    [ "$requirements" = requirements.txt ] || hash_of requirements.txt >.venv/.installed-requirements.txt
fi

if ! installed .venv/.installed-project pyproject.toml; then
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input \
        --no-deps --no-build-isolation --no-index --editable .
    hash_of pyproject.toml >.venv/.installed-project
fi

.venv/bin/python scripts/catalogues.py compile
