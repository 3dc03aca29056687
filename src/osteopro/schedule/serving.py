"""What one worker of the production server does: answer pages and, on SQLite, the due work too.

SQLite has one writer. The loop therefore runs as a thread of the process that answers the
pages, where it queues for the same lock; on PostgreSQL it is a process of its own.
"""

import os
import signal
import threading
from multiprocessing import parent_process
from multiprocessing.util import Finalize
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connection

from osteopro.messaging import outbox
from osteopro.schedule import runner

LAST_MESSAGE_SECONDS = 10.0


def load() -> Any:
    """Called once in each worker; returns the WSGI application.

    Nothing of it may happen before the worker exists: threads and database connections
    do not survive the fork, and static files are listed when the application is made.
    """
    application = get_wsgi_application()
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()
    if connection.vendor == "sqlite":
        _do_due_work_here()
    return application


def _do_due_work_here() -> None:
    stop = threading.Event()
    loop = threading.Thread(target=runner.loop, args=(stop,), name="due-work", daemon=True)
    loop.start()

    def end() -> None:
        stop.set()
        outbox.wake.set()
        loop.join(LAST_MESSAGE_SECONDS)

    # A worker that is asked to stop finishes the message in its hands, so that it is
    # not sent again when its lease runs out.
    Finalize(None, end, exitpriority=10)


def _end_with_parent() -> None:
    """A worker whose parent was killed would keep the port and the due work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
