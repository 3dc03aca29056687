"""When somebody takes part, and when not."""

from django.db import models

from osteopro.enrolment.terms import State
from osteopro.patients.models import Patient


class StateChange(models.Model):
    """One change of state with its author; the latest row holds."""

    append_only = True

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="states")
    state = models.CharField(max_length=10, choices=[(s, s) for s in State])
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    reasons = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["patient", "-id"])]
