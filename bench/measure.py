"""All benches on one database: `python -m bench.measure RESULTS [--quick] [NAME …]`.

The environment says which database; results are written as JSON.
"""

import argparse
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osteopro.settings")
django.setup()

from bench import accept, clinic, coding, due, pages, pure, visit, waiting, worklist  # noqa: E402
from bench.terms import FULL, QUICK, Place, Size  # noqa: E402

Measure = Callable[[clinic.Bench, Place, Size], Mapping[str, Any]]
# In this order: first with a handful of patients, then while the clinic grows, and records are
# accepted by a large one.
BEFORE: Mapping[str, Measure] = {
    "pure": pure.measure,
    "pages": pages.measure,
    "visit": visit.measure,
    "coding": coding.measure,
}
GROWING = ("worklist", "waiting", "due")
# So many times as many wait for a visit in the large clinic.
AS_MANY = 10
AFTER: Mapping[str, Measure] = {"accept": accept.measure}


def grown(bench: clinic.Bench, names: Sequence[str], size: Size) -> dict[str, Any]:
    """What is measured in a small clinic and again when it has become a large one."""
    found: dict[str, dict[str, Any]] = {name: {} for name in names}
    for patients in (size.small, size.large):
        managers = clinic.panels(bench, patients, f"{patients:,} patients")
        clinic.settle()
        if "worklist" in names:
            found["worklist"][str(patients)] = worklist.look(bench, managers, size)
        if "waiting" in names:
            found["waiting"][str(patients)] = waiting.look(
                bench, min(patients, AS_MANY * size.small)
            )
        if "due" in names:
            found["due"][str(patients)] = due.look(bench, patients, size)
    if "worklist" in names:
        worklist.compare(*found["worklist"].values())
    if "waiting" in names:
        waiting.compare(*found["waiting"].values())
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("results", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    place = Place(
        folder=Path(os.environ["OSTEOPRO_DATA"]),
        database_url=os.environ["DATABASE_URL"],
        environment=dict(os.environ),
    )
    size = QUICK if given.quick else FULL
    bench = clinic.prepare()
    chosen = [
        name for name in (*BEFORE, *GROWING, *AFTER) if not given.names or name in given.names
    ]
    found: dict[str, Any] = {n: BEFORE[n](bench, place, size) for n in chosen if n in BEFORE}
    if growing := [name for name in chosen if name in GROWING]:
        found |= grown(bench, growing, size)
    found |= {n: AFTER[n](bench, place, size) for n in chosen if n in AFTER}
    given.results.write_text(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
