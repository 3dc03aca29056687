"""What waits for a manager, where each patient stands, and what staff did."""

from django.db import models

from osteopro.followup.absences import Absence as Absence
from osteopro.followup.absences import HandOver as HandOver
from osteopro.followup.absences import HandOverNote as HandOverNote
from osteopro.followup.absences import Move as Move
from osteopro.followup.advice_rows import AdviceGiven as AdviceGiven
from osteopro.followup.advice_rows import AdviceSaid as AdviceSaid
from osteopro.followup.advice_rows import Snippet as Snippet
from osteopro.followup.alert_rows import AlertOutcome as AlertOutcome
from osteopro.followup.alert_rows import KnownProblem as KnownProblem
from osteopro.followup.alert_rows import KnownProblemEnd as KnownProblemEnd
from osteopro.followup.conversations import GentleAnswer as GentleAnswer
from osteopro.followup.conversations import GentleQuestion as GentleQuestion
from osteopro.followup.conversations import Verification as Verification
from osteopro.followup.departures import Leaving as Leaving
from osteopro.followup.departures import LeavingUndone as LeavingUndone
from osteopro.followup.departures import Return as Return
from osteopro.followup.duties import Duty as Duty
from osteopro.followup.lessons import Learning as Learning
from osteopro.followup.requests import Asking as Asking
from osteopro.followup.requests import Request as Request
from osteopro.followup.rhythm import IntervalWish as IntervalWish
from osteopro.followup.rhythm import Pause as Pause
from osteopro.followup.rhythm import PauseEnd as PauseEnd
from osteopro.followup.rhythm import Plan as Plan
from osteopro.followup.terms import (
    CallKind,
    CallOutcome,
    EmergencyOutcome,
    IntervalReason,
    ItemKind,
    Lane,
    NoReplyReason,
    Outcome,
    Privacy,
)
from osteopro.patients.models import Patient, Profile
from osteopro.sites.models import Site


