"""The day before a visit: who cannot read the reminder is phoned, once, and not for nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest

from osteopro import clock
from osteopro.appointments import actions, jobs
from osteopro.appointments.models import Offer, Slot
from osteopro.audit.models import Event
from osteopro.followup import actions as followup_actions
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.terms import ItemKind
from osteopro.messaging.models import OutboundMessage
from osteopro.messaging.terms import Delivered, DeliveryState
from osteopro.patients.terms import Channel
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.appointments.conftest import ask, enter, offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def chen(clinic: Clinic) -> Someone:
    """Mr Chen is phoned."""
    return builders.patient(clinic, name="陈国民", phone="+8613800006621", channel=Channel.PHONE)


def book(clinic: Clinic, someone: Someone, day: int = 4) -> tuple[int, datetime]:
    """A place at nine on that day of the week, agreed today, Monday."""
    slot = enter(clinic, day)[0]
    booked = offer(clinic, someone, slot, ask(someone), agreed=True)
    return booked, Slot.objects.get(pk=slot).starts_at


def waiting() -> list[str]:
    rows = OpenItem.objects.filter(kind=ItemKind.TELL, closed_at__isnull=True)
    return list(rows.filter(source__startswith="visit-day:").values_list("source", flat=True))


def phone_at(moment: datetime) -> list[str]:
    with clock.frozen(moment):
        jobs.phone_before_visits()
    return waiting()


def test_who_is_phoned_is_reminded_in_a_call_on_the_day_before_once(
    clinic: Clinic, chen: Someone
) -> None:
    booked, starts = book(clinic, chen)
    ten = starts - DAY + HOUR
    assert phone_at(ten - HOUR) == []
    for _ in range(2):
        assert phone_at(ten) == [f"visit-day:{booked}"]
    item = OpenItem.objects.get(source=f"visit-day:{booked}")
    assert ten < item.due_at <= starts
    assert Event.objects.filter(kind="visit.call-wanted").count() == 1
    item.closed_at, item.closed_by = ten, clinic.li.account_id
    item.save()
    assert phone_at(ten + HOUR) == [], "they were told"


def test_before_a_holiday_the_call_is_made_while_somebody_works(
    clinic: Clinic, chen: Someone, monday: datetime
) -> None:
    slot = enter(clinic, 1, 2)[0]
    Slot.objects.filter(pk=slot).update(starts_at=monday + 7 * DAY)
    booked = offer(clinic, chen, slot, ask(chen), agreed=True)
    friday = monday + 4 * DAY
    assert phone_at(friday - HOUR) == []
    assert phone_at(friday + HOUR) == [f"visit-day:{booked}"], "nobody works at the weekend"


def test_who_agreed_on_the_phone_just_now_is_not_phoned_again(
    clinic: Clinic, chen: Someone, monday: datetime
) -> None:
    slot = enter(clinic, 2)[0]
    with clock.frozen(monday + HOUR):
        offer(clinic, chen, slot, ask(chen), agreed=True)
    assert phone_at(monday + 2 * HOUR) == []


@pytest.mark.parametrize(
    ("outcome", "phoned"),
    [
        ({"state": DeliveryState.SENT}, False),
        ({"state": DeliveryState.SENT, "delivered": Delivered.ARRIVED}, False),
        ({"state": DeliveryState.SENT, "delivered": Delivered.NOT_ARRIVED}, True),
        ({"state": DeliveryState.FAILED}, True),
        ({"state": DeliveryState.WAITING}, True),
    ],
)
def test_whose_reminder_did_not_arrive_is_phoned_in_the_afternoon(
    clinic: Clinic, wang_xiuying: Someone, outcome: dict[str, str], phoned: bool
) -> None:
    booked, starts = book(clinic, wang_xiuying)
    OutboundMessage.objects.filter(kind="visit-reminder").update(**outcome)
    noon = starts - DAY + 3 * HOUR
    assert phone_at(noon) == []
    assert phone_at(noon + 2 * HOUR) == ([f"visit-day:{booked}"] if phoned else [])


def test_who_had_no_screen_when_they_agreed_has_no_reminder_and_is_phoned(
    clinic: Clinic, chen: Someone
) -> None:
    booked, starts = book(clinic, chen)
    followup_actions.set_channel(
        by=clinic.li.actor, patient_id=chen.patient_id, channel=Channel.ONLINE
    )
    assert not OutboundMessage.objects.filter(kind="visit-reminder").exists()
    noon = starts - DAY + 3 * HOUR
    assert phone_at(noon) == []
    assert phone_at(noon + 2 * HOUR) == [f"visit-day:{booked}"]


def test_who_agreed_on_their_screen_after_the_time_of_reminders_is_not_phoned(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    slot = enter(clinic, 2)[0]
    with clock.frozen(monday + 2 * HOUR):
        offer(clinic, wang_xiuying, slot, ask(wang_xiuying), agreed=True)
    assert not OutboundMessage.objects.filter(kind="visit-reminder").exists()
    assert phone_at(monday + 8 * HOUR) == []


@pytest.mark.parametrize("told", [False, True])
def test_a_cancellation_that_is_taken_back_brings_back_the_call_nobody_made(
    clinic: Clinic, chen: Someone, *, told: bool
) -> None:
    booked, starts = book(clinic, chen)
    ten = starts - DAY + HOUR
    phone_at(ten)
    item = OpenItem.objects.filter(source=f"visit-day:{booked}")
    if told:
        item.update(closed_at=ten, closed_by=clinic.li.account_id)
    mine: dict[str, Any] = {
        "by": chen.actor,
        "patient_id": chen.patient_id,
        "offer_id": booked,
    }
    with clock.frozen(ten + HOUR):
        actions.cancel_by_patient(**mine)
        assert waiting() == []
    with clock.frozen(ten + HOUR + timedelta(minutes=5)):
        actions.undo_answer(**mine)
    wanted = [] if told else [f"visit-day:{booked}"]
    assert waiting() == wanted
    row = CareState.objects.get(patient=chen.patient_id)
    assert row.open_items == OpenItem.objects.filter(closed_at__isnull=True).count()
    assert phone_at(ten + 2 * HOUR) == wanted


def test_nobody_phones_about_a_visit_that_is_off_or_over(
    clinic: Clinic, chen: Someone, wang_xiuying: Someone
) -> None:
    booked, starts = book(clinic, chen)
    eve = starts - DAY + HOUR
    assert phone_at(eve) == [f"visit-day:{booked}"]
    with clock.frozen(eve + HOUR):
        actions.cancel_by_patient(by=chen.actor, patient_id=chen.patient_id, offer_id=booked)
    assert waiting() == []
    assert phone_at(eve + 2 * HOUR) == []
    other, starts = book(clinic, wang_xiuying, 5)
    OutboundMessage.objects.filter(kind="visit-reminder").update(state=DeliveryState.FAILED)
    assert phone_at(starts - 17 * HOUR) == [f"visit-day:{other}"]
    assert phone_at(starts) == []
    assert CareState.objects.get(patient=wang_xiuying.patient_id).open_items == 1, "the request"


def test_the_cost_does_not_grow_with_who_comes(
    clinic: Clinic,
    wang_xiuying: Someone,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    _, starts = book(clinic, wang_xiuying)
    OutboundMessage.objects.update(state=DeliveryState.SENT)
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    slot = enter(clinic, 4, physician=clinic.zhang.account_id)[0]
    offer(clinic, other, slot, ask(other), agreed=True)
    OutboundMessage.objects.update(state=DeliveryState.SENT)
    assert Offer.objects.count() == 2
    with clock.frozen(starts - 17 * HOUR), django_assert_max_num_queries(8):
        jobs.phone_before_visits()
    assert waiting() == []
