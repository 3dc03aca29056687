"""All benches on one database: `python -m bench.measure RESULTS [--quick] [NAME …]`.

The environment says which database; results are written as JSON.
"""

import argparse
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osteopro.settings")
django.setup()

from bench import accept, clinic, pages, pure, worklist  # noqa: E402
from bench.terms import FULL, QUICK, Place, Size  # noqa: E402

Measure = Callable[[clinic.Bench, Place, Size], Mapping[str, Any]]
# In this order: the worklist wants a small clinic first, and records are then accepted
# by a large one.
MEASURES: Mapping[str, Measure] = {
    "pure": pure.measure,
    "pages": pages.measure,
    "worklist": worklist.measure,
    "accept": accept.measure,
}


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
    chosen = [name for name in MEASURES if name in (given.names or MEASURES)]
    found = {name: MEASURES[name](bench, place, size) for name in chosen}
    given.results.write_text(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
