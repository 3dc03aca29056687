"""How often each patient was asked, who wished otherwise, and when they paused."""

from django.db import models

from osteopro.followup.terms import IntervalReason, PauseReason, WishOf
from osteopro.patients.models import Patient


class Plan(models.Model):
    """How often this patient was asked, from when and why. A change is a new row.

    The log of what was in force; `followup.planning` computes it from what happened.
    """

    append_only = True

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="plans")
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    starts_on = models.DateField()
    interval_days = models.PositiveSmallIntegerField()
    cause = models.CharField(max_length=20, choices=[(r, r) for r in IntervalReason])
    since = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["patient", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="followup_interval_in_the_model",
                condition=models.Q(interval_days__gte=7, interval_days__lte=14),
            )
        ]


class IntervalWish(models.Model):
    """How often a manager or the patient wants the records; without `days` no longer.

    The latest row of each holds. A manager gives the reason in words.
    """

    append_only = True

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="interval_wishes")
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    of = models.CharField(max_length=8, choices=[(w, w) for w in WishOf])
    days = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="followup_wish_in_the_model",
                condition=models.Q(days__isnull=True) | models.Q(days__gte=7, days__lte=14),
            )
        ]


class Pause(models.Model):
    """No record is due from `starts_on` until the day before `resumes_on`.

    It ends by itself; ended earlier or replaced, there is a PauseEnd.
    """

    append_only = True

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="pauses")
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    starts_on = models.DateField()
    resumes_on = models.DateField()
    reason = models.CharField(max_length=10, choices=[(r, r) for r in PauseReason])

    class Meta:
        indexes = [models.Index(fields=["patient", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="followup_pause_has_days",
                condition=models.Q(resumes_on__gt=models.F("starts_on")),
            )
        ]


class PauseEnd(models.Model):
    """The day on which a pause really ended, before the day that was planned."""

    append_only = True

    pause = models.OneToOneField(Pause, on_delete=models.PROTECT, related_name="end")
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    resumes_on = models.DateField()
