from typing import Any

from django.core.management.base import BaseCommand

from osteopro.audit.terms import system
from osteopro.media import vault
from osteopro.patients import actions


class Command(BaseCommand):
    help = (
        "Seal every identity, photo, voice note and recording under the newest key, "
        "and index names anew."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = actions.rotate_identity_keys(by=system("rotate-keys"))
        self.stdout.write(f"{count} identities sealed under the newest key.")
        self.stdout.write(
            f"{vault.reseal()} sealed files (photos, voice, recordings) are under the newest key."
        )
