"""A study on its way in, as a file."""

from django.db import models

from osteopro.research.models.study import Study
from osteopro.research.terms import Sort


class Incoming(models.Model):
    """A file that was brought and looked at. Its bytes lie sealed in the vault under its guid until
    somebody brings it in, throws it away, or a day has passed."""

    guid = models.UUIDField(unique=True)
    # Who brought it: nobody else sees it.
    account = models.BigIntegerField()
    sort = models.CharField(max_length=8, choices=[(s, s) for s in Sort])
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # What came of it, and what did not pass.
    study = models.ForeignKey(Study, on_delete=models.PROTECT, null=True, related_name="came_from")
    losses = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["ended_at", "at"], name="research_waiting")]
