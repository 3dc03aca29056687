"""A list that cannot be refreshed stays, and says how old it is (ux 2.2)."""

from playwright.sync_api import expect

from tests import builders
from tests.browser.care.conftest import Open


def test_a_failed_refresh_keeps_the_list_and_says_its_age(
    clinic: builders.Clinic, open_page: Open
) -> None:
    page = open_page(clinic.li, "/care/")
    rows = page.locator("[data-row-link]")
    expect(rows.first).to_be_visible()
    number = rows.count()
    page.route("**/care/?*", lambda route: route.abort())
    page.locator("[data-refresh]").click()
    stale = page.locator("[data-stale]")
    expect(stale).to_be_visible()
    expect(stale).to_contain_text("没能刷新")
    expect(stale).to_contain_text("0 分钟前")
    expect(rows).to_have_count(number)
    page.unroute("**/care/?*")
    page.locator("[data-refresh]").click()
    expect(stale).to_be_hidden()
    expect(rows).to_have_count(number)
    expect(page.locator("[data-refresh]")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("[data-row][aria-current]")).to_have_count(1)
