"""A visit, from asking to being seen: asked for, phoned first, offered, declined, booked, kept."""

import os
import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from osteopro.accounts import actions as accounts_actions
from osteopro.appointments.models import Offer, Slot
from osteopro.appointments.terms import OfferState
from osteopro.followup import actions as followup_actions
from osteopro.followup.actions import Heard
from osteopro.followup.models import Request
from osteopro.followup.terms import Agrees
from osteopro.triage.terms import Level
from tests import builders
from tests.browser.filling import enter_day, link, rested
from tests.browser.story.conftest import Opens, Turning, looked_over, signs_in
from tests.builders import Clinic, Someone

SHOTS = os.environ.get("OSTEOPRO_SHOTS")


@pytest.mark.parametrize(("language", "phone", "desk"), [("zh-hans", 360, 1366), ("en", 1366, 360)])
def test_from_asking_to_being_booked(
    clinic: Clinic, time: Turning, opens: Opens, language: str, phone: int, desk: int
) -> None:
    her = builders.patient(clinic)
    accounts_actions.set_preference(by=her.actor, account_id=her.account_id, language=language)
    report = builders.send(her, sym_pain_rest="9")
    hers, nurse = opens(phone, language), opens(desk, language)
    shot = Shots(language)
    hers.goto(link(her))
    enter_day(hers, "birth", her.person.birth)
    _press(hers, "button.btn.main")
    _asks(hers, shot)
    signs_in(nurse, clinic.li, "/care/appointments/")
    _enters_slots(nurse, shot)
    _is_told_to_phone_first(nurse, shot)
    _talks(clinic, her, report)
    _offers(nurse, shot)
    _answers_with_other_days(hers, shot)
    _offers_again(nurse, shot)
    _accepts_and_keeps(hers, shot)
    nurse.goto("/care/appointments/")
    nurse.locator("table.data a[data-row-link]").last.click()
    expect(nurse.locator("button[value='cancel-clinic']")).to_be_visible()
    looked_over(nurse, patient=False)
    shot(nurse, "place")


class Shots:
    """Pictures of the pages, where somebody asked for them."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, page: Page, name: str) -> None:
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{self.language}.png", full_page=True)


def _asks(page: Page, shot: Shots) -> None:
    page.goto("/me/appointments/new/?want=visit")
    page.locator("input[name=why][value=check]").check()
    looked_over(page, patient=True)
    shot(page, "ask")
    _press(page, "button.btn.main")
    expect(page.locator("section.card").first).to_be_visible()


def _enters_slots(page: Page, shot: Shots) -> None:
    page.goto("/care/appointments/slots/")
    for day in "2345":
        page.locator(f"input[name=days][value='{day}']").check()
    page.locator("#f-physician").select_option(index=1)
    looked_over(page, patient=False)
    page.locator("form.narrow button[type=submit]").click()
    expect(page.locator("[role=status], .notice").first).to_contain_text(re.compile("[1-9]"))
    looked_over(page, patient=False)
    shot(page, "slots")
    assert Slot.objects.exists()


def _is_told_to_phone_first(page: Page, shot: Shots) -> None:
    page.goto("/care/appointments/")
    looked_over(page, patient=False)
    shot(page, "waiting")
    page.locator("a[data-row-link]").first.click()
    expect(page.locator("button[value='call-first']")).to_be_visible()
    expect(page.locator("input[name=slot]")).to_have_count(0)
    looked_over(page, patient=False)
    shot(page, "phone-first")


def _talks(clinic: Clinic, her: Someone, report: followup_actions.Receipt) -> None:
    """The page of the talk has a story of its own."""
    followup_actions.record_verification(
        by=clinic.li.actor,
        patient_id=her.patient_id,
        occasion=report.occasion,
        key=uuid4(),
        heard=Heard(8, 9, event=False, level=Level.ATTENTION, agrees=Agrees.YES, note="夜里痛醒"),
    )


def _offers(page: Page, shot: Shots) -> None:
    page.reload()
    looked_over(page, patient=False)
    shot(page, "offer")
    page.locator("body").press("1")
    expect(page.locator("input[name=slot]").first).to_be_checked()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator(".notice").first).to_be_visible()
    assert Offer.objects.get().state == OfferState.OFFERED


def _answers_with_other_days(page: Page, shot: Shots) -> None:
    page.goto("/me/")
    looked_over(page, patient=True)
    shot(page, "home")
    page.locator("a[href*='/me/appointments/'].btn").first.click()
    page.locator("input[name=then][value=other]").check()
    page.locator("input[name=days]").nth(2).check()
    looked_over(page, patient=True)
    shot(page, "decline")
    _press(page, "button.btn.main")
    expect(page.locator("form[action*='/undo/']")).to_be_visible()
    looked_over(page, patient=True)
    shot(page, "declined")
    assert Offer.objects.get().state == OfferState.DECLINED


def _offers_again(page: Page, shot: Shots) -> None:
    page.goto(f"/care/appointments/requests/{Request.objects.get().pk}/")
    shot(page, "offer-again")
    page.locator("input[name=slot]").nth(4).check()
    page.locator("button[value=offer]").click()
    expect(page.locator(".notice").first).to_be_visible()


def _accepts_and_keeps(page: Page, shot: Shots) -> None:
    page.goto("/me/appointments/")
    looked_over(page, patient=True)
    _press(page, "form[action*='/yes/'] button")
    way = page.locator("a[href$='.ics']")
    expect(way).to_be_visible()
    looked_over(page, patient=True)
    shot(page, "booked")
    with page.expect_download() as download:
        way.click()
    text = download.value.path().read_text(encoding="utf-8")
    assert "BEGIN:VTIMEZONE" in text
    assert "TZID=Asia/Shanghai" in text
    assert "骨" not in text
    assert Request.objects.get().state == "booked"


def _press(page: Page, selector: str) -> None:
    rested(page)
    with page.expect_navigation():
        page.locator(selector).first.click()
