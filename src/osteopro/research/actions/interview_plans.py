"""An interview is planned with a participant whose consent stands."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research import interviewing
from osteopro.research.actions.interviewing import times_of
from osteopro.research.actions.logging import write_log
from osteopro.research.agreed import agreed
from osteopro.research.doing import Refused, acting, locked, note
from osteopro.research.interviewing import State
from osteopro.research.models import GuideVersion, Interview, Member, Participant
from osteopro.research.queries.interviews import own_manager
from osteopro.research.rules import Task
from osteopro.research.terms import Duty, LogKind
from osteopro.research.unnamed import unnamed

NO_GUIDE = "no-guide"
OWN_MANAGER = "own-manager"
NOT_INTERVIEWER = "not-interviewer"
STILL_OPEN = "interview-open"


@dataclass(frozen=True, slots=True)
class Deviation:
    """From a rule of the study: what it is, in the words of who does it, and why."""

    words: str
    why: str


@journal.action
def plan_interview(
    *,
    by: Actor,
    study_id: int,
    participant_id: int,
    interviewer: int,
    at: datetime,
    place: str,
    key: UUID,
    repeats: int | None = None,
    deviation: Deviation | None = None,
) -> int:
    """Plan an interview with a participant whose consent stands; it follows the guide in force.

    `interviewer` is the account of one of the team; when they are the participant's own follow-up
    manager, `deviation` is needed and is written into the log. `repeats` is an earlier
    interview with the same participant that this one takes up again. Returns its id. Raises
    Refused.
    """
    acting(by, study_id, Task.INTERVIEW)
    present = Interview.objects.filter(guid=key).values_list("pk", flat=True).first()
    if present is not None:
        journal.nothing_changed()
        return present
    locked(study_id)
    participant = Participant.objects.get(pk=participant_id, study_id=study_id)
    before = list(Interview.objects.filter(participant=participant))
    _plannable(study_id, participant, interviewer, before)
    own = own_manager(participant_id, interviewer)
    if own and deviation is None:
        raise Refused(OWN_MANAGER)
    unnamed(participant.screening.guid, place, deviation.why if deviation else "")
    row = Interview.objects.create(
        guid=key,
        participant=participant,
        seq=len(before) + 1,
        interviewer=interviewer,
        guide=_guide(study_id),
        planned_at=at,
        place=place,
        own_manager_why=deviation.why if own and deviation else "",
        repeats=next((each for each in before if each.pk == repeats), None),
        at=clock.now(),
        by=by.person,
    )
    if own and deviation is not None:
        write_log(
            by=by,
            study_id=study_id,
            kind=LogKind.DEVIATION,
            text=deviation.words,
            reason=deviation.why,
            key=uuid5(key, OWN_MANAGER),
            about_kind="interview",
            about=str(key),
        )
    note(by, study_id, "interview.planned", row, participant=participant.number, seq=row.seq)
    return row.pk


def _plannable(
    study_id: int, participant: Participant, interviewer: int, before: list[Interview]
) -> None:
    if refusal := interviewing.may_begin(agreed(participant), clock.now()):
        raise Refused(refusal)
    team = Member.objects.filter(study_id=study_id, account=interviewer, left_at__isnull=True)
    if not any(Duty.INTERVIEW in each for each in team.values_list("duties", flat=True)):
        raise Refused(NOT_INTERVIEWER)
    if _guide(study_id) is None:
        raise Refused(NO_GUIDE)
    if any(times_of(each).state in (State.PLANNED, State.RUNNING) for each in before):
        raise Refused(STILL_OPEN)


def _guide(study_id: int) -> GuideVersion | None:
    approved = GuideVersion.objects.filter(study_id=study_id, approved_at__isnull=False)
    return approved.order_by("-no").first()
