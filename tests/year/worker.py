"""Due work in processes of its own, killed at random moments as by a loss of power."""

import json
import os
import signal
import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.db import connection

from osteopro import clock
from osteopro.schedule import runner

HANDED = "handed-over.jsonl"
# What a round of due work needs at most; a killed one is begun again at once, as the keeper
# does, and once more when the lease on a message in its hands has run out.
STATEMENTS = 80
LONGEST_SECONDS = 0.12
AGAIN, AFTER_LEASE = timedelta(seconds=2), timedelta(minutes=3)
# Where the process dies: "statement", "before" or "after" a message is handed over, or "".
_dies, _left = "", 0


class Gateway:
    """Writes down every text message that the operator is handed."""

    def send(self, to: str, text: str, key: str) -> str:
        _step("before")
        line = json.dumps({"key": key, "to": to, "text": text, "at": clock.now().isoformat()})
        with (Path(settings.DATA) / HANDED).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        _step("after")
        return key


class Workers:
    """Runs rounds of due work and counts how each ended."""

    def __init__(self, source: Random, share_killed: float, share_doubled: float) -> None:
        self.source = source
        self.share_killed, self.share_doubled = share_killed, share_doubled
        self.rounds = self.kills = self.doubled = 0

    def work(self, at: datetime) -> list[datetime]:
        """Do what is due at `at`, however often the worker dies of it; the moments it worked."""
        moments = [at]
        while self._killed(moments[-1]):
            moments.append(moments[-1] + AGAIN)
        if len(moments) > 1:
            moments.append(at + AFTER_LEASE)
            self._finish([_begin(moments[-1], "", 0)])
        return moments

    def _killed(self, at: datetime) -> bool:
        """One round; True when its worker was killed in the middle."""
        if self.source.random() < self.share_doubled:
            self.doubled += 1
            return self._finish([_begin(at, "", 0), _begin(at, "", 0)])
        if self.source.random() >= self.share_killed:
            return self._finish([_begin(at, "", 0)])
        where = self.source.choice(("statement", "statement", "time", "before", "after"))
        count = self.source.randint(1, STATEMENTS if where == "statement" else 4)
        child = _begin(at, where, count)
        if where == "time":
            time.sleep(self.source.uniform(0, LONGEST_SECONDS))
            os.kill(child, signal.SIGKILL)
        return self._finish([child])

    def _finish(self, children: list[int]) -> bool:
        self.rounds += len(children)
        ends = [os.waitpid(child, 0)[1] for child in children]
        killed = [os.WIFSIGNALED(end) and os.WTERMSIG(end) == signal.SIGKILL for end in ends]
        failed = [end for end, dead in zip(ends, killed, strict=True) if end and not dead]
        if failed:
            raise RuntimeError(f"a round of due work failed: {failed}")
        self.kills += sum(killed)
        return any(killed)


def handed() -> list[dict[str, Any]]:
    """Every text message that was handed over, in order, repeats included."""
    file = Path(settings.DATA) / HANDED
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def _begin(at: datetime, dies: str, left: int) -> int:
    """Fork a worker; its process id. No connection is shared with it."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        code = _live(at, dies, left)
    finally:
        os._exit(code)


def _live(at: datetime, dies: str, left: int) -> int:
    global _dies, _left
    _dies, _left = dies, left
    with clock.frozen(at), connection.execute_wrapper(_statement):
        runner.run_due()
    connection.close()
    return 0


def _statement(execute: Any, *arguments: Any) -> Any:
    _step("statement")
    return execute(*arguments)


def _step(where: str) -> None:
    global _left
    if where != _dies:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
