from typing import Any

from django.core.management.base import BaseCommand, CommandError

from osteopro.audit import queries


class Command(BaseCommand):
    help = "Prove that the audit trail is whole: every chain, every seal."

    def handle(self, *args: Any, **options: Any) -> None:
        breaks = list(queries.verify())
        for found in breaks:
            self.stderr.write(f"{found.stream} {found.seq}: {found.what}")
        if breaks:
            raise CommandError(f"{len(breaks)} breaks in the audit trail.", returncode=2)
        self.stdout.write("The audit trail is whole.")
        newest = queries.newest_seal()
        if newest is not None:
            self.stdout.write(f"Newest seal, to be kept elsewhere: {newest.day} {newest.digest}")
