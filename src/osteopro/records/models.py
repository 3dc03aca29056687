"""What patients told us, exactly once and for ever; and drafts, which may go."""

from django.db import models

from osteopro.instruments.models import InstrumentVersion
from osteopro.patients.models import Patient
from osteopro.records.terms import AttachmentKind, DraftState, MeasuredHow, ResponseStatus


class Draft(models.Model):
    """A form being filled. It becomes a Response with the same uuid when it is sent."""

    uuid = models.UUIDField(unique=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="drafts")
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    occasion = models.UUIDField()
    mode = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    # Facts that the server fills into the form's hidden items when it starts.
    context = models.JSONField(default=dict)
    # Who began to answer; a form may ask that itself.
    by_whom = models.CharField(max_length=12)
    # Items that another form of this occasion asked already, and that form's response
    # (resolution 18): their answers stand in `context`.
    copied = models.JSONField(default=dict)
    corrects = models.UUIDField(null=True)
    state = models.CharField(max_length=5, choices=[(s, s) for s in DraftState])
    # Counts every save; sending names the revision it read, so nothing saved meanwhile is lost.
    revision = models.PositiveIntegerField(default=0)
    # The revision at which due work looked whether the form must be kept as it stands.
    looked_at = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            # One unfinished form of a kind per person and mode, whatever device it was begun on:
            # what a nurse asks on the phone is not what was begun online,
            models.UniqueConstraint(
                fields=["patient", "instrument", "mode"],
                condition=models.Q(state=DraftState.OPEN, corrects__isnull=True),
                name="records_one_open_draft",
            ),
            # and one unfinished correction of a record.
            models.UniqueConstraint(
                fields=["corrects"],
                condition=models.Q(state=DraftState.OPEN, corrects__isnull=False),
                name="records_one_open_correction",
            ),
        ]
        indexes = [models.Index(fields=["state", "touched_at"])]


class DraftAnswer(models.Model):
    """The latest answer to one item of a draft, whichever device it came from."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="answers")
    link_id = models.CharField(max_length=60)
    value = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    answered_at = models.DateTimeField()
    # How it was asked: shown at, text size, viewport, read aloud (ux R17).
    circumstances = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "link_id"], name="records_answer_once")
        ]


class Response(models.Model):
    """One stored QuestionnaireResponse. Never changed; a correction supersedes it."""

    append_only = True

    uuid = models.UUIDField(unique=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="responses")
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    status = models.CharField(max_length=20, choices=[(s, s) for s in ResponseStatus])
    occasion = models.UUIDField()
    authored = models.DateTimeField()
    received = models.DateTimeField()
    # The moment charts and rules use (resolution 71): authored when plausible, else received.
    effective = models.DateTimeField()
    mode = models.CharField(max_length=10)
    by_whom = models.CharField(max_length=12)
    # The account that sent it; null for due work, and for records from before this was kept.
    by = models.BigIntegerField(null=True)
    # The account of the member of staff who sat beside while it was filled in at a session.
    beside = models.BigIntegerField(null=True)
    language = models.CharField(max_length=10)
    values = models.JSONField()
    circumstances = models.JSONField(default=dict)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )

    class Meta:
        indexes = [
            models.Index(fields=["patient", "-effective", "-id"]),
            models.Index(fields=["patient", "kind", "-effective"]),
            models.Index(fields=["occasion"]),
        ]


class Score(models.Model):
    """One scale of one response; null has its reason and is never 0."""

    append_only = True

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="scores")
    scale = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    answered = models.PositiveSmallIntegerField()
    asked = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "scale"], name="records_score_once"),
            models.CheckConstraint(
                name="records_no_score_has_a_reason",
                condition=models.Q(value__isnull=False, reason="")
                | (models.Q(value__isnull=True) & ~models.Q(reason="")),
            ),
        ]


class Assessment(models.Model):
    """What the rules said about a response (or about silence), with the rules' version."""

    append_only = True

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="assessments")
    response = models.OneToOneField(
        Response, on_delete=models.PROTECT, null=True, related_name="assessment"
    )
    at = models.DateTimeField()
    ruleset = models.CharField(max_length=60)
    level = models.CharField(max_length=10)
    rules = models.JSONField()
    tags = models.JSONField(default=list)
    message = models.JSONField()
    advice = models.JSONField(default=list)
    # How the response was answered: the version of the checks, and those that held, as
    # [{"id", "action", "detail", "values"}]. For the patient's own team alone; no rule, summary,
    # export or page of the patient reads it (clinical content 5.1).
    checks = models.CharField(max_length=60, blank=True, default="")
    flags = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["patient", "-at"])]


class Measurement(models.Model):
    """Height and weight as staff took them (resolution 55). A correction is a new row."""

    append_only = True

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="measurements")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    height_cm = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    weight_kg = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    how = models.CharField(max_length=12, choices=[(h, h) for h in MeasuredHow])

    class Meta:
        indexes = [models.Index(fields=["patient", "-on", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="records_something_was_measured",
                condition=models.Q(height_cm__isnull=False) | models.Q(weight_kg__isnull=False),
            )
        ]


class Attachment(models.Model):
    """A photo or voice note that belongs to an entry. Its file lies sealed in `media.vault`."""

    append_only = True

    # Of the file too: random, so that it tells nothing and is not guessed.
    name = models.UUIDField(unique=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="attachments")
    # The entry in all its versions: a correction keeps what was attached.
    occasion = models.UUIDField()
    kind = models.CharField(max_length=5, choices=[(k, k) for k in AttachmentKind])
    media_type = models.CharField(max_length=20)
    # SHA-256 of the file before it was sealed.
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveSmallIntegerField(null=True)
    height = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["occasion"])]


class AttachmentVoid(models.Model):
    """A photo or voice note that was taken back: its file is gone, its row stays."""

    append_only = True

    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="void")
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)


class Transcript(models.Model):
    """What staff heard in a voice note. Written anew, it is another row; the last one stands."""

    append_only = True

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="transcripts")
    words = models.TextField()
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
