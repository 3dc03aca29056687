"""The data files of the synthetic clinic, read once."""

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def material(name: str) -> Any:
    """The content of `data/<name>.json`; shared, so nobody may change it."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
