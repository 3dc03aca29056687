"""What makes the analysis trustworthy: agreement, discussion, saturation, cross-checks."""

from django.db import models

from osteopro.research.models.analysis import Round
from osteopro.research.models.interviews import Interview
from osteopro.research.models.recruitment import Participant
from osteopro.research.models.study import Study
from osteopro.research.terms import DiscrepancyKind, DiscrepancyState, Relation


class Discrepancy(models.Model):
    """Coders differ. `items` are the guids of the rows that differ."""

    guid = models.UUIDField(unique=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="discrepancies")
    kind = models.CharField(max_length=7, choices=[(k, k) for k in DiscrepancyKind])
    items = models.JSONField()
    state = models.CharField(max_length=11, choices=[(s, s) for s in DiscrepancyState])
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["round", "state"], name="research_discrepancies")]


class DiscussionNote(models.Model):
    append_only = True

    guid = models.UUIDField(unique=True)
    discrepancy = models.ForeignKey(
        Discrepancy, on_delete=models.PROTECT, related_name="discussion"
    )
    text = models.TextField()
    at = models.DateTimeField()
    by = models.BigIntegerField()


class Resolution(models.Model):
    """How a discrepancy was settled, and by whom. The newest counts."""

    append_only = True

    guid = models.UUIDField(unique=True)
    discrepancy = models.ForeignKey(
        Discrepancy, on_delete=models.PROTECT, related_name="resolutions"
    )
    state = models.CharField(max_length=11, choices=[(s, s) for s in DiscrepancyState])
    # Accounts; at least two.
    deciders = models.JSONField()
    decision = models.TextField()
    rationale = models.TextField(blank=True)
    # Asking the participant what was meant: when, and what they said.
    asked_at = models.DateTimeField(null=True)
    asked_words = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()


class Confirmation(models.Model):
    """Somebody who is named as having decided says so in their own session."""

    append_only = True

    guid = models.UUIDField(unique=True)
    resolution = models.ForeignKey(
        Resolution, on_delete=models.PROTECT, related_name="confirmations"
    )
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resolution", "by"], name="research_confirmed_once")
        ]


class AgreementRun(models.Model):
    """A coefficient as it was counted on a round, with a hash of what it was counted on."""

    append_only = True

    guid = models.UUIDField(unique=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="agreements")
    unit = models.CharField(max_length=20)
    measure = models.CharField(max_length=30)
    # None with the reason when it is not defined.
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    undefined = models.CharField(max_length=40, blank=True)
    units = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.BigIntegerField()


class SaturationEntry(models.Model):
    """What an interview brought that was new, and what the team makes of it. The newest counts."""

    append_only = True

    guid = models.UUIDField(unique=True)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="saturation")
    new_statements = models.PositiveSmallIntegerField()
    new_meanings = models.PositiveSmallIntegerField()
    new_clusters = models.PositiveSmallIntegerField()
    new_themes = models.PositiveSmallIntegerField()
    judged_new = models.BooleanField()
    # Accounts of those who judged, and of all who analysed then.
    deciders = models.JSONField()
    team = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()


class CrossCheck(models.Model):
    """What was said, laid beside the participant's own records of the programme."""

    append_only = True

    guid = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="cross_checks")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    # "statement" or "theme", and its guid.
    about_kind = models.CharField(max_length=9)
    about = models.UUIDField()
    # The measure that was looked at, and a hash of the figures as they stood.
    measure = models.CharField(max_length=60)
    snapshot_sha256 = models.CharField(max_length=64)
    relation = models.CharField(max_length=12, choices=[(r, r) for r in Relation])
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["study", "about"], name="research_cross_checks")]


class ReportQuote(models.Model):
    """A statement chosen to stand in the report under a theme; its number is made, never typed."""

    guid = models.UUIDField(unique=True)
    theme = models.ForeignKey("research.Theme", on_delete=models.PROTECT, related_name="quotes")
    statement = models.ForeignKey(
        "research.Statement", on_delete=models.PROTECT, related_name="quoted"
    )
    order = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.BigIntegerField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "statement"],
                condition=models.Q(removed_at__isnull=True),
                name="research_quoted_once",
            )
        ]
