"""A server of its own beside what measures it."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bench import load
from bench.terms import Place


@contextmanager
def started(
    place: Place, words: list[str], port: int, more: Mapping[str, str] | None = None
) -> Iterator[int]:
    """A command that serves on `port` runs while the block does; yields its process."""
    with (place.folder / f"server-{port}.log").open("ab") as log:
        server = subprocess.Popen(  # noqa: S603 - our own commands
            [sys.executable, *words],
            env={**place.environment, **(more or {})},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        load.wait_for(port, "/", lambda: server.poll() is None)
        yield server.pid
    finally:
        server.terminate()
        server.wait(30)
