"""Signing in as staff do it: keyboard, phone, passkey, and coming back after a break."""

import re

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from osteopro.accounts.rules import SESSION_SEEN
from tests.browser.staff_signin.conftest import AXE, sign_in
from tests.builders import PASSWORD, Clinic

VIRTUAL_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def code_of(key: str) -> str:
    return format_hotp_value(hotp_value(key, next(yield_hotp_counters_from_time())))


def set_up_app(page: Page) -> str:
    """From the page that asks for a second factor to the recovery codes; returns the key."""
    page.get_by_role("link", name="设置验证器应用").click()
    key = page.locator("main code").inner_text()
    page.get_by_label("动态码").fill(code_of(key))
    page.get_by_role("button", name="设置").click()
    expect(page.get_by_role("heading", name="恢复码")).to_be_visible()
    return key


def sign_out(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="退出登录").click()


def test_first_sign_in_sets_up_an_app_and_the_next_asks_for_its_code(
    page: Page, clinic: Clinic
) -> None:
    sign_in(page, clinic.li.username)
    expect(page).to_have_url(re.compile("/staff/2fa/$"))
    page.get_by_role("link", name="设置验证器应用").click()
    picture = page.get_by_role("img", name="二维码")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("img => img.naturalWidth > 0")
    page.go_back()
    key = set_up_app(page)
    expect(page.locator("main li code")).to_have_count(10)
    codes = page.locator("main li code").all_inner_texts()
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    page.get_by_role("link", name="已经保存好").click()
    page.get_by_role("link", name="开始工作").click()
    expect(page).to_have_url(re.compile("/care/$"))

    page.goto("/staff/")
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("已退出登录。")).to_be_visible()
    sign_in(page, clinic.li.username)
    page.get_by_label("动态码").fill(code_of(key))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/care/$"))

    page.goto("/staff/")
    sign_out(page)
    sign_in(page, clinic.li.username)
    page.get_by_label("动态码").fill(codes[0])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/care/$"))


def test_a_passkey_is_added_and_then_signs_in_alone(
    page: Page, context: BrowserContext, clinic: Clinic
) -> None:
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL_KEY})
    sign_in(page, clinic.li.username)
    page.get_by_role("link", name="添加通行密钥").click()
    page.get_by_label("名称，便于区分").fill("办公室电脑")
    page.get_by_role("button", name="添加通行密钥").click()
    expect(page.get_by_role("heading", name="恢复码")).to_be_visible()
    page.goto("/staff/2fa/passkeys/")
    expect(page.get_by_role("heading", name="办公室电脑")).to_be_visible()

    page.goto("/staff/")
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url("**/care/")
    assert session_of(context).get_expire_at_browser_close()

    page.goto("/staff/")
    sign_out(page)
    sign_in(page, clinic.li.username)  # as the second step, too
    page.get_by_role("button", name="用通行密钥").click()
    expect(page).to_have_url(re.compile("/care/$"))

    page.goto("/staff/2fa/passkeys/")
    page.get_by_role("link", name="移除办公室电脑").click()
    page.get_by_role("button", name="移除").click()
    expect(page.get_by_text("还没有通行密钥。")).to_be_visible()
    page.goto("/care/")
    expect(page).to_have_url(re.compile("/staff/2fa/$"))


def test_a_refused_passkey_is_said_and_nothing_is_sent(
    page: Page, context: BrowserContext, clinic: Clinic
) -> None:
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    without = VIRTUAL_KEY | {"isUserVerified": False}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": without})
    page.goto("/staff/signin/")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.get_by_role("status")).to_contain_text("通行密钥没有用上")
    expect(page).to_have_url(re.compile("/staff/signin/$"))


@pytest.fixture
def at_work(page: Page, clinic: Clinic, settings: Settings) -> Page:
    """Nurse Li in the middle of a reply."""
    settings.SECOND_FACTOR_REQUIRED = False
    page.clock.install()
    sign_in(page, clinic.li.username)
    expect(page).to_have_url(re.compile("/care/$"))
    page.get_by_label("回复").fill("热敷 10 分钟")
    return page


def session_of(context: BrowserContext) -> SessionStore:
    cookie = next(c for c in context.cookies() if c["name"] == "sessionid")
    return SessionStore(cookie["value"])


def a_quarter_of_an_hour_passes(context: BrowserContext) -> None:
    session = session_of(context)
    session[SESSION_SEEN] -= 16 * 60
    session.save()


def test_what_was_typed_before_the_lock_is_sent_after_unlocking_in_a_new_tab(
    at_work: Page, context: BrowserContext
) -> None:
    a_quarter_of_an_hour_passes(context)
    at_work.get_by_role("button", name="发送").click()
    expect(at_work.get_by_role("heading", name="已锁住：还没有发送")).to_be_visible()
    with context.expect_page() as opened:
        at_work.get_by_role("link", name="在新标签页解锁").click()
    tab = opened.value
    tab.get_by_label("密码").fill(PASSWORD)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", name="已解锁")).to_be_visible()
    tab.close()
    at_work.get_by_role("button", name="再次发送").click()
    expect(at_work.get_by_role("heading", name="已发送：热敷 10 分钟")).to_be_visible()


