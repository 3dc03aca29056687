"""What the production server loads in its worker: the pages, and on SQLite the due work too.

SQLite has one writer. The loop therefore runs as a thread of the same process, where it
queues for the same lock as the pages; on PostgreSQL it is a process of its own.
"""

import os
import threading

from django.db import connection

from osteopro.schedule import runner
from osteopro.wsgi import application

__all__ = ["application"]

DUE_WORK_HERE = "OSTEOPRO_DUE_WORK_HERE"

if os.environ.get(DUE_WORK_HERE) == "1" and connection.vendor == "sqlite":
    threading.Thread(
        target=runner.loop, args=(threading.Event(),), name="due-work", daemon=True
    ).start()
