"""Writing down that a patient asked for a printed copy of their own data."""

from datetime import date
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit import queries as audit_queries
from osteopro.audit.terms import Actor
from osteopro.followup import own_copies, state
from osteopro.followup.queries import own_copies as queries
from osteopro.followup.terms import CheckedHow, CopyRefusal, CopySpan


class CopyRefused(Exception):
    """The wish is not written down; `code` says why."""

    def __init__(self, code: CopyRefusal) -> None:
        super().__init__(code)
        self.code = code


@journal.action
def hand_copy(
    *, by: Actor, patient_id: int, asked_on: date, checked: CheckedHow, span: CopySpan, key: UUID
) -> None:
    """Note when the patient asked and how it was checked who asked; for a quarter of an hour the
    pages are then open to `by`. The same form again changes nothing.

    `key` is of the form. Raises CopyRefused for who is not of the patient's own team, and for a
    day to come.
    """
    state.locked(patient_id)
    if audit_queries.done(patient_id, own_copies.ASKED, key):
        journal.nothing_changed()
        return
    team = queries.team(patient_id)
    if not team.hands_over(by.person):
        raise CopyRefused(CopyRefusal.NOT_THEIRS)
    if why := own_copies.refusal(asked_on, clock.today(team.zone)):
        raise CopyRefused(why)
    journal.record(
        own_copies.ASKED,
        by=by,
        object_type="copy",
        object_id=key,
        patient_id=patient_id,
        asked_on=asked_on.isoformat(),
        checked=checked,
        span=span,
    )
