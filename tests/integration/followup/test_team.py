"""Absences and hand-overs: who answers, who is told, and nothing left unowned."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from osteopro import clock
from osteopro.access import actions as access_actions
from osteopro.access import queries as access_queries
from osteopro.access.actions import StillNeeded
from osteopro.access.terms import Permission, Role
from osteopro.accounts.models import Account
from osteopro.audit.models import Event
from osteopro.audit.terms import system
from osteopro.enrolment.leaving import Wanted as Leave
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import actions, jobs
from osteopro.followup.actions import Wanted, handing_over
from osteopro.followup.covering import Away, TeamRefused
from osteopro.followup.models import CareState, HandOver, HandOverNote, Move, OpenItem
from osteopro.followup.queries import calls, team, worklist
from osteopro.followup.queries.figures import figures
from osteopro.followup.queries.scope import Filter, Whose
from osteopro.followup.terms import AwayReason, ItemKind, Lane, MoveReason
from osteopro.messaging import channels
from osteopro.messaging.models import OutboundMessage
from osteopro.patients.models import CareAssignment
from osteopro.patients.terms import CareRole, Channel
from tests import builders
from tests.builders import Clinic, Someone, Staff

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)


class Desk:
    """An operator that keeps what it was handed."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def send(self, to: str, text: str, key: str) -> str:
        self.texts.append(text)
        return f"ref-{len(self.texts)}"


def leave(
    who: Staff, first: date = TODAY, days: int = 5, *, substitute: Staff | None = None
) -> int:
    """Somebody plans to be away, this day and the following, `days` in all."""
    away = Away(
        who.account_id,
        first,
        first + (days - 1) * DAY,
        substitute.account_id if substitute else None,
    )
    return actions.plan_absence(
        by=who.actor, key=uuid4(), away=away, reason=AwayReason.LEAVE, today=clock.now().date()
    )


def move(
    by: Staff,
    *patients: Someone,
    manager: Staff | None = None,
    backup: Staff | None = None,
    on: date = TODAY,
    key: UUID | None = None,
) -> int:
    return actions.hand_over(
        by=by.actor,
        key=key or uuid4(),
        patient_ids=[each.patient_id for each in patients],
        wanted=Wanted(
            on,
            MoveReason.BALANCE,
            manager.account_id if manager else None,
            backup.account_id if backup else None,
        ),
        today=clock.now().date(),
    )


def answers(someone: Someone) -> int | None:
    return CareState.objects.values_list("answers", flat=True).get(pk=someone.patient_id)


def alerted(stage: str = "new") -> list[int | None]:
    rows = OutboundMessage.objects.filter(params__stage=stage, channel="email").order_by("pk")
    return list(rows.values_list("account", flat=True))


def mine(who: Staff) -> list[int]:
    chosen = Filter(Whose.MINE)
    lanes = worklist.lanes(who.viewer, chosen, figures(who.viewer, chosen))
    return [row.patient_id for lane in lanes for row in lane.rows]


def another(clinic: Clinic, name: str = "zhao") -> Staff:
    return builders.staff(clinic.site_id, name, "赵护士", "Nurse Zhao", Role.FOLLOW_UP_MANAGER)


# Away


