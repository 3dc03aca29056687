"""A server of its own beside what measures it."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from cryptography.fernet import Fernet

from bench import load
from bench.terms import Place

ROOT = Path(__file__).resolve().parents[1]


def environment(home: Path, url: str) -> dict[str, str]:
    """Production settings with secrets of this run."""
    return {
        **os.environ,
        "DATABASE_URL": url,
        "OSTEOPRO_DATA": str(home),
        "OSTEOPRO_DEMO": "0",
        "OSTEOPRO_DEBUG": "0",
        "OSTEOPRO_SMS_GATEWAY": "bench.gateway.Nowhere",
        "OSTEOPRO_SECRET_KEY": secrets.token_urlsafe(48),
        "OSTEOPRO_IDENTITY_KEYS": Fernet.generate_key().decode(),
        "DJANGO_SETTINGS_MODULE": "osteopro.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }


@contextmanager
def running(
    command: Sequence[str | Path], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server runs while the block does; what it says goes to the end of `log`."""
    with log.open("ab") as said:
        server = subprocess.Popen(  # noqa: S603 - our own commands
            command, env=environment, stdout=said, stderr=said, start_new_session=True
        )
    try:
        yield server
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def started(
    place: Place, words: list[str], port: int, more: Mapping[str, str] | None = None
) -> Iterator[int]:
    """A command of ours that serves on `port` runs while the block does; yields its process."""
    log, settings = place.folder / f"server-{port}.log", {**place.environment, **(more or {})}
    with running([sys.executable, *words], log, settings) as server:
        load.wait_for(port, "/", lambda: server.poll() is None)
        yield server.pid
