"""Run a command with a throw-away PostgreSQL: `with_postgres.py pytest tests/integration`.

Starts a cluster of its own in a temporary directory, reachable by a Unix socket only, sets
DATABASE_URL for the command, and stops and removes the cluster whatever happens. PostgreSQL
refuses to run as root, so root starts it as the user `postgres`. Needs no package but Python's
own, so it works before the environment exists. `--find` prints where the programs are.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

OLDEST = 15
DEBIAN = Path("/usr/lib/postgresql")
DATABASE = USER = "osteopro"
START_SECONDS = 60
# Nothing here outlives the tests: trade every guarantee for speed.
UNSAFE_AND_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def find_programs() -> Path:
    """The folder with PostgreSQL's programs, newest release first. Exits with one sentence."""
    on_path = shutil.which("initdb")
    debian = sorted(DEBIAN.glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    for folder in [*([Path(on_path).resolve().parent] if on_path else []), *debian]:
        if (folder / "initdb").exists() and release(folder) >= OLDEST:
            return folder
    sys.exit(
        f"PostgreSQL {OLDEST} or newer is missing: run 'sudo apt-get install postgresql', "
        "then the same command again."
    )


def release(folder: Path) -> int:
    """The major release of the programs in `folder`, e.g. 15."""
    words = subprocess.run(
        [folder / "initdb", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()
    return int("".join(letter if letter.isdigit() else " " for letter in words[2]).split()[0])


def server_user() -> str | None:
    """Who must own the cluster: nobody else than we, unless we are root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        sys.exit("PostgreSQL cannot run as root: create a user named postgres for it.")


def die_with_parent() -> None:
    """Have Linux stop what is started here even if this process ends before it could do so itself:
    killed, or told to stop at the moment in which it starts something."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)  # 1: PR_SET_PDEATHSIG


@contextmanager
def running_server(settings: Mapping[str, str] = UNSAFE_AND_FAST) -> Iterator[str]:
    """A running cluster with an empty database; yields its DATABASE_URL.

    With empty `settings` it keeps every guarantee, as benches need.
    """
    programs, user = find_programs(), server_user()
    # A short path: the name of a Unix socket may have 107 bytes at most.
    home = Path(tempfile.mkdtemp(prefix="opg-", dir="/tmp"))
    if user:
        shutil.chown(home, user, pwd.getpwnam(user).pw_gid)
    try:
        make_cluster(programs, home, user)
        server = start(programs, home, user, settings)
        try:
            wait_until_ready(programs, home, server)
            create_database(programs, home, user)
            yield f"postgresql://{USER}@{quote(str(home), safe='')}/{DATABASE}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()
    finally:
        shutil.rmtree(home)


def make_cluster(programs: Path, home: Path, user: str | None) -> None:
    command: list[str | Path] = [
        programs / "initdb",
        "-D",
        home / "data",
        "-U",
        USER,
        "--auth=trust",
    ]
    options = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    run_quietly([*command, *options], home, user)


def create_database(programs: Path, home: Path, user: str | None) -> None:
    run_quietly([programs / "createdb", "-h", home, "-U", USER, DATABASE], home, user)


def run_quietly(command: list[str | Path], home: Path, user: str | None) -> None:
    done = subprocess.run(
        command, cwd=home, user=user, group=group_of(user), capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{Path(command[0]).name} failed:\n{done.stderr}")


def group_of(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None


def start(
    programs: Path, home: Path, user: str | None, settings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    given = {"listen_addresses": "", "unix_socket_directories": str(home), **settings}
    options = [word for name, value in given.items() for word in ("-c", f"{name}={value}")]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", home / "data", *options],
            cwd=home,
            user=user,
            group=group_of(user),
            stdout=log,
            stderr=log,
            # A Ctrl-C is for the command; the server is stopped after it.
            start_new_session=True,
            preexec_fn=die_with_parent,
        )


def wait_until_ready(programs: Path, home: Path, server: subprocess.Popen[bytes]) -> None:
    last = time.monotonic() + START_SECONDS
    while time.monotonic() < last and server.poll() is None:
        ready = subprocess.run([programs / "pg_isready", "-q", "-h", home], check=False)
        if ready.returncode == 0:
            return
        time.sleep(0.05)
    sys.exit(f"PostgreSQL did not start:\n{(home / 'log').read_text()}")


def stop_in_order(signum: int, _frame: object) -> None:
    sys.exit(128 + signum)


def main(command: list[str]) -> int:
    """Run `command` with DATABASE_URL; its exit code is ours."""
    if command == ["--find"]:
        print(find_programs())
        return 0
    if not command:
        sys.exit("usage: with_postgres.py COMMAND [ARGUMENT ...]")
    signal.signal(signal.SIGTERM, stop_in_order)
    with running_server() as url:
        environment = {**os.environ, "DATABASE_URL": url}
        child = subprocess.Popen(command, env=environment, preexec_fn=die_with_parent)
        try:
            return child.wait()
        except BaseException:
            child.terminate()
            child.wait()
            raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
