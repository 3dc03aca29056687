"""`python -m tests.year [--weeks 52] [--patients 40] [--seed 1]`: a clinic's year, checked.

What is due, reminded, called about and escalated in simulated time, with the workers killed at
random moments, against a plain calculation of its own (docs/explanation/reminders.md). Uses
SQLite, or the PostgreSQL that DATABASE_URL names. Ends with 1 when anything differs.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.crash.place import PYTHON, ROOT, new_place
from tests.year.table import differences, table

SHOWN = 20


def run(weeks: int, patients: int, seed: int) -> dict[str, Any]:
    """Live through it in a place of its own; progress goes to the terminal."""
    words = ["-m", "tests.year.live", *map(str, (weeks, patients, seed))]
    with tempfile.TemporaryDirectory(prefix="osteopro-year-") as folder:
        with new_place(Path(folder) / "clinic", 8150) as place:
            environment = place.environment(OSTEOPRO_SMS_GATEWAY="tests.year.worker.Gateway")
            done = subprocess.run(
                [PYTHON, *words], cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True
            )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.year", description=__doc__)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--patients", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    before = time.monotonic()
    result = run(given.weeks, given.patients, given.seed)
    sys.stdout.write(table(result))
    sys.stdout.write(f"\ntook {time.monotonic() - before:.0f} s\n")
    wrong = differences(result)
    for line in wrong[:SHOWN]:
        sys.stdout.write(f"{line}\n")
    for line in result["stories"]:
        sys.stdout.write(f"{line}\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
