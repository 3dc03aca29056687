"""`python -m bench [--quick] [--on sqlite] [NAME …]`: every figure that a release is judged by.

Both databases are made for the purpose and thrown away. Results: var/bench.json and a table.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import table
from bench.serving import ROOT, environment

sys.path.insert(0, str(ROOT / "scripts"))
from with_postgres import running_server

DATABASES = ("sqlite", "postgresql")
NAMES = ("pure", "pages", "visit", "coding", "worklist", "waiting", "due", "accept")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a look in under a minute")
    parser.add_argument("--on", choices=DATABASES, action="append", help="one database only")
    parser.add_argument("--results", type=Path, default=ROOT / "var" / "bench.json")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    given = parser.parse_args()
    if unknown := set(given.names) - set(NAMES):
        parser.error(f"no bench called {', '.join(sorted(unknown))}")
    before = time.monotonic()
    results: dict[str, Any] = {"machine": _machine(), "quick": given.quick, "databases": {}}
    given.results.parent.mkdir(parents=True, exist_ok=True)
    for name in given.on or DATABASES:
        results["databases"][name] = _measured(name, given.quick, given.names)
        results["took_seconds"] = round(time.monotonic() - before)
        # After each, so that what was measured stays when the rest fails.
        given.results.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    sys.stdout.write(table.of(results))


def _measured(database: str, quick: bool, names: list[str]) -> Mapping[str, Any]:
    """All benches on one database, in a process of their own."""
    sys.stderr.write(f"\n== {database}\n")
    with tempfile.TemporaryDirectory(prefix="osteopro-bench-") as folder:
        home = Path(folder)
        with _database(database, home) as url:
            words = [*names, *(["--quick"] if quick else [])]
            subprocess.run(  # noqa: S603 - our own command
                [sys.executable, "-m", "bench.measure", str(home / "results.json"), *words],
                cwd=ROOT,
                env=environment(home, url),
                check=True,
            )
        found: Mapping[str, Any] = json.loads((home / "results.json").read_text())
        return found


@contextmanager
def _database(database: str, home: Path) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{home}/clinic.db"
        return
    with running_server({}) as url:
        yield url


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "load_before": round(os.getloadavg()[0], 1),
    }


if __name__ == "__main__":
    main()
