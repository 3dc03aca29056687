"""Clients that send prepared requests as fast as they are answered, over kept connections."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

SECONDS = 30.0
# Counted while an answer is awaited: it stays when a client met an error.
NO_ANSWER = 0


@dataclass(frozen=True)
class Load:
    """What came of it. `seconds` are of the whole, `waits` of each request."""

    seconds: float
    waits: tuple[float, ...]
    statuses: Counter[int]

    @property
    def per_second(self) -> float:
        return len(self.waits) / self.seconds

    def percentile(self, part: float) -> float:
        """How long the given part (0 to 1) of all requests waited at most, in ms."""
        ordered = sorted(self.waits)
        return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def press(port: int, requests: Sequence[Iterator[bytes]], seconds: float) -> Load:
    """One client for each iterator until the time is over or there is nothing to send."""
    end = time.monotonic() + seconds
    waits: list[list[float]] = [[] for _ in requests]
    statuses: list[Counter[int]] = [Counter() for _ in requests]
    clients = [
        threading.Thread(target=_client, args=(port, each, end, waits[n], statuses[n]))
        for n, each in enumerate(requests)
    ]
    before = time.monotonic()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took = time.monotonic() - before
    found = +sum(statuses, Counter())  # without zeros
    return Load(took, tuple(wait for each in waits for wait in each), found)


def wait_for(port: int, path: str, alive: Callable[[], bool]) -> None:
    """Return when a server answers on `port`."""
    last = time.monotonic() + SECONDS
    while time.monotonic() < last and alive():
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as line:
                line.sendall(f"HEAD {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
                if line.recv(1):
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"nothing answers on port {port}")


def _client(
    port: int, requests: Iterator[bytes], end: float, waits: list[float], seen: Counter[int]
) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            before = time.monotonic()
            if before >= end:
                return
            line.sendall(request)
            seen[NO_ANSWER] += 1
            status = _answer(line)
            seen[NO_ANSWER] -= 1
            seen[status] += 1
            waits.append(time.monotonic() - before)


def _answer(line: socket.socket) -> int:
    """Read one answer; returns its status. Ours all say how long they are."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += _some(line)
    head, _, body = read.partition(b"\r\n\r\n")
    length, status = _length(head), int(head[9:12])
    if length is None:
        raise RuntimeError(f"an answer {status} without a length")
    while len(body) < length:
        body += _some(line)
    return status


def _length(head: bytes) -> int | None:
    for row in head.lower().split(b"\r\n"):
        if row.startswith(b"content-length:"):
            return int(row[15:])
    return None


def _some(line: socket.socket) -> bytes:
    found = line.recv(65536)
    if not found:
        raise RuntimeError("the server hung up")
    return found
