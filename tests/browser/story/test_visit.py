"""The doctor closes the loop: booked for today, written in seconds, read by the patient at home."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from osteopro import clock
from osteopro.appointments import actions
from osteopro.appointments.models import Visit
from tests import builders
from tests.browser.filling import enter_day, leave
from tests.browser.story.conftest import Opens, Turning, looked_over, read_text_message, signs_in
from tests.builders import Clinic, Someone
from tests.integration.appointments.conftest import ask, enter

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_todays_list_to_the_patients_home_page(
    clinic: Clinic, time: Turning, opens: Opens
) -> None:
    her = _booked_for_tomorrow(clinic, time)
    time.go_on(days=1)
    doctor = opens(1366, "zh-hans")
    signs_in(doctor, clinic.zhang, "/visit/")
    row = doctor.locator("tr[data-row]")
    expect(row).to_contain_text("王阿姨")
    expect(row).to_contain_text("有新记录")
    looked_over(doctor, patient=False)
    _writes(doctor)
    assert Visit.objects.get().offer is not None

    time.go_on(seconds=31)
    phone = opens(360, "zh-hans")
    phone.goto(read_text_message())
    enter_day(phone, "birth", her.person.birth)
    leave(phone, "main form button[type=submit]")
    expect(phone).to_have_url(re.compile("/me/"))
    phone.goto("/me/")
    fate = phone.locator(".fate")
    expect(fate).to_contain_text("张医生看过")
    expect(fate).to_contain_text("用上了：安排了检查")
    looked_over(phone, patient=True)
    phone.get_by_role("link", name="看回复").click()
    expect(phone.locator("article")).to_contain_text("给您安排了检查")
    looked_over(phone, patient=True)


def _booked_for_tomorrow(clinic: Clinic, time: Turning) -> Someone:
    her = builders.patient(clinic)
    with clock.frozen(time.moment + timedelta(minutes=1)):
        builders.send(her, fu_note="能不能每天走路")
        slot, *_ = enter(clinic, 2)
        actions.offer_slot(
            by=clinic.li.actor,
            patient_id=her.patient_id,
            request_id=ask(her, "能不能每天走路？"),
            slot_id=slot,
            key=uuid4(),
            agreed=True,
        )
    return her


def _writes(doctor: Page) -> None:
    """A refused form first, then by keys: tests, one line, what she will see, saved."""
    doctor.locator("tr[data-row] a[data-key=w]").click()
    expect(doctor.get_by_text("能不能每天走路？")).to_be_visible()
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
    with doctor.expect_navigation():
        doctor.keyboard.press("Control+Enter")
    expect(doctor.locator("[data-undo]")).to_contain_text("王秀英：安排检查")
    looked_over(doctor, patient=False)
