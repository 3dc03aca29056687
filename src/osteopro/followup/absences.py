"""Who is away and who stands in, and patients handed on to other members of staff."""

from django.db import models

from osteopro.followup.terms import AwayReason, MoveReason
from osteopro.patients.models import Patient


class Absence(models.Model):
    """A manager is away from `first` to `last`. Back early, `last` moves; called off, it lies
    before `first`. `key` is made by the form."""

    key = models.UUIDField(unique=True)
    account = models.BigIntegerField()
    first = models.DateField()
    last = models.DateField()
    # None: the backup of each patient.
    substitute = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=10, choices=[(r, r) for r in AwayReason])
    noted_at = models.DateTimeField()
    noted_by = models.BigIntegerField()
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["last"])]


class HandOverNote(models.Model):
    """One line about something open, for whoever stands in."""

    absence = models.ForeignKey(Absence, on_delete=models.PROTECT, related_name="notes")
    item = models.ForeignKey("followup.OpenItem", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["absence", "item"], name="followup_one_note_per_item")
        ]


class HandOver(models.Model):
    """A decision that patients get another manager or backup on a day. `key` is made by the
    form."""

    append_only = True

    key = models.UUIDField(unique=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()
    on = models.DateField()
    manager = models.BigIntegerField(null=True)
    backup = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=10, choices=[(r, r) for r in MoveReason])


class Move(models.Model):
    """One patient of a hand-over; waits for its day until `done_at`."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="moves")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="moves")
    manager_before = models.BigIntegerField(null=True)
    backup_before = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=models.Q(done_at__isnull=True),
                name="followup_one_move_ahead",
            )
        ]
