"""A file of patients in a real browser: choosing, deciding, watching, the report."""

from pathlib import Path

from playwright.sync_api import Page, Route, expect

from osteopro.followup.importing import running
from osteopro.patients.models import Patient
from tests import builders
from tests.browser.care.conftest import Open, problems_of
from tests.browser.filling import picture
from tests.browser.sizes import STAFF_SIZES
from tests.patient_files import file, people, person


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).click()


def without_refresh(route: Route) -> None:
    """The page stays while it is looked at, however long that takes."""
    answer = route.fetch()
    kept = {name: value for name, value in answer.headers.items() if name != "refresh"}
    route.fulfill(response=answer, headers=kept)


@STAFF_SIZES
def test_a_programme_is_brought_in(
    clinic: builders.Clinic, open_page: Open, tmp_path: Path, width: int, language: str
) -> None:
    before = Patient.objects.count()
    path, wrong = tmp_path / "patients.csv", tmp_path / "wrong.csv"
    rows = [
        *people(3),
        person(4, phone="13800006620"),
        person(5, phone="13800000001"),
        person(6, phone="1.38E+10", birth="02/03/1955"),
        person(7, consent_on=""),
    ]
    path.write_bytes(file(*rows))
    wrong.write_text("姓名,手机号\n王,1\n", encoding="utf-8")
    found = {}

    def look(name: str) -> None:
        found[name] = problems_of(page)
        picture(page, f"import-{width}-{language}-{name}")

    page = open_page(clinic.lead, "/care/patients/", width=width, language=language)
    press(page, 'a[href="/care/import/"]')
    page.locator("main summary").click()
    look("upload")
    page.locator("#f-file").set_input_files(wrong)
    press(page, "main button.main")
    expect(page.locator(".error-summary")).to_be_focused()
    look("wrong")
    page.locator("#f-file").set_input_files(path)
    press(page, "main button.main")
    look("preview")
    page.locator('[name="row-5"][value="another"]').check(force=True)
    press(page, '[value="decide"]')
    look("decided")
    press(page, '[value="start"]')
    running.bring_in(2)
    page.route("**/care/import/**", without_refresh)
    press(page, "main p.actions a")
    look("running")
    page.unroute("**/care/import/**")
    press(page, "main p.actions a")
    while running.bring_in():
        pass
    # The page comes again by itself.
    expect(page.locator("#added")).to_be_visible()
    assert Patient.objects.count() == before + 4
    look("report")
    with page.expect_download() as download:
        page.locator("#refused button").click()
    assert "patients" not in download.value.suggested_filename
    page.reload()
    expect(page.locator("#refused button")).to_have_count(0)
    look("fetched")
    assert {name: what for name, what in found.items() if what} == {}
