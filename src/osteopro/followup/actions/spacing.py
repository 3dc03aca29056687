"""How often the records are wanted: by the manager, with a reason, and by the patient (7.2)."""

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import planning, rules, state
from osteopro.followup.models import IntervalWish
from osteopro.followup.terms import WishOf


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