class OpenItem(models.Model):
    """Something that waits for a manager, with its level and its deadlines."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=10, choices=[(k, k) for k in ItemKind])
    # What it is about: the occasion of a record, `message:<id>`, `request:<id>`,
    # `escalation:<id>`, `due:<day>`.
    source = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lead_at = models.DateTimeField()
    # Who was told that the deadline passed: 0 nobody, 1 the backup, 2 the lead as well.
    told = models.PositiveSmallIntegerField(default=0)
    # Who was told last and answers from then on.
    passed_to = models.BigIntegerField(null=True)
    # The reply that an urgent item waits to hear 看懂了 to, or that told a physician's answer.
    reply = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "kind", "source"], name="followup_one_item_per_source"
            ),
            models.CheckConstraint(
                name="followup_closed_by_somebody",
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "closed_at"]),
            models.Index(
                fields=["due_at"],
                condition=models.Q(closed_at__isnull=True),
                name="followup_waiting",
            ),
        ]


# Somebody else answers or is second than is named, or nobody is second.
NOT_AS_NAMED = ~models.Q(answers=models.F("manager"), second=models.F("backup")) | models.Q(
    second__isnull=True
)


class CareState(models.Model):
    """Where one patient stands: one row, rewritten with whatever changes it.

    What it says of waiting is derived: `followup.state.rewrite` yields the same from the
    open items, and a test holds the two together after any order of events.
    """

    patient = models.OneToOneField(
        Patient, on_delete=models.PROTECT, primary_key=True, related_name="care_state"
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    manager = models.BigIntegerField(null=True)
    backup = models.BigIntegerField(null=True)
    # Who answers now: the manager, or who stands in (followup.standing_in).
    answers = models.BigIntegerField(null=True)
    # Who is alerted with them and told when they miss a deadline.
    second = models.BigIntegerField(null=True)
    active = models.BooleanField(default=True)
    lane = models.PositiveSmallIntegerField(default=Lane.NONE.rank)
    level = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    reasons = models.JSONField(default=list)
    open_items = models.PositiveSmallIntegerField(default=0)
    # Kind and source of the item that decides the lane.
    kind = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=40, blank=True)
    # The facts for rules that are in force.
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="+")
    # Rules a manager has judged, and when: {"T-A01": "2026-11-20T…"} (known and unchanged).
    judged = models.JSONField(default=dict)
    # Rules that rest: what `actions.knowing.write_down` derives from KnownProblem; null for none.
    known_problems = models.JSONField(null=True)
    # Height and weight that staff took, oldest first: [{"on", "height_cm", "weight_kg"}].
    measured = models.JSONField(default=list)
    # What staff heard, oldest first: [{"at", "pain_rest", "pain_move", "level"}] (5.3).
    verified = models.JSONField(default=list)
    beside = models.JSONField(null=True)  # who sits beside them at a session: {"by", "at"}
    # When a call about a report was wanted last: nobody is drawn for one again soon after.
    talk_wanted_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=20)
    by_whom = models.CharField(max_length=12, blank=True)
    last_record_at = models.DateTimeField(null=True)
    last_full_at = models.DateTimeField(null=True)
    starts_on = models.DateField()
    # From when on the plan counts for somebody who left and takes part again; null for who never
    # began anew. What rules compare a record with is of all time.
    begun_at = models.DateTimeField(null=True)
    # What followup.planning computes: the interval in force, why and since when; the day the
    # next record is first due; the day a pause ends or ended.
    interval_days = models.PositiveSmallIntegerField()
    interval_reason = models.CharField(max_length=20, choices=[(r, r) for r in IntervalReason])
    interval_since = models.DateField()
    next_due_on = models.DateField()
    # The day on which due work last saw to reminders and calls.
    tended_on = models.DateField(null=True)
    paused = models.BooleanField(default=False)
    resumes_on = models.DateField(null=True)
    # The state in which somebody no longer takes part; empty while they do.
    ended = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["answers", "lane", "due_at", "patient"]),
            models.Index(fields=["site", "lane", "due_at", "patient"]),
            models.Index(fields=["answers", "active", "next_due_on"]),
            models.Index(fields=["manager"]),
            models.Index(fields=["backup"], name="followup_backup"),
            models.Index(fields=["site"], condition=NOT_AS_NAMED, name="followup_not_as_named"),
            models.Index(fields=["site", "active", "next_due_on"]),
            # Who is still to be seen to today, in turn.
            models.Index(
                fields=["site", "next_due_on", "patient", "tended_on"],
                condition=models.Q(active=True),
                name="followup_to_tend",
            ),
            # Who is late has nothing open.
            models.Index(fields=["site", "lane", "active", "next_due_on", "patient"]),
            models.Index(
                fields=["next_due_on", "tended_on"],
                condition=models.Q(active=True),
                name="followup_overdue",
            ),
            models.Index(
                fields=["resumes_on"],
                condition=models.Q(paused=True),
                name="followup_paused",
            ),
        ]


class Seen(models.Model):
    """A member of staff said that they read this occasion: an act, never a page view."""

    append_only = True

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    occasion = models.UUIDField()
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occasion", "by"], name="followup_seen_once")
        ]


class Opened(models.Model):
    """Who has a review page open now, so that two people do not answer at once."""

    occasion = models.UUIDField()
    account = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occasion", "account"], name="followup_opened_once")
        ]


class Call(models.Model):
    """One attempt to phone, and what came of it. `key` is made by the form, as for Review."""

    append_only = True

    key = models.UUIDField(null=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="calls")
    occasion = models.UUIDField(null=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()
    outcome = models.CharField(max_length=14, choices=[(o, o) for o in CallOutcome])
    note = models.TextField(blank=True)
    kind = models.CharField(max_length=6, choices=[(k, k) for k in CallKind], default=CallKind.TALK)
    # What is stored of a call in which somebody answered (clinical content 9.3).
    inbound = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # When the patient asked to be phoned instead.
    call_back_at = models.DateTimeField(null=True)
    interruptions = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=10, blank=True)
    deviations = models.JSONField(default=list)
    # Items whose answer was a range, of which the higher was taken (rule 4).
    ranges = models.JSONField(default=list)
    # The id of the recording in the telephone system, only with consent.
    recording = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "-at"])]
        constraints = [
            models.UniqueConstraint(fields=["patient", "key"], name="followup_call_once")
        ]


class CallVoid(models.Model):
    """An attempt to phone that was noted by mistake and taken back within the time for that."""

    append_only = True

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="void")
    at = models.DateTimeField()
    by = models.BigIntegerField()


class LiveCall(models.Model):
    """Somebody is on the phone with this patient now. When it ends, it becomes a Call."""

    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="live_call")
    key = models.UUIDField(unique=True)
    by = models.BigIntegerField()
    started_at = models.DateTimeField()
    inbound = models.BooleanField(default=False)
    language = models.CharField(max_length=10)
    # The record being taken and its sitting; none when the call is only to talk.
    draft = models.UUIDField(null=True)
    occasion = models.UUIDField(null=True)
    privacy = models.CharField(max_length=9, blank=True, choices=[(p, p) for p in Privacy])
    # Who is on the line and answers now; the answers themselves say who gave them.
    by_whom = models.CharField(max_length=12, blank=True, default="")


class Review(models.Model):
    """A manager's judgement on one occasion, or on what waits in the talk with a patient, and
    its outcome. Taken back by ReviewVoid. What it ended beside `item` ended at the same moment.

    `key` is made by the form: the same form sent twice is one review. `digest` of how the
    manager ended it tells whether it came again with the same content.
    """

    append_only = True

    key = models.UUIDField(null=True)
    digest = models.CharField(max_length=64)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="reviews")
    # The patient's clinic then: what a clinic did is told by index.
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="reviews")
    # None: it is about messages or requests.
    occasion = models.UUIDField(null=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()
    level = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=[(o, o) for o in Outcome])
    reason = models.CharField(max_length=20, blank=True, choices=[(r, r) for r in NoReplyReason])
    emergency_outcome = models.CharField(
        max_length=22, blank=True, choices=[(o, o) for o in EmergencyOutcome]
    )
    # The reply, call or escalation that the outcome names.
    message = models.BigIntegerField(null=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, related_name="reviews")
    # Rules of the occasion's assessments: what "known and unchanged" looks back at.
    rules = models.JSONField(default=list)
    # How long the patient waited for it in seconds of the clinic's service time, counted by the
    # calendar of that day; null in rows from before it was kept.
    waited_s = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "key"], name="followup_review_once")
        ]
        indexes = [
            models.Index(fields=["patient", "-at"]),
            models.Index(fields=["occasion"]),
            models.Index(fields=["by", "outcome", "-at"]),
            models.Index(fields=["site", "outcome", "-at"]),
        ]


class ReviewVoid(models.Model):
    """An outcome that was taken back within the time for that."""

    append_only = True

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="void")
    at = models.DateTimeField()
    by = models.BigIntegerField()


class LevelChange(models.Model):
    """A manager set the level: up at any time, down only after talking with the patient."""

    append_only = True

    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="level_changes")
    at = models.DateTimeField()
    by = models.BigIntegerField()
    before = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField()
    reason = models.TextField()
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="followup_down_only_after_a_call",
                condition=models.Q(after__gte=models.F("before")) | models.Q(call__isnull=False),
            )
        ]


class Escalation(models.Model):
    """A question handed to a physician with an outcome; that review may be taken back.

    Until it is answered, an open item of its own keeps it before the manager.
    """

    append_only = True

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="escalation")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="escalations")
    occasion = models.UUIDField(null=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()
    physician = models.BigIntegerField()
    question = models.TextField()
    due_at = models.DateTimeField()
    told_patient = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["patient", "-at"]),
            models.Index(fields=["physician", "-at"]),
        ]


class EscalationSeen(models.Model):
    """A physician took the question on: an act of their own, never a page view.

    `answer_by` is until when they answer; it passes like the limit for taking it on.
    """

    append_only = True

    escalation = models.OneToOneField(Escalation, on_delete=models.PROTECT, related_name="seen")
    at = models.DateTimeField()
    by = models.BigIntegerField()
    answer_by = models.DateTimeField()


class EscalationAnswer(models.Model):
    """What the physician answered, written by themselves or noted by the manager (`by`)."""

    append_only = True

    escalation = models.OneToOneField(Escalation, on_delete=models.PROTECT, related_name="answer")
    at = models.DateTimeField()
    by = models.BigIntegerField()
    answer = models.TextField()
