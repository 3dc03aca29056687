from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from osteopro.accounts.actions import NobodyNamed, reset_second_factor
from osteopro.audit.terms import system


class Command(BaseCommand):
    help = "For a lost phone: take away app, passkeys and recovery codes; sign out everywhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="user name of the member of staff")
        parser.add_argument("--reason", default="", help="kept in the audit trail; no names")

    def handle(self, *args: Any, **options: Any) -> None:
        username, reason = options["username"], options["reason"]
        try:
            removed = reset_second_factor(
                by=system("reset_second_factor"), username=username, reason=reason
            )
        except NobodyNamed:
            raise CommandError(f"No staff account is called {username!r}.", returncode=2) from None
        self.stdout.write(
            f"{removed} removed, signed out everywhere. At the next sign-in the password leads to "
            "setting up a new second factor: make sure the right person does it soon."
        )