def test_a_locked_page_leads_back_to_itself(at_work: Page, context: BrowserContext) -> None:
    a_quarter_of_an_hour_passes(context)
    at_work.goto("/care/?page=2")
    expect(at_work.get_by_role("heading", name="已锁住")).to_be_visible()
    at_work.get_by_label("的密码").fill("wrong")
    at_work.keyboard.press("Enter")
    expect(at_work.get_by_role("alert")).to_contain_text("密码不对")
    at_work.get_by_label("的密码").fill(PASSWORD)
    at_work.keyboard.press("Enter")
    expect(at_work).to_have_url(re.compile(r"/care/\?page=2$"))


def test_an_idle_screen_is_covered_and_the_cursor_is_where_it_was(
    at_work: Page, context: BrowserContext
) -> None:
    field = at_work.get_by_label("回复")
    field.evaluate("field => field.setSelectionRange(2, 4)")
    at_work.clock.fast_forward(14 * 60_000)
    expect(field).to_be_visible()
    at_work.clock.fast_forward(61_000)
    expect(at_work.get_by_role("heading", name="已锁住")).to_be_visible()
    expect(field).to_be_hidden()
    at_work.keyboard.type("wrong")
    at_work.keyboard.press("Enter")
    expect(at_work.get_by_role("alert")).to_contain_text("密码不对")
    at_work.get_by_label("的密码").fill(PASSWORD)
    at_work.keyboard.press("Enter")
    expect(field).to_be_focused()
    at_work.keyboard.type("温水")
    expect(field).to_have_value("热敷温水0 分钟")
    at_work.get_by_role("button", name="发送").click()
    expect(at_work.get_by_role("heading", name="已发送：热敷温水0 分钟")).to_be_visible()


def test_typing_without_a_request_keeps_the_session_open(
    at_work: Page, context: BrowserContext
) -> None:
    session = session_of(context)
    session[SESSION_SEEN] -= 14 * 60
    session.save()
    at_work.clock.fast_forward(61_000)
    with at_work.expect_response("**/staff/active/") as told:
        at_work.get_by_label("回复").press("a")
    assert told.value.status == 204
    assert session_of(context)[SESSION_SEEN] > session[SESSION_SEEN] + 13 * 60


def test_a_tap_on_a_demo_user_signs_in(page: Page, clinic: Clinic, settings: Settings) -> None:
    settings.DEMO, settings.SECOND_FACTOR_REQUIRED = True, False
    settings.DEMO_PASSWORD = PASSWORD
    page.goto("/staff/signin/")
    page.get_by_role("button", name="李护士").click()
    expect(page).to_have_url(re.compile("/care/$"))


def test_a_typed_password_can_be_looked_at(page: Page, clinic: Clinic) -> None:
    page.goto("/staff/signin/")
    field = page.get_by_label("密码", exact=True)
    field.fill("abc")
    page.get_by_role("button", name="显示密码").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="隐藏密码").click()
    expect(field).to_have_attribute("type", "password")


def test_sign_in_works_without_scripts(context: BrowserContext, clinic: Clinic) -> None:
    browser = context.browser
    assert browser is not None
    page = browser.new_page(java_script_enabled=False, base_url=base_of(context))
    sign_in(page, clinic.li.username)
    expect(page).to_have_url(re.compile("/staff/2fa/$"))
    expect(page.get_by_role("link", name="设置验证器应用")).to_be_visible()


def base_of(context: BrowserContext) -> str:
    probe = context.new_page()
    probe.goto("/staff/signin/")
    return probe.url.removesuffix("/staff/signin/")


@pytest.mark.parametrize("width", [360, 1366])
def test_pages_are_accessible_and_fit(
    page: Page, context: BrowserContext, clinic: Clinic, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    found: dict[str, list[str]] = {}
    sign_in(page, clinic.li.username, "wrong")
    found["mistake"] = faults(page)
    cache.clear()
    sign_in(page, clinic.li.username)
    found["2fa"] = faults(page)
    page.goto("/staff/2fa/app/")
    found["app"] = faults(page)
    page.goto("/staff/2fa/passkeys/add/")
    found["passkey"] = faults(page)
    page.goto("/staff/2fa/")
    set_up_app(page)
    found["codes"] = faults(page)
    for address in ("/staff/", "/staff/password/", "/staff/unlock/", "/staff/signin/lost/"):
        page.goto(address)
        found[address] = faults(page)
    assert {where: what for where, what in found.items() if what} == {}


def faults(page: Page) -> list[str]:
    """What axe finds, and whether the page scrolls sideways."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = page.evaluate(
        "async () => (await axe.run()).violations.map(v => v.id + ': ' + v.nodes[0].html)"
    )
    wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth + 1")
    return [*rules, *(["scrolls sideways"] if wide else [])]
