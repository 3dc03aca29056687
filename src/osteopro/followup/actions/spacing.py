"""How often the records are wanted: by the manager, with a reason, and by the patient (7.2)."""

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import planning, rules, state
from osteopro.followup.models import CareState, IntervalWish
from osteopro.followup.terms import IntervalReason, WishOf


@journal.action
def set_interval(*, by: Actor, patient_id: int, days: int | None, reason: str) -> None:
    """Ask every `days` days (7 to 14) whatever the rules say; None leaves it to them again.

    It holds until it is taken back, or until there is a newer reason for every seven days.
    Raises OutcomeRefused without a reason.
    """
    if not reason.strip():
        raise rules.OutcomeRefused("interval-needs-reason")
    _wish(by, patient_id, WishOf.MANAGER, days, reason.strip())


@journal.action
def wish_interval(*, by: Actor, patient_id: int, days: int | None) -> None:
    """The patient would like every 7 or every 14 days; None leaves it to the clinic.

    Seven is always granted, fourteen when nothing speaks for seven (resolution 90).
    """
    _wish(by, patient_id, WishOf.PATIENT, days, "")


def _wish(by: Actor, patient_id: int, of: WishOf, days: int | None, reason: str) -> None:
    row = state.locked(patient_id)
    if _said_already(by, row, of, days, reason):
        journal.nothing_changed()
        return
    IntervalWish.objects.create(
        patient_id=patient_id, at=clock.now(), by=by.account_id, of=of, days=days, reason=reason
    )
    planning.replan(by, row)
    row.save()
    journal.record(
        "interval.wished",
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
        reason=reason,
        of=of,
        days=days,
    )


def _said_already(by: Actor, row: CareState, of: WishOf, days: int | None, reason: str) -> bool:
    """The same form sent twice. A manager who insists after a newer reason says it anew."""
    last = IntervalWish.objects.filter(patient_id=row.patient_id).order_by("pk").last()
    same = last is not None and (last.by, last.of, last.days, last.reason) == (
        by.account_id,
        of,
        days,
        reason,
    )
    insists = of is WishOf.MANAGER and days is not None
    return same and (not insists or row.interval_reason == IntervalReason.MANAGER)
