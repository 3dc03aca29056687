"""Codes of messages."""

from enum import StrEnum


class Channel(StrEnum):
    SMS = "sms"
    EMAIL = "email"


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # no longer wanted when its turn came
    FAILED = "failed"  # a person must look


class ReceiptKind(StrEnum):
    """What a patient said to a reply (ux 2.1)."""

    READ = "read"
    UNDERSTOOD = "understood"
    NOT_UNDERSTOOD = "not-understood"
    DIFFICULT = "difficult"


class Direction(StrEnum):
    TO_PATIENT = "to-patient"
    FROM_PATIENT = "from-patient"
