"""Who is on call, what they are told of, and what follows when they do not come (3.1)."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.access import actions as access_actions
from osteopro.access.terms import Role
from osteopro.accounts import actions as accounts_actions
from osteopro.audit.models import Event
from osteopro.followup import actions, jobs, on_duty
from osteopro.followup.covering import Away
from osteopro.followup.models import Duty, OpenItem
from osteopro.followup.on_call import OnCallRefused, Span
from osteopro.followup.queries import rota
from osteopro.followup.terms import AwayReason, CallOutcome
from osteopro.messaging.models import OutboundMessage
from osteopro.sites import queries as sites_queries
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone, Staff

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# From Monday 10:00: 23:10 that night.
NIGHT = 13 * HOUR + timedelta(minutes=10)


@pytest.fixture
def zhao(clinic: Clinic) -> Staff:
    """A colleague with no patients of her own."""
    return builders.staff(clinic.site_id, "zhao", "赵护士", "Nurse Zhao", Role.FOLLOW_UP_MANAGER)


def decide(
    at: Clinic,
    who: Staff | None,
    first: date = TODAY,
    last: date | None = None,
    key: UUID | None = None,
) -> None:
    actions.set_on_call(
        by=at.lead.actor,
        key=key or uuid4(),
        site_id=at.site_id,
        first=first,
        last=last or first,
        account=who.account_id if who else None,
    )


def on_call_at(at: Clinic, moment: datetime) -> int | None:
    return on_duty.who(sites_queries.clinic(at.site_id), moment)


def told(stage: str) -> list[int | None]:
    rows = OutboundMessage.objects.filter(params__stage=stage, channel="sms").order_by("pk")
    return list(rows.values_list("account", flat=True))


def fall(someone: Someone) -> actions.Receipt:
    return builders.send(someone, rf_check=["chest"])


# Who it is


def test_somebody_is_on_call_from_closing_to_opening_and_nobody_in_between(
    clinic: Clinic, zhao: Staff, monday: datetime
) -> None:
    decide(clinic, zhao)
    assert on_call_at(clinic, monday) is None
    assert on_call_at(clinic, monday + NIGHT) == zhao.account_id
    before_opening = monday + 22 * HOUR
    assert on_call_at(clinic, before_opening) == zhao.account_id
    assert on_call_at(clinic, monday + DAY + NIGHT) is None


def test_the_newest_decision_holds_from_its_moment_on(
    clinic: Clinic, zhao: Staff, monday: datetime
) -> None:
    decide(clinic, zhao, last=TODAY + 2 * DAY)
    with clock.frozen(monday + NIGHT):
        decide(clinic, clinic.wang, TODAY, TODAY)
        decide(clinic, None, TODAY + DAY)
    # What was said to a patient at eight stays true at midnight.
    assert on_call_at(clinic, monday + NIGHT - HOUR) == zhao.account_id
    assert on_call_at(clinic, monday + NIGHT + HOUR) == clinic.wang.account_id
    assert on_call_at(clinic, monday + DAY + NIGHT) is None
    assert on_call_at(clinic, monday + 2 * DAY + NIGHT) == zhao.account_id


def test_the_same_form_twice_decides_once(clinic: Clinic, zhao: Staff) -> None:
    key = uuid4()
    for _ in range(2):
        decide(clinic, zhao, last=TODAY + 6 * DAY, key=key)
    assert Duty.objects.count() == 7
    assert Event.objects.filter(kind="on-call.decided").count() == 1


@pytest.mark.parametrize("how", ["away", "account closed", "role taken back"])
def test_who_cannot_come_is_not_on_call(
    clinic: Clinic, zhao: Staff, monday: datetime, how: str
) -> None:
    decide(clinic, zhao)
    if how == "away":
        actions.plan_absence(
            by=zhao.actor,
            key=uuid4(),
            away=Away(zhao.account_id, TODAY, TODAY + DAY),
            reason=AwayReason.ILLNESS,
            today=TODAY,
        )
    elif how == "account closed":
        access_actions.close_staff_account(by=clinic.admin.actor, account_id=zhao.account_id)
    else:
        access_actions.revoke_role(
            by=clinic.admin.actor,
            account_id=zhao.account_id,
            role=Role.FOLLOW_UP_MANAGER,
            site_id=clinic.site_id,
        )
    assert on_call_at(clinic, monday + NIGHT) is None
    (found,) = rota.rotas([clinic.site_id])
    assert found.tonight.answered is None


def test_who_may_be_put_on_call(clinic: Clinic, zhao: Staff, monday: datetime) -> None:
    def refused(who: Staff, first: date = TODAY, last: date = TODAY) -> str:
        with pytest.raises(OnCallRefused) as found:
            decide(clinic, who, first, last)
        return found.value.code

    assert refused(clinic.zhang) == "on-call-elsewhere"
    assert refused(builders.clinic("east").li) == "on-call-elsewhere"
    silent = accounts_actions.add_staff(
        by=builders.SETUP,
        username="silent",
        password=builders.PASSWORD,
        name_zh="孙护士",
        name_en="Nurse Sun",
        email="sun@clinic.example",
        must_change_password=False,
    )
    access_actions.grant_role(
        by=builders.SETUP,
        account_id=silent,
        role=Role.FOLLOW_UP_MANAGER,
        site_id=clinic.site_id,
    )
    assert refused(Staff(silent, "silent", Role.FOLLOW_UP_MANAGER)) == "on-call-no-phone"
    assert refused(zhao, TODAY - DAY) == "on-call-over"
    assert refused(zhao, TODAY, TODAY - DAY) == "on-call-backwards"
    absence = actions.plan_absence(
        by=zhao.actor,
        key=uuid4(),
        away=Away(zhao.account_id, TODAY + 2 * DAY, TODAY + 3 * DAY),
        reason=AwayReason.LEAVE,
        today=TODAY,
    )
    assert refused(zhao, TODAY, TODAY + 2 * DAY) == "on-call-away"
    actions.end_absence(by=zhao.actor, absence_id=absence, today=TODAY)
    decide(clinic, zhao, TODAY, TODAY + 2 * DAY)


def test_four_weeks_are_told_in_one_query(clinic: Clinic, zhao: Staff, monday: datetime) -> None:
    decide(clinic, zhao, TODAY, TODAY + 2 * DAY)
    decide(clinic, clinic.wang, TODAY + 2 * DAY)
    east = builders.clinic("east")
    for each in (clinic.site_id, east.site_id):
        sites_queries.clinic(each)
    with CaptureQueriesContext(connection) as asked:
        found, other = rota.rotas([clinic.site_id, east.site_id])
    assert len(asked) == 1
    assert found.spans == (
        Span(TODAY, TODAY + DAY, zhao.account_id),
        Span(TODAY + 2 * DAY, TODAY + 2 * DAY, clinic.wang.account_id),
        Span(TODAY + 3 * DAY, TODAY + 27 * DAY, None),
    )
    assert other.spans == (Span(TODAY, TODAY + 27 * DAY, None),)
    # Without anybody an emergency of tonight is the first task of tomorrow.
    assert other.waits_until == monday + 22 * HOUR
    assert (found.begins, found.ends) == (
        monday + 7.5 * HOUR,
        monday + 22.5 * HOUR,
    )


# What they are told


def test_an_emergency_at_night_goes_to_who_is_on_call_within_half_an_hour(
    clinic: Clinic, wang_xiuying: Someone, zhao: Staff, monday: datetime
) -> None:
    decide(clinic, zhao)
    with clock.frozen(monday + NIGHT):
        fall(wang_xiuying)
        assert OpenItem.objects.get().due_at == clock.now() + timedelta(minutes=30)
        for _ in range(2):
            assert jobs.call_out() == 0, "the record told them already"
    assert told("on-call") == [zhao.account_id]
    # Who follows her reads it too, as without anybody on call.
    assert told("new") == [clinic.li.account_id, clinic.wang.account_id]


def test_the_message_has_no_name_and_says_nothing_of_health(
    clinic: Clinic,
    wang_xiuying: Someone,
    zhao: Staff,
    monday: datetime,
    mailoutbox: list[object],
) -> None:
    decide(clinic, zhao)
    with clock.frozen(monday + NIGHT):
        fall(wang_xiuying)
        jobs.send_messages()
    (text,) = [
        f"{mail.subject} {mail.body}"  # type: ignore[attr-defined]
        for mail in mailoutbox
        if "zhao@clinic.example" in mail.to  # type: ignore[attr-defined]
    ]
    number = wang_xiuying.patient_id
    assert f"值班：患者 {number} 号，请马上打电话" in text
    assert "/care/?who=clinics" in text
    for private in (wang_xiuying.person.name, "王阿姨", "6620", "胸", "骨质疏松", "马上就医"):
        assert private not in text, private


def test_who_follows_the_patient_and_is_on_call_gets_one_message(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    decide(clinic, clinic.li)
    with clock.frozen(monday + NIGHT):
        fall(wang_xiuying)
    assert (told("on-call"), told("new")) == ([clinic.li.account_id], [clinic.wang.account_id])


@pytest.mark.parametrize("when", ["in hours", "urgent at night", "nobody on call"])
def test_nobody_is_called_out_without_need(
    clinic: Clinic, wang_xiuying: Someone, zhao: Staff, monday: datetime, when: str
) -> None:
    decide(clinic, None if when == "nobody on call" else zhao)
    with clock.frozen(monday if when == "in hours" else monday + NIGHT):
        if when == "urgent at night":
            builders.send(wang_xiuying, rf_check=["fever"])
        else:
            fall(wang_xiuying)
        assert jobs.call_out() == 0
    assert told("on-call") == []
    due = {
        "in hours": monday + timedelta(minutes=30),
        "urgent at night": monday + DAY + 2.5 * HOUR,
        "nobody on call": monday + 22 * HOUR,
    }[when]
    assert OpenItem.objects.get().due_at == due


def test_a_night_takes_over_what_the_day_left_open_and_each_night_anew(
    clinic: Clinic, wang_xiuying: Someone, zhao: Staff, monday: datetime
) -> None:
    decide(clinic, zhao)
    decide(clinic, clinic.lead, TODAY + DAY)
    fall(wang_xiuying)
    assert jobs.call_out() == 0
    for hours, called in ((8, 1), (9, 0), (23, 0), (24 + 8, 1), (24 + 9, 0)):
        with clock.frozen(monday + hours * HOUR):
            assert jobs.call_out() == called, hours
    assert told("on-call") == [zhao.account_id, clinic.lead.account_id]
    assert Event.objects.filter(kind="on-call.alerted").count() == 2


def test_who_is_put_on_call_in_the_night_hears_what_waits(
    clinic: Clinic, wang_xiuying: Someone, zhao: Staff, monday: datetime
) -> None:
    with clock.frozen(monday + NIGHT):
        fall(wang_xiuying)
        assert jobs.call_out() == 0
        decide(clinic, zhao)
        assert jobs.call_out() == 1
    assert told("on-call") == [zhao.account_id]


def test_who_was_spoken_with_wakes_nobody_again(
    clinic: Clinic, wang_xiuying: Someone, zhao: Staff, monday: datetime
) -> None:
    decide(clinic, zhao)
    fall(wang_xiuying)
    actions.record_call(
        by=clinic.li.actor, patient_id=wang_xiuying.patient_id, outcome=CallOutcome.REACHED
    )
    with clock.frozen(monday + NIGHT):
        assert jobs.call_out() == 0


# When they do not come


def overdue(at: datetime) -> None:
    with clock.frozen(at):
        for _ in range(2):
            jobs.tell_of_missed_deadlines()


def test_what_nobody_opens_in_its_time_comes_to_the_lead_at_once(
    clinic: Clinic, wang_xiuying: Someone, zhao: Staff, monday: datetime
) -> None:
    decide(clinic, zhao)
    with clock.frozen(monday + NIGHT):
        fall(wang_xiuying)
    overdue(monday + NIGHT + timedelta(minutes=29))
    assert told("lead") == []
    overdue(monday + NIGHT + timedelta(minutes=30))
    assert (told("backup"), told("lead")) == ([clinic.wang.account_id], [clinic.lead.account_id])
    overdue(monday + NIGHT + 3 * HOUR)
    assert (told("backup"), told("lead")) == ([clinic.wang.account_id], [clinic.lead.account_id])


@pytest.mark.parametrize("how", ["opened", "tried"])
def test_what_was_opened_or_tried_goes_to_the_lead_after_the_same_time_again(
    clinic: Clinic, wang_xiuying: Someone, zhao: Staff, monday: datetime, how: str
) -> None:
    decide(clinic, zhao)
    with clock.frozen(monday + NIGHT):
        receipt = fall(wang_xiuying)
    with clock.frozen(monday + NIGHT + timedelta(minutes=10)):
        patient_id = wang_xiuying.patient_id
        if how == "opened":
            actions.note_opened(by=zhao.actor, patient_id=patient_id, occasion=receipt.occasion)
        else:
            actions.record_call(by=zhao.actor, patient_id=patient_id, outcome=CallOutcome.NO_ANSWER)
    overdue(monday + NIGHT + timedelta(minutes=30))
    assert (told("backup"), told("lead")) == ([clinic.wang.account_id], [])
    overdue(monday + NIGHT + HOUR)
    assert told("lead") == [clinic.lead.account_id]


def test_without_anybody_on_call_the_lead_waits_for_the_second_limit(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    with clock.frozen(monday + NIGHT):
        fall(wang_xiuying)
    overdue(monday + 22 * HOUR)
    assert (told("backup"), told("lead")) == ([clinic.wang.account_id], [])


# What it costs


def test_a_record_at_night_asks_for_it_only_when_it_is_an_emergency(
    clinic: Clinic, wang_xiuying: Someone, zhao: Staff, monday: datetime
) -> None:
    decide(clinic, zhao)

    def asked(level: Level, **answers: object) -> int:
        someone = builders.patient(clinic, phone=f"+86138000067{level.rank:02}")
        record = builders.begin(someone)
        builders.save(someone, record, {**builders.STEADY, **answers})
        with CaptureQueriesContext(connection) as captured:
            receipt = actions.send_form(
                by=someone.actor, patient_id=someone.patient_id, draft_uuid=record
            )
        assert receipt.level == level
        return sum("followup_duty" in query["sql"] for query in captured)

    with clock.frozen(monday + NIGHT):
        asked(Level.ROUTINE)  # forms and rules are read once per process
        assert asked(Level.ATTENTION, **{"sym-pain-rest": "6", "sym-pain-move": "6"}) == 0
        assert asked(Level.URGENT, **{"rf-check": ["fever"]}) == 0


def test_due_work_asks_nothing_while_every_clinic_is_open(
    clinic: Clinic, wang_xiuying: Someone, zhao: Staff, monday: datetime
) -> None:
    decide(clinic, zhao)
    fall(wang_xiuying)
    with CaptureQueriesContext(connection) as asked:
        assert jobs.call_out() == 0
    assert len(asked) == 1  # the clinics and their hours
