"""An interview is begun in a room that was looked at, and ended; or it does not take place."""

from dataclasses import asdict
from datetime import datetime

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research import interviewing
from osteopro.research.agreed import agreed
from osteopro.research.doing import NotAllowed, Refused, acting, note
from osteopro.research.interviewing import Room, State, Times
from osteopro.research.models import Interview
from osteopro.research.rules import Task
from osteopro.research.unnamed import unnamed

NOT_PLANNED = "interview-not-planned"
NOT_RUNNING = "interview-not-running"
NOT_BEGUN = "interview-not-begun"
ROOM = "room"
WRONG_TIME = "interview-time"


@journal.action
def begin_interview(*, by: Actor, study_id: int, interview_id: int, room: Room) -> None:
    """It begins now, if the consent was signed before (invariant 1) and nothing of the room stands
    against it. Begun already it stays as it is. Raises Refused; NotAllowed for who was not to."""
    row = own_interview(by, study_id, interview_id)
    if times_of(row).state is State.RUNNING:
        journal.nothing_changed()
        return
    if times_of(row).state is not State.PLANNED:
        raise Refused(NOT_PLANNED)
    now, consent = clock.now(), agreed(row.participant)
    if refusal := interviewing.may_begin(consent, now):
        raise Refused(refusal)
    if problems := interviewing.room_problems(room, audio=bool(consent and consent.audio)):
        raise Refused(ROOM, tuple(problems))
    unnamed(row.participant.screening.guid, room.others)
    row.started_at = now
    row.others = room.others if room.alone is False else ""
    row.room = {name: value for name, value in asdict(room).items() if name != "others"}
    row.save(update_fields=["started_at", "others", "room"])
    note(by, study_id, "interview.begun", row, room=row.room)


@journal.action
def end_interview(
    *,
    by: Actor,
    study_id: int,
    interview_id: int,
    at: datetime | None = None,
    early_why: str = "",
) -> None:
    """It is over, now or at a moment since it began; `early_why` says why before its questions
    were. Ended already it stays as it is. Raises Refused."""
    row = own_interview(by, study_id, interview_id)
    if times_of(row).state is State.HELD:
        journal.nothing_changed()
        return
    now = clock.now()
    if times_of(row).state is not State.RUNNING or row.started_at is None:
        raise Refused(NOT_RUNNING)
    ended = at or now
    if not row.started_at <= ended <= now:
        raise Refused(WRONG_TIME)
    unnamed(row.participant.screening.guid, early_why)
    row.ended_at, row.stopped_why = ended, early_why
    row.save(update_fields=["ended_at", "stopped_why"])
    kind = "interview.stopped" if early_why else "interview.ended"
    note(by, study_id, kind, row, asked=len(row.asked))


@journal.action
def take_back_end(*, by: Actor, study_id: int, interview_id: int, why: str) -> None:
    """The end was typed wrongly: it runs again until its true end is given. The trail keeps the
    end that was taken back, and why. Raises Refused."""
    row = own_interview(by, study_id, interview_id)
    if times_of(row).state is State.RUNNING:
        journal.nothing_changed()
        return
    if times_of(row).state is not State.HELD or row.ended_at is None:
        raise Refused(NOT_BEGUN)
    unnamed(row.participant.screening.guid, why)
    before = row.ended_at.isoformat()
    row.ended_at, row.stopped_why = None, ""
    row.save(update_fields=["ended_at", "stopped_why"])
    note(by, study_id, "interview.end-taken-back", row, reason=why, before=before)


@journal.action
def move_interview(
    *, by: Actor, study_id: int, interview_id: int, at: datetime, place: str, why: str
) -> None:
    """It will take place at another time or elsewhere. Only what has not begun. Raises Refused."""
    acting(by, study_id, Task.INTERVIEW)
    row = locked_interview(study_id, interview_id)
    if times_of(row).state is not State.PLANNED:
        raise Refused(NOT_PLANNED)
    if (row.planned_at, row.place) == (at, place):
        journal.nothing_changed()
        return
    unnamed(row.participant.screening.guid, place, why)
    before = row.planned_at.isoformat()
    row.planned_at, row.place = at, place
    row.save(update_fields=["planned_at", "place"])
    note(by, study_id, "interview.moved", row, reason=why, before=before, after=at.isoformat())


@journal.action
def cancel_interview(*, by: Actor, study_id: int, interview_id: int, why: str) -> None:
    """It will not take place. Only what has not begun. Raises Refused."""
    acting(by, study_id, Task.INTERVIEW)
    row = locked_interview(study_id, interview_id)
    if times_of(row).state is State.CANCELLED:
        journal.nothing_changed()
        return
    if times_of(row).state is not State.PLANNED:
        raise Refused(NOT_PLANNED)
    unnamed(row.participant.screening.guid, why)
    row.cancelled_at, row.cancelled_why = clock.now(), why
    row.save(update_fields=["cancelled_at", "cancelled_why"])
    note(by, study_id, "interview.cancelled", row)


def locked_interview(study_id: int, interview_id: int) -> Interview:
    """An interview of this study, for one writer at a time."""
    return (
        Interview.objects.select_for_update(of=("self",))
        .select_related("participant__screening")
        .get(pk=interview_id, participant__study_id=study_id)
    )


def own_interview(by: Actor, study_id: int, interview_id: int) -> Interview:
    """The interview of the one who acts: nobody else runs it for them."""
    acting(by, study_id, Task.INTERVIEW)
    row = locked_interview(study_id, interview_id)
    if row.interviewer != by.person:
        raise NotAllowed(interview_id)
    return row


def times_of(row: Interview) -> Times:
    """When it was."""
    return Times(row.started_at, row.ended_at, row.cancelled_at)
