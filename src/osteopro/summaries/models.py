"""What a patient wants to ask at the visit, and links by which the page is shared."""

from django.db import models

from osteopro.patients.models import Patient


class VisitQuestions(models.Model):
    """The questions for the doctor as they were chosen in one go; the newest row stands.

    `items` are at most three, {"code"} of a version's list or {"words"} of one's own.
    """

    append_only = True

    key = models.UUIDField()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="visit_questions")
    at = models.DateTimeField()
    by = models.BigIntegerField()
    edition = models.CharField(max_length=20)
    items = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "key"], name="summaries_questions_once")
        ]
        indexes = [models.Index(fields=["patient", "-id"])]


class Share(models.Model):
    """A link to the page for somebody without an account. Its token is derived from `nonce`."""

    key = models.UUIDField()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="shares")
    nonce = models.CharField(max_length=40, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField()
    expires_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.BigIntegerField(null=True)
    # Wrong birth dates on `tries_on`; the fifth ends the link.
    tries_on = models.DateField(null=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    opened = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "key"], name="summaries_share_once")
        ]
        indexes = [models.Index(fields=["patient", "-id"])]
