"""What other programs answer, run by the Python they are installed in; see agreement.py.

Reads cases as JSON from standard input and writes one list of answers a case, null for none.
"""

import json
import math
import sys
from collections.abc import Callable
from typing import Any

import krippendorff
import pandas as pd
import qdapy


def tried(ask: Callable[[], Any]) -> float | None:
    """A program says that there is no figure by NaN, None or an error."""
    try:
        value = ask()
    except (ValueError, ZeroDivisionError):
        return None
    return None if value is None or math.isnan(value) else float(value)


def of_units(case: dict[str, Any]) -> dict[str, float | None]:
    matrix = pd.DataFrame(case["rows"])
    categories = case["categories"]
    codes = [
        [math.nan if value is None else categories.index(value) for value in coder]
        for coder in zip(*case["rows"], strict=True)
    ]
    return {
        "percent qdapy": tried(lambda: qdapy.percent_agreement(matrix)),
        "cohen-kappa qdapy": tried(lambda: qdapy.kappa(matrix)),
        "krippendorff-alpha qdapy": tried(lambda: qdapy.alpha(matrix)),
        "krippendorff-alpha krippendorff": tried(
            lambda: krippendorff.alpha(codes, level_of_measurement="nominal")
        ),
        "fleiss-kappa qdapy": tried(lambda: qdapy.fleiss(matrix)),
        "brennan-prediger qdapy": tried(lambda: qdapy.brennan(matrix, q=len(categories))),
        "gwet-ac1 qdapy": tried(lambda: qdapy.ac1(matrix)),
    }


def of_stretches(case: dict[str, Any]) -> dict[str, float | None]:
    found = qdapy.unitizing_alpha(case["coders"])
    return {"krippendorff-alpha-u qdapy": None if found is None else float(found["alpha"])}


if __name__ == "__main__":
    cases = json.load(sys.stdin)
    json.dump(
        [of_units(each) if "rows" in each else of_stretches(each) for each in cases], sys.stdout
    )
