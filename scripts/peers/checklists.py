"""Compare checklists and saturation with qdaPy: `python scripts/peers/checklists.py [--python P]`.

Installs qdaPy in a temporary environment (or takes a Python that has it), and prints what differs:
numbers and names of the items of COREQ and SRQR, and where fourteen interviews are saturated. Ends
with 1 when something does. It runs in a process of its own. Not part of the tests: it needs the
network.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from agreement import installed

from osteopro.research.checklists import Checklist, items
from osteopro.research.saturation import RUN

NEW = (9, 5, 3, 2, 2, 1, 1, 1, 0, 1, 1, 0, 0, 0)
FIRST = 4  # interviews before the ratio is asked for
RATIO = 0.05
ASKED = f"""
import json, qdapy
lists = {{"coreq": qdapy.coreq(), "srqr": qdapy.srqr()}}
found = qdapy.saturation_ratio({list(NEW)}, base_size={FIRST}, run_length={RUN}, threshold={RATIO})
print(json.dumps({{
    "saturated": found["notation"],
    **{{name: each[["item", "name"]].astype(str).values.tolist() for name, each in lists.items()}},
}}))
"""


def ours() -> dict[str, Any]:
    zeros = next(at for at in range(len(NEW)) if not any(NEW[at : at + RUN]))
    return {
        "saturated": f"{zeros}+{RUN}",
        "coreq": [[str(each.number), each.topic["en"]] for each in items(Checklist.COREQ)],
        "srqr": [[f"S{each.number}", each.topic["en"]] for each in items(Checklist.SRQR)],
    }


def compare(python: Path) -> bool:
    """Whether all is the same; what is not is printed."""
    said = subprocess.run([python, "-W", "ignore", "-c", ASKED], stdout=subprocess.PIPE, check=True)
    theirs, mine = json.loads(said.stdout), ours()
    for name, rows in mine.items():
        same = rows == theirs[name]
        shown = rows if isinstance(rows, str) else len(rows)
        print(f"{'ok  ' if same else 'FAIL'} {name:<10} {shown}")
        if not same:
            print("     qdaPy:", [each for each in theirs[name] if each not in rows])
    return mine == theirs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", type=Path, help="a Python that has qdaPy")
    python = parser.parse_args().python
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(not compare(python or installed(Path(folder))))


if __name__ == "__main__":
    main()
