"""`python -m bench.floor PORT WORKERS`: make the tables, put people in, serve."""

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

PEOPLE = 10_000


def main(port: int, workers: int) -> None:
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from bench.floor.models import Person  # noqa: PLC0415 - models after the set-up

    Person.objects.bulk_create(
        (Person(number=n) for n in range(PEOPLE)), ignore_conflicts=True, batch_size=1000
    )
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]
    Server(
        "bench.floor:none",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=8,
        log_level=LogLevels.error,
        log_access=False,
        websockets=False,
    ).serve(target_loader=get_wsgi_application, wrap_loader=False)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
