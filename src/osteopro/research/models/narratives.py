"""Colaizzi's steps 5 to 7: exhaustive description, fundamental structure, member checks."""

from django.db import models

from osteopro.research.models.analysis import Theme
from osteopro.research.models.recruitment import Participant
from osteopro.research.models.study import Study
from osteopro.research.terms import Checked, CheckWay, NarrativeKind


class Narrative(models.Model):
    """A version of a text of steps 5 and 6. Its words never change; approving is an act."""

    guid = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="narratives")
    kind = models.CharField(max_length=10, choices=[(k, k) for k in NarrativeKind])
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    text_translated = models.TextField(blank=True)
    # The approved description that a structure comes from.
    source = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.BigIntegerField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["study", "kind", "version"], name="research_narrative_versions"
            )
        ]


class NarrativeCite(models.Model):
    """A passage of a narrative and the theme it speaks of."""

    append_only = True

    guid = models.UUIDField(unique=True)
    narrative = models.ForeignKey(Narrative, on_delete=models.PROTECT, related_name="cites")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="cites")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()


class MemberCheck(models.Model):
    """Results brought back to a participant: to one version of the text, and to no other."""

    guid = models.UUIDField(unique=True)
    narrative = models.ForeignKey(Narrative, on_delete=models.PROTECT, related_name="checks")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="checks")
    way = models.CharField(max_length=12, choices=[(w, w) for w in CheckWay])
    sent_at = models.DateTimeField()
    sent_by = models.BigIntegerField()
    answered_at = models.DateTimeField(null=True)
    # The member who wrote the answer down; None when the participant gave it on their own page.
    noted_by = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=9, choices=[(c, c) for c in Checked], blank=True)
    comment = models.TextField(blank=True)
    # The version that was written because of it.
    led_to = models.ForeignKey(Narrative, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["narrative", "participant"], name="research_checked_once"
            )
        ]
