"""OsteoPRO itself on the loopback, asked over HTTP as a browser would."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from base64 import urlsafe_b64encode
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60
TOKEN = "b" * 32


class Board:
    """The page on which a transcript is coded."""

    def __init__(self, path: str, length: int) -> None:
        self.path, self.length = path, length


class OsteoPRO:
    """A study with transcripts of these sizes in bytes; the server stops when the block ends."""

    def __init__(self, folder: Path, port: int, sizes: list[int]) -> None:
        folder.mkdir()
        self._base = f"http://127.0.0.1:{port}"
        environment = _environment(folder)
        made = subprocess.run(
            [sys.executable, Path(__file__).with_name("own_study.py"), *map(str, sizes)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise RuntimeError(made.stderr[-2000:])
        told: dict[str, Any] = json.loads(made.stdout.splitlines()[-1])
        self.boards = [Board(**each) for each in told["boards"]]
        self.line: str = told["line"]
        self._headers = {"Cookie": f"sessionid={told['session']}; csrftoken={TOKEN}"}
        bind = ["--bind", f"127.0.0.1:{port}", "--workers", "1"]
        self._port = port
        self._process = subprocess.Popen(
            [sys.executable, "-m", "osteopro", "serve", *bind],
            env=environment,
            stdout=(folder / "server.log").open("wb"),
            stderr=subprocess.STDOUT,
        )
        # Marking answers with a way to the page; Taguette's answer is no page either.
        self._open = urllib.request.build_opener(_NotFollowed).open

    def __enter__(self) -> "OsteoPRO":
        last = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < last and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return self
            time.sleep(0.1)
        raise TimeoutError("OsteoPRO did not start")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(30)

    def mark(self, board: Board, turn: int, start: int, end: int) -> None:
        """Mark these places of a turn, which is told by where its words begin."""
        fields = {"do": "mark", "turn": turn, "to_turn": turn, "from": start, "to": end}
        body = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": TOKEN}).encode()
        request = urllib.request.Request(self._base + board.path, body, self._headers)
        if "did=marked" not in self._sent_to(request):
            raise RuntimeError("nothing was marked")

    def import_project(self, qdpx: bytes) -> None:
        """Bring a file, look at what is in it, and bring that in: three requests."""
        edge = secrets.token_hex(16)
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.qdpx"'
        token = f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"'
        body = f"{token}\r\n\r\n{TOKEN}\r\n{head}\r\n\r\n".encode() + qdpx
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        sent = urllib.request.Request(
            f"{self._base}/study/bring/",
            body + f"\r\n--{edge}--\r\n".encode(),
            self._headers | kind,
        )
        found = self._base + self._sent_to(sent)
        self._open(urllib.request.Request(found, headers=self._headers), timeout=600).read()
        said = {"title": "t", "agreed-year": 2026, "agreed-month": 1, "agreed-day": 1, "unnamed": 1}
        words = urllib.parse.urlencode(said | {"csrfmiddlewaretoken": TOKEN}).encode()
        self._sent_to(urllib.request.Request(found, words, self._headers))

    def _sent_to(self, request: urllib.request.Request) -> str:
        """Where the answer points to; anything but a way to another page is an error."""
        try:
            answer = self._open(request, timeout=600)
        except urllib.error.HTTPError as answered:
            if answered.code == 302:
                return answered.headers["Location"]
            raise RuntimeError(answered.read()[-3000:].decode()) from answered
        raise RuntimeError(f"answered {answer.status} without a way on")

    def open(self, board: Board, page: int = 1) -> bytes:
        address = f"{self._base}{board.path}?page={page}"
        request = urllib.request.Request(address, headers=self._headers)
        return self._open(request, timeout=60).read()


class _NotFollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def _environment(folder: Path) -> dict[str, str]:
    """Production settings with secrets of this run."""
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/study.db",
        "OSTEOPRO_DATA": str(folder),
        "OSTEOPRO_DEMO": "0",
        "OSTEOPRO_DEBUG": "0",
        "OSTEOPRO_SECRET_KEY": secrets.token_urlsafe(48),
        "OSTEOPRO_IDENTITY_KEYS": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "OSTEOPRO_SMS_GATEWAY": "bench.gateway.Nowhere",
        "DJANGO_SETTINGS_MODULE": "osteopro.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
