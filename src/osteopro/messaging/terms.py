"""Codes of messages."""

from enum import StrEnum

# Characters of an operator's reference that are kept; a report names a message by them.
REFERENCE = 80


class Channel(StrEnum):
    SMS = "sms"
    EMAIL = "email"
    WECOM = "wecom"  # a template message; only where a hospital has set up a gateway for it


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # no longer wanted when its turn came
    FAILED = "failed"  # a person must look


class Delivered(StrEnum):
    """What the operator reported later about a message it had taken."""

    ARRIVED = "arrived"
    NOT_ARRIVED = "not-arrived"


class ReceiptKind(StrEnum):
    """What became of a message: of a reply at the patient, of the patient's words with us.

    Opening a page is noted of the patient alone; that staff saw something is always an act.
    """

    OPENED = "opened"  # the patient opened a reply
    SEEN = "seen"  # a member of staff said that they read the patient's message
    READ = "read"
    UNDERSTOOD = "understood"
    NOT_UNDERSTOOD = "not-understood"
    DIFFICULT = "difficult"


class Direction(StrEnum):
    TO_PATIENT = "to-patient"
    FROM_PATIENT = "from-patient"
