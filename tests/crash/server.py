"""A real server in a process group of its own, to be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.crash.place import ROOT, Place

# Tests run side by side: each worker has ports of its own.
FIRST_PORT, PORTS_EACH = 8150, 10
START_SECONDS = 60
STOP_SECONDS = 30
SOON_SECONDS = 60


def free_port() -> int:
    """A port nobody listens on, of those set apart for this worker."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = FIRST_PORT + PORTS_EACH * worker
    for port in range(first, first + PORTS_EACH):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no free port from {first} on")


def soon(holds: Callable[[], bool]) -> bool:
    """Whether it comes true within a minute."""
    last = time.monotonic() + SOON_SECONDS
    while not holds() and time.monotonic() < last:
        time.sleep(0.05)
    return holds()


class Server:
    """`osteopro serve` at a place. Its output goes to `server.log` there."""

    def __init__(self, place: Place, *words: str, **environment: str) -> None:
        self.place = place
        self.log = place.folder / "server.log"
        command = [sys.executable, "-m", "osteopro", "serve"]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*command, "--bind", f"127.0.0.1:{place.port}", *words],
                cwd=ROOT,
                env=place.environment(**environment),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def wait_until_open(self) -> None:
        """Return when it answers; fail with its log when it does not start."""
        last = time.monotonic() + START_SECONDS
        while time.monotonic() < last and self.process.poll() is None:
            # A connection alone proves nothing: the port opens before somebody answers.
            if self._answers():
                return
            time.sleep(0.02)
        self.kill()
        raise AssertionError(f"the server did not start:\n{self.log.read_text()[-4000:]}")

    def _answers(self) -> bool:
        line = HTTPConnection("127.0.0.1", self.place.port, timeout=START_SECONDS)
        try:
            line.request("HEAD", "/no-such-page/")
            line.getresponse()
        except (OSError, HTTPException):
            return False
        finally:
            line.close()
        return True

    def kill(self) -> None:
        """End every process of the group at once, as losing power would."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait(STOP_SECONDS)

    def stop(self) -> int:
        """Ask it to stop; returns the exit code when everything of it has ended."""
        self.process.terminate()
        code = self.process.wait(STOP_SECONDS)
        assert soon(lambda: not self.members())
        return code

    def members(self) -> list[int]:
        """Processes of the group that are alive."""
        return [pid for pid in _pids() if _group(pid) == self.process.pid]

    def workers(self) -> list[int]:
        """The processes that answer pages: forked from the first, with its command line."""
        own = Path(f"/proc/{self.process.pid}/cmdline").read_bytes()
        return [
            pid
            for pid in self.members()
            if pid != self.process.pid and Path(f"/proc/{pid}/cmdline").read_bytes() == own
        ]


@contextmanager
def serving(place: Place, *words: str, **environment: str) -> Iterator[Server]:
    """A server that is open inside the block, and gone after it whatever happens."""
    server = Server(place, *words, **environment)
    try:
        server.wait_until_open()
        yield server
    finally:
        server.kill()


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _group(pid: int) -> int | None:
    try:
        state, _parent, group = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:3]
    except OSError:
        return None
    return None if state == "Z" else int(group)
