"""Who left the programme, why, and what had been until then (clinical content 6.5)."""

from django.db import models

from osteopro.enrolment.terms import DecidedBy, State
from osteopro.patients.models import Patient
from osteopro.patients.terms import Channel, Education
from osteopro.sites.models import Site


class Leaving(models.Model):
    """Somebody's time in the programme ended; with what there is to learn from it.

    Taken back by LeavingUndone; over when they take part again (Return). `before` is how they
    stood, `closed` are the items that ended with it. What is not known is null or empty, never 0.
    """

    append_only = True

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="leavings")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12, choices=[(s, s) for s in State])
    decided_by = models.CharField(max_length=10, choices=[(d, d) for d in DecidedBy])
    # Codes of enrolment/leaving.json, the main one first.
    reasons = models.JSONField(default=list)
    died_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    before = models.JSONField()
    closed = models.JSONField(default=list)
    # To learn from (6.5, "also store automatically").
    days_in_programme = models.PositiveIntegerField()
    reports_done = models.PositiveIntegerField()
    reports_expected = models.PositiveIntegerField()
    last_level = models.CharField(max_length=10, blank=True)
    median_reply_s = models.PositiveIntegerField(null=True)
    channel = models.CharField(max_length=20, choices=[(c, c) for c in Channel])
    age_band = models.CharField(max_length=10)
    education = models.CharField(max_length=12, choices=[(e, e) for e in Education])
    a1_verified = models.PositiveIntegerField(null=True)
    a2_verified = models.PositiveIntegerField(null=True)
    unanswered = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["patient", "-id"]),
            models.Index(fields=["site", "-at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="followup_died_on_a_day",
                condition=~models.Q(state=State.DIED) | models.Q(died_on__isnull=False),
            )
        ]


class LeavingUndone(models.Model):
    """Leaving was taken back: the person goes on as before."""

    append_only = True

    leaving = models.OneToOneField(Leaving, on_delete=models.PROTECT, related_name="undone")
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)


class Return(models.Model):
    """Somebody who left takes part again: a new beginning of the same person."""

    append_only = True

    leaving = models.OneToOneField(Leaving, on_delete=models.PROTECT, related_name="returned")
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    starts_on = models.DateField()
