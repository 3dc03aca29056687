"""A clinic of its own for one test: a data directory, a database and what runs on it.

Everything happens in other processes, as in a hospital: the product's commands, and
`inside.py` for what no command does. Nothing here opens the clinic's database itself.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
# Only ends what hangs: many processes at once on a busy machine start slowly.
COMMAND_SECONDS = 180
_numbers = count(1)

# Production settings: a crash test of the demo would prove little.
SECRETS = {
    "OSTEOPRO_SECRET_KEY": "crash-tests-only-crash-tests-only-crash-tests-only",
    "OSTEOPRO_IDENTITY_KEYS": "Y3Jhc2gtdGVzdHMtb25seS1pZGVudGl0eS1rZXktMzI=",
    "OSTEOPRO_DEMO": "0",
    "OSTEOPRO_DEBUG": "0",
    "OSTEOPRO_SMS_GATEWAY": "tests.crash.gateway.FileGateway",
}


@dataclass(frozen=True)
class Place:
    """One clinic. `port` is where its server listens when one is started."""

    folder: Path
    database_url: str
    port: int

    @property
    def on_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of everything that runs at this place."""
        return {
            **os.environ,
            **SECRETS,
            "OSTEOPRO_DATA": str(self.folder),
            "OSTEOPRO_BASE_URL": self.origin,
            "DATABASE_URL": self.database_url,
            "DJANGO_SETTINGS_MODULE": "osteopro.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            **more,
        }

    def osteopro(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """Run one of the product's commands to its end."""
        return self._run(["-m", "osteopro", *words], more)

    def inside(self, *words: str, **more: str) -> Any:
        """Run a command of inside.py and return the JSON it printed."""
        done = self._run(["-m", "tests.crash.inside", *words], more)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start_inside(self, *words: str, **more: str) -> "subprocess.Popen[bytes]":
        """Start a command of inside.py that is going to be killed."""
        command = [PYTHON, "-m", "tests.crash.inside", *words]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment(**more))

    def _run(self, words: list[str], more: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [PYTHON, *words],
            cwd=ROOT,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )


@contextmanager
def new_place(folder: Path, port: int, like: Place | None = None) -> Iterator[Place]:
    """A place with an empty database, or with a copy of another place's."""
    folder.mkdir(parents=True, exist_ok=True)
    base = os.environ.get("DATABASE_URL", "")
    if base.startswith("postgres"):
        with _postgres_database(base, like) as url:
            yield Place(folder, url, port)
        return
    file = folder / "clinic.db"
    if like is not None:
        shutil.copyfile(like.folder / "clinic.db", file)
    yield Place(folder, f"sqlite:///{file}", port)


@contextmanager
def _postgres_database(base: str, like: Place | None) -> Iterator[str]:
    name = f"crash_{os.getpid()}_{next(_numbers)}"
    template = _database(like.database_url) if like else "template1"
    with psycopg.connect(base, autocommit=True) as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        try:
            yield urlunsplit(urlsplit(base)._replace(path=f"/{name}"))
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _database(url: str) -> str:
    return urlsplit(url).path.lstrip("/")
