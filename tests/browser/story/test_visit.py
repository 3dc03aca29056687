"""A visit from asking to what came of it: phoned, booked, reminded, seen, told, put right."""

import re

from playwright.sync_api import Page, expect

from osteopro.appointments.models import Offer, Visit
from osteopro.messaging.models import OutboundMessage
from osteopro.messaging.terms import DeliveryState
from tests import builders
from tests.browser.filling import enter_day, link
from tests.browser.story import steps
from tests.browser.story.conftest import Opens, Turning, looked_over, read_text_message, signs_in
from tests.browser.story.steps import Shots
from tests.builders import Clinic


def test_a_visit_from_asking_to_the_line_that_says_what_came_of_it(
    clinic: Clinic, time: Turning, opens: Opens
) -> None:
    her = builders.patient(clinic)
    report = builders.send(her, sym_pain_rest="9", fu_note="能不能每天走路")
    phone, nurse = opens(360, "zh-hans"), opens(1366, "zh-hans")
    shot = Shots("zh")
    phone.goto(link(her))
    enter_day(phone, "birth", her.person.birth)
    steps.press(phone, "button.btn.main")
    steps.asks(phone, shot)
    signs_in(nurse, clinic.li, "/care/appointments/")
    # On Wednesday at the earliest, so that there is a day before it.
    steps.enters_slots(nurse, shot, "345")
    steps.is_told_to_phone_first(nurse, shot)
    steps.talks(nurse, report, shot)
    steps.offers(nurse, shot)
    steps.accepts_and_keeps(phone, shot)

    time.go_on(days=1)
    read_text_message()
    assert OutboundMessage.objects.get(kind="visit-reminder").state == DeliveryState.SENT
    time.moment = Offer.objects.select_related("slot").get().slot.starts_at
    doctor = opens(1366, "zh-hans")
    signs_in(doctor, clinic.zhang, "/visit/")
    _reads_and_writes(doctor, shot)
    assert Visit.objects.get().offer is not None

    time.go_on(seconds=31)
    phone.goto("/me/")
    _finds(phone, "用上了：安排了检查", "给您安排了检查", shot)

    time.go_on(minutes=5)
    _puts_right(doctor, shot)
    time.go_on(seconds=31)
    phone.goto("/me/")
    _finds(phone, "用上了：安排了检查（更正过）", "下周一来抽血", shot)
    phone.goto(f"/me/record/{report.uuid}/done/")
    expect(phone.locator(".fate")).to_contain_text("（更正过）")
    looked_over(phone, patient=True)
    shot(phone, "record")


def _reads_and_writes(doctor: Page, shot: Shots) -> None:
    """The day, the page for the visit, a refused form, then by keys: tests, one line, saved."""
    row = doctor.locator("tr[data-row]")
    expect(row).to_contain_text("王阿姨")
    expect(row).to_contain_text("有新记录")
    looked_over(doctor, patient=False)
    shot(doctor, "day")
    with doctor.expect_navigation():
        row.locator("a[data-row-link]").click()
    looked_over(doctor, patient=False)
    shot(doctor, "summary")
    with doctor.expect_navigation():
        doctor.keyboard.press("w")
    expect(doctor.get_by_text("能不能每天走路")).to_be_visible()
    looked_over(doctor, patient=False)
    with doctor.expect_navigation():
        doctor.keyboard.press("Control+Enter")
    expect(doctor.locator(".error-summary")).to_be_focused()
    looked_over(doctor, patient=False)
    doctor.locator("body").press("t")
    doctor.locator("body").press("2")
    expect(doctor.locator("#f-line")).to_have_value(re.compile("给您安排了检查"))
    doctor.locator("label[for=f-used], label:has(#f-used)").click()
    with doctor.expect_navigation():
        doctor.locator("[data-key=p]").click()
    expect(doctor.locator("#preview")).to_contain_text("张医生看过您的记录（11月23日）。")
    looked_over(doctor, patient=False)
    shot(doctor, "preview")
    with doctor.expect_navigation():
        doctor.keyboard.press("Control+Enter")
    expect(doctor.locator("[data-undo]")).to_contain_text("王秀英：安排检查")
    looked_over(doctor, patient=False)


def _puts_right(doctor: Page, shot: Shots) -> None:
    """The line was mistyped: from the day's list to the form, and the new line is saved."""
    doctor.goto("/visit/")
    with doctor.expect_navigation():
        doctor.get_by_role("link", name=re.compile("^更正它")).click()
    expect(doctor.locator("#f-line")).to_have_value(re.compile("给您安排了检查"))
    looked_over(doctor, patient=False)
    shot(doctor, "correcting")
    doctor.fill("#f-line", "下周一来抽血，先不做别的检查。")
    with doctor.expect_navigation():
        doctor.locator("[data-send]").click()
    expect(doctor.locator(".notice").first).to_contain_text("更正：张医生")


def _finds(phone: Page, step: str, words: str, shot: Shots) -> None:
    """The end of the fate line at home, and the doctor's words behind the newest reply."""
    fate = phone.locator(".fate")
    expect(fate).to_contain_text("张医生看过")
    expect(fate).to_contain_text(step)
    looked_over(phone, patient=True)
    shot(phone, f"home-{len(step)}")
    with phone.expect_navigation():
        phone.get_by_role("link", name="看回复").click()
    expect(phone.locator("article")).to_contain_text(words)
    looked_over(phone, patient=True)
    shot(phone, f"reply-{len(step)}")
