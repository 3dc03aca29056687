"""Every page of follow-up and administration, in both languages, wide and narrow, also refused."""

from playwright.sync_api import Page, expect

from osteopro.followup.models import OpenItem
from osteopro.patients.models import Patient
from tests import builders
from tests.browser.care.conftest import Open, problems_of
from tests.browser.sizes import STAFF_SIZES


def record_of(name: str, clinic: builders.Clinic) -> str:
    someone = next(each for each in clinic.people if each.person.name == name)
    item = OpenItem.objects.get(patient_id=someone.patient_id, kind="record", closed_at=None)
    return f"/care/records/{item.source}/"


def press_send(page: Page) -> None:
    with page.expect_navigation():
        page.locator("[data-send], main button.main").last.click()


@STAFF_SIZES
def test_pages_of_follow_up(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    page = open_page(clinic.li, "/care/", width=width, language=language)
    found = {"worklist": problems_of(page)}
    someone = Patient.objects.order_by("pk").first()
    assert someone is not None
    pages = {
        "empty": "/care/?channel=phone",
        "record": record_of("陈国民", clinic),
        "event": record_of("刘素芳", clinic),
        "patients": "/care/patients/",
        "nobody": "/care/patients/?q=zzz",
        "patient": f"/care/patients/{someone.pk}/",
        "newcomer": "/care/patients/new/",
    }
    for name, address in pages.items():
        page.goto(address)
        found[name] = problems_of(page)
    assert {name: what for name, what in found.items() if what} == {}


@STAFF_SIZES
def test_refused_states_of_follow_up(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    found = {}
    page = open_page(clinic.li, record_of("陈国民", clinic), width=width, language=language)
    press_send(page)
    expect(page.locator(".error-summary")).to_be_focused()
    found["no outcome"] = problems_of(page)
    for n, name in enumerate(("reply", "call", "doctor")):
        page.locator("label.outcome").nth(n).click()
        press_send(page)
        found[name] = problems_of(page)
    page.locator("label.outcome").first.click()
    page.locator("#f-text").fill("先把药减半")
    press_send(page)
    expect(page.locator("#f-text")).to_have_value("先把药减半")
    found["medicine"] = problems_of(page)
    page.goto("/care/patients/new/")
    press_send(page)
    found["newcomer"] = problems_of(page)
    page.goto(f"/care/patients/{clinic.people[0].patient_id}/")
    press_send(page)
    found["patient"] = problems_of(page)
    assert {name: what for name, what in found.items() if what} == {}


@STAFF_SIZES
def test_the_state_after_sending_and_when_somebody_was_quicker(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    record = record_of("陈国民", clinic)
    page = open_page(clinic.li, record, width=width, language=language)
    slow = open_page(clinic.wang, record + "?anyway=1", width=width, language=language)
    for each in (page, slow):
        each.locator("label.outcome").first.click()
        each.locator("[name=came_of][value=nothing]").check()
        each.locator("#f-text").fill("看到了。")
        press_send(each)
    expect(page.locator(".undo-bar")).to_be_visible()
    expect(slow.locator(".notice")).to_be_visible()
    expect(slow.locator("#f-text")).to_have_value("看到了。")
    found = {"sent": problems_of(page), "quicker": problems_of(slow)}
    assert {name: what for name, what in found.items() if what} == {}


@STAFF_SIZES
def test_pages_of_administration(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    page = open_page(clinic.admin, "/", width=width, language=language)
    found = {"users": problems_of(page)}
    page.goto("/manage/health/")
    found["health"] = problems_of(page)
    page.goto(f"/manage/users/{clinic.li.account_id}/")
    found["member of staff"] = problems_of(page)
    page.goto("/manage/advice/")
    found["advice library"] = problems_of(page)
    page.goto("/manage/advice/R13/")
    page.fill("#f-text_zh", "做仰卧起坐。")
    press_send(page)
    expect(page.locator(".field-error")).to_contain_text("仰卧起坐")
    found["wording refused"] = problems_of(page)
    page.fill("#f-text_zh", "毛巾包着热水袋敷 10 分钟。")
    press_send(page)
    expect(page.locator(".notice")).to_be_visible()
    found["draft"] = problems_of(page)
    page.goto("/manage/users/new/")
    found["new"] = problems_of(page)
    press_send(page)
    found["refused"] = problems_of(page)
    page.fill("#f-username", "zhao")
    page.fill("#f-name_zh", "赵护士")
    page.fill("#f-name_en", "Nurse Zhao")
    page.locator("label.answer").first.click()
    press_send(page)
    expect(page.locator(".notice")).to_contain_text("zhao")
    found["added"] = problems_of(page)
    assert {name: what for name, what in found.items() if what} == {}


@STAFF_SIZES
def test_a_physician_signs_for_the_library(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    page = open_page(clinic.zhang, "/manage/advice/", width=width, language=language)
    found = {"unsigned": problems_of(page)}
    with page.expect_navigation():
        page.locator("#f-sign button").click()
    expect(page.locator("#f-sign")).to_have_count(0)
    expect(page.locator(".notice.ok")).to_be_visible()
    found["signed"] = problems_of(page)
    assert {name: what for name, what in found.items() if what} == {}
