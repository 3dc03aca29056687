"""Consent written down by staff: read out, asked, witnessed, printed."""

from playwright.sync_api import expect

from osteopro.enrolment import queries
from osteopro.enrolment.terms import Purpose
from tests import builders
from tests.browser.care.conftest import Open, problems_of
from tests.browser.sizes import STAFF_SIZES


@STAFF_SIZES
def test_phone_consent_with_a_witness(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    someone = clinic.people[0]
    address = f"/care/patients/{someone.patient_id}/consent/"
    page = open_page(clinic.li, address, width=width, language=language)
    found = {"new": problems_of(page)}
    for purpose in Purpose:
        page.locator(f"input[name=consent-{purpose}][value=yes]").check(force=True)
    page.locator("input[name=how][value=phone]").check(force=True)
    with page.expect_navigation():
        page.locator("main button.main").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("input[name=consent-research][value=yes]")).to_be_checked()
    found["without a witness"] = problems_of(page)
    page.locator("#f-witness").select_option(str(clinic.wang.account_id))
    with page.expect_navigation():
        page.locator("main button.main").click()
    expect(page.locator(".notice.ok")).to_be_visible()
    found["kept"] = problems_of(page)
    assert all(each.holds for each in queries.consents(someone.patient_id))
    page.goto(f"{address}copy/")
    found["copy"] = problems_of(page)
    page.emulate_media(media="print")
    expect(page.locator(".copy h1")).to_be_visible()
    size = page.locator(".copy .card p").first.evaluate("e => getComputedStyle(e).fontSize")
    assert float(size.removesuffix("px")) >= 16 * 96 / 72 - 0.01
    assert {name: what for name, what in found.items() if what} == {}
