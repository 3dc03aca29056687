"""A slot is offered by a person, to one at a time, never on a report nobody talked about."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from osteopro import clock
from osteopro.appointments import actions, jobs
from osteopro.appointments.models import Offer, OfferEvent, Slot
from osteopro.appointments.queries import calendar
from osteopro.appointments.queries import offers as queries
from osteopro.appointments.rules import Refused
from osteopro.appointments.terms import Answered, OfferState, SlotKind, Taken
from osteopro.audit.models import Event
from osteopro.followup import actions as followup_actions
from osteopro.followup import jobs as followup_jobs
from osteopro.followup.actions import AlreadySent, TooLateToUndo
from osteopro.followup.models import CareState, OpenItem, Request
from osteopro.followup.rules import OutcomeRefused
from osteopro.followup.terms import ItemKind, Lane, Possible, RequestState
from osteopro.messaging import channels
from osteopro.messaging.models import OutboundMessage
from osteopro.patients.terms import Channel
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.appointments.conftest import ask, enter, offer, talk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def refused(run: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        run()
    return caught.value.code


def accept(someone: Someone, offer_id: int) -> None:
    actions.accept_offer(by=someone.actor, patient_id=someone.patient_id, offer_id=offer_id)


def test_an_offer_holds_the_slot_and_waits_for_the_patient_not_the_manager(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int
) -> None:
    offer_id = offer(clinic, wang_xiuying, slots[0], request_id)
    (found,) = queries.live(wang_xiuying.patient_id)
    assert (found.offer_id, found.state, found.slot_id) == (offer_id, OfferState.OFFERED, slots[0])
    assert slots[0] not in [s.slot_id for s in calendar.free([clinic.site_id], SlotKind.VISIT)]
    assert Request.objects.get().state == RequestState.OFFERED
    assert OpenItem.objects.get().kind == ItemKind.VISIT
    assert CareState.objects.get().lane == Lane.NONE.rank
    assert OutboundMessage.objects.filter(kind="visit-news").count() == 1
    assert Event.objects.filter(kind="visit.offer").count() == 1


def test_what_is_accepted_is_booked_until_the_day_is_over(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int
) -> None:
    offer_id = offer(clinic, wang_xiuying, slots[0], request_id)
    accept(wang_xiuying, offer_id)
    accept(wang_xiuying, offer_id)
    request = Request.objects.get()
    assert (request.state, str(request.next_contact_on)) == (RequestState.BOOKED, "2026-11-24")
    # Wednesday at closing: by then somebody has written down what came of it.
    assert OpenItem.objects.get().due_at.isoformat() == "2026-11-25T09:30:00+00:00"
    assert OfferEvent.objects.count() == 2


def test_no_slot_for_a_report_that_nobody_talked_about(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int]
) -> None:
    report = builders.send(wang_xiuying, sym_pain_rest="9", fu_wish="visit")
    assert report.level is not Level.ROUTINE
    request = Request.objects.get()
    assert refused(lambda: offer(clinic, wang_xiuying, slots[0], request.pk)) == Taken.CALL_FIRST
    assert not Offer.objects.exists()
    assert Request.objects.get().state == RequestState.OPEN
    talk(clinic, wang_xiuying, report, Level.ATTENTION)
    offer(clinic, wang_xiuying, slots[0], request.pk)


def test_a_worse_report_after_the_talk_is_talked_about_again(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], monday: datetime
) -> None:
    report = builders.send(wang_xiuying, fu_wish="visit")
    talk(clinic, wang_xiuying, report, Level.ROUTINE)
    request = Request.objects.get()
    with clock.frozen(monday + timedelta(hours=1)):
        builders.send(wang_xiuying, sym_pain_rest="9")
        assert (
            refused(lambda: offer(clinic, wang_xiuying, slots[2], request.pk)) == Taken.CALL_FIRST
        )


def test_a_report_that_we_did_not_phone_about_in_time_counts_as_it_stands(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], monday: datetime
) -> None:
    builders.send(wang_xiuying, sym_pain_rest="9", fu_wish="visit")
    item = OpenItem.objects.get(kind=ItemKind.RECORD)
    request = Request.objects.get()
    late = enter(clinic, 5)
    with clock.frozen(item.due_at + timedelta(minutes=1)):
        offer(clinic, wang_xiuying, late[0], request.pk)


def test_a_kept_slot_is_for_who_is_verified_urgent(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    (kept, *_) = enter(clinic, 1, 2, reserved=True)
    report = builders.send(wang_xiuying, fu_wish="visit")
    request = Request.objects.get()
    assert refused(lambda: offer(clinic, wang_xiuying, kept, request.pk)) == Taken.RESERVED
    talk(clinic, wang_xiuying, report, Level.URGENT)
    offer(clinic, wang_xiuying, kept, request.pk)


def test_an_emergency_never_queues(clinic: Clinic, wang_xiuying: Someone, slots: list[int]) -> None:
    report = builders.send(wang_xiuying, fu_wish="visit")
    talk(clinic, wang_xiuying, report, Level.EMERGENCY)
    request = Request.objects.get()
    assert refused(lambda: offer(clinic, wang_xiuying, slots[0], request.pk)) == Taken.EMERGENCY


def test_a_slot_that_is_held_withdrawn_past_or_of_the_other_kind_is_not_offered(
    clinic: Clinic, wang_xiuying: Someone, chen: Someone, slots: list[int], request_id: int
) -> None:
    offer(clinic, wang_xiuying, slots[0], request_id)
    other = ask(chen)
    assert refused(lambda: offer(clinic, chen, slots[0], other)) == Taken.HELD
    assert refused(lambda: offer(clinic, wang_xiuying, slots[1], request_id)) == Taken.PLACED
    actions.withdraw_slot(by=clinic.li.actor, site_id=clinic.site_id, slot_id=slots[1])
    assert refused(lambda: offer(clinic, chen, slots[1], other)) == Taken.WITHDRAWN
    (session, *_) = enter(clinic, 4, kind=SlotKind.SESSION)
    assert refused(lambda: offer(clinic, chen, session, other)) == Taken.WRONG_KIND
    with clock.frozen(Slot.objects.get(pk=slots[2]).starts_at):
        assert refused(lambda: offer(clinic, chen, slots[2], other)) == Taken.PAST
    elsewhere = enter(builders.clinic("north"))
    assert refused(lambda: offer(clinic, chen, elsewhere[0], other)) == Taken.ELSEWHERE


def test_the_database_itself_lets_no_two_hold_a_slot(
    clinic: Clinic, wang_xiuying: Someone, chen: Someone, slots: list[int], request_id: int
) -> None:
    offer(clinic, wang_xiuying, slots[0], request_id)
    now = clock.now()
    second = Offer(
        uid=uuid4(),
        slot_id=slots[0],
        patient_id=chen.patient_id,
        request_id=ask(chen),
        state=OfferState.OFFERED,
        at=now,
        answer_by=now,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()
    # Nor is a place held by nobody for whom it is offered, or given back while it is booked.
    second.slot_id, second.released_at = slots[1], now
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_press_at_once_give_a_slot_to_one(
    clinic: Clinic, wang_xiuying: Someone, chen: Someone, slots: list[int]
) -> None:
    asked = [(wang_xiuying, ask(wang_xiuying)), (chen, ask(chen))]
    now = clock.now()

    def press(one: tuple[Someone, int]) -> str:
        try:
            with clock.frozen(now):
                offer(clinic, one[0], slots[0], one[1])
            return "offered"
        except Refused as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, asked)) == ["offered", Taken.HELD]
    assert Offer.objects.count() == 1


def test_the_same_form_offers_once_and_another_slot_under_it_is_refused(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int
) -> None:
    key = uuid4()
    first = offer(clinic, wang_xiuying, slots[0], request_id, key=key)
    assert offer(clinic, wang_xiuying, slots[0], request_id, key=key) == first
    with pytest.raises(AlreadySent):
        offer(clinic, wang_xiuying, slots[1], request_id, key=key)


def test_a_time_that_does_not_suit_gives_the_place_back_and_the_wait_counts_on(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int
) -> None:
    asked_at = Request.objects.get().at
    offer_id = offer(clinic, wang_xiuying, slots[0], request_id)
    actions.decline_offer(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        offer_id=offer_id,
        times=[(datetime(2026, 12, 1).date(), Possible.MORNING)],
        words="女儿那天有空",
    )
    request = Request.objects.get()
    assert (request.state, request.at) == (RequestState.OPEN, asked_at)
    assert slots[0] in [s.slot_id for s in calendar.free([clinic.site_id], SlotKind.VISIT)]
    (item,) = OpenItem.objects.all()
    assert (item.kind, item.reasons[0]["id"]) == (ItemKind.REQUEST, "visit-time-declined")
    (found,) = queries.offers(wang_xiuying.patient_id)
    assert found.events[-1].times[0][1] is Possible.MORNING
    again = offer(clinic, wang_xiuying, slots[3], request_id)
    accept(wang_xiuying, again)
    assert [each.state for each in queries.offers(wang_xiuying.patient_id)] == [
        OfferState.ACCEPTED,
        OfferState.DECLINED,
    ]


def test_nobody_who_answers_in_two_tabs_has_two_answers(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int
) -> None:
    offer_id = offer(clinic, wang_xiuying, slots[0], request_id)
    mine = {"by": wang_xiuying.actor, "patient_id": wang_xiuying.patient_id, "offer_id": offer_id}
    actions.decline_offer(**mine)
    assert refused(lambda: actions.accept_offer(**mine)) == Taken.OFFER_OVER
    assert Offer.objects.get().state == OfferState.DECLINED


def test_a_cancelled_place_may_be_taken_back_while_it_is_free(
    clinic: Clinic,
    wang_xiuying: Someone,
    chen: Someone,
    slots: list[int],
    request_id: int,
    monday: datetime,
) -> None:
    mine = {"by": wang_xiuying.actor, "patient_id": wang_xiuying.patient_id}
    offer_id = offer(clinic, wang_xiuying, slots[0], request_id)
    accept(wang_xiuying, offer_id)
    actions.cancel_by_patient(**mine, offer_id=offer_id)
    actions.undo_answer(**mine, offer_id=offer_id)
    assert (Offer.objects.get().state, Request.objects.get().state) == ("accepted", "booked")
    actions.cancel_by_patient(**mine, offer_id=offer_id)
    with clock.frozen(monday + timedelta(minutes=16)), pytest.raises(TooLateToUndo):
        actions.undo_answer(**mine, offer_id=offer_id)
    offer(clinic, chen, slots[0], ask(chen))
    assert refused(lambda: actions.undo_answer(**mine, offer_id=offer_id)) == Taken.HELD


def test_what_was_given_back_stays_so_once_another_time_is_offered(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int
) -> None:
    mine = {"by": wang_xiuying.actor, "patient_id": wang_xiuying.patient_id}
    first = offer(clinic, wang_xiuying, slots[0], request_id)
    actions.decline_offer(**mine, offer_id=first)
    second = offer(clinic, wang_xiuying, slots[1], request_id)
    assert refused(lambda: actions.undo_answer(**mine, offer_id=first)) == Taken.PLACED
    (held,) = queries.live(wang_xiuying.patient_id)
    assert held.offer_id == second


def test_nobody_takes_back_what_somebody_else_did(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int
) -> None:
    offer_id = offer(clinic, wang_xiuying, slots[0], request_id, agreed=True)
    actions.cancel_by_clinic(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        offer_id=offer_id,
        words="医生请假",
        keep_slot=False,
    )
    with pytest.raises(TooLateToUndo):
        actions.undo_answer(
            by=clinic.wang.actor, patient_id=wang_xiuying.patient_id, offer_id=offer_id
        )


def test_what_the_clinic_cancels_withdraws_the_slot_and_tells_the_patient(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int
) -> None:
    offer_id = offer(clinic, wang_xiuying, slots[0], request_id, agreed=True)
    cancel = {"by": clinic.li.actor, "patient_id": wang_xiuying.patient_id, "offer_id": offer_id}
    assert refused(lambda: actions.cancel_by_clinic(**cancel, words=" ", keep_slot=True)) == (
        "cancel-needs-reason"
    )
    actions.cancel_by_clinic(**cancel, words="医生请假", keep_slot=False)
    assert Slot.objects.get(pk=slots[0]).withdrawn_at is not None
    assert OutboundMessage.objects.filter(kind="visit-news").count() == 1
    assert OpenItem.objects.get().reasons[0]["id"] == "visit-cancelled-clinic"


def test_who_is_phoned_hears_of_an_offer_and_of_its_end_by_a_call(
    clinic: Clinic, slots: list[int]
) -> None:
    wu = builders.patient(clinic, name="吴桂兰", phone="+8613800006622", channel=Channel.PHONE)
    request = ask(wu)
    offer_id = offer(clinic, wu, slots[0], request)
    assert OpenItem.objects.get().kind == ItemKind.CALL
    actions.accept_offer(
        by=clinic.li.actor, patient_id=wu.patient_id, offer_id=offer_id, way=Answered.PHONE
    )
    assert OpenItem.objects.get().kind == ItemKind.VISIT
    actions.cancel_by_clinic(
        by=clinic.li.actor,
        patient_id=wu.patient_id,
        offer_id=offer_id,
        words="停诊",
        keep_slot=False,
    )
    assert OpenItem.objects.get().kind == ItemKind.CALL
    assert not OutboundMessage.objects.filter(kind__startswith="visit").exists()


def test_an_offer_nobody_answered_lapses_once_and_the_manager_sees_it(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int
) -> None:
    offer(clinic, wang_xiuying, slots[0], request_id)
    until = Offer.objects.get().answer_by
    with clock.frozen(until - timedelta(seconds=1)):
        assert jobs.lapse_offers() == 0
    with clock.frozen(until):
        assert (jobs.lapse_offers(), jobs.lapse_offers()) == (1, 0)
    assert Offer.objects.get().released_at == until
    assert OpenItem.objects.get().reasons[0]["id"] == "visit-offer-lapsed"


def test_who_did_not_come_waits_on_and_who_came_has_been_seen(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int
) -> None:
    by = {"by": clinic.li.actor, "patient_id": wang_xiuying.patient_id}
    first = offer(clinic, wang_xiuying, slots[0], request_id, agreed=True)
    assert refused(lambda: actions.note_no_show(**by, offer_id=first)) == Taken.TOO_EARLY
    starts = Slot.objects.get(pk=slots[0]).starts_at
    with clock.frozen(starts + timedelta(hours=1)):
        actions.note_no_show(**by, offer_id=first)
        assert Request.objects.get().state == RequestState.OPEN
        second = offer(clinic, wang_xiuying, slots[2], request_id, agreed=True)
    with clock.frozen(Slot.objects.get(pk=slots[2]).starts_at):
        actions.note_came(**by, offer_id=second)
    request = Request.objects.get()
    assert request.state == RequestState.SEEN
    assert request.closed_at is not None
    assert not OpenItem.objects.filter(closed_at__isnull=True).exists()


def test_taking_the_request_back_gives_the_place_back(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int
) -> None:
    offer(clinic, wang_xiuying, slots[0], request_id, agreed=True)
    actions.withdraw_visit_request(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, request_id=request_id
    )
    assert Offer.objects.get().state == OfferState.CANCELLED_PATIENT
    assert Request.objects.get().state == RequestState.WITHDRAWN


def test_a_place_whose_request_ended_elsewhere_is_given_back_by_due_work(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int
) -> None:
    offer(clinic, wang_xiuying, slots[0], request_id, agreed=True)
    followup_actions.withdraw_request(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, request_id=request_id
    )
    assert (jobs.free_places(), jobs.free_places()) == (1, 0)
    assert Offer.objects.get().state == OfferState.CANCELLED_CLINIC


def test_a_visit_with_a_place_is_not_answered_away_and_new_words_reach_the_manager(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int
) -> None:
    offer(clinic, wang_xiuying, slots[0], request_id, agreed=True)
    with pytest.raises(OutcomeRefused, match="visit-is-placed"):
        followup_actions.call_first(
            by=clinic.li.actor, patient_id=wang_xiuying.patient_id, request_id=request_id
        )
    assert ask(wang_xiuying, "可以带片子吗") == request_id
    kinds = OpenItem.objects.filter(closed_at__isnull=True).values_list("kind", flat=True)
    assert sorted(kinds) == [ItemKind.MESSAGE, ItemKind.VISIT]


class Gateway:
    """Keeps what would have left the building."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def send(self, to: str, text: str, key: str) -> str:
        self.texts += [text] if key.startswith("visit-") else []
        return key


