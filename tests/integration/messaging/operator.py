"""Local servers that stand for the operators of text messages and mail."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class HttpOperator:
    """An HTTP server that answers as it is told and keeps what it was sent."""

    def __init__(self) -> None:
        self.status = 200
        self.answer: Any = {"data": {"id": "op-1"}}
        self.slow = 0.0
        self.hang = threading.Event()
        self.hangs = False
        self.seen: list[tuple[str, str, dict[str, str], Any]] = []
        self.keys: set[str] = set()
        self.conflicts = False

    def respond(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        body = json.loads(handler.rfile.read(length))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.seen.append((handler.command, handler.path, headers, body))
        if self.hangs:
            self.hang.wait(10)
            return
        time.sleep(self.slow)
        key = headers.get("idempotency-key", "")
        status = 409 if self.conflicts and key in self.keys else self.status
        self.keys.add(key)
        content = (
            self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()
        )
        handler.send_response(status)
        if status in (301, 302, 307):
            handler.send_header("Location", "/elsewhere")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)


@contextmanager
def http_operator() -> Iterator[tuple[HttpOperator, str]]:
    """A running operator and its address."""
    operator = HttpOperator()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            operator.respond(self)

        def log_message(self, *_: Any) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield operator, f"http://127.0.0.1:{server.server_port}/send"
    finally:
        operator.hang.set()
        server.shutdown()
        server.server_close()
        thread.join()


def nobody_there() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
