"""The running product, a phone and a computer in front of it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from osteopro import clock
from osteopro.followup import actions as followup_actions
from osteopro.followup.rules import Ending
from osteopro.followup.terms import Outcome
from osteopro.instruments import queries as instruments_queries
from osteopro.triage import queries as triage_queries
from tests import builders
from tests.browser.filling import PATIENCE, WATCH_TAPS, comes_true, enter_day, rested
from tests.browser.filling import leave as leave
from tests.browser.filling import link as link
from tests.browser.sizes import COMPUTER as COMPUTER
from tests.browser.sizes import PHONE as PHONE
from tests.builders import Someone

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
# Level AAA contrast too: what patients read has 7:1 (R9, T6).
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice", "wcag2aaa"]
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
Open = Callable[..., Page]


@pytest.fixture(autouse=True)
def product(transactional_db: None) -> Iterator[None]:
    """The clinic on a Monday morning."""
    instruments_queries.forget()
    triage_queries.forget()
    cache.clear()
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def wang_xiuying(product: None) -> Someone:
    return builders.patient(builders.clinic())


@pytest.fixture
def open_page(browser: Browser, serving: LiveServer) -> Iterator[Open]:
    """Open a browser; an error in a script or of the security policy fails the test."""
    opened: list[BrowserContext] = []
    problems: list[str] = []

    def start(viewport: dict[str, int] = PHONE, **options: Any) -> Page:
        context = browser.new_context(
            viewport=viewport, base_url=serving.url, locale="zh-CN", **options
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(WATCH_TAPS)
        context.on("weberror", lambda error: problems.append(str(error.error)))
        context.on(
            "console",
            lambda said: problems.append(said.text) if "Policy" in said.text else None,
        )
        opened.append(context)
        return context.new_page()

    yield start
    for context in opened:
        context.close()
    assert problems == []


def come_in(page: Page, someone: Someone) -> None:
    """By link and birth date."""
    fill_birth(page, someone)
    main_button(page)


def press(page: Page) -> None:
    """Press the main button of a page without scripts and wait for the next page."""
    with page.expect_navigation():
        page.locator("main .btn.main").first.click()


def fill_birth(page: Page, someone: Someone) -> None:
    """At the personal link, with the birth date filled in."""
    page.goto(link(someone))
    enter_day(page, "birth", someone.person.birth)


def main_button(page: Page) -> None:
    """Press the one main button and wait for the next page."""
    leave(page, "main .btn.main")


def tap(page: Page, selector: str = "main .btn.main") -> None:
    """Press once a press counts, whatever comes of it."""
    rested(page)
    page.locator(selector).first.click()


def in_english(page: Page) -> None:
    """Change the language by the button at the foot of the page."""
    with page.expect_navigation():
        page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def pack_is_here(page: Page) -> None:
    """The phone holds what it needs to go on without a network."""
    script = page.locator("form[data-pack]").get_attribute("data-pack-script")
    comes_true(page, f"import('{script}').then(pack => pack.at(location.href) !== null)")


def violations(page: Page) -> list[str]:
    """What axe-core finds, and whether the page scrolls sideways."""
    page.wait_for_load_state()
    page.evaluate(f"() => {{ {AXE} }}") if not page.evaluate("() => 'axe' in window") else None
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(r => r.violations.map("
        "v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', ')))",
        AXE_RULES,
    )
    wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
    return [*found, *(["scrolls sideways"] if wide else [])]


def answered(someone: Someone, clinic: builders.Clinic) -> None:
    """Nurse Li answers a record sent just now, long enough ago to be read."""
    receipt = builders.send(someone)
    followup_actions.record_review(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=receipt.occasion,
        ending=Ending(
            Outcome.REPLIED, body="先试两件事：\n1 侧睡时夹个枕头。\n2 起床先坐一会儿再站。"
        ),
        versions=[receipt.uuid],
        quote="夜里翻身痛",
    )
