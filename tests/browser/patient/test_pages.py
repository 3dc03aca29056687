"""Every other page in its states, in both languages and widths; emergencies; large text."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from osteopro import clock
from osteopro.accounts import actions as accounts_actions
from osteopro.records import queries as records_queries
from tests import builders
from tests.browser.filling import comes_true, enter_day
from tests.browser.patient.conftest import (
    MONDAY,
    PHONE,
    Open,
    answered,
    come_in,
    in_english,
    leave,
    link,
    main_button,
    tap,
    violations,
)
from tests.browser.sizes import PATIENT_SIZES
from tests.builders import Someone


@pytest.fixture
def clinic(product: None) -> builders.Clinic:
    return builders.clinic()


@pytest.fixture
def wang_xiuying(clinic: builders.Clinic) -> Someone:
    """Mrs Wang with four weekly records, the last one answered."""
    with clock.frozen(MONDAY.replace(day=1)):
        someone = builders.patient(clinic)
    for day, pain in ((2, "5"), (9, "4"), (16, "5")):
        builders.send(someone, at=MONDAY.replace(day=day), sym_pain_rest=pain)
    with clock.frozen(MONDAY.replace(day=22)):
        answered(someone, clinic)
        builders.followup_actions.note_opened(
            by=clinic.li.actor,
            patient_id=someone.patient_id,
            occasion=records_queries.latest_records(someone.patient_id, 1)[0].occasion,
        )
        builders.followup_actions.send_link(by=clinic.li.actor, patient_id=someone.patient_id)
    return someone


PAGES = [
    "/me/",
    "/me/trend/",
    "/me/trend/?item=sym-sleep&months=12",
    "/me/messages/",
    "/me/advice/",
    "/me/settings/",
    "/me/data/",
    "/me/team/",
    "/me/help/",
    "/me/urgent/",
    "/me/nothing/",
]


@PATIENT_SIZES
def test_pages_with_history_are_accessible(
    open_page: Open, wang_xiuying: Someone, language: str, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    accounts_actions.set_preference(
        by=wang_xiuying.actor, account_id=wang_xiuying.account_id, language=language
    )
    come_in(page, wang_xiuying)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        problems = violations(page)
        if problems:
            found[name] = problems

    for address in PAGES:
        page.goto(address)
        look(address)
    page.goto("/me/messages/")
    page.locator(".rows a").first.click()
    expect(page.locator("article")).to_be_visible()
    look("reply")
    reply = page.url
    page.goto(f"{reply}?write=1")
    look("writing back")
    main_button(page)
    look("writing back with an error")
    page.goto(reply)
    page.locator("button[value=difficult]").click()
    expect(page.locator(".notice.ok")).to_be_visible()
    look("reply with an answer")
    assert found == {}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_before_sign_in_are_accessible(
    open_page: Open, wang_xiuying: Someone, language: str
) -> None:
    page = open_page()
    page.goto("/signin/")
    if language == "en":
        in_english(page)
    found = {"signin": violations(page)}
    page.locator("#f-phone").fill("138000")
    main_button(page)
    found["signin with an error"] = violations(page)
    page.locator("#f-phone").fill("13800006620")
    main_button(page)
    found["code"] = violations(page)
    page.locator("#f-code").fill("12")
    main_button(page)
    found["code with an error"] = violations(page)
    page.goto(f"/go/{'0' * 40}/")
    found["link gone"] = violations(page)
    page.goto(link(wang_xiuying))
    for _ in range(5):
        enter_day(page, "birth", date(1955, 3, 9))
        leave(page, "main .btn.main")
    expect(page.locator("#f-birth")).to_have_count(0)
    found["link locked"] = violations(page)
    assert {name: problems for name, problems in found.items() if problems} == {}


def fall(page: Page) -> None:
    """She fell and cannot get up."""
    page.goto("/me/record/start/")
    main_button(page)
    page.locator("label.answer").nth(1).click()
    main_button(page)
    page.locator("label.answer").first.click()
    main_button(page)
    page.locator("label.answer").first.click()
    main_button(page)
    page.locator("label.answer").last.click()
    main_button(page)


def test_the_emergency_page_calls_120_first(open_page: Open, wang_xiuying: Someone) -> None:
    page = open_page()
    come_in(page, wang_xiuying)
    fall(page)
    expect(page.locator("h1")).to_have_text("请马上就医")
    call = page.locator("main .btn").first
    expect(call).to_have_attribute("href", "tel:120")
    box = call.bounding_box()
    assert box is not None
    assert box["height"] >= 80
    assert box["y"] + box["height"] <= PHONE["height"]
    assert violations(page) == []
    tap(page, "text=接着填后面的题")
    expect(page.locator("h1")).to_have_text("碰到头没有？")


def test_the_emergency_page_opens_without_a_network(open_page: Open, wang_xiuying: Someone) -> None:
    page = open_page()
    come_in(page, wang_xiuying)
    page.goto("/me/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    comes_true(page, "caches.match('/me/urgent/').then(found => found !== undefined)")
    page.context.set_offline(True)
    page.goto("/me/urgent/")
    expect(page.locator("main .btn").first).to_have_attribute("href", "tel:120")
    page.context.set_offline(False)


def test_largest_text_fits_and_touch_targets_are_large(
    open_page: Open, wang_xiuying: Someone
) -> None:
    accounts_actions.set_preference(
        by=wang_xiuying.actor, account_id=wang_xiuying.account_id, text_size="largest"
    )
    page = open_page({"width": 320, "height": 640})
    come_in(page, wang_xiuying)
    page.goto("/me/record/start/")
    main_button(page)
    assert page.evaluate("() => getComputedStyle(document.body).fontSize") == "30px"
    assert violations(page) == []
    heights = page.evaluate(
        "() => [...document.querySelectorAll('label.answer, main .btn, main .sos')]"
        ".map(e => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 60
    for address in PAGES:
        page.goto(address)
        wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
        assert not wide, address


def test_the_last_answer_and_the_button_stay_apart(open_page: Open, wang_xiuying: Someone) -> None:
    page = open_page()
    come_in(page, wang_xiuying)
    page.goto("/me/record/start/")
    main_button(page)
    last = page.locator("label.answer").last.bounding_box()
    button = page.locator("main .btn.main").bounding_box()
    assert last is not None
    assert button is not None
    assert button["y"] - (last["y"] + last["height"]) >= 32


def test_the_chart_is_small_and_named_by_its_sentence(
    open_page: Open, wang_xiuying: Someone
) -> None:
    page = open_page()
    come_in(page, wang_xiuying)
    page.goto("/me/trend/")
    sentence = page.locator(".sentence").inner_text()
    name = page.locator("svg[role=img] title").text_content()
    assert name == sentence.replace("\n", "").replace("\u00a0", " ")
