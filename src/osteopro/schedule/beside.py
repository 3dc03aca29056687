"""Due work as a process beside the server (PostgreSQL): kept alive, and never left behind."""

import subprocess
import sys
import threading
from types import TracebackType
from typing import Self

import structlog

AGAIN_AFTER_SECONDS = 2.0
# Then it is killed, which due work survives by design.
STOP_SECONDS = 10.0
log = structlog.get_logger(__name__)

Process = subprocess.Popen[bytes]


class DueWorkBeside:
    """While entered, `osteopro run_due --loop` runs as a child and is started again if it dies.

    The child holds the other end of a pipe: when this process is killed, the pipe closes
    and the child ends too.
    """

    def __init__(self) -> None:
        self._leaving = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="due-work-keeper", daemon=True)
        self._child: Process | None = None

    def __enter__(self) -> Self:
        self._child = _start()
        self._keeper.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._leaving.set()
        if self._child is not None:
            _end(self._child)
        self._keeper.join(STOP_SECONDS)

    def _keep(self) -> None:
        while self._child is not None:
            code = self._child.wait()
            if self._leaving.is_set():
                return
            log.error("due-work.ended", code=code)
            self._leaving.wait(AGAIN_AFTER_SECONDS)
            if not self._leaving.is_set():
                self._child = _start()


def _start() -> Process:
    command = [sys.executable, "-m", "osteopro", "run_due", "--loop", "--until-input-ends"]
    return subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 - our own command


def _end(child: Process) -> None:
    """Let it finish what is in its hands, but not for ever."""
    if child.stdin is not None:
        child.stdin.close()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
