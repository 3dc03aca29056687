"""The study itself: its team, its papers, the guide, and the trail that people write."""

from django.db import models

from osteopro.research.terms import GuidePart, LogKind, PaperKind


class Study(models.Model):
    guid = models.UUIDField(unique=True)
    title = models.CharField(max_length=200)
    title_translated = models.CharField(max_length=200, blank=True)
    # What is lived through and asked about.
    phenomenon = models.TextField()
    sampling = models.TextField(blank=True)
    ethics_body = models.CharField(max_length=200, blank=True)
    ethics_no = models.CharField(max_length=80, blank=True)
    ethics_from = models.DateField(null=True)
    ethics_until = models.DateField(null=True)
    # When interviews may take place, and how long each is meant to be, in minutes.
    window_from = models.DateField(null=True)
    window_until = models.DateField(null=True)
    minutes_from = models.PositiveSmallIntegerField(default=20)
    minutes_to = models.PositiveSmallIntegerField(default=40)
    # For the report: SRQR 20 and 21, and the limits of the study.
    funding = models.TextField(blank=True)
    conflicts = models.TextField(blank=True)
    limitations = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True)


class Member(models.Model):
    """Somebody of the team. What COREQ 1-8 asks of them is in their own words."""

    guid = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="members")
    account = models.BigIntegerField()
    # Codes of Duty.
    duties = models.JSONField(default=list)
    credentials = models.CharField(max_length=120, blank=True)
    occupation = models.CharField(max_length=120, blank=True)
    gender = models.CharField(max_length=40, blank=True)
    training = models.TextField(blank=True)
    # What participants know of them, and what they were to them before.
    relationship = models.TextField(blank=True)
    # Where they stand: shown to them when they begin to analyse.
    position = models.TextField(blank=True)
    joined_at = models.DateTimeField()
    joined_by = models.BigIntegerField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["study", "account"],
                condition=models.Q(left_at__isnull=True),
                name="research_member_once",
            )
        ]
        indexes = [models.Index(fields=["account"], name="research_studies_of")]


class Paper(models.Model):
    """A version of a document of the study; the file lies sealed beside the database."""

    append_only = True

    guid = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=11, choices=[(k, k) for k in PaperKind])
    version = models.CharField(max_length=40)
    # Its words, or the name, type and hash of a file.
    text = models.TextField(blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_type = models.CharField(max_length=100, blank=True)
    file = models.UUIDField(null=True)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["study", "kind", "-id"], name="research_papers")]


class GuideVersion(models.Model):
    """The interview guide as it was from a day on; changed it is another version."""

    guid = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="guides")
    no = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.BigIntegerField()
    piloted = models.BooleanField(default=False)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "no"], name="research_guide_numbers")
        ]


class GuideQuestion(models.Model):
    append_only = True

    guid = models.UUIDField(unique=True)
    guide = models.ForeignKey(GuideVersion, on_delete=models.PROTECT, related_name="questions")
    order = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=7, choices=[(p, p) for p in GuidePart])
    text = models.TextField()
    text_translated = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guide", "order"], name="research_guide_order")
        ]


class LogEntry(models.Model):
    """What the team writes of itself: reflexivity, meetings, decisions, memos, deviations."""

    append_only = True

    guid = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="log")
    kind = models.CharField(max_length=11, choices=[(k, k) for k in LogKind])
    at = models.DateTimeField()
    by = models.BigIntegerField()
    topic = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    reason = models.TextField(blank=True)
    # Guids of members: who met, who decided.
    people = models.JSONField(default=list)
    # What it is about: a kind of row ("theme", "statement", "gate") and its guid or code.
    about_kind = models.CharField(max_length=20, blank=True)
    about = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["study", "kind", "-id"], name="research_log"),
            models.Index(fields=["study", "about_kind", "about"], name="research_log_about"),
        ]


class ExportRun(models.Model):
    """A file that left the study: which, when, by whom, and what could not go with it."""

    append_only = True

    guid = models.UUIDField(unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="exports")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    losses = models.JSONField(default=list)


class ReportRelease(models.Model):
    """What was weighed before a report left. It can be made again from this to the same bytes."""

    append_only = True

    run = models.OneToOneField(ExportRun, on_delete=models.PROTECT, related_name="weighed")
    language = models.CharField(max_length=10)
    # Groups of fewer people were left out of Table 1.
    fewest = models.PositiveSmallIntegerField()
    # How many lines of the trail were proved.
    lines = models.PositiveIntegerField()
    # What could tell who somebody is and why it may leave: [[sort, key, reason], …].
    answers = models.JSONField(default=list)
