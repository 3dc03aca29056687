"""Going through the welcome with a patient on the phone; which messages went out."""

from playwright.sync_api import expect

from osteopro.followup import actions
from osteopro.followup.queries.frame import frame
from osteopro.followup.terms import Company
from tests import builders
from tests.browser.care.conftest import Open, problems_of
from tests.browser.sizes import STAFF_SIZES


@STAFF_SIZES
def test_going_through_it_together(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    someone = clinic.people[0]
    address = f"/care/patients/{someone.patient_id}/"
    for _twice in range(2):
        actions.send_link(by=clinic.li.actor, patient_id=someone.patient_id)
    page = open_page(clinic.li, address, width=width, language=language)
    expect(page.locator("#learnt dl.facts")).to_be_visible()
    found = {"patient": problems_of(page)}
    with page.expect_navigation():
        page.locator("#learnt a").click()
    found["script"] = problems_of(page)
    # What is read out stays in the patient's language.
    expect(page.locator(".script").first).to_contain_text("请打开短信里的链接")
    page.locator("label.answer", has=page.locator("#f-learnt-tried")).click()
    page.locator("label.answer", has=page.locator("input[value=phone]")).click()
    with page.expect_navigation():
        page.locator("main button.main").click()
    expect(page.locator(".notice.ok")).to_be_visible()
    found["kept"] = problems_of(page)
    assert frame(someone.patient_id).learnt.tried_with == Company.STAFF
    assert {name: what for name, what in found.items() if what} == {}
