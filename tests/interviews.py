"""Interviews of a study with those who agreed to one."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from osteopro import clock
from osteopro.patients import study_vault
from osteopro.patients.terms import StudySubject
from osteopro.research import actions
from osteopro.research.interviewing import Room
from osteopro.research.models import Participant, Screening, StudyConsent
from osteopro.research.terms import ConsentScope, ConsentWay, Screened, SubjectKind
from tests.builders import Someone
from tests.studies import Studied


def participant(
    studied: Studied,
    someone: Someone | None = None,
    *,
    scopes: Collection[ConsentScope] = tuple(ConsentScope),
    signed_at: datetime | None = None,
) -> Participant:
    """Somebody who agreed to take part an hour ago (or at `signed_at`), and to all of it."""
    guid, now = uuid4(), clock.now()
    no = Screening.objects.filter(study_id=studied.study_id).count() + 1
    row = Screening.objects.create(
        guid=guid,
        study_id=studied.study_id,
        no=no,
        subject=SubjectKind.PATIENT,
        at=now,
        by=studied.zhou.account_id,
        result=Screened.ELIGIBLE,
    )
    if someone is not None:
        study_vault.note_study_key(
            by=studied.zhou.actor, guid=guid, subject=StudySubject(patient_id=someone.patient_id)
        )
    StudyConsent.objects.create(
        guid=uuid4(),
        screening=row,
        way=ConsentWay.PAPER,
        signed_at=signed_at or now - timedelta(hours=1),
        at=now,
        by=studied.zhou.account_id,
        scopes=list(scopes),
    )
    number = Participant.objects.filter(study_id=studied.study_id).count() + 1
    return Participant.objects.create(
        guid=uuid4(), study_id=studied.study_id, number=number, screening=row, at=now
    )


QUIET = Room(quiet=True, private=True, well=True, alone=True, record=True)


def planned(studied: Studied, who: Participant | None = None, **plan: Any) -> int:
    """An interview by Qin that is planned for now."""
    asked = {
        "participant_id": (who or participant(studied)).pk,
        "interviewer": studied.qin.account_id,
        "at": clock.now(),
        "place": "门诊 3 楼谈话间",
        "key": uuid4(),
    }
    return actions.plan_interview(by=studied.qin.actor, study_id=studied.study_id, **(asked | plan))


def held(studied: Studied, who: Participant | None = None, minutes: int = 13) -> int:
    """An interview by Qin that ended now, after so many minutes."""
    now = clock.now()
    with clock.frozen(now - timedelta(minutes=minutes)):
        who = who or participant(studied)
        interview_id = planned(studied, who)
        actions.begin_interview(
            by=studied.qin.actor, study_id=studied.study_id, interview_id=interview_id, room=QUIET
        )
    with clock.frozen(now):
        actions.end_interview(
            by=studied.qin.actor, study_id=studied.study_id, interview_id=interview_id
        )
    return interview_id


def mp3(size: int = 3000) -> bytes:
    """Sound as far as its first bytes tell; every byte block differs."""
    block = b"".join(no.to_bytes(4, "big") for no in range(size // 4 + 1))
    return b"ID3\x04" + block[: size - 4]


def recording(studied: Studied, interview_id: int, data: bytes = b"") -> UUID:
    """A whole recording of an interview."""
    return actions.keep_file(
        by=studied.qin.actor,
        study_id=studied.study_id,
        interview_id=interview_id,
        data=data or mp3(),
        key=uuid4(),
    ).guid
