"""From the first screening to Participant 1, 2, 3. Who is behind a row stands in the key only."""

from django.db import models

from osteopro.research.models.study import Paper, Study
from osteopro.research.terms import (
    Approached,
    ApproachWay,
    ConsentWay,
    CriterionKind,
    Met,
    Screened,
    SubjectKind,
    VariableType,
)


class Criterion(models.Model):
    """A criterion of eligibility; taken out it stays for who was screened by it."""

    guid = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="criteria")
    subject = models.CharField(max_length=8, choices=[(k, k) for k in SubjectKind])
    kind = models.CharField(max_length=7, choices=[(k, k) for k in CriterionKind])
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    text_translated = models.TextField(blank=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["study", "order"], name="research_criteria")]


class Screening(models.Model):
    """Somebody looked at for the study. `guid` is their name in the key to identities."""

    guid = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="screenings")
    # Shown to the team before there is a participant's number.
    no = models.PositiveIntegerField()
    subject = models.CharField(max_length=8, choices=[(k, k) for k in SubjectKind])
    at = models.DateTimeField()
    by = models.BigIntegerField()
    result = models.CharField(max_length=12, choices=[(r, r) for r in Screened])
    # The cells of the sampling matrix they fill: {"age": "60-69", "sex": "female", …}.
    cells = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "no"], name="research_screening_numbers")
        ]


class ScreeningAnswer(models.Model):
    """Whether a criterion is met, and what shows it. Newer rows count."""

    append_only = True

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="answers")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    met = models.CharField(max_length=7, choices=[(m, m) for m in Met])
    evidence = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()


class Approach(models.Model):
    """An attempt to win somebody. On their own page (`page`): put off while the question waits
    there, and `by` stays whoever asked: an account of a patient never stands here."""

    append_only = True

    guid = models.UUIDField(unique=True)
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="approaches")
    at = models.DateTimeField()
    by = models.BigIntegerField()
    way = models.CharField(max_length=12, choices=[(w, w) for w in ApproachWay])
    # Whether they followed what was explained; None when it was not looked at.
    understood = models.BooleanField(null=True)
    outcome = models.CharField(max_length=11, choices=[(o, o) for o in Approached])
    reason = models.CharField(max_length=300, blank=True)


class StudyConsent(models.Model):
    """What somebody agreed to. On their own page, `by` is who asked them."""

    guid = models.UUIDField(unique=True)
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="consents")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, related_name="+")
    way = models.CharField(max_length=5, choices=[(w, w) for w in ConsentWay])
    signed_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.BigIntegerField()
    # A member of staff who heard a yes on the phone.
    witness = models.BigIntegerField(null=True)
    # Codes of ConsentScope.
    scopes = models.JSONField(default=list)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["screening"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="research_one_consent",
            ),
            models.CheckConstraint(
                condition=~models.Q(way=ConsentWay.PHONE) | models.Q(witness__isnull=False),
                name="research_phone_has_witness",
            ),
            models.CheckConstraint(
                condition=models.Q(witness__isnull=True) | ~models.Q(witness=models.F("by")),
                name="research_witness_is_other",
            ),
        ]


class Participant(models.Model):
    """Participant 1, 2, 3… in the order of agreeing; a number is never given twice."""

    guid = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="participants")
    number = models.PositiveSmallIntegerField()
    screening = models.OneToOneField(
        Screening, on_delete=models.PROTECT, related_name="participant"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="research_numbers")]


class CaseVariable(models.Model):
    """A column of Table 1."""

    guid = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="variables")
    name = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    label_translated = models.CharField(max_length=120, blank=True)
    type = models.CharField(max_length=8, choices=[(t, t) for t in VariableType])
    # In this order: [{"code": "primary", "label": "小学", "label_translated": "Primary"}].
    levels = models.JSONField(default=list)
    unit = models.CharField(max_length=20, blank=True)
    order = models.PositiveSmallIntegerField()
    # Left out of what goes to others.
    sensitive = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "name"], name="research_variable_names")
        ]


class CaseValue(models.Model):
    """Newer rows count."""

    append_only = True

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="values")
    variable = models.ForeignKey(CaseVariable, on_delete=models.PROTECT, related_name="+")
    value = models.JSONField()
    as_of = models.DateField()
    at = models.DateTimeField()
    by = models.BigIntegerField()
