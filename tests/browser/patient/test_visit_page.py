"""A patient prepares a visit: what to ask, the page, a link for another doctor."""

import re

from playwright.sync_api import expect

from tests import builders
from tests.browser.filling import enter_day, picture
from tests.browser.patient.conftest import Open, come_in, violations
from tests.builders import Someone


def test_questions_page_and_link(open_page: Open, wang_xiuying: Someone) -> None:
    builders.send(wang_xiuying, fu_note="夜里翻身还是痛")
    page, found = open_page(), {}
    come_in(page, wang_xiuying)
    page.goto("/me/appointments/")
    page.locator('a[href="/me/visit/questions/"]').click()
    page.locator('input[value="density"]').check(force=True)
    page.locator("#f-own-1").fill("要不要换床垫")
    found["questions"] = violations(page)
    picture(page, "questions")
    page.locator("main .btn.main").last.click()
    expect(page.locator(".notice.ok")).to_be_visible()
    page.goto("/me/visit/")
    expect(page.locator(".onepage")).to_contain_text("要不要换床垫")
    found["page"] = violations(page)
    picture(page, "own-page")
    page.goto("/me/visit/share/")
    page.locator("button[name=make]").click()
    address = page.locator(".address b")
    expect(address).to_have_text(re.compile("/shared/[0-9a-f]{40}/$"))
    found["share"] = violations(page)
    picture(page, "own-share")
    link = re.sub("^https?://[^/]+", "", address.inner_text())
    other = open_page()
    other.goto(link)
    enter_day(other, "birth", wang_xiuying.person.birth)
    found["link"] = violations(other)
    other.locator("main .btn.main").click()
    expect(other.locator(".onepage")).to_contain_text("夜里翻身还是痛")
    found["shared"] = violations(other)
    picture(other, "shared")
    page.locator("button[name=stop]").click()
    expect(page.locator("button[name=stop]")).to_have_count(0)
    other.goto("/shared/")
    expect(other.locator("h1")).to_have_text("这个链接打不开了")
    found["gone"] = violations(other)
    assert {name: what for name, what in found.items() if what} == {}
