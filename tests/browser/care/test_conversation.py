"""The talk with a patient in a browser: by keyboard, in both languages, wide and narrow."""

from playwright.sync_api import expect

from osteopro.followup import actions
from osteopro.followup.actions import Wish
from osteopro.followup.models import OpenItem, Review
from osteopro.followup.terms import RequestKind, VisitReason
from osteopro.messaging.models import MessageReceipt
from tests import builders
from tests.browser.care.conftest import Open, problems_of
from tests.browser.sizes import STAFF_SIZES


def somebody(clinic: builders.Clinic) -> builders.Someone:
    """Mrs Wang, who wrote and wants to see a doctor."""
    wang = next(each for each in clinic.people if each.person.name == "王秀英")
    actions.write_back(
        by=wang.actor, patient_id=wang.patient_id, body="凳子在哪里买？", topic="other"
    )
    actions.make_request(
        by=wang.actor,
        patient_id=wang.patient_id,
        wanted=Wish(RequestKind.VISIT, VisitReason.PAIN, words="想看看腰"),
    )
    return wang


@STAFF_SIZES
def test_the_page_and_its_refused_state(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    wang = somebody(clinic)
    page = open_page(
        clinic.li,
        f"/care/patients/{wang.patient_id}/messages/",
        width=width,
        language=language,
    )
    found = {"talk": problems_of(page)}
    with page.expect_navigation():
        page.locator("[data-send]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    found["refused"] = problems_of(page)
    assert {name: what for name, what in found.items() if what} == {}


def test_read_answered_and_taken_back_by_keyboard(clinic: builders.Clinic, open_page: Open) -> None:
    wang = somebody(clinic)
    page = open_page(clinic.li, f"/care/patients/{wang.patient_id}/messages/")
    with page.expect_navigation():
        page.keyboard.press("m")
    assert MessageReceipt.objects.filter(kind="seen").count() == 1
    page.keyboard.press("r")
    page.keyboard.type("门口的店里有。")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    # The message ended; the visit was not ticked and goes on waiting.
    left = OpenItem.objects.filter(patient_id=wang.patient_id, closed_at=None)
    assert set(left.values_list("kind", flat=True)) == {"record", "request"}
    expect(page.locator("[data-undo]")).to_be_visible()
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.press("z")
    assert hasattr(Review.objects.latest("pk"), "void")
    expect(page.locator("#f-text")).to_have_value("门口的店里有。")
