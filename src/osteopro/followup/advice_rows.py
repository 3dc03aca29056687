"""Advice that was sent, each a thing of its own, and what patients said about it."""

from django.db import models

from osteopro.followup.terms import AdviceWord
from osteopro.messaging.models import Message
from osteopro.patients.models import Patient


class AdviceGiven(models.Model):
    """One advice as it was sent. It goes when its reply is taken back (`MessageVoid`).

    `title` and `text` are those of the library at that moment, in the language of the reply;
    `ruleset` and `edition` name the version they come from.
    """

    append_only = True

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="advice")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="given")
    code = models.CharField(max_length=20)
    ruleset = models.CharField(max_length=80)
    # The site's own wording of this advice; 0 for that of the ruleset.
    edition = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    # When the sender said that physician or physiotherapist agreed to this exercise.
    checked_at = models.DateTimeField(null=True)
    # Picked from the library, not proposed by the rules.
    by_hand = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "code"], name="followup_advice_once")
        ]
        indexes = [models.Index(fields=["patient", "-at"])]


class Snippet(models.Model):
    """A short sentence that a member of staff keeps for replies."""

    account = models.BigIntegerField()
    text = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account"])]


class AdviceSaid(models.Model):
    """What the patient said about an advice, in a record (`occasion`) or on their own page.
    The newest word counts."""

    append_only = True

    given = models.ForeignKey(AdviceGiven, on_delete=models.PROTECT, related_name="said")
    word = models.CharField(max_length=10, choices=[(w, w) for w in AdviceWord])
    at = models.DateTimeField()
    by = models.BigIntegerField()
    occasion = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["given", "-at"])]
