from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from osteopro.audit import queries
from osteopro.audit.queries import Break


class Command(BaseCommand):
    help = "Prove that the audit trail is whole: every chain, every seal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--kept",
            action="append",
            default=[],
            nargs=2,
            metavar=("DAY", "DIGEST"),
            help="a seal that was kept elsewhere; may be repeated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        breaks = list(queries.verify())
        for day, digest in options["kept"]:
            if not _still_there(day, digest):
                breaks.append(Break(f"seal {day}", 0, "the trail is not the one that was kept"))
        for found in breaks:
            self.stderr.write(f"{found.stream} {found.seq}: {found.what}")
        if breaks:
            raise CommandError(f"{len(breaks)} breaks in the audit trail.", returncode=2)
        self.stdout.write("The audit trail is whole.")
        newest = queries.newest_seal()
        if newest is not None:
            self.stdout.write(f"Newest seal, to be kept elsewhere: {newest.day} {newest.digest}")


def _still_there(day: str, digest: str) -> bool:
    try:
        return queries.kept_still_there(date.fromisoformat(day), digest)
    except ValueError as error:
        raise CommandError(f"--kept needs DAY DIGEST, not {day!r}.", returncode=2) from error
