#!/bin/sh
# What the tests need besides Python: a browser, Chinese letters and PostgreSQL's programs.
set -eu
cd "$(dirname "$0")/.."

missing=
command -v chromium >/dev/null || missing="$missing chromium"
[ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ] || missing="$missing fontconfig fonts-noto-cjk"
# What lays out PDFs wants these libraries.
.venv/bin/python -c 'import weasyprint' >/dev/null 2>&1 ||
    missing="$missing libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# The driver inside the playwright package is a program that wants this library.
.venv/bin/python -m playwright --version >/dev/null 2>&1 || missing="$missing libatomic1"
python3 scripts/with_postgres.py --find >/dev/null 2>&1 || missing="$missing postgresql"

[ -z "$missing" ] || scripts/apt_install.sh $missing
