"""Colaizzi's steps 1 to 4: readings, significant statements, formulated meanings, themes."""

from django.db import models

from osteopro.research.models.study import Study
from osteopro.research.models.transcripts import TranscriptVersion
from osteopro.research.terms import RoundMode, StatementState


class Reading(models.Model):
    """Step 1: a whole transcript was read, to get a feeling of it."""

    append_only = True

    guid = models.UUIDField(unique=True)
    version = models.ForeignKey(
        TranscriptVersion, on_delete=models.PROTECT, related_name="readings"
    )
    coder = models.BigIntegerField()
    pass_no = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(null=True)
    impression = models.TextField(blank=True)
    at = models.DateTimeField()


class Round(models.Model):
    """Some transcripts coded by some people: each alone, or together."""

    guid = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="rounds")
    no = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=11, choices=[(m, m) for m in RoundMode])
    # Nobody sees the work of the others until all have handed in.
    blind = models.BooleanField(default=True)
    # The independent round that this one brings together.
    of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="consensus")
    versions = models.ManyToManyField(TranscriptVersion, related_name="rounds")
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "no"], name="research_round_numbers")
        ]


class RoundCoder(models.Model):
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="coders")
    coder = models.BigIntegerField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "coder"], name="research_coder_once")
        ]


class Statement(models.Model):
    """Step 2: words of a participant that matter for what is studied.

    `start` and `end` are code points of the version's text, half-open.
    """

    guid = models.UUIDField(unique=True)
    version = models.ForeignKey(
        TranscriptVersion, on_delete=models.PROTECT, related_name="statements"
    )
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="statements")
    coder = models.BigIntegerField()
    no = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    memo = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=[(s, s) for s in StatementState])
    # The one on an older version, or of an independent round, that this one stands for.
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="research_statement_span"
            ),
            models.UniqueConstraint(
                fields=["version", "round", "coder", "start", "end"],
                condition=models.Q(state__in=[StatementState.PROPOSED, StatementState.ACCEPTED]),
                name="research_marked_once",
            ),
            models.UniqueConstraint(
                fields=["version", "round", "coder", "no"], name="research_statement_numbers"
            ),
        ]
        indexes = [
            models.Index(fields=["version", "start"], name="research_statements"),
            models.Index(fields=["round", "coder"], name="research_round_statements"),
        ]


class Translation(models.Model):
    """A quote in the other language, beside the original. The newest counts."""

    append_only = True

    guid = models.UUIDField(unique=True)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(max_length=7)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.BigIntegerField()


class Theme(models.Model):
    """Step 4. A theme within a theme is a sub-theme; there is no third level."""

    guid = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="themes")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    name = models.CharField(max_length=200)
    definition = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.BigIntegerField()
    removed_at = models.DateTimeField(null=True)


class Cluster(models.Model):
    """Step 4: meanings that belong together."""

    guid = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="clusters")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, related_name="clusters")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.BigIntegerField()
    removed_at = models.DateTimeField(null=True)


class Meaning(models.Model):
    """Step 3: what a statement means, in the words of the researcher."""

    guid = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="meanings")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="meanings")
    coder = models.BigIntegerField()
    label = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, null=True, related_name="meanings"
    )
    order = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["study", "round"], name="research_meanings")]


class StatementMeaning(models.Model):
    """Step 3: this statement carries this meaning, says this coder."""

    guid = models.UUIDField(unique=True)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="links")
    meaning = models.ForeignKey(Meaning, on_delete=models.PROTECT, related_name="links")
    coder = models.BigIntegerField()
    rationale = models.TextField(blank=True)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "meaning", "coder"],
                condition=models.Q(removed_at__isnull=True),
                name="research_meant_once",
            )
        ]


class BoardMove(models.Model):
    """Something on the board was put elsewhere, named anew, made or taken away; undone it says so.

    `before` and `after` hold the fields that changed, by name.
    """

    guid = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=9)
    item = models.UUIDField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["study", "-id"], name="research_moves")]


class DeviantCase(models.Model):
    """A statement that does not fit a theme, and what is made of it."""

    guid = models.UUIDField(unique=True)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="deviates")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="deviants")
    comment = models.TextField()
    at = models.DateTimeField()
    by = models.BigIntegerField()
    removed_at = models.DateTimeField(null=True)
