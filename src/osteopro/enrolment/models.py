"""When somebody takes part and when not, and what they agreed to."""

from django.db import models

from osteopro.enrolment.terms import Decision, How, Purpose, State
from osteopro.patients.models import Patient, Witness


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


class ConsentVersion(models.Model):
    """One immutable version of the consent texts, as it was published."""

    append_only = True

    version = models.CharField(max_length=20, unique=True)
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()


class Consent(models.Model):
    """One answer about one purpose; the latest row of a purpose holds."""

    append_only = True

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    version = models.ForeignKey(ConsentVersion, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=[(p, p) for p in Purpose])
    decision = models.CharField(max_length=10, choices=[(d, d) for d in Decision])
    at = models.DateTimeField()
    by = models.BigIntegerField()
    how = models.CharField(max_length=10, choices=[(h, h) for h in How])
    language = models.CharField(max_length=10)
    witness_account = models.BigIntegerField(null=True)
    # Somebody who is not staff: the name stands sealed elsewhere (invariant 8).
    witness = models.ForeignKey(Witness, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["patient", "id"])]
        constraints = [
            models.CheckConstraint(
                name="enrolment_phone_consent_has_witness",
                condition=~models.Q(how=How.PHONE, decision=Decision.GIVEN)
                | models.Q(witness_account__isnull=False)
                | models.Q(witness__isnull=False),
            ),
            models.CheckConstraint(
                name="enrolment_witness_is_somebody_else",
                condition=models.Q(witness_account__isnull=True)
                | ~models.Q(witness_account=models.F("by")),
            ),
        ]
