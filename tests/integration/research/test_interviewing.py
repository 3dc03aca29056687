"""An interview is planned, begun, noted down and ended; what the study rules out is refused."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.audit.terms import study_stream
from osteopro.patients import actions as patients_actions
from osteopro.patients.terms import CareRole
from osteopro.research import actions
from osteopro.research.actions import Deviation
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.interviewing import State
from osteopro.research.models import FieldNote, GuideQuestion, Interview, LogEntry, StudyConsent
from osteopro.research.queries import interviews
from osteopro.research.terms import ConsentScope, Duty, LogKind, NoteKind
from tests import builders
from tests.builders import Clinic
from tests.interviews import QUIET, held, participant, planned
from tests.studies import DESCRIPTION, Studied

pytestmark = pytest.mark.django_db


def kinds(study: Studied) -> list[str]:
    rows = Event.objects.filter(stream=study_stream(study.study_id), kind__startswith="interview")
    return list(rows.order_by("seq").values_list("kind", flat=True))


def run(study: Studied, interview_id: int) -> dict[str, object]:
    return {"by": study.qin.actor, "study_id": study.study_id, "interview_id": interview_id}


def test_the_way_of_an_interview(study: Studied) -> None:
    one = planned(study)
    actions.begin_interview(**run(study, one), room=replace(QUIET, alone=False, others="女儿"))
    question, key = GuideQuestion.objects.get().guid, uuid4()
    actions.tick_question(**run(study, one), question=question, t_ms=0)
    for _ in range(2):
        actions.keep_note(**run(study, one), kind=NoteKind.TONE, text="声音低下来", t_ms=0, key=key)
    actions.end_interview(**run(study, one), early_why="要去做检查")
    found = interviews.interview(study.study_id, one)
    assert (found.state, found.others, found.stopped_why) == (State.HELD, "女儿", "要去做检查")
    assert found.guide_no == 1
    assert [each.at_ms for each in interviews.questions(found)] == [0]
    assert [each.text for each in interviews.notes(one)] == ["声音低下来"]
    assert kinds(study) == [
        "interview.planned",
        "interview.begun",
        "interview.asked",
        "interview.noted",
        "interview.stopped",
    ]
    assert "声音" not in str(list(Event.objects.values_list("detail", "reason")))


@pytest.mark.invariant(1)
def test_no_interview_begins_before_consent_was_signed(study: Studied) -> None:
    now = clock.now()
    who = participant(study, signed_at=now - timedelta(hours=1))
    one = planned(study, who)
    StudyConsent.objects.update(signed_at=now + timedelta(minutes=1))
    with pytest.raises(Refused, match="consent-later"), clock.frozen(now):
        actions.begin_interview(**run(study, one), room=QUIET)
    StudyConsent.objects.update(withdrawn_at=now)
    with pytest.raises(Refused, match="consent-withdrawn"):
        actions.begin_interview(**run(study, one), room=QUIET)
    assert Interview.objects.get().started_at is None
    with pytest.raises(Refused, match="consent-withdrawn"):
        planned(study, who)
    assert interviews.candidates(study.study_id) == []


def test_a_room_that_is_not_private_begins_nothing(study: Studied) -> None:
    one = planned(study)
    with pytest.raises(Refused, match="room") as refused:
        actions.begin_interview(**run(study, one), room=replace(QUIET, private=False, record=None))
    assert refused.value.about == ("private", "record")


def test_only_the_planned_interviewer_runs_it(study: Studied) -> None:
    one = planned(study)
    with pytest.raises(NotAllowed):
        actions.begin_interview(**run(study, one) | {"by": study.luo.actor}, room=QUIET)


def test_the_own_follow_up_manager_needs_a_reason_in_the_log(
    study: Studied, clinic: Clinic
) -> None:
    wang = builders.patient(clinic)
    who = participant(study, wang)
    assert not interviews.own_manager(who.pk, study.qin.account_id)
    patients_actions.assign(
        by=clinic.lead.actor,
        patient_id=wang.patient_id,
        role=CareRole.MANAGER,
        account_id=study.qin.account_id,
    )
    assert interviews.own_manager(who.pk, study.qin.account_id)
    assert not interviews.own_manager(who.pk, study.luo.account_id)
    with pytest.raises(Refused, match="own-manager"):
        planned(study, who)
    key = uuid4()
    for _ in range(2):
        one = planned(study, who, deviation=Deviation("本人的随访责任人", "另一位请假"), key=key)
    entry = LogEntry.objects.get(kind=LogKind.DEVIATION)
    assert (entry.reason, entry.about) == ("另一位请假", str(key))
    assert Interview.objects.get(pk=one).own_manager_why == "另一位请假"


def test_who_may_not_interview_is_not_planned(study: Studied) -> None:
    team = {"by": study.zhou.actor, "study_id": study.study_id}
    actions.add_member(**team, account=study.outsider.account_id, duties=[Duty.CODE])
    who = participant(study)
    with pytest.raises(Refused, match="not-interviewer"):
        planned(study, who, interviewer=study.outsider.account_id)
    plan = {"participant_id": who.pk, "interviewer": study.qin.account_id, "place": ""}
    with pytest.raises(NotAllowed):
        actions.plan_interview(
            by=study.outsider.actor,
            study_id=study.study_id,
            at=clock.now(),
            key=uuid4(),
            **plan,
        )


def test_one_interview_at_a_time_and_a_repeat_names_the_first(study: Studied) -> None:
    who = participant(study)
    one = planned(study, who)
    with pytest.raises(Refused, match="interview-open"):
        planned(study, who)
    actions.cancel_interview(**run(study, one), why="下雨没有来")
    two = held(study, who)
    three = planned(study, who, repeats=two)
    other = planned(study, repeats=two)
    rows = Interview.objects.in_bulk([one, two, three, other])
    assert [rows[pk].seq for pk in (one, two, three)] == [1, 2, 3]
    assert rows[three].repeats_id == two
    assert rows[other].repeats_id is None
    assert rows[one].cancelled_why == "下雨没有来"


def test_what_was_held_is_not_cancelled_and_what_was_cancelled_not_begun(study: Studied) -> None:
    one = held(study)
    with pytest.raises(Refused, match="interview-not-planned"):
        actions.cancel_interview(**run(study, one), why="x")
    two = planned(study)
    actions.cancel_interview(**run(study, two), why="x")
    with pytest.raises(Refused, match="interview-not-planned"):
        actions.begin_interview(**run(study, two), room=QUIET)
    with pytest.raises(Refused, match="interview-not-begun"):
        actions.keep_note(**run(study, two), kind=NoteKind.FACE, text="x", t_ms=1, key=uuid4())


def test_an_end_lies_between_the_start_and_now(study: Studied) -> None:
    one, now = planned(study), clock.now()
    with clock.frozen(now):
        actions.begin_interview(**run(study, one), room=QUIET)
    for wrong in (now - timedelta(minutes=1), now + timedelta(hours=2)):
        with pytest.raises(Refused, match="interview-time"), clock.frozen(now + timedelta(hours=1)):
            actions.end_interview(**run(study, one), at=wrong)
    with clock.frozen(now + timedelta(hours=1)):
        actions.end_interview(**run(study, one), at=now + timedelta(minutes=20))
        actions.end_interview(**run(study, one))
    assert interviews.interview(study.study_id, one).minutes == 20


def test_a_tick_is_taken_back_and_the_first_one_counts(study: Studied) -> None:
    one, question = held(study), GuideQuestion.objects.get().guid
    for at in (60_000, 90_000):
        actions.tick_question(**run(study, one), question=question, t_ms=at)
    assert Interview.objects.get().asked == {str(question): 60_000}
    actions.tick_question(**run(study, one), question=question, t_ms=None)
    assert Interview.objects.get().asked == {}


def test_notes_stand_in_the_order_of_their_moments(study: Studied) -> None:
    one = held(study, minutes=10)
    for text, at in (("c", None), ("b", 10**9), ("a", 5)):
        actions.keep_note(**run(study, one), kind=NoteKind.CONTEXT, text=text, t_ms=at, key=uuid4())
    found = interviews.notes(one)
    assert [each.text for each in found] == ["a", "b", "c"]
    assert found[1].t_ms == 600_000
    with pytest.raises(DatabaseError):
        FieldNote.objects.filter(text="a").update(text="z")


def test_another_study_has_no_such_interview(study: Studied, clinic: Clinic) -> None:
    one = held(study)
    other = actions.open_study(by=clinic.researcher.actor, description=DESCRIPTION, key=uuid4())
    assert interviews.interviews(other) == []
    with pytest.raises(interviews.NoSuchInterview):
        interviews.interview(other, one)


def test_lists_cost_the_same_however_long_they_are(study: Studied) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            interviews.interviews(study.study_id)
            interviews.candidates(study.study_id)
        return len(counted)

    held(study)
    first = cost()
    for _ in range(3):
        held(study)
    assert cost() == first <= 7


def test_who_agreed_to_no_sound_is_not_asked_about_it(study: Studied) -> None:
    one = planned(study, participant(study, scopes=[ConsentScope.QUOTES]))
    actions.begin_interview(**run(study, one), room=replace(QUIET, record=None))
    assert interviews.interview(study.study_id, one).state is State.RUNNING
