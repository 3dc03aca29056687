from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "osteopro.accounts"
    label = "accounts"

    def ready(self) -> None:
        post_migrate.connect(_make_cache_table, sender=self, dispatch_uid="accounts.cache_table")


def _make_cache_table(using: str, **_: object) -> None:
    """Limits of sign-in hold across processes because they are counted in the database."""
    call_command("createcachetable", database=using, verbosity=0)
