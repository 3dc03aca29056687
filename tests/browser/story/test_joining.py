"""Joining: enrolled by the nurse, a first record at home, then three weeks by phone.

Mr Chen is brought in at the laptop, opens his link on his phone, sends his first record, asks to be
phoned instead, and is phoned three times; each call is due, is taken by keys and makes the next.
"""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from osteopro.followup import jobs
from osteopro.followup.models import Call, CareState
from osteopro.patients.models import Patient
from osteopro.records.models import Response
from tests.browser.filling import enter, enter_day, go_on, leave
from tests.browser.story.conftest import (
    Opens,
    Turning,
    looked_over,
    read_text_message,
    signs_in,
    unlocks,
)
from tests.builders import Clinic
from tests.integration.web_care.enrolling import STEPS

pytestmark = pytest.mark.django_db(transaction=True)
BIRTH = date(*(int(STEPS["who"][f"birth-{part}"]) for part in ("year", "month", "day")))


def test_from_enrolment_to_three_weeks_by_phone(
    clinic: Clinic, time: Turning, opens: Opens
) -> None:
    nurse = opens(1366, "zh-hans")
    signs_in(nurse, clinic.li, "/care/patients/new/")
    patient = _enrols(nurse, clinic)

    jobs.see_to_due_records()
    phone = opens(360, "zh-hans")
    _enters(phone, read_text_message())
    _first_record(phone)
    first = Response.objects.filter(patient_id=patient, kind="record").get()
    assert (first.mode, first.by_whom) == ("online", "self")
    state = CareState.objects.get(pk=patient)
    assert state.next_due_on == time.moment.date() + timedelta(days=7)

    _asks_to_be_phoned(phone)
    for week in range(1, 4):
        time.go_on(days=7)
        jobs.see_to_due_records()
        unlocks(nurse, "/care/calls/")
        _phones(nurse)
        taken = Response.objects.filter(patient_id=patient, kind="record", mode="phone")
        assert taken.count() == Call.objects.filter(outcome="reached").count() == week
        assert {each.by_whom for each in taken} == {"staff-phone"}
        due = CareState.objects.get(pk=patient).next_due_on
        assert due == time.moment.date() + timedelta(days=7)
    every = Response.objects.filter(patient_id=patient, kind="record")
    assert len({each.occasion for each in every}) == 4


def _enrols(nurse: Page, clinic: Clinic) -> int:
    people = {"manager": clinic.li.account_id, "backup": clinic.wang.account_id}
    for step, fields in STEPS.items():
        shown = {name: value for name, value in fields.items() if name != "shown"}
        enter(nurse, {**shown, **(people if step == "team" else {})})
        go_on(nurse)
    looked_over(nurse, patient=False)
    go_on(nurse)
    return Patient.objects.get().pk


def _enters(phone: Page, link: str) -> None:
    phone.goto(link)
    enter_day(phone, "birth", BIRTH)
    leave(phone, "main form button[type=submit]")
    phone.wait_for_url("**/me/**")


def _first_record(phone: Page) -> None:
    """The long form, one question a page, the second answer to most."""
    phone.goto("/me/record/start/")
    looked_over(phone, patient=True)
    leave(phone, "main form button[type=submit]")
    for _ in range(70):
        if phone.url.endswith("/done/"):
            break
        press = "main form button[type=submit]:not([name=skip])"
        if phone.locator("input[type=checkbox][value=none]").count():
            phone.locator("input[value=none]").check(force=True)
        elif phone.locator("main input[type=radio]").count():
            phone.locator("main input[type=radio]").nth(1).check(force=True)
        elif phone.locator("main input[type=checkbox]").count():
            phone.locator("main input[type=checkbox]").first.check(force=True)
        elif phone.locator("button[name=skip]").count():
            press = "button[name=skip]"
        leave(phone, press)
    looked_over(phone, patient=True)
    expect(phone.locator("h1")).to_contain_text("送到了")


def _asks_to_be_phoned(phone: Page) -> None:
    phone.goto("/me/settings/")
    phone.locator("input[name=reach][value=none]").check(force=True)
    leave(phone, "main button.main")


def _phones(nurse: Page) -> None:
    """By keys: the next call, the birth year is right, each question, the closing words."""
    _press(nurse, "n")
    _press(nurse, "b", "Enter")
    for _ in range(60):
        if "/call/" not in nurse.url:
            return
        if nurse.locator("[data-script]").count():
            first = "0" if nurse.locator("[data-many]").count() else "1"
            _press(nurse, first, "Enter")
        elif nurse.locator("h2.script").count() and nurse.locator("[data-key='1']").count():
            _press(nurse, "1")
        else:
            _press(nurse, "Enter")
    raise AssertionError(f"the call did not end: {nurse.url}")


def _press(nurse: Page, *keys: str) -> None:
    for key in keys[:-1]:
        nurse.keyboard.press(key)
    with nurse.expect_navigation():
        nurse.keyboard.press(keys[-1])
