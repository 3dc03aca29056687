"""Who is on call at a clinic on which day, as it was decided; the newest decision holds."""

from django.db import models

from osteopro.sites.models import Site


class Duty(models.Model):
    """One day on which somebody is on call, or by a later decision nobody (`account` null).

    Days and hours as in `followup.on_call`. `key` is made by the form, which may name many days.
    """

    append_only = True

    key = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="duties")
    day = models.DateField()
    account = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "day"], name="followup_duty_once")]
        indexes = [models.Index(fields=["site", "day", "-id"], name="followup_duty_newest")]
