"""A printed copy for who has no phone: the form, what is missing, the pages, the paper."""

from playwright.sync_api import expect

from tests import builders
from tests.browser.care.conftest import Open, problems_of
from tests.browser.sizes import STAFF_SIZES


@STAFF_SIZES
def test_written_down_then_printed(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    someone = clinic.people[0]
    page = open_page(
        clinic.li, f"/care/patients/{someone.patient_id}/", width=width, language=language
    )
    page.locator("a[href$='/copy/']").click()
    expect(page.locator("input[name=asked-year]")).not_to_have_value("")
    found = {"form": problems_of(page)}
    page.locator("main button.main").click()
    expect(page.locator(".error-summary")).to_be_focused()
    found["missing"] = problems_of(page)
    page.locator("input[name=checked][value=known]").check(force=True)
    page.locator("input[name=span][value=all]").check(force=True)
    page.locator("main button.main").click()
    expect(page.get_by_text("搬了米以后更痛")).to_be_visible()
    found["pages"] = problems_of(page)
    expect(page.locator("[data-print]")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("[data-print]")).to_be_hidden()
    expect(page.get_by_text("搬了米以后更痛")).to_be_visible()
    assert {name: what for name, what in found.items() if what} == {}
