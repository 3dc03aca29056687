import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from osteopro.schedule import runner


class Command(BaseCommand):
    help = "Do due work once, or for ever with --loop. Safe to run twice and to kill."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["loop"]:
            stop = threading.Event()
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
            runner.loop(stop)
            return
        try:
            done = runner.run_due()
        except RuntimeError as error:
            raise CommandError(str(error)) from error
        for name, count in done.items():
            self.stdout.write(f"{name}: {count}")
