"""An in-person session: invited, booked, accepted, held together, and what came of it read."""

import os

import pytest
from playwright.sync_api import Page, expect

from osteopro.accounts import actions as accounts_actions
from osteopro.appointments.models import Offer, Session
from osteopro.appointments.terms import OfferState, SessionState, SlotKind
from osteopro.records.models import Measurement, Response
from tests import builders
from tests.browser.filling import enter_day, link, rested
from tests.browser.story.conftest import Opens, Turning, looked_over, signs_in
from tests.builders import Clinic, Someone
from tests.integration.appointments.conftest import enter

SHOTS = os.environ.get("OSTEOPRO_SHOTS")


@pytest.mark.parametrize(("language", "phone", "desk"), [("zh-hans", 360, 1366), ("en", 1366, 360)])
def test_from_the_invitation_to_what_was_agreed(
    clinic: Clinic, time: Turning, opens: Opens, language: str, phone: int, desk: int
) -> None:
    her = builders.patient(clinic)
    accounts_actions.set_preference(by=her.actor, account_id=her.account_id, language=language)
    builders.send(her, med_taken=None, sym_pain_rest="5")
    enter(clinic, 2, kind=SlotKind.SESSION)
    hers, nurse = opens(phone, language), opens(desk, language)
    shot = Shots(language)
    hers.goto(link(her))
    enter_day(hers, "birth", her.person.birth)
    _press(hers, "button.btn.main")
    signs_in(nurse, clinic.li, "/visit/sessions/")
    _is_invited(nurse, her, shot)
    _is_offered_a_time(nurse, shot)
    _accepts(hers, shot)
    time.go_on(hours=23, minutes=5)
    nurse, hers = opens(desk, language), opens(phone, language)
    signs_in(nurse, clinic.li, "/visit/sessions/")
    _measures_and_sits_down(nurse, shot)
    time.go_on(minutes=4)
    builders.send(her)
    assert Response.objects.latest("pk").mode == "in-person"
    _agrees(nurse, shot)
    hers.goto(link(her))
    enter_day(hers, "birth", her.person.birth)
    _press(hers, "button.btn.main")
    _reads_what_was_agreed(hers, shot)
    nurse.goto(f"/care/patients/{her.patient_id}/")
    expect(nurse.locator("#story")).to_contain_text("每天扶着椅子")


class Shots:
    """Pictures of the pages, where somebody asked for them."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, page: Page, name: str) -> None:
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/session-{name}-{self.language}.png", full_page=True)


def _is_invited(page: Page, her: Someone, shot: Shots) -> None:
    looked_over(page, patient=False)
    page.goto("/visit/sessions/?q=6620")
    expect(page.locator("button[value=invite]").first).to_be_visible()
    looked_over(page, patient=False)
    shot(page, "found")
    with page.expect_navigation():
        page.locator("button[value=invite]").first.click()
    assert Session.objects.get().patient_id == her.patient_id


def _is_offered_a_time(page: Page, shot: Shots) -> None:
    looked_over(page, patient=False)
    shot(page, "plan")
    page.locator("body").press("1")
    expect(page.locator("input[name=slot]").first).to_be_checked()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator("button[value=accept]")).to_be_visible()
    looked_over(page, patient=False)


def _accepts(page: Page, shot: Shots) -> None:
    page.goto("/me/appointments/")
    looked_over(page, patient=True)
    shot(page, "offer")
    _press(page, "form[action*='/yes/'] button")
    expect(page.locator("a[href$='.ics']")).to_be_visible()
    assert Offer.objects.get().state == OfferState.ACCEPTED


def _measures_and_sits_down(page: Page, shot: Shots) -> None:
    looked_over(page, patient=False)
    shot(page, "list")
    page.locator("a[data-row-link]").first.click()
    page.locator("#f-height_cm").fill("300")
    page.locator("#f-posture").select_option("bent")
    with page.expect_navigation():
        page.locator("button[value=sit]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("#f-posture")).to_have_value("bent")
    looked_over(page, patient=False)
    page.locator("#f-height_cm").fill("156.5")
    page.locator("#f-weight_kg").fill("51.5")
    with page.expect_navigation():
        page.locator("button[value=sit]").click()
    expect(page.locator("button[value=up]")).to_be_visible()
    assert Measurement.objects.get().how == "session"


def _agrees(page: Page, shot: Shots) -> None:
    page.reload()
    looked_over(page, patient=False)
    page.locator("#f-pain_rest").select_option("4")
    page.locator("#f-pain_move").select_option("6")
    for name, value in (("event", "no"), ("level", "routine"), ("agrees", "yes")):
        page.locator(f"input[name={name}][value={value}]").check()
    page.locator("#f-medicines").fill("碳酸钙D3片")
    page.locator("#f-agreed").fill("每天扶着椅子坐站10次。")
    shot(page, "write")
    with page.expect_navigation():
        page.locator("button[value=hold]").click()
    expect(page.locator(".notice").first).to_be_visible()
    looked_over(page, patient=False)
    shot(page, "held")
    assert Session.objects.get().state == SessionState.HELD
    page.goto("/visit/sessions/")
    looked_over(page, patient=False)
    shot(page, "after")


def _reads_what_was_agreed(page: Page, shot: Shots) -> None:
    page.goto("/me/appointments/")
    expect(page.locator("main")).to_contain_text("每天扶着椅子坐站10次。")
    expect(page.locator("main")).to_contain_text("156.5")
    looked_over(page, patient=True)
    shot(page, "read")


def _press(page: Page, selector: str) -> None:
    rested(page)
    with page.expect_navigation():
        page.locator(selector).first.click()
