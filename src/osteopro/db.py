"""The one way to open a writing transaction."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar

from django.db import connection, transaction

# SQLite has one writer. Threads that queue here are served in turn within
# milliseconds; threads that queue inside SQLite poll, and the slowest waits near a second.
_one_writer = threading.Lock()
_inside: ContextVar[bool] = ContextVar("inside a write", default=False)


@contextmanager
def write() -> Iterator[None]:
    """Everything inside is stored together, durably, or not at all.

    May be nested: the inner one is part of the outer, so an error inside ends all of it.
    """
    if _inside.get():
        yield
        return
    turn = _one_writer if connection.vendor == "sqlite" else nullcontext()
    token = _inside.set(True)
    try:
        with turn, transaction.atomic():
            yield
    finally:
        _inside.reset(token)
