"""Steps on the way to a place, as the pages do them: asked, phoned, offered, answered."""

import os
import re

from playwright.sync_api import Page, expect

from osteopro.appointments.models import Offer, Slot
from osteopro.appointments.terms import OfferState
from osteopro.followup.actions import Receipt
from osteopro.followup.models import Request, Verification
from tests.browser.filling import rested
from tests.browser.story.conftest import looked_over

SHOTS = os.environ.get("OSTEOPRO_SHOTS")


class Shots:
    """Pictures of the pages, where somebody asked for them."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, page: Page, name: str) -> None:
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{self.language}.png", full_page=True)


def asks(page: Page, shot: Shots) -> None:
    page.goto("/me/appointments/new/?want=visit")
    page.locator("input[name=why][value=check]").check()
    looked_over(page, patient=True)
    shot(page, "ask")
    press(page, "button.btn.main")
    expect(page.locator("section.card").first).to_be_visible()


def enters_slots(page: Page, shot: Shots, days: str = "2345") -> None:
    page.goto("/care/appointments/slots/")
    for day in days:
        page.locator(f"input[name=days][value='{day}']").check()
    page.locator("#f-physician").select_option(index=1)
    looked_over(page, patient=False)
    page.locator("form.narrow button[type=submit]").click()
    expect(page.locator("[role=status], .notice").first).to_contain_text(re.compile("[1-9]"))
    looked_over(page, patient=False)
    shot(page, "slots")
    assert Slot.objects.exists()


def is_told_to_phone_first(page: Page, shot: Shots) -> None:
    page.goto("/care/appointments/")
    looked_over(page, patient=False)
    shot(page, "waiting")
    page.locator("a[data-row-link]").first.click()
    expect(page.locator("button[value='call-first']")).to_be_visible()
    expect(page.locator("input[name=slot]")).to_have_count(0)
    looked_over(page, patient=False)
    shot(page, "phone-first")


def talks(page: Page, report: Receipt, shot: Shots) -> None:
    """The manager phones about the report and writes down what was heard."""
    page.goto(f"/care/records/{report.occasion}/talk/")
    page.select_option("#f-pain_rest", "8")
    page.select_option("#f-pain_move", "9")
    for name, value in (("event", "no"), ("level", "attention"), ("agrees", "yes")):
        page.locator("label.answer", has=page.locator(f"[name={name}][value={value}]")).click()
    page.fill("#f-note", "夜里痛醒")
    looked_over(page, patient=False)
    shot(page, "talk")
    with page.expect_navigation():
        page.locator("button[value=keep]").click()
    assert Verification.objects.get().note == "夜里痛醒"
    page.goto(f"/care/appointments/requests/{Request.objects.get().pk}/")


def offers(page: Page, shot: Shots) -> None:
    looked_over(page, patient=False)
    shot(page, "offer")
    page.locator("body").press("1")
    expect(page.locator("input[name=slot]").first).to_be_checked()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator(".notice").first).to_be_visible()
    assert Offer.objects.get().state == OfferState.OFFERED


def answers_with_other_days(page: Page, shot: Shots) -> None:
    page.goto("/me/")
    looked_over(page, patient=True)
    shot(page, "home")
    page.locator("a[href*='/me/appointments/'].btn").first.click()
    page.locator("input[name=then][value=other]").check()
    page.locator("input[name=days]").nth(2).check()
    looked_over(page, patient=True)
    shot(page, "decline")
    press(page, "button.btn.main")
    expect(page.locator("form[action*='/undo/']")).to_be_visible()
    looked_over(page, patient=True)
    shot(page, "declined")
    assert Offer.objects.get().state == OfferState.DECLINED


def offers_again(page: Page, shot: Shots) -> None:
    page.goto(f"/care/appointments/requests/{Request.objects.get().pk}/")
    shot(page, "offer-again")
    page.locator("input[name=slot]").nth(4).check()
    page.locator("button[value=offer]").click()
    expect(page.locator(".notice").first).to_be_visible()


def accepts_and_keeps(page: Page, shot: Shots) -> None:
    page.goto("/me/appointments/")
    looked_over(page, patient=True)
    press(page, "form[action*='/yes/'] button")
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


def press(page: Page, selector: str) -> None:
    rested(page)
    with page.expect_navigation():
        page.locator(selector).first.click()
