"""Taking part again: the same row, a new beginning, and nothing of before is lost."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from osteopro import clock
from osteopro.audit import queries as audit_queries
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment import screenings
from osteopro.enrolment.admitting import NotAdmitted
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.models import Consent, Intake
from osteopro.enrolment.terms import DecidedBy, How, Purpose, State
from osteopro.followup import actions, departed, jobs, planning, state, suggesting
from osteopro.followup.actions import ReturnRefused, TooLateToReturn
from osteopro.followup.models import CareState, Leaving, OpenItem, Plan, Return
from osteopro.followup.queries import frame as frame_queries
from osteopro.followup.queries import leaving as leaving_queries
from osteopro.followup.queries import review
from osteopro.followup.queries import trend as trend_queries
from osteopro.followup.queries.forms import planned
from osteopro.followup.terms import IntervalReason, ItemKind
from osteopro.instruments.terms import Kind
from osteopro.messaging.models import OutboundMessage
from osteopro.patients import helpers
from osteopro.patients import queries as patients_queries
from osteopro.patients.models import Patient
from osteopro.patients.terms import CareRole
from osteopro.signin import queries as signin_queries
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db


def leave(someone: Someone, how: State = State.LEFT, **more: Any) -> None:
    decided = DecidedBy.SYSTEM if how is State.LEFT_SILENT else DecidedBy.PATIENT
    actions.leave(
        by=someone.actor, patient_id=someone.patient_id, wanted=Wanted(how, decided, **more)
    )


def row_of(someone: Someone) -> CareState:
    return CareState.objects.get(patient_id=someone.patient_id)


@pytest.fixture
def gone(clinic: Clinic, wang_xiuying: Someone, monday: datetime) -> Someone:
    """Mrs Wang sent five records in five weeks, was answered, and left."""
    for week in range(5):
        at = monday + timedelta(days=7 * week)
        receipt = builders.send(wang_xiuying, full=not week, at=at)
        with clock.frozen(at + timedelta(hours=1)):
            builders.reply(clinic, wang_xiuying, receipt)
    with clock.frozen(monday + timedelta(days=30)):
        leave(wang_xiuying)
    return wang_xiuying


LATER = timedelta(days=300)


@pytest.mark.parametrize("how", [State.LEFT, State.LEFT_SILENT, State.COMPLETED])
def test_the_same_row_begins_anew(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, how: State
) -> None:
    builders.send(wang_xiuying)
    leave(wang_xiuying, how)
    with clock.frozen(monday + LATER):
        builders.come_again(clinic, wang_xiuying)
        today = state.today(row_of(wang_xiuying))
    row = row_of(wang_xiuying)
    assert Patient.objects.count() == CareState.objects.count() == 1
    assert (row.ended, row.active, row.paused) == ("", True, False)
    assert (row.starts_on, row.next_due_on) == (today, today)
    assert (row.interval_days, row.interval_reason) == (7, IntervalReason.FIRST_WEEKS)
    assert (row.manager, row.backup) == (clinic.wang.account_id, clinic.li.account_id)
    team = patients_queries.care_team(wang_xiuying.patient_id)
    assert (team.manager, team.backup) == (clinic.wang.account_id, clinic.li.account_id)
    assert enrolment_queries.state(wang_xiuying.patient_id) is State.ACTIVE
    assert Return.objects.get().leaving == Leaving.objects.get()


def test_nobody_comes_back_from_death(clinic: Clinic, wang_xiuying: Someone) -> None:
    leave(wang_xiuying, State.DIED, died_on=clock.now().date())
    with pytest.raises(ReturnRefused) as refused:
        builders.come_again(clinic, wang_xiuying)
    assert refused.value.code == "died"
    assert row_of(wang_xiuying).ended == State.DIED


def test_who_takes_part_does_not_begin_anew(clinic: Clinic, wang_xiuying: Someone) -> None:
    with pytest.raises(ReturnRefused) as refused:
        builders.come_again(clinic, wang_xiuying)
    assert refused.value.code == "takes-part"
    assert Intake.objects.count() == 1


def test_nobody_comes_back_as_somebody_else(clinic: Clinic, gone: Someone) -> None:
    other = builders.replace(gone.person, birth=date(1956, 1, 1))
    with pytest.raises(ReturnRefused) as refused:
        builders.come_again(clinic, gone, person=other)
    assert refused.value.code == "other-person"


def test_the_gate_is_asked_again(clinic: Clinic, gone: Someone, monday: datetime) -> None:
    ill = builders.admission(gone.person.birth, agrees=False, enr_cancer="current")
    before = CareState.objects.values().get()
    with clock.frozen(monday + LATER), pytest.raises(NotAdmitted) as refused:
        builders.come_again(clinic, gone, admission=ill)
    assert refused.value.verdict.reasons == ("enr-cancer",)
    assert CareState.objects.values().get() == before
    assert Return.objects.count() == 0


def test_too_old_by_now(clinic: Clinic, gone: Someone, monday: datetime) -> None:
    with clock.frozen(monday + timedelta(days=365 * 11)), pytest.raises(NotAdmitted) as refused:
        builders.come_again(clinic, gone)
    assert refused.value.verdict.reasons == ("enr-birth",)


def test_what_stands_is_not_asked_again(clinic: Clinic, gone: Someone, monday: datetime) -> None:
    answers = Consent.objects.count()
    with clock.frozen(monday + LATER):
        builders.come_again(clinic, gone)
    assert Consent.objects.count() == answers


@pytest.mark.parametrize("how", ["withdrawn", "new words"])
def test_what_does_not_stand_is_asked_again(
    clinic: Clinic, gone: Someone, monday: datetime, how: str
) -> None:
    with clock.frozen(monday + LATER):
        if how == "withdrawn":
            actions.withdraw_consent(
                by=gone.actor,
                patient_id=gone.patient_id,
                purpose=Purpose.HEALTH_DATA,
                how=How.OWN_PAGE,
                language="zh-CN",
            )
        else:
            builders.new_consent_words("what", replaces=[Purpose.PROGRAMME])
        with pytest.raises(NotAdmitted) as refused:
            builders.come_again(clinic, gone)
        assert "consent" in refused.value.verdict.reasons
        builders.come_again(clinic, gone, agrees=True)
        assert enrolment_queries.consent_complete(gone.patient_id)
    assert row_of(gone).active
    assert not OpenItem.objects.filter(kind=ItemKind.CONSENT, closed_at__isnull=True).exists()


def test_advice_is_weighed_against_the_first_form_of_long_ago(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.send(wang_xiuying, full=True, sym_posture="none")
    leave(wang_xiuying)
    with clock.frozen(monday + LATER):
        builders.come_again(clinic, wang_xiuying)
        receipt = builders.send(wang_xiuying, full=True, sym_posture="very")
        shown = review.sitting(clinic.wang.viewer, wang_xiuying.patient_id, receipt.occasion)
        weighed = suggesting.for_sitting(row_of(wang_xiuying), shown.responses)
    assert "R25" in {each.code for each in shown.help.offers}
    assert weighed == shown.help


def test_the_baseline_is_asked_again(clinic: Clinic, gone: Someone, monday: datetime) -> None:
    with clock.frozen(monday + LATER):
        builders.come_again(clinic, gone)
        forms = planned(frame_queries.frame(gone.patient_id)).forms
    newcomer = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    first = planned(frame_queries.frame(newcomer.patient_id)).forms
    assert [each.instrument.code for each in forms] == [each.instrument.code for each in first]
    assert forms[0].instrument.baseline
    assert Kind.QUALITY_OF_LIFE in {each.instrument.kind for each in forms}


def test_nothing_of_the_time_between_was_missed(
    clinic: Clinic, gone: Someone, monday: datetime
) -> None:
    back = monday + LATER
    with clock.frozen(back):
        builders.come_again(clinic, gone)
        assert jobs.note_silence() == 0
        assert jobs.see_to_silence() == 0
    builders.send(gone, at=back + timedelta(hours=1))
    with clock.frozen(back + timedelta(days=1)):
        row = row_of(gone)
        of = frame_queries.frame(gone.patient_id)
        found = trend_queries.trend(of, monday)
        assert len(found.records) > 5
        assert found.missed == ()
        assert planning.computed(row, from_the_start=True).missed == ()
        assert row.next_due_on == row.starts_on + timedelta(days=7)


def test_due_days_and_reminders_run_as_for_a_newcomer(
    clinic: Clinic, gone: Someone, monday: datetime
) -> None:
    with clock.frozen(monday + LATER):
        builders.come_again(clinic, gone)
        day = row_of(gone).starts_on
        sent = OutboundMessage.objects.filter(kind="reminder").count()
    receipt = builders.send(gone, full=True, at=monday + LATER + timedelta(hours=1))
    assert receipt.reply_by is not None
    for days in range(1, 8):
        with clock.frozen(monday + LATER + timedelta(days=days)):
            jobs.see_to_due_records()
    row = row_of(gone)
    assert row.next_due_on == day + timedelta(days=7)
    assert OutboundMessage.objects.filter(kind="reminder").count() == sent + 1


def test_old_records_make_no_interval_of_today(
    clinic: Clinic, gone: Someone, monday: datetime
) -> None:
    before = row_of(gone)
    assert before.interval_reason == IntervalReason.STEADY
    with clock.frozen(monday + LATER):
        builders.come_again(clinic, gone)
    at = monday + LATER + timedelta(days=28)
    receipt = builders.send(gone, at=at)
    with clock.frozen(at + timedelta(hours=1)):
        builders.reply(clinic, gone, receipt)
    row = row_of(gone)
    # Three routine records running would make it fourteen; there is one since the new beginning.
    assert row.interval_reason != IntervalReason.STEADY
    assert row.interval_days < before.interval_days


def test_what_was_known_is_kept(clinic: Clinic, gone: Someone, monday: datetime) -> None:
    account = Patient.objects.values_list("account_id", flat=True).get()
    with clock.frozen(monday + LATER):
        builders.come_again(clinic, gone)
        assert Patient.objects.values_list("account_id", flat=True).get() == account
        assert Intake.objects.filter(patient_id=gone.patient_id).count() == 2
        found = screenings.intake(gone.patient_id)
    assert found is not None
    assert found.on == row_of(gone).starts_on
    assert Plan.objects.filter(patient_id=gone.patient_id).count() > 2
    states = [change.state for change in gone_states(gone)]
    assert states == [State.ACTIVE, State.LEFT, State.ACTIVE]
    assert list(audit_queries.verify()) == []


def gone_states(someone: Someone) -> list[Any]:
    return list(Patient.objects.get(pk=someone.patient_id).states.order_by("pk"))


def test_who_helped_is_asked_anew_and_old_links_stay_ended(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    helping = builders.helper(wang_xiuying, days=360)
    old = signin_queries.link_url(wang_xiuying.patient_id)
    leave(wang_xiuying)
    with clock.frozen(monday + timedelta(days=100)):
        builders.come_again(clinic, wang_xiuying)
        assert helpers.helping(helping.account_id, wang_xiuying.patient_id) is None
        jobs.send_messages()
        new = signin_queries.link_url(wang_xiuying.patient_id)
    assert new is not None
    assert new != old


def test_the_same_form_begins_once(clinic: Clinic, gone: Someone, monday: datetime) -> None:
    key = uuid4()
    with clock.frozen(monday + LATER):
        builders.come_again(clinic, gone, key=key)
        builders.come_again(clinic, gone, key=key)
        assert Return.objects.count() == 1
        leave(gone)
        builders.come_again(clinic, gone, key=key)
    assert row_of(gone).ended == State.LEFT


def test_leaving_again_and_taking_that_back(
    clinic: Clinic, gone: Someone, monday: datetime
) -> None:
    back = monday + LATER
    with clock.frozen(back):
        builders.come_again(clinic, gone)
        assert leaving_queries.left(gone.patient_id) is None
        assert departed.latest(gone.patient_id) is None
    builders.send(gone, full=True, at=back + timedelta(days=1))
    with clock.frozen(back + timedelta(days=2)):
        leave(gone)
    second = Leaving.objects.latest("pk")
    assert (second.days_in_programme, second.reports_done) == (2, 1)
    with clock.frozen(back + timedelta(days=5)):
        actions.undo_leaving(by=gone.actor, patient_id=gone.patient_id)
        row = row_of(gone)
        # As it was in the second time, not in the first.
        assert row.begun_at == back
        assert row.last_full_at == back + timedelta(days=1)
        assert row.active
    with clock.frozen(back + timedelta(days=6)):
        leave(gone)
    with clock.frozen(back + timedelta(days=14)), pytest.raises(TooLateToReturn):
        actions.undo_leaving(by=gone.actor, patient_id=gone.patient_id)


def test_taking_back_is_still_something_else(
    clinic: Clinic, gone: Someone, monday: datetime
) -> None:
    before = row_of(gone)
    with clock.frozen(monday + timedelta(days=36)):
        actions.undo_leaving(by=gone.actor, patient_id=gone.patient_id)
    row = row_of(gone)
    assert (row.starts_on, row.begun_at) == (before.starts_on, None)
    assert row.last_full_at is not None
    assert row.manager == clinic.li.account_id
    assert Return.objects.count() == 0


def test_a_reply_to_an_old_record_waits_for_who_answers_now(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.send(wang_xiuying)
    leave(wang_xiuying)
    assert row_of(wang_xiuying).open_items == 2
    with clock.frozen(monday + timedelta(days=20)):
        builders.come_again(clinic, wang_xiuying)
    row = row_of(wang_xiuying)
    assert row.open_items == 1
    assert (row.kind, row.answers) == (ItemKind.RECORD, clinic.wang.account_id)


def test_moving_to_another_clinic(clinic: Clinic, gone: Someone, monday: datetime) -> None:
    east = builders.clinic("east")
    with clock.frozen(monday + LATER):
        builders.come_again(
            clinic,
            gone,
            site_id=east.site_id,
            manager=east.li.account_id,
            backup=east.wang.account_id,
            physician=None,
        )
    assert row_of(gone).site_id == east.site_id
    assert Patient.objects.get().site_id == east.site_id
    assert patients_queries.visible_to(east.li.viewer).filter(pk=gone.patient_id).exists()
    roles = {CareRole.MANAGER: east.li.account_id, CareRole.BACKUP: east.wang.account_id}
    for role, account_id in roles.items():
        assert Patient.objects.filter(
            care_team__role=role, care_team__until=None, care_team__account=account_id
        ).exists()
    assert patients_queries.care_team(gone.patient_id).physicians == ()
    for before in (clinic.zhang, clinic.li):
        assert not patients_queries.visible_to(before.viewer).filter(pk=gone.patient_id).exists()
