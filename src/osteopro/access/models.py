"""Which roles a member of staff holds, and where."""

from django.conf import settings
from django.db import models

from osteopro.access.terms import Role
from osteopro.sites.models import Site


class RoleGrant(models.Model):
    """A role at a site, from when to when and by whom."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants"
    )
    role = models.CharField(max_length=20, choices=[(r, r) for r in Role])
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    granted_by = models.BigIntegerField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role", "site"],
                condition=models.Q(revoked_at__isnull=True),
                name="access_role_held_once",
            )
        ]
