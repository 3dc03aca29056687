"""A place that is thrown away: a folder with settings of its own, for made-up people."""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.db import connection
from tqdm import tqdm  # type: ignore[import-untyped]  # its stubs are a package of their own

from osteopro.schedule import readiness
from osteopro.simulation.clinic import Built, Progress

PREFIX = "osteopro-demo-"
MOST_PATIENTS = 2000


def check_patients(patients: int) -> None:
    """Raises CommandError for a clinic that is too small or too large to be made up."""
    if not 1 <= patients <= MOST_PATIENTS:
        raise CommandError(f"--patients must be 1 to {MOST_PATIENTS}.", returncode=2)


def begin_again_inside(command: str, words: list[str], base_url: str) -> NoReturn:
    """Start this command anew with an environment of its own, for settings are read once.

    Nothing of the caller's configuration goes along: what is made up can reach no real database,
    gateway or key. `words` are its options; `--data` with a new folder is added.
    """
    if readiness.holds_real_people():
        raise CommandError(
            "DATABASE_URL or OSTEOPRO_DATA leads to a real clinic: unset it before "
            f"'osteopro {command}', which makes a database of its own.",
            returncode=2,
        )
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OSTEOPRO_", "DATABASE_URL"))
    }
    data = tempfile.mkdtemp(prefix=PREFIX)
    environment = kept | {
        "OSTEOPRO_DEMO": "1",
        "OSTEOPRO_DATA": data,
        "OSTEOPRO_BASE_URL": base_url,
    }
    line = [sys.executable, "-m", "osteopro", command, f"--data={data}", *words]
    os.execve(sys.executable, line, environment)  # noqa: S606 - ourselves, no shell


def throw_away_after(name: str, run: Callable[[], None], err: OutputWrapper) -> None:
    """Run in the folder made by `begin_again_inside`, which is deleted however it ends."""
    data = _throw_away_place(name)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        run()
    except KeyboardInterrupt:
        err.write("停止了。 / Stopped.")
    finally:
        connection.close()
        shutil.rmtree(data, ignore_errors=True)


def make_clinic(name: str, build: Callable[[Progress], Built]) -> Built:
    """Make the tables and build a clinic, with a bar that shows how many days are done."""
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        # Nobody was told that anything here is safe yet; a server's connections flush again.
        cursor.execute("PRAGMA synchronous=OFF")
    with tqdm(desc=name, unit="d", ncols=72) as bar:

        def progress(day: int, days: int) -> None:
            bar.total = days
            bar.update(day - bar.n)

        # The text messages of so many days would bury the terminal.
        with redirect_stdout(StringIO()):
            return build(progress)


def _throw_away_place(name: str) -> Path:
    data = Path(name).resolve()
    ours = settings.DEMO and settings.DATA == data and data.name.startswith(PREFIX)
    if not ours:
        raise CommandError("--data is for the command's own use.", returncode=2)
    return data
