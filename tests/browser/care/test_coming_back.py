"""Letting somebody who left take part again, in a real browser."""

import re

from playwright.sync_api import expect

from osteopro.enrolment import queries
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import actions
from osteopro.patients.models import Patient
from tests import builders
from tests.browser.care.conftest import Open, problems_of
from tests.browser.filling import enter, go_on, picture
from tests.browser.sizes import STAFF_SIZES
from tests.integration.web_care.enrolling import STEPS


@STAFF_SIZES
def test_the_form_stands_filled_and_only_what_changed_is_asked(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    someone = clinic.people[-1]
    actions.leave(
        by=someone.actor,
        patient_id=someone.patient_id,
        wanted=Wanted(State.LEFT, DecidedBy.PATIENT),
    )
    before = Patient.objects.count()
    address = f"/care/patients/{someone.patient_id}/leave/"
    page = open_page(clinic.li, address, width=width, language=language)
    found = {"left": problems_of(page)}
    picture(page, f"{width}-{language}-left")
    with page.expect_navigation():
        page.locator("main button[formaction]").click()
    asked = {
        "disease": {"enr-symptom": ["pain"], "basis": "dxa"},
        "health": STEPS["health"],
        "mood": {"phq2-1": "0", "phq2-2": "0"},
        "people": STEPS["people"],
        "team": {"manager": clinic.li.account_id, "backup": clinic.wang.account_id},
    }
    for step in ("who", "disease", "health", "mood", "medicines", "reach", "people", "team"):
        found[step] = problems_of(page)
        picture(page, f"{width}-{language}-again-{step}")
        enter(page, asked.get(step, {}))
        go_on(page)
    found["consent"] = problems_of(page)
    picture(page, f"{width}-{language}-again-consent")
    expect(page.locator("[name=how]").first).to_be_attached()
    expect(page.locator("[name=consent-programme]")).to_have_count(0)
    page.locator("[name=how][value=in-person]").check(force=True)
    for box in page.locator("[name^=consent-][value=no]").all():
        box.check(force=True)
    go_on(page)
    found["summary"] = problems_of(page)
    picture(page, f"{width}-{language}-again-summary")
    go_on(page)
    expect(page).to_have_url(re.compile(rf"/care/patients/{someone.patient_id}/\?did=added$"))
    assert queries.state(someone.patient_id) is State.ACTIVE
    assert Patient.objects.count() == before
    assert {name: what for name, what in found.items() if what} == {}
