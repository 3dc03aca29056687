"""Compare our coefficients of agreement with other programs: `python scripts/peers/agreement.py`.

Installs qdaPy and krippendorff in a temporary environment (or takes one with --python), asks both
for a known case and several hundred random ones with missing values, prints what was compared and
ends with 1 when a figure is further than 1e-9 from ours. The other programs run in a process of
their own; nothing of them is imported here. Not part of the tests: it needs the network.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from osteopro.research.agreement.coded import Marked, Text
from osteopro.research.agreement.coefficients import COEFFICIENTS, Result
from osteopro.research.agreement.table import table
from osteopro.research.agreement.terms import Measure
from osteopro.research.agreement.unitising import alpha_u

PEERS = ("qdaPy==0.1.0", "krippendorff==0.9.0")
CLOSE = 1e-9
MATRICES, TEXTS = 300, 300
KNOWN = [["m", "m"]] * 50 + [["m", "l"]] * 100 + [["l", "m"]] * 50 + [["l", "l"]] * 800
Case = tuple[dict[str, Any], dict[Measure, Result]]


def of_units(rows: list[list[str | None]]) -> Case:
    whole = table([str(each) for each in range(len(rows[0]))], rows)
    asked = {"rows": rows, "categories": sorted(whole.categories)}
    return asked, {measure: count(whole) for measure, count in COEFFICIENTS.items()}


def of_stretches(marked: list[Marked], length: int) -> Case:
    coders = sorted({each.coder for each in marked})
    asked = [
        [
            {"start": each.start, "end": each.end, "value": each.value}
            for each in marked
            if each.coder == coder
        ]
        for coder in coders
    ]
    text = Text("1", length, frozenset(coders), tuple(marked))
    return {"coders": asked}, {Measure.UNITISING: alpha_u([text])}


def cases() -> Iterator[Case]:
    """The known case, then random ones; every coder marks something, because qdaPy leaves out who
    marked nothing where we count it as disagreement."""
    source = Random(1)
    yield of_units(KNOWN)
    for number in range(MATRICES):
        values: list[str | None] = [*"xyzw"[: source.randint(2, 4)]]
        values += [None] * source.choice([0, 1, 2])
        units = range(source.randint(2, 60))
        yield of_units([source.choices(values, k=2 + number % 3) for _ in units])
    for number in range(TEXTS):
        marked = []
        for coder in "ABCD"[: 2 + number % 3]:
            edges = sorted(source.sample(range(500), 2 * source.randint(1, 12)))
            for start, end in zip(edges[::2], edges[1::2], strict=True):
                marked.append(Marked(coder, start, end, source.choice("xyz")))
        yield of_stretches(marked, 500)


def asked(python: Path, questions: list[dict[str, Any]]) -> list[dict[str, float | None]]:
    answers = subprocess.run(
        [python, "-W", "ignore", Path(__file__).with_name("answers.py")],
        input=json.dumps(questions),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: list[dict[str, float | None]] = json.loads(answers.stdout)
    return found


def installed(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)
    return python


def compare(python: Path) -> int:
    """Print the known case and how many figures were compared; how many differ."""
    asked_of, ours = zip(*cases(), strict=True)
    theirs = asked(python, list(asked_of))
    both, ours_only, theirs_only, different = Counter[str](), Counter[str](), Counter[str](), 0
    widest: dict[str, float] = {}
    for results, answers in zip(ours, theirs, strict=True):
        for name, answer in answers.items():
            value = results[Measure(name.split()[0])].value
            if value is None or answer is None:
                ours_only[name] += value is not None
                theirs_only[name] += answer is not None
                continue
            both[name] += 1
            apart = abs(float(value - Fraction(answer)))
            widest[name] = max(widest.get(name, 0.0), apart)
            different += apart > CLOSE
    print(f"{'measure':34}{'known case':>14}{'compared':>10}{'widest':>10}{'ours':>6}{'theirs':>8}")
    for name, answer in {**theirs[-1], **theirs[0]}.items():
        known = f"{answer:.9f}" if name in theirs[0] and answer is not None else ""
        print(
            f"{name:34}{known:>14}{both[name]:>10}{widest.get(name, 0.0):>10.1e}"
            f"{ours_only[name]:>6}{theirs_only[name]:>8}"
        )
    print("ours, theirs: cases in which only one of the two has a figure")
    return different


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", type=Path, help="a Python that has the other programs")
    python = parser.parse_args().python
    if python:
        sys.exit(bool(compare(python)))
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(bool(compare(installed(Path(folder)))))


if __name__ == "__main__":
    main()
