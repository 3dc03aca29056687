"""What patients asked for: advice, a call, a visit. Apart from levels (clinical content 3.2)."""

from django.db import models

from osteopro.followup.terms import (
    AskedIn,
    Companion,
    DeclineReason,
    RequestKind,
    RequestState,
    VisitReason,
)
from osteopro.patients.models import Patient


class Request(models.Model):
    """One wish of a patient and where it stands. While it is open one open item waits for it.

    Whoever asks again while it is open adds an Asking to it.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=6, choices=[(k, k) for k in RequestKind])
    state = models.CharField(max_length=10, choices=[(s, s) for s in RequestState])
    at = models.DateTimeField()
    # The day of the next contact while a visit waits to be booked.
    next_contact_on = models.DateField(null=True)
    declined = models.CharField(max_length=12, blank=True, choices=[(r, r) for r in DeclineReason])
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["patient", "-id"]),
            # Who waits for a visit, in all clinics.
            models.Index(
                fields=["at", "patient"],
                condition=models.Q(kind=RequestKind.VISIT, closed_at__isnull=True),
                name="followup_visits_wanted",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "kind"],
                condition=models.Q(closed_at__isnull=True),
                name="followup_one_open_request",
            ),
            models.CheckConstraint(
                name="followup_request_closed_by_somebody",
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="followup_waits_for_a_day",
                condition=~models.Q(state=RequestState.WAITING)
                | models.Q(next_contact_on__isnull=False),
            ),
        ]


class Asking(models.Model):
    """The patient asked, or asked again. `key` is made by the form, as for Review."""

    append_only = True

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="askings")
    key = models.UUIDField(null=True, unique=True)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    way = models.CharField(max_length=6, choices=[(w, w) for w in AskedIn])
    # The sitting of the record in which it was said.
    occasion = models.UUIDField(null=True)
    why = models.CharField(max_length=6, blank=True, choices=[(r, r) for r in VisitReason])
    # Codes of Possible.
    times = models.JSONField(default=list)
    companion = models.CharField(max_length=10, blank=True, choices=[(c, c) for c in Companion])
    words = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["request", "id"])]
