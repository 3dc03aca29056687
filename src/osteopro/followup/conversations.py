"""The one question before a report is sent, and the talk about it (clinical content 5.3, 9.4).

What was found about how it was answered stands with its assessment.
"""

from django.db import models

from osteopro.followup.terms import Agrees, GentleAnswerCode
from osteopro.patients.models import Patient
from osteopro.triage.terms import Level


class GentleQuestion(models.Model):
    """The one question before a report was sent, with all its answers as they stood then.

    `record` is the uuid the report has from its draft on; `at` is when the person pressed to
    send: who leaves at this question has sent it all the same.
    """

    append_only = True

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    occasion = models.UUIDField(unique=True)
    record = models.UUIDField()
    code = models.CharField(max_length=8)
    question = models.CharField(max_length=20)
    checks = models.CharField(max_length=60)
    at = models.DateTimeField()
    first_answers = models.JSONField()
    text = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["patient", "-at"])]


class GentleAnswer(models.Model):
    """What was said to it. The answers of the report are changed only by the person."""

    append_only = True

    question = models.OneToOneField(GentleQuestion, on_delete=models.PROTECT, related_name="answer")
    at = models.DateTimeField()
    answer = models.CharField(max_length=6, choices=[(a, a) for a in GentleAnswerCode])
    detail = models.CharField(max_length=20, blank=True)
    # The words of the answer as they stood on the page, in both languages.
    text = models.JSONField()


class Verification(models.Model):
    """What somebody heard when they talked with a patient about a report (9.4).

    `own_rest` and `own_move` are what the report said. `sampled`: the report was drawn, not
    flagged.
    """

    append_only = True

    key = models.UUIDField()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="verifications")
    occasion = models.UUIDField()
    call = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.BigIntegerField()
    pain_rest = models.PositiveSmallIntegerField(null=True)
    pain_move = models.PositiveSmallIntegerField(null=True)
    event = models.BooleanField()
    level = models.CharField(max_length=10, choices=[(each, each) for each in Level])
    agrees = models.CharField(max_length=6, choices=[(a, a) for a in Agrees])
    note = models.TextField(blank=True)
    own_rest = models.PositiveSmallIntegerField(null=True)
    own_move = models.PositiveSmallIntegerField(null=True)
    sampled = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "key"], name="followup_verified_once")
        ]
        indexes = [models.Index(fields=["patient", "-at"]), models.Index(fields=["occasion"])]
