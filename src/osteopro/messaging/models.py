"""Messages that leave the building (outbox), and the talk between patient and manager."""

from django.db import models

from osteopro.messaging.terms import (
    REFERENCE,
    Channel,
    Delivered,
    DeliveryState,
    Direction,
    ReceiptKind,
)
from osteopro.patients.models import Patient


class OutboundMessage(models.Model):
    """Something to be sent once. `key` says what it is, so asking twice sends once."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, choices=[(c, c) for c in Channel])
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, null=True, related_name="outbound"
    )
    # The member of staff it goes to; for a patient it is null.
    account = models.BigIntegerField(null=True)
    params = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in DeliveryState])
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    provider_ref = models.CharField(max_length=REFERENCE, blank=True)
    # What the operator said later about a message it had taken.
    delivered = models.CharField(max_length=12, blank=True, choices=[(d, d) for d in Delivered])
    reported_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["provider_ref"]),
            models.Index(fields=["patient", "-created_at"]),
        ]


class InboundText(models.Model):
    """A text message that came in, known by the operator's own id: it is heard once.

    Neither number nor words: what was said stands in the patient's thread.
    """

    append_only = True

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()


class Message(models.Model):
    """One turn of the talk between a patient and the clinic. Never changed.

    `key` is made by the form it was typed in: the same form sent twice is one message.
    """

    append_only = True

    key = models.UUIDField(null=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=12, choices=[(d, d) for d in Direction])
    author = models.BigIntegerField(null=True)
    occasion = models.UUIDField(null=True)
    at = models.DateTimeField()
    # Not shown or sent before: the author may take it back until then (ux R32).
    visible_at = models.DateTimeField()
    # A code of the fixed topics; empty where none was chosen.
    topic = models.CharField(max_length=12, blank=True, default="")
    # What the patient said, taken from the record and not typed (resolution 67).
    quote = models.TextField(blank=True)
    body = models.TextField()
    advice = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["patient", "-at"]), models.Index(fields=["occasion"])]
        constraints = [
            models.UniqueConstraint(fields=["patient", "key"], name="messaging_written_once")
        ]


class MessageVoid(models.Model):
    """A message that was taken back."""

    append_only = True

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="void")
    at = models.DateTimeField()
    by = models.BigIntegerField()


class MessageReceipt(models.Model):
    """What the patient did with a message, or that staff have seen theirs."""

    append_only = True

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="receipts")
    kind = models.CharField(max_length=16, choices=[(k, k) for k in ReceiptKind])
    at = models.DateTimeField()
    # Who of the staff has seen it; of what the patient did it is null.
    by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "kind"], name="messaging_said_once")
        ]
