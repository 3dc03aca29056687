"""What was said, in versions. A version never changes; a frozen one is what is analysed."""

from django.db import models
from django.db.models.functions import Length

from osteopro.research.models.interviews import Interview
from osteopro.research.terms import Stage


class Transcript(models.Model):
    guid = models.UUIDField(unique=True)
    interview = models.OneToOneField(Interview, on_delete=models.PROTECT, related_name="transcript")
    transcriber = models.BigIntegerField()
    began_at = models.DateTimeField()
    # When what is typed before it is a version was kept; its words lie sealed beside identities.
    draft_at = models.DateTimeField(null=True)


class TranscriptVersion(models.Model):
    append_only = True

    guid = models.UUIDField(unique=True)
    transcript = models.ForeignKey(Transcript, on_delete=models.PROTECT, related_name="versions")
    no = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=12, choices=[(s, s) for s in Stage])
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    # In code points.
    length = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    # Where it came from and what was assumed in reading it: codes.
    source = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transcript", "no"], name="research_version_numbers")
        ]


class Block(models.Model):
    """Some turns of a version. Whatever needs a few lines reads them alone, however long the
    transcript is; the blocks in order are the text."""

    append_only = True

    version = models.ForeignKey(TranscriptVersion, on_delete=models.PROTECT, related_name="blocks")
    no = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    # Of the whole text: [[start, end, speaker, words from, from ms or null, to ms or null], …].
    turns = models.JSONField(default=list)
    # The how-manieth turn of the whole text the first of them is, from 1.
    first_turn = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "no"], name="research_block_numbers"),
            models.CheckConstraint(
                condition=models.Q(end=models.F("start") + Length("text")),
                name="research_block_length",
            ),
        ]
        indexes = [models.Index(fields=["version", "start"], name="research_blocks")]


class Review(models.Model):
    """A second person listens again and reads along (within 24 hours)."""

    guid = models.UUIDField(unique=True)
    version = models.OneToOneField(
        TranscriptVersion, on_delete=models.PROTECT, related_name="review"
    )
    reviewer = models.BigIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    became = models.ForeignKey(
        TranscriptVersion, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Places that differ between the two.
    changes = models.PositiveIntegerField(null=True)


class TranscriptReturn(models.Model):
    """A transcript that was given back to the participant, and what they said to it (COREQ 23)."""

    append_only = True

    guid = models.UUIDField(unique=True)
    version = models.ForeignKey(TranscriptVersion, on_delete=models.PROTECT, related_name="returns")
    at = models.DateTimeField()
    by = models.BigIntegerField()
    words = models.TextField(blank=True)
