"""The clinic's tablet and paper cards in a browser: locks by the clock, keeps nothing (R30, O2)."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from osteopro import clock
from osteopro.accounts.models import Account
from osteopro.signin import cards, rules, tablets
from tests import builders
from tests.browser.patient.conftest import (
    MONDAY,
    PHONE,
    Open,
    main_button,
    press,
    tap,
    violations,
)
from tests.builders import Clinic, Someone

TABLET = {"width": 1024, "height": 768}
LANGUAGES = ("zh-hans", "en")


@pytest.fixture
def clinic(product: None) -> Clinic:
    return builders.clinic()


@pytest.fixture
def wang(clinic: Clinic) -> Someone:
    return builders.patient(clinic)


def put_cookie(page: Page, live_server_url: str, name: str, value: str) -> None:
    host = urlsplit(live_server_url).hostname
    page.context.add_cookies([{"name": name, "value": value, "domain": host, "path": "/"}])


@pytest.fixture
def tablet(open_page: Open, clinic: Clinic, live_server) -> Page:  # type: ignore[no-untyped-def]
    secret = tablets.add_tablet(by=clinic.li.actor, site_id=clinic.site_id, label="候诊室")
    page = open_page(TABLET)
    put_cookie(page, live_server.url, rules.TABLET_COOKIE, secret)
    return page


def unlock(page: Page, clinic: Clinic, someone: Someone) -> None:
    code = tablets.issue_tablet_code(by=clinic.li.actor, patient_id=someone.patient_id)
    page.goto("/kiosk/")
    page.locator("#f-code").fill(code)
    main_button(page)
    main_button(page)


def kept(page: Page) -> list[str]:
    """What a browser has kept: stores, and names of cookies."""
    stores = page.evaluate(
        "async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage),"
        " ...(await indexedDB.databases()).map(d => d.name), ...(await caches.keys())]"
    )
    return [*stores, *(cookie["name"] for cookie in page.context.cookies())]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("viewport", [PHONE, TABLET], ids=["360", "1024"])
def test_pages_of_tablet_and_card_are_accessible(
    language: str, viewport: dict[str, int], tablet: Page, clinic: Clinic, wang: Someone
) -> None:
    tablet.set_viewport_size(viewport)
    code = tablets.issue_tablet_code(by=clinic.li.actor, patient_id=wang.patient_id)
    [card] = cards.print_cards(by=clinic.li.actor, patient_ids=[wang.patient_id])
    found = {}
    for path in ("/kiosk/", "/card/", card.address[card.address.index("/card/") :], "/card/none/"):
        tablet.goto(path)
        if language == "en" and tablet.locator("html[lang=en]").count() == 0:
            with tablet.expect_navigation():
                tablet.locator(".foot form button").click()
            expect(tablet.locator("html")).to_have_attribute("lang", "en")
        found[path[:9]] = violations(tablet)
    tablet.goto("/kiosk/")
    tablet.locator("#f-code").fill(code)
    main_button(tablet)
    found["who"] = violations(tablet)
    main_button(tablet)
    found["start"] = violations(tablet)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_the_warning_comes_can_be_answered_and_then_it_locks(
    tablet: Page, clinic: Clinic, wang: Someone
) -> None:
    tablet.clock.install(time=MONDAY)
    unlock(tablet, clinic, wang)
    warning = tablet.locator("[data-still-here]")
    tablet.clock.run_for(149_000)
    expect(warning).to_be_hidden()
    tablet.clock.run_for(3_000)
    expect(warning).to_be_visible()
    assert violations(tablet) == []
    expect(warning.locator("button")).to_be_focused()
    tablet.clock.run_for(9_000)
    expect(warning.locator("[data-aloud]")).to_have_text("还有 20 秒")
    with clock.frozen(MONDAY + timedelta(seconds=165)):
        with tablet.expect_response("**/kiosk/here/"):
            warning.locator("button").click()
        expect(warning).to_be_hidden()
    tablet.clock.run_for(140_000)
    expect(warning).to_be_hidden()
    tablet.clock.run_for(42_000)
    tablet.wait_for_url("**/kiosk/?why=idle")
    tablet.go_back()
    tablet.wait_for_url("**/kiosk/**")
    expect(tablet.locator("body")).not_to_contain_text("王")
    assert set(kept(tablet)) <= {rules.TABLET_COOKIE, "csrftoken"}


def test_nothing_is_kept_while_recording_and_nothing_is_left_after(
    tablet: Page, clinic: Clinic, wang: Someone
) -> None:
    unlock(tablet, clinic, wang)
    main_button(tablet)
    tablet.locator("input[value=none]").check()
    main_button(tablet)
    expect(tablet.locator(".progress").first).to_be_visible()
    question = tablet.url
    own = {rules.TABLET_COOKIE, "csrftoken", "sessionid"}
    assert set(kept(tablet)) <= own
    tap(tablet, ".after a.btn")
    tablet.wait_for_url("**/kiosk/?why=left")
    assert set(kept(tablet)) <= own - {"sessionid"}
    for _ in range(3):
        tablet.go_back()
        tablet.wait_for_load_state()
        expect(tablet.locator(".progress")).to_have_count(0)
    tablet.goto(question)
    expect(tablet).to_have_url(re.compile("/kiosk/"))


def test_without_scripts_the_page_leaves_by_itself(
    open_page: Open, clinic: Clinic, wang: Someone, live_server
) -> None:  # type: ignore[no-untyped-def]
    secret = tablets.add_tablet(by=clinic.li.actor, site_id=clinic.site_id, label="候诊室")
    page = open_page(TABLET, java_script_enabled=False)
    put_cookie(page, live_server.url, rules.TABLET_COOKIE, secret)
    code = tablets.issue_tablet_code(by=clinic.li.actor, patient_id=wang.patient_id)
    page.goto("/kiosk/")
    page.locator("#f-code").fill(code)
    press(page)
    press(page)
    refresh = page.locator("meta[http-equiv=refresh]")
    expect(refresh).to_have_attribute("content", "180;url=/kiosk/leave/?why=idle")


@pytest.fixture
def nurse(open_page: Open, clinic: Clinic, live_server) -> Page:  # type: ignore[no-untyped-def]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "SECOND_FACTOR_REQUIRED", False)
        client = Client()
        account = Account.objects.get(pk=clinic.li.account_id)
        client.force_login(account, backend="osteopro.accounts.backends.StaffBackend")
        page = open_page({"width": 1366, "height": 768})
        put_cookie(page, live_server.url, "sessionid", client.cookies["sessionid"].value)
        yield page


@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_pages_of_cards_and_tablets_are_accessible(
    language: str, nurse: Page, clinic: Clinic, wang: Someone, live_server
) -> None:  # type: ignore[no-untyped-def]
    put_cookie(nurse, live_server.url, "lang", language)
    tablets.add_tablet(by=clinic.li.actor, site_id=clinic.site_id, label="候诊室")
    for path in ("/care/cards/", "/care/tablets/", f"/care/patients/{wang.patient_id}/card/"):
        nurse.goto(path)
        assert violations(nurse) == [], path
    nurse.locator("button[value=tablet]").click()
    expect(nurse.locator(".script")).to_be_visible()
    assert violations(nurse) == []


def test_printed_cards_are_a4_ten_to_a_sheet_with_letters_of_fourteen_points(
    nurse: Page, clinic: Clinic, wang: Someone
) -> None:
    for n in range(10):
        builders.patient(clinic, name=f"陈国{n}民", phone=f"+86138000066{n:02d}")
    nurse.goto("/care/cards/")
    for box in nurse.locator("input[name=card]").all():
        box.check()
    nurse.locator("main button.main").click()
    nurse.wait_for_selector(".id-card")
    nurse.wait_for_load_state("load")
    assert violations(nurse) == []
    nurse.emulate_media(media="print")
    sizes = nurse.locator(".id-card p, .id-card li, .id-card b").evaluate_all(
        "all => all.map(e => parseFloat(getComputedStyle(e).fontSize) * 72 / 96)"
    )
    assert min(sizes) >= 14
    cut_off = nurse.locator(".id-card").evaluate_all(
        "all => all.filter(e => e.scrollHeight > e.clientHeight + 1"
        " || e.scrollWidth > e.clientWidth + 1).length"
    )
    assert cut_off == 0
    wide = nurse.locator(".id-card").first.bounding_box()
    assert wide is not None
    assert round(wide["width"] / 96 * 25.4) == 95
    assert nurse.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 2
