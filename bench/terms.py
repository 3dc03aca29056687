"""Words that all benches share."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """Where a bench works: a folder of its own, and the environment of its processes."""

    folder: Path
    database_url: str
    environment: Mapping[str, str]

    @property
    def on_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def workers(self) -> int:
        """As many as the product allows on two cores."""
        return 1 if self.on_sqlite else 2


@dataclass(frozen=True)
class Size:
    """How much is measured: records to send, rounds, patients on the worklist."""

    records: int
    alone: int
    rounds: int
    seconds: float
    small: int
    large: int
    repeats: int


FULL = Size(records=4500, alone=302, rounds=5, seconds=2.0, small=1_000, large=100_000, repeats=40)
QUICK = Size(records=900, alone=102, rounds=2, seconds=1.0, small=1_000, large=3_000, repeats=10)
