"""OsteoPRO itself on the loopback, asked over HTTP as a browser would."""

import json
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from parts import File, multipart

from bench.serving import environment, started
from bench.terms import Place

TOKEN = "b" * 32


class Board(NamedTuple):
    """The page on which a transcript is coded, and how long its text is."""

    path: str
    length: int


class OsteoPRO:
    """The coder of a study, of which `told` says what own_study.py printed."""

    def __init__(self, port: int, told: dict[str, Any]) -> None:
        self._base = f"http://127.0.0.1:{port}"
        self.boards = [Board(**each) for each in told["boards"]]
        self.line: str = told["line"]
        self._headers = {"Cookie": f"sessionid={told['session']}; csrftoken={TOKEN}"}
        # Marking answers with a way to the page; Taguette's answer is no page either.
        self._open = urllib.request.build_opener(_NotFollowed).open

    @classmethod
    @contextmanager
    def served(cls, folder: Path, port: int, sizes: list[int]) -> Iterator["OsteoPRO"]:
        """A study with transcripts of these sizes in bytes; the server stops when the block
        ends."""
        folder.mkdir()
        url = f"sqlite:///{folder}/study.db"
        place = Place(folder, url, environment(folder, url))
        made = subprocess.run(
            [sys.executable, Path(__file__).with_name("own_study.py"), *map(str, sizes)],
            env=place.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise RuntimeError(made.stderr[-2000:])
        bind = ["--bind", f"127.0.0.1:{port}", "--workers", str(place.workers)]
        with started(place, ["-m", "osteopro", "serve", *bind], port):
            yield cls(port, json.loads(made.stdout.splitlines()[-1]))

    def mark(self, board: Board, turn: int, start: int, end: int) -> None:
        """Mark these places of a turn, which is told by where its words begin."""
        fields = {"do": "mark", "turn": turn, "to_turn": turn, "from": start, "to": end}
        body = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": TOKEN}).encode()
        request = urllib.request.Request(self._base + board.path, body, self._headers)
        if "did=marked" not in self._sent_to(request):
            raise RuntimeError("nothing was marked")

    def import_project(self, qdpx: bytes) -> None:
        """Bring a file, look at what is in it, and bring that in: three requests."""
        file = File("a.qdpx", "application/zip", qdpx)
        body, kind = multipart({"csrfmiddlewaretoken": TOKEN}, file)
        headers = self._headers | {"Content-Type": kind}
        sent = urllib.request.Request(f"{self._base}/study/bring/", body, headers)
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
