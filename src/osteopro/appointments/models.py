"""Slots, who they are offered to, and what came of the visit. Requests stay in `followup`."""

from django.db import models

from osteopro.appointments.terms import (
    Answered,
    NotTold,
    OfferAct,
    OfferState,
    SessionState,
    SlotKind,
    Trigger,
)
from osteopro.appointments.terms import SessionPart as Part
from osteopro.followup.models import Request
from osteopro.patients.models import Patient
from osteopro.patients.terms import MedicineClass
from osteopro.sites.models import Site

_LIVE = models.Q(state__in=[OfferState.OFFERED, OfferState.ACCEPTED])


class Quota(models.Model):
    """How many slots of a kind a clinic has in a week, at most. One row, replaced in place."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=[(k, k) for k in SlotKind])
    per_week = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "kind"], name="appointments_one_quota")
        ]


class Slot(models.Model):
    """A time at which one person can be seen. It is free when no offer holds it."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="slots")
    kind = models.CharField(max_length=7, choices=[(k, k) for k in SlotKind])
    # The account of the physician; null when it is not yet said who is there.
    physician = models.BigIntegerField(null=True)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    # Kept for who is verified urgent.
    reserved = models.BooleanField(default=False)
    # The form that entered it: sent twice it enters its slots once.
    batch = models.UUIDField()
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["physician", "starts_at"],
                condition=models.Q(withdrawn_at__isnull=True, physician__isnull=False),
                name="appointments_one_place_per_physician",
            ),
            models.UniqueConstraint(
                fields=["site", "kind", "starts_at"],
                condition=models.Q(withdrawn_at__isnull=True, physician__isnull=True),
                name="appointments_one_place_without_physician",
            ),
        ]
        indexes = [
            models.Index(
                fields=["site", "kind", "starts_at"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="appointments_calendar",
            ),
            models.Index(fields=["batch"], name="appointments_batch"),
        ]


class Session(models.Model):
    """An invitation to an in-person session of the programme, and whether it took place."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="sessions")
    trigger = models.CharField(max_length=12, choices=[(t, t) for t in Trigger])
    state = models.CharField(max_length=9, choices=[(s, s) for s in SessionState])
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)
    # Why it ended without having been held, for staff.
    why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=models.Q(closed_at__isnull=True),
                name="appointments_one_open_session",
            )
        ]
        indexes = [
            models.Index(fields=["patient", "-at"], name="appointments_sessions"),
            models.Index(
                fields=["at"],
                condition=models.Q(closed_at__isnull=True),
                name="appointments_invited",
            ),
        ]


class SessionPart(models.Model):
    """Something that was written down at a session; of each part the newest row stands.

    `key` is made by the form. `content` by part: what `appointments.kept` reads and writes.
    """

    append_only = True

    key = models.UUIDField(unique=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="parts")
    part = models.CharField(max_length=8, choices=[(p, p) for p in Part])
    guide = models.CharField(max_length=20)
    content = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["session", "id"], name="appointments_session_parts")]


class PutAside(models.Model):
    """Somebody is not invited now: until the day `back_on` they leave the list of candidates."""

    append_only = True

    key = models.UUIDField(unique=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="put_aside")
    reason = models.CharField(max_length=20)
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()
    back_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["patient", "-back_on"], name="appointments_put_aside")]


class Offer(models.Model):
    """A slot offered to somebody's request for a visit, or to an invitation to a session.

    `state` is what its events come to; a slot is held until `released_at`.
    """

    # Of the calendar file on the patient's phone: it stays the same, `sequence` counts.
    uid = models.UUIDField(unique=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="offers")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="offers")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, related_name="offers")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="offers")
    state = models.CharField(max_length=17, choices=[(s, s) for s in OfferState])
    at = models.DateTimeField()
    answer_by = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slot"],
                condition=models.Q(released_at__isnull=True),
                name="appointments_slot_held_once",
            ),
            models.UniqueConstraint(
                fields=["request"], condition=_LIVE, name="appointments_one_offer_per_request"
            ),
            models.UniqueConstraint(
                fields=["session"], condition=_LIVE, name="appointments_one_offer_per_session"
            ),
            models.CheckConstraint(
                name="appointments_offered_for_something",
                condition=models.Q(request__isnull=False, session__isnull=True)
                | models.Q(request__isnull=True, session__isnull=False),
            ),
            models.CheckConstraint(
                name="appointments_live_offers_hold",
                condition=~_LIVE | models.Q(released_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "-id"], name="appointments_of_patient"),
            models.Index(
                fields=["answer_by"],
                condition=models.Q(state=OfferState.OFFERED),
                name="appointments_unanswered",
            ),
        ]


class OfferEvent(models.Model):
    """What happened to an offer, who did it and how. `key` is made by the form."""

    append_only = True

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="events")
    key = models.UUIDField(null=True, unique=True)
    act = models.CharField(max_length=14, choices=[(a, a) for a in OfferAct])
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    way = models.CharField(max_length=6, choices=[(a, a) for a in Answered])
    # When somebody who declined can come instead: [{"on": "2026-12-01", "part": "morning"}].
    times = models.JSONField(default=list)
    words = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["offer", "id"], name="appointments_events")]


class OfferEventVoid(models.Model):
    """An act that was taken back within the time for that."""

    append_only = True

    event = models.OneToOneField(OfferEvent, on_delete=models.PROTECT, related_name="void")
    at = models.DateTimeField()
    by = models.BigIntegerField()


class Visit(models.Model):
    """What came of a visit. Written anew it is another row, as VisitRewrite says; taken back by
    VisitVoid. Taken back, what was written anew leaves the earlier one standing."""

    append_only = True

    key = models.UUIDField(unique=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="visits")
    # None for somebody who came without a place.
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, related_name="visits")
    seen_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.BigIntegerField()
    # Codes of VisitOutcome.
    outcomes = models.JSONField()
    # What was done about medicine, in the physician's words, for staff and for charts.
    medicine = models.CharField(max_length=200, blank=True)
    # Whether the records were used at the visit, and the latest one that was at hand.
    used = models.BooleanField()
    used_record = models.UUIDField(null=True)
    # The answer to what the patient wanted to ask, and the one line they read.
    reply = models.TextField(blank=True)
    line = models.CharField(max_length=200, blank=True)
    not_told = models.CharField(max_length=14, blank=True, choices=[(r, r) for r in NotTold])
    # The kind of bone medicine that it put in force for rules and the plan; blank: none.
    medicine_set = models.CharField(
        max_length=30, blank=True, choices=[(m, m) for m in MedicineClass]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="appointments_told_or_why_not",
                condition=models.Q(line="", not_told__in=[each.value for each in NotTold])
                | (~models.Q(line="") & models.Q(not_told="")),
            )
        ]
        indexes = [models.Index(fields=["patient", "-seen_at"], name="appointments_visits")]


class VisitVoid(models.Model):
    """An outcome that was taken back within the time for that."""

    append_only = True

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="void")
    at = models.DateTimeField()
    by = models.BigIntegerField()


class VisitRewrite(models.Model):
    """That an outcome puts right an earlier one of the same visit; both stay."""

    append_only = True

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="rewrites")
    earlier = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="rewritten")
