"""The page for a visit as a PDF, made in a process of its own (`pdf_worker`).

One page at a time, few waiting, none for long: who does not get a PDF is told to print the page
instead, and every other page of the product goes on as if nothing was.
"""

import atexit
import os
import select
import subprocess
import sys
import threading
import time
from functools import cache
from pathlib import Path

import structlog
from django.template.loader import render_to_string

from osteopro.summaries import pdf_protocol as protocol
from osteopro.summaries.sheet import Sheet
from osteopro.ui.charts.layout import HALO

SECONDS = 20.0
# More would hold threads that answer pages (schedule.serving has eight).
WAITING = 3
FONT = "Noto Sans CJK SC, Source Han Sans SC, WenQuanYi Zen Hei, sans-serif"
_CSS = Path(__file__).resolve().parents[1] / "ui" / "static" / "ui" / "sheet.css"
log = structlog.get_logger(__name__)


class NoPdf(RuntimeError):
    """No PDF could be made; `why` is one of busy, slow, failed, missing."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Printer:
    """Keeps the process that makes PDFs, and starts it anew when it is gone."""

    def __init__(self, seconds: float = SECONDS, waiting: int = WAITING) -> None:
        self._seconds = seconds
        self._places = threading.BoundedSemaphore(waiting)
        self._turn = threading.Lock()
        self._worker: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def pdf(self, html: str) -> bytes:
        """The PDF of a whole page that brings its styles and pictures with it. Raises NoPdf."""
        if not self._places.acquire(blocking=False):
            raise NoPdf("busy")
        try:
            until = time.monotonic() + self._seconds
            if not self._turn.acquire(timeout=self._seconds):
                raise NoPdf("busy")
            try:
                return self._made(html.encode(), until)
            finally:
                self._turn.release()
        finally:
            self._places.release()

    def stop(self) -> None:
        """End the process; the next page starts another."""
        worker, self._worker = self._worker, None
        if worker is None or self._owner != os.getpid():
            return
        worker.kill()
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            if pipe:
                pipe.close()

    def _made(self, page: bytes, until: float) -> bytes:
        worker = self._running(until)
        try:
            assert worker.stdin is not None  # noqa: S101 - opened below
            worker.stdin.write(protocol.framed(page))
            worker.stdin.flush()
            kind, payload = self._answer(worker, until)
        except OSError as error:
            self.stop()
            raise NoPdf("failed") from error
        if kind != protocol.DONE:
            log.warning("pdf.failed", why=payload.decode(errors="replace"))
            raise NoPdf("failed")
        return payload

    def _running(self, until: float) -> subprocess.Popen[bytes]:
        worker = self._worker
        if worker is not None and self._owner == os.getpid() and worker.poll() is None:
            return worker
        self.stop()
        self._owner = os.getpid()
        self._worker = worker = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", protocol.WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        kind, why = self._answer(worker, until)
        if kind != protocol.READY:
            self.stop()
            log.error("pdf.missing", why=why.decode(errors="replace"), see="README.md")
            raise NoPdf("missing")
        return worker

    def _answer(self, worker: subprocess.Popen[bytes], until: float) -> tuple[bytes, bytes]:
        head = self._bytes(worker, 1 + protocol.LENGTH, until)
        return head[:1], self._bytes(worker, protocol.length(head), until)

    def _bytes(self, worker: subprocess.Popen[bytes], number: int, until: float) -> bytes:
        assert worker.stdout is not None  # noqa: S101 - opened above
        descriptor, found = worker.stdout.fileno(), bytearray()
        while len(found) < number:
            left = until - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                self.stop()
                raise NoPdf("slow")
            more = os.read(descriptor, number - len(found))
            if not more:
                self.stop()
                raise NoPdf("failed")
            found += more
        return bytes(found)


printer = Printer()
atexit.register(printer.stop)


def document(sheet: Sheet) -> str:
    """The page with everything it needs inside: styles, pictures, no address."""
    words = render_to_string("summaries/pdf.html", {"sheet": sheet, "css": styles()})
    # The engine draws a letter's white edge over the letter, and pictures inherit no font.
    return words.replace(f" {HALO}", "").replace("<svg ", f'<svg font-family="{FONT}" ')


def pdf(sheet: Sheet) -> bytes:
    """The page as a PDF: tagged, one page of A4 (two for the patient's copy). Raises NoPdf."""
    return printer.pdf(document(sheet))


@cache
def styles() -> str:
    """The style sheet that screen and paper have too."""
    return _CSS.read_text(encoding="utf-8")