def test_a_reminder_leaves_once_the_day_before_and_none_for_a_place_given_back(
    clinic: Clinic,
    wang_xiuying: Someone,
    request_id: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gateway = Gateway()
    monkeypatch.setattr(channels, "gateway", lambda: gateway)
    (slot, other) = enter(clinic, 3)
    mine = {"by": wang_xiuying.actor, "patient_id": wang_xiuying.patient_id}
    first = offer(clinic, wang_xiuying, slot, request_id, agreed=True)
    actions.cancel_by_patient(**mine, offer_id=first)
    actions.undo_answer(**mine, offer_id=first)
    (reminder,) = OutboundMessage.objects.filter(kind="visit-reminder")
    assert reminder.due_at.isoformat() == "2026-11-24T02:00:00+00:00"
    actions.cancel_by_patient(**mine, offer_id=first)
    second = offer(clinic, wang_xiuying, other, request_id, agreed=True)
    with clock.frozen(reminder.due_at + timedelta(minutes=1)):
        followup_jobs.send_messages()
        followup_jobs.send_messages()
    states = dict(OutboundMessage.objects.filter(kind="visit-reminder").values_list("key", "state"))
    (text,) = gateway.texts
    assert "明天上午9:30" in text
    assert "/go/" in text
    assert states == {
        f"visit-reminder:{first}": "dropped",
        f"visit-reminder:{second}": "sent",
    }
