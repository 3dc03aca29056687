"""Interviews, what was recorded, and what the interviewer saw."""

from django.db import models

from osteopro.research.models.recruitment import Participant
from osteopro.research.models.study import GuideVersion
from osteopro.research.terms import NoteKind, RecordingState


class Interview(models.Model):
    guid = models.UUIDField(unique=True)
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="interviews"
    )
    seq = models.PositiveSmallIntegerField()
    interviewer = models.BigIntegerField()
    guide = models.ForeignKey(GuideVersion, on_delete=models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True)
    # Who else was in the room; empty means nobody.
    others = models.CharField(max_length=200, blank=True)
    # The room was looked at before the first question: {"quiet": true, "private": true, …}.
    room = models.JSONField(null=True)
    # Why their own follow-up manager interviews all the same.
    own_manager_why = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    stopped_why = models.CharField(max_length=300, blank=True)
    # Questions of the guide that were asked, with the moment: {guid: ms from the start}.
    asked = models.JSONField(default=dict)
    repeats = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "seq"], name="research_interview_seq"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True)
                | models.Q(ended_at__gte=models.F("started_at")),
                name="research_interview_times",
            ),
        ]


class Recording(models.Model):
    """The sound of an interview. It arrives in parts that may be sent again after a break."""

    guid = models.UUIDField(unique=True)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="recordings")
    state = models.CharField(max_length=8, choices=[(s, s) for s in RecordingState])
    file_type = models.CharField(max_length=60)
    bytes = models.PositiveBigIntegerField()
    part_bytes = models.PositiveIntegerField()
    # Of the whole file, as the sender counted it before sending (research.sounds.whole_of).
    sha256 = models.CharField(max_length=64)
    ms = models.PositiveIntegerField(null=True)
    device = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()
    whole_at = models.DateTimeField(null=True)
    wiped_at = models.DateTimeField(null=True)
    wiped_by = models.BigIntegerField(null=True)


class RecordingPart(models.Model):
    """One part, sealed in a file of its own."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="parts")
    no = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "no"], name="research_parts_once")
        ]


class FieldNote(models.Model):
    append_only = True

    guid = models.UUIDField(unique=True)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=7, choices=[(k, k) for k in NoteKind])
    # From the start of the interview; None for a note about the whole.
    t_ms = models.PositiveIntegerField(null=True)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["interview", "id"], name="research_notes")]
