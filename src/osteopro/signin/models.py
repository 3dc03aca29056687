"""Ways in for patients: personal links, text-message codes, paper cards, the clinic's tablets."""

from django.db import models

from osteopro.patients.models import Helper, Patient
from osteopro.sites.models import Site


class PatientLink(models.Model):
    """A personal link. The token is not stored: it is derived from `nonce` when it is sent."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="links")
    # Set: the link of somebody who helps the patient, and not the patient's own.
    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, null=True, related_name="links")
    nonce = models.CharField(max_length=40, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    # Wrong birth dates on `tries_on`; the fifth locks the link (ux 2.1).
    tries_on = models.DateField(null=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)


class SmsCode(models.Model):
    """A six-digit code on its way to a number. Kept also for unknown numbers: same answer."""

    phone_digest = models.CharField(max_length=32)
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    # After the right code, of people who share the number.
    wrong_births = models.PositiveSmallIntegerField(default=0)
    address_digest = models.CharField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["phone_digest", "-created_at"]),
            models.Index(fields=["address_digest", "-created_at"]),
        ]


class SendGate(models.Model):
    """One row per number and per origin of requests, locked while their codes are counted.

    Requests that come at the same moment would otherwise all see the same count. `at` is the
    latest request; due work removes rows that wait for nobody any more.
    """

    digest = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField(db_index=True)


class Card(models.Model):
    """A paper card. Secret and number are not stored: both are derived from `nonce` to print."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="cards")
    nonce = models.CharField(max_length=40, unique=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    number_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    # Wrong birth dates on `tries_on`; the fifth locks the card (ux 2.1).
    tries_on = models.DateField(null=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=models.Q(cancelled_at__isnull=True),
                name="signin_one_card_per_patient",
            )
        ]


class Tablet(models.Model):
    """A tablet of the clinic on which patients fill in their record, known by its cookie."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=40)
    token_hash = models.CharField(max_length=64, unique=True)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField()
    last_used = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)


class TabletCode(models.Model):
    """A six-digit code with which staff open a tablet of the clinic for one patient, once."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64, db_index=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class WrongTry(models.Model):
    """A card number or tablet code that was wrong, by the keyed hash of where it came from."""

    digest = models.CharField(max_length=32)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["digest", "-at"])]
