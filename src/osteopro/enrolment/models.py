"""When somebody takes part and when not, and what they agreed to."""

from django.db import models

from osteopro.enrolment.terms import Decision, How, Purpose, ScreeningState, State, Status
from osteopro.patients.models import Patient, Witness
from osteopro.sites.models import Site


class StateChange(models.Model):
    """One change of state with its author; the latest row holds."""

    append_only = True

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="states")
    state = models.CharField(max_length=12, choices=[(s, s) for s in State])
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
    # Signed before this system was there: the day, and what is printed on the paper.
    paper_on = models.DateField(null=True)
    paper_version = models.CharField(max_length=40, blank=True)

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
            models.CheckConstraint(
                name="enrolment_paper_consent_is_dated",
                condition=models.Q(how=How.PAPER, paper_on__isnull=False)
                | (~models.Q(how=How.PAPER) & models.Q(paper_on__isnull=True)),
            ),
        ]


class Screening(models.Model):
    """Somebody who was asked and did not simply join: who waits for a clinician, and who did not
    take part and why. It says nothing of who that is (docs/decisions/0013)."""

    uuid = models.UUIDField(unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    age_band = models.CharField(max_length=10)
    sex = models.CharField(max_length=6, blank=True)
    criteria = models.CharField(max_length=10)
    status = models.CharField(max_length=30, choices=[(s, s) for s in Status])
    reasons = models.JSONField()
    state = models.CharField(max_length=12, choices=[(s, s) for s in ScreeningState])
    due_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["site", "state", "due_at"])]
        constraints = [
            models.CheckConstraint(
                name="enrolment_waits_with_deadline",
                condition=~models.Q(state=ScreeningState.WAITING) | models.Q(due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="enrolment_decided_by_somebody",
                condition=~models.Q(state__in=[ScreeningState.INCLUDED, ScreeningState.EXCLUDED])
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]


class Intake(models.Model):
    """What was found when somebody joined: clinical facts, no names."""

    append_only = True

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="intakes")
    key = models.UUIDField(unique=True, null=True)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    on = models.DateField()
    age = models.PositiveSmallIntegerField()
    criteria = models.CharField(max_length=10)
    status = models.CharField(max_length=30, choices=[(s, s) for s in Status])
    reasons = models.JSONField(default=list)
    # Codes by field of the eligibility form, and the facts of `enrolment.facts`.
    answers = models.JSONField()
    screen_total = models.PositiveSmallIntegerField(null=True)
    facts = models.JSONField()
    screening = models.OneToOneField(
        Screening, on_delete=models.PROTECT, null=True, related_name="intake"
    )

    class Meta:
        indexes = [
            models.Index(fields=["patient", "-id"]),
            # Who may be too old by now.
            models.Index(fields=["age", "on", "patient"], name="enrolment_age"),
        ]
