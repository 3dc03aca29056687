"""What happens at an in-person session: what is written down, sitting together, the plan."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from osteopro import clock
from osteopro.appointments import kept, meeting
from osteopro.appointments.actions.inviting import close_session
from osteopro.appointments.actions.offering import NoSuchSession
from osteopro.appointments.bodies import earlier_values
from osteopro.appointments.guide import Guide, guide
from osteopro.appointments.kept import Written
from osteopro.appointments.meeting import Body, Looks, Plan, Told, Wrong
from osteopro.appointments.models import Session
from osteopro.appointments.models import SessionPart as Row
from osteopro.appointments.rules import Refused
from osteopro.appointments.terms import SessionPart, SessionState, Taken
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import state
from osteopro.followup.actions import (
    AlreadySent,
    Heard,
    NoSuchRecord,
    get_up,
    note_measurement,
    record_verification,
    sit_beside,
)
from osteopro.followup.actions.reviewing import check_typed
from osteopro.records import queries as records_queries
from osteopro.records.measuring import Measured
from osteopro.records.terms import MeasuredHow


@dataclass(frozen=True, slots=True)
class Down:
    """What was typed at a session; None for what was not, or stands already. `heard` is about
    the sitting `occasion`; with `ends` the session was held as planned."""

    body: Body | None = None
    looks: Looks | None = None
    told: Told | None = None
    heard: Heard | None = None
    occasion: UUID | None = None
    plan: Plan | None = None
    ends: bool = False


@journal.action
def write_down(*, by: Actor, patient_id: int, session_id: int, key: UUID, down: Down) -> None:
    """Keep everything that was typed, or nothing of it: what each part raises is raised."""
    journal.nothing_changed()
    of: dict[str, Any] = {"by": by, "patient_id": patient_id, "session_id": session_id}
    if down.body is not None:
        note_body(**of, key=uuid5(key, SessionPart.BODY), body=down.body)
    if down.looks is not None:
        note_looks(**of, key=uuid5(key, SessionPart.LOOKS), looks=down.looks)
    if down.told is not None:
        note_told(**of, key=uuid5(key, SessionPart.TOLD), told=down.told)
    if down.heard is not None and down.occasion is not None:
        heard_key = uuid5(key, SessionPart.HEARD)
        note_heard(**of, occasion=down.occasion, key=heard_key, heard=down.heard)
    if down.plan is not None:
        plan_key = uuid5(key, SessionPart.PLAN)
        hold_session(**of, key=plan_key, plan=down.plan, ends=down.ends)


@journal.action
def note_body(*, by: Actor, patient_id: int, session_id: int, key: UUID, body: Body) -> None:
    """Keep height and weight, for the session and before the rules of the next record; put right
    on a later day they are of the day on which they were taken.

    The same form (`key`) again changes nothing; with other values AlreadySent. Raises
    NoSuchSession, Refused for a session that is over, Wrong for what cannot be.
    """
    session = _writing(patient_id, session_id)
    if _before(session, key, body):
        return
    day = _measured_on(session)
    if problem := meeting.body_problem(body, earlier_values(patient_id, day), guide()):
        raise problem
    measured = Measured(day, body.height_cm, body.weight_kg, MeasuredHow.SESSION)
    note_measurement(by=by, patient_id=patient_id, measured=measured)
    _keep(by, session, key, SessionPart.BODY, kept.content_of(body))


@journal.action
def note_looks(*, by: Actor, patient_id: int, session_id: int, key: UUID, looks: Looks) -> None:
    """Keep what was looked at under supervision. As `note_body`."""
    _note(by, patient_id, session_id, key, SessionPart.LOOKS, looks)


@journal.action
def note_told(*, by: Actor, patient_id: int, session_id: int, key: UUID, told: Told) -> None:
    """Keep the medicines as the packages say, for the physician, and worries. As `note_body`."""
    tidy = Told(told.medicines.strip(), told.worries.strip())
    _note(by, patient_id, session_id, key, SessionPart.TOLD, tidy)


@journal.action
def note_heard(
    *, by: Actor, patient_id: int, session_id: int, occasion: UUID, key: UUID, heard: Heard
) -> None:
    """Keep what was heard face to face about the last report: a verified assessment (5.3).

    Raises NoSuchSession, Refused, NoSuchRecord, AlreadySent, and what `record_verification` does.
    """
    session = _writing(patient_id, session_id)
    if {each.patient_id for each in records_queries.occasion(occasion)} != {patient_id}:
        raise NoSuchRecord(occasion)
    verified = record_verification(
        by=by, patient_id=patient_id, occasion=occasion, key=key, heard=heard, met=True
    )
    content = {"verification": verified, "occasion": str(occasion)}
    if not Row.objects.filter(key=key).exists():
        _keep(by, session, key, SessionPart.HEARD, content)


@journal.action
def sit_together(*, by: Actor, patient_id: int, session_id: int, key: UUID) -> None:
    """Sit beside while the patient fills in the form that is due. Raises NoSuchSession, Refused,
    OutcomeRefused."""
    session = _writing(patient_id, session_id)
    if session.closed_at is not None:
        raise Refused(Taken.OVER)
    sit_beside(by=by, patient_id=patient_id)
    if not Row.objects.filter(key=key).exists():
        _keep(by, session, key, SessionPart.TOGETHER, {})


@journal.action
def hold_session(
    *, by: Actor, patient_id: int, session_id: int, key: UUID, plan: Plan, ends: bool = True
) -> None:
    """Keep what was agreed and, with `ends`, end the session as held; who sat beside gets up.

    Written again within a day it is put right. As `note_body`, and MedicineWording, for the
    patient reads it; the place that was offered without an answer is free for somebody else.
    """
    session = _writing(patient_id, session_id)
    plan = replace(plan, agreed=plan.agreed.strip())
    if _before(session, key, plan):
        return
    if _plan_kept(session) != plan:
        if problem := meeting.plan_problem(plan, _day(patient_id)):
            raise problem
        passed = check_typed(by, plan.agreed, ())
        _keep(by, session, key, SessionPart.PLAN, kept.content_of(plan), medicine_wording=passed)
    if ends and session.closed_at is None:
        get_up(by=by, patient_id=patient_id)
        close_session(
            by=by, patient_id=patient_id, session_id=session_id, outcome=SessionState.HELD
        )


def _note(
    by: Actor, patient_id: int, session_id: int, key: UUID, part: SessionPart, written: Written
) -> None:
    session = _writing(patient_id, session_id)
    if _before(session, key, written):
        return
    if problem := _problem(written, guide()):
        raise problem
    _keep(by, session, key, part, kept.content_of(written))


def _problem(written: Written, by_guide: Guide) -> Wrong | None:
    if isinstance(written, Looks):
        return meeting.looks_problem(written, by_guide)
    return meeting.told_problem(written) if isinstance(written, Told) else None


def _writing(patient_id: int, session_id: int) -> Session:
    """The session, with its patient's row locked. Raises NoSuchSession, Refused."""
    state.locked(patient_id)
    session = Session.objects.filter(pk=session_id, patient_id=patient_id).first()
    if session is None:
        raise NoSuchSession(session_id)
    if not meeting.may_write(session.closed_at, SessionState(session.state), clock.now()):
        raise Refused(Taken.OVER)
    return session