def test_during_an_absence_alerts_go_to_the_backup_and_to_the_lead(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    leave(clinic.li)
    assert answers(wang_xiuying) == clinic.wang.account_id
    builders.send(wang_xiuying, sym_pain_rest="8")
    assert alerted() == [clinic.wang.account_id, clinic.lead.account_id]


def test_a_deadline_missed_during_an_absence_goes_to_who_comes_next(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    zhao = another(clinic)
    leave(clinic.li, substitute=zhao)
    builders.send(wang_xiuying, sym_pain_rest="6", sym_pain_move="8")
    due = OpenItem.objects.get().due_at
    with clock.frozen(due):
        jobs.tell_of_missed_deadlines()
    assert alerted("backup") == [clinic.wang.account_id]
    assert OpenItem.objects.get().passed_to == clinic.wang.account_id


def test_rows_and_calls_move_to_who_stands_in_and_back_on_return(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    zhao = another(clinic)
    by_phone = builders.patient(
        clinic, name="陈国民", phone="+8613800006621", channel=Channel.PHONE
    )
    builders.send(wang_xiuying, sym_pain_rest="6", sym_pain_move="8")
    leave(clinic.li, TODAY + DAY, 2, substitute=zhao)
    chosen = Filter(Whose.MINE)
    assert mine(clinic.li) == [wang_xiuying.patient_id]
    assert mine(zhao) == []
    with clock.frozen(monday + DAY):
        assert jobs.follow_absences() == 2
        assert jobs.follow_absences() == 0
        assert mine(clinic.li) == []
        assert mine(zhao) == [wang_xiuying.patient_id]
        to_phone = [each.patient_id for each in calls.to_phone(zhao.viewer, chosen)]
        assert to_phone == [by_phone.patient_id]
    with clock.frozen(monday + 3 * DAY):
        assert jobs.follow_absences() == 2
        assert wang_xiuying.patient_id in mine(clinic.li)
        assert mine(zhao) == []


def test_back_early_the_manager_answers_again_at_once(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    absence = leave(clinic.li)
    actions.end_absence(by=clinic.li.actor, absence_id=absence, today=TODAY)
    assert answers(wang_xiuying) == clinic.li.account_id
    assert leave(clinic.li) != absence


def test_a_backup_who_is_away_too_leaves_it_to_the_lead(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    leave(clinic.li)
    leave(clinic.wang, TODAY, 2)
    assert answers(wang_xiuying) == clinic.lead.account_id


def refused(code: str, *patients: Someone) -> "pytest.RaisesExc[TeamRefused]":
    ids = tuple(each.patient_id for each in patients)
    return pytest.raises(
        TeamRefused, check=lambda refusal: (refusal.code, refusal.patients) == (code, ids)
    )


def test_an_absence_without_substitute_is_refused_with_the_patients(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    leave(clinic.wang, TODAY + 3 * DAY, 5)
    with refused("no-substitute", wang_xiuying):
        leave(clinic.li)
    leave(clinic.li, substitute=another(clinic))


def test_nobody_may_leave_the_last_patient_alone(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    leave(clinic.lead, TODAY, 10)
    leave(clinic.li)
    with refused("nobody-left", wang_xiuying):
        leave(clinic.wang)


def test_a_substitute_works_at_the_same_clinic(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    east = builders.clinic("east")
    with refused("substitute-elsewhere", wang_xiuying):
        leave(clinic.li, substitute=east.wang)
    with refused("substitute-elsewhere", wang_xiuying):
        leave(clinic.li, substitute=clinic.zhang)


@pytest.mark.parametrize(
    ("first", "days", "code"),
    [(0, 0, "absence-backwards"), (-1, 5, "absence-over"), (0, 400, "absence-too-long")],
)
def test_days_that_make_no_sense_are_refused(
    clinic: Clinic, monday: datetime, first: int, days: int, code: str
) -> None:
    with refused(code):
        leave(clinic.li, TODAY + first * DAY, days)


def test_two_absences_of_one_person_do_not_overlap(clinic: Clinic, monday: datetime) -> None:
    leave(clinic.li, TODAY, 5)
    with refused("absence-overlaps"):
        leave(clinic.li, TODAY + 4 * DAY, 5)
    leave(clinic.li, TODAY + 5 * DAY, 5)


def test_the_same_form_twice_is_one_absence(clinic: Clinic, monday: datetime) -> None:
    key, away = uuid4(), Away(clinic.li.account_id, TODAY, TODAY)
    first, second = (
        actions.plan_absence(
            by=clinic.li.actor, key=key, away=away, reason=AwayReason.ILLNESS, today=TODAY
        )
        for _ in range(2)
    )
    assert first == second


def test_open_work_is_handed_over_with_a_line_each(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.send(wang_xiuying)
    absence, item = leave(clinic.li), OpenItem.objects.get()
    for words in ("女儿上午能接电话", "女儿下午能接电话"):
        actions.confirm_hand_over(by=clinic.li.actor, absence_id=absence, notes={item.pk: words})
    assert HandOverNote.objects.get().words == "女儿下午能接电话"
    actions.confirm_hand_over(by=clinic.li.actor, absence_id=absence, notes={item.pk: " "})
    assert not HandOverNote.objects.exists()
    noted = Event.objects.filter(kind="absence.noted")
    assert noted.count() == 3
    assert "女儿" not in str(list(noted.values()))


# Handed over


def test_a_hand_over_moves_everything_in_one_go(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    zhao = another(clinic)
    builders.send(wang_xiuying, sym_pain_rest="8")
    actions.write_back(by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, body="疼得睡不着")
    before = set(OpenItem.objects.values_list("pk", "kind"))
    assert {kind for _, kind in before} == {ItemKind.RECORD, ItemKind.MESSAGE}
    assert move(clinic.lead, wang_xiuying, manager=zhao) == 1
    assert set(OpenItem.objects.filter(closed_at=None).values_list("pk", "kind")) == before
    assert mine(clinic.li) == []
    assert mine(zhao) == [wang_xiuying.patient_id]
    team = CareAssignment.objects.filter(role=CareRole.MANAGER).order_by("pk")
    now = clock.now()
    assert list(team.values_list("account_id", "until")) == [
        (clinic.li.account_id, now),
        (zhao.account_id, None),
    ]
    told = Event.objects.filter(stream=f"patient:{wang_xiuying.patient_id}")
    assert {"care-team.move-decided", "care-team.assigned"} <= set(
        told.values_list("kind", flat=True)
    )


def test_the_patient_is_told_once_in_their_own_words(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk()
    monkeypatch.setattr(channels, "gateway", lambda: desk)
    key, zhao = uuid4(), another(clinic)
    for _ in range(2):
        move(clinic.lead, wang_xiuying, manager=zhao, on=date(2026, 12, 1), key=key)
    jobs.send_messages()
    told = [text for text in desk.texts if "赵护士" in text]
    assert told == [
        "锦江骨科门诊：从12月1日起，赵护士负责您的随访。您不用做什么。有事请打 028-0000 1234"
    ]


def test_a_message_about_a_decision_that_no_longer_stands_is_not_sent(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk()
    monkeypatch.setattr(channels, "gateway", lambda: desk)
    move(clinic.lead, wang_xiuying, manager=another(clinic), on=TODAY + 8 * DAY)
    move(clinic.lead, wang_xiuying, manager=clinic.lead, on=TODAY + 8 * DAY)
    jobs.send_messages()
    assert not any("赵护士" in text for text in desk.texts)
    assert any("陈主任" in text for text in desk.texts)


def test_a_later_day_is_kept_and_carried_out_once(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    zhao = another(clinic)
    move(clinic.lead, wang_xiuying, manager=zhao, on=TODAY + 2 * DAY)
    with clock.frozen(monday + DAY):
        assert jobs.carry_out_hand_overs() == 0
    assert answers(wang_xiuying) == clinic.li.account_id
    with clock.frozen(monday + 2 * DAY):
        assert jobs.carry_out_hand_overs() == 1
        assert jobs.carry_out_hand_overs() == 0
    assert answers(wang_xiuying) == zhao.account_id


def test_what_was_decided_while_waiting_for_the_lock_holds(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process hands the patient over between the first look and the lock."""
    move(clinic.lead, wang_xiuying, manager=another(clinic), on=TODAY + 2 * DAY)
    plan, locked = HandOver.objects.get().pk, handing_over._locked

    def late(patient_ids: Collection[int]) -> list[CareState]:
        Move.objects.all().delete()
        return locked(patient_ids)

    monkeypatch.setattr(handing_over, "_locked", late)
    with clock.frozen(monday + 2 * DAY):
        assert actions.carry_out(by=system("tests"), hand_over_id=plan) == 0
    assert answers(wang_xiuying) == clinic.li.account_id


def test_a_new_decision_replaces_the_one_before(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    zhao = another(clinic)
    move(clinic.lead, wang_xiuying, manager=zhao, on=TODAY + 2 * DAY)
    move(clinic.lead, wang_xiuying, manager=clinic.lead, on=TODAY + 3 * DAY)
    assert Move.objects.count() == 1
    with clock.frozen(monday + 4 * DAY):
        jobs.carry_out_hand_overs()
    assert answers(wang_xiuying) == clinic.lead.account_id


def test_the_backup_becomes_manager_only_with_another_backup(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    with refused("same-person", wang_xiuying):
        move(clinic.lead, wang_xiuying, manager=clinic.wang)
    move(clinic.lead, wang_xiuying, manager=clinic.wang, backup=clinic.li)
    row = CareState.objects.get()
    assert (row.manager, row.backup) == (clinic.wang.account_id, clinic.li.account_id)


def test_all_or_none(clinic: Clinic, wang_xiuying: Someone, monday: datetime) -> None:
    zhao, other = another(clinic), builders.patient(clinic, phone="+8613800006621")
    move(clinic.lead, other, backup=zhao)
    with refused("same-person", other):
        move(clinic.lead, wang_xiuying, other, manager=zhao)
    assert answers(wang_xiuying) == clinic.li.account_id


def test_who_has_no_role_there_takes_nobody_over(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    with refused("not-at-clinic", wang_xiuying):
        move(clinic.lead, wang_xiuying, manager=clinic.zhang)


def test_a_panel_handed_to_somebody_away_is_answered_by_who_stands_in(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    zhao = another(clinic)
    leave(zhao)
    move(clinic.lead, wang_xiuying, manager=zhao)
    assert answers(wang_xiuying) == clinic.wang.account_id


def test_whatever_happens_every_patient_has_a_team_that_works_there(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    zhao = another(clinic)
    builders.patient(clinic, phone="+8613800006621")
    leave(clinic.li)
    move(clinic.lead, *clinic.people, manager=zhao, backup=clinic.lead)
    able = access_queries.who_may(Permission.FOLLOW_UP, clinic.site_id)
    assert team.unowned() == []
    for row in CareState.objects.filter(active=True):
        assert row.manager != row.backup
        assert {row.manager, row.backup, row.answers} <= able
        assert row.lane in {lane.rank for lane in Lane}


# Leaving


def test_who_has_a_panel_keeps_the_role_until_it_is_handed_over(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    zhao = another(clinic)
    for who in (clinic.li, clinic.wang):
        with pytest.raises(StillNeeded) as refusal:
            access_actions.close_staff_account(by=clinic.admin.actor, account_id=who.account_id)
        assert refusal.value.patients == (wang_xiuying.patient_id,)
        assert clinic.li.viewer.roles
    move(clinic.lead, wang_xiuying, manager=zhao, on=TODAY + DAY)
    with pytest.raises(StillNeeded):
        access_actions.close_staff_account(by=clinic.admin.actor, account_id=zhao.account_id)
    with clock.frozen(monday + DAY):
        jobs.carry_out_hand_overs()
    access_actions.close_staff_account(by=clinic.admin.actor, account_id=clinic.li.account_id)
    assert not Account.objects.get(pk=clinic.li.account_id).is_active
    assert clinic.li.viewer.roles == frozenset()
    assert team.unowned() == []


def test_a_substitute_stays_while_they_stand_in(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    zhao = another(clinic)
    absence = leave(clinic.li, substitute=zhao)
    with pytest.raises(StillNeeded):
        access_actions.close_staff_account(by=clinic.admin.actor, account_id=zhao.account_id)
    actions.end_absence(by=clinic.li.actor, absence_id=absence, today=TODAY)
    access_actions.close_staff_account(by=clinic.admin.actor, account_id=zhao.account_id)


def test_a_second_role_that_may_follow_patients_is_enough(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    lead = {"account_id": clinic.li.account_id, "site_id": clinic.site_id}
    access_actions.grant_role(by=clinic.admin.actor, role=Role.PROGRAMME_LEAD, **lead)
    access_actions.revoke_role(by=clinic.admin.actor, role=Role.FOLLOW_UP_MANAGER, **lead)
    assert team.unowned() == []


def to_tell(someone: Someone) -> list[str]:
    rows = OpenItem.objects.filter(
        patient_id=someone.patient_id, kind=ItemKind.TELL, closed_at__isnull=True
    )
    return [f"{row.source} {row.reasons[0]['id']}" for row in rows]


def test_who_is_phoned_hears_of_a_new_manager_in_the_next_call_and_once(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    zhao = another(clinic)
    chen = builders.patient(clinic, name="陈国民", phone="+8613800006621", channel=Channel.PHONE)
    gone = builders.patient(clinic, name="赵淑芬", phone="+8613800006622", channel=Channel.PHONE)
    actions.leave(
        by=gone.actor, patient_id=gone.patient_id, wanted=Leave(State.LEFT, DecidedBy.PATIENT)
    )
    move(clinic.lead, wang_xiuying, chen, gone, manager=zhao)
    assert to_tell(wang_xiuying) == to_tell(gone) == []
    assert len(to_tell(chen)) == 1
    told = {row.patient_id for row in OutboundMessage.objects.filter(kind="new-manager")}
    assert told == {wang_xiuying.patient_id}
    row = CareState.objects.get(patient_id=chen.patient_id)
    assert (row.manager, row.open_items) == (zhao.account_id, 1)
    ((name, on),) = calls.new_managers(chen.patient_id)
    assert (name.account_id, on) == (zhao.account_id, TODAY)
    assert calls.replies_to_read(chen.patient_id) == frozenset()
    # Decided otherwise before anybody phoned: only the latest is news.
    move(clinic.lead, chen, manager=clinic.wang, backup=clinic.li, on=TODAY + 3 * DAY)
    assert len(to_tell(chen)) == 1
    ((name, on),) = calls.new_managers(chen.patient_id)
    assert (name.account_id, on) == (clinic.wang.account_id, TODAY + 3 * DAY)
    item = OpenItem.objects.get(patient_id=chen.patient_id, closed_at__isnull=True)
    assert item.due_at.date() >= TODAY + 3 * DAY
    actions.close_item(by=zhao.actor, patient_id=chen.patient_id, item_id=item.pk)
    # A new backup is no news.
    with clock.frozen(monday + 5 * DAY):
        jobs.carry_out_hand_overs()
        move(clinic.lead, chen, backup=zhao, on=TODAY + 5 * DAY)
    assert to_tell(chen) == []


def test_the_news_is_there_when_the_call_about_the_next_record_is(
    clinic: Clinic, monday: datetime
) -> None:
    zhao = another(clinic)
    chen = builders.patient(clinic, name="陈国民", phone="+8613800006621", channel=Channel.PHONE)
    builders.send(chen)
    due = CareState.objects.get(patient_id=chen.patient_id).next_due_on
    move(clinic.lead, chen, manager=zhao)
    item = OpenItem.objects.get(patient_id=chen.patient_id, kind=ItemKind.TELL)
    assert item.due_at.date() >= due
