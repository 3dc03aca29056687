"""The one way to open a writing transaction."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import connection, transaction

# SQLite has one writer. Threads that queue here are served in turn within
# milliseconds; threads that queue inside SQLite poll, and the slowest waits near a second.
_one_writer = threading.RLock()


@contextmanager
def write() -> Iterator[None]:
    """Everything inside is stored together, durably, or not at all. May be nested."""
    turn = _one_writer if connection.vendor == "sqlite" else nullcontext()
    with turn, transaction.atomic():
        yield