def _before(session: Session, key: UUID, written: Written) -> bool:
    """Whether this form was kept already. Raises AlreadySent for another with its key."""
    earlier = Row.objects.filter(key=key).first()
    if earlier is None:
        return False
    if earlier.session_id != session.pk or earlier.content != kept.content_of(written):
        raise AlreadySent(key)
    journal.nothing_changed()
    return True


def _plan_kept(session: Session) -> Plan | None:
    """What stands agreed; a day that was ahead when it was agreed on stays right."""
    rows = Row.objects.filter(session=session, part=SessionPart.PLAN).order_by("-pk")
    content = rows.values_list("content", flat=True).first()
    return kept.plan_of(content) if content else None


def _keep(
    by: Actor,
    session: Session,
    key: UUID,
    part: SessionPart,
    content: dict[str, Any],
    **detail: Any,
) -> None:
    Row.objects.create(
        key=key,
        session=session,
        part=part,
        guide=guide().version,
        content=content,
        at=clock.now(),
        by=by.person,
    )
    journal.record(
        "session.noted",
        by=by,
        object_type="session",
        object_id=session.pk,
        patient_id=session.patient_id,
        part=part,
        **{name: value for name, value in detail.items() if value},
    )


def _measured_on(session: Session) -> date:
    """The day of the session: the one on which something was measured first, else today."""
    row = state.locked(session.patient_id)
    rows = Row.objects.filter(session=session, part=SessionPart.BODY).order_by("pk")
    first = rows.values_list("at", flat=True).first()
    return first.astimezone(state.clinic(row).zone).date() if first else state.today(row)


def _day(patient_id: int) -> date:
    return state.today(state.locked(patient_id))
