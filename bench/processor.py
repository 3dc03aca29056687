"""How much processor time a server and its database have used (Linux)."""

import os
from pathlib import Path

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def used_ms(pids: list[int]) -> float:
    """User and system time of these processes so far, and of their children that ended."""
    return sum(_of(pid) for pid in pids)


def group(leader: int) -> list[int]:
    """The processes of a process group."""
    return [pid for pid in _all() if _stat(pid)[2:3] == [str(leader)]]


def postgres(backend: int) -> list[int]:
    """Every process of the PostgreSQL server that `backend` belongs to."""
    parent = _stat(backend)[1]
    return [pid for pid in _all() if str(pid) == parent or _stat(pid)[1:2] == [parent]]


def _of(pid: int) -> float:
    stat = _stat(pid)
    return sum(int(part) for part in stat[11:15]) * TICK_MS if stat else 0.0


def _all() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _stat(pid: int) -> list[str]:
    """Fields of /proc/<pid>/stat from the state on: state, parent, group, …"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
