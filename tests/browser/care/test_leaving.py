"""Noting that somebody leaves, on a computer and a narrow screen."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from osteopro import clock
from osteopro.enrolment import queries
from osteopro.enrolment.terms import State
from osteopro.followup import jobs
from osteopro.messaging import channels
from tests import builders
from tests.browser.care.conftest import Open, problems_of
from tests.browser.filling import enter_day
from tests.browser.sizes import STAFF_SIZES


@STAFF_SIZES
def test_a_death_is_noted_and_nothing_leaves_the_house(
    clinic: builders.Clinic,
    open_page: Open,
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    language: str,
) -> None:
    said: list[str] = []

    class Operator:
        def send(self, to: str, text: str, key: str) -> str:
            said.append(to)
            return key

    monkeypatch.setattr(channels, "gateway", Operator)
    someone = clinic.people[-1]
    address = f"/care/patients/{someone.patient_id}/leave/"
    page = open_page(clinic.li, address, width=width, language=language)
    found = {"new": problems_of(page)}
    page.locator("input[name=state][value=died]").check(force=True)
    page.locator("input[name=decided_by][value=family]").check(force=True)
    with page.expect_navigation():
        page.locator("main button[value=leave]").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("input[name=state][value=died]")).to_be_checked()
    found["without a day"] = problems_of(page)
    day = (clock.now() - timedelta(days=2)).date()
    enter_day(page, "died_on", day)
    with page.expect_navigation():
        page.locator("main button[value=leave]").click()
    found["noted"] = problems_of(page)
    assert queries.state(someone.patient_id) is State.DIED
    jobs.see_to_due_records()
    jobs.send_messages()
    assert someone.person.phone not in said
    page.goto(f"/care/patients/{someone.patient_id}/")
    found["patient"] = problems_of(page)
    page.goto(address)
    with page.expect_navigation():
        page.locator("main button[value=back]").click()
    assert queries.state(someone.patient_id) is State.ACTIVE
    assert {name: what for name, what in found.items() if what} == {}


@STAFF_SIZES
def test_an_exclusion_goes_to_a_physician(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    someone = clinic.people[0]
    address = f"/care/patients/{someone.patient_id}/leave/"
    page = open_page(clinic.li, address, width=width, language=language)
    page.locator("#f-doubt").fill("新查出乳腺癌")
    with page.expect_navigation():
        page.locator("main button[value=ask]").click()
    found = {"asked": problems_of(page)}
    page = open_page(clinic.zhang, "/care/enrolments/", width=width, language=language)
    found["list"] = problems_of(page)
    with page.expect_navigation():
        page.locator(f"a[href='{address}']").click()
    expect(page.locator("#f-keep_reason")).to_be_visible()
    found["judging"] = problems_of(page)
    assert {name: what for name, what in found.items() if what} == {}
