"""The pages on which requests for a visit become visits."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.appointments import actions
from osteopro.appointments.models import Offer, Slot
from osteopro.appointments.terms import OfferState
from osteopro.audit.models import Event
from osteopro.followup import jobs
from osteopro.followup.models import OpenItem, Request
from osteopro.followup.terms import ItemKind, Possible
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.appointments.conftest import ask, enter, offer, talk
from tests.integration.web_care.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
LIST = "/care/appointments/"


def text(client: Client, path: str = LIST, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def test_the_list_says_who_waits_and_why_in_words_and_never_a_score(
    clinic: Clinic, wang_xiuying: Someone, li: Client
) -> None:
    builders.send(wang_xiuying, sym_pain_rest="9", fu_wish="visit", wish_why="med")
    page = text(li)
    assert "药的问题" in page
    assert "先打电话" in page
    assert "没有看医生的记录" in page
    # What the order makes of it: half of V, S, and nobody has seen her.
    assert "32.5" not in page
    assert Event.objects.filter(kind="list.read", object_id="appointments").exists()


def test_before_the_talk_there_is_no_slot_to_choose_and_the_call_is_offered(
    clinic: Clinic, wang_xiuying: Someone, li: Client
) -> None:
    slots = enter(clinic)
    report = builders.send(wang_xiuying, sym_pain_rest="9", fu_wish="visit")
    request = Request.objects.get()
    path = f"{LIST}requests/{request.pk}/"
    page = text(li, path)
    assert 'name="slot"' not in page
    assert f"/care/records/{report.occasion}/talk/" in page
    response = li.post(path, {"slot": slots[0], "key": uuid4(), "do": "offer"})
    assert response.status_code == 422
    assert "先给患者打电话" in response.content.decode()
    assert not Offer.objects.exists()
    assert li.post(path, {"do": "call-first"}).status_code == 302
    assert OpenItem.objects.filter(kind=ItemKind.CALL).count() == 1
    talk(clinic, wang_xiuying, report, Level.ATTENTION)
    assert 'name="slot"' in text(li, path)


def test_a_slot_is_offered_or_booked_on_the_phone(
    clinic: Clinic, wang_xiuying: Someone, li: Client
) -> None:
    slots = enter(clinic)
    path = f"{LIST}requests/{ask(wang_xiuying)}/"
    assert li.post(path, {"key": uuid4(), "do": "offer"}).status_code == 422
    key = uuid4()
    for _ in range(2):
        li.post(path, {"slot": slots[0], "key": key, "do": "agreed"})
    assert Offer.objects.get().state == OfferState.ACCEPTED
    assert text(li, path, status=404)
    assert "王秀英" in text(li)


def test_days_that_suit_are_marked_among_the_free_slots(
    clinic: Clinic, wang_xiuying: Someone, li: Client
) -> None:
    slots = enter(clinic)
    request = ask(wang_xiuying)
    offered = offer(clinic, wang_xiuying, slots[0], request)
    actions.decline_offer(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        offer_id=offered,
        times=[(Slot.objects.get(pk=slots[2]).starts_at.date(), Possible.MORNING)],
    )
    assert text(li, f"{LIST}requests/{request}/").count("患者说可以") == 2


def test_the_manager_answers_for_who_is_phoned_and_cancels_with_a_reason(
    clinic: Clinic, wang_xiuying: Someone, li: Client, sign_in: SignIn
) -> None:
    slots = enter(clinic)
    place = offer(clinic, wang_xiuying, slots[0], ask(wang_xiuying))
    path = f"{LIST}{place}/"
    li.post(path, {"do": "accept"})
    assert Offer.objects.get().state == OfferState.ACCEPTED
    response = li.post(path, {"do": "no-show"})
    assert "还没到时间" in response.content.decode()
    response = li.post(path, {"do": "cancel-clinic", "words": ""})
    assert response.status_code == 422
    li.post(path, {"do": "cancel-clinic", "words": "医生开会", "keep": "1"})
    assert Offer.objects.get().state == OfferState.CANCELLED_CLINIC
    assert Slot.objects.get(pk=slots[0]).withdrawn_at is None
    assert "医生开会" in text(li, path)
    li.post(path, {"do": "undo"})
    assert Offer.objects.get().state == OfferState.ACCEPTED
    with clock.frozen(Slot.objects.get(pk=slots[0]).starts_at):
        # A night away has locked the page.
        sign_in(clinic.li).post(path, {"do": "came"})
    assert Request.objects.get().state == "seen"
    assert li.post(path, {"do": "anything"}).status_code == 404


def test_who_did_not_come_gives_no_slot_back(
    clinic: Clinic, wang_xiuying: Someone, sign_in: SignIn
) -> None:
    slots = enter(clinic)
    place = offer(clinic, wang_xiuying, slots[0], ask(wang_xiuying), agreed=True)
    with clock.frozen(Slot.objects.get(pk=slots[0]).starts_at):
        response = sign_in(clinic.li).post(f"{LIST}{place}/", {"do": "no-show"}, follow=True)
    page = response.content.decode()
    assert "记下了。患者等的天数接着算。" in page
    assert "号已退回" not in page


def test_slots_are_entered_by_the_week_and_shown_with_who_holds_them(
    clinic: Clinic, wang_xiuying: Someone, li: Client
) -> None:
    form = {
        "do": "add",
        "key": str(uuid4()),
        "site": clinic.site_id,
        "kind": "visit",
        "physician": clinic.zhang.account_id,
        "first": "2026-11-23",
        "last": "2026-12-04",
        "days": ["2", "6"],
        "times": "9:00，14:30",
        "minutes": "30",
        "per_week": "10",
    }
    wrong = li.post(f"{LIST}slots/", form | {"times": "9点", "minutes": "x"})
    assert wrong.status_code == 422
    assert "9点" in wrong.content.decode()
    assert li.post(f"{LIST}slots/", form | {"minutes": "x"}).status_code == 422
    for _ in range(2):
        page = li.post(f"{LIST}slots/", form, follow=True).content.decode()
    assert "加了 4 个号" in page
    assert Slot.objects.count() == 4
    slot = Slot.objects.order_by("starts_at")[0]
    offer(clinic, wang_xiuying, slot.pk, ask(wang_xiuying))
    week = text(li, f"{LIST}slots/?week=2026-11-24")
    assert "王秀英" in week
    assert Event.objects.filter(kind="list.read", object_id="slots").exists()
    assert week.count("14:30") >= 1
    held = {"do": "withdraw", "slot": slot.pk, "site": clinic.site_id}
    assert li.post(f"{LIST}slots/", held).status_code == 422
    free = Slot.objects.order_by("starts_at")[1]
    li.post(f"{LIST}slots/", {"do": "keep", "slot": free.pk, "site": clinic.site_id})
    assert "留给急的" in text(li, f"{LIST}slots/?week=2026-11-24")
    li.post(f"{LIST}slots/", {"do": "withdraw", "slot": free.pk, "site": clinic.site_id})
    assert Slot.objects.filter(withdrawn_at=None).count() == 3


def test_a_clinic_of_others_is_neither_shown_nor_changed(clinic: Clinic, li: Client) -> None:
    north = builders.clinic("north")
    (slot, *_) = enter(north)
    answer = li.post(f"{LIST}slots/", {"do": "withdraw", "slot": slot, "site": north.site_id})
    assert answer.status_code == 404
    assert Slot.objects.get(pk=slot).withdrawn_at is None


def test_the_list_costs_the_same_for_two_and_for_ten(clinic: Clinic, li: Client) -> None:
    slots = enter(clinic, 2, 3, 4, 5)

    def add(number: int) -> None:
        someone = builders.patient(clinic, name=f"王{number}", phone=f"+86138000067{number:02}")
        builders.send(someone, fu_wish="visit")
        other = builders.patient(clinic, name=f"陈{number}", phone=f"+86138000068{number:02}")
        offer(clinic, other, slots.pop(), ask(other))

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            text(li)
        return len(captured)

    for number in range(2):
        add(number)
    cost()
    few = cost()
    with clock.frozen(clock.now() + timedelta(seconds=1)):
        for number in range(2, 6):
            add(number)
        assert cost() == few


def test_the_conversation_leads_to_the_slots_until_one_is_offered(
    clinic: Clinic, wang_xiuying: Someone, li: Client
) -> None:
    slots, request = enter(clinic), ask(wang_xiuying)
    talk_page = f"/care/patients/{wang_xiuying.patient_id}/messages/"
    assert f"{LIST}requests/{request}/" in text(li, talk_page)
    offer(clinic, wang_xiuying, slots[0], request)
    assert f"{LIST}requests/{request}/" not in text(li, talk_page)


def test_a_day_that_is_over_without_a_word_stands_in_the_worklist(
    clinic: Clinic, wang_xiuying: Someone, sign_in: SignIn
) -> None:
    slots = enter(clinic)
    offer(clinic, wang_xiuying, slots[0], ask(wang_xiuying), agreed=True)
    assert "王秀英" not in lane(text(sign_in(clinic.li), "/care/"))
    item = OpenItem.objects.get(kind=ItemKind.VISIT)
    with clock.frozen(item.due_at + timedelta(minutes=1)):
        jobs.tell_of_missed_deadlines()
        page = lane(text(sign_in(clinic.li), "/care/"))
    assert "王秀英" in page
    assert 'href="/care/appointments/"' in page


def lane(page: str) -> str:
    """The rows of the worklist."""
    return page[page.find("<tbody>") :] if "<tbody>" in page else ""
