"""A plan is moved and an end taken back, each for a reason; nothing typed names who it is."""

from datetime import timedelta
from uuid import uuid4

import pytest

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.research import actions
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.interviewing import Room
from osteopro.research.models import FieldNote, Interview
from osteopro.research.terms import NoteKind
from tests import interviews
from tests.builders import Someone
from tests.studies import Studied

pytestmark = pytest.mark.django_db


def move(study: Studied, interview_id: int, place: str = "病房", why: str = "下雨") -> None:
    actions.move_interview(
        by=study.qin.actor,
        study_id=study.study_id,
        interview_id=interview_id,
        at=clock.now() + timedelta(days=3),
        place=place,
        why=why,
    )


def test_a_plan_is_moved_and_the_trail_keeps_the_day_before(study: Studied) -> None:
    interview_id = interviews.planned(study)
    before = Interview.objects.get().planned_at
    with clock.frozen(clock.now()):
        move(study, interview_id)
        move(study, interview_id)
    row = Interview.objects.get()
    assert (row.place, row.planned_at > before) == ("病房", True)
    moved = Event.objects.get(kind="interview.moved")
    assert (moved.reason, moved.detail["before"]) == ("下雨", before.isoformat())


def test_only_what_has_not_begun_is_moved(study: Studied) -> None:
    with pytest.raises(Refused, match="interview-not-planned"):
        move(study, interviews.held(study))


def test_an_end_typed_wrongly_is_taken_back_and_given_again(study: Studied) -> None:
    interview_id = interviews.held(study)
    doing = {"study_id": study.study_id, "interview_id": interview_id}
    with pytest.raises(NotAllowed):
        actions.take_back_end(by=study.luo.actor, why="输错", **doing)
    wrong = Interview.objects.get().ended_at
    actions.take_back_end(by=study.qin.actor, why="输错", **doing)
    actions.take_back_end(by=study.qin.actor, why="输错", **doing)
    row = Interview.objects.get()
    assert row.ended_at is None
    taken = Event.objects.get(kind="interview.end-taken-back")
    assert wrong is not None
    assert (taken.reason, taken.detail["before"]) == ("输错", wrong.isoformat())
    assert row.started_at is not None
    right = row.started_at + timedelta(minutes=11)
    actions.end_interview(by=study.qin.actor, at=right, **doing)
    assert Interview.objects.get().ended_at == right


def test_notes_places_and_reasons_name_nobody(study: Studied, wang_xiuying: Someone) -> None:
    who = interviews.participant(study, wang_xiuying)
    name = wang_xiuying.person.name
    doing = {"by": study.qin.actor, "study_id": study.study_id}
    with pytest.raises(Refused, match="names-somebody"):
        interviews.planned(study, who, place=f"{name}家里")
    interview_id = interviews.planned(study, who)
    with pytest.raises(Refused, match="names-somebody"):
        move(study, interview_id, place=f"{name}家里")
    with pytest.raises(Refused, match="names-somebody"):
        actions.cancel_interview(**doing, interview_id=interview_id, why=f"{name}病了")
    there = Room(
        quiet=True, private=True, well=True, alone=False, others=f"{name}的女儿", record=True
    )
    with pytest.raises(Refused, match="names-somebody"):
        actions.begin_interview(**doing, interview_id=interview_id, room=there)
    actions.begin_interview(**doing, interview_id=interview_id, room=interviews.QUIET)
    note = {"interview_id": interview_id, "kind": NoteKind.TONE, "t_ms": None}
    with pytest.raises(Refused, match="names-somebody"):
        actions.keep_note(**doing, **note, text=f"{name}声音变小", key=uuid4())
    with pytest.raises(Refused, match="names-somebody"):
        actions.end_interview(**doing, interview_id=interview_id, early_why=f"{name}累了")
    actions.keep_note(**doing, **note, text="声音变小", key=uuid4())
    assert [each.text for each in FieldNote.objects.all()] == ["声音变小"]
