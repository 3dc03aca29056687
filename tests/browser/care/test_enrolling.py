"""A whole enrolment in a real browser, in both languages, wide and narrow."""

import re

from playwright.sync_api import expect

from osteopro.patients.models import Patient
from tests import builders
from tests.browser.care.conftest import Open, problems_of
from tests.browser.filling import enter, go_on, picture
from tests.browser.sizes import STAFF_SIZES
from tests.integration.web_care.enrolling import STEPS


@STAFF_SIZES
def test_a_whole_enrolment(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    page = open_page(clinic.li, "/care/patients/new/", width=width, language=language)
    found = {}
    people = {"manager": clinic.li.account_id, "backup": clinic.wang.account_id}
    for step, fields in STEPS.items():
        if step == "who":
            go_on(page)
            found["mistakes"] = problems_of(page)
            fields = {**fields, "name": "何大安", "phone": "138 0000 7777"}
        picture(page, f"{width}-{language}-{step}")
        found[step] = problems_of(page)
        shown = {name: value for name, value in fields.items() if name != "shown"}
        enter(page, {**shown, **(people if step == "team" else {})})
        go_on(page)
    picture(page, f"{width}-{language}-summary")
    found["summary"] = problems_of(page)
    assert {name: what for name, what in found.items() if what} == {}
    go_on(page)
    patient = Patient.objects.latest("pk")
    expect(page).to_have_url(re.compile(rf"/care/patients/{patient.pk}/\?did=added$"))
    assert problems_of(page) == []
    picture(page, f"{width}-{language}-patient")


@STAFF_SIZES
def test_a_physician_decides_and_who_cannot_join_is_told(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    page = open_page(clinic.li, "/care/patients/new/", width=width, language=language)
    found = {}
    low = {"phq2-1": "3", "phq2-2": "2"}
    for step in ("who", "disease", "health"):
        changes = {"name": "何大安", "phone": "138 0000 7777"} if step == "who" else {}
        enter(page, {**STEPS[step], **changes})
        go_on(page)
    enter(page, low)
    go_on(page)
    page.locator("[value=some]").check(force=True)
    found["asked on"] = problems_of(page)
    go_on(page)
    picture(page, f"{width}-{language}-result")
    found["needs decision"] = problems_of(page)
    go_on(page)
    found["waits"] = problems_of(page)
    doctor = open_page(clinic.zhang, "/care/enrolments/", width=width, language=language)
    picture(doctor, f"{width}-{language}-enrolments")
    found["list"] = problems_of(doctor)
    with doctor.expect_navigation():
        doctor.locator("[data-row-link]").first.click()
    go_on(doctor)
    picture(doctor, f"{width}-{language}-enrolment")
    found["undecided"] = problems_of(doctor)
    doctor.locator("[value=exclude]").check(force=True)
    doctor.locator("#f-reason").fill("先治疗。")
    go_on(doctor)
    found["decided"] = problems_of(doctor)
    page.reload()
    found["excluded"] = problems_of(page)
    go_on(page)
    expect(page).to_have_url(re.compile("did=closed"))
    found["closed"] = problems_of(page)
    assert {name: what for name, what in found.items() if what} == {}
