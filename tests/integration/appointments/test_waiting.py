"""Who waits for a visit: in the order of 5.4, with reasons in words, whatever their number."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.appointments import actions, facts
from osteopro.appointments.actions import Outcome
from osteopro.appointments.models import Quota, Slot
from osteopro.appointments.queries import calendar
from osteopro.appointments.queries.waiting import waiting, waiting_list
from osteopro.appointments.rules import Pattern, Refused
from osteopro.appointments.terms import Event, Place, SlotKind, VisitOutcome, Why
from osteopro.followup import actions as followup_actions
from osteopro.followup.models import Request
from osteopro.followup.terms import RequestKind, RequestState
from osteopro.patients.terms import Channel, ClinicalProfile, MedicineClass, ProfileFlag
from osteopro.records.measuring import Measured
from osteopro.records.terms import MeasuredHow
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.appointments.conftest import ask, enter, offer, talk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def known(request_id: int) -> facts.priority.Request:
    return facts.facts(facts.wanted([request_id]))[request_id]


def test_an_honest_one_who_was_talked_with_stands_before_a_louder_report(
    clinic: Clinic, wang_xiuying: Someone, chen: Someone
) -> None:
    builders.send(chen, sym_pain_rest="10", sym_pain_move="10", fu_wish="visit")
    report = builders.send(wang_xiuying, fu_wish="visit")
    talk(clinic, wang_xiuying, report, Level.ATTENTION)
    rows = waiting_list(clinic.li.viewer).rows
    assert [each.person.name for each in rows] == ["王秀英", "陈国民"]
    assert [each.place for each in rows] == [Place.QUEUED, Place.CALL_FIRST]
    assert rows[0].report is None
    assert rows[1].report is not None
    assert {reason.code for reason in rows[1].reasons} >= {Why.CALL_FIRST, Why.VISIT_NEVER}


@pytest.mark.parametrize(
    ("profile", "event"),
    [
        (ClinicalProfile(), Event.NONE),
        (ClinicalProfile(flags=frozenset({ProfileFlag.RECENT_FRACTURE})), Event.RECORDED),
        (ClinicalProfile(MedicineClass.ZOLEDRONATE, date(2026, 11, 22)), Event.RECORDED),
        (ClinicalProfile(MedicineClass.ZOLEDRONATE, date(2026, 11, 23)), Event.NONE),
    ],
)
def test_what_staff_know_is_recorded(
    clinic: Clinic, profile: ClinicalProfile, event: Event
) -> None:
    someone = builders.patient(clinic, profile=profile)
    assert known(ask(someone)).event is event


@pytest.mark.parametrize(
    ("fall", "event"),
    [
        ({"dia_note": "在家里"}, Event.NONE),
        ({"fall_date": "2026-11-20", "fall_hurt": "no"}, Event.REPORTED),
        ({"fall_date": "2026-11-20"}, Event.NONE),
        ({"fall_date": "2026-08-01", "fall_hurt": "no"}, Event.NONE),
    ],
)
def test_a_fall_that_was_told_counts_with_its_day_and_details(
    clinic: Clinic, wang_xiuying: Someone, fall: dict[str, str], event: Event, request_id: int
) -> None:
    about = "fall" if "fall_date" in fall else "exercise"
    values = {name.replace("_", "-"): value for name, value in fall.items()}
    record = builders.begin(wang_xiuying)
    builders.save(
        wang_xiuying,
        record,
        {**builders.STEADY, **({"rf-check": ["fall"], **values} if about == "fall" else {})},
    )
    # As it stands when the form is left: what was not answered stays open.
    followup_actions.keep_left_draft(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, draft_uuid=record, expired=True
    )
    assert known(request_id).event is event


def test_height_that_was_lost_between_two_measurements_is_recorded(
    clinic: Clinic, wang_xiuying: Someone, request_id: int, monday: datetime
) -> None:
    for days, height in ((0, "158.0"), (1, "155.9")):
        with clock.frozen(monday + timedelta(days=days)):
            note_height(clinic, wang_xiuying, height)
    with clock.frozen(monday + timedelta(days=2)):
        assert known(request_id).event is Event.RECORDED


def note_height(clinic: Clinic, someone: Someone, height: str) -> None:
    measured = Measured(clock.now().date(), Decimal(height), None, MeasuredHow.SESSION)
    followup_actions.note_measurement(
        by=clinic.li.actor, patient_id=someone.patient_id, measured=measured
    )


def test_need_is_age_living_alone_the_phone_and_the_last_visit(
    clinic: Clinic, monday: datetime
) -> None:
    old = builders.patient(clinic, birth=date(1951, 11, 23))
    almost = builders.patient(
        clinic, name="陈国民", phone="+8613800006621", birth=date(1951, 11, 24)
    )
    phone = builders.patient(clinic, name="吴桂兰", phone="+8613800006622", channel=Channel.PHONE)
    asked = {someone.patient_id: ask(someone) for someone in (old, almost, phone)}
    found = facts.facts(facts.wanted(asked.values()))
    assert found[asked[old.patient_id]].age >= 75
    assert found[asked[almost.patient_id]].age < 75
    assert found[asked[phone.patient_id]].phone_only
    actions.record_outcome(
        by=clinic.zhang.actor,
        patient_id=old.patient_id,
        outcome=Outcome((VisitOutcome.NO_CHANGE,), used=False, line="都好"),
        key=uuid4(),
    )
    with clock.frozen(monday + timedelta(days=5)):
        again = known(asked[old.patient_id])
        assert (again.days_since_visit, again.days_waiting) == (5, 5)


def test_who_has_a_place_waits_no_more_and_who_lost_it_waits_from_the_first_day(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int, monday: datetime
) -> None:
    offer_id = offer(clinic, wang_xiuying, slots[0], request_id, agreed=True)
    assert waiting_list(clinic.li.viewer).total == 0
    assert waiting(clinic.li.viewer, request_id) is None
    with clock.frozen(Slot.objects.get(pk=slots[0]).starts_at + timedelta(days=9)):
        actions.note_no_show(
            by=clinic.li.actor, patient_id=wang_xiuying.patient_id, offer_id=offer_id
        )
        (row,) = waiting_list(clinic.li.viewer).rows
        assert (row.days, row.before[0].state) == (10, "no-show")


def test_somebody_at_another_clinic_sees_nobody(
    clinic: Clinic, wang_xiuying: Someone, request_id: int
) -> None:
    other = builders.clinic("north")
    assert waiting_list(other.li.viewer).rows == ()
    assert waiting(other.li.viewer, request_id) is None


def test_a_heard_emergency_stands_first_and_is_offered_nothing(
    clinic: Clinic, wang_xiuying: Someone, chen: Someone, monday: datetime
) -> None:
    ask(chen)
    with clock.frozen(monday + timedelta(days=1)):
        report = builders.send(wang_xiuying, fu_wish="visit")
        talk(clinic, wang_xiuying, report, Level.EMERGENCY)
        rows = waiting_list(clinic.li.viewer).rows
    assert [each.emergency for each in rows] == [True, False]


def test_ten_who_wait_cost_no_query_more_than_two(clinic: Clinic) -> None:
    def add(number: int) -> None:
        someone = builders.patient(clinic, name=f"王{number}", phone=f"+86138000067{number:02}")
        builders.send(someone, sym_pain_rest="9", fu_wish="visit")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            waiting_list(clinic.li.viewer)
        return len(captured)

    add(1)
    add(2)
    few = cost()
    for number in range(3, 11):
        add(number)
    assert waiting_list(clinic.li.viewer).total == 10
    assert (cost(), few) == (few, few)
    assert few <= 20


def test_the_open_visits_are_found_by_their_index(wang_xiuying: Someone) -> None:
    """Most requests are over: those that wait are found without reading them."""
    Request.objects.bulk_create(
        Request(
            patient_id=wang_xiuying.patient_id,
            kind=RequestKind.VISIT,
            state=RequestState.SEEN,
            at=clock.now(),
            closed_at=clock.now(),
            closed_by=1,
        )
        for _ in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = Request.objects.filter(kind=RequestKind.VISIT, closed_at__isnull=True)
    assert "followup_visits_wanted" in rows.explain()


def test_a_batch_sent_twice_enters_once_and_each_kind_has_its_own_number(
    clinic: Clinic,
) -> None:
    pattern = Pattern(
        date(2026, 11, 24), date(2026, 11, 27), frozenset({2, 3, 4, 5}), (time(9),), 30, 3
    )
    key = uuid4()
    add = {"by": clinic.li.actor, "site_id": clinic.site_id, "pattern": pattern}
    first = actions.add_slots(**add, kind=SlotKind.VISIT, key=key)
    assert (first.count, first.over) == (3, 1)
    assert actions.add_slots(**add, kind=SlotKind.VISIT, key=key).count == 3
    assert actions.add_slots(**add, kind=SlotKind.SESSION, key=uuid4()).count == 3
    again = actions.add_slots(**add, kind=SlotKind.VISIT, key=uuid4())
    assert (again.count, again.present) == (0, 3)
    assert Quota.objects.get(site_id=clinic.site_id, kind=SlotKind.VISIT).per_week == 3


def test_a_physician_is_at_one_place_at_a_time(clinic: Clinic) -> None:
    enter(clinic, 2, physician=clinic.zhang.account_id)
    assert enter(clinic, 2, physician=clinic.zhang.account_id) == []
    assert len(enter(clinic, 2)) == 2


def test_a_slot_that_somebody_holds_is_not_taken_away(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int
) -> None:
    offer(clinic, wang_xiuying, slots[0], request_id)
    with pytest.raises(Refused):
        actions.withdraw_slot(by=clinic.li.actor, site_id=clinic.site_id, slot_id=slots[0])
    actions.keep_slot(by=clinic.li.actor, site_id=clinic.site_id, slot_id=slots[1], reserved=True)
    zone = clock.now().astimezone().tzinfo
    assert zone is not None
    free = [each.slot_id for each in calendar.free([clinic.site_id], SlotKind.VISIT)]
    assert free == slots[2:]
