"""What came of alerts, rule by rule, and known problems that rest."""

from django.db import models

from osteopro.followup.terms import CameOf, ProblemEnd
from osteopro.patients.models import Patient
from osteopro.sites.models import Site


class AlertOutcome(models.Model):
    """What came of one fired rule, as its review says; void when the review is. A silence ends
    without a review."""

    append_only = True

    review = models.ForeignKey(
        "followup.Review", on_delete=models.PROTECT, null=True, related_name="alert_outcomes"
    )
    item = models.ForeignKey("followup.OpenItem", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    rule = models.CharField(max_length=20)
    ruleset = models.CharField(max_length=60)
    level = models.CharField(max_length=10)
    came_of = models.CharField(max_length=14, choices=[(c, c) for c in CameOf])

    class Meta:
        indexes = [models.Index(fields=["site", "at"]), models.Index(fields=["item", "rule"])]
        constraints = [
            models.UniqueConstraint(fields=["review", "rule"], name="followup_alert_said_once")
        ]


class KnownProblem(models.Model):
    """A rule at attention that rests for a patient until a day, with the plan that says why.

    `items` are the answers it reads, `basis` what they were: {linkId: [raw, higher is worse]}.
    """

    append_only = True

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="known_problems")
    at = models.DateTimeField()
    by = models.BigIntegerField()
    occasion = models.UUIDField()
    rule = models.CharField(max_length=20)
    reason = models.CharField(max_length=200)
    until = models.DateField()
    items = models.JSONField()
    basis = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["patient", "-id"])]


class KnownProblemEnd(models.Model):
    """A known problem does not rest any more, before its day."""

    append_only = True

    problem = models.OneToOneField(KnownProblem, on_delete=models.PROTECT, related_name="end")
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    cause = models.CharField(max_length=8, choices=[(c, c) for c in ProblemEnd])
