"""A talk about a report, from the list of calls to the record's page."""

import pytest
from playwright.sync_api import expect

from osteopro.followup.models import Verification
from osteopro.triage.validity import asking
from tests import builders
from tests.browser.care.conftest import Open, problems_of
from tests.browser.sizes import STAFF_SIZES


@STAFF_SIZES
def test_talking_about_a_report(
    clinic: builders.Clinic,
    open_page: Open,
    width: int,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "drawn", lambda *_: True)
    someone = builders.patient(clinic, name="何桂芳", phone="+8613800006677")
    builders.send(someone)
    page = open_page(clinic.li, "/care/calls/", width=width, language=language)
    found = {}
    with page.expect_navigation():
        page.locator("a[href$='/talk/']").first.click()
    found["talk"] = problems_of(page)
    expect(page.locator(".script").first).to_contain_text("我们会抽一部分报告再聊聊")
    with page.expect_navigation():
        page.locator("button[value=keep]").click()
    found["mistakes"] = problems_of(page)
    expect(page.locator("[role=alert]")).to_be_visible()
    page.select_option("#f-pain_rest", "2")
    page.select_option("#f-pain_move", "none")
    for name, value in (("event", "no"), ("level", "routine"), ("agrees", "yes")):
        page.locator("label.answer", has=page.locator(f"[name={name}][value={value}]")).click()
    page.fill("#f-note", "在扫地")
    with page.expect_navigation():
        page.locator("button[value=keep]").click()
    found["record"] = problems_of(page)
    expect(page.locator("main")).to_contain_text("在扫地")
    assert Verification.objects.get().pain_rest == 2
    assert {name: what for name, what in found.items() if what} == {}
