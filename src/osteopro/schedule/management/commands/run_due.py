import signal
import sys
import threading
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError

from osteopro.messaging import outbox
from osteopro.schedule import runner
from osteopro.schedule.readiness import ReadyCommand


class Command(ReadyCommand):
    help = "Do due work once, or for ever with --loop. Safe to run twice and to kill."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument(
            "--until-input-ends",
            action="store_true",
            help="with --loop: stop when standard input closes, that is, with the server",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["loop"]:
            _loop(until_input_ends=options["until_input_ends"])
            return
        try:
            done = runner.run_due()
        except runner.DueWorkFailed as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"due work failed: {type(error).__name__}") from None
        for name, count in done.items():
            self.stdout.write(f"{name}: {count}")


def _loop(*, until_input_ends: bool) -> None:
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    if until_input_ends:
        threading.Thread(target=_stop_at_end_of_input, args=(stop,), daemon=True).start()
    runner.loop(stop)


def _stop_at_end_of_input(stop: threading.Event) -> None:
    while sys.stdin.buffer.read(1):
        pass
    stop.set()
    outbox.wake.set()
