"""What each patient has learnt about using the service."""

from django.db import models

from osteopro.followup.terms import Company
from osteopro.patients.models import Patient


class Learning(models.Model):
    """One row a patient, rewritten in place: the pages of the welcome, and the try-out.

    Of the try-out only that it was tried is kept, never an answer.
    """

    patient = models.OneToOneField(
        Patient, on_delete=models.PROTECT, primary_key=True, related_name="learning"
    )
    # When each page of the welcome was done: {"look": "2026-11-23T…"}.
    lessons = models.JSONField(default=dict)
    put_off_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    tried_with = models.CharField(max_length=6, blank=True, choices=[(c, c) for c in Company])
